"""What a user aimed at is what is in front: an open list hides the widgets behind it, wherever applications say that these are."""

import io

from PIL import Image, ImageDraw, ImageFont

from gui_agent.actions.input.stack import Stack, TopWindow
from gui_agent.perception.element import Element
from gui_agent.perception.geometry import Box, Point, Size
from gui_agent.perception.text.text import TextReader
from gui_agent.scenarios.recorder.frames import Sight
from gui_agent.scenarios.recorder.naming import View

WINDOW, LIST = TopWindow(1, Box(0, 0, 500, 300)), TopWindow(2, Box(120, 80, 420, 190))
BEHIND = Element("checkbox", "Stay signed in", Box(20, 120, 300, 150))


def sight(*windows: TopWindow) -> Sight:
    picture = Image.new("RGB", Size(500, 300), (238, 238, 238))
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(16)
    draw.text((24, 126), "Stay signed in", (0, 0, 0), font)
    if LIST in windows:
        draw.rectangle((120, 80, 419, 189), (255, 255, 255), (90, 90, 90))
        for text, top in (("Reader", 90), ("Writer", 126), ("Owner", 160)):
            draw.text((170, top), text, (0, 0, 0), font)
    png = io.BytesIO()
    picture.save(png, "PNG")
    return Sight(0.0, Box.of_size(0, 0, 500, 300), {}, Stack(windows, 1, WINDOW), WINDOW.box, png.getvalue(), (BEHIND,), True)


def test_what_is_behind_an_open_list_is_not_aimed_at() -> None:
    reader, point = TextReader(), Point(190, 135)
    assert View(sight(WINDOW, LIST), reader).aimed(point).words == "the Writer item"
    assert View(sight(WINDOW), reader).aimed(point).words == 'the "Stay signed in" check box'


def test_the_sign_that_closes_a_bar_is_no_name_of_the_field_beside_it() -> None:
    picture = Image.new("RGB", Size(500, 300), (238, 238, 238))
    draw = ImageDraw.Draw(picture)
    draw.line((31, 247, 39, 255), (0, 0, 0), 2)
    draw.line((31, 255, 39, 247), (0, 0, 0), 2)
    draw.rectangle((60, 236, 226, 266), (255, 255, 255), (90, 90, 90))
    png = io.BytesIO()
    picture.save(png, "PNG")
    place = Box(60, 236, 227, 267)
    reported = (Element("button", "Close", Box(22, 236, 58, 267)), Element("dropdown", "X", place), Element("field", "", place))
    shown = Sight(0.0, Box.of_size(0, 0, 500, 300), {}, Stack((WINDOW,), 1, WINDOW), WINDOW.box, png.getvalue(), reported, True)
    aimed = View(shown, TextReader()).aimed(Point(140, 250))
    assert (aimed.kind, "X" in aimed.words) == ("field", False)
