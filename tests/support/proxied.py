"""The proxy in front of a scripted server, served in a thread of its own as the command serves it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from gui_agent.integrations.chat_proxy import ChatProxy
from gui_agent.integrations.chat_proxy_http import proxy_app
from gui_agent.loopback import listen, served_names
from gui_agent.model.choice import ModelChoice


@contextmanager
def proxied(base_url: str, *, token: str | None = None, boxes: Any = "thousandths", **settings: Any) -> Iterator[str]:
    """The address, ending in /v1, of a proxy for the server at `base_url`."""
    choice = ModelChoice(name="glm-4.5v", base_url=base_url, **{"call_timeout": 10, "profile": "vllm", **settings})
    bound = listen("127.0.0.1", 0)
    port = bound.getsockname()[1]
    proxy = ChatProxy(choice, boxes)
    server = uvicorn.Server(
        uvicorn.Config(proxy_app(proxy, token, served_names("127.0.0.1", port)), log_level="warning", lifespan="off")
    )

    async def serve() -> None:
        await server.serve(sockets=[bound])
        await proxy.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.should_exit = True
        thread.join()
