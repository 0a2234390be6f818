"""Proposed checks: what came, also of earlier steps; a field without a name is known by its newest line, a frame is no text."""

import io
from collections.abc import Iterator

import pytest
from PIL import Image, ImageDraw, ImageFont

from gui_agent.actions.effect import Evidence
from gui_agent.actions.input.stack import Stack, TopWindow
from gui_agent.perception.geometry import Box, Point
from gui_agent.perception.text.text import TextReader
from gui_agent.scenarios.recorder.checks import _statements, still_true
from gui_agent.scenarios.recorder.frames import Sight
from gui_agent.scenarios.recorder.gestures import Gesture
from gui_agent.scenarios.recorder.moments import Looking, Moment


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (Evidence("value", "", "12+40\n= 52", role="field"), ['the screen shows "= 52"', 'the screen shows "12+40"']),
        (Evidence("value", "City", "Oslo", role="field"), ['the City field is "Oslo"']),
        (Evidence("value", "", "", role="field"), []),
        (Evidence("appeared", "x", "]Match case"), []),
        (Evidence("appeared", "x", "Match case"), ['the screen shows "Match case"']),
        (Evidence("appeared", "x", "(optional) notes"), ['the screen shows "(optional) notes"']),
        (Evidence("appeared", "x", "12:30"), []),
    ],
)
def test_statements_about_what_came(item: Evidence, said: list[str]) -> None:
    assert list(_statements(item)) == said


@pytest.fixture(scope="module")
def looking() -> Iterator[Looking]:
    looking = Looking(TextReader())
    yield looking
    looking.close()


def page(*lines: str) -> Sight:
    picture = Image.new("RGB", (400, 240), (255, 255, 255))
    for number, line in enumerate(lines):
        ImageDraw.Draw(picture).text((20, 20 + 40 * number), line, (0, 0, 0), ImageFont.load_default(18))
    png = io.BytesIO()
    picture.save(png, "PNG")
    window = TopWindow(1, Box(0, 0, 400, 240))
    return Sight(0.0, window.box, {}, Stack((window,), 1, window), window.box, png.getvalue(), (), True)


@pytest.mark.parametrize(
    ("hides", "said"),
    [("", ['the screen shows "Hello world"', 'the screen shows "second line"']), ("Hello", ['the screen shows "second line"'])],
)
def test_what_is_still_there_at_the_end_is_checked(looking: Looking, hides: str, said: list[str]) -> None:
    start, written, searching = page("Title"), page("Title", "Hello world", "second line"), page("Title", "Hello world", "Find")
    typing = Moment(Gesture("text", Point(5, 5), 0.0, 0.0), start, written)
    typing.evidence = tuple(Evidence("appeared", what) for what in ("Hello world", "second line", "Title"))
    finding = Moment(Gesture("key", Point(5, 5), 0.0, 0.0, keys="ctrl+f"), written, searching)
    finding.evidence = (Evidence("appeared", "Find"),)
    closing = Moment(Gesture("key", Point(5, 5), 0.0, 0.0, keys="escape"), searching, written)
    closing.evidence = (Evidence("vanished", "Find"),)
    moments = [typing, finding, closing]
    assert still_true(moments, looking, 3, lambda text: bool(hides) and hides in text) == said
