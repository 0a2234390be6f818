"""What MCP clients rely on beside the tools themselves: the quick handshake, sizes, schemas, progress, waiting, secrets, rules, ends."""

import asyncio
import base64
import io
import json
import os
import re
import runpy
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import jsonschema
import pytest
from command_line import GREETER, clean_environment
from glm_server import GlmServer, Reply, Request
from mcp import Client
from PIL import Image

from gui_agent import GuiAgent, ModelChoice, __version__
from gui_agent.actions.action import ACTIONS
from gui_agent.actions.aim import aim
from gui_agent.actions.policy.policy import parse_policy
from gui_agent.integrations import mcp_progress
from gui_agent.integrations.mcp_opening import STORED, VERSIONS, Answers, Opening, serves_stdio
from gui_agent.integrations.mcp_progress import following
from gui_agent.integrations.mcp_screen_tools import _action, action_schema
from gui_agent.integrations.mcp_server import build_server
from gui_agent.integrations.shared_screen import Workplace
from gui_agent.perception.geometry import Box, Point, Size
from gui_agent.run.action_tools import ENDING

ROOT = Path(__file__).parents[3]
HELLO = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}


def initialize(number: Any = 1, **changes: Any) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": number, "method": "initialize", "params": {**HELLO, **changes}}).encode()


def discover(version: str = "2026-07-28", **changes: Any) -> bytes:
    meta = {"protocolVersion": version, "clientInfo": HELLO["clientInfo"], "clientCapabilities": {}, **changes}
    params = {"_meta": {f"io.modelcontextprotocol/{name}": value for name, value in meta.items()}}
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": "server/discover", "params": params}).encode()


def asked(method: str, **params: Any) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": 5, "method": method, **params}).encode()


class TestOpening:
    def test_what_is_stored_is_what_the_server_itself_answers(self) -> None:
        """Otherwise run scripts/mcp_opening.py."""
        script = runpy.run_path(str(ROOT / "scripts/mcp_opening.py"))
        assert asyncio.run(script["answers"]()) == json.loads(STORED.read_text(encoding="utf-8"))

    @pytest.mark.parametrize(("wanted", "given"), [*((version, version) for version in VERSIONS), ("1999-01-01", VERSIONS[-1])])
    def test_the_version_is_the_clients_or_the_newest(self, wanted: str, given: str) -> None:
        answer = Answers().to(initialize("a", protocolVersion=wanted))
        assert answer is not None
        assert (answer["id"], answer["result"]["protocolVersion"]) == ("a", given)
        assert answer["result"]["serverInfo"] == {"name": "gui-agent", "version": __version__}

    @pytest.mark.parametrize("method", ["tools/list", "prompts/list", "resources/list", "resources/templates/list"])
    def test_what_there_is_is_answered_once_the_connection_is_open(self, method: str) -> None:
        answers, stored = Answers(), json.loads(STORED.read_text(encoding="utf-8"))[method]
        assert answers.to(asked(method)) is None
        assert answers.to(initialize()) is not None
        plain: list[dict[str, Any]] = [{}, {"params": {}}, {"params": None}, {"params": {"_meta": {"progressToken": 1}}}]
        for params in plain:
            assert answers.to(asked(method, **params)) == {"jsonrpc": "2.0", "id": 5, "result": stored}
        special: list[Any] = [{"cursor": "x"}, {"cursor": None}, [], {"_meta": 1}, {"_meta": {"io.modelcontextprotocol/x": 1}}]
        for wrong in special:
            assert answers.to(asked(method, params=wrong)) is None

    def test_without_a_handshake_each_request_says_who_asks(self) -> None:
        answers = Answers()
        introduction = json.loads(discover())["params"]
        assert (answers.to(asked("tools/list", params=introduction)) or {})["result"]["resultType"] == "complete"
        assert answers.to(asked("tools/list", params={**introduction, "cursor": "x"})) is None
        assert (answers.to(discover()) or {})["result"]["supportedVersions"] == ["2026-07-28"]
        assert answers.opened == 1
        assert answers.to(discover()) is None
        assert answers.to(initialize()) is None

    @pytest.mark.parametrize(
        "line",
        [
            b"", b"{", b"[]", b"3", initialize(None), initialize(True), initialize(capabilities=1), initialize(clientInfo=None),
            initialize(protocolVersion=3), initialize(_meta={}), initialize().replace(b"initialize", b"server/discover"),
            discover("2099-01-01"), discover(clientInfo=3),
            initialize().replace(b"2.0", b"1.0"), b'{"jsonrpc":"2.0","id":1,"method":"initialize"}', b"\xff\xfe", b"[" * 100_000,
        ],
    )  # fmt: skip
    def test_anything_else_is_left_to_the_server(self, line: bytes) -> None:
        assert Answers().to(line) is None

    def test_lines_are_answered_or_kept_until_the_server_takes_over(self) -> None:
        (in_read, in_write), (out_read, out_write) = os.pipe(), os.pipe()
        first = Opening(in_read, out_write).start()
        with os.fdopen(out_read, "rb") as answers:
            hello = initialize(7)
            os.write(in_write, hello[:20])
            os.write(in_write, hello[20:] + b"\nnext\n" + asked("tools/list") + b"\n")
            assert [json.loads(answers.readline())["id"] for _ in range(2)] == [7, 5]
            assert (first.line(), first.line(), first.take_over()) == (hello, b"next", 7)
            os.write(in_write, asked("tools/list") + b"\nunfinished")
            os.close(in_write)
            assert (first.line(), first.line()) == (asked("tools/list"), None)
            os.close(out_write)
            assert answers.read() == b""
        os.close(in_read)

    def test_it_loads_nothing_but_a_little_of_the_standard_library(self) -> None:
        code = "import sys; before = set(sys.modules); import gui_agent.cli.entry, gui_agent.integrations.mcp_opening\n"
        code += "print(sorted({one.partition('.')[0] for one in set(sys.modules) - before} - sys.stdlib_module_names), end=' ')\n"
        code += "print({'asyncio', 'importlib.metadata', 'inspect', 'subprocess'} & set(sys.modules))"
        said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        assert said.strip() == "['gui_agent'] set()"

    @pytest.mark.parametrize(
        ("words", "stdio"),
        [
            (["mcp"], True),
            (["mcp", "--app", "mousepad"], True),
            (["mcp", "--http"], False),
            (["mcp", "--port", "0", "--http"], False),
            (["mcp", "--help"], False),
            (["mcp", "-h"], False),
            (["run", "mcp"], False),
            (["--version"], False),
            ([], False),
        ],
    )
    def test_only_a_server_over_stdin_reads_it(self, words: list[str], stdio: bool, monkeypatch: pytest.MonkeyPatch) -> None:
        assert serves_stdio(words) is stdio
        monkeypatch.setenv("_GUI_AGENT_COMPLETE", "complete_bash")
        assert not serves_stdio(words)


class TestPixels:
    @pytest.mark.parametrize("screen", [Box(0, 0, 3840, 2160), Box(-1920, 0, 1920, 1080), Box(0, 0, 1260, 784)])
    def test_pixels_are_those_of_the_picture_that_the_client_got(self, screen: Box) -> None:
        size = Workplace(GuiAgent()).size_for(Size(screen.width, screen.height))
        assert max(size) <= 1568
        desktop = cast("Any", SimpleNamespace(screen=screen))
        for x, y in ((0, 0), (size.width - 1, size.height - 1), (size.width // 3, size.height // 2)):
            (point,) = aim(_action({"action": "left_click", "start_box": [x, y]}, "px", desktop, size), screen)
            left, top = screen.left + x * screen.width / size.width, screen.top + y * screen.height / size.height
            assert left <= point.x < left + screen.width / size.width
            assert top <= point.y < top + screen.height / size.height

    def test_before_the_first_picture_they_are_those_of_the_screen(self) -> None:
        screen = Box(0, 0, 3840, 2160)
        drag = {"action": "left_drag", "start_box": [10, 20], "end_box": [3000, 2000], "path": [[50, 60]]}
        points = aim(_action(drag, "px", cast("Any", SimpleNamespace(screen=screen)), None), screen)
        assert points == [Point(10, 20), Point(50, 60), Point(3000, 2000)]


class TestSchema:
    def test_null_is_what_a_client_leaves_out(self) -> None:
        given = {"action": "key", "keys": "a", "presses": None, "hold": None}
        assert str(_action(given, "thousandths", cast("Any", None), None)) == "key(keys='a')"
        assert (
            str(_action(json.dumps(given), "px", cast("Any", SimpleNamespace(screen=Box(0, 0, 9, 9))), None)) == "key(keys='a')"
        )

    def test_act_says_what_each_action_takes(self) -> None:
        schema = action_schema()
        assert "$ref" not in json.dumps(schema)
        assert {one["properties"]["action"]["const"] for one in schema["anyOf"]} == set(ACTIONS) - set(ENDING)
        validator = jsonschema.Draft202012Validator(schema)
        good = [
            {"action": "left_click", "start_box": [1, 2]},
            {"action": "type", "content": "x"},
            {"action": "wait", "seconds": 1},
        ]
        bad = [{"action": "fly"}, {"action": "type"}, {"action": "done"}, {"action": "key", "keys": "a", "start_box": [1, 2]}, {}]
        assert [validator.is_valid(one) for one in good] == [True] * len(good)
        assert [validator.is_valid(one) for one in bad] == [False] * len(bad)

    def test_tools_say_whether_they_change_anything(self) -> None:
        async def tools() -> list[Any]:
            return list(await build_server(Workplace(GuiAgent())).list_tools())

        found = {one.name: one for one in asyncio.run(tools())}
        changing = {name for name, one in found.items() if not one.annotations.read_only_hint}
        assert changing == {"run_task", "act"}
        assert all(found[name].annotations.destructive_hint for name in changing)
        assert all(one.input_schema["additionalProperties"] is False for one in found.values())
        assert set(found["vision_chat"].input_schema["properties"]) == {"model", "image_url", "question"}


def test_the_page_names_every_tool_and_argument_and_the_manifest_this_version() -> None:
    page = (ROOT / "docs/mcp.md").read_text(encoding="utf-8")
    tools = asyncio.run(build_server(Workplace(GuiAgent())).list_tools())
    for tool in tools:
        (given,) = re.findall(rf"`{tool.name}\(([^)]*)\)`", page)
        assert {one.strip(" ?") for one in given.split(",") if one} == set(tool.input_schema["properties"])
    manifest = json.loads((ROOT / "server.json").read_text(encoding="utf-8"))
    assert manifest["version"] == manifest["packages"][0]["version"] == __version__


def test_progress_always_grows_and_stays_below_the_next_step() -> None:
    value, values = 0.0, []
    for _ in range(5_000):
        value = following(value, 3)
        values.append(value)
    assert values[0] == 3
    assert all(later > earlier for earlier, later in pairwise(values))
    assert following(value, 4) > value


@asynccontextmanager
async def connected(agent: GuiAgent, **settings: Any) -> AsyncIterator[tuple[Client, Workplace]]:
    place = Workplace(agent, **settings)
    try:
        async with Client(build_server(place), mode="legacy", read_timeout_seconds=60) as client:
            yield client, place
    finally:
        await place.close()


async def act(client: Client, **action: Any) -> Any:
    return (await client.call_tool("act", {"action": action})).structured_content


def test_one_beats_while_the_model_thinks_and_the_other_has_to_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mcp_progress, "BEAT_SECONDS", 0.1)
    said: dict[str, list[str]] = {"first": [], "second": []}
    waiting = asyncio.Event()

    async def use(server: GlmServer) -> None:
        agent = GuiAgent(model=ModelChoice(name=server.model, base_url=server.base_url), display="virtual", output=tmp_path)

        async def task(name: str) -> None:
            async def see(progress: float, total: float | None, message: str | None) -> None:
                said[name].append(message or "")
                if name == "first" and message == "started":
                    waiting.set()

            done: Any = await client.call_tool("run_task", {"task": name}, progress_callback=see)
            assert done.structured_content["verdict"] == "done", done.structured_content["reason"]

        async with connected(agent) as (client, _):
            first = asyncio.create_task(task("first"))
            await waiting.wait()
            await asyncio.gather(first, task("second"))

    def slow(request: Request) -> Reply:
        deadline = time.monotonic() + 30
        while not (any("(" in one for one in said["first"]) and said["second"]) and time.monotonic() < deadline:
            time.sleep(0.05)
        return Reply(calls=[("done", {})])

    with GlmServer(slow) as server:
        asyncio.run(use(server))
    assert any(one.startswith("step 1: thinking (") for one in said["first"])
    assert said["second"][0] == "waiting: the screen is used for a task"


def test_secrets_are_typed_and_covered_and_a_policy_holds_for_single_actions(tmp_path: Path) -> None:
    secrets = {"PW": "correct-horse-7"}
    policy = parse_policy({"deny": [{"text": "forbidden"}]}, "test")
    agent = GuiAgent(app=f"{GREETER} {tmp_path / 'out'}", output=tmp_path, secrets=secrets, policy=policy)

    async def use() -> None:
        async with connected(agent, longest_side=630) as (client, _):
            await act(client, action="left_click", start_box=[270, 235])
            typed = await act(client, action="type", content="{{secret:PW}}")
            assert typed["performed"]
            assert "correct" not in typed["effect"]
            refused = await act(client, action="type", content="a forbidden word")
            assert (refused["performed"], refused["outcome"]) == (False, "refused")
            assert "policy" in refused["effect"]
            shot, words = cast("Any", (await client.call_tool("screenshot")).content)
            picture = Image.open(io.BytesIO(base64.b64decode(shot.data)))
            assert picture.size == (630, 392)
            assert "630 x 392 pixels, of a screen of 1260 x 784" in words.text
            from gui_agent.perception.screen.screenshot import Screenshot
            from gui_agent.perception.text.text import TextReader

            seen = " ".join(line.text for line in TextReader().read(Screenshot.of(picture.resize((1260, 784)))))
            assert "horse" not in seen

    asyncio.run(use())


@pytest.mark.skipif(sys.platform != "linux", reason="private screens")
def test_a_server_whose_client_was_killed_goes_with_its_screen_though_a_pipe_stays_open(tmp_path: Path) -> None:
    """Another process still holds the server's stdin: its end shows nowhere but in the parent's."""
    fifo = tmp_path / "stdin"
    os.mkfifo(fifo)
    keeper = os.open(fifo, os.O_RDWR)
    words = f"{sys.executable} -m gui_agent mcp --app '{GREETER} {tmp_path / 'out'}' < {fifo} & echo $!; wait"
    client = subprocess.Popen(
        ["sh", "-c", words], stdout=subprocess.PIPE, cwd=tmp_path, env=clean_environment(tmp_path), text=True
    )
    assert client.stdout is not None
    server = int(client.stdout.readline())
    shot = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "screenshot", "arguments": {}}}
    for message in (initialize(), b'{"jsonrpc":"2.0","method":"notifications/initialized"}', json.dumps(shot).encode()):
        os.write(keeper, message + b"\n")
    assert json.loads(client.stdout.readline())["id"] == 1
    assert json.loads(client.stdout.readline())["id"] == 2
    client.kill()
    client.wait()
    deadline = time.monotonic() + 60
    while Path(f"/proc/{server}").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    client.stdout.close()
    os.close(keeper)
    assert not Path(f"/proc/{server}").exists()
    left = subprocess.run(["pgrep", "-af", str(tmp_path)], capture_output=True, text=True, check=False).stdout
    assert left == ""
