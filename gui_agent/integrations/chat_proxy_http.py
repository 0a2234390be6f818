"""The proxy over HTTP: on loopback unless there is a token, never to a foreign Host, and no more than it can hold at once."""

from __future__ import annotations

import asyncio
import hmac
import json
import sys
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from gui_agent.errors import GuiAgentError
from gui_agent.integrations.chat_proxy import BadRequest, ChatBody, ChatProxy, error_body, read_body
from gui_agent.loopback import is_foreign_page, listen, require_token, served_names

if TYPE_CHECKING:
    from starlette.requests import Request

LARGEST_REQUEST = 48 * 1024 * 1024
"""Bytes: several large pictures in base64."""
AT_ONCE = 16
"""Requests that are answered at the same time; more are refused for the moment."""


class _Doors:
    """The routes of the proxy, and who may use them."""

    def __init__(self, proxy: ChatProxy, token: str | None, hosts: Sequence[str]) -> None:
        self._proxy = proxy
        self._expected = f"Bearer {token}".encode() if token else None
        self._hosts = set(hosts)
        self._room = asyncio.Semaphore(AT_ONCE)

    def refusal(self, request: Request) -> Response | None:
        """Why this request is not answered; None if it is."""
        if request.headers.get("host", "") not in self._hosts:
            return _error(403, "This proxy does not answer under this name; --allow-host NAME:PORT adds it.", "forbidden")
        if is_foreign_page(request.headers):
            return _error(403, "This proxy does not answer web pages of other sites.", "forbidden")
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        presented = f"{scheme.capitalize()} {given}".encode()
        if self._expected is not None and not hmac.compare_digest(presented, self._expected):
            return _error(401, "This proxy needs its token as the API key.", "invalid_api_key")
        return None

    async def chat(self, request: Request) -> Response:
        """POST /v1/chat/completions."""
        if (refused := self.refusal(request)) is not None:
            return refused
        if self._room.locked():
            return _error(429, f"{AT_ONCE} requests are being answered.", "rate_limit_exceeded", {"Retry-After": "1"})
        try:
            body = read_body(await _read(request))
            if body.stream:
                return await self._streamed(body)
            async with self._room:
                return JSONResponse(await self._proxy.complete(body))
        except GuiAgentError as error:
            status, said = error_body(error)
            return JSONResponse(said, status)

    async def _streamed(self, body: ChatBody) -> Response:
        """A stream of events. What goes wrong before the first is an error of its own status."""
        await self._room.acquire()
        chunks = self._proxy.stream(body)
        try:
            first = await anext(chunks)
        except BaseException:
            self._room.release()
            raise

        async def events() -> AsyncIterator[bytes]:
            try:
                yield _event(first)
                async for chunk in chunks:
                    yield _event(chunk)
                yield b"data: [DONE]\n\n"
            except GuiAgentError as error:
                yield _event(error_body(error)[1])
            finally:
                self._room.release()

        return StreamingResponse(events(), media_type="text/event-stream", headers={"Cache-Control": "no-cache"})

    async def models(self, request: Request) -> Response:
        """GET /v1/models."""
        if (refused := self.refusal(request)) is not None:
            return refused
        try:
            names = await self._proxy.models()
        except GuiAgentError as error:
            status, said = error_body(error)
            return JSONResponse(said, status)
        data = [{"id": name, "object": "model", "created": 0, "owned_by": "gui-agent"} for name in names]
        return JSONResponse({"object": "list", "data": data})

    async def health(self, _: Request) -> Response:
        """GET /health: the proxy itself is there."""
        return Response()


async def _read(request: Request) -> bytes:
    """The request's body. Raises BadRequest where it is too large."""
    data = bytearray()
    async for piece in request.stream():
        data += piece
        if len(data) > LARGEST_REQUEST:
            raise BadRequest(f"the request has more than {LARGEST_REQUEST // 2**20} MiB")
    return bytes(data)


def _event(data: object) -> bytes:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def _error(status: int, message: str, code: str, headers: dict[str, str] | None = None) -> Response:
    error = {"message": message, "type": "invalid_request_error", "code": code, "param": None}
    return JSONResponse({"error": error}, status, headers)


def proxy_app(proxy: ChatProxy, token: str | None, hosts: Sequence[str]) -> Starlette:
    """The proxy as an ASGI application that answers to these Host headers."""
    doors = _Doors(proxy, token, hosts)
    return Starlette(
        routes=[
            Route("/v1/chat/completions", doors.chat, methods=["POST"]),
            Route("/chat/completions", doors.chat, methods=["POST"]),
            Route("/v1/models", doors.models),
            Route("/models", doors.models),
            Route("/health", doors.health),
        ]
    )


async def serve_proxy(proxy: ChatProxy, host: str, port: int, token: str | None, names: Sequence[str] = ()) -> None:
    """Serve until cancelled or interrupted; the address is printed on stderr once it is bound.

    Raises UsageError for an address that others reach without a token, EnvironmentProblem when the port is taken.
    """
    require_token(host, token, "GUI_AGENT_PROXY_TOKEN")
    bound = listen(host, port)
    port = bound.getsockname()[1]
    app = proxy_app(proxy, token, served_names(host, port, names))
    shown = f"[{host}]" if ":" in host else host
    sys.stderr.write(f"gui-agent: proxy at http://{shown}:{port}/v1{' (the token is the API key)' if token else ''}\n")
    sys.stderr.flush()
    try:
        await uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off")).serve(sockets=[bound])
    finally:
        await proxy.close()
