"""The command line: `gui-agent COMMAND`."""
