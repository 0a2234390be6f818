"""`gui-agent models`: what an endpoint serves."""

from __future__ import annotations

from gui_agent import from_settings
from gui_agent.cli import options
from gui_agent.cli.terminal import say, say_json


def models(base_url: options.BaseUrl = None, api_key_env: options.ApiKeyEnv = None, as_json: options.Json = False) -> None:
    """List the names under which the server serves models, one a line.

    Example: gui-agent models --base-url http://127.0.0.1:8000/v1
    """
    import asyncio

    from gui_agent.errors import EndpointError, UsageError
    from gui_agent.model.serving.probe import served_models

    values = from_settings.settings(base_url=base_url, api_key_env=api_key_env)
    if not values.base_url:
        raise UsageError("no server to ask", "Give --base-url http://HOST:PORT/v1, or set GUI_AGENT_BASE_URL")
    choice = from_settings.model_choice(values).model_copy(update={"name": "models"})
    _ = choice.kind  # an address that is none is a usage error, as everywhere
    names = asyncio.run(served_models(choice))
    if as_json:
        say_json({"base_url": values.base_url, "models": names})
        return
    if not names:
        raise EndpointError(f"{values.base_url} names no models", "Some servers list none: use the name that it was started with")
    for name in names:
        say(name)
