"""GLM-4.5V: its wire format, from messages to replies."""
