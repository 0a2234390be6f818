"""A click that moved only the focus is left out; where a text goes is said where the user led the caret, or a field has a name."""

import pytest

from gui_agent.actions.input.stack import Stack
from gui_agent.perception.element import Element
from gui_agent.perception.geometry import Box, Point
from gui_agent.scenarios.recorder.drafting import draft
from gui_agent.scenarios.recorder.frames import Sight
from gui_agent.scenarios.recorder.gestures import Gesture
from gui_agent.scenarios.recorder.moments import Moment
from gui_agent.scenarios.recorder.naming import Aimed
from gui_agent.scenarios.recorder.typed_text import TypedText

FIELD = Box(20, 20, 220, 44)


def sight() -> Sight:
    return Sight(0.0, Box.of_size(0, 0, 300, 200), {}, Stack((), 0, None), None, b"", (), True)


def typed(text: str, into: str, label: str = "") -> Moment:
    gesture = Gesture("text", Point(30, 30), 1.0, 2.0)
    gesture.typed = TypedText(list(text), len(text))
    return Moment(gesture, sight(), sight(), field=Element("field", label, FIELD, value=text), reported=True, into=into)


def led(kind: str, keys: str = "") -> Moment:
    field = Element("field", "", FIELD)
    gesture = Gesture(kind, Point(30, 30), 0.0, 0.5, keys=keys)  # type: ignore[arg-type]
    return Moment(gesture, sight(), sight(), aimed=Aimed(Point(30, 30), "the first field", field), changed=(FIELD,))


@pytest.mark.parametrize(
    ("before", "label", "into"),
    [
        ([], "", False),
        ([led("key", "ctrl+f")], "", False),
        ([led("click")], "", True),
        ([led("key", "tab")], "", True),
        ([], "Name", True),
    ],
)
def test_where_a_text_goes_is_said_where_it_must_be(before: list[Moment], label: str, into: bool) -> None:
    words = f"the {label} field" if label else "the first field"
    steps = draft([*before, typed("Ann", words, label)]).steps
    assert steps[-1].kind == "type"
    assert steps[-1].value == ({"into": words, "text": "Ann"} if into else "Ann")


@pytest.mark.parametrize("frames_alone", [True, False])
def test_a_click_on_a_text_that_took_the_focus_from_a_field_is_left_out(frames_alone: bool) -> None:
    text = Element("text", "Choose what you like.", Box(20, 100, 220, 120))
    clicked = Moment(Gesture("click", Point(30, 110), 0.0, 0.1), sight(), sight(), Aimed(Point(30, 110), "words", text))
    clicked.changed, clicked.frames_alone = (FIELD,), frames_alone
    drafted = draft([clicked, led("click"), typed("Ann", "the Name field", "Name")])
    assert [step.kind for step in drafted.steps] == (["type"] if frames_alone else ["left_click", "type"])
    assert drafted.left_out == (['a click on "Choose what you like.": it changed nothing but the focus'] if frames_alone else [])
