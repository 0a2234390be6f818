"""Cells of a table are no fields; fields of a form are, also where they stand close together."""

import numpy as np
from PIL import Image, ImageDraw

from gui_agent.perception.element import Element
from gui_agent.perception.elements.picture_parts import Parts
from gui_agent.perception.elements.roles.proposals import Proposal
from gui_agent.perception.elements.roles.refine import without_table_cells
from gui_agent.perception.geometry import Box


def kept(gap: int) -> int:
    """Of 3 x 4 boxes that are so many pixels apart, each taken for a field, how many are left."""
    image = Image.new("RGB", (420, 200), "white")
    draw = ImageDraw.Draw(image)
    boxes = [
        Box(20 + (120 + gap) * x, 20 + (30 + gap) * y, 140 + (120 + gap) * x, 50 + (30 + gap) * y)
        for x in range(3)
        for y in range(4)
    ]
    for box in boxes:
        draw.rectangle((box.left, box.top, box.right, box.bottom), outline="#888888")
    scene = Parts(np.asarray(image), [])
    areas = [area.box for area in scene.areas if area.box.width in range(110, 130) and area.box.height in range(20, 40)]
    assert len(areas) == len(boxes)
    places = [(Proposal(box, {"area"}, Element("field", "", box)), "field") for box in areas]
    return len(without_table_cells(scene, places))


def test_cells_of_a_table_are_no_fields() -> None:
    assert kept(0) == 0


def test_fields_beside_and_below_each_other_are() -> None:
    assert kept(8) == 12
