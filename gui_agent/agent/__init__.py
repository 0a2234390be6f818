"""Who performs tasks: one agent or a team, live, resumed, or reading typed data."""
