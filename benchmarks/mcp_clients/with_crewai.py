"""CrewAI's adapter: tools as CrewAI's agents get them. It reports no progress, and cannot cancel."""

import asyncio
from typing import Any

from crewai_tools import MCPServerAdapter
from mcp import StdioServerParameters
from plan import PATIENCE, Progress, carry_out, read_plan, say


def main(plan: dict[str, Any]) -> None:
    """Connect and carry out the plan."""
    if plan["transport"] == "stdio":
        command, *arguments = plan["command"]
        how: Any = StdioServerParameters(command=command, args=arguments, env=plan["environment"], cwd=plan["folder"])
    else:
        how = {"url": plan["url"], "transport": "streamable-http", "headers": {"Authorization": f"Bearer {plan['token']}"}}
    with MCPServerAdapter(how, connect_timeout=120) as loaded:
        tools = {tool.name: tool for tool in loaded}

        async def call(name: str, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
            came = str(tools[name].run(**arguments))
            return {"text": came, "pictures": [], "error": False}

        asyncio.run(carry_out(plan, list(tools), call, cancels=False))
        if plan["hang"]:
            say(ending=PATIENCE)  # whoever reads this ends the process, which is all that a user could do
            tools[plan["hang"][0]].run(**plan["hang"][1])


main(read_plan())
