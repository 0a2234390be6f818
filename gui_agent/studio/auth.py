"""Who may use the studio: only with its token, and no page of another Host or Origin."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Sequence
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.websockets import WebSocketClose

from gui_agent.loopback import is_loopback_name, name_of, refused_name, without_default_port

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN_BYTES = 32
ONCE_SECONDS = 120.0
"""How long the key for one entry may be used: a browser may have to be started."""
POLICY = (
    "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; style-src 'self' 'unsafe-inline'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
"""What a page of the studio may load: nothing from anywhere else. (Inline styles place the marks on a picture.)"""
SAFE_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def new_token() -> str:
    """A token that cannot be guessed."""
    return secrets.token_urlsafe(TOKEN_BYTES)


class Gate:
    """Lets only those through that name this server as their Host, come from its own pages, and carry the token.

    The token comes in the address that the terminal shows, once; from then on in a cookie that scripts cannot read. Another site's
    page can link to the studio's page and to nothing else: no other request of it is answered. Programs may send the token as
    `Authorization: Bearer`.
    """

    def __init__(self, app: ASGIApp, *, token: str, names: Sequence[str], once: str | None = None) -> None:
        """`names` are the Host headers that are accepted (see `served_names`), beside those of the client's own machine.

        `once` is a key that lets one browser in, soon: the words of the command that opens it are seen by every user of the machine.
        """
        self._app = app
        self._token = token
        self._once, self._until = once, time.monotonic() + ONCE_SECONDS
        given = [without_default_port(name) for name in names]
        self._names = set(given)
        port = given[0].rpartition(":")[2]
        # Cookies know no ports: two studios on one machine need two names.
        self._cookie = f"gui_agent_studio_{port}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, one websocket, or the life of the server."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if problem := self._foreign(headers, scope["path"]):
            await self._refuse(403, problem)(scope, receive, send)
        elif scope["type"] == "http" and (given := _token_in(scope)) is not None:
            await self._enter(scope, given)(scope, receive, send)
        elif not self._known(headers):
            problem = "This studio needs its token: open the address that `gui-agent studio` printed."
            await self._refuse(401, problem)(scope, receive, send)
        else:
            await self._app(scope, receive, _with_safe_headers(send))

    def _foreign(self, headers: Headers, path: str) -> str:
        host = without_default_port(headers.get("host", ""))
        if host not in self._names and not is_loopback_name(host):
            return f"{refused_name(host, 'studio')}."
        origin = headers.get("origin")
        if origin is not None and not self._own(origin, host):
            return "This studio does not answer pages of other sites."
        if headers.get("sec-fetch-site") in ("cross-site", "same-site"):
            followed = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest", "document") == "document"
            if not followed or path != "/":
                return "This studio does not answer pages of other sites."
        return ""

    def _own(self, origin: str, host: str) -> bool:
        """Whether a page is ours: of the name that it asks under, or of one that was given (of a proxy in front)."""
        named = without_default_port(name_of(origin))
        return bool(named) and (named == host or named in self._names)

    def _known(self, headers: Headers) -> bool:
        kind, _, bearer = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and self._is_token(bearer):
            return True
        try:
            cookie = SimpleCookie(headers.get("cookie", "")).get(self._cookie)
        except CookieError:
            return False
        return cookie is not None and self._is_token(cookie.value)

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self._token.encode())

    def _enter(self, scope: Scope, given: str) -> ASGIApp:
        """The token came in the address: keep it in a cookie, and take it out of the address bar and the history."""
        if not self._is_token(given) and not self._spent(given):
            return self._refuse(401, "This is not the token of this studio: open the address that `gui-agent studio` printed.")
        # Relative: a proxy in front may have put the studio below a path. Lax: who comes by a link of another site is in at once.
        response = RedirectResponse(f"./{scope['path'].rpartition('/')[2]}", status_code=303, headers=SAFE_HEADERS)
        response.set_cookie(self._cookie, self._token, httponly=True, samesite="lax", path="/")
        return response

    def _spent(self, given: str) -> bool:
        """Whether this is the key for one entry, which it is no more afterwards."""
        if self._once is None or time.monotonic() > self._until or not hmac.compare_digest(given.encode(), self._once.encode()):
            return False
        self._once = None
        return True

    @staticmethod
    def _refuse(status: int, problem: str) -> ASGIApp:
        async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "websocket":
                await WebSocketClose(code=1008, reason=problem)(scope, receive, send)  # before accepting: the client sees 403
                return
            response: Response = PlainTextResponse(f"{problem}\n", status_code=status, headers=SAFE_HEADERS)
            await response(scope, receive, send)

        return refuse


def _token_in(scope: Scope) -> str | None:
    if scope["method"] != "GET" or scope["path"].startswith(("/api/", "/static/")):
        return None
    given = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token")
    return given[0] if given else None


def _with_safe_headers(send: Send) -> Send:
    async def add(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = {name.lower() for name, _ in message.get("headers", [])}
            more = [(name.lower().encode(), value.encode()) for name, value in SAFE_HEADERS.items()]
            message = {**message, "headers": [*message.get("headers", []), *(pair for pair in more if pair[0] not in given)]}
        await send(message)

    return add
