"""What changed between two pictures, and when a screen is settled."""
