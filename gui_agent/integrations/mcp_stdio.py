"""MCP over stdin and stdout, continued where `FirstAnswer` left off."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, cast

import anyio
from mcp.server.stdio import stdio_server

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

    from gui_agent.integrations.mcp_first_answer import FirstAnswer


async def serve_stdio(server: MCPServer[Any], first: FirstAnswer) -> None:
    """Serve one client until it is gone. While serving, stdin and stdout are not those of the wire: nothing else may use it."""
    wire_in, wire_out = _moved(0, os.open(os.devnull, os.O_RDONLY)), _moved(1, os.dup(sys.stderr.fileno()))
    with open(wire_in, "rb", closefd=False) as source, open(wire_out, "w", encoding="utf-8", closefd=False) as target:
        lines = cast("anyio.AsyncFile[str]", _Lines(source, first))
        answers = cast("anyio.AsyncFile[str]", _Answers(anyio.wrap_file(target), first))
        async with stdio_server(lines, answers) as (reading, writing):
            low = server._lowlevel_server  # what `run_stdio_async` runs
            await low.run(reading, writing, low.create_initialization_options())


def _moved(descriptor: int, other: int) -> int:
    """A private copy of a descriptor, in whose place `other` is from now on."""
    private = os.dup(descriptor)
    os.set_inheritable(private, False)
    os.dup2(other, descriptor)
    os.close(other)
    return private


class _Lines:
    """The client's lines: what `FirstAnswer` read, then the rest."""

    def __init__(self, source: Any, first: FirstAnswer) -> None:
        self._source, self._first = source, first

    async def __aiter__(self) -> AsyncIterator[str]:
        received = await anyio.to_thread.run_sync(self._first.received, abandon_on_cancel=True)
        *whole, rest = received.split(b"\n")
        for line in whole:
            yield line.decode("utf-8", "replace")
        while received:
            line = rest + await anyio.to_thread.run_sync(self._source.readline, abandon_on_cancel=True)
            if not line:
                return
            rest = b""
            yield line.decode("utf-8", "replace")


class _Answers:
    """The server's lines, without its answer to what was answered already."""

    def __init__(self, target: anyio.AsyncFile[str], first: FirstAnswer) -> None:
        self._target, self._first = target, first
        self._swallowed = False

    async def write(self, line: str) -> None:
        if self._first.answered is not None and not self._swallowed:
            message = json.loads(line)
            if message.get("id") == self._first.answered and "method" not in message:
                self._swallowed = True
                return
        await self._target.write(line)

    async def flush(self) -> None:
        await self._target.flush()
