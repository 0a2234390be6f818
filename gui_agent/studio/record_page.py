"""Recording from the page of scenarios: `gui-agent record` on a private screen, which the user takes over in the run's page."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse
from starlette.routing import Route

from gui_agent.errors import UsageError
from gui_agent.record.run_log import EVENTS_FILE, new_run_folder
from gui_agent.studio import run_processes
from gui_agent.studio.forms import Line, read_form
from gui_agent.studio.scenarios_page import FOLDER
from gui_agent.studio.shared_state import studio_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


class RecordForm(BaseModel):
    """What is recorded."""

    model_config = ConfigDict(extra="forbid")
    app: Line = Field(min_length=1)
    """The application's command."""
    name: Line = Field(min_length=1)
    """Of the scenario."""

    @property
    def file(self) -> str:
        """The scenario file, named after the scenario."""
        stem = "".join(one if one.isalnum() else "-" for one in self.name).strip("-")[:60] or "recording"
        return str(PurePosixPath(FOLDER) / f"{stem}.yaml")


async def record(request: Request) -> Response:
    """Start a recording: `{"run": its name, "file": the scenario file}` once it is under way. Raises UsageError if it cannot begin."""
    studio = studio_of(request)
    form = await read_form(request, RecordForm)
    folder = await asyncio.to_thread(new_run_folder, studio.output.absolute(), f"record {form.name}")
    arguments = ["record", f"--app={form.app}", f"--name={form.name}", "--display=virtual"]
    arguments += [f"--output={folder.parent}", f"--run-folder={folder}", "--", form.file]
    try:
        await run_processes.start(arguments, folder, studio.root)
    except UsageError:
        if not (folder / EVENTS_FILE).exists():
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return JSONResponse({"run": folder.name, "file": form.file})


routes = [Route("/api/record", record, methods=["POST"])]
