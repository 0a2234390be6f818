"""One run: its state, the loop, and the limits."""
