"""The studio behind a TLS proxy with a path, and through another port, in Chromium and in Firefox: a run is started and watched."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import TODO
from firefox import Firefox, firefox
from forwarded import forwarded
from playwright.sync_api import Browser, Page, expect
from studio_browser import StudioProcess, end_runs, studio
from tls_proxy import tls_proxy

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not (shutil.which("nginx") or Path("/usr/sbin/nginx").exists()), reason="needs nginx"),
]
WAIT = 150_000
"""Milliseconds: a browser, a run and a server start at the same time, on a machine that may be busy."""
LOADED = "[...document.images].every((one) => one.complete && one.naturalWidth)"
"""Whether the pictures are there: they come through the proxy as well."""
TASK = "Type 'Milk' into the New todo field, then click Add"
WAYS = ["a TLS proxy with a path", "another port"]


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[StudioProcess, dict[str, str]]]:
    """The studio, and its addresses by the way that leads to it."""
    folder = tmp_path_factory.mktemp("studio")
    with studio(folder) as process, tls_proxy(tmp_path_factory.mktemp("nginx"), process.root) as address:
        with forwarded(int(process.root.rpartition(":")[2])) as port:
            yield process, dict(zip(WAYS, [address, f"http://127.0.0.1:{port}/"], strict=True))
        end_runs(process.runs)


def wait_for_pictures(page: Page) -> None:
    deadline = time.monotonic() + WAIT / 1000
    while not page.evaluate(LOADED):
        assert time.monotonic() < deadline
        page.wait_for_timeout(100)


@pytest.mark.parametrize("way", WAYS)
def test_chromium(way: str, behind: tuple[StudioProcess, dict[str, str]], browser: Browser, tmp_path: Path) -> None:
    process, address = behind[0], behind[1][way]
    context = browser.new_context(ignore_https_errors=True, viewport={"width": 1280, "height": 800})
    context.set_default_timeout(WAIT)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    # A link on another site: the first click is in.
    page.set_content(f"<a href='{address}?token={process.token}'>studio</a>")
    page.click("a")
    expect(page.get_by_label("Task")).to_be_visible(timeout=WAIT)
    assert page.url == address
    page.get_by_label("Task").fill(TASK)
    page.get_by_label("Application", exact=True).fill(f"{TODO} {tmp_path / 'todo.json'}")
    page.screenshot(path=str(tmp_path / "chromium-start.png"))
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.locator(".badge", has_text="done").first).to_be_visible(timeout=WAIT)
    expect(page.locator("ol.steps > li").nth(1)).to_be_visible(timeout=WAIT)
    wait_for_pictures(page)
    page.screenshot(path=str(tmp_path / "chromium-run.png"))
    page.goto(f"{address}#/runs")
    expect(page.get_by_text("Milk").first).to_be_visible(timeout=WAIT)
    wait_for_pictures(page)
    page.screenshot(path=str(tmp_path / "chromium-runs.png"))
    context.close()
    assert problems == []


@pytest.mark.skipif(not (shutil.which("firefox-esr") or shutil.which("firefox")), reason="needs Firefox")
@pytest.mark.parametrize("way", WAYS)
def test_firefox(way: str, behind: tuple[StudioProcess, dict[str, str]], tmp_path: Path) -> None:
    process, address = behind[0], behind[1][way]
    with firefox(tmp_path) as page:
        page.size(1280, 800)
        _use(page, address, process.token, tmp_path)
        assert page.problems == []


def _use(page: Firefox, address: str, token: str, folder: Path) -> None:
    page.open(f"{address}?token={token}")
    page.wait_for("document.querySelector('textarea[name=task]')")
    assert page.value("location.href") == address
    page.value("document.querySelector('textarea[name=task]').focus()")
    page.keys(TASK)
    page.value("document.querySelector('input[name=app]').focus()")
    page.keys(f"{TODO} {folder / 'todo.json'}")
    page.picture(folder / "firefox-start.png")
    page.value("[...document.querySelectorAll('button')].find((one) => one.textContent === 'Start').click()")
    page.wait_for("location.hash.startsWith('#/run/')")
    page.wait_for(
        "document.querySelectorAll('ol.steps > li').length > 1 && document.querySelector('.state').textContent === 'done'"
    )
    page.wait_for(LOADED)
    page.picture(folder / "firefox-run.png")
    page.open(f"{address}#/runs")
    page.wait_for("document.body.innerText.includes('Milk')")
    page.wait_for(LOADED)
    page.picture(folder / "firefox-runs.png")
