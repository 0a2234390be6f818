"""Importing the Agents SDK without its MCP client, in a process of its own."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import gc, sys
from gui_agent.model.sdk import import_sdk
import_sdk()
assert "agents" in sys.modules and gc.isenabled()
assert "mcp.server" not in sys.modules, "the MCP client was imported"
import mcp.client.stdio
from agents.mcp import MCPServerStdio
from mcp import ClientSession, StdioServerParameters
assert mcp.client.stdio.stdio_client and mcp.ClientSession is ClientSession and type(mcp).__name__ == "module"
try:
    mcp.nothing_of_that_name
except AttributeError as error:
    assert "nothing_of_that_name" in str(error)
"""


def test_the_mcp_client_is_imported_when_it_is_first_used() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
