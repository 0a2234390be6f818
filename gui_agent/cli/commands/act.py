"""`gui-agent act`: perform actions without a model."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gui_agent import from_settings
from gui_agent.cli import options, screen_check

if TYPE_CHECKING:
    from gui_agent.actions.action import BaseAction
    from gui_agent.desktop.desktop import Desktop
    from gui_agent.perception.geometry import Box


def act(
    action: Annotated[
        str,
        typer.Argument(
            metavar="ACTION_JSON",
            help='For example \'{"action": "left_click", "start_box": [500, 300]}\'; - reads one JSON object a line from stdin.',
        ),
    ],
    app: Annotated[str | None, typer.Option(metavar="CMD", help="Start this program first, and end it afterwards.")] = None,
    display: options.Display = None,
    secret: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="An environment variable that {{secret:NAME}} stands for.")
    ] = None,
) -> None:
    """Perform one action, or a stream of them, and print each outcome with its time as a JSON line.

    Places are thousandths (0-999) of the screen; with "unit": "px" they are pixels of the virtual screen.

    \b
    left_click        start_box [clicks=1..3] [hold=SECONDS] [modifiers]
    left_double_click, right_click, hover  start_box [modifiers]
    middle_click      start_box [button=middle|back|forward] [modifiers]
    left_drag         start_box end_box [path] [button] [hold] [modifiers]
    scroll            start_box direction=down|up|left|right [step=5] [modifiers]
    key               keys ("ctrl+c") [presses] [hold]
    type              content
    wait              [seconds]

    Example: gui-agent act '{"action": "key", "keys": "ctrl+s"}' --display :0
    """  # noqa: D301  # typer needs the backspace itself to keep the lines below it
    import asyncio

    values = from_settings.settings(display=display)
    screen_check.require_app(app)
    objects = _objects(action)
    if action != "-":
        objects = iter([_checked(data) for data in objects])
    screen_check.require_screen(values.display, app)
    failures = asyncio.run(_perform_all(objects, values.display, app, from_settings.secrets(secret or [])))
    raise typer.Exit(1 if failures else 0)


def _objects(argument: str) -> Iterator[Any]:
    from gui_agent.errors import UsageError

    lines = sys.stdin if argument == "-" else [argument]
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield json.loads(line)
        except ValueError as error:
            where = f"line {number} of stdin" if argument == "-" else "the action"
            raise UsageError(f"{where} is not JSON: {error}", 'Write {"action": "left_click", "start_box": [x, y]}') from error


async def _perform_all(objects: Iterator[Any], choice: str, app: str | None, secrets: dict[str, str]) -> int:
    from gui_agent.cli.started_app import with_app
    from gui_agent.desktop.desktop import Desktop

    failures = 0
    async with await Desktop.open(choice, with_app=app is not None, secrets=secrets) as desktop, with_app(desktop, app):
        for data in objects:
            outcome = await _perform(desktop, data)
            failures += not outcome["ok"]
            print(json.dumps(outcome, ensure_ascii=False), flush=True)
    return failures


def _checked(data: Any) -> Any:
    """The same, once it is known to be an action. Raises UsageError, before a screen is opened."""
    from gui_agent.perception.geometry import Box

    _action(data, Box(0, 0, 32767, 32767))
    return data


def _action(data: Any, screen: Box) -> BaseAction:
    """The action that a JSON object means. Raises UsageError."""
    from pydantic import ValidationError

    from gui_agent.actions.action import Key, parse_action
    from gui_agent.actions.aim import from_pixels
    from gui_agent.actions.keys import parse_keys
    from gui_agent.errors import ActionError, UsageError, in_words

    remedy = "`gui-agent act --help` lists the actions and their arguments"
    in_pixels = isinstance(data, dict) and data.get("unit", "thousandths") == "px"
    plain = {name: value for name, value in data.items() if name != "unit"} if isinstance(data, dict) else data
    try:
        action = from_pixels(plain, screen) if in_pixels else parse_action(plain)
        if isinstance(action, Key) and sys.platform == "linux":
            from gui_agent.actions.platforms.x11.keymap import named_keysym

            parse_keys(action.keys, lambda name: named_keysym(name) != 0)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in problem["loc"][1:])
        raise UsageError(f"not an action: {place + ' ' if place else ''}{in_words(problem)}", remedy) from error
    except ActionError as error:
        raise UsageError(f"not an action: {error.message}", error.remedy or remedy) from error
    return action


async def _perform(desktop: Desktop, data: Any) -> dict[str, Any]:
    import time

    from gui_agent.errors import ActionError
    from gui_agent.perception.change.change import compare
    from gui_agent.record.events import pixel_box

    action = _action(data, desktop.screen)
    before = await desktop.screenshot()
    start = time.perf_counter()
    try:
        await desktop.act(action, before.region)
    except ActionError as error:
        return {"action": action.name, "ok": False, "reason": str(error)}
    acted = time.perf_counter()
    settled = await desktop.settle(action, before)
    change = compare(before, settled.screenshot)
    return {
        "action": action.name,
        "ok": True,
        "effect": change.describe(before.region),
        "changed": [list(pixel_box(box)) for box in change.boxes],
        "act_ms": round((acted - start) * 1000, 2),
        "settle_ms": round(settled.seconds * 1000, 1),
    }
