"""Which names and pages are those of this machine."""

import socket

import pytest

from gui_agent.errors import EnvironmentProblem, UsageError
from gui_agent.loopback import (
    is_foreign_page,
    is_loopback,
    is_loopback_name,
    listen,
    name_of,
    reachable_name,
    refused_name,
    require_token,
    served_names,
    without_default_port,
)


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("[::1]", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.2", False),
        ("localhost.example.org", False),
        ("127.1", False),
        ("2130706433", False),
        ("", False),
    ],
)
def test_only_this_machine_reaches_loopback(host: str, own: bool) -> None:
    assert is_loopback(host) is own


@pytest.mark.parametrize("name", ["localhost", "localhost:1", "127.0.0.1:65535", "[::1]", "[::1]:80"])
def test_a_loopback_name_may_have_any_port(name: str) -> None:
    assert is_loopback_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        ":80",
        "127.0.0.1:80@example.org",
        "127.0.0.1@example.org",
        "[::1]example.org",
        "[::1].example.org:80",
        "::1",
        "[::2]",
        "[::1",
        "localhost:80x",
        "localhost:",
        "localhost:80:80",
        "localhost.",
        "localhost\n",
        "example.org:80",
    ],
)
def test_what_is_written_around_a_loopback_name_makes_it_another(name: str) -> None:
    assert not is_loopback_name(name)


@pytest.mark.parametrize(
    ("origin", "name"),
    [
        ("http://localhost:3000", "localhost:3000"),
        ("https://[::1]:8", "[::1]:8"),
        ("null", ""),
        ("file://", ""),
        ("http://[", "["),
        ("http://localhost@example.org", ""),
        ("http://localhost/x", ""),
        ("chrome-extension://localhost", ""),
        ("", ""),
    ],
)
def test_an_origin_is_a_scheme_and_a_name(origin: str, name: str) -> None:
    assert name_of(origin) == name


@pytest.mark.parametrize(
    ("headers", "foreign"),
    [
        ({}, False),
        ({"origin": "http://127.0.0.1:3000"}, False),
        ({"origin": "null"}, True),
        ({"origin": "https://example.org"}, True),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "cross-site", "origin": "http://localhost"}, True),
        ({"sec-fetch-site": "same-site", "origin": "https://app.example.org"}, True),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "same-origin"}, False),
    ],
)
def test_a_page_of_another_site_is_known_by_its_headers(headers: dict[str, str], foreign: bool) -> None:
    assert is_foreign_page(headers) is foreign


@pytest.mark.parametrize(("host", "token", "allowed"), [("127.0.0.1", None, True), ("0.0.0.0", None, False), ("::", "x", True)])
def test_outside_of_this_machine_there_must_be_a_token(host: str, token: str | None, allowed: bool) -> None:
    if allowed:
        require_token(host, token, "TOKEN")
    else:
        with pytest.raises(UsageError, match="Set TOKEN"):
            require_token(host, token, "TOKEN")


def test_names() -> None:
    assert served_names("127.0.0.1", 5, ["a:6"]) == ["127.0.0.1:5", "localhost:5", "[::1]:5", "a:6"]
    assert served_names("192.168.1.2", 5) == ["192.168.1.2:5"]
    assert served_names("fe80::1", 5) == ["[fe80::1]:5"]
    assert f"{socket.gethostname()}:5" in served_names("::", 5)
    assert all(name.endswith(":5") and not name.startswith(("127.", "0.0.0.0")) for name in served_names("0.0.0.0", 5))
    assert [without_default_port(name) for name in ("A.Example:80", "a:443", "a:8080")] == ["a.example", "a", "a:8080"]
    assert [reachable_name("fe80::1"), reachable_name("10.0.0.1")] == ["[fe80::1]", "10.0.0.1"]
    assert refused_name("a.example:8", "studio").endswith("--allow-host a.example:8")
    assert refused_name("<b>", "studio").endswith("--allow-host NAME")


def test_a_port_is_taken_once_and_again_after_its_server_ended() -> None:
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        assert first.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR)
        with socket.create_connection(("127.0.0.1", port)):
            pass
        with pytest.raises(EnvironmentProblem, match=f"^cannot serve on 127.0.0.1:{port}: .*Choose another --port"):
            listen("127.0.0.1", port)
