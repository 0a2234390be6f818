"""The table of boxes answers as asking each box does."""

from __future__ import annotations

import random

from gui_agent.perception.elements.box_table import BoxTable
from gui_agent.perception.geometry import Box, Point


def test_answers_as_each_box_does() -> None:
    chance = random.Random(1)

    def box() -> Box:
        left, top = chance.randint(0, 60), chance.randint(0, 60)
        return Box(left, top, left + chance.randint(0, 20), top + chance.randint(0, 20))

    boxes = [box() for _ in range(200)]
    table = BoxTable(boxes)
    for asked in (box() for _ in range(100)):
        pixel = Point(asked.left, asked.top)
        assert table.centred_in(asked) == [index for index, one in enumerate(boxes) if asked.contains(one.center)]
        assert table.meeting(asked) == [index for index, one in enumerate(boxes) if one.intersection(asked)]
        assert table.holding(pixel) == [index for index, one in enumerate(boxes) if one.contains(pixel)]
        assert table.level(pixel.y) == [index for index, one in enumerate(boxes) if one.top <= pixel.y <= one.bottom]
    assert BoxTable([]).meeting(Box(0, 0, 9, 9)) == []
