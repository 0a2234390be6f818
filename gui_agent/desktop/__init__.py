"""One screen and the program on it."""
