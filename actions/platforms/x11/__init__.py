"""X11: mouse and keyboard through XTEST, and the windows of a display."""
