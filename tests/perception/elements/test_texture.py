"""A textured background: thousands of specks are no objects, and what stands on it still is."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from gui_agent.perception.elements.icons import drawings
from gui_agent.perception.elements.picture_parts import Parts
from gui_agent.perception.geometry import Box

BOX = (300, 200, 620, 250)


def textured(strength: int) -> np.ndarray:
    noise = np.random.default_rng(7).integers(235 - strength, 236, (784, 1260), dtype=np.uint8)
    image = Image.fromarray(noise).convert("RGB")
    draw = ImageDraw.Draw(image)
    draw.rectangle(BOX, fill="white", outline="#555555", width=2)
    draw.text((320, 212), "What needs to be done", fill="black", font=ImageFont.load_default(20))
    return np.asarray(image)


@pytest.mark.parametrize("strength", [16, 60, 200])
def test_specks_are_no_objects(strength: int) -> None:
    objects = Parts(textured(strength), []).objects
    assert len(objects) < 3000
    assert len(drawings(objects)) < 3000


def test_what_stands_on_a_texture_is_found() -> None:
    objects = Parts(textured(16), []).objects
    field = Box(*BOX)
    assert any(field.padded(4).contains(box.center) and box.width > 300 for box in objects)
    letters = [box for box in objects if box.height < 30 and field.contains(box.center)]
    assert len(letters) >= 10


def test_drawings_are_the_same_however_they_are_looked_up() -> None:
    corners = np.random.default_rng(3).integers(0, 900, (600, 2))
    boxes = [Box.of_size(int(x), int(y), 7, 9) for x, y in corners]
    groups: list[Box] = []
    for box in sorted(boxes, key=lambda box: (box.left, box.top)):
        for index, group in enumerate(groups):
            if group.padded(2).intersection(box) and max(group.union(box).size) <= 44:
                groups[index] = group.union(box)
                break
        else:
            groups.append(box)
    assert drawings(boxes) == groups
