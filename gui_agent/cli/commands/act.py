"""`gui-agent act`: perform actions without a model."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gui_agent import from_settings
from gui_agent.cli import options

if TYPE_CHECKING:
    from gui_agent.desktop.desktop import Desktop


def act(
    action: Annotated[
        str,
        typer.Argument(
            metavar="ACTION_JSON",
            help='For example \'{"action": "left_click", "start_box": [500, 300]}\'; - reads one JSON object a line from stdin.',
        ),
    ],
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
    """  # noqa: D301  # typer needs the backspace itself to keep the lines below it
    import asyncio

    values = from_settings.settings(display=display)
    failures = asyncio.run(_perform_all(_objects(action), values.display, from_settings.secrets(secret or [])))
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


async def _perform_all(objects: Iterator[Any], choice: str, secrets: dict[str, str]) -> int:
    from gui_agent.desktop.desktop import Desktop

    failures = 0
    async with await Desktop.open(choice, secrets=secrets) as desktop:
        for data in objects:
            outcome = await _perform(desktop, data)
            failures += not outcome["ok"]
            print(json.dumps(outcome, ensure_ascii=False), flush=True)
    return failures


async def _perform(desktop: Desktop, data: Any) -> dict[str, Any]:
    import time

    from pydantic import ValidationError

    from gui_agent.actions.action import parse_action
    from gui_agent.actions.aim import from_pixels
    from gui_agent.errors import ActionError, UsageError
    from gui_agent.perception.change.change import compare
    from gui_agent.record.events import pixel_box
    from gui_agent.run.action_tools import explain

    try:
        in_pixels = isinstance(data, dict) and data.pop("unit", "thousandths") == "px"
        action = from_pixels(data, desktop.screen) if in_pixels else parse_action(data)
    except ValidationError as error:
        remedy = "`gui-agent act --help` lists the actions and their arguments"
        raise UsageError(f"not an action: {explain(error)}", remedy) from error
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
