"""Options that the detector overlooked are known by their neighbours, and their state by the mark before the text."""

from __future__ import annotations

import pytest
from literal_corpus import StoredReader
from PIL import Image, ImageDraw

from gui_agent.model.literal.sight.option_rows import with_neighbours
from gui_agent.model.literal.sight.scene import Scene
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.text import TextLine, Word


def line(text: str, top: int) -> TextLine:
    box = Box(62, top, 62 + 9 * len(text), top + 20)
    return TextLine(text, box, 0.99, (Word(text, box),))


@pytest.mark.parametrize(("ticked", "checked"), [(True, True), (False, False)])
def test_an_overlooked_option_has_the_state_of_its_mark(ticked: bool, checked: bool) -> None:
    image = Image.new("RGB", (300, 120), "white")
    draw = ImageDraw.Draw(image)
    draw.rounded_rectangle((38, 22, 53, 37), 3, outline=(222, 226, 230), fill="white")
    fill, edge = ((13, 110, 253), (13, 110, 253)) if ticked else ("white", (140, 140, 140))
    draw.rounded_rectangle((38, 52, 53, 67), 3, outline=edge, fill=fill)
    if ticked:
        draw.line([(42, 60), (45, 63), (50, 57)], fill="white", width=2)
    lines = [line("Music", 20), line("Contacts", 50)]
    scene = Scene(Screenshot.of(image), StoredReader(lines), "")
    music = Spot(Box(38, 20, 107, 40), "checkbox", "Music", checked=False)
    found = with_neighbours([music, Spot(lines[1].box, "text", "Contacts")], scene)
    assert [(spot.kind, spot.label, spot.checked) for spot in found] == [
        ("checkbox", "Music", False),
        ("checkbox", "Contacts", checked),
    ]
