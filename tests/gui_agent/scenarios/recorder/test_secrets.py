"""Which typed texts are secrets where the application reports the field as empty."""

from types import SimpleNamespace
from typing import cast

import pytest
from PIL import Image, ImageDraw, ImageFont

from gui_agent.actions.input.stack import Stack
from gui_agent.perception.element import Element
from gui_agent.perception.geometry import Box, Point
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.text import TextReader
from gui_agent.scenarios.recorder.frames import Sight
from gui_agent.scenarios.recorder.gestures import Gesture
from gui_agent.scenarios.recorder.moments import Moment
from gui_agent.scenarios.recorder.naming import View
from gui_agent.scenarios.recorder.secrets import is_secret

FIELD = Box(20, 40, 300, 70)
SIGHT = Sight(0.0, Box(0, 0, 320, 120), {}, Stack((), 0, None), None, b"")


@pytest.fixture(scope="module")
def reader() -> TextReader:
    return TextReader()


@pytest.mark.parametrize(
    ("typed", "shown", "beside", "value", "secret"),
    [
        ("12+400", "12+400", "", "", False),
        ("tulip", "\u2022\u2022\u2022\u2022\u2022", "", "", True),
        ("tulip", "", "", "", True),
        ("tulip", "\u2022\u2022\u2022\u2022\u2022", "tulip", "", True),
        ("7", "7", "", "", True),
        ("tulip", "", "", "tulip", False),
    ],
    ids=["it can be read", "dots", "nothing is shown", "it is elsewhere", "too short to be read", "the value is reported"],
)
def test_a_field_that_is_reported_as_empty(
    reader: TextReader, typed: str, shown: str, beside: str, value: str, secret: bool
) -> None:
    picture = Image.new("RGB", (320, 120), "white")
    draw, font = ImageDraw.Draw(picture), ImageFont.truetype("DejaVuSans.ttf", 16)
    draw.rectangle((FIELD.left, FIELD.top, FIELD.right, FIELD.bottom), outline="#808080")
    draw.text((28, 45), shown, "black", font=font)
    draw.text((28, 90), beside, "black", font=font)
    gesture = Gesture("text", Point(0, 0), 0.0, 0.0)
    gesture.typed.write(typed)
    moment = Moment(gesture, SIGHT, field=Element("field", "", FIELD, value=value), reported=True)
    after = cast(View, SimpleNamespace(reader=reader, screenshot=Screenshot.of(picture), texts=[beside]))
    assert is_secret(moment, after) is secret
