"""The files of a run for the pages: its pictures, its report, its output; nothing outside of the run's folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse
from starlette.routing import Route

from gui_agent.control.socket import FILE as CONTROL
from gui_agent.run.survivors import FILE as PROCESSES
from gui_agent.studio.shared_state import is_file, studio_of

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response

KINDS = {
    ".webp": "image/webp",
    ".png": "image/png",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".jsonl": "text/plain; charset=utf-8",
    ".log": "text/plain; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
PRIVATE = (PROCESSES, CONTROL)
"""What names the keys to a run's screen and its control: no page needs it."""
REPORT_POLICY = (
    "sandbox allow-scripts; default-src 'none'; img-src data: 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
)
"""A report holds what stood on screens: its page runs apart from the studio's and reaches nothing."""


async def run_file(request: Request) -> Response:
    """One file of a run."""
    folder = studio_of(request).run_folder(request.path_params["run"])
    return send_file(folder, request.path_params["path"])


def send_file(folder: Path, path: str) -> Response:
    """The file at `path` within `folder`, if it is there and of a kind that pages show. Raises HTTPException."""
    try:
        target = (folder / path).resolve()
    except (OSError, RuntimeError, ValueError):  # a circle of links; a name that no file can have
        raise HTTPException(404, "no such file") from None
    kind = KINDS.get(target.suffix)
    inside = target.is_relative_to(folder.resolve())
    if kind is None or target.name.lower() in PRIVATE or not inside or not is_file(target):
        raise HTTPException(404, "no such file")
    headers = {"Content-Security-Policy": REPORT_POLICY} if target.suffix == ".html" else {}
    if target.suffix in (".webp", ".png"):
        headers["Cache-Control"] = "private, max-age=3600"
    return FileResponse(target, media_type=kind, headers=headers)


routes = [Route("/api/runs/{run}/files/{path:path}", run_file)]
