"""`gui-agent act`: perform actions without a model."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gui_agent import from_settings
from gui_agent.cli import options, screen_check
from gui_agent.cli.terminal import say_json

if TYPE_CHECKING:
    from gui_agent.actions.action import BaseAction
    from gui_agent.desktop.desktop import Desktop
    from gui_agent.perception.geometry import Box
    from gui_agent.run.evidence import Witness


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
        list[str] | None, typer.Option(metavar="NAME", help="The environment variable with the value of {{secret:NAME}}.")
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
    single = action != "-"
    if single:
        from gui_agent.perception.geometry import Box

        _action(_parsed(action), Box(0, 0, 32767, 32767))  # before a screen is opened
    screen_check.require_screen(values.display, app)
    lines = (line for line in ([action] if single else sys.stdin.buffer) if line.strip())
    failures = asyncio.run(_perform_all(lines, values.display, app, from_settings.secrets(secret or []), single=single))
    raise typer.Exit(1 if failures else 0)


async def _perform_all(
    lines: Iterator[str | bytes], choice: str, app: str | None, secrets: dict[str, str], *, single: bool
) -> int:
    """Perform an action a line; one that is no action is an outcome like any other, and a UsageError where it is the only one."""
    from gui_agent.cli.started_app import with_app
    from gui_agent.desktop.desktop import Desktop
    from gui_agent.errors import UsageError
    from gui_agent.run.evidence import Witness

    failures = 0
    witness = Witness(secrets)
    async with await Desktop.open(choice, with_app=app is not None, secrets=secrets) as desktop, with_app(desktop, app):
        for line in lines:
            try:
                outcome = await _perform(desktop, witness, _action(_parsed(line), desktop.screen))
            except UsageError as error:
                if single:
                    raise
                outcome = {"action": None, "ok": False, "outcome": "refused", "reason": str(error)}
            failures += not outcome["ok"]
            say_json(outcome)
    return failures


def _parsed(line: str | bytes) -> Any:
    from gui_agent.errors import UsageError

    remedy = 'Write {"action": "left_click", "start_box": [x, y]}'
    try:
        return json.loads(line)
    except UnicodeDecodeError as error:
        raise UsageError(f"the action is no UTF-8 text: {error.reason} at byte {error.start}", remedy) from error
    except RecursionError as error:
        raise UsageError("the action is not JSON that can be read: it is nested too deeply", remedy) from error
    except ValueError as error:
        raise UsageError(f"the action is not JSON: {error}", remedy) from error


def _action(data: Any, screen: Box) -> BaseAction:
    """The action that a JSON object means. Raises UsageError."""
    from pydantic import ValidationError

    from gui_agent.actions.action import Key, parse_action
    from gui_agent.actions.aim import from_pixels
    from gui_agent.actions.keys import parse_keys
    from gui_agent.errors import ActionError, UsageError, in_words

    remedy = "`gui-agent act --help` lists the actions and their arguments"
    unit = data.get("unit", "thousandths") if isinstance(data, dict) else "thousandths"
    if unit not in ("thousandths", "px"):
        raise UsageError(f"not an action: unit {unit!r} is none of 'thousandths', 'px'", remedy)
    plain = {name: value for name, value in data.items() if name != "unit"} if isinstance(data, dict) else data
    try:
        action = from_pixels(plain, screen) if unit == "px" else parse_action(plain)
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


async def _perform(desktop: Desktop, witness: Witness, action: BaseAction) -> dict[str, Any]:
    import time

    from gui_agent.errors import ActionError
    from gui_agent.record.events import pixel_box
    from gui_agent.record.wording import describe_effect
    from gui_agent.run.observe import observe_effect

    start = time.perf_counter()
    try:
        before = await desktop.act(action, desktop.screen)
    except ActionError as error:
        return {"action": action.name, "ok": False, "outcome": "refused", "reason": str(error)}
    acted = time.perf_counter()
    observed = await observe_effect(desktop, witness, action, before)
    effect = observed.effect
    return {
        "action": action.name,
        "ok": True,
        "outcome": effect.outcome,
        "effect": describe_effect(effect),
        "evidence": [item.to_json() for item in effect.evidence],
        "changed": [list(pixel_box(box)) for box in observed.change.boxes],
        "act_ms": round((acted - start) * 1000, 2),
        "settle_ms": round(observed.settled.seconds * 1000, 1),
    }
