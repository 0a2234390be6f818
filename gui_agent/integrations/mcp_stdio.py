"""MCP over stdin and stdout, continued where `Opening` left off."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, cast

import anyio
from mcp.server.stdio import stdio_server

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

    from gui_agent.integrations.mcp_opening import Opening


async def serve_stdio(server: MCPServer[Any], first: Opening) -> None:
    """Serve one client until it is gone."""
    answered = first.take_over()
    with open(first.target, "w", encoding="utf-8", closefd=False) as target:
        lines = cast("anyio.AsyncFile[str]", _Lines(first))
        answers = cast("anyio.AsyncFile[str]", _Answers(anyio.wrap_file(target), answered))
        async with stdio_server(lines, answers) as (reading, writing):
            low = server._lowlevel_server  # what `run_stdio_async` runs
            await low.run(reading, writing, low.create_initialization_options())


class _Lines:
    """The client's lines that are not answered yet, and the one that opened the connection."""

    def __init__(self, first: Opening) -> None:
        self._first = first

    async def __aiter__(self) -> AsyncIterator[str]:
        while (line := await anyio.to_thread.run_sync(self._first.line, abandon_on_cancel=True)) is not None:
            yield line.decode("utf-8", "replace")


class _Answers:
    """The server's lines, without its answer to what was answered already."""

    def __init__(self, target: anyio.AsyncFile[str], answered: int | str | None) -> None:
        self._target, self._answered = target, answered

    async def write(self, line: str) -> None:
        if self._answered is not None:
            message = json.loads(line)
            if message.get("id") == self._answered and "method" not in message:
                self._answered = None
                return
        await self._target.write(line)

    async def flush(self) -> None:
        await self._target.flush()
