"""What moves by itself beside what an action is aimed at."""

import numpy as np
import pytest

from gui_agent.desktop.sight import Moving
from gui_agent.perception.change.movement import TILE
from gui_agent.perception.geometry import Box, Point


def grid(*tiles: tuple[int, int]) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    made = np.zeros((25, 40), np.bool_)
    for row, column in tiles:
        made[row, column] = True
    return made


@pytest.mark.parametrize(
    ("moving", "box", "is_part"),
    [
        (Moving(grid((5, 10))), Box(9 * TILE, 5 * TILE, 9 * TILE + 20, 5 * TILE + 12), True),  # the minutes of a clock
        (Moving(grid((5, 10))), Box(2 * TILE, 5 * TILE, 2 * TILE + 20, 5 * TILE + 12), False),
        (Moving(grid((5, 10))), Box(4 * TILE, 5 * TILE, 14 * TILE, 6 * TILE), False),  # a row that a clock is in
        (Moving(None, grid((5, 9))), Box(9 * TILE, 5 * TILE, 9 * TILE + 20, 5 * TILE + 12), True),  # changed once more
        (Moving(None, None, (Point(100, 100),)), Box(90, 90, 120, 120), True),  # what the mouse is on
        (Moving(None, None, (Point(100, 100), Point(400, 300))), Box(90, 90, 120, 120), True),  # what it was on before
        (Moving(None, None, (Point(300, 100), Point(400, 300))), Box(90, 90, 120, 120), False),
        (Moving(None), Box(90, 90, 120, 120), False),
    ],
)
def test_what_is_a_part_of_what_moves_by_itself(moving: Moving, box: Box, is_part: bool) -> None:
    assert moving.is_part(box) is is_part
