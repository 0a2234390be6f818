"""Which thing on the screen the words mean."""
