"""What a scenario's checks look at and say: recorded pictures, time limits, delays, variables, secrets, failed cases."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from warm_process import warm_process

from gui_agent.cli.commands.scenarios import check
from gui_agent.model.choice import ModelChoice
from gui_agent.model.replay.cassette import ReplayMode
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.record.run_log import read_events
from gui_agent.report.story import tell
from gui_agent.scenarios.format.load import load_scenarios
from gui_agent.scenarios.format.yaml_lines import ScenarioError
from gui_agent.scenarios.play.examiner import Finding, LiteralExaminer
from gui_agent.scenarios.play.play_options import PlayOptions
from gui_agent.scenarios.play.player import play
from gui_agent.scenarios.play.scenario_result import ScenarioResult
from gui_agent.scenarios.play.shared_models import Brains

LABEL = """
import sys, tkinter as tk
window = tk.Tk()
window.title("Sign")
window.geometry("420x160+60+60")
label = tk.Label(window, text=open(sys.argv[1]).read(), font=("DejaVu Sans", 18))
label.pack(pady=20)
tk.Button(window, text="Delete", command=lambda: window.after(1500, lambda: label.config(text="Deleted"))).pack()
window.mainloop()
"""


@pytest.fixture
def sign(tmp_path: Path) -> Path:
    """A folder with a scenario file about a window that shows the text of text.txt."""
    (tmp_path / "sign.py").write_text(LABEL)
    (tmp_path / "text.txt").write_text("Orders: 3")
    return tmp_path


def played(folder: Path, steps: str, replay: ReplayMode = "off", limits: str = "", ready: str = "") -> ScenarioResult:
    file = folder / "sign.yaml"
    start = f"{sys.executable} {folder}/sign.py {folder}/text.txt"
    file.write_text(
        f"version: 1\napp: {{start: {start}, window: Sign{ready}}}\n{limits}\nscenarios:\n  - name: a\n    steps:\n{steps}\n"
    )
    options = PlayOptions(model=ModelChoice(), replay=replay, output=folder / "runs", root=folder)
    return asyncio.run(play(load_scenarios(file)[0], options, Brains(options.model)))


def test_undecided_says_what_differs_and_the_report_has_both_pictures(sign: Path) -> None:
    steps = "      - check: the screen shows 'Orders'"
    assert played(sign, steps, "record").verdict == "passed"
    (sign / "text.txt").write_text("Orders: 4")
    result = played(sign, steps, "strict")
    assert result.verdict == "undecided"
    assert "no longer shows 'Orders: 3'" in result.failure
    assert "now shows 'Orders: 4'" in result.failure
    checks = [
        entry for stage in tell(list(read_events(Path(result.run)))).stages for entry in stage.entries if entry.kind == "check"
    ]
    assert checks[-1].before != checks[-1].after
    assert (Path(result.run) / checks[-1].before).is_file()


def test_a_recorded_screen_is_ready_without_being_read(sign: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps, ready = "      - key: shift", ", ready: \"the screen shows 'Orders'\""
    assert played(sign, steps, "record", ready=ready).verdict == "passed"
    read: list[str] = []
    check = LiteralExaminer.check

    async def noted(self: LiteralExaminer, statement: str, screenshot: Screenshot) -> Finding:
        read.append(statement)
        return await check(self, statement, screenshot)

    monkeypatch.setattr(LiteralExaminer, "check", noted)
    assert played(sign, steps, "only", ready=ready).verdict == "passed"
    assert not read
    (sign / "text.txt").write_text("Orders: 4")
    assert played(sign, steps, "only", ready=ready).verdict == "passed"
    assert read


def test_a_part_that_is_not_judged_is_unsure_and_a_missing_text_names_the_nearest(sign: Path) -> None:
    result = played(sign, "      - check: {that: the Delete button is bold, timeout: 0.1s}")
    assert result.verdict == "unsure"
    assert "bold" in result.failure
    result = played(sign, "      - check: {that: the screen shows 'Orders 4', timeout: 0.1s}")
    assert result.verdict == "failed"
    assert "'Orders: 3'" in result.failure


def test_the_time_limit_is_the_reason_of_the_step_that_it_ended(sign: Path) -> None:
    result = played(sign, "      - wait: 60s", limits="limits: {seconds: 6}")
    assert result.verdict == "limit"
    assert "the time limit of 6 seconds was reached" in result.failure
    assert "interrupted" not in result.failure


def test_a_delay_counts_from_the_end_of_the_action(sign: Path) -> None:
    """However long the step before took to look again, the screen is what it is one second after the click."""
    steps = (
        "      - left_click: the Delete button\n      - wait: 1s\n      - wait: {until: the screen shows 'Deleted', timeout: 20s}"
    )
    result = played(sign, steps)
    assert result.verdict == "passed"
    events = list(read_events(Path(result.run)))
    sent = next(event.at for event in events if event.event == "action_sent")
    waited = [event.at for event in events if event.event == "stage_finished"][-2]
    assert waited - sent >= 1.0


def test_a_read_never_overwrites_a_variable(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(
        "version: 1\nscenarios:\n  - name: a\n    cases: [{id: one, total: 5}]\n    steps:\n"
        "      - read: {as: total, from: the total}\n      - expect: {total: 5}\n"
    )
    with pytest.raises(ScenarioError, match=r"a\.yaml:6: `read` would overwrite the variable 'total'"):
        load_scenarios(file)


def test_files_are_checked_without_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("SHOP_PW", raising=False)
    file = tmp_path / "a.yaml"
    step = "type: {into: the Password field, text: '${secrets.pw}'}"
    file.write_text(f"version: 1\nsecrets: {{pw: '${{env:SHOP_PW}}'}}\nscenarios:\n  - name: a\n    steps:\n      - {step}\n")
    check([file])
    assert "1 scenario in 1 file" in capsys.readouterr().out
    with pytest.raises(ScenarioError, match="SHOP_PW"):
        load_scenarios(file)


def test_every_failed_case_is_played_again(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "version: 1\nscenarios:\n  - name: plain\n    steps: [{shell: 'true'}]\n"
        "  - name: cased\n    cases: [{id: one}, {id: two}]\n    steps: [{shell: 'true'}]\n"
    )
    cache = tmp_path / ".pytest_cache" / "v" / "cache"
    cache.mkdir(parents=True)
    failed = ["a.yaml::plain", "a.yaml::cased[one]"]
    (cache / "lastfailed").write_text(json.dumps(dict.fromkeys(failed, True)))
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "--last-failed", "a.yaml", "--rootdir", str(tmp_path)]
    out = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=100).stdout
    assert [line for line in out.splitlines() if line.startswith("a.yaml")] == failed


def test_junit_links_the_picture_of_a_failure(sign: Path) -> None:
    played(sign, "      - check: {that: the screen shows 'No', timeout: 0.1s}")
    report = sign / "junit.xml"
    warm_process().run(["test", "sign.yaml", "--replay", "off", "--junit", str(report)], sign, os.environ)
    reported = ElementTree.parse(report).findtext(".//testcase/system-out") or ""
    picture = next(line for line in reported.splitlines() if line.startswith("picture: ")).removeprefix("picture: ")
    assert Path(picture).is_file()
    assert f"[[ATTACHMENT|{picture}]]" in reported
