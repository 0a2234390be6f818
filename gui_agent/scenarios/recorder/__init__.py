"""Recording a user: what they do on a screen becomes a scenario file."""
