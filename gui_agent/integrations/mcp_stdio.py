"""MCP over stdin and stdout, continued where `FirstAnswer` left off."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, cast

import anyio
from mcp.server.stdio import stdio_server

from gui_agent.integrations.mcp_first_answer import PIECE

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

    from gui_agent.integrations.mcp_first_answer import FirstAnswer


async def serve_stdio(server: MCPServer[Any], first: FirstAnswer) -> None:
    """Serve one client until it is gone. While serving, stdin and stdout are not those of the wire: nothing else may use it."""
    wire_in, wire_out = _moved(0, os.open(os.devnull, os.O_RDONLY)), _moved(1, os.dup(sys.stderr.fileno()))
    with open(wire_out, "w", encoding="utf-8", closefd=False) as target:
        lines = cast("anyio.AsyncFile[str]", _Lines(wire_in, first))
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
    """The client's lines: what `FirstAnswer` read, then the rest.

    Read without a buffered file: closing one waits for a thread that reads it, and that may wait for ever.
    """

    def __init__(self, source: int, first: FirstAnswer) -> None:
        self._source, self._first = source, first

    async def __aiter__(self) -> AsyncIterator[str]:
        piece = await anyio.to_thread.run_sync(self._first.received, abandon_on_cancel=True)
        pieces: list[bytes] = []
        while piece:
            *whole, rest = piece.split(b"\n")
            for line in whole:
                yield b"".join([*pieces, line]).decode("utf-8", "replace")
                pieces.clear()
            pieces.append(rest)
            piece = await anyio.to_thread.run_sync(os.read, self._source, PIECE, abandon_on_cancel=True)


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
