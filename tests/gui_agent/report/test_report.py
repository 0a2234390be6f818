"""Reports: one offline file, small, with everything that happened; made from the event log alone."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from scripted_model import ScriptedModel

from gui_agent.agent.agent import GuiAgent
from gui_agent.errors import UsageError
from gui_agent.pytest_plugin.session_page import write_index
from gui_agent.record.run_log import RunLog, read_events
from gui_agent.report import write_report
from gui_agent.report.animation import write_animation
from gui_agent.report.story import tell
from gui_agent.scenarios.play.scenario_result import ScenarioResult, StageResult, exit_status

FIELD = {"action": "left_click", "start_box": [163, 145, 422, 170], "element_info": "the <New todo> field"}
VOID = {"meta", "link", "img", "br", "input"}


class WellFormed(HTMLParser):
    """Every element that is opened is closed, in order; no address leads out of the file."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.addresses: list[str] = []

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Nothing to close."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    script: list[dict[str, Any]] = [
        FIELD,
        {"action": "type", "content": "Milk\n"},
        {"action": "key", "keys": "nosuchkey"},
        {"action": "done", "answer": "added"},
    ]
    agent = GuiAgent(
        model=ScriptedModel(script),
        app=f"python scenarios/apps/todo.py {folder}/todo.json",
        output=folder / "runs",
        display="virtual",
    )
    result = agent.run("Add Milk & <b>bold</b> </script>")
    assert result.ok
    assert result.run is not None
    return result.run


def test_the_report_is_one_offline_file(run: Path) -> None:
    page = write_report(run).read_text()
    checker = WellFormed()
    checker.feed(page)
    assert not checker.open
    assert all(address.startswith(("#", "data:")) for address in checker.addresses)
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    pictures = json.loads(re.search(r"const pictures = (\{.*?\});", page, re.DOTALL)[1])  # type: ignore[index]
    assert all(source.startswith("data:image/webp;base64,") for source in pictures.values())
    for shown in (
        "Thinking about number 1",
        'class="target"',
        'class="point"',
        "1500 prompt",
        "not performed",
        "settle",
        "added",
    ):
        assert shown in page, shown


def test_thirty_steps_take_little_room_without_pictures(run: Path, tmp_path: Path) -> None:
    log = RunLog(tmp_path / "long")
    events = list(read_events(run))
    for number in range(1, 31):
        for event in events:
            if getattr(event, "step", 0) == 1:
                log.write(event.model_copy(update={"step": number}))
    log.close()
    assert len(tell(list(read_events(tmp_path / "long"))).entries) == 30
    assert write_report(tmp_path / "long").stat().st_size < 150_000


def test_pictures_lie_beside_a_large_report(run: Path, tmp_path: Path) -> None:
    page = write_report(run, run / "beside.html", inline_bytes=0).read_text()
    sources = json.loads(re.search(r"const pictures = (\{.*?\});", page, re.DOTALL)[1])  # type: ignore[index]
    assert sources
    assert all((run / source).is_file() for source in sources.values())


def test_an_unfinished_run_is_reported_as_far_as_it_came(run: Path, tmp_path: Path) -> None:
    lines = (run / "events.jsonl").read_bytes().splitlines(keepends=True)
    for count in range(1, len(lines)):
        folder = tmp_path / str(count)
        folder.mkdir()
        (folder / "events.jsonl").write_bytes(b"".join(lines[:count]))
        assert "unfinished" in write_report(folder).read_text()


def test_what_is_no_run_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a run"):
        write_report(tmp_path)


@pytest.mark.parametrize("kind", ["gif", "webp"])
def test_the_animation_moves(run: Path, tmp_path: Path, kind: str) -> None:
    with Image.open(write_animation(run, tmp_path / f"run.{kind}")) as animation:
        assert getattr(animation, "n_frames", 1) >= 3
        # Only the application's window (560 wide) with a margin, not the empty desktop around it.
        assert 560 <= animation.width <= 640
    with pytest.raises(UsageError, match="neither"):
        write_animation(run, tmp_path / "run.mp4")


def _result(verdict: str, **more: object) -> ScenarioResult:
    return ScenarioResult("a <b>", "x.yaml", 3, verdict, **more)  # type: ignore[arg-type]


def test_the_index_leads_to_every_report(tmp_path: Path) -> None:
    stage = StageResult("check", "the <total>", "x.yaml", 7, "failed", "it is not so")
    results = [
        _result("passed", run=str(tmp_path / "one")),
        _result("failed", stages=(stage,)),
        _result("undecided", reason="why"),
    ]
    path = write_index(results, tmp_path)
    page = path.read_text()
    checker = WellFormed()
    checker.feed(page)
    assert "one/report.html" in page
    assert "x.yaml:7: step 1 failed: check the &lt;total&gt;: it is not so" in page
    data = json.loads(path.with_suffix(".json").read_text())
    assert [ScenarioResult.from_json(one) for one in data] == results


@pytest.mark.parametrize(
    ("verdicts", "status"),
    [
        ([], 5),
        (["passed"], 0),
        (["passed", "flaky"], 1),
        (["undecided", "passed"], 6),
        (["undecided", "failed"], 1),
        (["environment"], 3),
        (["endpoint", "undecided"], 4),
        (["unsure"], 6),
        (["interrupted", "failed"], 130),
    ],
)
def test_the_exit_status_is_the_truth(verdicts: list[str], status: int) -> None:
    assert exit_status([_result(verdict) for verdict in verdicts]) == status
