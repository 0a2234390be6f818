"""A line that was found too short is read again by all of its ink before a text is said to be absent; no other line is."""

from functools import cache

import pytest
from PIL import Image, ImageDraw, ImageFont

from gui_agent.model.literal.language.noun_phrases import Phrase
from gui_agent.model.literal.language.statements import Says
from gui_agent.model.literal.sight.scene import Scene
from gui_agent.model.literal.targets.contents import Contents
from gui_agent.model.literal.targets.cut_off import whole_lines
from gui_agent.model.literal.targets.grid import Cell
from gui_agent.model.literal.targets.judgements import judged
from gui_agent.model.literal.targets.statement_evidence import Evidence
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.text import TextReader

FIRST, SECOND = "Sum = 58", "Total 412"


@cache
def drawn() -> tuple[Evidence, Box, Box]:
    """A screen with two lines, and their boxes."""
    font = ImageFont.load_default(18)
    picture = Image.new("RGB", (400, 160), (48, 10, 36))
    draw = ImageDraw.Draw(picture)
    boxes = []
    for text, top in ((FIRST, 30), (SECOND, 90)):
        draw.text((40, top), text, (230, 230, 230), font)
        boxes.append(Box(*(round(side) for side in draw.textbbox((40, top), text, font))).padded(2))
    shown = Screenshot(picture, Box(0, 0, 400, 160), 0.0)
    return Evidence(Scene(shown, TextReader(), task="")), boxes[0], boxes[1]


def cut(box: Box, text: str, *, left: int = 0, right: int = 0) -> Cell:
    """What was read of a line without its ends."""
    return Cell(text, Box(box.left + left, box.top, box.right - right, box.bottom))


def words(cells: list[Cell]) -> list[str]:
    return ["".join(cell.text.split()) for cell in cells]


@pytest.mark.parametrize(("left", "right", "seen"), [(14, 0, "um = 58"), (0, 14, "Sum = 5"), (14, 14, "um = 5")])
def test_what_was_cut_off_is_read_again(left: int, right: int, seen: str) -> None:
    evidence, first, _ = drawn()
    assert words(whole_lines(FIRST, [cut(first, seen, left=left, right=right)], evidence)) == ["Sum=58"]


def test_a_line_that_was_read_as_a_whole_is_not_read_again() -> None:
    evidence, first, second = drawn()
    assert whole_lines("Sum = 53", [cut(first, "Sum = 58"), cut(second, SECOND)], evidence) == []


def test_a_line_that_is_nothing_like_the_text_is_not_read_again() -> None:
    evidence, _, second = drawn()
    assert whole_lines(FIRST, [cut(second, "412", left=50)], evidence) == []


@pytest.mark.parametrize(("wanted", "holds"), [("Sum = 58", True), ("Sum = 53", False), ("um = 5", False)])
def test_a_statement_is_judged_by_the_whole_line(wanted: str, holds: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    evidence, first, _ = drawn()
    short = cut(first, "um 5", left=14, right=14)
    monkeypatch.setattr(evidence, "cells", [short])
    monkeypatch.setattr(
        "gui_agent.model.literal.targets.judgements.contents", lambda *_: Contents((short,), whole=True), raising=True
    )
    statement = Says(False, Phrase("screen", role="screen"), "whole", wanted, True, "says")
    assert judged([statement], evidence).holds is holds
