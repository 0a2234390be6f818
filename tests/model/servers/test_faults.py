"""One fault in the middle of a task on a real window: the task still ends complete, and no action is lost or done twice.

The scripted model behind the server wants to greet once: click the field, type a name, click Greet, done. It decides from what
the conversation says was performed, as a model does: an action that is lost or doubled shows in what the application wrote.
"""

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from command_line import GREETER, Cli, command_line
from glm_server import GlmServer, Hang, Message, Reply, Request, Reset, Status, Step, Truncated, markup
from PIL import Image

from gui_agent.agent.agent import GuiAgent
from gui_agent.desktop.desktop import Desktop
from gui_agent.model.choice import ModelChoice
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.text import TextReader
from gui_agent.record.events import ActionFinished
from gui_agent.record.run_log import read_events
from gui_agent.run.limits import Limits

NAME = "Ada & Bob"
CALL_SECONDS = 2.0
READER = TextReader()
Call = tuple[str, Mapping[str, Any]]
ALT_F4 = "Should I close it?" + markup("key", {"keys": "alt+f4"}) + "\nNo, I continue."


@dataclass
class Greeting:
    """The model: it performs the plan step by step, and makes its fault once, at step `at`."""

    fault: Callable[[Call, Call], Step] | None = None
    at: int = 2
    faulty: bool = True
    places: dict[str, list[int]] = field(default_factory=dict)

    def __call__(self, request: Request) -> Step:
        if not self.places:
            self.places |= places_of(request.images[-1])
        plan = self.plan()
        progress = sum(message["role"] == "tool" and message["content"].startswith("Performed") for message in request.messages)
        if self.fault and self.faulty and progress == self.at:
            self.faulty = False
            return self.fault(plan[progress], plan[progress + 1])
        return Reply(thinking=f"Step {progress + 1}.", calls=[plan[progress]])

    def plan(self) -> list[Call]:
        return [
            ("left_click", {"start_box": self.places["field"], "element_info": "Name field"}),
            ("type", {"content": NAME}),
            ("left_click", {"start_box": self.places["Greet"], "element_info": "Greet button"}),
            ("done", {}),
        ]


def places_of(picture: Image.Image) -> dict[str, list[int]]:
    """Where the field and the button are, in thousandths: the field is to the right of its label, above the button."""
    lines = READER.read(Screenshot(picture, Box.of_size(0, 0, *picture.size), 0.0))
    centers = {line.text.strip(): line.box.center for line in lines}
    name, greet = centers["Name"], centers["Greet"]
    points = {"Greet": (greet.x, greet.y), "field": (greet.x + 20, name.y)}
    return {key: [round(1000 * x / picture.width), round(1000 * y / picture.height)] for key, (x, y) in points.items()}


def native(name: str, arguments: object, **message: Any) -> Message:
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    call = {"id": "call_0", "type": "function", "function": {"name": name, "arguments": text}}
    return Message({"role": "assistant", "content": None, "tool_calls": [call], **message})


def boxed(wanted: Call, *, nested: bool) -> Reply:
    x, y = wanted[1]["start_box"]
    box = [x - 5, y - 3, x + 5, y + 3]
    return Reply(calls=[(wanted[0], {**wanted[1], "start_box": [box] if nested else box})])


FAULTS: dict[str, tuple[int, Callable[[Call, Call], Step]]] = {
    "malformed arguments": (2, lambda call, _: native(call[0], json.dumps(call[1])[:-9])),
    "unknown tool": (2, lambda call, _: Reply(calls=[("press_button", call[1])])),
    "empty": (2, lambda *_: Reply()),
    "text only": (2, lambda *_: Reply(text="I greeted. The task is complete.")),
    "repeated answer": (2, lambda call, _: Reply(text="I click Greet.\n\nI click Greet.", calls=[call, call])),
    "artefact": (1, lambda call, _: Reply(text="<|search|>", calls=[call])),
    "box out of range": (2, lambda call, _: Reply(calls=[(call[0], {**call[1], "start_box": [1260, 784]})])),
    "4-number box": (2, lambda call, _: boxed(call, nested=False)),
    "nested box": (2, lambda call, _: boxed(call, nested=True)),
    "an action inside the thinking": (2, lambda call, _: Reply(thinking=ALT_F4, calls=[call])),
    "an action only inside the thinking": (2, lambda *_: Reply(thinking=ALT_F4)),
    "done only inside the thinking": (2, lambda *_: Reply(thinking="It is greeted.\n<tool_call>done\n</tool_call>\nOr is it?")),
    "missing close tag": (2, lambda call, _: Reply(shape="raw", text=markup(*call).removesuffix("</tool_call>"))),
    "missing think tag": (2, lambda call, _: Message({"content": "Greet.</think>" + markup(*call)})),
    "reused call id": (2, lambda call, _: native(*call)),
    "two calls at once": (2, lambda call, following: Reply(calls=[call, following])),
    "two calls in markup": (1, lambda call, following: Reply(shape="raw", calls=[call, following])),
    "429": (2, lambda *_: Status(429, headers={"Retry-After": "0"})),
    "500": (2, lambda *_: Status(500)),
    "hang": (2, lambda *_: Hang()),
    "hang in the stream": (2, lambda *_: Hang(mid_stream=True)),
    "truncated": (2, lambda call, _: Truncated(Reply(calls=[call]))),
    "cut at the length limit": (1, lambda *_: Reply(calls=[("type", {"content": "Ad"})], finish="length")),
    "reset": (2, lambda *_: Reset()),
    "reset in the stream": (2, lambda call, _: Reset(Reply(thinking="I click Greet now.", calls=[call]))),
}


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    return command_line(tmp_path)


class Bench:
    """One screen for all the tasks, on one event loop, and where the scripted model found its targets on it."""

    def __init__(self) -> None:
        self.runner = asyncio.Runner()
        self.desktop = self.runner.run(Desktop.open("virtual"))
        self.places: dict[str, list[int]] = {}
        READER.warm_up()  # loading takes longer than one call may, on a busy machine

    def close(self) -> None:
        self.runner.run(self.desktop.close())
        self.runner.close()


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    bench = Bench()
    yield bench
    bench.close()


@pytest.mark.parametrize("fault", FAULTS)
def test_the_task_ends_complete(fault: str, bench: Bench, tmp_path: Path) -> None:
    at, step = FAULTS[fault]
    model = Greeting(step, at, places=bench.places)
    with GlmServer(model) as server:
        agent = GuiAgent(
            model=ModelChoice(name=server.model, base_url=server.base_url, call_timeout=CALL_SECONDS, profile="vllm"),
            desktop=bench.desktop,
            app=f"{GREETER} {tmp_path / 'greetings.txt'}",
            limits=Limits(steps=8, seconds=300),
            output=tmp_path / "runs",
        )
        result = bench.runner.run(agent.run_async(f"Greet '{NAME}'"))
    assert (result.verdict, result.exit_status) == ("done", 0), result.reason
    assert not model.faulty
    assert (tmp_path / "greetings.txt").read_text() == f"{NAME}\n"
    assert result.run is not None
    performed = [event.action.action for event in read_events(result.run) if isinstance(event, ActionFinished)]
    assert performed == ["left_click", "type", "left_click"]


@pytest.mark.slow
def test_a_command_recovers_and_a_refusal_is_status_4(cli: Cli, tmp_path: Path) -> None:
    script = Greeting(lambda *_: Reply(text="All done!"))
    with GlmServer(script, served=["glm-4.5v", "glm-4.6v"]) as server:
        where = ("--base-url", server.base_url, "--solo", "--app", f"{GREETER} greetings.txt", "--json")
        finished = cli("run", f"Greet '{NAME}'", "--model", "glm-4.5v", *where)
        assert finished.status == 0, finished.stderr
        assert (tmp_path / "greetings.txt").read_text() == f"{NAME}\n"
        assert finished.json["usage"]["requests"] == len(server.requests) == 5
        refused = cli("run", "Greet", "--model", "glm-5", *where)
    assert (refused.status, refused.json["verdict"]) == (4, "endpoint")
    assert "it serves glm-4.5v, glm-4.6v" in refused.json["reason"]


def test_replies_that_stay_unusable_end_as_unparseable(cli: Cli) -> None:
    with GlmServer(lambda _: Reply(text="I have done it.")) as server:
        finished = cli(
            "run", "Greet", "--model", server.model, "--base-url", server.base_url, "--solo", "--app", GREETER, "--json"
        )
    assert (finished.status, finished.json["verdict"]) == (4, "unparseable")
    assert "asked 4 times" in finished.json["reason"]
