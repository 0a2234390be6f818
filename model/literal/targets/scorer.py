"""How well a spot fits a target: features in one table, their weights in `weights.json`, which a script fits on the corpus.

A score is the sum of features times weights. 1 is a spot of the named kind that says the label by the letter; from ENOUGH on a spot
counts as one that may be meant, and it must be better than the next by CLEAR to be the one. `explain` says what a score is made of.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from gui_agent.model.literal.language.intents import Role, Target
from gui_agent.model.literal.language.text_match import CASE, LOOKALIKE, similarity
from gui_agent.model.literal.sight.icon_names import OTHERS, SIGNS, SYNONYMS
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.perception.geometry import Box

FEATURES: Final[dict[str, str]] = {
    "label": "how alike its label and the wanted one are, 0 to 1",
    "longer": "its label holds the word after the wanted one as well",
    "near_kind": "it is of a kind that people or the detector take for the one named",
    "other_kind": "it is another widget than the one named",
    "prose_for_kind": "it is plain text, though a widget was named",
    "caption": "it is plain text, though something was named that text never is: a field, a list, a check box",
    "part": "it is a word of a longer text, whose other words stand right beside it",
    "prose": "it is plain text, and no kind was named",
    "value": "it is its value that fits, not its label",
    "placeholder": "a field without a label was named by what is in it",
    "long_value": "it is a text area whose text fits",
    "drawing": "it is an icon of that name, without a label",
    "disabled": "it is greyed out",
    "elsewhere": "it is not in the part of the screen that was named",
    "role_without_label": "the kind fits, and no label was wanted",
    "near_without_label": "only a near kind fits, and no label was wanted",
    "unlabelled": "no label was wanted, and it has neither label nor value",
}
"""Each feature and what it means."""
WEIGHTS_FILE: Final = Path(__file__).with_name("weights.json")

KINDS: Final[dict[Role, frozenset[str]]] = {
    "button": frozenset({"button", "icon"}), "link": frozenset({"link"}), "field": frozenset({"field"}),
    "textarea": frozenset({"textarea"}), "checkbox": frozenset({"checkbox"}), "radio": frozenset({"radio"}),
    "tab": frozenset({"tab"}), "menu": frozenset({"button", "item", "text"}), "menuitem": frozenset({"item", "text"}),
    "icon": frozenset({"icon"}), "dialog": frozenset({"dialog"}), "list": frozenset({"list"}), "dropdown": frozenset({"dropdown"}),
    "slider": frozenset({"slider"}), "spinner": frozenset({"spinner"}), "image": frozenset({"image", "icon", "shape"}),
    "text": frozenset({"text"}), "word": frozenset({"word", "text"}), "paragraph": frozenset({"text"}),
}  # fmt: skip
"""Which kinds of spots a role may be, in the screen's terms; roles that are not listed may be anything."""
_SECOND: Final = 0.8
"""How well a drawing fits that is only the second one for a word."""
FRAMED: Final = frozenset({"field", "textarea", "dropdown", "spinner", "slider", "checkbox", "radio", "list"})
"""What is never only a text: a text of that name is its caption."""
NEAR_KINDS: Final[dict[Role, frozenset[str]]] = {
    "field": frozenset({"textarea", "spinner", "dropdown"}), "textarea": frozenset({"field"}),
    "radio": frozenset({"checkbox", "item", "dropdown"}), "dropdown": frozenset({"field", "button"}),
    "list": frozenset({"textarea", "dropdown"}), "spinner": frozenset({"field"}),
    "button": frozenset({"tab", "link", "dropdown", "item"}), "tab": frozenset({"button", "link"}), "link": frozenset({"tab", "button"}),
    "checkbox": frozenset({"radio", "item"}), "menu": frozenset({"link", "dropdown", "icon"}),
    "menuitem": frozenset({"link", "button", "checkbox", "radio", "tab"}), "icon": frozenset({"button", "image", "shape"}),
}  # fmt: skip
"""What a kind may be taken for by people or by the detector."""


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(WEIGHTS_FILE.read_text())
    return data


def weights() -> Mapping[str, float]:
    """The weight of each feature."""
    found: dict[str, float] = _data()["features"]
    return found


def reading_weights() -> Mapping[str, float]:
    """The weights by which a reading of the instruction is judged on the screen."""
    found: dict[str, float] = _data()["readings"]
    return found


ENOUGH: Final = float(_data()["enough"])
"""From here on a label counts as the one that was meant."""
CLEAR: Final = float(_data()["clear"])
"""A candidate must be better than the next one by this much to be the one that was meant."""


def score(features: Mapping[str, float]) -> float:
    """The sum of features times weights."""
    known = weights()
    return sum(known[name] * value for name, value in features.items())


def explain(features: Mapping[str, float]) -> str:
    """What a score is made of: "label 0.91, other kind -0.05"."""
    known = weights()
    parts = [(name.replace("_", " "), known[name] * value) for name, value in features.items() if value]
    return ", ".join(f"{name} {worth:.2f}" if name == "label" else f"{name} {worth:+.2f}" for name, worth in parts)


def label_features(target: Target, spot: Spot, frame: Box) -> dict[str, float]:
    """The features of a spot for a target with a label; `label` is 0 where nothing of it fits."""
    likeness, more = _likeness(target, spot)
    return {"label": likeness, **more, **_kind_features(target, spot), **_common(target, spot, frame)}


def bare_features(target: Target, spot: Spot, frame: Box) -> dict[str, float]:
    """The features of a spot for a target that is only named by its kind; empty where the kind does not fit."""
    kinds = KINDS.get(target.role) if target.role else None
    near = NEAR_KINDS.get(target.role, frozenset()) if target.role else frozenset()
    if target.role == "button" and spot.kind == "icon":
        fits = "near_without_label"  # a picture is one only where there is no other
    elif kinds is None or spot.kind in kinds:
        fits = "role_without_label"
    elif spot.kind in near:
        fits = "near_without_label"
    else:
        return {}
    bare = not (spot.label or spot.value or spot.name) and spot.kind in ("button", "icon", "link", "tab", "item")
    return {fits: 1.0, "unlabelled": float(bare), **_common(target, spot, frame)}


def _likeness(target: Target, spot: Spot) -> tuple[float, dict[str, float]]:
    by_label = similarity(target.label, spot.label)
    if target.phrase != target.label and not target.quoted:
        by_label = max(by_label, similarity(target.phrase, spot.label))
    name = spot.name or SIGNS.get(spot.label.strip(), "")
    by_name = similarity(target.label, name)
    if (spot.kind == "icon" or name != spot.name) and SYNONYMS.get(target.label.casefold()) == name != "":
        by_name = max(by_name, CASE)
    elif name and OTHERS.get(target.label.casefold()) == name:
        by_name = max(by_name, _SECOND)
    by_value = similarity(target.label, spot.value) if target.role != "field" or not spot.label else 0.0
    if target.longer and similarity(target.longer, spot.label) >= LOOKALIKE:
        return 1.0, {"longer": 1.0}
    best = max(by_label, by_name, by_value)
    if best == by_label:
        return best, {}
    if best == by_name:
        return best, {"drawing": 1.0}
    if target.role == "field":
        return best, {"placeholder": 1.0}
    return best, {"value": 1.0, "long_value": float(spot.kind == "textarea")}


def _kind_features(target: Target, spot: Spot) -> dict[str, float]:
    kinds = KINDS.get(target.role) if target.role else None
    prose = spot.kind in ("text", "word")
    if kinds is None:
        return {"prose": float(prose)}
    if spot.kind in kinds:
        return {}
    if target.role and spot.kind in NEAR_KINDS.get(target.role, frozenset()):
        return {"near_kind": 1.0}
    if prose:
        return {"caption": 1.0} if target.role in FRAMED else {"prose_for_kind": 1.0}
    return {"other_kind": 1.0}


def _common(target: Target, spot: Spot, frame: Box) -> dict[str, float]:
    found = {"disabled": float(not spot.enabled)}
    if target.area is not None:
        found["elsewhere"] = float(not _in_area(spot.box, target.area, frame))
    return found


def _in_area(box: Box, area: tuple[int, int], frame: Box) -> bool:
    across, down = area
    right = (box.center.x - frame.left) / max(1, frame.width) - 0.5
    low = (box.center.y - frame.top) / max(1, frame.height) - 0.5
    return across * right >= 0 and down * low >= 0
