"""Where an action shows itself, and that this is no movement by itself."""

import pytest

from gui_agent.perception.change.movement import APART, CHANGES, SPAN, Movement
from gui_agent.perception.change.tracker import Home
from gui_agent.perception.geometry import Box, Point
from gui_agent.perception.screen.screenshot import Frame

FIELD = Point(300, 200)


@pytest.mark.parametrize(
    ("box", "surface", "is_own"),
    [
        (Box(120, 190, 220, 210), False, True),  # letters at the beginning of the field
        (Box(120, 400, 220, 420), False, False),  # a line in a list below
        (Box(200, 20, 500, 380), False, False),  # a menu over it
        (Box(200, 20, 500, 380), True, True),  # a list that is scrolled
    ],
)
def test_an_action_s_own_look(box: Box, surface: bool, is_own: bool) -> None:
    assert Home((FIELD,), surface).contains(box, [box]) is is_own


def test_one_change_alone_is_its_own_look_where_nobody_knows_the_place() -> None:
    letters, other = Box(10, 10, 90, 26), Box(10, 300, 90, 316)
    assert Home(()).contains(letters, [letters])
    assert not Home(()).contains(letters, [letters, other])


def test_the_effect_of_an_input_is_no_movement() -> None:
    """What changed between the frames before and after an input is not compared, nor counted as a move."""
    movement, now = Movement(), 100.0

    def see(shade: int) -> None:
        movement.see(Frame(bytearray([shade]) * (64 * 64 * 4), Box(0, 0, 64, 64), now))

    for shade in range(CHANGES + 2):
        see(shade)
        movement.acted(now)
        now += SPAN + APART
        see(shade + 100)
    moving = movement.moving(now)
    assert moving is not None
    assert not moving.any()
