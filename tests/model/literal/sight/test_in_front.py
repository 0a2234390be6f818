"""Only what is in front is a target: behind a dialog that dims its page nothing takes input."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.sight.scene import Scene
from gui_agent.model.literal.targets.find import locate
from gui_agent.model.literal.targets.situation import NotFound, Situation
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.text import TextLine, Word

_TEXTS = {"Delete": Box(60, 100, 130, 120), "Users": Box(60, 160, 120, 180), "Keep it": Box(300, 300, 370, 320)}


class _Known:
    """A reader of a drawn picture whose texts are known."""

    def read(self, _screenshot: Screenshot, _region: Box | None = None) -> list[TextLine]:
        return [TextLine(text, box, 1.0, (Word(text, box),)) for text, box in _TEXTS.items()]


def _scene(dimmed: float) -> Scene:
    image = Image.new("RGB", (800, 600), "white")
    draw = ImageDraw.Draw(image)
    for box in list(_TEXTS.values())[:2]:
        draw.rectangle((box.left - 12, box.top - 6, box.right + 12, box.bottom + 6), "#dddddd", "#888888")
        _letters(draw, box)
    image = Image.fromarray((np.asarray(image) * dimmed).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    draw.rectangle((250, 180, 549, 379), "white")
    draw.rectangle((288, 294, 382, 326), "#eeeeee", "#777777")
    _letters(draw, _TEXTS["Keep it"])
    return Scene(Screenshot.of(image), _Known(), "")  # type: ignore[arg-type]


def _letters(draw: ImageDraw.ImageDraw, box: Box) -> None:
    for left in range(box.left + 2, box.right - 4, 7):
        draw.line((left, box.top + 4, left + 3, box.bottom - 4), "black", 2)


def test_what_is_behind_a_dialog_is_no_target() -> None:
    situation = Situation(_scene(0.5))
    assert locate(Target("Keep it", label="Keep it"), situation).box.center.x in range(290, 380)
    with pytest.raises(NotFound):
        locate(Target("Delete", label="Delete"), situation)


def test_a_page_that_is_not_dimmed_is_no_page_behind() -> None:
    assert locate(Target("Delete", label="Delete"), Situation(_scene(1.0))).label == "Delete"
