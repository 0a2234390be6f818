"""Who gets into the studio: nobody without its token, under another name, or from another site's page."""

import http.client
from collections.abc import Iterator
from pathlib import Path

import pytest
from studio_browser import StudioProcess, studio
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudioProcess]:
    folder = tmp_path_factory.mktemp("studio")
    run = folder / ".gui-agent/runs/20260101T000000-old"
    (run / "steps").mkdir(parents=True)
    (run / "events.jsonl").write_text('{"seq": 0, "event": "run_started", "task": "x"}\n')
    (run / "control.json").write_text('{"port": 1, "key": "k"}')
    (run / "report.html").write_text("<p>report</p>")
    (folder / "outside.txt").write_text("outside")
    with studio(folder) as process:
        yield process


def ask(opened: StudioProcess, path: str, method: str = "GET", **headers: str) -> tuple[int, str, http.client.HTTPMessage]:
    """Status, body and headers; underscores in the names of headers are hyphens, an empty value leaves the header out."""
    connection = http.client.HTTPConnection(*address(opened), timeout=20)
    connection.putrequest(method, path, skip_host="Host" in headers)
    for name, value in headers.items():
        if value:
            connection.putheader(name.replace("_", "-"), value)
    connection.putheader("Content-Length", "0")
    connection.endheaders()
    response = connection.getresponse()
    body = response.read().decode()
    connection.close()
    return response.status, body, response.headers


def address(opened: StudioProcess) -> tuple[str, int]:
    host, _, port = opened.root.removeprefix("http://").partition(":")
    return host, int(port)


def bearer(opened: StudioProcess) -> dict[str, str]:
    return {"Authorization": f"Bearer {opened.token}"}


@pytest.mark.parametrize(
    "path",
    ["/", "/static/js/app.js", "/api/runs", "/api/runs/20260101T000000-old/files/report.html", "/?token=wrong", "/nothing"],
)
def test_without_the_token_nothing_is_given(opened: StudioProcess, path: str) -> None:
    status, body, _ = ask(opened, path)
    assert status == 401
    assert "gui-agent studio" in body
    assert ask(opened, path, Authorization="Bearer wrong")[0] == 401
    assert ask(opened, path, Cookie=f"gui_agent_studio_{address(opened)[1]}=wrong")[0] == 401


def test_the_token_in_the_address_becomes_a_cookie_that_scripts_cannot_read(opened: StudioProcess) -> None:
    status, _, headers = ask(opened, f"/?token={opened.token}")
    assert (status, headers["location"]) == (303, "./")
    cookie = headers["set-cookie"]
    assert all(part in cookie.lower() for part in ("httponly", "samesite=lax"))
    status, body, headers = ask(opened, "/", Cookie=cookie.partition(";")[0])
    assert status == 200
    assert "gui-agent studio" in body
    assert opened.token not in body
    assert "default-src 'self'" in headers["content-security-policy"]


@pytest.mark.parametrize(
    "name",
    [
        "example.org",
        "localhost.example.org:80",
        "",
        "127.0.0.1.example.org",
        "[::2]:80",
        "127.0.0.1@example.org",
        "0.0.0.0",
        "local",
    ],
)
def test_another_host_is_refused_with_the_token_too(opened: StudioProcess, name: str) -> None:
    assert ask(opened, "/api/runs", Host=name, **bearer(opened))[0] in (400, 403)
    assert ask(opened, f"/?token={opened.token}", Host=name)[0] in (400, 403)


def test_a_refusal_names_the_option_and_repeats_no_markup(opened: StudioProcess) -> None:
    assert "--allow-host studio.example:8443" in ask(opened, "/", Host="studio.example:8443")[1]
    body = ask(opened, "/", Host="<script>")[1]
    assert "--allow-host NAME" in body
    assert "<" not in body


@pytest.mark.parametrize("name", ["127.0.0.1", "127.0.0.1:1", "localhost:9999", "LOCALHOST", "[::1]:4000", "[::1]"])
def test_through_another_port_of_this_machine_it_answers_its_own_pages(opened: StudioProcess, name: str) -> None:
    own = bearer(opened)
    assert ask(opened, "/api/runs", Host=name, **own)[0] == 200
    assert ask(opened, "/api/runs", Host=name, Origin=f"http://{name}", **own)[0] == 200
    assert ask(opened, "/api/runs", Host=name, Origin="http://127.0.0.1:3000", **own)[0] == 403, "another program's page"


def test_a_link_of_another_site_leads_in_and_to_nothing_else(opened: StudioProcess) -> None:
    link = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}
    status, _, headers = ask(opened, f"/?token={opened.token}", **link)
    cookie = headers["set-cookie"].partition(";")[0]
    assert status == 303
    assert ask(opened, "/", Cookie=cookie, **link)[0] == 200, "the browser follows as the other site's navigation"
    assert ask(opened, "/api/runs", Cookie=cookie, **link)[0] == 403
    assert ask(opened, "/", Cookie=cookie, **{**link, "Sec_Fetch_Dest": "iframe"})[0] == 403
    assert ask(opened, "/", Cookie=cookie, **{**link, "Sec_Fetch_Mode": "no-cors"})[0] == 403


@pytest.mark.parametrize("origin", ["https://example.org", "null", "http://127.0.0.1:1", "http://localhost"])
def test_another_origin_is_refused_with_the_token_too(opened: StudioProcess, origin: str) -> None:
    assert ask(opened, "/api/runs", Origin=origin, **bearer(opened))[0] == 403
    assert ask(opened, "/api/runs", "POST", Origin=origin, **bearer(opened))[0] == 403
    assert ask(opened, "/api/runs", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors", **bearer(opened))[0] == 403


def test_its_own_names_and_its_own_origin_are_answered(opened: StudioProcess) -> None:
    port = address(opened)[1]
    assert ask(opened, "/api/runs", **bearer(opened))[0] == 200
    assert ask(opened, "/api/runs", Host=f"localhost:{port}", Origin=f"http://localhost:{port}", **bearer(opened))[0] == 200


def test_websockets_pass_the_same_gate(opened: StudioProcess) -> None:
    url = opened.root.replace("http", "ws") + "/api/runs/20260101T000000-old/live"
    own = bearer(opened)
    for headers, origin in (({}, None), ({"Authorization": "Bearer wrong"}, None), (own, "https://example.org")):
        with pytest.raises(InvalidStatus) as refused:
            connect(url, additional_headers=headers, origin=origin)  # type: ignore[arg-type]
        assert refused.value.response.status_code == 403
    for after in ("", "?after=--1", "?after=%C2%B2", "?after=x"):
        with connect(url + after, additional_headers=own) as socket:
            assert '"run_started"' in str(socket.recv(timeout=20))


@pytest.mark.parametrize(
    "path",
    ["control.json", "../../../outside.txt", "%2e%2e/%2e%2e/%2e%2e/outside.txt", "/etc/passwd", "steps", "missing.webp"],
)
def test_only_what_a_page_shows_of_a_run_is_given(opened: StudioProcess, path: str) -> None:
    assert ask(opened, f"/api/runs/20260101T000000-old/files/{path}", **bearer(opened))[0] == 404


def test_a_report_runs_apart_from_the_studio(opened: StudioProcess) -> None:
    status, body, headers = ask(opened, "/api/runs/20260101T000000-old/files/report.html", **bearer(opened))
    assert (status, body) == (200, "<p>report</p>")
    assert headers.get_all("content-security-policy") == [headers["content-security-policy"]]
    assert headers["content-security-policy"].startswith("sandbox allow-scripts;")


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"no json", b'{"task": 5}', b'{"task": "x", "nonsense": 1}', b'{"task": "x", "max_steps": 0}', b"[" * 5000],
)
def test_a_form_that_makes_no_sense_gets_one_line(opened: StudioProcess, body: bytes) -> None:
    connection = http.client.HTTPConnection(*address(opened), timeout=20)
    connection.request("POST", "/api/runs", body, bearer(opened))
    response = connection.getresponse()
    answer = response.read().decode()
    connection.close()
    assert response.status in (400, 422), answer
    assert '"error":' in answer
    assert "\\n" not in answer


def test_a_studio_on_a_taken_port_says_so(opened: StudioProcess, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="Choose another --port"), studio(tmp_path, "--port", str(address(opened)[1])):
        pass
