"""The MCP Python SDK's client (2.x)."""

import asyncio
from typing import Any

import httpx2
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from plan import Progress, answer, carry_out, read_plan


async def use(client: Client, plan: dict[str, Any]) -> None:
    """Carry out the plan."""

    async def call(name: str, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
        async def see(value: float, total: float | None, message: str | None) -> None:
            progress(value, message or "")

        result: Any = await client.call_tool(name, arguments, progress_callback=see)
        return answer(result.content, error=result.is_error)

    await carry_out(plan, [tool.name for tool in (await client.list_tools()).tools], call)


async def main(plan: dict[str, Any]) -> None:
    """Connect."""
    if plan["transport"] == "stdio":
        command, *arguments = plan["command"]
        parameters = StdioServerParameters(command=command, args=arguments, env=plan["environment"], cwd=plan["folder"])
        async with Client(parameters, read_timeout_seconds=120) as client:
            await use(client, plan)
    else:
        headers = {"Authorization": f"Bearer {plan['token']}"}
        async with (
            httpx2.AsyncClient(headers=headers, timeout=120) as http,
            Client(streamable_http_client(plan["url"], http_client=http), read_timeout_seconds=120) as client,
        ):
            await use(client, plan)


asyncio.run(main(read_plan()))
