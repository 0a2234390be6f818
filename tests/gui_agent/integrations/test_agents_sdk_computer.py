"""The desktop as the SDK's computer, driven in both wire forms by a local Responses server; and as function tools."""

import asyncio
import base64
import io
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest
from agents import Agent, ComputerTool, OpenAIResponsesModel, RunConfig, Runner
from glm_server import GlmServer, Reply
from input_probe import Probe
from openai import AsyncOpenAI
from PIL import Image
from responses_server import ResponsesServer, batch_call, message, preview_call

from gui_agent import Desktop, DesktopComputer, ModelChoice, desktop_tools, screenshot_filter
from gui_agent.errors import ActionError
from gui_agent.model.provider import open_model
from gui_agent.perception.screen.display import Display, VirtualDisplay

T = TypeVar("T")
ACTIONS: list[dict[str, Any]] = [
    {"type": "screenshot"},
    {"type": "click", "x": 301, "y": 203, "button": "left"},
    {"type": "click", "x": 302, "y": 204, "button": "right"},
    {"type": "click", "x": 303, "y": 205, "button": "wheel", "keys": ["CTRL"]},
    {"type": "double_click", "x": 404, "y": 306},
    {"type": "scroll", "x": 405, "y": 307, "scroll_x": 0, "scroll_y": 300},
    {"type": "scroll", "x": 405, "y": 307, "scroll_x": -100, "scroll_y": 0},
    {"type": "move", "x": 500, "y": 400},
    {"type": "drag", "path": [{"x": 310, "y": 310}, {"x": 350, "y": 350}, {"x": 390, "y": 330}]},
    {"type": "keypress", "keys": ["CTRL", "A"]},
    {"type": "type", "text": "Hi"},
    {"type": "wait"},
]


def with_desktop(display: Display, work: Callable[[Desktop], Coroutine[Any, Any, T]]) -> T:
    async def run() -> T:
        desktop = Desktop(Display(display.name, display.xauthority))  # one that does not end with the desktop
        await desktop.connect()
        try:
            return await work(desktop)
        finally:
            await desktop.close()

    return asyncio.run(run())


def drive(display: Display, script: list[list[dict[str, Any]]], model: str) -> tuple[Any, ResponsesServer]:
    with ResponsesServer(script) as server:

        async def work(desktop: Desktop) -> Any:
            async with AsyncOpenAI(base_url=server.base_url, api_key="none") as client:
                tools: Any = [ComputerTool(DesktopComputer(desktop))]
                agent = Agent("clerk", model=OpenAIResponsesModel(model, client), tools=tools)
                config = RunConfig(tracing_disabled=True)
                return await Runner.run(agent, "go", max_turns=30, run_config=config)

        return with_desktop(display, work), server


def check_what_arrived(events: list[dict[str, Any]]) -> None:
    presses = [(event["button"], event["x"], event["y"]) for event in events if event["kind"] == "button_press"]
    assert presses == [
        (1, 301, 203),
        (3, 302, 204),
        (2, 303, 205),
        (1, 404, 306),
        (1, 404, 306),
        *[(5, 405, 307)] * 3,
        (6, 405, 307),
        (1, 310, 310),
    ]
    releases = [(event["button"], event["x"], event["y"]) for event in events if event["kind"] == "button_release"]
    assert releases[-1] == (1, 390, 330)
    middle = next(event for event in events if event["kind"] == "button_press" and event["button"] == 2)
    assert middle["state"] & 4
    typed = [chr(event["keysym"]) for event in events if event["kind"] == "key_press" and 31 < event["keysym"] < 127]
    assert typed == ["a", "H", "i"]


@pytest.mark.parametrize("form", ["preview", "batch"])
def test_both_wire_forms_drive_the_same_desktop(form: str, display: VirtualDisplay, tmp_path: Path) -> None:
    if form == "preview":
        script = [[preview_call(number, action)] for number, action in enumerate(ACTIONS)]
    else:
        script = [[batch_call(0, ACTIONS[:6])], [batch_call(1, ACTIONS[6:])]]
    with Probe(display, tmp_path / "events") as probe:
        model = "computer-use-preview" if form == "preview" else "gpt-5.4"
        result, server = drive(display, [*script, [message("done")]], model)
        check_what_arrived(probe.events())
    assert result.final_output == "done"
    tool = server.requests[0]["tools"][0]
    if form == "preview":
        environment = {"environment": "ubuntu", "display_width": 1260, "display_height": 784}
        assert tool == {"type": "computer_use_preview", **environment}
    else:
        assert tool == {"type": "computer"}
    pictures = [Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))) for url in server.screenshots]
    assert len(pictures) == len(script)
    assert {(picture.format, *picture.size) for picture in pictures} == {("PNG", 1260, 784)}


OUTSIDE: list[tuple[dict[str, Any], str]] = [
    ({"type": "click", "x": 5000, "y": 10, "button": "left"}, "outside of the screen"),
    ({"type": "keypress", "keys": ["HYPERSPACE"]}, "HYPERSPACE"),
    ({"type": "drag", "path": [{"x": 1, "y": 1}]}, "two places"),
    ({"type": "click", "x": 10, "y": 10, "button": "left", "keys": ["q"]}, "cannot be held"),
]
WRONG = [
    *OUTSIDE,
    ({"type": "double_click", "x": -40, "y": 10}, "outside of the screen"),
    ({"type": "move", "x": 10, "y": 99999}, "outside of the screen"),
    ({"type": "scroll", "x": -400, "y": 10, "scroll_x": 0, "scroll_y": 100}, "outside of the screen"),
    ({"type": "drag", "path": []}, "two places"),
    ({"type": "drag", "path": [{"x": 1, "y": 1}, {"x": 1, "y": 5000}]}, "outside of the screen"),
    ({"type": "keypress", "keys": ["CTRL", "NOSUCHKEY"]}, "NOSUCHKEY"),
    ({"type": "click", "x": 10, "y": 10, "button": "thumb"}, "no mouse button"),
    ({"type": "move", "x": 10, "y": 10, "keys": ["CTRL", "F1"]}, "cannot be held"),
]


def test_what_cannot_be_performed_is_reported_in_the_next_picture_and_the_run_continues(
    display: VirtualDisplay, tmp_path: Path
) -> None:
    script = [[preview_call(number, action)] for number, (action, _) in enumerate([*OUTSIDE, ({"type": "screenshot"}, "")])]
    with Probe(display, tmp_path / "events") as probe:
        result, server = drive(display, [*script, [message("done")]], "computer-use-preview")
        assert not [event for event in probe.events() if event["kind"] in ("button_press", "key_press")]
    assert result.final_output == "done"
    pictures = [Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))).convert("RGB") for url in server.screenshots]
    reported = [picture.getpixel((0, 0)) == (255, 0, 0) for picture in pictures]
    assert reported == [True] * len(OUTSIDE) + [False]


@pytest.mark.parametrize(("action", "reason"), WRONG)
def test_the_notice_gives_the_reason(action: dict[str, Any], reason: str, display: VirtualDisplay) -> None:
    reported: list[str] = []

    class Listening(DesktopComputer):
        def report(self, problem: ActionError) -> None:
            reported.append(str(problem))

    async def work(desktop: Desktop) -> None:
        computer = Listening(desktop)
        arguments = {key: value for key, value in action.items() if key != "type"}
        if "path" in arguments:
            arguments["path"] = [(point["x"], point["y"]) for point in arguments["path"]]
        await getattr(computer, action["type"])(**arguments)

    with_desktop(display, work)
    assert reason in reported[0]


def test_a_pixel_beyond_the_edge_is_the_edge(display: VirtualDisplay, tmp_path: Path) -> None:
    with Probe(display, tmp_path / "events") as probe:
        with_desktop(display, lambda desktop: DesktopComputer(desktop).click(1260, 10, "left"))
        presses = [(event["x"], event["y"]) for event in probe.events() if event["kind"] == "button_press"]
    assert presses == [(1259, 10)]


def test_any_chat_model_drives_the_desktop_with_function_tools(display: VirtualDisplay, tmp_path: Path) -> None:
    script = [Reply(calls=[("left_click", {"start_box": [500, 500]})]), Reply(calls=[("type", {"content": "ok"})]), Reply("Bye.")]

    async def work(desktop: Desktop) -> Any:
        with GlmServer(script) as server:
            model = open_model(ModelChoice(name=server.model, base_url=server.base_url, reasks=0))
            agent = Agent(
                "clerk", model=model, tools=[tool for tool in desktop_tools(desktop) if tool.name in ("left_click", "type")]
            )
            config = RunConfig(tracing_disabled=True, call_model_input_filter=screenshot_filter(desktop))
            assert (await Runner.run(agent, "go", run_config=config)).final_output == "Bye."
            await model.close()
            return server

    with Probe(display, tmp_path / "events") as probe:
        server = with_desktop(display, work)
        events = probe.events()
    assert [(event["x"], event["y"]) for event in events if event["kind"] == "button_press"] == [(630, 392)]
    assert [chr(event["keysym"]) for event in events if event["kind"] == "key_press"] == ["o", "k"]
    assert [len(request.images) for request in server.requests[:3]] == [1, 1, 1]
    assert "Performed." in server.requests[1].text
