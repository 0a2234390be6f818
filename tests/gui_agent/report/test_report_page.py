"""A report of thirty steps in a real browser, from the file, without a network."""

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import expect
from studio_browser import DESKTOP, PHONE, chromium
from written_runs import SIZE, click, types, written_run

from gui_agent.report import write_report

STEPS = [
    step for n in range(15) for step in (types(f"Item {n}", f"Item {n}"), click("the Add button", (30, 160, 130, 230), "added"))
]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(written_run(tmp_path_factory.mktemp("runs"), "Add fifteen items", STEPS))


@pytest.mark.parametrize(("size", "colours"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_it_opens_offline_and_shows_everything(report: Path, size: tuple[int, int], colours: Literal["light", "dark"]) -> None:
    problems: list[str] = []
    with chromium() as browser:
        page = browser.new_context(viewport={"width": size[0], "height": size[1]}, offline=True, color_scheme=colours).new_page()
        page.on("console", lambda message: problems.append(message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("requestfailed", lambda request: problems.append(request.url[:100]))
        page.goto(report.as_uri())
        last = page.locator("article").nth(len(STEPS) - 1)
        last.scroll_into_view_if_needed()
        for shown in ("Now step 30.", "the Add button", "1030 prompt (600 cached), 40 completion tokens", "the screen changed"):
            expect(last).to_contain_text(shown)
        expect(last.locator("rect.target")).to_be_visible()
        expect(page.locator(".film a.here")).to_have_count(1)
        for picture in last.locator("img").all():
            expect(picture).to_have_js_property("naturalWidth", SIZE[0])
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert not problems
