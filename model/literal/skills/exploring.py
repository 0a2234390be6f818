"""Looking through what the instruction names in general: the tabs, the sections, the nodes of a tree, the pages, one after another.

Only what the instruction mentions is gone through ("in one of the tabs"), each part once, and each is said; a tab, a section or a page
can be left again.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from typing import Final

from gui_agent.actions.action import Key, LeftClick
from gui_agent.model.literal.language import intents
from gui_agent.model.literal.language.intents import Step, Target
from gui_agent.model.literal.language.wording import content_words
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.skills.closing import has_unfolded
from gui_agent.model.literal.skills.outcome import Act
from gui_agent.model.literal.skills.pointing import place, saw
from gui_agent.model.literal.targets import relations
from gui_agent.model.literal.targets.entries import entries, next_page
from gui_agent.model.literal.targets.situation import Situation
from gui_agent.perception.geometry import Box

_MOST: Final = 24
"""Parts that are looked into for one step, at most."""
_SAID: Final[dict[str, re.Pattern[str]]] = {
    "tabs": re.compile(r"\btabs\b"),
    "sections": re.compile(r"\b(?:sections|accordion|panels|collapsibles|headers|headings|categories)\b"),
    "tree": re.compile(r"\b(?:tree|folders|directories|nodes|hierarchy)\b"),
    "pages": re.compile(r"\b(?:pages|results|through|slides?|carousel|gallery|slideshow)\b"),
}
"""What in an instruction says that there are parts to be gone through."""
_MARKS: Final = "\u25b8\u25b6\u25ba\u203a>+\u229e\u276f\u25b7"
_OPENED: Final = "\u25be\u25bc\u25bd\u2212\u229f"
SIGNS_OF_PARTS: Final = _MARKS + _OPENED
"""What is before the name of a part that can be opened, or closed."""
_ABOUT: Final = "about: "
"""What is noted of a tab that is called like what is looked for."""
_KEYED: Final = "key: "
"""What is noted of a node for which the key was pressed."""
_ASIDE: Final = 0.33
"""Share of a dialog's width that a list of its categories takes, from the left, at most."""
_SETTINGS: Final = frozenset({"checkbox", "radio", "dropdown", "spinner", "slider", "field"})
_FILE: Final = re.compile(r"\.\w{1,4}$")


def explore(step: Step, situation: Situation) -> Act | None:
    """Open the next part in which the step's target may be; None where none is left, or none was mentioned."""
    target = sought(step)
    if not (target.label or target.pattern or target.ordinal) or len(situation.search.tried) >= _MOST:
        return None
    if (page := _page_of_dialog(step, situation)) is not None:
        return page
    if isinstance(step, intents.Choose):
        return None
    if (alike := _tab_about(step, situation)) is not None:
        return alike
    task = situation.scene.task
    if target.role == "item" and target.ordinal and not target.label:
        return _turn(situation, passed=len(entries(situation)))
    if target.relation is not None and target.relation.kind == "row" and next_page(situation) is not None:
        return _turn(situation, passed=0)  # the other rows of a table
    if (unfolding := _unfold(situation)) is not None:
        return unfolding
    for kind, said in _SAID.items():
        if not said.search(task) or (target.role in ("tab", "section") and kind in ("tabs", "sections")):
            continue  # the tab that is named is there or not; others need not be opened for it
        if kind == "pages":
            return _turn(situation, passed=0)
        parts = {"tabs": _tabs, "sections": _sections, "tree": _nodes}[kind](situation)
        closed = [part for part in parts if _key(part) not in situation.search.tried]
        if closed:
            return _open(closed[0], kind, situation)
    return None


def sought(step: Step) -> Target:
    """What a step is aimed at, for which is looked; a target without a label where it is nothing on the screen."""
    if isinstance(step, intents.Tick):
        return step.targets[0]
    if isinstance(step, intents.Choose):
        return step.where if step.where is not None and step.where.label else Target(step.values[0], label=step.values[0])
    target = getattr(step, "target", None)
    return target if isinstance(target, Target) else Target("")


def _page_of_dialog(step: Step, situation: Situation) -> Act | None:
    """The next tab, or category beside the settings, of the dialog in front: a setting may be on any of its pages."""
    front = situation.scene.front
    if front is None:
        return None
    own = [spot for spot in situation.scene.spots if spot.kind == "tab" and spot.label]  # in a row, or along a side
    tabs = own if len(own) > 1 else _tabs(situation)
    pages = [(part, "tabs of the dialog") for part in tabs if front.content.contains(part.box.center)]
    if not pages and isinstance(step, intents.Tick | intents.Choose | intents.Enter):
        pages = [(part, "categories of the dialog") for part in _categories(front.content, situation)]
    closed = [(part, kind) for part, kind in pages if _key(part) not in situation.search.tried]
    return _open(*closed[0], situation) if closed and len(pages) > 1 else None


def _tab_about(step: Step, situation: Situation) -> Act | None:
    """The one tab that is called like what the step is about ("Alarms" for "add an alarm"), once."""
    if any(key.startswith(_ABOUT) for key in situation.search.tried) or not isinstance(step, intents.Click | intents.Tick):
        return None
    said = set(content_words(step.said))
    tabs = [spot for spot in situation.scene.spots if spot.kind == "tab" and spot.label and spot.enabled]
    about = [spot for spot in tabs if (words := content_words(spot.label)) and set(words) <= said]
    if len(tabs) < 2 or len(about) != 1:
        return None
    saw(situation, about[0])
    situation.think(f"It may be in {about[0].label.strip()!r}; I look there.")
    search = replace(situation.search, tried=(*situation.search.tried, _ABOUT + _key(about[0])))
    return Act(LeftClick(**place(situation.scene, about[0])), situation.state, search)


def _categories(dialog: Box, situation: Situation) -> list[Spot]:
    """The rows of a list along the left side of a dialog, with settings on its right."""
    rows = [
        spot
        for spot in situation.scene.spots
        if spot.kind == "item"
        and spot.label
        and dialog.contains(spot.box.center)
        and spot.box.center.x < dialog.left + dialog.width * _ASIDE
    ]
    columns = relations.stacks(rows)
    right = max((spot.box.right for spot in rows), default=dialog.right)
    settings = [spot for spot in situation.scene.spots if spot.kind in _SETTINGS and dialog.contains(spot.box.center)]
    return max(columns, key=len) if columns and any(spot.box.left >= right for spot in settings) else []


def _key(spot: Spot) -> str:
    return spot.label.strip(SIGNS_OF_PARTS + " ").casefold()


def _open(part: Spot, kind: str, situation: Situation) -> Act:
    saw(situation, part)
    situation.think(f"It may be in {part.label.strip()!r}, one of the {kind}; I look there.")
    search = replace(situation.search, tried=(*situation.search.tried, _key(part)))
    return Act(LeftClick(**place(situation.scene, part)), situation.state, search)


def _unfold(situation: Situation) -> Act | None:
    """The key that opens a node of a tree, where clicking its name only marked it; once for each node."""
    last = situation.search.tried[-1] if situation.search.tried else ""
    if not _SAID["tree"].search(situation.scene.task) or not last or last.startswith(_KEYED) or has_unfolded(situation):
        return None
    situation.think("That only marked it; the arrow key opens the node of a tree.")
    return Act(Key(keys="right"), situation.state, replace(situation.search, tried=(*situation.search.tried, _KEYED + last)))


def _turn(situation: Situation, passed: int) -> Act | None:
    """The next page; None where nothing turns it, or the last turn changed nothing."""
    search = situation.search
    page = _page(situation)
    if (search.tried and situation.unchanged) or page in search.tried:  # behind the last page comes the first one again
        return None
    control = next_page(situation)
    if control is None:
        return None
    saw(situation, control)
    situation.think("It may be on another page; I turn to the next one.")
    turned = replace(search, tried=(*search.tried, page), passed=search.passed + passed)
    return Act(LeftClick(**place(situation.scene, control)), situation.state, turned)


def _page(situation: Situation) -> str:
    """What a page is noted as: the sum of its texts."""
    texts = [line.text for line in situation.scene.lines if sum(map(str.isalnum, line.text)) > 1]
    return f"page {zlib.crc32(' '.join(texts).encode()):x}"


def _tabs(situation: Situation) -> list[Spot]:
    """The tabs of the longest row of them; what is in the row of a tab is one."""
    tabs = [spot for spot in situation.scene.spots if spot.kind == "tab" and spot.label] or _joined_buttons(situation)
    if not tabs:
        return []
    row = [
        spot
        for spot in situation.scene.spots
        if spot.kind in ("tab", "button", "item", "link", "text")
        and spot.label
        and relations.same_row(spot.box, tabs[0].box)
        and abs(spot.box.center.y - tabs[0].box.center.y) < tabs[0].box.height // 2
    ]
    kept: list[Spot] = []
    for spot in sorted(row, key=lambda spot: (spot.kind != "tab", spot.box.left)):
        if not any(other.box.intersection(spot.box) for other in kept):
            kept.append(spot)
    return relations.reading_order(kept, lambda spot: spot.box)


def _joined_buttons(situation: Situation) -> list[Spot]:
    """The first of at least two framed words side by side, right above a larger frame: tabs that look like buttons."""
    areas = [spot.box for spot in situation.scene.spots if spot.kind in ("textarea", "panel", "list", "dialog")]
    buttons = [spot for spot in situation.scene.spots if spot.kind == "button" and spot.label]
    for spot in relations.reading_order(buttons, lambda spot: spot.box):
        height = spot.box.height
        beside = [
            one
            for one in buttons
            if one is not spot and relations.same_row(one.box, spot.box) and relations.gap(one.box, spot.box) < height / 2
        ]
        above = any(
            -4 <= area.top - spot.box.bottom < height / 3 and area.left <= spot.box.center.x <= area.right for area in areas
        )
        if beside and above:
            return [spot]
    return []


def _sections(situation: Situation) -> list[Spot]:
    """Headers that something can be opened with: marked by an arrow, else wide things of one width below one another."""
    if signed := marked(situation):
        return signed
    wide = [
        spot
        for spot in situation.scene.spots
        if spot.kind in ("button", "item", "tab", "dropdown", "field")
        and (spot.label or spot.value)
        and spot.box.width > 4 * spot.box.height
    ]
    found: list[Spot] = []
    for spot in wide:
        alike = [other for other in wide if abs(other.box.left - spot.box.left) < 5 and abs(other.box.right - spot.box.right) < 5]
        if len(alike) > max(1, len(found)):
            found = alike
    return [replace(spot, label=spot.label or spot.value) for spot in found]


def _nodes(situation: Situation) -> list[Spot]:
    """The nodes of a tree that may be opened: marked by an arrow or a plus, else entries whose name is no file's."""
    if signed := marked(situation):
        return signed
    names = [spot for spot in situation.scene.spots if spot.kind in ("item", "text", "link") and spot.label and spot.enabled]
    return [spot for spot in names if not _FILE.search(spot.label.strip()) and any(letter.isalpha() for letter in spot.label)]


def marked(situation: Situation) -> list[Spot]:
    """Texts with a sign before them that says that they can be opened, from the top."""
    spots = situation.scene.spots
    names = [
        spot for spot in spots if spot.kind in ("item", "text", "link", "button", "tab") and any(map(str.isalpha, spot.label))
    ]
    found = [spot for spot in names if spot.label.strip()[:1] in _MARKS and spot.label.strip()[:1]]
    small = [spot for spot in spots if spot.kind in ("icon", "shape") or spot.label.strip() in set(_MARKS)]
    for spot in names:
        height = spot.box.height
        beside = [
            mark
            for mark in small
            if relations.same_row(mark.box, spot.box)
            and -2 <= spot.box.left - mark.box.right < height
            and mark.box.height < 1.2 * height
        ]
        if beside and spot not in found:
            row = [
                mark
                for mark in small
                if relations.same_row(mark.box, spot.box) and 0 < spot.box.left - mark.box.left < 4 * height
            ]
            first = min(row, key=lambda mark: mark.box.left, default=beside[0])
            found.append(replace(first, label=spot.label) if len(row) > 1 else spot)
    return relations.reading_order(found, lambda spot: spot.box) if found else []
