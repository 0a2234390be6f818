"""Elements: widgets, icons and labels found in a picture."""
