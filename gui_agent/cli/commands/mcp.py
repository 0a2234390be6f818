"""`gui-agent mcp`: an MCP server with our tools."""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer

from gui_agent import from_settings
from gui_agent.cli import options, screen_check
from gui_agent.cli.terminal import say
from gui_agent.integrations.mcp_opening import opening

LOOPBACK, PORT = "127.0.0.1", 8765
TOKEN_VARIABLE = "GUI_AGENT_MCP_TOKEN"
PICTURE_SIDE = 1568
"""Pixels; `LONGEST_SIDE` of the shared screen, which is not imported here because that takes long."""
LAST_SECONDS = 0.3
"""How long the server may take to stop; its runs have their own time in `Workplace.close`."""


def mcp(
    http: Annotated[bool, typer.Option("--http", help="Serve over streamable HTTP instead of stdin and stdout.")] = False,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="The address to serve on; any but loopback needs a token.")
    ] = LOOPBACK,
    port: Annotated[int, typer.Option(metavar="N", help="0 for any free one.", min=0, max=65535)] = PORT,
    token_env: Annotated[
        str, typer.Option(metavar="NAME", help="The environment variable with the token that clients must send.")
    ] = TOKEN_VARIABLE,
    allow_host: Annotated[
        list[str] | None, typer.Option(metavar="NAME:PORT", help="A further name under which clients may call this server.")
    ] = None,
    app: Annotated[str | None, typer.Option(metavar="CMD", help="A program to keep on the screen.")] = None,
    display: options.Display = None,
    model: options.Model = None,
    base_url: options.BaseUrl = None,
    api_key_env: options.ApiKeyEnv = None,
    wait_for_server: options.WaitForServer = None,
    thinking: options.Thinking = None,
    team: options.Team = None,
    approve: Annotated[
        str | None,
        typer.Option(metavar="WHEN", help="Ask the client's user before actions: never, risky or always. Unset: as for run."),
    ] = None,
    secret: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="An environment variable to type where a client writes {{secret:NAME}}."),
    ] = None,
    policy: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What may be done where, for tasks and single actions; see docs/trust.md.")
    ] = None,
    picture_side: Annotated[
        int, typer.Option(metavar="PIXELS", min=200, help="The longest side of the screenshots that clients get.")
    ] = PICTURE_SIDE,
    max_pixels: Annotated[
        int | None,
        typer.Option(metavar="N", help="Pixels of a picture at most, for the model and for clients: fewer tokens, less detail."),
    ] = None,
    output: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder for runs (.gui-agent/runs).")] = None,
) -> None:
    """Serve a screen and the model to MCP clients: run_task, screenshot, locate, act, list_models, vision_chat and more.

    A client that starts programs itself needs only: gui-agent mcp

    Example: gui-agent mcp --app mousepad
    """
    if not http:
        opening()  # clients give up before everything is loaded
    from gui_agent.loopback import require_token

    options.refuse_without("--http", http, host=host != LOOPBACK, port=port != PORT, allow_host=bool(allow_host))
    screen_check.require_app(app)
    values = from_settings.settings(
        model=model,
        base_url=base_url,
        api_key_env=api_key_env,
        wait_for_server=wait_for_server,
        thinking=thinking,
        team=team,
        display=display,
        approve=approve,
        max_pixels=max_pixels,
        output=output,
    )
    choice = from_settings.model_choice(values)
    _ = choice.kind  # an unknown name is a usage error now, not at the first call
    token = os.environ.get(token_env) or None
    if http:
        require_token(host, token, token_env)
    secret_values = from_settings.secrets(secret or [])
    from gui_agent.actions.policy.policy import load_policy
    from gui_agent.agent.agent import GuiAgent
    from gui_agent.integrations.mcp_server import build_server
    from gui_agent.integrations.shared_screen import Workplace
    from gui_agent.run.limits import Limits

    place = Workplace(
        GuiAgent(
            model=choice,
            display=values.display,
            app=app,
            limits=Limits(values.max_steps, values.timeout, values.max_tokens_total),
            approve=values.approve or from_settings.default_approval(values, app),
            output=values.output,
            typing_delay=values.typing_delay,
            max_pixels=values.max_pixels,
            team=from_settings.works_in_team(values),
            secrets=secret_values,
            policy=load_policy(policy) if policy is not None else None,
        ),
        longest_side=picture_side,
    )

    async def serve() -> None:
        server = build_server(place)
        if http:
            from gui_agent.integrations.mcp_http import serve_http

            await serve_http(server, host, port, token, allow_host or ())
        else:
            from gui_agent.integrations.mcp_stdio import serve_stdio

            await serve_stdio(server, opening())

    _until_stopped(serve(), place.close, with_client=not http)


def _until_stopped(work: Coroutine[Any, Any, None], close: Callable[[], Awaitable[None]], *, with_client: bool) -> None:
    """Run until the client goes away, or until SIGTERM or Ctrl-C: then the screen and the application are ended too.

    `with_client`: a client started this process, and its end is ours, also where some process still holds the pipe of stdin.
    What was printed is flushed; nothing else is left to be done when the process is ended.
    """
    import asyncio

    from gui_agent.interrupts import on_end_signal, when_parent_ends

    async def run() -> None:
        reported, loop = asyncio.Event(), asyncio.get_running_loop()
        if with_client:
            when_parent_ends(lambda: loop.call_soon_threadsafe(reported.set))
        with on_end_signal(lambda _: reported.set()):
            await serve_until(reported)

    async def serve_until(reported: asyncio.Event) -> None:
        task, waiting = asyncio.ensure_future(work), asyncio.ensure_future(reported.wait())
        await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if not task.done():
            task.cancel()
            await asyncio.wait({task}, timeout=LAST_SECONDS)
        await close()
        if reported.is_set():
            say("gui-agent: stopped", err=True)
            sys.stdout.flush()
            os._exit(130)  # the MCP package's thread still waits for a line on stdin, which nothing can interrupt
        task.result()

    asyncio.run(run())
