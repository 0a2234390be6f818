"""What can be done: the action vocabulary, executing it, keyboards, approval."""
