"""Steps of manuals and how they are to be read, on screens that show the labels of their pages.

`corpus/manuals.jsonl` holds the steps; a reading is written as "click Save; press ctrl+s; expect": what the steps do, in order.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from literal_corpus import CORPUS, StoredScene

from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.grammar import NotUnderstood, undecided, understand
from gui_agent.model.literal.language.intents import Open, Reading, Step
from gui_agent.model.literal.language.text_match import canonical
from gui_agent.model.literal.targets import weighing
from gui_agent.model.literal.targets.situation import NotFound, Situation

_ACROSS, _WIDTH, _HEIGHT = 4, 300, 30


@dataclass(frozen=True)
class ManualStep:
    """A step of a manual, read by hand."""

    source: str
    page: str
    text: str
    labels: Sequence[str]
    """What its page names of the application: the screen shows them."""
    reading: str
    """What is right; several readings that are, with "|" between them."""


def manual_steps(source: str = "", file: str = "manuals.jsonl") -> Iterator[ManualStep]:
    """All steps of a file of the corpus, or those of one manual."""
    for line in (CORPUS / file).read_text().splitlines():
        step = ManualStep(**json.loads(line))
        if source in ("", step.source):
            yield step


def read(text: str, labels: Sequence[str]) -> list[str]:
    """How a step is read on a screen with these labels; "refuse" where it is not followed."""
    try:
        instruction = understand(text)
    except NotUnderstood:
        return ["refuse"]
    situation = Situation(StoredScene(_screen(labels), text))
    choices: list[int | str] = []
    while (step := next((one for one in undecided(instruction, choices).steps if isinstance(one, Open)), None)) is not None:
        readings = weighing.all_readings(step, situation)
        try:
            choice = weighing.choose(readings, situation)
        except NotFound:
            return ["refuse"]
        choices.append(readings[choice.index].restated or choice.index)
    return [_in_words(step) for step in undecided(instruction, choices).steps]


def is_shown(text: str, labels: Sequence[str]) -> bool:
    """Whether the screen shows what the first step of a text is aimed at; a run ends as failed where it does not."""
    try:
        instruction = understand(text)
    except NotUnderstood:
        return False
    situation = Situation(StoredScene(_screen(labels), text))
    for step in instruction.steps:
        if not isinstance(step, Open):
            return weighing.weigh(Reading((step,)), situation).explained > 0
        try:
            return weighing.choose(weighing.all_readings(step, situation), situation).certain
        except NotFound:
            return False
    return False


def is_right(got: Sequence[str], reading: str) -> bool:
    """Whether what was read is one of the right readings."""
    return any(_same(got, [part.strip() for part in right.split(";")]) for right in reading.split("|"))


def _same(got: Sequence[str], right: Sequence[str]) -> bool:
    if "refuse" in right or "refuse" in got:
        return "refuse" in right and "refuse" in got
    return len(got) == len(right) and all(_same_part(one, other) for one, other in zip(got, right, strict=True))


def _same_part(got: str, right: str) -> bool:
    verb, _, label = got.partition(" ")
    wanted, _, name = right.partition(" ")
    field, place = name.partition("@")[0], name.partition("@")[2]
    return (
        verb == wanted
        and (not field or canonical(label.removeprefix("the ").partition("@")[0]) == canonical(field))
        and (not place or canonical(label.partition("@")[2]) == canonical(place))
    )


def _in_words(step: Step) -> str:
    match step:
        case intents.Click():
            verb = {"right": "rclick", "middle": "mclick"}.get(step.button, "dclick" if step.clicks == 2 else "click")
            return f"{verb} {'it' if step.target.pronoun else step.target.label or step.target.phrase}"
        case intents.Choose():
            return ("path " if step.path else "click ") + ">".join(step.values)
        case intents.Tick():
            verb = {True: "tick", False: "untick", None: "toggle"}[step.state]
            return f"{verb} {', '.join(target.label or target.phrase for target in step.targets)}"
        case intents.Enter():
            return f"type {step.text}" + (f"@{step.target.label}" if step.target else "")
        case intents.Press():
            return f"press {step.keys}"
        case intents.Lacking():
            return "refuse"
        case intents.Provided():
            return "if"
        case intents.Close():
            return f"close {step.target.label or step.target.phrase}"
    return type(step).__name__.lower() + " " + str(getattr(getattr(step, "target", None), "label", ""))


def _screen(labels: Sequence[str]) -> dict[str, Any]:
    """A stored screen that shows these labels as buttons, the stations of paths apart."""
    shown = list(dict.fromkeys(part.strip() for label in labels for part in re.split(r" - | \u25b8 ", label) if part.strip()))
    spots, lines = [], []
    for index, label in enumerate(shown):
        left, top = 20 + index % _ACROSS * _WIDTH, 20 + index // _ACROSS * _HEIGHT
        right = left + min(_WIDTH - 20, 8 * len(label) + 16)
        box = [left + 8, top + 4, right - 8, top + 20]
        spots.append(["button", [left, top, right, top + 24], label])
        lines.append([box, 0.99, [[label, *box]], label])
    return {"name": "", "size": [1260, max(784, 60 + _HEIGHT * len(shown) // _ACROSS)], "lines": lines, "spots": spots}
