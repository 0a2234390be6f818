"""The pages Ask, Runs and Scenarios in a real browser, and `gui-agent runs watch` in a real terminal."""

import base64
import json
import os
import pty
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from command_line import ROOT, clean_environment
from glm_server import GlmServer, Reply
from playwright.sync_api import Browser, Page, expect
from studio_browser import DESKTOP, PHONE, StudioPage, StudioProcess, open_studio, studio
from written_runs import begin, click, finish, perform, screen, types, written_run

from gui_agent.model.replay.cassette import Cassette, CassetteFile, Decision, Section, Target
from gui_agent.perception.change.likeness import fingerprint

ANSWER = "Save is at <|begin_of_box|>[[100,200,300,400]]<|end_of_box|>, Quit at [500, 500, 600, 600]."
SAVE, CANCEL = (100, 100, 200, 140), (300, 100, 400, 140)
SAVED = [types("Milk", "Milk"), click("the Save button", SAVE, "Your note was saved")]
SLOW = 60_000
"""Milliseconds: a ceiling for what takes a few seconds."""
GREETER = "scenarios/apps/greeter.py"
SCENARIO = """\
version: 1
app: {start: "PYTHON greeter.py", window: Greeter}
scenarios:
  - name: greets
    steps:
      - left_click: the Greet button
"""


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StudioProcess]:
    folder = tmp_path_factory.mktemp("studio")
    runs = folder / ".gui-agent/runs"
    written_run(runs / "20260101T100000-note", "Write a note", SAVED)
    nearly = [SAVED[0], click("the Cancel button", CANCEL, "Nothing was saved")]
    written_run(runs / "20260102T100000-note", "Write a note", nearly, "failed", reason="the note is gone", model="glm-4.6v")
    written_run(runs / "20260103T100000-other", "Something else", [types("x", "x")], None)
    (runs / "20260104T100000-torn").mkdir()
    (runs / "20260104T100000-torn/events.jsonl").write_text("{nonsense\n{}\n")
    shutil.copy(ROOT / GREETER, folder / "greeter.py")
    (folder / "scenarios").mkdir()
    (folder / "scenarios/greet.yaml").write_text(SCENARIO.replace("PYTHON", sys.executable))
    record_another_button(folder / "scenarios/cassettes/greet/greets.json")
    (folder / "scenarios/wrong.yaml").write_text("version: 1\nscenarios:\n  - name: x\n    steps:\n      - clck: it\n")
    with studio(folder) as process:
        yield process


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[GlmServer, GlmServer]]:
    with (
        GlmServer(lambda _: Reply(text=ANSWER, thinking="There are two buttons.\nOne says Save.")) as one,
        GlmServer(lambda _: Reply(text="I see no button."), model="glm-4.6v") as other,
    ):
        yield one, other


def record_another_button(path: Path) -> None:
    """A cassette of the scenario with an application whose button looked and lay otherwise: it will have to be healed."""
    store = CassetteFile(path)
    image = screen("Greet").crop((20, 160, 180, 240))
    target = Target(box=(20, 20, 120, 60), piece=(0, 0, 160, 80), picture=store.keep(image), fingerprint=fingerprint(image))
    action = {"action": "left_click", "start_box": [16, 25, 95, 76], "element_info": "the Greet button"}
    decisions = [Decision(action=action, targets=[target], changed=[(0, 0, 9, 9)]), Decision(action={"action": "done"})]
    section = Section(step="left_click: the Greet button", decisions=decisions)
    store.save(Cassette(scenario="greets", screen=(1260, 784), sections=[section]))


def fill_question(page: Page, server: GlmServer, files: list[Path]) -> None:
    page.get_by_label("Question").fill("Where are the buttons?")
    page.get_by_label("Choose files").set_input_files(files)
    page.get_by_label("Endpoint").first.fill(server.base_url)
    page.get_by_label("Model name").first.fill(server.model)


def drop(page: Page, file: Path) -> None:
    """Drop a file onto the page, as from a file manager."""
    page.evaluate(
        """([name, data]) => {
            const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([bytes], name, {type: 'image/png'}));
            document.querySelector('main').dispatchEvent(new DragEvent('drop', {dataTransfer, bubbles: true, cancelable: true}));
        }""",
        [file.name, base64.b64encode(file.read_bytes()).decode()],
    )


def picture(folder: Path) -> Path:
    screen("Save Quit").save(folder / "form.png")
    return folder / "form.png"


def test_a_question_is_answered_with_boxes_over_the_picture(
    person: StudioPage, servers: tuple[GlmServer, GlmServer], tmp_path: Path
) -> None:
    page = person.open("ask")
    fill_question(page, servers[0], [picture(tmp_path)])
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".answer")).to_have_text("Save is at box 1, Quit at box 2.")
    expect(page.get_by_role("region", name="Reasoning")).to_have_text("There are two buttons.\nOne says Save.")
    boxes = page.locator(".shown .mark-box")
    expect(boxes).to_have_count(2)
    width, height = page.locator(".shown img").evaluate("image => [image.naturalWidth, image.naturalHeight]")
    places = [float(str(boxes.first.get_attribute(name))) for name in ("x", "y", "width", "height")]
    assert places == pytest.approx([0.1 * width, 0.2 * height, 0.2 * width, 0.2 * height])
    expect(page.get_by_role("region", name="Time and tokens")).to_contain_text("1000")
    assert [image.size for image in servers[0].requests[-1].images] == [(width, height)]


def test_the_same_question_to_two_models(person: StudioPage, servers: tuple[GlmServer, GlmServer], tmp_path: Path) -> None:
    page = person.open("ask")
    fill_question(page, servers[0], [])
    drop(page, picture(tmp_path))
    expect(page.get_by_role("list", name="Chosen files")).to_contain_text("form.png")
    page.get_by_role("button", name="Compare two models or settings").click()
    expect(page.get_by_label("Think before answering").nth(1)).not_to_be_checked()
    page.get_by_label("Endpoint").nth(1).fill(servers[1].base_url)
    page.get_by_label("Model name").nth(1).fill(servers[1].model)
    page.get_by_role("button", name="Ask both").click()
    figures = page.get_by_role("region", name="Time and tokens").get_by_role("row")
    expect(figures).to_have_count(3)
    expect(page.locator(".answer").nth(0)).to_contain_text("Save is at")
    expect(page.locator(".answer").nth(1)).to_have_text("I see no button.")
    asked = [server.requests[-1].body["chat_template_kwargs"] for server in servers]
    assert asked == [{"enable_thinking": True}, {"enable_thinking": False}]


def test_what_cannot_be_asked_is_said_in_the_page(
    person: StudioPage, servers: tuple[GlmServer, GlmServer], tmp_path: Path
) -> None:
    page = person.open("ask")
    alert = page.get_by_role("alert")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(alert).to_have_text("Write a question first.")
    page.get_by_label("Question").fill("What?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(alert).to_contain_text("the embedded model answers no questions")
    (tmp_path / "notes.txt").write_text("no picture")
    page.get_by_label("Choose files").set_input_files([tmp_path / "notes.txt"])
    expect(alert.first).to_have_text("notes.txt is no picture, video or PDF.")
    (tmp_path / "broken.png").write_text("no picture")
    fill_question(page, servers[0], [tmp_path / "broken.png"])
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(alert).to_contain_text("broken.png cannot be read as a picture")


def test_runs_are_found_and_two_of_them_compared(person: StudioPage) -> None:
    page = person.open("runs")
    items = page.locator(".run-item")
    expect(page.get_by_text("nonsense").or_(page.locator(".run-item", has_text="is damaged"))).to_be_visible()
    page.get_by_label("Search").fill("write")
    expect(items).to_have_count(2)
    page.get_by_label("Verdict").select_option("Succeeded")
    expect(items).to_have_count(1)
    expect(items.first.locator(".badge")).to_have_text("done")
    page.get_by_label("Verdict").select_option("All")
    with person.context.expect_page() as report:
        items.first.get_by_role("link", name="Report").click()
    expect(report.value.locator("body")).to_contain_text("the note is gone")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("link", name="Compare the two runs").click()
    expect(page.locator(".line.warn")).to_contain_text(
        "They part at step 2: A did “left_click the Save button”, B did “left_click the Cancel button”."
    )
    rows = page.locator(".compared > li")
    expect(rows.nth(0)).to_contain_text("the same")
    expect(rows.nth(1)).to_contain_text("Here they part")
    expect(rows.nth(1).locator("img")).to_have_count(2)
    expect(page.get_by_role("region", name="The two runs")).to_contain_text("2003 prompt (1200 cached), 80 answer")
    page.get_by_label("Only what differs").check()
    expect(rows.nth(0)).to_be_hidden()


def test_a_scenario_is_made_of_a_run(person: StudioPage, opened: StudioProcess) -> None:
    page = person.open("runs")
    item = page.locator(".run-item", has_text="done")
    item.get_by_role("button", name="Make a scenario").click()
    file = item.get_by_label("File of the scenario")
    file.fill("../outside.yaml")
    file.press("Enter")
    expect(item.get_by_role("alert")).to_contain_text("outside of the folder")
    file.fill("scenarios/made/note.yaml")
    file.press("Enter")
    expect(item.locator("pre.file")).to_contain_text('the screen shows "Your note was saved"', timeout=SLOW)
    made = opened.folder / "scenarios/made/note.yaml"
    assert "do: Write a note" in made.read_text()
    made.unlink()


def test_a_healed_step_is_accepted(person: StudioPage, opened: StudioProcess) -> None:
    page = person.open("scenarios")
    expect(page.locator(".scenario-files .line.bad")).to_contain_text("wrong.yaml:5: unknown step 'clck'")
    row = page.locator(".scenarios > li", has_text="greets")
    expect(row.locator(".state")).to_have_text("not played")
    page.get_by_role("button", name="Play all").click()
    expect(row.locator(".badge.live")).to_be_visible(timeout=SLOW)
    expect(page.locator(".playing")).to_contain_text("Ended: all passed. 1 of 1 played", timeout=SLOW)
    proposal = row.get_by_text("The model decided again")
    expect(proposal).to_be_visible()
    expect(row.locator(".stages")).to_contain_text("1 healed")
    proposal.click()
    expect(row.locator(".changes > li").first.locator("img")).to_have_count(2)
    cassette = opened.folder / "scenarios/cassettes/greet/greets.json"
    recorded = cassette.read_text()
    row.get_by_role("button", name="Accept the healed steps of greets").click()
    expect(row).to_contain_text("The healed steps were accepted")
    assert cassette.read_text() != recorded
    pictures = set(re.findall(r'"picture": "([^"]+)"', cassette.read_text()))
    assert pictures == {path.name for path in (cassette.parent / "pictures").iterdir()}


@pytest.mark.parametrize(("size", "dark"), [(DESKTOP, False), (PHONE, True)])
def test_the_pages_are_accessible_and_fit(
    browser: Browser,
    opened: StudioProcess,
    servers: tuple[GlmServer, GlmServer],
    tmp_path: Path,
    size: tuple[int, int],
    *,
    dark: bool,
) -> None:
    compare = "runs/compare/20260101T100000-note/20260102T100000-note"
    with open_studio(browser, opened, size, dark=dark) as person:
        for address in ("ask", "runs", compare, "scenarios"):
            page = person.open(address)
            page.locator("h1").wait_for()
            if address == "ask":
                fill_question(page, servers[0], [picture(tmp_path)])
                page.get_by_role("button", name="Ask", exact=True).click()
                page.locator(".shown .mark-box").first.wait_for()
            found = [
                f"{one['id']}: {one['nodes'][0]['html']}"
                for one in Axe().run(page).response["violations"]
                if one["impact"] in ("serious", "critical")
            ]
            assert found == [], address
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0], address
            if size == DESKTOP:
                assert unreached_by_tab(page) == [], address


def unreached_by_tab(page: Page) -> list[str]:
    """Visible controls that the Tab key does not come to."""
    page.evaluate("""() => {
        document.activeElement.blur();
        window.wanted = [...document.querySelectorAll('main :is(a[href], button, input, select, textarea, summary)')]
            .filter((one) => one.checkVisibility() && !one.disabled && one.tabIndex >= 0);
        window.reached = new Set();
        document.addEventListener('focusin', (event) => window.reached.add(event.target));
    }""")
    for _ in range(int(page.evaluate("window.wanted.length")) + 20):
        page.keyboard.press("Tab")
    unreached: list[str] = page.evaluate("window.wanted.filter((one) => !window.reached.has(one)).map((one) => one.outerHTML)")
    return unreached


def test_a_run_of_another_process_is_watched(tmp_path: Path) -> None:
    log = begin(tmp_path / "runs/20260101T100000-note", "Write a note")
    perform(log, 1, SAVED[0], "An empty page")
    command = [sys.executable, "-m", "gui_agent", "runs", "watch", "--output", str(tmp_path / "runs")]
    plain = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=clean_environment(tmp_path))
    ours, theirs = pty.openpty()
    environment = {**clean_environment(tmp_path), "TERM": "xterm"}
    environment.pop("CI", None)
    terminal = subprocess.Popen(command, stderr=theirs, stdout=subprocess.DEVNULL, env=environment)
    os.close(theirs)
    try:
        assert plain.stderr is not None
        assert plain.stdout is not None
        assert any("type 'Milk'" in line for line in plain.stderr), "what happened before is told"
        assert "ctrl+c leaves, the run continues" in _read_until(ours, "step 1 of 50", "the run continues"), "the panel is live"
        perform(log, 2, SAVED[1], "Milk")
        assert any("click the Save button" in line for line in plain.stderr), "what happens now is told"
        finish(log, "done", 2, answer="It is saved")
        assert (plain.wait(60), plain.stdout.read()) == (0, "It is saved\n")
        assert "2 steps in 1.5 s" in plain.stderr.read()
        assert "click the Save button" in _read_until(ours, "2 steps in")
        assert terminal.wait(60) == 0
    finally:
        for process in (plain, terminal):
            process.kill()
            process.wait()
        for stream in (plain.stdout, plain.stderr):
            assert stream is not None
            stream.close()
        os.close(ours)


def _read_until(terminal: int, *words: str) -> str:
    """What a terminal shows, until each of these words was in it."""
    shown = b""
    until = time.monotonic() + 60
    while not all(word.encode() in shown for word in words) and time.monotonic() < until:
        shown += os.read(terminal, 4096)
    return shown.decode(errors="replace")


def test_watching_a_run_that_was_cut_off_says_so(tmp_path: Path) -> None:
    written_run(tmp_path / "runs/20260101T100000-note", "Write a note", SAVED, None)
    command = [sys.executable, "-m", "gui_agent", "runs", "watch", "note", "--output", str(tmp_path / "runs")]
    watched = subprocess.run(command, capture_output=True, text=True, env=clean_environment(tmp_path), check=False, timeout=60)
    assert watched.returncode == 1
    assert "cut off" in watched.stderr
    assert json.dumps(watched.stdout) == '""'
