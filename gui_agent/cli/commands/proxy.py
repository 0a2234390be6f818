"""`gui-agent proxy`: a GLM server as a clean OpenAI-compatible endpoint."""

from __future__ import annotations

import os
from typing import Annotated, Literal

import typer

from gui_agent import from_settings
from gui_agent.cli import options

TOKEN_VARIABLE = "GUI_AGENT_PROXY_TOKEN"


def proxy(
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="The address to serve on; any but loopback needs a token.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="N", help="0 for any free one.", min=0, max=65535)] = 8080,
    token_env: Annotated[
        str, typer.Option(metavar="NAME", help="The environment variable with the token that clients send as their API key.")
    ] = TOKEN_VARIABLE,
    allow_host: Annotated[
        list[str] | None, typer.Option(metavar="NAME:PORT", help="A further name under which clients may call this proxy.")
    ] = None,
    boxes: Annotated[
        Literal["thousandths", "pixels"], typer.Option(help="The unit of boxes and points: of the newest picture, if pixels.")
    ] = "thousandths",
    model: options.Model = None,
    base_url: options.BaseUrl = None,
    api_key_env: options.ApiKeyEnv = None,
    wait_for_server: options.WaitForServer = None,
    thinking: options.Thinking = None,
) -> None:
    """Offer the server of --base-url as a clean chat completions API: thinking apart, calls recovered, bad replies asked for again.

    For IDEs and orchestrators, which then use http://127.0.0.1:8080/v1.

    Example: gui-agent proxy --base-url http://127.0.0.1:8000/v1
    """
    import asyncio

    from gui_agent.errors import UsageError
    from gui_agent.integrations.chat_proxy import ChatProxy
    from gui_agent.integrations.chat_proxy_http import serve_proxy

    values = from_settings.settings(
        model=model, base_url=base_url, api_key_env=api_key_env, wait_for_server=wait_for_server, thinking=thinking
    )
    if not values.base_url:
        raise UsageError("no server to offer", "Give --base-url http://HOST:PORT/v1, or set GUI_AGENT_BASE_URL")
    choice = from_settings.model_choice(values)
    if values.model == "literal":
        choice = choice.model_copy(update={"name": "glm-4.5v"})
    token = os.environ.get(token_env) or None
    asyncio.run(serve_proxy(ChatProxy(choice, boxes), host, port, token, allow_host or ()))
