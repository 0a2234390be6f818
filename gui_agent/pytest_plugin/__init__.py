"""Scenarios as pytest items, the `gui` fixture, workers, and the page of a test session."""
