"""What `gui-agent mcp` answers before its server is loaded: gui_agent/integrations/mcp_opening.json, made from the server itself.

python scripts/mcp_opening.py
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

from mcp import Client

from gui_agent import GuiAgent
from gui_agent.integrations.mcp_opening import STORED
from gui_agent.integrations.mcp_server import build_server
from gui_agent.integrations.shared_screen import Workplace

MODERN = ("cacheScope", "resultType", "ttlMs", "_meta")
"""What an answer has beside its contents in the revisions without a handshake."""


async def answers() -> dict[str, Any]:
    """The results by their methods; `modern` is what is added in the revisions without a handshake."""
    server = build_server(Workplace(GuiAgent()))
    async with Client(server, mode="legacy") as client:
        found = {"initialize": _json(client._session and client._session.initialize_result)}
        del found["initialize"]["protocolVersion"]
        lists = {"tools": client.list_tools, "prompts": client.list_prompts, "resources": client.list_resources}
        for name, asked in {**lists, "resources/templates": client.list_resource_templates}.items():
            found[f"{name}/list"] = _without_envelope(await asked())
    async with Client(server) as client:
        found["server/discover"] = _without_envelope(client._session and client._session.discover_result)
        listed = _json(await client.list_tools())
    found["modern"] = {name: listed[name] for name in MODERN}
    return found


def _without_envelope(result: Any) -> dict[str, Any]:
    return {name: value for name, value in _json(result).items() if name not in MODERN}


def _json(result: Any) -> dict[str, Any]:
    found: dict[str, Any] = result.model_dump(mode="json", by_alias=True, exclude_none=True)
    return found


if __name__ == "__main__":
    STORED.write_text(json.dumps(asyncio.run(answers()), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
