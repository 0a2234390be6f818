"""How a user steers a run from outside of its process."""
