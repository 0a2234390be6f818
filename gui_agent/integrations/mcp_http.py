"""Serving MCP over HTTP: on loopback unless there is a token, and never to a foreign Host or Origin."""

from __future__ import annotations

import hmac
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import uvicorn
from mcp.server.transport_security import TransportSecuritySettings

from gui_agent.loopback import listen, require_token, served_names

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer
    from starlette.types import ASGIApp, Receive, Scope, Send

PATH = "/mcp"
LARGEST_REQUEST = 48 * 1024 * 1024
"""Bytes: a large picture in base64."""


class TokenGate:
    """Lets only those requests through that carry the token as `Authorization: Bearer`."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the life of the server."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        scheme, _, given = dict(scope.get("headers", [])).get(b"authorization", b"").partition(b" ")
        if scheme.lower() == b"bearer" and hmac.compare_digest(given.strip(), self._token):
            await self._app(scope, receive, send)
            return
        headers = [(b"www-authenticate", b"Bearer"), (b"content-type", b"text/plain")]
        await send({"type": "http.response.start", "status": 401, "headers": headers})
        await send({"type": "http.response.body", "body": b"This server needs its token.\n"})


def allowed_names(host: str, port: int, more: Sequence[str]) -> TransportSecuritySettings:
    """The Host and Origin headers that are accepted: those under which this server is meant to be reached."""
    hosts = served_names(host, port, more)
    own = ["127.0.0.1:*", "localhost:*", "[::1]:*", "127.0.0.1", "localhost", "[::1]"]  # through `ssh -L` on any port
    return TransportSecuritySettings(
        allowed_hosts=[*hosts, *own], allowed_origins=[f"{scheme}://{name}" for scheme in ("http", "https") for name in hosts]
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
    config = uvicorn.Config(TokenGate(app, token) if token else app, log_level="warning", lifespan="on")
    shown = f"[{host}]" if ":" in host else host
    sys.stderr.write(f"gui-agent: MCP at http://{shown}:{port}{PATH}{' (with the token)' if token else ''}\n")
    sys.stderr.flush()
    await uvicorn.Server(config).serve(sockets=[bound])
