"""A dialog in front of a dimmed page, and what looks a little like one."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from gui_agent.perception.elements.modal import dialog_in_front
from gui_agent.perception.elements.picture_parts import Parts
from gui_agent.perception.geometry import Box

_DIALOG = Box(250, 180, 550, 380)
_WORDS = (Box(40, 80, 160, 100), Box(40, 140, 200, 160), Box(600, 500, 700, 520), Box(270, 200, 400, 220))


def _page(ground: int, letters: int, dimmed: float, dialog: Box | None = _DIALOG, title: bool = True) -> np.ndarray:
    """A page with a title bar (never dimmed) and words, and a dialog of two parts."""
    image = Image.new("RGB", (800, 600), (ground,) * 3)
    draw = ImageDraw.Draw(image)
    for word in _WORDS[:3]:
        for left in range(word.left, word.right, 8):
            draw.line((left, word.top + 3, left + 3, word.bottom - 3), (letters,) * 3, 2)
    draw.rectangle((40, 220, 200, 250), outline=(letters,) * 3)
    image = image.point(lambda value: round(value * dimmed))
    draw = ImageDraw.Draw(image)
    if title:
        draw.rectangle((0, 0, 800, 24), (250, 250, 250))
    if dialog is not None:
        draw.rectangle((dialog.left, dialog.top, dialog.right - 1, dialog.bottom - 1), "white")
        draw.line((dialog.left, dialog.top + 60, dialog.right - 1, dialog.top + 60), (200, 200, 200))
        draw.line((272, 204, 396, 216), "black", 3)
    return np.asarray(image)


def _found(picture: np.ndarray) -> tuple[Box, Box] | None:
    return dialog_in_front(picture, Parts(picture, []).areas, _WORDS)


@pytest.mark.parametrize("dimmed", [0.4, 0.5, 0.68, 0.78])
@pytest.mark.parametrize("title", [True, False])
def test_a_dialog_over_a_dimmed_page_is_found(dimmed: float, title: bool) -> None:
    found = _found(_page(255, 30, dimmed, title=title))
    assert found is not None
    dialog, page = found
    assert dialog.padded(2).intersection(_DIALOG) == _DIALOG
    assert _DIALOG.padded(2).intersection(dialog) == dialog
    assert page.top in (25, 26) if title else page.top == 0
    assert (page.left, page.right, page.bottom) == (0, 800, 600)


@pytest.mark.parametrize(
    "picture",
    [
        _page(255, 30, 1.0),
        _page(236, 30, 1.0),
        _page(30, 230, 1.0),
        _page(30, 190, 1.0),
        _page(255, 30, 0.5, dialog=None),
        _page(255, 30, 0.5, dialog=Box(0, 180, 300, 600)),
        _page(255, 30, 0.5, dialog=Box(480, 180, 780, 380)),
    ],
    ids=["white page", "grey page", "dark page", "dark page with grey letters", "no dialog", "side bar", "box aside"],
)
def test_what_is_none(picture: np.ndarray) -> None:
    assert _found(picture) is None
