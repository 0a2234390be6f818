"""Targets that are named by what they look like: "the red square", "a small letter", "the larger box"."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.language.vocabulary import COLOURS
from gui_agent.model.literal.sight.figures import Figure, colour_distance, nearest_colour
from gui_agent.model.literal.sight.scene import Scene
from gui_agent.model.literal.sight.spot import WIDGETS, Spot
from gui_agent.model.literal.sight.text_colour import ink_colour
from gui_agent.perception.geometry import Box

_LIKE: Final = 75.0
_NEAR: Final = 40.0
"""How far apart two colours (Euclidean, 0-255 per channel) are one and the same."""
_FORMS: Final[dict[str, frozenset[str]]] = {
    "circle": frozenset({"circle", "ellipse"}), "dot": frozenset({"circle"}), "ellipse": frozenset({"ellipse", "circle"}),
    "square": frozenset({"square"}), "rectangle": frozenset({"rectangle", "square"}), "triangle": frozenset({"triangle"}),
    "star": frozenset({"star", "other"}), "box": frozenset({"square", "rectangle"}), "block": frozenset({"square", "rectangle"}),
}  # fmt: skip
_SOLID: Final = frozenset({"circle", "ellipse", "square", "rectangle", "triangle", "star", "other"})


def find_shapes(target: Target, scene: Scene) -> list[Spot]:
    """The shapes, digits or letters that fit the target's noun, colour and size."""
    spots = _of_noun(target.noun, scene)
    if target.colour:
        spots = _of_colour(spots, target.colour)
    if target.size:
        spots = _of_size(spots, target.size)
    return spots


def _of_noun(noun: str, scene: Scene) -> list[Spot]:
    characters = _characters(scene)
    if noun == "digit" or noun == "number":
        return [spot for spot in characters if spot.label.isdigit()]
    if noun == "letter":
        return [spot for spot in characters if spot.label.isalpha()]
    boxes = [spot.box for spot in characters]
    solid = [figure for figure in _foreground(scene) if not any(box.padded(2).contains(figure.box.center) for box in boxes)]
    named = [_spot(figure) for figure in solid if figure.form in _FORMS.get(noun, _SOLID) or (noun == "box" and _boxlike(figure))]
    if noun in ("shape", "figure") and (named or not characters):
        return named
    if noun not in ("item", "shape", ""):
        return named
    others = [_spot(figure) for figure in solid if figure.form == "glyph" and noun != "shape" and figure.area > 60]
    return [*named, *characters, *others]


def _characters(scene: Scene) -> list[Spot]:
    """Single characters that stand alone: digits and letters as pictures."""
    spots = []
    for line in scene.lines:
        if any(len(word.text) > 1 for word in line.words):
            continue
        for word in line.words:
            text, place = word.text, word.box
            if not text.isalnum():
                continue
            inside = [
                figure
                for figure in scene.figures
                if place.contains(figure.box.center)
                and figure.area < 0.7 * place.padded(4).area
                and not _is_hole(figure, place, scene)
            ]
            best = max(inside, key=lambda figure: (figure.form in ("glyph", "other"), figure.area), default=None)
            if best is not None and best.form == "circle" and text in "oO0":
                continue  # a filled circle that the reader took for a letter
            ink = ink_colour(np.asarray(scene.screenshot.image).astype(np.int16), best.box if best else place)
            spots.append(Spot(best.box if best else place, "shape", label=text, colour=ink, name="character"))
    for figure in _foreground(scene):
        if figure.form not in ("glyph", "other") or any(spot.box.padded(4).contains(figure.box.center) for spot in spots):
            continue
        around = scene.reader.read(scene.screenshot, figure.box.padded(figure.box.height))
        text = "".join(line.text for line in around if line.box.contains(figure.box.center)).strip()
        if len(text) == 1 and text.isalnum():
            spots.append(Spot(figure.box, "shape", label=text, colour=figure.colour, name="character"))
    return spots


def _is_hole(figure: Figure, place: Box, scene: Scene) -> bool:
    """Whether a figure has the colour of what is behind a letter: the inside of an O."""
    behind = scene.screenshot.image.getpixel((max(0, place.left), max(0, place.top)))
    return isinstance(behind, tuple) and math.dist(figure.colour, behind) < _NEAR


def _foreground(scene: Scene) -> list[Figure]:
    """Figures that are neither background nor the holes of letters."""
    frame = scene.frame
    texts = [line.box for line in scene.lines if len(line.text.strip()) > 1]
    widgets = [spot for spot in scene.spots if spot.kind in WIDGETS and spot.kind != "icon"]
    figures = []
    for figure in scene.figures:
        huge = figure.box.width > 0.5 * frame.width or figure.box.height > 0.6 * frame.height
        in_text = any(box.contains(figure.box.center) and figure.box.height <= box.height for box in texts)
        hole = figure.area < 300 and min(figure.colour) > 235
        grey = max(figure.colour) - min(figure.colour) < 40
        filled = max(figure.colour) < 60 and figure.form in ("circle", "square")  # no mark of a check box or radio button
        widget = grey and any(
            spot.box.padded(3).contains(figure.box.center) and figure.box.area > 0.5 * spot.box.area
            for spot in widgets
            if not (filled and spot.kind in ("radio", "checkbox"))
        )
        if not huge and not in_text and not hole and not widget and not _is_ground(figure, scene):
            figures.append(figure)
    return figures


def _is_ground(figure: Figure, scene: Scene) -> bool:
    """Whether a pale area is what other things are on: a page, a card."""
    if min(figure.colour) < 200 or max(figure.colour) - min(figure.colour) > 25:
        return False
    return sum(figure.box.contains(other.box.center) for other in scene.figures if other is not figure) >= 2


def _boxlike(figure: Figure) -> bool:
    """A box that something else covers in part still is one."""
    return (
        figure.area > 0.6 * figure.box.area
        and figure.box.width > 12
        and figure.box.height > 12
        and figure.form in ("glyph", "other")
    )


def _spot(figure: Figure) -> Spot:
    return Spot(figure.box, "shape", colour=figure.colour, name=figure.form)


def _of_colour(spots: Sequence[Spot], name: str) -> list[Spot]:
    near = [spot for spot in spots if spot.colour and colour_distance(spot.colour, name) < _LIKE]
    if near:
        return near
    same = {other for other, value in COLOURS.items() if value == COLOURS[name]}
    return [spot for spot in spots if spot.colour and (nearest_colour(spot.colour) in same or _hue_is(spot.colour, name))]


def _hue_is(colour: tuple[int, int, int], name: str) -> bool:
    """Whether a shade of a plain colour is meant: dark blue and light blue are blue."""
    red, green, blue = colour
    strongest = {"red": red, "green": green, "blue": blue}
    if name not in strongest or max(colour) - min(colour) < 40:
        return False
    return all(strongest[name] > value + 40 for other, value in strongest.items() if other != name)


def _of_size(spots: Sequence[Spot], size: str) -> list[Spot]:
    """The small or large ones among shapes of one kind; "smaller" and "smallest" is one."""
    if not spots:
        return []
    ordered = sorted(spots, key=lambda spot: _extent(spot.box))
    if size in ("smaller", "smallest"):
        return ordered[:1]
    if size in ("larger", "largest"):
        return ordered[-1:]
    low, high = _extent(ordered[0].box), _extent(ordered[-1].box)
    middle = math.sqrt(low * high)
    if high < 1.2 * low:
        return list(spots)
    return [spot for spot in spots if (_extent(spot.box) < middle) == (size == "small")]


def _extent(box: Box) -> float:
    return float(max(box.width, box.height))
