"""Writing scenarios: from a run, and proposals to change one."""
