"""What is reported where it is not drawn is not there."""

from __future__ import annotations

from PIL import Image, ImageDraw

from gui_agent.model.literal.sight.spots import _is_hidden
from gui_agent.model.literal.sight.view import View
from gui_agent.perception.element import Element
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.text import TextLine


def test_an_entry_of_a_list_that_is_kept_unseen_is_hidden() -> None:
    image = Image.new("RGB", (400, 200), "white")
    ImageDraw.Draw(image).rectangle((20, 150, 120, 170), outline="black")
    view = View(Screenshot.of(image), None, "")  # type: ignore[arg-type]
    view.__dict__["lines"] = [
        TextLine("Buy ticket", Box(20, 100, 120, 120), 0.9, ()),
        TextLine("Sec0nd", Box(20, 40, 90, 60), 0.9, ()),
    ]
    assert _is_hidden(Element("listrow", "First", Box(10, 98, 200, 122)), view)  # another text is drawn there
    assert _is_hidden(Element("text", "First", Box(200, 20, 260, 40)), view)  # nothing is
    assert not _is_hidden(Element("listrow", "Second", Box(10, 38, 200, 62)), view)  # misread, but alike
    assert not _is_hidden(Element("listrow", "Second class with seat", Box(10, 38, 200, 62)), view)
    assert not _is_hidden(Element("menuitem", "Open", Box(10, 145, 130, 175)), view)  # something is drawn that was not read
    assert not _is_hidden(Element("button", "First", Box(200, 20, 260, 40)), view)
