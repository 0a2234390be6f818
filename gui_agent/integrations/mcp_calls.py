"""Calls of MCP tools as models make them: unknown arguments are named, and what goes wrong is said in one clear line."""

from __future__ import annotations

import asyncio
import logging
from contextlib import contextmanager
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from pydantic import ValidationError

from gui_agent.errors import GuiAgentError, UsageError, in_words
from gui_agent.record.visible import in_one_line

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

    from mcp.types import CallToolResult, InputRequiredResult

logger = logging.getLogger(__name__)
GONE = "gui_agent.gone"
"""The key of a request's scope under which there is an `asyncio.Event`: its client has closed the connection."""
_SHOWN = 300
"""Characters of an unexpected error that the client gets."""


class Server(MCPServer[Any]):
    """An MCP server whose errors are for their reader: a model, or the user who wrote the client."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """The tool's result. Raises ToolError with a text of ours."""
        tool = self._tool_manager.get_tool(name)
        if tool is None:
            known = [one.name for one in self._tool_manager.list_tools()]
            raise ToolError(f"there is no tool {name!r}. There are {', '.join(known)}{_meant(name, known)}")
        known = list(tool.parameters.get("properties", {}))
        if unknown := [one for one in arguments if one not in known]:
            takes = f"It takes {', '.join(known)}" if known else "It takes none"
            raise ToolError(f"{name} has no argument {unknown[0]!r}. {takes}{_meant(unknown[0], known)}")
        try:
            return await _while_wanted(super().call_tool(name, arguments, context), context)
        except UnexpectedToolError as error:
            cause = error.__cause__ or error
            logger.error("%s failed", name, exc_info=cause)
            words = in_one_line(f"{type(cause).__name__}: {cause}")[:_SHOWN]
            raise ToolError(f"{name} failed for a reason that gui-agent did not expect: {words}. Its log has more") from cause
        except ToolError as error:
            if isinstance(error.__cause__, ValidationError):
                raise ToolError(f"{name}: {problems(error.__cause__)}") from error
            raise ToolError(str(error).removeprefix(f"Error executing tool {name}: ")) from error


async def _while_wanted(
    work: Coroutine[Any, Any, CallToolResult | InputRequiredResult], context: Context[Any, Any] | None
) -> CallToolResult | InputRequiredResult:
    """The result of a call; it is cancelled when its client is gone, as the result could reach nobody any more.

    Over HTTP only the connection says so: a client that was killed sends no cancellation.
    """
    gone = _gone_of(context)
    if gone is None:
        return await work
    task, leaving = asyncio.ensure_future(work), asyncio.ensure_future(gone.wait())
    try:
        await asyncio.wait({task, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
    finally:
        leaving.cancel()
        task.cancel()
    await asyncio.wait({task})
    raise ToolError("the client closed the connection")


def _gone_of(context: Context[Any, Any] | None) -> asyncio.Event | None:
    try:
        request = context.request_context.request if context is not None else None
    except ValueError:  # outside of a request
        return None
    gone: asyncio.Event | None = request.scope.get(GONE) if request is not None else None
    return gone


def _meant(given: str, known: list[str]) -> str:
    close = get_close_matches(given, known, n=1)
    return f". Did you mean {close[0]}?" if close else ""


def problems(error: ValidationError) -> str:
    """All that is wrong with arguments: `task is missing; max_steps must be at least 1`."""
    found = error.errors(include_url=False)
    return "; ".join(f"{'.'.join(str(part) for part in one['loc'])} {in_words(one)}".strip() for one in found)


@contextmanager
def errors_reported() -> Iterator[None]:
    """What goes wrong inside is said to the client in one line, with its remedy."""
    try:
        yield
    except GuiAgentError as error:
        raise ToolError(str(error)) from error


def known_model(names: list[str], wanted: str) -> str:
    """The wanted model, which must be one of those that are served. Raises UsageError."""
    if wanted in names:
        return wanted
    raise UsageError(f"there is no model {wanted!r}", f"There are {', '.join(names)}{_meant(wanted, names)}")
