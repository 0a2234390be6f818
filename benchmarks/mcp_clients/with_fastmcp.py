"""fastmcp's client."""

import asyncio
from typing import Any

from fastmcp import Client
from fastmcp.client.transports import StdioTransport, StreamableHttpTransport
from plan import Progress, answer, carry_out, read_plan


async def main(plan: dict[str, Any]) -> None:
    """Connect and carry out the plan."""
    if plan["transport"] == "stdio":
        command, *arguments = plan["command"]
        transport: Any = StdioTransport(command, arguments, env=plan["environment"], cwd=plan["folder"])
    else:
        transport = StreamableHttpTransport(plan["url"], headers={"Authorization": f"Bearer {plan['token']}"})
    async with Client(transport, timeout=120) as client:

        async def call(name: str, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
            async def see(value: float, total: float | None, message: str | None) -> None:
                progress(value, message or "")

            result = await client.call_tool(name, arguments, raise_on_error=False, progress_handler=see)
            return answer(result.content, error=result.is_error)

        await carry_out(plan, [tool.name for tool in await client.list_tools()], call)


asyncio.run(main(read_plan()))
