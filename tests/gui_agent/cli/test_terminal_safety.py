"""What a model, a title, an application, a file or a server says is shown, and never obeyed by the terminal or hidden in a page."""

import ast
import io
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from command_line import Cli, clean_environment
from glm_server import GlmServer
from glm_steps import Message
from hostile_texts import HOSTILE, SEEN_AS_IS, dangers
from written_runs import begin, click, finish, perform

from gui_agent.cli.console import Console
from gui_agent.cli.panel import LivePanel
from gui_agent.cli.terminal import say, say_json, shortened, wrapped
from gui_agent.errors import UsageError
from gui_agent.record.events import Collected, Event, ForeignCalled, Handoff, Hint, Judged, ModelReplied, Note, Usage
from gui_agent.record.run_log import RunLog
from gui_agent.record.visible import in_one_line, safe_json, visible
from gui_agent.report.html import write_report
from gui_agent.run.result import RunResult

ROOT = Path(__file__).parents[3]
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
OTHER_WAYS = ["print", "typer.echo", "typer.secho", "click.echo", "sys.stdout.write", "sys.stderr.write", "Text", "json.dumps"]
ALL = "\n".join(HOSTILE.values())
WRITTEN = ALL.encode("utf-8", "replace").decode()
"""Without lone surrogates, which neither a log nor a server's reply can hold."""


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_is_spelled_out(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert dangers(text), "the list itself must be hostile"
    ways = [visible(text), in_one_line(text), wrapped(text, 40), shortened(text, 500), safe_json(text), _in_pieces(text)]
    assert [dangers(shown) for shown in ways] == [[]] * len(ways)
    assert json.loads(safe_json(text)) == text
    say(text)
    say(text, err=True)
    say(UsageError(text, text))
    say_json({text: text})
    printed = capsys.readouterr()
    assert dangers(printed.out) == dangers(printed.err) == []
    assert "\n" not in in_one_line(text)


def _in_pieces(text: str) -> str:
    return "".join(visible(one, after=text[:place]) for place, one in enumerate(text))


@pytest.mark.parametrize("text", SEEN_AS_IS)
def test_what_belongs_to_writing_stays(text: str) -> None:
    assert visible(text) == text


def test_many_blanks_push_nothing_out_of_sight() -> None:
    assert in_one_line(f"type(content='{' ' * 2000}rm')") == "type(content=' [2000 blanks] rm')"


def test_json_is_json_for_a_terminal_that_knows_ascii_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="ascii", write_through=True))
    say_json({"answer": "✓ 😀"})
    assert json.loads(written.getvalue()) == {"answer": "✓ 😀"}


def test_every_line_of_the_console_and_the_panel_is_safe(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    usage = Usage(1, 1, 1, 0)
    events: list[Event] = [
        ModelReplied(step=1, agent="operator", thinking=ALL, text=ALL, usage=usage, seconds=0.5),
        Handoff(source=ALL, target=ALL),
        Judged(passed=False, reason=ALL),
        Collected(rows=(ALL,), new=1),
        ForeignCalled(step=1, name=ALL, arguments={}, result=ALL),
        Note(text=ALL),
        Hint(step=1, text=ALL),
    ]  # fmt: skip
    console = Console(verbose=True)
    for event in events:
        console.show_event(event)
    for result in (RunResult("failed", "", ALL, 1, 1.0, None, usage, {}), RunResult("done", ALL, ALL, 1, 1.0, None, usage, {})):
        console.finish(result)
        console.finish(result, as_json=True)
    panel = LivePanel()
    panel.delta(ALL)
    with console._console.capture() as drawn:
        console._console.print(panel)
    printed = capsys.readouterr()
    shown = _COLOURS.sub("", printed.out + printed.err + drawn.get())
    assert dangers(shown) == []
    assert "pwned" in shown
    assert "\ndone  " not in printed.out, "no line of a reason stands where a verdict does"


def test_a_run_whose_every_text_is_hostile_is_watched_and_listed_in_a_terminal(tmp_path: Path) -> None:
    log = begin(tmp_path / "runs/20260101-000000-hostile", WRITTEN)
    perform(log, 1, click(WRITTEN, (10, 10, 60, 40), "after"), "before")
    finish(log, "done", 1, WRITTEN, WRITTEN)
    log.close()
    for command in (["runs", "watch", "last", "-v"], ["runs", "show", "last"], ["runs", "list"], ["runs", "list", "--json"]):
        shown = _COLOURS.sub("", _in_terminal(command, tmp_path))
        # What the panel itself moves: it is drawn over.
        own = re.sub(r"\x1b\[\?25[lh]|\x1b\[[12]?[AKG]|\r", "", shown)
        assert dangers(own) == [], command
        assert "pwned" in own


def _in_terminal(arguments: list[str], folder: Path) -> str:
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "gui_agent", *arguments, "--output", "runs"],
        cwd=folder, env={**clean_environment(folder), "TERM": "xterm-256color"}, stdin=slave, stdout=slave, stderr=slave,
    )  # fmt: skip
    os.close(slave)
    said = bytearray()
    with os.fdopen(master, "rb", buffering=0) as terminal:
        while piece := _read(terminal):
            said += piece
    assert process.wait(30) == 0, said
    return said.decode("utf-8")


def _read(terminal: Any) -> bytes:
    try:
        piece: bytes = terminal.read(65536)
    except OSError:  # the other end is closed
        return b""
    return piece


def test_what_a_model_answers_to_ask_is_spelled_out(cli: Cli, tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (32, 32)).save(tmp_path / "a.png")
    with GlmServer([Message({"role": "assistant", "content": WRITTEN, "reasoning_content": WRITTEN})]) as server:
        finished = cli(
            "ask",
            "What is it?",
            "--image",
            "a.png",
            "--show-thinking",
            "--stream",
            "--model",
            server.model,
            "--base-url",
            server.base_url,
        )
    assert finished.status == 0, finished.stderr
    assert dangers(finished.stdout) == dangers(finished.stderr) == []
    assert "pwned" in finished.stdout


def test_a_report_hides_nothing(tmp_path: Path) -> None:
    log: RunLog = begin(tmp_path / "20260101-000000-hostile", WRITTEN)
    perform(log, 1, click(WRITTEN, (10, 10, 60, 40), "after"), "before")
    finish(log, "done", 1, WRITTEN, WRITTEN)
    log.close()
    page = write_report(log.folder).read_text(encoding="utf-8")
    assert dangers(page) == []
    assert "photo\\u202egnp.exe" in page


def test_the_studio_spells_the_same_texts_out(tmp_path: Path) -> None:
    (tmp_path / "texts.json").write_text(json.dumps([*HOSTILE.values(), *SEEN_AS_IS]), encoding="utf-8")
    script = """
      import {readFileSync} from 'node:fs';
      const {visible} = await import(process.argv[1]);
      console.log(JSON.stringify(JSON.parse(readFileSync(process.argv[2], 'utf8')).map(visible)));
    """
    module = ROOT / "gui_agent/studio/static/js/visible.js"
    done = subprocess.run(
        ["node", "--input-type=module", "-e", script, module.as_uri(), str(tmp_path / "texts.json")],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    shown = json.loads(done.stdout)
    assert [dangers(one) for one in shown[: len(HOSTILE)]] == [[]] * len(HOSTILE)
    assert shown[len(HOSTILE) :] == SEEN_AS_IS


def test_there_is_one_way_to_the_terminal() -> None:
    """The command line prints through `cli/terminal.py` alone."""
    found = []
    for path in sorted((ROOT / "gui_agent/cli").rglob("*.py")):
        if path.name == "terminal.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in OTHER_WAYS:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node.func)}")
    assert [one for one in found if "settings_file.py" not in one] == []
