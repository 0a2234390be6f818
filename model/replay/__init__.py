"""A model that replays what another one decided."""
