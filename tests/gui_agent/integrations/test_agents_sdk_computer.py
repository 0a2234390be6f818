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
from gui_agent.errors import ActionError, UnparseableReply
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


def test_what_is_outside_of_the_screen_is_an_error_and_nothing_is_clicked(display: VirtualDisplay, tmp_path: Path) -> None:
    async def work(desktop: Desktop) -> None:
        computer = DesktopComputer(desktop)
        with pytest.raises(ActionError, match="outside of the screen"):
            await computer.click(1260, 10, "left")
        with pytest.raises(ActionError, match="two places"):
            await computer.drag([(1, 1)])
        with pytest.raises(ActionError, match="cannot be held"):
            await computer.click(10, 10, "left", keys=["q"])

    with Probe(display, tmp_path / "events") as probe:
        with_desktop(display, work)
        assert not probe.events()


def test_any_chat_model_drives_the_desktop_with_function_tools(display: VirtualDisplay, tmp_path: Path) -> None:
    script = [Reply(calls=[("left_click", {"start_box": [500, 500]})]), Reply(calls=[("type", {"content": "ok"})]), Reply("Bye.")]

    async def work(desktop: Desktop) -> Any:
        with GlmServer(script) as server:
            model = open_model(ModelChoice(name=server.model, base_url=server.base_url, reasks=0))
            agent = Agent(
                "clerk", model=model, tools=[tool for tool in desktop_tools(desktop) if tool.name in ("left_click", "type")]
            )
            config = RunConfig(tracing_disabled=True, call_model_input_filter=screenshot_filter(desktop))
            with pytest.raises(UnparseableReply):  # GLM-4.5V's model takes no text alone for an end
                await Runner.run(agent, "go", run_config=config)
            await model.close()
            return server

    with Probe(display, tmp_path / "events") as probe:
        server = with_desktop(display, work)
        events = probe.events()
    assert [(event["x"], event["y"]) for event in events if event["kind"] == "button_press"] == [(630, 392)]
    assert [chr(event["keysym"]) for event in events if event["kind"] == "key_press"] == ["o", "k"]
    assert [len(request.images) for request in server.requests[:3]] == [1, 1, 1]
    assert "Performed." in server.requests[1].text
