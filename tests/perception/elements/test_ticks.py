"""The states of drawn marks, on light and dark grounds: said where they show, else left open."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest
from PIL import Image, ImageDraw

from gui_agent.perception.elements.ticks import State, mark_state
from gui_agent.perception.geometry import Box

Look = Literal["empty", "tick", "cross", "bar", "folder", "dot", "disc"]
GROUNDS = {
    "light": ("#ffffff", "#777777", "#202020"),
    "grey": ("#d9d9d9", "#555555", "#000000"),
    "dark": ("#2b2b2b", "#8a8a8a", "#f0f0f0"),
}


def drawn(look: Look, ground: str, role: Literal["checkbox", "radio"], side: int) -> State:
    """The state of one mark, drawn eight times as large and scaled down, so that its edges are soft."""
    page, border, ink = GROUNDS[ground]
    large = 8
    image = Image.new("RGB", ((side + 12) * large, (side + 12) * large), page)
    draw = ImageDraw.Draw(image)
    left, right = 6 * large, (6 + side) * large - 1
    box = (left, left, right, right)
    (draw.rectangle if role == "checkbox" else draw.ellipse)(box, outline=border, width=large)

    def at(x: float, y: float) -> tuple[float, float]:
        return left + x * (right - left), left + y * (right - left)

    if look == "tick":
        draw.line([at(0.24, 0.52), at(0.42, 0.72), at(0.78, 0.28)], ink, large * max(1, side // 8), joint="curve")
    elif look == "cross":
        draw.line([at(0.25, 0.25), at(0.75, 0.75)], ink, large * 2)
        draw.line([at(0.75, 0.25), at(0.25, 0.75)], ink, large * 2)
    elif look == "bar":
        draw.rectangle([*at(0.25, 0.44), *at(0.75, 0.56)], ink)
    elif look == "folder":
        draw.rectangle([*at(0.2, 0.3), *at(0.8, 0.8)], "#f2b632")
        draw.rectangle([*at(0.3, 0.45), *at(0.9, 0.6)], "#3d74c9")
    elif look == "dot":
        draw.ellipse([*at(0.3, 0.3), *at(0.7, 0.7)], ink)
    elif look == "disc":
        draw.ellipse(box, "#3584e4")
        draw.ellipse([*at(0.3, 0.3), *at(0.7, 0.7)], "#ffffff")
    small = image.resize((side + 12, side + 12), Image.Resampling.BOX)
    return mark_state(np.asarray(small), Box(6, 6, 6 + side, 6 + side), role)


@pytest.mark.parametrize("side", [13, 16, 20, 32])
@pytest.mark.parametrize("ground", GROUNDS)
def test_check_boxes(ground: str, side: int) -> None:
    states = {look: drawn(look, ground, "checkbox", side) for look in ("empty", "tick", "cross", "bar", "folder")}
    assert (states["empty"], states["tick"], states["cross"]) == ("off", "on", "on")
    assert states["bar"] in ("unknown", "picture"), "half ticked is neither"
    assert states["folder"] in ("unknown", "picture"), "a picture is no tick"


@pytest.mark.parametrize("side", [14, 17, 22, 34])
@pytest.mark.parametrize("ground", GROUNDS)
def test_radio_buttons(ground: str, side: int) -> None:
    assert [drawn(look, ground, "radio", side) for look in ("empty", "dot", "disc")] == ["off", "on", "on"]


def test_a_bold_tick_whose_column_means_bend_is_one() -> None:
    """As Qt draws it at twice the size: steep thick arms, the lower end cut off flat."""
    large = 8
    image = Image.new("RGB", (41 * large, 41 * large), "#eff0f1")
    draw = ImageDraw.Draw(image)
    draw.rectangle((6 * large, 6 * large, 35 * large - 1, 35 * large - 1), "#fcfcfc", "#b0b0b0", 2 * large)
    corners = [(13, 18), (15, 18), (18.5, 24), (25.5, 11), (28, 12), (20, 29), (16.5, 29), (12, 20)]
    draw.polygon([(x * large, y * large) for x, y in corners], "#232627")
    small = image.resize((41, 41), Image.Resampling.BOX)
    assert mark_state(np.asarray(small), Box(6, 6, 35, 35), "checkbox") == "on"


@pytest.mark.parametrize("shift", [(0, 0, 0, 0), (0, 0, 1, 1), (-1, -1, 1, 1), (1, 1, 1, 1)])
def test_a_cross_is_seen_though_its_border_is_found_a_pixel_aside(shift: tuple[int, int, int, int]) -> None:
    image = Image.new("RGB", (60, 60), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((20, 20, 38, 38), outline="#666666")
    draw.line((22, 22, 36, 36), fill="black", width=2)
    draw.line((22, 36, 36, 22), fill="black", width=2)
    box = Box(20 + shift[0], 20 + shift[1], 39 + shift[2], 39 + shift[3])
    assert mark_state(np.asarray(image), box, "checkbox") == "on"
