"""How a step is performed, over several looks if needed."""
