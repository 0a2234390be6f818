"""The Runs page: the history of runs, their reports, scenarios made of them, and resuming one."""

from __future__ import annotations

import asyncio
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.responses import HTMLResponse, JSONResponse
from starlette.routing import Route

from gui_agent.agent.past import ENDED
from gui_agent.errors import UsageError
from gui_agent.record.run_log import EVENTS_FILE, list_runs
from gui_agent.record.summary import summarise
from gui_agent.record.tail import is_going_on
from gui_agent.studio import run_processes
from gui_agent.studio.comparison import compare
from gui_agent.studio.files import REPORT_POLICY
from gui_agent.studio.forms import read_form
from gui_agent.studio.shared_state import studio_of
from gui_agent.studio.short_commands import command

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

MOST = 500
"""Runs that a list shows at most, the newest."""
REMEMBERED = 2000
INLINE_BYTES = 300_000_000
"""A report in the studio has no files beside it: it carries its pictures."""


class NewScenario(BaseModel):
    """Where the scenario that is made of a run goes."""

    model_config = ConfigDict(extra="forbid")
    file: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class GoOn(BaseModel):
    """New limits of a run that is resumed; what is empty stays as it was."""

    model_config = ConfigDict(extra="forbid")
    max_steps: Annotated[int, Field(ge=1)] | None = None
    timeout: Annotated[float, Field(gt=0)] | None = None


async def history(request: Request) -> Response:
    """All runs, newest first: `{"runs": [{run, task, model, app, began, verdict, reason, steps, seconds, tokens, ...}]}`."""
    studio = studio_of(request)
    found = await asyncio.to_thread(lambda: [summary(folder) for folder in list_runs(studio.output)[-MOST:]])
    return JSONResponse({"runs": found[::-1]})


def summary(folder: Path) -> dict[str, Any]:
    """A run in one line; `verdict` is empty while it is in progress or where it was cut off, `damaged` says why it cannot be read."""
    path = folder / EVENTS_FILE
    try:
        state = path.stat()
        found = dict(_summary(folder, state.st_mtime_ns, state.st_size))
    except OSError as error:
        return {"run": folder.name, "verdict": "", "damaged": f"it cannot be read: {error.strerror}"}
    except UsageError as error:
        return {"run": folder.name, "verdict": "", "damaged": str(error)}
    going_on = not found["verdict"] and is_going_on(folder)
    settings = found.pop("settings")
    resumable = settings and not going_on and found["verdict"] not in ENDED
    return {**found, "going_on": going_on, "resumable": resumable}


@lru_cache(REMEMBERED)
def _summary(folder: Path, changed: int, size: int) -> dict[str, Any]:
    """What the log says, read once for each state of the file."""
    found = summarise(folder)
    started, scenario, ended = found.started, found.scenario, found.finished
    first = started or scenario
    return {
        "run": folder.name,
        "task": found.task,
        "scenario": scenario.file if scenario else "",
        "model": started.model if started else "",
        "app": started.app if started else None,
        "began": first.time.isoformat() if first else "",
        "verdict": ended.verdict if ended else "",
        "reason": ended.reason if ended else "",
        "answer": ended.answer if ended else "",
        "steps": ended.steps if ended else found.actions,
        "seconds": ended.seconds if ended else found.last.at if found.last else 0.0,
        "tokens": ended.usage.total_tokens if ended else 0,
        "limits": started.limits.model_dump(mode="json") if started else {},
        "picture": found.picture,
        "settings": started is not None and started.settings is not None,
    }


async def report(request: Request) -> Response:
    """The HTML report of a run, as far as it came, with all its pictures in it."""
    folder = studio_of(request).run_folder(request.path_params["run"])

    def page() -> str:
        from gui_agent.report.html import report_page

        return report_page(folder, folder / "report.html", inline_bytes=INLINE_BYTES)

    return HTMLResponse(await asyncio.to_thread(page), headers={"Content-Security-Policy": REPORT_POLICY})


async def make_scenario(request: Request) -> Response:
    """Make a scenario file of a run: `{"file", "text"}`. Raises UsageError where the run or the file's name does not allow it."""
    studio = studio_of(request)
    folder = studio.run_folder(request.path_params["run"])
    file = scenario_file((await read_form(request, NewScenario)).file, studio.root)
    shown = file.relative_to(studio.root.resolve()).as_posix()
    await command(["scenarios", "new", f"--from-run={folder.absolute()}", "--", shown], studio.root)
    return JSONResponse({"file": shown, "text": await asyncio.to_thread(file.read_text, encoding="utf-8")})


def scenario_file(name: str, root: Path) -> Path:
    """The scenario file of this name within `root`. Raises UsageError."""
    try:
        file = (root / name).resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise UsageError(f"{name!r} is no name of a file", "Choose another one") from error
    if file.suffix not in (".yaml", ".yml"):
        raise UsageError(f"{name!r} is no name of a scenario file", "Let it end in .yaml")
    if not file.is_relative_to(root.resolve()):
        raise UsageError(f"{name!r} is outside of the folder of the studio", "Name a file below it, such as scenarios/new.yaml")
    return file


async def resume(request: Request) -> Response:
    """Resume a run in a process of its own: `{"run": its name}` once it is under way. Raises UsageError."""
    studio = studio_of(request)
    folder = studio.run_folder(request.path_params["run"]).absolute()
    form = await read_form(request, GoOn)
    limits = [f"--max-steps={form.max_steps}"] if form.max_steps else []
    limits += [f"--timeout={form.timeout:g}"] if form.timeout else []
    await run_processes.start(["resume", str(folder), "--control", "--json", *limits], folder, studio.root)
    return JSONResponse({"run": folder.name})


async def comparison(request: Request) -> Response:
    """Two runs step by step: `{"first", "second", "rows", "parts"}`, see `comparison`."""
    studio = studio_of(request)
    first, second = (studio.run_folder(request.path_params[name]) for name in ("first", "second"))
    return JSONResponse(await asyncio.to_thread(lambda: {"runs": [summary(first), summary(second)], **compare(first, second)}))


routes = [
    Route("/api/runs", history, methods=["GET"]),
    Route("/api/runs/{run}/report", report),
    Route("/api/runs/{run}/scenario", make_scenario, methods=["POST"]),
    Route("/api/runs/{run}/resume", resume, methods=["POST"]),
    Route("/api/comparison/{first}/{second}", comparison),
]
