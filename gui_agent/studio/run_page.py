"""The Run page's form: what can be chosen, and starting a run."""

from __future__ import annotations

import asyncio
import os
import shutil
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from starlette.responses import JSONResponse
from starlette.routing import Route

from gui_agent.errors import UsageError
from gui_agent.record.events import ActionFinished, ApprovalAsked, Paused, RunStarted
from gui_agent.record.run_log import EVENTS_FILE, list_runs, new_run_folder
from gui_agent.record.tail import Tail, is_going_on
from gui_agent.studio import run_processes
from gui_agent.studio.forms import read_form
from gui_agent.studio.shared_state import studio_of

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]


class RunForm(BaseModel):
    """What `gui-agent run` is started with; empty means that the settings decide."""

    model_config = ConfigDict(extra="forbid")
    task: Words
    app: Short = ""
    display: Short = ""
    model: Short = ""
    base_url: Short = ""
    api_key_env: Short = ""
    thinking: bool | None = None
    team: bool | None = None
    approve: Literal["", "never", "risky", "always"] = ""
    secrets: list[Short] = []
    verify: Words = ""
    verify_output: Short = ""
    sandbox: bool = False
    max_steps: Annotated[int, Field(ge=1)] | None = None
    timeout: Annotated[float, Field(gt=0)] | None = None

    def arguments(self) -> list[str]:
        """The command line of this run, but for its folder. Raises UsageError for an empty task."""
        if not self.task:
            raise UsageError("the task is empty", "Say what should happen on the screen")
        named = {
            "--app": self.app,
            "--display": self.display,
            "--model": self.model,
            "--base-url": self.base_url,
            "--api-key-env": self.api_key_env,
            "--approve": self.approve,
            "--verify": self.verify,
            "--verify-output": self.verify_output,
            "--max-steps": "" if self.max_steps is None else str(self.max_steps),
            "--timeout": "" if self.timeout is None else f"{self.timeout:g}",
        }
        arguments = ["run", *(f"{name}={value}" for name, value in named.items() if value)]
        arguments += [f"--secret={name}" for name in self.secrets if name]
        arguments += [] if self.thinking is None else ["--thinking" if self.thinking else "--no-thinking"]
        arguments += [] if self.team is None else ["--team" if self.team else "--solo"]
        arguments += ["--sandbox"] if self.sandbox else []
        return [*arguments, "--", self.task]


async def choices(request: Request) -> Response:
    """What the form begins with: the settings in force, and where runs and programs are."""
    studio = studio_of(request)
    values = studio.settings
    return JSONResponse(
        {
            "model": values.model,
            "base_url": values.base_url or "",
            "api_key_env": values.api_key_env,
            "display": values.display,
            "approve": values.approve or "",
            "thinking": values.thinking,
            "team": values.team,
            "max_steps": values.max_steps,
            "timeout": values.timeout,
            "folder": str(studio.root),
            "desktop": bool(os.environ.get("DISPLAY")),
            "sandbox": shutil.which("bwrap") is not None,
        }
    )


async def begin(request: Request) -> Response:
    """Start a run: `{"run": its name}` once it is under way. Raises UsageError with the run's own words if it cannot begin."""
    studio = studio_of(request)
    form = await read_form(request, RunForm)
    arguments = form.arguments()
    folder = await asyncio.to_thread(new_run_folder, studio.output.absolute(), form.task)
    control = ["--control", "--json", f"--output={folder.parent}", f"--run-folder={folder}"]
    try:
        await run_processes.start([arguments[0], *control, *arguments[1:]], folder, studio.root)
    except UsageError:
        if not (folder / EVENTS_FILE).exists():
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return JSONResponse({"run": folder.name})


async def going_on(request: Request) -> Response:
    """The runs that are in progress now, newest first, wherever they were started: `{"runs": [{run, task, steps, waits}]}`.

    `waits` says that a user is asked, or paused it.
    """
    studio = studio_of(request)
    found = await asyncio.to_thread(lambda: [_now(run) for run in list_runs(studio.output) if is_going_on(run)])
    return JSONResponse({"runs": found[::-1]})


def _now(run: Path) -> dict[str, Any]:
    events = Tail(run).look()
    return {
        "run": run.name,
        "task": next((event.task for event in events if isinstance(event, RunStarted)), ""),
        "steps": sum(isinstance(event, ActionFinished) for event in events),
        "waits": bool(events) and isinstance(events[-1], ApprovalAsked | Paused),
    }


routes = [
    Route("/api/choices", choices),
    Route("/api/going-on", going_on),
    Route("/api/runs", begin, methods=["POST"]),
]
