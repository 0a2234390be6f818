"""`gui-agent studio`: the web page to start, watch and steer runs."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from gui_agent import from_settings

PORT = 8765
TOKEN_VARIABLE = "GUI_AGENT_STUDIO_TOKEN"


def studio(
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Where to serve; another than loopback is for trusted networks only.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="N", help="0 takes a free one.", min=0, max=65535)] = PORT,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME:PORT", help="Also answer under this name, of a proxy in front for example."),
    ] = None,
    token_env: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="The environment variable that holds the token (GUI_AGENT_STUDIO_TOKEN); else one is made."
        ),
    ] = None,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in the browser.")] = False,
    output: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder of runs (.gui-agent/runs).")] = None,
) -> None:
    """Open the studio: a page on this machine to start runs, watch them, approve, steer and look back.

    The address that it prints holds the key: who has it, has this machine's screens.

    Example: gui-agent studio --open
    """
    import asyncio

    from gui_agent.errors import EnvironmentProblem, UsageError

    if missing := [name for name in ("starlette", "uvicorn", "websockets") if find_spec(name) is None]:
        raise EnvironmentProblem(f"the studio needs {' and '.join(missing)}", "Install it with: pip install 'gui-agent[studio]'")
    if token_env is not None and not os.environ.get(token_env):
        raise UsageError(f"--token-env {token_env}: this environment variable is not set", f"export {token_env}=...")
    token = os.environ.pop(token_env or TOKEN_VARIABLE, None)  # taken out before anything of the studio looks at its environment
    from gui_agent.studio.auth import new_token
    from gui_agent.studio.server import serve
    from gui_agent.studio.shared_state import Studio

    values = from_settings.settings(output=output)
    asyncio.run(
        serve(Studio(values, values.output), host, port, token or new_token(), allow_host or (), open_browser=open_browser)
    )
