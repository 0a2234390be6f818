"""The studio's web server: its pages, what they ask for, and the gate in front of all of it."""

from __future__ import annotations

import sys
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import FileResponse, JSONResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from gui_agent.errors import GuiAgentError
from gui_agent.loopback import listen, reachable_name, served_names
from gui_agent.record.run_log import list_runs
from gui_agent.record.tail import is_going_on
from gui_agent.studio import ask_page, files, live_socket, record_page, run_page, runs_page, scenarios_page, steer
from gui_agent.studio.auth import Gate, new_token
from gui_agent.studio.forms import answer_error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from gui_agent.studio.shared_state import Studio

STATIC = Path(__file__).parent / "static"
ROUTES = [
    *run_page.routes,
    *live_socket.routes,
    *steer.routes,
    *runs_page.routes,
    *ask_page.routes,
    *scenarios_page.routes,
    *record_page.routes,
    *files.routes,
]
"""What the pages ask for; each page's module lists its own."""
CLOSE_SECONDS = 2
"""How long open connections may take to end when the studio stops."""


async def page(_: Request) -> Response:
    """The one HTML page; its scripts show what the address names after the '#'."""
    return FileResponse(STATIC / "index.html")


def answer_http_error(_: Request, error: Exception) -> Response:
    """The same form for every error."""
    assert isinstance(error, HTTPException)
    return JSONResponse({"error": error.detail}, status_code=error.status_code, headers=error.headers)


def build_app(studio: Studio, *, token: str, names: Sequence[str], once: str | None = None) -> Starlette:
    """The studio as an ASGI application that answers under these Host names. `once` is a key for one entry (see `Gate`)."""
    app = Starlette(
        routes=[Route("/", page), *ROUTES, Mount("/static", StaticFiles(directory=STATIC))],
        middleware=[Middleware(Gate, token=token, names=names, once=once)],
        exception_handlers={GuiAgentError: answer_error, HTTPException: answer_http_error},
    )
    app.state.studio = studio
    return app


async def serve(
    studio: Studio, host: str, port: int, token: str, names: Sequence[str] = (), *, open_browser: bool = False
) -> None:
    """Serve until cancelled or interrupted; the address with the token is printed on stderr once it is bound.

    Raises EnvironmentProblem when the port is taken.
    """
    bound = listen(host, port)
    port = bound.getsockname()[1]
    once = new_token() if open_browser else None
    app = build_app(studio, token=token, names=served_names(host, port, names), once=once)
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=CLOSE_SECONDS, ws="websockets-sansio")
    shown = reachable_name(host)
    address = f"http://{shown}:{port}/?token={token}"
    sys.stderr.write(f"gui-agent: studio at {address}\n")
    sys.stderr.flush()
    if open_browser:  # every user of this machine sees the words of a command
        webbrowser.open(f"http://{shown}:{port}/?token={once}")
    try:
        await uvicorn.Server(config).serve(sockets=[bound])
    finally:  # uvicorn hands ctrl+c on once everything is closed
        if left := sum(is_going_on(run) for run in list_runs(studio.output)):
            sys.stderr.write(
                f"gui-agent: {left} {'run is' if left == 1 else 'runs are'} still in progress; a new studio shows them again\n"
            )
