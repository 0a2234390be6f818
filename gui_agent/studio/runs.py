"""The history of runs, as the pages list it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse
from starlette.routing import Route

from gui_agent.errors import UsageError
from gui_agent.run_log import list_runs, read_events
from gui_agent.studio.place import studio_of

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response

MOST = 500
"""Runs that a list shows at most, the newest."""


async def history(request: Request) -> Response:
    """All runs, newest first: `{"runs": [{run, task, model, app, began, verdict, reason, steps, seconds, tokens}]}`."""
    studio = studio_of(request)
    found = await asyncio.to_thread(lambda: [summary(folder) for folder in list_runs(studio.output)[-MOST:]])
    return JSONResponse({"runs": found[::-1]})


def summary(folder: Path) -> dict[str, Any]:
    """A run in one line; `verdict` is empty while it goes on or where it was cut off, `damaged` says why it cannot be read."""
    try:
        events = list(read_events(folder))
    except UsageError as error:
        return {"run": folder.name, "verdict": "", "damaged": str(error)}
    started = next((event for event in events if event["event"] == "run_started"), {})
    ended = events[-1] if events and events[-1]["event"] == "run_finished" else {}
    return {
        "run": folder.name,
        "task": started.get("task", ""),
        "model": started.get("model", ""),
        "app": started.get("app"),
        "began": started.get("time", ""),
        "verdict": ended.get("verdict", ""),
        "reason": ended.get("reason", ""),
        "steps": ended.get("steps", sum(event["event"] == "action_finished" for event in events)),
        "seconds": ended.get("seconds", events[-1].get("at", 0.0) if events else 0.0),
        "tokens": ended.get("usage", {}).get("total_tokens", 0),
    }


routes = [Route("/api/runs", history)]
