"""What a user aimed at is what is in front: an open list hides the widgets behind it, wherever applications say that these are."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from gui_agent.actions.input.stack import Stack, TopWindow
from gui_agent.perception.element import Element
from gui_agent.perception.geometry import Box, Point, Size
from gui_agent.perception.text.text import TextReader
from gui_agent.scenarios.recorder.frames import Sight, still_there
from gui_agent.scenarios.recorder.gestures import Gesture
from gui_agent.scenarios.recorder.moments import Looking, Moment
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
    assert "Writer" in View(sight(WINDOW, LIST), reader).aimed(point).words
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


def test_a_text_is_also_found_among_the_lines_of_a_field() -> None:
    place = Box(20, 20, 480, 200)
    shown = sight(WINDOW)
    shown.reported = (Element("field", "", place, value="12+40\n= 52"),)
    assert View(shown, TextReader()).nearest_text("= 52") == "= 52"


def test_what_was_reported_of_the_picture_before_goes_where_something_else_is_shown_now() -> None:
    heading, button, field = (
        Element("text", "Tea Shop", Box(30, 20, 200, 40)),
        Element("button", "Order", Box(30, 100, 100, 130)),
        Element("field", "Name", Box(30, 60, 200, 80)),
    )
    differs = np.zeros((300, 500), bool)
    differs[15:25, 20:30] = differs[60:65, 40:50] = True  # the region begins at (10, 10): in the heading and in the field
    assert still_there((heading, button, field), differs, Box(10, 10, 510, 310)) == (button, field)


@pytest.mark.parametrize(("mark", "alone"), [(None, True), ((300, 200, 320, 220), False), ((60, 60, 80, 80), False)])
def test_a_ring_that_leaves_a_field_is_no_change_of_anything_else(mark: tuple[int, int, int, int] | None, alone: bool) -> None:
    pictures = []
    for ring, marked in (("blue", False), ("grey", True)):
        picture = Image.new("RGB", Size(500, 300), (255, 255, 255))
        draw = ImageDraw.Draw(picture)
        draw.rectangle((28, 38, 232, 72), None, ring, 2)
        if mark and marked:
            draw.rectangle(mark, (200, 30, 30))
        png = io.BytesIO()
        picture.save(png, "PNG")
        pictures.append(png.getvalue())
    field = (Element("field", "Name", Box(30, 40, 231, 71)),)
    before, after = (
        Sight(0.0, Box.of_size(0, 0, 500, 300), {}, Stack((WINDOW,), 1, WINDOW), WINDOW.box, png, field, True) for png in pictures
    )
    clicked = Moment(Gesture("click", Point(400, 150), 0.0, 0.1), before, after)
    looking = Looking(TextReader())
    looking.look(clicked)
    looking.close()
    assert clicked.frames_alone == alone
