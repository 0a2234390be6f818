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

from gui_agent.model.literal.sight.scene import Scene
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.text import TextLine, TextReader, Word

CORPUS = Path(__file__).parents[1] / "model" / "literal" / "corpus"
Numbers = Sequence[int]


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
        self.__dict__.update(lines=lines, echo=echo, _all_lines=[*echo, *lines], spots=spots, figures=[])


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
