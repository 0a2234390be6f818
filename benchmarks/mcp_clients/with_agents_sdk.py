"""The OpenAI Agents SDK's clients for stdio and streamable HTTP. They report no progress."""

import asyncio
from typing import Any

from agents.mcp import MCPServerStdio, MCPServerStreamableHttp
from plan import Progress, answer, carry_out, read_plan


async def main(plan: dict[str, Any]) -> None:
    """Connect and carry out the plan."""
    if plan["transport"] == "stdio":
        command, *arguments = plan["command"]
        parameters: Any = {"command": command, "args": arguments, "env": plan["environment"], "cwd": plan["folder"]}
        server: Any = MCPServerStdio(parameters, client_session_timeout_seconds=120)
    else:
        parameters = {"url": plan["url"], "headers": {"Authorization": f"Bearer {plan['token']}"}, "timeout": 120}
        server = MCPServerStreamableHttp(parameters, client_session_timeout_seconds=120)
    async with server:

        async def call(name: str, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
            result = await server.call_tool(name, arguments)
            failed = getattr(result, "is_error", None)
            return answer(result.content, error=bool(result.isError if failed is None else failed))

        await carry_out(plan, [tool.name for tool in await server.list_tools()], call)


asyncio.run(main(read_plan()))
