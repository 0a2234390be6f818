"""Names for colours, as people say them."""

from __future__ import annotations

import colorsys

from gui_agent.perception.element import ColourName

_HUES: tuple[tuple[float, ColourName], ...] = (
    (14, "red"),
    (41, "orange"),
    (68, "yellow"),
    (165, "green"),
    (195, "cyan"),
    (258, "blue"),
    (295, "purple"),
    (342, "pink"),
    (361, "red"),
)


def colour_name(red: int, green: int, blue: int) -> ColourName:
    """The basic name of a colour (each part 0 to 255)."""
    hue, lightness, _ = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
    chroma = (max(red, green, blue) - min(red, green, blue)) / 255
    if chroma < 0.09 or (chroma < 0.16 and (lightness > 0.85 or lightness < 0.2)):
        return "black" if lightness < 0.2 else "white" if lightness > 0.93 else "grey"
    name = next(name for limit, name in _HUES if hue * 360 < limit)
    if name in {"orange", "red"} and hue * 360 >= 14 and lightness < 0.36:
        return "brown"
    if name == "red" and lightness > 0.72:
        return "pink"
    return name


def unpack(colour: int) -> tuple[int, int, int]:
    """(red, green, blue) of a pixel of `Screenshot.pixels`."""
    return (colour >> 16) & 255, (colour >> 8) & 255, colour & 255
