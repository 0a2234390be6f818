"""Foreign MCP tools for the operator (file search, a shell, a database); each call is asked for first."""

from __future__ import annotations

import json
import shlex
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agents import Agent
from agents.exceptions import AgentsException

from gui_agent.errors import EnvironmentProblem, GuiAgentError, UsageError

if TYPE_CHECKING:
    from agents.mcp import MCPServer, MCPServerStdio, MCPServerStreamableHttp

ANSWER_SECONDS = 60.0
"""How long one call of a foreign tool may take; the MCP client's own default of 5 seconds ends many honest tools."""


@dataclass(frozen=True)
class ForeignCall:
    """A call of a tool that is not ours, as a user is asked about it."""

    name: str
    arguments: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.name}({', '.join(f'{key}={value!r}' for key, value in self.arguments.items())})"


@asynccontextmanager
async def lent_tools(agent: Agent[Any], addresses: Sequence[str], *, ask: bool) -> AsyncIterator[None]:
    """Meanwhile `agent` has the tools of the MCP servers at `addresses`: commands to start, or http URLs.

    `ask` lets the SDK interrupt the run before each call. Raises UsageError, EnvironmentProblem when a server does not start.
    """
    async with AsyncExitStack() as stack:
        servers = [await _connect(stack, address, f"tools{number}", ask) for number, address in enumerate(addresses, 1)]
        agent.mcp_servers = list(servers)
        # With a prefix, a foreign tool called "type" or "done" cannot take the place of ours.
        agent.mcp_config = {"include_server_in_tool_names": True}
        yield


async def _connect(stack: AsyncExitStack, address: str, name: str, ask: bool) -> MCPServer:
    server = _server(address, name, ask)
    try:
        return await stack.enter_async_context(server)
    except (OSError, TimeoutError, AgentsException, ExceptionGroup) as error:
        raise EnvironmentProblem(
            f"the MCP server {address!r} does not answer: {_first(error)}", "Start it by hand to see why"
        ) from error


def _server(address: str, name: str, ask: bool) -> MCPServerStdio | MCPServerStreamableHttp:
    from agents.mcp import MCPServerStdio, MCPServerStreamableHttp  # half a second that most runs can do without

    settings: dict[str, Any] = {
        "name": name,
        "cache_tools_list": True,
        "client_session_timeout_seconds": ANSWER_SECONDS,
        "require_approval": "always" if ask else "never",
    }
    if address.startswith(("http://", "https://")):
        return MCPServerStreamableHttp(params={"url": address}, **settings)
    try:
        words = shlex.split(address)
    except ValueError as error:
        raise UsageError(f"--mcp-server {address!r} cannot be read: {error}", "Check the quotes") from error
    if not words:
        raise UsageError("--mcp-server is empty", "Give a command or an http URL")
    return MCPServerStdio(params={"command": words[0], "args": words[1:]}, **settings)


def _first(error: BaseException) -> str:
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return str(error)


def foreign_call(name: str, arguments: str) -> ForeignCall:
    """The call that an approval is asked for. Raises GuiAgentError for arguments that are no JSON object."""
    try:
        return ForeignCall(name, dict(json.loads(arguments or "{}")))
    except (TypeError, ValueError) as error:
        raise GuiAgentError(f"the arguments of {name} are not a JSON object") from error
