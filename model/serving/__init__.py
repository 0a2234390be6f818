"""Planning, starting and probing a server."""
