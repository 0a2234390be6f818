"""The studio's gate by itself: one request, without a server."""

import asyncio
from typing import Any

import pytest
from starlette.datastructures import Headers

from gui_agent.studio import auth
from gui_agent.studio.auth import Gate, new_token

OWN = {"host": "127.0.0.1:8765"}
KEY = {**OWN, "authorization": "Bearer secret"}


async def inside(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] != "lifespan":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"cache-control", b"private")]})


def gate(once: str | None = None) -> Gate:
    return Gate(inside, token="secret", names=["127.0.0.1:8765", "studio.example:443"], once=once)


def ask(
    headers: dict[str, str], path: str = "/", query: str = "", kind: str = "http", method: str = "GET", by: Gate | None = None
) -> tuple[int, Headers]:
    """Status and headers of the answer; of a websocket that is refused, its code."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": f"{kind}.request", "body": b"", "more_body": False}

    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    scope = {"type": kind, "path": path, "query_string": query.encode(), "headers": raw, "method": method, "extensions": {}}
    asyncio.run((by or gate())(scope, receive, send))
    return sent[0].get("status") or sent[0].get("code"), Headers(raw=sent[0].get("headers", []))


def test_the_key_opens_and_nothing_else_does() -> None:
    assert ask(KEY)[0] == 200
    for wrong in ("Bearer Secret", "Bearer secret ", "Bearer ", "Basic secret", "secret", "Bearer \xff", ""):
        assert ask({**OWN, "authorization": wrong})[0] == 401
    cookie = "gui_agent_studio_8765"
    assert ask({**OWN, "cookie": f"a=b; {cookie}=secret"})[0] == 200
    for wrong in (
        f"{cookie}=secre",
        f"{cookie}=",
        "gui_agent_studio_8766=secret",
        f"{cookie}=\xff",
        "a=\x01; =;;",
        f"x{cookie}=secret",
    ):
        assert ask({**OWN, "cookie": wrong})[0] == 401
    assert ask({**OWN, "authorization": "bearer secret"})[0] == 200, "schemes have no case"


def test_what_is_answered_carries_the_safe_headers_once() -> None:
    for headers in (ask(KEY)[1], ask(OWN)[1], ask(OWN, query="token=secret")[1]):
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert len(headers.getlist("cache-control")) == 1
    assert ask(KEY)[1]["cache-control"] == "private", "what the page says itself counts"


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8765", "https://studio.example", "http://studio.example:443"])
def test_its_own_pages_may_ask(origin: str) -> None:
    assert ask({**KEY, "origin": origin}, "/api/runs", method="POST")[0] == 200


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "",
        "http://[",
        "http://[::1",
        "http://a]b",
        "http://\u00aa",
        "http://127.0.0.1",
        "http://127.0.0.1:8766",
        "http://localhost:8765",
        "http://127.0.0.1:8765@evil.example",
        "http://127.0.0.1:8765.evil.example",
        "ftp://127.0.0.1:8765",
        "127.0.0.1:8765",
        "http://studio.example.evil",
    ],
)
def test_other_pages_may_not(origin: str) -> None:
    for kind in ("http", "websocket"):
        assert ask({**KEY, "origin": origin}, "/api/runs", kind=kind)[0] in (403, 1008)


@pytest.mark.parametrize("host", ["", "[", "evil.example", "127.0.0.1:8765@evil.example", "[::1]evil", "studio.example:8765"])
def test_another_name_is_refused(host: str) -> None:
    assert ask({**KEY, "host": host})[0] == 403
    assert ask({**OWN, "host": host}, query="token=secret")[0] == 403


def test_a_link_opens_the_page_and_nothing_else() -> None:
    for site in ("cross-site", "same-site"):
        link = {**KEY, "sec-fetch-site": site, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
        assert ask(link)[0] == 200
        assert ask(link, "/api/runs")[0] == 403
        assert ask({**link, "sec-fetch-dest": "iframe"})[0] == 403
        assert ask({**link, "sec-fetch-mode": "no-cors"})[0] == 403
    assert ask({**KEY, "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}, "/api/runs")[0] == 200
    assert ask({**KEY, "sec-fetch-site": "none"}, "/api/runs")[0] == 200


def test_the_token_in_the_address_becomes_a_cookie() -> None:
    status, headers = ask(OWN, "/some/page", "x=1&token=secret")
    assert (status, headers["location"]) == (303, "./page")
    assert headers["set-cookie"] == "gui_agent_studio_8765=secret; HttpOnly; Path=/; SameSite=lax"
    for query in ("token=wrong", "token=secretx", "token=%FF"):
        status, headers = ask(OWN, query=query)
        assert (status, headers.get("set-cookie")) == (401, None)
    for path, method in (("/api/runs", "GET"), ("/static/x", "GET"), ("/", "POST")):
        assert "set-cookie" not in ask(OWN, path, "token=secret", method=method)[1], "only pages are entered"


@pytest.mark.parametrize("path", ["//evil.example", "/a\\evil.example", "/x\r\nSet-Cookie: a=b", "/https://evil.example/"])
def test_the_way_in_leads_nowhere_else(path: str) -> None:
    location = ask(OWN, path, "token=secret")[1]["location"]
    assert location.startswith("./")
    assert not set(location) & set("\\\r\n")
    assert "//" not in location


def test_the_key_for_one_entry_is_used_up_and_lapses(monkeypatch: pytest.MonkeyPatch) -> None:
    door = gate(once="key")
    assert ask({**OWN, "authorization": "Bearer key"}, by=door)[0] == 401, "only in the address"
    assert ask(OWN, query="token=kex", by=door)[0] == 401
    assert ask(OWN, query="token=secret", by=door)[0] == 303, "the token does not use it up"
    status, headers = ask(OWN, query="token=key", by=door)
    assert (status, "key" in headers["set-cookie"].partition(";")[0]) == (303, False)
    assert ask(OWN, query="token=key", by=door)[0] == 401
    assert ask(OWN, query="token=key")[0] == 401, "there is none"
    monkeypatch.setattr(auth, "ONCE_SECONDS", -0.001)
    assert ask(OWN, query="token=key", by=gate(once="key"))[0] == 401


def test_the_life_of_the_server_passes_and_tokens_differ() -> None:
    asyncio.run(gate()({"type": "lifespan"}, None, None))  # type: ignore[arg-type]
    assert len(new_token()) >= 43, "32 bytes"
    assert new_token() != new_token()
