"""A small MCP server of somebody else: it keeps notes in a file.

python tests/apps/notes_server.py FILE
"""

import sys
from pathlib import Path

from mcp.server.mcpserver import MCPServer

server = MCPServer("notes", log_level="WARNING")


@server.tool()
def write_note(text: str) -> str:
    """Append a note."""
    with Path(sys.argv[1]).open("a", encoding="utf-8") as file:
        file.write(text + "\n")
    return f"noted: {text}"


if __name__ == "__main__":
    server.run("stdio")
