"""`gui-agent mcp` with the real MCP client, over stdio and over HTTP: every tool, progress, cancelling, and who may come in."""

import asyncio
import base64
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, cast

import anyio
import httpx2
import pytest
from command_line import TODO, Cli, clean_environment
from glm_server import GlmServer, Hang, Reply, Request
from logs import ending
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp.types import ElicitResult
from PIL import Image
from todo_team import CLICK_ADD, CLICK_FIELD, TICK, TYPE_MILK, TodoTeam

from gui_agent import GuiAgent, ModelChoice
from gui_agent.integrations.mcp_server import build_server
from gui_agent.integrations.shared_screen import Workplace
from gui_agent.record.events import RunFinished
from gui_agent.record.run_log import list_runs, read_events

TOOLS = {"run_task", "screenshot", "locate", "act", "ask_image", "vision_chat", "list_models", "get_model", "chat"}
TOKEN = "a-long-random-text"


def command(server: GlmServer, folder: Path, *more: str) -> list[str]:
    words = [sys.executable, "-m", "gui_agent", "mcp", "--base-url", server.base_url, "--model", server.model, *more]
    return [*words, "--app", f"{TODO} {folder / 'todo.json'}"]


@asynccontextmanager
async def over_stdio(server: GlmServer, folder: Path) -> AsyncIterator[Client]:
    words = command(server, folder)
    parameters = StdioServerParameters(command=words[0], args=words[1:], env=clean_environment(folder), cwd=folder)
    async with Client(parameters, read_timeout_seconds=60) as client:
        yield client


def start_http(server: GlmServer, folder: Path, **environment: str) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen(
        command(server, folder, "--http", "--port", "0"),
        cwd=folder,
        env={**clean_environment(folder), **environment},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    line = process.stderr.readline()
    assert "MCP at " in line, line + process.stderr.read()
    return process, line.split("MCP at ")[1].split()[0]


def stop(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)


def look_who_may_come_in(url: str) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    accept = {"Accept": "application/json, text/event-stream", "Authorization": f"Bearer {TOKEN}"}

    def status(**headers: str) -> int:
        return httpx2.post(url, json=body, headers={**accept, **headers}, timeout=30).status_code

    assert status(Authorization="Bearer wrong") == status(Authorization="") == 401
    assert status(Host="evil.example") == 421
    assert status(Origin="http://evil.example") == 403
    assert status() not in (401, 403, 421)
    assert status(Origin=url.removesuffix("/mcp")) not in (401, 403, 421)


@asynccontextmanager
async def over_http(server: GlmServer, folder: Path) -> AsyncIterator[Client]:
    process, url = await asyncio.to_thread(start_http, server, folder, GUI_AGENT_MCP_TOKEN=TOKEN)
    try:
        await asyncio.to_thread(look_who_may_come_in, url)
        async with (
            httpx2.AsyncClient(headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60) as http,
            Client(streamable_http_client(url, http_client=http), read_timeout_seconds=60) as client,
        ):
            yield client
    finally:
        await asyncio.to_thread(stop, process)


class Script:
    """A model that chats, finds, works in a team, and hangs when the task says so."""

    def __init__(self) -> None:
        self.team = TodoTeam([CLICK_FIELD, TYPE_MILK, CLICK_ADD, TICK, ("done", {"answer": "ticked"})])
        self.hangs = asyncio.Event()

    def __call__(self, request: Request) -> Reply | Hang:
        if "Hang" in request.text:
            return Hang()
        if request.tools:
            return self.team(request)
        if "the Add button" in request.text:
            whole = request.images[0].size == (1260, 784)
            return Reply(text=f"<|begin_of_box|>{'[[440,140,500,175]]' if whole else '[[400,400,600,480]]'}<|end_of_box|>")
        return Reply(text=f"I see {len(request.images)} pictures.")


def text_of(result: Any) -> str:
    assert not result.is_error, result.content
    return "\n".join(part.text for part in result.content if part.type == "text")


async def use_every_tool(client: Client, folder: Path) -> None:
    assert {tool.name for tool in (await client.list_tools()).tools} == TOOLS
    seen: list[tuple[float, float | None, str | None]] = []

    async def see(progress: float, total: float | None, message: str | None) -> None:
        seen.append((progress, total, message))

    result: Any = await client.call_tool("run_task", {"task": "Add Milk and tick it", "max_steps": 9}, progress_callback=see)
    assert json.loads(text_of(result))["verdict"] == "verified"
    assert result.structured_content["answer"] == "ticked"
    assert json.loads((folder / "todo.json").read_text()) == [{"title": "Milk", "done": True}]
    values = [done for done, _, _ in seen]
    assert all(later > earlier for earlier, later in pairwise(values))
    assert 4 <= values[-1] < 5
    assert {total for _, total, _ in seen} == {10}, "nine steps, and the end"
    words = "\n".join(message or "" for _, _, message in seen)
    assert "step 2: type 'Milk'" in words
    assert "verifier: Milk is ticked" in words

    shot, words = cast("Any", (await client.call_tool("screenshot")).content)
    picture = Image.open(io.BytesIO(base64.b64decode(shot.data)))
    assert (shot.mime_type, picture.size) == ("image/jpeg", (1260, 784))
    assert "1260 x 784 pixels, of a screen of 1260 x 784" in words.text
    located: Any = await client.call_tool("locate", {"description": "the Add button"})
    found = located.structured_content["found"]
    assert found[0]["center"] == [592, 123]
    acted: Any = await client.call_tool("act", {"action": {"action": "left_click", "start_box": [150, 172]}, "unit": "px"})
    assert acted.structured_content["performed"]
    assert json.loads((folder / "todo.json").read_text()) == [{"title": "Milk", "done": False}]
    path = folder / "picture.png"
    picture.save(path)
    for image in (str(path), path.as_uri(), f"data:image/png;base64,{base64.b64encode(path.read_bytes()).decode()}", shot.data):
        assert text_of(await client.call_tool("ask_image", {"question": "What?", "image": image})) == "I see 1 pictures."
    assert text_of(await client.call_tool("list_models")) == "glm-4.5v"
    asked = {"model": "glm-4.5v", "image_url": shot.data, "question": "What?"}
    assert text_of(await client.call_tool("vision_chat", asked)) == "I see 1 pictures."
    card: Any = (await client.call_tool("get_model", {"message": "Hello"})).structured_content
    assert (card["name"], card["kind"], card["answer"]) == ("glm-4.5v", "endpoint", "I see 0 pictures.")
    parts = [{"type": "text", "text": "Look"}, {"type": "image_url", "image_url": {"url": str(path)}}]
    for content, pictures in (("Hello", 0), (parts, 1)):
        chatted = await client.call_tool("chat", {"messages": [{"role": "user", "content": content}], "temperature": 0.2})
        assert text_of(chatted) == f"I see {pictures} pictures."


async def read_every_page(client: Client) -> None:
    resources = {str(one.uri): one.mime_type for one in (await client.list_resources()).resources}
    assert set(resources) == {"gui-agent://screen", "gui-agent://runs/last/report", "gui-agent://runs/last/events"}
    (screen,) = cast("Any", (await client.read_resource("gui-agent://screen")).contents)
    assert Image.open(io.BytesIO(base64.b64decode(screen.blob))).size == (1260, 784)
    (report,) = cast("Any", (await client.read_resource("gui-agent://runs/last/report")).contents)
    assert "Add Milk and tick it" in report.text
    (events,) = cast("Any", (await client.read_resource("gui-agent://runs/last/events")).contents)
    assert json.loads(events.text.splitlines()[0])["event"] == "run_started"
    assert {one.name for one in (await client.list_prompts()).prompts} == {"perform_task", "check_screen"}
    got = await client.get_prompt("perform_task", {"task": "Add Milk"})
    assert "Add Milk" in cast("Any", got.messages[0].content).text


async def get_errors_that_say_what_is_wrong(client: Client) -> None:
    wrong: list[tuple[str, dict[str, Any], str]] = [
        ("act", {"action": {"action": "fly"}}, "not an action"),
        ("act", {"action": {"action": "done"}}, "done ends a run"),
        ("act", {"action": {"action": "left_click", "start_box": [9999, 1]}, "unit": "px"}, "outside of the screenshot"),
        ("act", {"action": "left_click"}, "no JSON object"),
        ("act", {"action": {"action": "key", "keys": "a"}, "screenshot": 999}, "there is no screenshot 999"),
        ("run_task", {"task": "x", "bogus": 1}, "run_task has no argument 'bogus'. It takes task, time_limit, max_steps"),
        ("run_task", {"task": "x", "max_step": 1}, "Did you mean max_steps?"),
        ("run_task", {}, "run_task: task is missing"),
        ("run_task", {"task": "x", "max_steps": 0}, "max_steps must be at least 1"),
        ("screenshots", {}, "there is no tool 'screenshots'"),
        (
            "vision_chat",
            {"model": "gpt", "image_url": "/no/such.png", "question": "?"},
            "there is no model 'gpt'. There are glm-4.5v",
        ),
        ("vision_chat", {"image_url": "file:///no/such.png", "question": "?"}, "no such picture"),
        ("ask_image", {"question": "What?", "image": "/no/such.png"}, "no such picture"),
        ("chat", {"messages": []}, "last message"),
    ]
    for tool, arguments, reason in wrong:
        result = await client.call_tool(tool, arguments)
        assert result.is_error
        said: Any = result.content[0]
        assert reason in said.text
        assert "Traceback" not in said.text
        assert "Error executing tool" not in said.text
        assert "\n" not in said.text


async def cancel_a_task(client: Client, folder: Path, before: int) -> None:
    with anyio.CancelScope() as scope:

        async def cancel_when_started(progress: float, total: float | None, message: str | None) -> None:
            if message == "started":
                scope.cancel()

        await client.call_tool("run_task", {"task": "Hang"}, progress_callback=cancel_when_started)
    assert scope.cancelled_caught
    (run,) = list_runs(folder / ".gui-agent/runs")[before:]
    with anyio.fail_after(60):
        while not isinstance(list(read_events(run))[-1], RunFinished):
            await anyio.sleep(0.05)
    assert ending(run).verdict == "interrupted"


@pytest.mark.parametrize("transport", [over_stdio, over_http])
def test_every_tool_progress_errors_and_cancelling(transport: Any, tmp_path: Path) -> None:
    async def use() -> None:
        async with transport(server, tmp_path) as client:
            await use_every_tool(client, tmp_path)
            await read_every_page(client)
            await get_errors_that_say_what_is_wrong(client)
            await cancel_a_task(client, tmp_path, 1)
            assert (await client.call_tool("screenshot")).content

    with GlmServer(Script()) as server:
        asyncio.run(use())
    assert not displays_of(tmp_path)


def displays_of(folder: Path) -> list[str]:
    """Private displays that processes of this test left behind: their application names the test's folder."""
    found = subprocess.run(["pgrep", "-af", str(folder)], capture_output=True, text=True, check=False).stdout
    return [line for line in found.splitlines() if "pgrep" not in line and str(os.getpid()) not in line.split()[0]]


def test_sigterm_ends_a_running_task_the_screen_and_the_application(tmp_path: Path) -> None:
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    messages: list[dict[str, Any]] = [
        {"id": 1, "method": "initialize", "params": hello},
        {"method": "notifications/initialized"},
        {"id": 2, "method": "tools/call", "params": {"name": "run_task", "arguments": {"task": "Hang"}}},
    ]
    with GlmServer(Script()) as server:
        process = subprocess.Popen(
            command(server, tmp_path),
            cwd=tmp_path,
            env=clean_environment(tmp_path),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        for message in messages:
            process.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
            process.stdin.flush()
            if message.get("id") == 1:
                process.stdout.readline()
        deadline = time.monotonic() + 60
        while not server.requests and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    (run,) = list_runs(tmp_path / ".gui-agent/runs")
    assert ending(run).verdict == "interrupted"
    assert not displays_of(tmp_path)


def test_without_a_token_only_this_machine_may_come_in(cli: Cli) -> None:
    refused = cli("mcp", "--http", "--host", "0.0.0.0", "--port", "0")
    assert refused.status == 2
    assert "GUI_AGENT_MCP_TOKEN" in refused.stderr


@pytest.mark.parametrize(("answer", "performed"), [("accept", True), ("decline", False), (None, False)])
def test_the_clients_person_is_asked_and_a_client_that_cannot_ask_means_no(
    answer: Literal["accept", "decline"] | None, performed: bool, tmp_path: Path
) -> None:
    asked: list[str] = []

    async def person(context: Any, params: Any) -> ElicitResult:
        asked.append(params.message)
        return ElicitResult(action=answer or "decline", content={"approve": True} if answer == "accept" else None)

    async def use() -> None:
        place = Workplace(GuiAgent(model=choice, display="virtual", approve="always", output=tmp_path))
        try:
            async with Client(build_server(place), elicitation_callback=person if answer else None, mode="legacy") as client:
                click = {"action": "left_click", "start_box": [500, 500]}
                result: Any = await client.call_tool("act", {"action": click})
                assert result.structured_content["performed"] is performed
                task: Any = await client.call_tool("run_task", {"task": "Click"})
                assert (task.structured_content["steps"] == 1) is performed
        finally:
            await place.close()

    script = [Reply(calls=[("left_click", {"start_box": [500, 500]})]), Reply(calls=[("done", {})])]
    with GlmServer(script) as server:
        choice = ModelChoice(name=server.model, base_url=server.base_url)
        asyncio.run(use())
    assert len(asked) == (2 if answer else 0)


def test_pixels_are_those_of_the_screenshot_where_that_is_smaller_than_the_screen(tmp_path: Path) -> None:
    async def use(max_pixels: int | None, smaller: tuple[int, int], hit: tuple[int, int]) -> None:
        agent = GuiAgent(model=ModelChoice(name="literal"), display="virtual:1920x1080", max_pixels=max_pixels, output=tmp_path)
        place = Workplace(agent)
        try:
            async with Client(build_server(place), mode="legacy") as client:
                shown: Any = await client.call_tool("screenshot")
                picture = Image.open(io.BytesIO(base64.b64decode(shown.content[0].data)))
                assert picture.size == smaller
                assert f"{smaller[0]} x {smaller[1]} pixels, of a screen of 1920 x 1080" in shown.content[1].text
                pixel = [picture.width - 100, picture.height - 100]
                for numbered in ({"screenshot": 1}, {}):
                    hover = {"action": {"action": "hover", "start_box": pixel}, "unit": "px", **numbered}
                    acted: Any = await client.call_tool("act", hover)
                    assert acted.structured_content["performed"]
                    point = await (await place.desktop()).pointer()
                    assert (point.x, point.y) == hit
                beyond: Any = await client.call_tool(
                    "act", {"action": {"action": "hover", "start_box": [picture.width, 5]}, "unit": "px"}
                )
                assert beyond.is_error
        finally:
            await place.close()

    asyncio.run(use(None, (1568, 882), (1798, 958)))
    asyncio.run(use(800_000, (1192, 670), (1759, 919)))
