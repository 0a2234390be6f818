"""Whether a text that was typed is in its field."""

from __future__ import annotations

import re
from typing import Final

from rapidfuzz import fuzz

from gui_agent.model.literal.language.text_match import canonical
from gui_agent.model.literal.skills.into_fields import Entering
from gui_agent.model.literal.targets.situation import Situation
from gui_agent.perception.geometry import Box

_DIGITS: Final = 4
"""So many digits and more are compared one by one."""
ALIKE: Final = 60
"""Percent: OCR of a field's content must come this close to what was typed, or typing is tried a second time."""
SURELY: Final = 80
"""Percent: the same where nothing is known to have changed in the field."""
SHORT: Final = 4
"""Letters: shorter texts are compared as they are."""
_EDGE: Final = 6
"""Pixels around a field that its frame may take."""
LOOKS: Final = 2
"""Seconds that are waited for a typed text to show: an application under load draws it late."""


def content_of(situation: Situation, state: Entering) -> str:
    """What is in the field that a text goes into, as its application reports or as it is read."""
    box = situation.scene.pixels(state.boxes[state.at])
    seen = situation.scene.reported_value(box) or situation.scene.text_in(box.padded(_EDGE))
    return state.text if is_drawn_beside(state, seen, situation) else seen  # an area may be reported without its beginning


def is_drawn_beside(state: Entering, seen: str, situation: Situation) -> bool:
    """Whether a text is read on a line at the height of an area for long texts in which nothing is read."""
    if seen or "textarea" not in state.label or len(canonical(state.text)) < SHORT:
        return False
    area = situation.scene.pixels(state.boxes[state.at]).padded(_EDGE)
    wanted = canonical(state.text)
    lines = [
        line for line in situation.scene.lines if area.top <= line.box.center.y <= area.bottom and line.box.left < area.right
    ]
    return any(wanted in canonical(line.text) for line in lines)


def is_behind_others(text: str, seen: str, area: bool) -> bool:
    """Whether a text is seen right behind other letters, with no space between: it was typed behind what was in the field."""
    word = text.strip().casefold()
    return not area and len(word) >= SHORT and re.search(rf"[^\W\d_]{{2}}{re.escape(word)}$", seen.strip().casefold()) is not None


def is_doubled(text: str, seen: str) -> bool:
    """Whether a text is seen twice, the one right behind the other."""
    wanted = canonical(text)
    return len(wanted) > 1 and 2 * wanted in canonical(seen)


def fits(text: str, seen: str, situation: Situation, box: Box) -> bool:
    """Whether what is seen in a field (`box`, pixels) can be what was typed: by the letter, cut off by its edge, or as dots.

    OCR errs on single characters, so a text need only be alike; but that something changed says nothing where it shows another text.
    """
    drawn = _changed_in(box, situation)
    if not text:
        return not seen or drawn
    wanted, found = canonical(text), canonical(seen)
    if not found:
        return drawn
    if text.strip().isdigit() and (numbers := re.findall(r"\d+", seen)):
        return text.strip() in numbers
    if re.fullmatch(r"[\W_o0\u2022\u25cf.]+", seen.strip()):
        return drawn
    if len(wanted) < SHORT:
        return wanted in found or (drawn and len(found) <= len(wanted) + 2)
    alike = fuzz.partial_ratio(found, wanted) >= (ALIKE if drawn else SURELY)
    digits = re.findall(r"\d", wanted)
    if alike and len(digits) >= _DIGITS and len(found) >= len(wanted):
        return "".join(digits) in "".join(re.findall(r"\d", found))  # a date that is alike is another date
    return alike


def _changed_in(box: Box, situation: Situation) -> bool:
    """Whether the last action changed something in a field; where nothing is known of its effect, it may have."""
    effect = situation.effect
    if effect is None or not effect.changed:
        return not situation.unchanged
    near = box.padded(_EDGE)
    return any(near.intersection(situation.scene.pixels((one.left, one.top, one.right, one.bottom))) for one in effect.changed)
