"""The format of scenario files, and loading them with errors that name the line."""
