"""Screens that were seen once, kept as texts and spots, with instructions and what is to be decided: the corpus of `literal`.

`tests/model/literal/corpus/SOURCE.screens.jsonl` holds one screen a line, `SOURCE.cases.jsonl` one case a line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image

from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.grammar import undecided, understand
from gui_agent.model.literal.sight.scene import Scene
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.targets import weighing
from gui_agent.model.literal.targets.situation import Situation
from gui_agent.perception.accessibility.merged import Joined
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.text import TextLine, TextReader, Word

CORPUS = Path(__file__).parents[1] / "model" / "literal" / "corpus"
OPEN = ("abilities", "gentelella", "miniwob", "mousepad", "own-apps", "spectre", "zenity")
"""Sources that `literal` was built with; the weights are fitted on them."""
CLOSED = ("calculators", "featherpad", "jquery-ui", "sb-admin-2", "thunar", "uikit")
"""Sources that nobody looked at while it was built."""


class StoredReader(TextReader):
    """Reads a region of a stored screen by the lines that were read when it was stored."""

    def __init__(self, lines: Sequence[TextLine]) -> None:
        super().__init__()
        self._stored = list(lines)

    def read(self, screenshot: Screenshot, region: Box | None = None) -> list[TextLine]:
        """The stored lines whose middle is in the region."""
        return [line for line in self._stored if region is None or region.contains(line.box.center)]


class StoredScene(Scene):
    """A scene whose texts and spots were found before; it has no picture."""

    def __init__(self, stored: Mapping[str, Any], task: str) -> None:
        lines = [_line(entry) for entry in stored["lines"]]
        echo = [_line(entry) for entry in stored.get("echo", [])]
        super().__init__(_blank(*stored["size"]), StoredReader(lines), task)
        spots = [_spot(entry) for entry in stored["spots"]]
        self.__dict__.update(lines=lines, echo=echo, _all_lines=[*echo, *lines], spots=spots, figures=[], dialog=None)
        self.__dict__["_joined"] = Joined([], [])  # no eyes on a blank picture


def first_step(situation: Situation) -> Any:
    """The first step of a task, in the reading that the screen decides for."""
    instruction = understand(situation.scene.task, as_said=True)
    step = instruction.steps[0]
    if not isinstance(step, intents.Open):
        return step
    readings = weighing.all_readings(step, situation)
    choice = weighing.choose(readings, situation)
    return undecided(instruction, [readings[choice.index].restated or choice.index]).steps[0]


@cache
def _blank(width: int, height: int) -> Screenshot:
    return Screenshot.of(Image.new("RGB", (width, height), "white"))


def stored(scene: Scene, name: str) -> dict[str, Any]:
    """What is kept of a scene; JSON types."""
    return {
        "name": name,
        "size": [scene.frame.width, scene.frame.height],
        "lines": [_line_entry(line) for line in scene.lines],
        **({"echo": [_line_entry(line) for line in scene.echo]} if scene.echo else {}),
        "spots": [_spot_entry(spot) for spot in scene.spots],
    }


def _sides(box: Box) -> list[int]:
    return [box.left, box.top, box.right, box.bottom]


def _line_entry(line: TextLine) -> list[Any]:
    return [_sides(line.box), round(line.confidence, 2), [[word.text, *_sides(word.box)] for word in line.words], line.text]


def _line(entry: Sequence[Any]) -> TextLine:
    words = tuple(Word(text, Box(*box)) for text, *box in entry[2])
    return TextLine(entry[3], Box(*entry[0]), entry[1], words)


def _spot_entry(spot: Spot) -> list[Any]:
    more = {
        name: value
        for name in ("value", "checked", "enabled", "colour", "name")
        if (value := getattr(spot, name)) != getattr(Spot(spot.box, spot.kind), name)
    }
    return [spot.kind, _sides(spot.box), spot.label, *([more] if more else [])]


def _spot(entry: Sequence[Any]) -> Spot:
    more = dict(entry[3]) if len(entry) > 3 else {}
    if "colour" in more:
        more["colour"] = tuple(more["colour"])
    return Spot(Box(*entry[1]), entry[0], entry[2], **more)


@dataclass(frozen=True)
class Case:
    """An instruction on a screen, and what must come of it."""

    source: str
    screen: str
    instruction: str
    kind: str
    """What is difficult about it: the score is given per kind."""
    expect: Mapping[str, Any] = field(default_factory=dict)
    """`{"act": name, "at": box, "text": ...}` or `{"refuse": word of the reason}` or `{"done": true}`."""
    by: str = ""
    """How the expectation is known: the page's own elements, a reward, a reader."""


def cases(source: str) -> Iterator[Case]:
    """The cases of a source, in the order of its file."""
    for line in (CORPUS / f"{source}.cases.jsonl").read_text().splitlines():
        yield Case(source, **json.loads(line))


@cache
def screens(source: str) -> dict[str, dict[str, Any]]:
    """The screens of a source by name."""
    entries = [json.loads(line) for line in (CORPUS / f"{source}.screens.jsonl").read_text().splitlines()]
    return {entry["name"]: entry for entry in entries}


def sources() -> list[str]:
    """The names of all sources."""
    return sorted(file.name.removesuffix(".cases.jsonl") for file in CORPUS.glob("*.cases.jsonl"))


@dataclass(frozen=True)
class Decided:
    """What came first that is not only looking: a click, a text, a key, a refusal, the end."""

    name: str
    """The action's name."""
    box: Box | None = None
    text: str = ""
    """What was, or would be, typed; the reason of a refusal; the keys."""


LOOKING = frozenset({"wait", "hover", "scroll"})
MOST_TURNS = 60


def decided_on(case: Case) -> Decided:
    """The first action that counts on a screen on which nothing ever changes, or the refusal."""
    from gui_agent.actions.effect import Effect
    from gui_agent.model.literal.conversation import Conversation, Notes
    from gui_agent.model.literal.plan import decide

    scene = StoredScene(screens(case.source)[case.screen], case.instruction)
    notes, effect = Notes(), None
    for turn in range(MOST_TURNS):
        conversation = Conversation(case.instruction, scene.screenshot, notes, effect, turn)
        answer = decide(conversation, scene.reader, scene)
        action, notes = answer.action, answer.notes
        in_menus = notes.state.search.menu_at > 0 and notes.state.skill is None
        looking = action.name in LOOKING or in_menus or type(notes.state.skill).__name__ == "LookingThrough"
        if looking and action.name != case.expect.get("act"):
            effect = Effect("no_effect")
            continue
        return _decided(action, notes, scene)
    return Decided("fail", text="too many turns")


def _decided(action: Any, notes: Any, scene: Scene) -> Decided:
    arguments = action.arguments()
    box = scene.pixels(arguments["start_box"]) if "start_box" in arguments else None
    text = str(getattr(notes.state.skill, "text", "") or "")
    for name in ("reason", "content", "keys"):
        text = text or str(arguments.get(name, ""))
    return Decided(action.name, box, text)


def verdict(case: Case, got: Decided) -> str:
    """The empty text if the decision is right; else what is wrong: "wrong act" is the worst, it did something that was not meant."""
    expect = case.expect
    if "refuse" in expect:
        if got.name == "fail":
            return ""
        return f"wrong act: {got.name} {got.text!r} at {got.box} instead of a refusal"
    if got.name == "fail":
        return f"refused: {got.text}"
    if got.name == "done":
        return "" if expect.get("done") else "wrong act: done"
    if expect.get("done"):
        return f"wrong act: {got.name} instead of done"
    if "at" in expect and got.box is not None and not _same_place(Box(*expect["at"]), got.box):
        return f"wrong act: {got.name} at {got.box}"
    if "text" in expect and expect["text"] != got.text:
        return f"wrong act: text {got.text!r}"
    if "act" in expect and expect["act"] != got.name:
        return f"wrong act: {got.name} instead of {expect['act']}"
    return ""


def _same_place(wanted: Box, got: Box) -> bool:
    """Whether a click at the middle of `got` is in `wanted`."""
    return wanted.padded(3).contains(got.center)
