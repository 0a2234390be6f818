"""Writing scenario files: from a run that succeeded, or a first one to fill in."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import yaml
from PIL import Image

from gui_agent.errors import EnvironmentProblem, UsageError
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.text import TextLine, TextReader
from gui_agent.record.events import ActionFinished, ActionStarted, Event, PixelPoint, RunFinished, RunStarted
from gui_agent.record.run_log import read_events
from gui_agent.scenarios.format.load import load_scenarios

MOST_CHECKS = 3
SHORTEST_TEXT = 3
LONGEST_NAME = 60


def scenario_from_run(run: Path) -> str:
    """A scenario file for a run that succeeded: its task, and checks for the texts that it brought onto the screen.

    Raises UsageError for a run that did not succeed.
    """
    events = list(read_events(run))
    started = next((event for event in events if isinstance(event, RunStarted)), None)
    last = events[-1] if events else None  # a resumed run ended several times
    verdict = last.verdict if isinstance(last, RunFinished) else "unfinished"
    if started is None or verdict not in ("done", "verified", "passed"):
        raise UsageError(f"the run {run.name} did not succeed: {verdict}", "A scenario is made of a run that did")
    left, top, *_ = started.screen
    steps: list[dict[str, Any]] = [{"do": started.task}]
    steps += [{"check": f'the screen shows "{text}"'} for text in new_texts(run, events, (left, top))]
    return _file(started.task, started.app, steps)


def starting_point(name: str, app: str | None) -> str:
    """A first scenario file, to be filled in."""
    steps: list[dict[str, Any]] = [{"do": "click the Help button"}, {"check": 'the screen shows "About"'}]
    return _file(name.replace("_", " ").replace("-", " "), app, steps)


def write_new(path: Path, text: str) -> None:
    """Write a new file, after checking that it loads; never over an existing one. Raises UsageError, EnvironmentProblem."""
    if path.exists():
        raise UsageError(f"{path} exists already", "Choose another name")
    load_scenarios(path, text=text)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise EnvironmentProblem(f"cannot write {path}: {error.strerror or error}", "Choose another file") from error


def new_texts(run: Path, events: list[Event], origin: PixelPoint) -> list[str]:
    """Texts that the actions brought onto the screen, what the last action brought first; `origin` is the pictures' top left."""
    acted = [event for event in events if isinstance(event, ActionFinished)]
    started = next((event for event in events if isinstance(event, ActionStarted)), None)
    if not acted or started is None:
        return []
    first, last = run / started.picture, run / acted[-1].picture
    if not first.exists() or not last.exists():
        return []
    before = {line.text.strip().casefold() for line in _lines(first)}
    lines = [line for line in _lines(last) if line.text.strip().casefold() not in before]
    left, top = origin
    found = []
    for event in reversed(acted):
        changed = [Box(*numbers).offset(-left, -top) for numbers in event.effect.boxes]
        found += [line.text.strip() for line in lines if any(box.intersection(line.box) for box in changed)]
    usable = [text for text in found if len(text) >= SHORTEST_TEXT and '"' not in text and "${" not in text]
    return list(dict.fromkeys(usable))[:MOST_CHECKS]


def _lines(path: Path) -> list[TextLine]:
    with Image.open(path) as opened:
        image = opened.convert("RGB")
    return TextReader().read(Screenshot.of(image))


def _file(name: str, app: str | None, steps: list[dict[str, Any]]) -> str:
    data: dict[str, Any] = {"version": 1}
    if app:
        data["app"] = {"start": app}
    data["scenarios"] = [{"name": textwrap.shorten(name, LONGEST_NAME, placeholder=" ..."), "steps": steps}]
    text: str = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=110)
    return text
