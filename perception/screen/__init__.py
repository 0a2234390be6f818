"""Displays and their pictures."""
