"""The desktop in the forms that other agents expect: the SDK's computer, and function tools for any chat model.

async with await Desktop.open(":0") as desktop:
    Agent("clerk", model="computer-use-preview", tools=[ComputerTool(DesktopComputer(desktop))])
    Agent("clerk", model=any_vision_model, tools=desktop_tools(desktop))   # with RunConfig(call_model_input_filter=...)
"""

from __future__ import annotations

import base64
import io
import json
import sys
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import wraps
from typing import Any, TypeVar, cast

from agents import AsyncComputer, FunctionTool, Tool
from agents.computer import Button, Environment
from agents.run_config import CallModelData, ModelInputData
from agents.tool_context import ToolContext
from pydantic import ValidationError

from gui_agent.actions.action import (
    ACTIONS,
    BaseAction,
    Hover,
    Key,
    LeftClick,
    LeftDoubleClick,
    LeftDrag,
    MiddleClick,
    Modifier,
    RightClick,
    Scroll,
    Type,
    Wait,
    tool_schema,
)
from gui_agent.actions.effect import Effect, refused
from gui_agent.desktop.desktop import Desktop
from gui_agent.desktop.sight import Sight, StaleScreen
from gui_agent.errors import ActionError
from gui_agent.integrations.picture_notice import with_notice
from gui_agent.perception.geometry import Point, RelativePoint
from gui_agent.record.wording import effect_message
from gui_agent.run.action_tools import ENDING, action_of, explain
from gui_agent.run.evidence import Witness
from gui_agent.run.observe import observe_effect

EDGE = 3
"""Pixels beyond the edge of the screen that still mean the edge: a model that counts from 1, or rounds up."""
PIXELS_PER_NOTCH = 100
"""The computer tool scrolls in pixels; browsers turn one wheel notch into about so many."""
_MODIFIERS: dict[str, Modifier] = {
    "ctrl": "ctrl",
    "control": "ctrl",
    "shift": "shift",
    "alt": "alt",
    "option": "alt",
    "super": "super",
    "meta": "super",
    "cmd": "super",
    "command": "super",
    "win": "super",
}


Method = TypeVar("Method", bound=Callable[..., Coroutine[Any, Any, None]])


def _reported(method: Method) -> Method:
    """Report an action that cannot be performed to the model; it never ends the run of its agent."""

    @wraps(method)
    async def perform(self: DesktopComputer, *args: Any, **kwargs: Any) -> None:
        try:
            await method(self, *args, **kwargs)
        except (ActionError, ValidationError) as error:
            self.report(error if isinstance(error, ActionError) else ActionError(explain(error)))

    return cast("Method", perform)


class DesktopComputer(AsyncComputer):
    """A desktop for models that use the Responses API's computer tool, in its preview form and in today's.

    Coordinates are pixels of the screenshot, which shows the whole screen unscaled. Every action waits until the screen has
    settled, so that the screenshot after it shows its effect. What was decided by a screenshot that is no longer true where the
    action would take hold is not done. Raises ActionError for what cannot be done, EnvironmentProblem.
    """

    def __init__(self, desktop: Desktop) -> None:
        """`desktop` is open, and stays so."""
        self.desktop = desktop
        self._not_performed = ""
        self._sight: Sight | None = None
        """What the model was shown last; None once it has acted by it."""

    @property
    def environment(self) -> Environment:
        """The kind of computer that the model operates."""
        return {"darwin": "mac", "win32": "windows"}.get(sys.platform, "ubuntu")  # type: ignore[return-value]

    @property
    def dimensions(self) -> tuple[int, int]:
        """Width and height of the screen in pixels."""
        return self.desktop.screen.width, self.desktop.screen.height

    async def screenshot(self) -> str:
        """The screen as a PNG in base64: the form that the computer tool sends."""
        buffer = io.BytesIO()
        screenshot = await self.desktop.screenshot()
        self._sight = await self.desktop.show(screenshot)
        picture = screenshot.image
        if self._not_performed:
            picture = with_notice(picture, self._not_performed)
            self._not_performed = ""
        picture.save(buffer, "PNG", compress_level=1)
        return base64.b64encode(buffer.getvalue()).decode("ascii")

    @_reported
    async def click(self, x: int, y: int, button: Button, *, keys: Sequence[str] | None = None) -> None:
        """Click at a pixel with a mouse button, the modifier keys held."""
        place: dict[str, Any] = {"start_box": self._place(x, y), "modifiers": _modifiers(keys)}
        match button:
            case "left":
                await self._perform(LeftClick(**place))
            case "right":
                await self._perform(RightClick(**place))
            case "back" | "forward":
                await self._perform(MiddleClick(button=button, **place))
            case "wheel":
                await self._perform(MiddleClick(**place))
            case _:
                raise ActionError(f"{button!r} is no mouse button: left, right, wheel, back, forward")

    @_reported
    async def double_click(self, x: int, y: int, *, keys: Sequence[str] | None = None) -> None:
        """Double-click at a pixel."""
        await self._perform(LeftDoubleClick(start_box=self._place(x, y), modifiers=_modifiers(keys)))

    @_reported
    async def scroll(self, x: int, y: int, scroll_x: int, scroll_y: int, *, keys: Sequence[str] | None = None) -> None:
        """Turn the wheel at a pixel; positive distances go down and to the right."""
        place: dict[str, Any] = {"start_box": self._place(x, y), "modifiers": _modifiers(keys)}
        if scroll_y:
            await self._perform(Scroll(direction="down" if scroll_y > 0 else "up", step=_notches(scroll_y), **place))
        if scroll_x:
            await self._perform(Scroll(direction="right" if scroll_x > 0 else "left", step=_notches(scroll_x), **place))

    @_reported
    async def type(self, text: str) -> None:
        """Type text into whatever has the keyboard focus."""
        if text:
            await self._perform(Type(content=text))

    @_reported
    async def wait(self) -> None:
        """Wait for the screen to change, for at most a second."""
        await self._perform(Wait(seconds=1))

    @_reported
    async def move(self, x: int, y: int, *, keys: Sequence[str] | None = None) -> None:
        """Move the mouse to a pixel."""
        await self._perform(Hover(start_box=self._place(x, y), modifiers=_modifiers(keys)))

    @_reported
    async def keypress(self, keys: list[str]) -> None:
        """Press keys together, as a chord."""
        if keys:
            await self._perform(Key(keys="+".join(keys)))

    @_reported
    async def drag(self, path: list[tuple[int, int]], *, keys: Sequence[str] | None = None) -> None:
        """Press the left button at the first pixel, move along the others, release at the last."""
        if len(path) < 2:
            raise ActionError("a drag needs at least two places")
        start, *between, end = [self._place(x, y) for x, y in path]
        await self._perform(LeftDrag(start_box=start, path=list(between), end_box=end, modifiers=_modifiers(keys)))

    def report(self, problem: ActionError) -> None:
        """Report to the model what was not performed: the computer tool's answers are pictures, so it is written into the next one."""
        self._not_performed = f"Not performed: {problem}"

    def _place(self, x: int, y: int) -> RelativePoint:
        """The thousandths of exactly this pixel; just beyond the edge means the edge.

        Raises ActionError for one further outside of the screen.
        """
        screen = self.desktop.screen
        across, down = (
            min(max(round(value), 0), side - 1) if -EDGE <= value < side + EDGE else round(value)
            for value, side in ((x, screen.width), (y, screen.height))
        )
        point = Point(screen.left + across, screen.top + down)
        if not screen.contains(point):
            raise ActionError(f"({x}, {y}) is outside of the screen, which is {screen.width} x {screen.height} pixels")
        return RelativePoint.of(point, screen)

    async def _perform(self, action: BaseAction) -> None:
        sight, self._sight = self._sight, None
        frame = sight.screenshot.region if sight is not None else self.desktop.screen
        before = await self.desktop.act(action, frame, sight)
        await self.desktop.settle(action, before.screenshot)


def _modifiers(keys: Sequence[str] | None) -> list[Modifier]:
    unknown = [key for key in keys or () if key.lower() not in _MODIFIERS]
    if unknown:
        raise ActionError(f"{unknown[0]!r} cannot be held during a mouse action")
    return [_MODIFIERS[key.lower()] for key in keys or ()]


def _notches(pixels: int) -> int:
    return min(100, max(1, round(abs(pixels) / PIXELS_PER_NOTCH)))


def desktop_tools(desktop: Desktop, *, needs_approval: bool = False) -> list[Tool]:
    """Our actions on `desktop` as function tools, for any model that calls functions; places are thousandths (0-999).

    Pictures in tool results do not reach chat-completions models: let `screenshot_filter` show the screen before each turn.
    """
    kinds = {name: kind for name, kind in ACTIONS.items() if name not in ENDING}
    witness = Witness()
    return [
        FunctionTool(
            name=name,
            description=(kind.__doc__ or "").strip(),
            params_json_schema=tool_schema(kind),
            on_invoke_tool=_performer(desktop, name, witness),
            strict_json_schema=False,
            needs_approval=needs_approval,
        )
        for name, kind in kinds.items()
    ]


def _performer(desktop: Desktop, name: str, witness: Witness) -> Callable[[ToolContext[Any], str], Awaitable[str]]:
    async def perform(_: ToolContext[Any], arguments: str) -> str:
        try:
            action = action_of(name, json.loads(arguments or "{}"))
        except (ValidationError, ValueError) as error:
            return effect_message(refused(explain(error)))
        return effect_message(await perform_on(desktop, action, witness))

    return perform


async def perform_on(desktop: Desktop, action: BaseAction, witness: Witness, sight: Sight | None = None) -> Effect:
    """Perform an action outside of a run, decided by `sight` where that is known, and return what came of it.

    Raises EnvironmentProblem. What cannot or must not be done is refused or stale, not an error.
    """
    frame = sight.screenshot.region if sight is not None else desktop.screen
    try:
        before = await desktop.act(action, frame, sight)
        return (await observe_effect(desktop, witness, action, before, late=True)).effect
    except StaleScreen as error:
        return Effect("stale", str(error))
    except ActionError as error:
        return refused(str(error))


def screenshot_filter(desktop: Desktop) -> Callable[[CallModelData[Any]], Awaitable[ModelInputData]]:
    """A `call_model_input_filter` that puts the newest screenshot behind the conversation; it is never stored in it."""

    async def show(data: CallModelData[Any]) -> ModelInputData:
        screenshot = await desktop.screenshot()
        picture: Any = {
            "role": "user",
            "content": [
                {"type": "input_text", "text": "The screen now:"},
                {"type": "input_image", "image_url": screenshot.encoded.data_url, "detail": "auto"},
            ],
        }
        return ModelInputData(input=[*data.model_data.input, picture], instructions=data.model_data.instructions)

    return show
