"""Scenarios: GUI tests in YAML. The format, loading with errors that name the line, and playing them on a screen."""
