"""A client that is gone over HTTP: what it asked for ends, since the result could reach nobody."""

import asyncio
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx2
import pytest
from glm_server import GlmServer, Hang, Request
from logs import ending

from gui_agent import GuiAgent, ModelChoice
from gui_agent.integrations.mcp_http import serve_http
from gui_agent.integrations.mcp_server import build_server
from gui_agent.integrations.shared_screen import Workplace
from gui_agent.record.events import RunFinished
from gui_agent.record.run_log import list_runs, read_events

CLIENT = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
INITIALIZE: dict[str, Any] = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": CLIENT}


def test_a_task_over_http_ends_when_its_client_is_gone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A client that was killed closes its connection, and sends nothing more."""
    begun = threading.Event()

    def hang(request: Request) -> Hang:
        begun.set()
        return Hang()

    async def leave(url: str) -> None:
        headers = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
        async with httpx2.AsyncClient(timeout=60, headers=headers) as client:
            hello = await client.post(url, json=INITIALIZE)
            headers["Mcp-Session-Id"] = hello.headers["mcp-session-id"]
            task = {"name": "run_task", "arguments": {"task": "wait"}}
            call = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": task}
            async with client.stream("POST", url, json=call, headers=headers):
                assert await asyncio.to_thread(begun.wait, 60)

    async def waits(words: str) -> None:
        """The run has written its end, and may still have the screen."""

    async def use(server: GlmServer) -> None:
        agent = GuiAgent(model=ModelChoice(name=server.model, base_url=server.base_url), display="virtual", output=tmp_path)
        place = Workplace(agent)
        serving = asyncio.create_task(serve_http(build_server(place), "127.0.0.1", 0, None))
        try:
            while "MCP at " not in (said := capsys.readouterr().err):
                await asyncio.sleep(0.05)
            await leave(said.split("MCP at ")[1].split()[0])
            (run,) = list_runs(tmp_path)
            async with asyncio.timeout(60):
                while not isinstance(list(read_events(run))[-1], RunFinished):
                    await asyncio.sleep(0.05)
            assert ending(run).verdict == "interrupted"
            async with place.alone("a picture", tell=waits) as desktop:
                assert (await desktop.screenshot()).image.size == (1260, 784), "the screen is free, and answers"
        finally:
            serving.cancel()
            with suppress(asyncio.CancelledError):
                await serving
            await place.close()

    with GlmServer(hang) as server:
        asyncio.run(use(server))
