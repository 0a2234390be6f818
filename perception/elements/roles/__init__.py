"""What small things on a picture are, weighed from many signs by a forest that was trained on real screens."""
