"""Where `gui-agent` begins: a client that started it as an MCP server is answered before the command line itself is loaded."""

from __future__ import annotations

import sys
from typing import NoReturn


def main() -> NoReturn:
    """Perform the command line and exit."""
    from gui_agent.integrations.mcp_opening import opening, serves_stdio

    if serves_stdio(sys.argv[1:]):
        opening()
    from gui_agent.cli.main import main as perform

    perform()
