"""Serving MCP over HTTP: on loopback unless there is a token, and never to a foreign Host or Origin."""

from __future__ import annotations

import asyncio
import hmac
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import uvicorn
from mcp.server.transport_security import TransportSecuritySettings

from gui_agent.integrations.mcp_calls import GONE
from gui_agent.loopback import is_loopback_name, listen, refused_name, require_token, served_names, without_default_port

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

PATH = "/mcp"
LARGEST_REQUEST = 48 * 1024 * 1024
"""Bytes: a large picture in base64."""


class Gate:
    """Lets only those requests through that name this server, and that carry the token, if there is one, as `Authorization: Bearer`."""

    def __init__(self, app: ASGIApp, token: str | None, names: Sequence[str]) -> None:
        """`names` are the Host headers that are accepted, beside those of the client's own machine."""
        self._app = app
        self._token = token.encode() if token else None
        self._names = {without_default_port(name) for name in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the life of the server."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # before accepting: the client sees 403
            return
        headers = dict(scope.get("headers", []))
        host = headers.get(b"host", b"").decode("latin-1")
        scheme, _, given = headers.get(b"authorization", b"").partition(b" ")
        if without_default_port(host) not in self._names and not is_loopback_name(host):
            await _refuse(send, 421, f"{refused_name(host, 'server')}.")
        elif self._token and not (scheme.lower() == b"bearer" and hmac.compare_digest(given.strip(), self._token)):
            await _refuse(send, 401, "This server needs its token.", (b"www-authenticate", b"Bearer"))
        else:
            gone = asyncio.Event()

            async def received() -> Message:
                message = await receive()
                if message["type"] == "http.disconnect":
                    gone.set()
                return message

            await self._app({**scope, GONE: gone}, received, send)


async def _refuse(send: Send, status: int, problem: str, *more: tuple[bytes, bytes]) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{problem}\n".encode()})


def allowed_names(host: str, port: int, more: Sequence[str]) -> TransportSecuritySettings:
    """The Host and Origin headers that are accepted: those under which this server is meant to be reached."""
    hosts = served_names(host, port, more)
    own = [f"{name}{port}" for name in ("127.0.0.1", "localhost", "[::1]") for port in ("", ":*")]  # through `ssh -L` on any port
    origins = [f"{scheme}://{name}" for scheme in ("http", "https") for name in hosts]
    return TransportSecuritySettings(
        allowed_hosts=[*hosts, *(without_default_port(name) for name in hosts), *own], allowed_origins=origins
    )


async def serve_http(server: MCPServer[Any], host: str, port: int, token: str | None, names: Sequence[str] = ()) -> None:
    """Serve until cancelled or interrupted; the address is printed on stderr once it is bound.

    Raises UsageError where anybody on the network could take the screen over, EnvironmentProblem when the port is taken.
    """
    require_token(host, token, "a token")
    bound = listen(host, port)
    port = bound.getsockname()[1]
    app: Any = server.streamable_http_app(
        streamable_http_path=PATH,
        host=host,
        max_request_body_size=LARGEST_REQUEST,
        transport_security=allowed_names(host, port, names),
    )
    config = uvicorn.Config(Gate(app, token, served_names(host, port, names)), log_level="warning", lifespan="on")
    shown = f"[{host}]" if ":" in host else host
    sys.stderr.write(f"gui-agent: MCP at http://{shown}:{port}{PATH}{' (with the token)' if token else ''}\n")
    sys.stderr.flush()
    with bound:
        await uvicorn.Server(config).serve(sockets=[bound])
