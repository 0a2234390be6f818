"""What a client is to do, and its answers, one JSON object a line; for Pythons without gui-agent, so of the standard library alone.

    python CLIENT.py PLAN.json

The plan has `transport` (stdio or http), `command`, `environment` and `folder` of the server or `url` and `token`, `calls` (tool and
arguments each), and `hang`: a call that never ends, to be cancelled, or null.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

Progress = Callable[[float, str], None]
Call = Callable[[str, dict[str, Any], Progress], Awaitable[dict[str, Any]]]
"""Calls a tool. What came: `text`, `pictures` (base64), `error`."""
PATIENCE = 6.0
"""Seconds after which a call that shows no progress is cancelled."""


def read_plan() -> dict[str, Any]:
    """The plan that the command line names."""
    plan: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    return plan


def say(**fields: Any) -> None:
    """Answer something."""
    print(json.dumps(fields), flush=True)


def answer(parts: list[Any], *, error: bool) -> dict[str, Any]:
    """What came, of MCP's own content parts."""
    texts = [part.text for part in parts if getattr(part, "type", "") == "text"]
    pictures = [part.data for part in parts if getattr(part, "type", "") == "image"]
    return {"text": "\n".join(texts), "pictures": pictures, "error": error}


async def carry_out(plan: dict[str, Any], tools: list[str], call: Call, *, cancels: bool = True) -> None:
    """Do what the plan says; `cancels`: the client can cancel a call."""
    say(tools=sorted(tools))
    for number, (name, arguments) in enumerate(plan["calls"]):
        seen: list[tuple[float, str]] = []
        began = time.monotonic()
        try:
            came = await call(name, arguments, lambda value, text, seen=seen: seen.append((value, text)))  # type: ignore[misc]
        except Exception as error:  # noqa: BLE001  # each client has errors of its own
            came = {"text": str(error), "pictures": [], "error": True, "raised": type(error).__name__}
        say(call=number, progress=seen, seconds=round(time.monotonic() - began, 2), **came)
    if plan["hang"] and cancels:
        await _cancel(plan["hang"], call)


async def _cancel(hang: list[Any], call: Call) -> None:
    begun = asyncio.Event()
    task = asyncio.ensure_future(call(hang[0], hang[1], lambda value, text: begun.set()))
    with suppress(TimeoutError):
        await asyncio.wait_for(begun.wait(), PATIENCE)
    say(cancelling=True)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    came = await call("screenshot", {}, lambda value, text: None)
    say(after_cancelling=bool(came["pictures"]) and not came["error"])
    await asyncio.sleep(3)  # the server has time to end the run before the client goes
