"""LangChain's adapter: tools as LangChain's agents get them."""

import asyncio
from typing import Any

from langchain_mcp_adapters.callbacks import Callbacks
from langchain_mcp_adapters.client import MultiServerMCPClient
from langchain_mcp_adapters.tools import load_mcp_tools
from plan import Progress, carry_out, read_plan


async def main(plan: dict[str, Any]) -> None:
    """Connect and carry out the plan."""
    seers: list[Progress] = []

    async def see(value: float, total: float | None, message: str | None, context: Any) -> None:
        if seers:
            seers[-1](value, message or "")

    if plan["transport"] == "stdio":
        command, *arguments = plan["command"]
        how: Any = {
            "transport": "stdio",
            "command": command,
            "args": arguments,
            "env": plan["environment"],
            "cwd": plan["folder"],
        }
    else:
        how = {"transport": "streamable_http", "url": plan["url"], "headers": {"Authorization": f"Bearer {plan['token']}"}}
    client = MultiServerMCPClient({"gui-agent": how})
    async with client.session("gui-agent") as session:
        loaded = await load_mcp_tools(session, callbacks=Callbacks(on_progress=see), server_name="gui-agent")
        tools = {tool.name: tool for tool in loaded}

        async def call(name: str, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
            seers.append(progress)
            came: Any = await tools[name].ainvoke(arguments)
            parts = [{"type": "text", "text": came}] if isinstance(came, str) else came
            texts = [one["text"] for one in parts if one["type"] == "text"]
            pictures = [one.get("base64") or one.get("data") or one["image_url"]["url"] for one in parts if one["type"] != "text"]
            return {"text": "\n".join(texts), "pictures": pictures, "error": False}

        await carry_out(plan, list(tools), call)


asyncio.run(main(read_plan()))
