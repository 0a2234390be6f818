"""What an instruction says: from words to steps."""
