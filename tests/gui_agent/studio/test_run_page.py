"""The Run page in a real browser: real runs on real windows, watched, approved, steered, stopped."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from command_line import GREETER, TODO, clean_environment
from glm_server import GlmServer, Hang, Reply, Request, Step
from playwright.sync_api import Browser, Page, expect
from studio_browser import DESKTOP, PHONE, StudioPage, StudioProcess, end_runs, open_studio, studio

from gui_agent.record.events import ApprovalAnswered, Event, Hint
from gui_agent.record.run_log import list_runs, read_events
from gui_agent.record.tail import is_going_on

SLOW = 40_000
"""Milliseconds: a ceiling for what takes a second or two."""
LOOKS: tuple[tuple[Literal["light", "dark"], tuple[int, int]], ...] = (("light", DESKTOP), ("dark", PHONE))
FIELD, ADD, DELETE = [140, 145, 330, 170], [435, 145, 500, 170], [465, 700, 535, 720]
"""Of the todo list on its private screen, in thousandths."""


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudioProcess]:
    with studio(tmp_path_factory.mktemp("studio")) as process:
        yield process
    end_runs(process.runs)  # of tests that failed


def by_turns(*steps: Step) -> Callable[[Request], Step]:
    """A script that answers by how many replies the conversation holds: several runs may share a server."""

    def script(request: Request) -> Step:
        turns: int = sum(message["role"] == "assistant" for message in request.messages)
        return steps[min(turns, len(steps) - 1)]

    return script


def start(
    page: Page, task: str, app: str, server: GlmServer | None = None, verify: str = "", output: str = "", **choices: str
) -> None:
    """Fill in the form and press Start."""
    page.get_by_label("Task", exact=True).fill(task)
    page.get_by_label("Application", exact=True).fill(app)
    page.get_by_role("radio", name=re.compile("^GLM" if server else "^Literal")).check()
    if server is not None:
        page.get_by_label("Address", exact=True).fill(server.base_url)
        page.get_by_label("Model", exact=True).fill(server.model)
        page.get_by_label("Agents", exact=True).select_option("solo")
    if verify:
        page.get_by_text("More", exact=True).click()
        page.get_by_label("Verify with", exact=True).fill(verify)
        page.get_by_label("Its output contains", exact=True).fill(output)
    for name, value in choices.items():
        page.locator(f"[name={name}]").select_option(value)
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.get_by_role("heading", name=task)).to_be_visible(timeout=SLOW)


def verdict(page: Page, words: str) -> None:
    expect(page.locator(".state .badge")).to_have_text(words, timeout=SLOW)


def events_of(opened: StudioProcess, page: Page) -> list[Event]:
    return list(read_events(opened.runs / page.url.rpartition("/")[2]))


def kinds(events: list[Event]) -> list[str]:
    return [event.event for event in events]


def test_a_run_is_started_watched_live_and_its_risky_action_approved(person: StudioPage, opened: StudioProcess) -> None:
    (opened.folder / "todo.json").write_text('[{"title": "Old", "done": true}]')
    page = person.page
    thinking = "The list shows one entry that is done. I add the milk first, then I delete what is done. " * 3
    steps = [
        Reply(thinking=thinking, calls=[("left_click", {"start_box": FIELD, "element_info": "New todo field"})]),
        Reply(calls=[("type", {"content": "Buy milk"})]),
        Reply(calls=[("left_click", {"start_box": ADD, "element_info": "Add button"})]),
        Reply(calls=[("left_click", {"start_box": DELETE, "element_info": "Delete done button"})]),
        Reply(calls=[("done", {"answer": "milk is on the list"})]),
    ]
    with GlmServer(by_turns(*steps), pace=0.03) as server:
        start(page, "Add milk, delete what is done", f"{TODO} todo.json", server, "cat todo.json", "Buy milk", approve="risky")
        streamed = page.locator(".said:not([data-whole]) .words.thinking")
        expect(streamed).to_contain_text("The list shows", timeout=SLOW)
        assert "model_replied" not in kinds(events_of(opened, page)), "it was seen before the reply was complete"
        expect(page.get_by_role("alert")).to_contain_text("left_click Delete done button", timeout=SLOW)
        assert int(page.locator("canvas").get_attribute("data-frames") or 0) >= 5
        assert page.locator(".screen .mark-box").count() == 1
        assert page.locator(".steps .step").count() == 3
        expect(page.locator(".steps .phases summary").first).to_contain_text("model")
        page.get_by_role("button", name="Approve").click()
        verdict(page, "verified")
    assert json.loads((opened.folder / "todo.json").read_text()) == [{"title": "Buy milk", "done": False}]
    expect(page.locator(".beside")).to_contain_text("milk is on the list")
    events = events_of(opened, page)
    assert [event.granted for event in events if isinstance(event, ApprovalAnswered)] == [True]
    page.get_by_role("button", name="left_click New todo field").click()
    expect(page.locator(".screen img")).to_have_js_property("complete", value=True)
    assert page.locator(".screen img").evaluate("image => image.naturalWidth") == 1260


def test_a_run_is_paused_taken_over_hinted_and_stopped(person: StudioPage, opened: StudioProcess) -> None:
    page = person.page
    hover = Reply(calls=[("hover", {"start_box": [700, 700], "element_info": "empty place"})])
    with GlmServer(by_turns(hover, hover, Hang(mid_stream=True))) as server:
        start(page, "Greet somebody", f"{GREETER} greeted.txt", server)
        expect(page.locator(".said:not([data-whole])")).to_have_text("I", timeout=SLOW)
        page.get_by_role("button", name="Pause").click()
        verdict(page, "paused")
        page.get_by_role("button", name="Take over").click()
        canvas = page.get_by_label("Mouse and keyboard of the screen")
        expect(canvas).to_be_focused(timeout=SLOW)
        box = canvas.bounding_box()
        assert box is not None
        scale = box["width"] / 1260
        canvas.click(position={"x": 350 * scale, "y": 205 * scale})
        page.keyboard.type("Zoë")
        canvas.click(position={"x": 310 * scale, "y": 245 * scale})
        wait_for(lambda: (opened.folder / "greeted.txt").exists())
        assert (opened.folder / "greeted.txt").read_text(encoding="utf-8") == "Zoë\n"
        canvas.press("Control+Alt+h")
        verdict(page, "live")
        page.get_by_label("Hint for the model").fill("Greet Bob, too")
        page.get_by_role("button", name="Send hint").click()
        expect(page.locator(".help")).to_contain_text("with its next picture")
        page.get_by_role("button", name="Stop").click()
        verdict(page, "interrupted")
    assert kinds(events_of(opened, page))[-1] == "run_finished"


def test_a_hint_reaches_the_model_and_a_denied_action_is_not_performed(person: StudioPage, opened: StudioProcess) -> None:
    page = person.page
    hover = Reply(calls=[("hover", {"start_box": [700, 700], "element_info": "empty place"})])
    with GlmServer(by_turns(hover, hover, Reply(calls=[("done", {})]))) as server:
        start(page, "Look around", GREETER, server, "test -e looked-around.txt", approve="always")
        page.get_by_role("alert").get_by_role("button", name="Deny").click(timeout=SLOW)
        expect(page.locator(".steps")).to_contain_text("Denied")
        expect(page.get_by_role("alert").get_by_role("button", name="Approve")).to_be_visible(timeout=SLOW)
        looked_at_by_axe(page)
        page.get_by_label("Hint for the model").fill("Look at the bottom")
        page.keyboard.press("Enter")
        expect(page.locator(".help")).to_contain_text("with its next picture")
        page.get_by_role("alert").get_by_role("button", name="Approve").click()
        verdict(page, "failed")
        expect(page.locator(".beside")).to_contain_text("the model says that it is done, but")
        last = server.requests[-1].text
    assert last.count("Look at the bottom") == 1
    events = events_of(opened, page)
    assert kinds(events).count("action_started") == 1
    assert [event.text for event in events if isinstance(event, Hint)] == ["Look at the bottom"]


def test_browsers_and_the_studio_may_go_away_while_a_run_goes_on(browser: Browser, tmp_path: Path) -> None:
    with GlmServer(by_turns(Reply(thinking="slowly " * 60, calls=[("done", {"answer": "all by itself"})])), pace=0.05) as server:
        with studio(tmp_path) as first:
            with open_studio(browser, first) as left, open_studio(browser, first) as right:
                start(left.page, "Take your time", GREETER, server)
                right.page.get_by_role("link", name="Take your time").click(timeout=SLOW)
                for page in (left.page, right.page):
                    expect(page.locator(".words.thinking")).to_contain_text("slowly slowly", timeout=SLOW)
                left.context.close()
                expect(right.page.locator(".state .badge")).to_have_text("live")
                name = right.page.url.rpartition("/")[2]
            first.process.send_signal(signal.SIGKILL)
            first.process.wait(20)
        assert is_going_on(tmp_path / ".gui-agent/runs" / name)
        with studio(tmp_path) as second, open_studio(browser, second) as person:
            page = person.open(f"run/{name}")
            expect(page.get_by_role("heading", name="Take your time")).to_be_visible()
            verdict(page, "done")
            expect(page.locator(".beside")).to_contain_text("all by itself")


def test_a_run_of_a_terminal_is_watched(person: StudioPage, opened: StudioProcess) -> None:
    task = "Type 'hello' into the Name field, then click Greet, then wait 2 seconds"
    known = set(list_runs(opened.runs))
    terminal = subprocess.Popen(
        [sys.executable, "-m", "gui_agent", "run", task, "--app", GREETER, "-q"],
        cwd=opened.folder,
        env=clean_environment(opened.folder),
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(lambda: set(list_runs(opened.runs)) != known)
        [run] = set(list_runs(opened.runs)) - known
        page = person.open(f"run/{run.name}")
        verdict(page, "live")
        expect(page.locator(".help")).to_contain_text("not steered")
        expect(page.get_by_role("button", name="Stop")).to_be_hidden()
        verdict(page, "done")
        assert int(page.locator("canvas").get_attribute("data-frames") or 0) >= 1
        assert page.locator(".steps .step").count() >= 3
        assert terminal.wait(30) == 0
    finally:
        terminal.terminate()
        terminal.wait(30)


def test_bad_input_gets_a_clear_line(person: StudioPage) -> None:
    page = person.page
    go = page.get_by_role("button", name="Start", exact=True)
    line = page.locator("main .line.bad")
    go.click()
    expect(line).to_have_text("the task is empty. Say what should happen on the screen")
    page.get_by_label("Task", exact=True).fill("Look")
    page.get_by_role("radio", name=re.compile("^GLM")).check()
    go.click()
    expect(line).to_contain_text("The address of the model is empty")
    page.get_by_label("Address", exact=True).fill("nowhere")
    go.click()
    expect(line).to_contain_text("'nowhere' is no web address", timeout=SLOW)
    page.get_by_role("radio", name=re.compile("^Literal")).check()
    page.locator("[name=display]").select_option("desktop")
    go.click()  # the studio looked at private displays before: they are not taken for the desktop
    expect(line).to_contain_text("DISPLAY is not set", timeout=SLOW)
    page.locator("[name=display]").select_option("virtual")
    page.get_by_label("Application", exact=True).fill("no-such-program")
    go.click()
    expect(line).to_contain_text("no such program: 'no-such-program'", timeout=SLOW)


def test_the_keyboard_alone_reaches_everything_and_its_place_is_seen(person: StudioPage) -> None:
    page = person.page
    page.get_by_role("button", name="Start", exact=True).wait_for()
    page.locator("summary").click()
    looked_at_by_axe(page)
    page.locator("body").evaluate("body => { document.activeElement.blur(); }")
    wanted = page.locator(
        "a:visible, button:visible, select:visible, textarea:visible, summary:visible, input:visible:not([type=radio])"
    )
    left = set(wanted.evaluate_all("all => all.map((one, number) => one.dataset.number = String(number))"))
    seen_at = """() => { const one = document.activeElement; const style = getComputedStyle(one.closest('.choice') ?? one);
        return [one.dataset.number, one.type, style.outlineStyle, parseFloat(style.outlineWidth)]; }"""
    radios = 0
    for _ in range(len(left) + 8):
        page.keyboard.press("Tab")
        number, kind, style, width = page.evaluate(seen_at)
        left.discard(number)
        radios += kind == "radio"
        if number is not None or kind == "radio":
            assert (style, width) == ("solid", 3), number
    assert not left
    assert radios
    page.keyboard.press("Shift+Tab")
    page.get_by_label("Task", exact=True).focus()
    page.keyboard.type("Click Greet")
    page.keyboard.press("Tab")
    page.keyboard.type(GREETER)
    page.get_by_role("button", name="Start", exact=True).focus()
    page.keyboard.press("Enter")
    verdict(page, "done")
    looked_at_by_axe(page)


def looked_at_by_axe(page: Page) -> None:
    """The page as it is, in both colours and at both widths: axe-core finds nothing, and nothing scrolls sideways."""
    for scheme, (width, height) in LOOKS:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": height})
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["impact"], [node["target"] for node in one["nodes"]]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})


def wait_for(condition: Callable[[], bool]) -> None:
    import time

    deadline = time.monotonic() + SLOW / 1000
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)
