"""Other programs' ways in: the Agents SDK and MCP."""
