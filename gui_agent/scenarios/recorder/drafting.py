"""From the moments of a recording to the steps of a scenario: fields filled, corrections gone, wrong clicks left out and named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from gui_agent.perception.change.change import compare
from gui_agent.perception.geometry import Box, Point
from gui_agent.scenarios.recorder.moments import SPECK, Moment
from gui_agent.scenarios.recorder.naming import ACTING, Aimed, label_in

TALL = 2.6
"""Lines: Enter belongs to the text in a field that is so many lines tall."""
LINE = 24
"""Pixels of a line, where nothing better is known."""
_TABS = frozenset({"tab", "shift+tab", "backtab"})
CLICKS = {("left", 1): "left_click", ("left", 2): "left_double_click", ("right", 1): "right_click", ("middle", 1): "middle_click"}


@dataclass
class Draft:
    """One step, and the moments that it is made of."""

    kind: str
    value: Any
    moment: Moment
    """The last of its moments: what came of the step came of it."""
    comment: str = ""
    label: str = ""
    """Of the field that a text goes into."""
    scrolls: list[Moment] = field(default_factory=list)
    """Turns of the wheel that were made to find it."""


@dataclass
class Drafted:
    """The steps, and what was left out, in words."""

    steps: list[Draft]
    left_out: list[str]


def draft(moments: Sequence[Moment]) -> Drafted:
    """The steps that do what was done."""
    return _Drafting(list(moments)).drafted()


class _Drafting:
    def __init__(self, moments: list[Moment]) -> None:
        self._moments = moments
        self._steps: list[Draft] = []
        self._left_out: list[str] = []
        self._scrolls: list[Moment] = []

    def drafted(self) -> Drafted:
        for click, text in pairwise(self._moments):
            _put_into_what_was_clicked(click, text)
        at = 0
        while at < len(self._moments):
            undone = self._undone(at)
            if undone:
                names = " and ".join(_said(moment) for moment in self._moments[at : at + undone])
                self._left_out.append(f"{names}: the screen was as before")
                at += undone
                continue
            at += self._one(at)
        for moment in self._scrolls:
            self._scroll(moment)
        return Drafted(self._steps, self._left_out)

    def _add(self, kind: str, value: Any, moment: Moment, comment: str = "", label: str = "") -> None:
        scrolls = self._scrolls if kind in CLICKS.values() or kind == "type" or kind == "left_drag" else []
        if not scrolls:
            for earlier in self._scrolls:
                self._scroll(earlier)
        self._scrolls = []
        self._steps.append(Draft(kind, value, moment, comment, label, scrolls))

    def _scroll(self, moment: Moment) -> None:
        value = {"direction": moment.gesture.direction, "step": min(100, moment.gesture.count)}
        self._steps.append(Draft("scroll", value, moment))

    def _next(self, at: int, kind: str) -> Moment | None:
        following = self._moments[at + 1] if at + 1 < len(self._moments) else None
        return following if following is not None and following.gesture.kind == kind else None

    def _one(self, at: int) -> int:
        """The step for one moment; how many moments it takes."""
        moment = self._moments[at]
        match moment.gesture.kind:
            case "scroll":
                self._scrolls.append(moment)
                return 1
            case "click":
                return self._click(at, moment)
            case "text":
                return self._text(at, moment)
            case "drag":
                self._drag(moment)
                return 1
            case _:
                return self._key(at, moment)

    def _drag(self, moment: Moment) -> None:
        source, target = moment.aimed, moment.to
        words = source is not None and target is not None and source.words and target.words and source.words != target.words
        ends = (source, target) if words else (None, None)
        at = moment.gesture.to
        self._add("left_drag", {"from": _place(ends[0], moment), "to": _place(ends[1], moment, at)}, moment)

    def _click(self, at: int, moment: Moment) -> int:
        gesture, aimed = moment.gesture, moment.aimed
        typed = self._next(at, "text")
        plain = gesture.button == "left" and gesture.count == 1 and not gesture.modifiers
        if typed is not None and typed.into and self._fills(at + 1, typed) and _goes_into(moment, typed):
            return 1  # the click belongs to the typing
        if plain and typed is None and self._is_idle(moment):
            self._left_out.append(f"{_said(moment)}: it changed nothing" + (" but the focus" if _moved_focus(moment) else ""))
            return 1
        kind = CLICKS.get((gesture.button, gesture.count)) or CLICKS[(gesture.button, 1)]
        comment = f"{' and '.join(gesture.modifiers)} was held" if gesture.modifiers else ""
        self._add(kind, _place(aimed, moment), moment, comment)
        return 1

    def _fills(self, at: int, moment: Moment) -> bool:
        """Whether a text is all that its field holds then, so that the field may be filled; else it is typed where the caret is."""
        typed, field = moment.gesture.typed, moment.field
        if field is None or not moment.into:
            return False
        if typed.replaces or not moment.reported:
            lines = field.box.height > TALL * LINE
            return typed.replaces or moment.secret or not lines
        if field.value.strip() == typed.text.strip():
            return True
        return field.box.height <= TALL * LINE

    def _needs_field(self, at: int) -> bool:
        """Whether a step must say where its text goes: it has a name, or the user led the caret there."""
        moment, previous = self._moments[at], self._moments[at - 1] if at else None
        label = " ".join(moment.field.text.split()) if moment.field is not None else ""
        if moment.secret or moment.gesture.typed.replaces or (label and label in moment.into):
            return True
        return previous is not None and (previous.gesture.kind in ("click", "drag") or previous.gesture.keys in _TABS)

    def _is_idle(self, moment: Moment) -> bool:
        """Whether a click did nothing that can be seen, on something that does nothing."""
        aimed = moment.aimed
        if aimed is None or aimed.kind in ACTING:
            return False
        if aimed.kind in ("listrow", "icon") and moment.visible:
            return False
        return not moment.visible or _moved_focus(moment)

    def _text(self, at: int, moment: Moment) -> int:
        text, into = moment.gesture.typed.text, moment.into if self._fills(at, moment) and self._needs_field(at) else ""
        enter = self._next(at, "key")
        submits = enter is not None and enter.gesture.keys == "enter" and enter.gesture.count == 1
        if moment.field is not None and moment.field.box.height > TALL * LINE:
            submits = False
        reported = moment.field.value if moment.field is not None and moment.reported else ""
        if (
            not moment.secret
            and (moment.gesture.typed.uncertain or not moment.gesture.typed.replaces)
            and text
            and text in reported
        ):
            text = reported.strip("\n") if into else text
        if not text:
            if moment.gesture.typed.replaces and into:
                self._add("do", f"clear {into}", moment)
            else:
                self._left_out.append("a text that was typed and removed again")
            return 1
        last = enter if submits and enter is not None else moment
        label = label_in(into)
        value: Any = {"into": into, "text": text} if into else text
        if into and submits:
            value["submit"] = True
        last.secret = moment.secret
        last.gesture.typed = moment.gesture.typed
        self._add("type", value, last, label=label)
        if submits and not into:
            self._add("key", "enter", last)
        return 2 if submits else 1

    def _key(self, at: int, moment: Moment) -> int:
        gesture = moment.gesture
        typed = self._next(at, "text")
        if gesture.keys in _TABS and typed is not None and typed.into and self._fills(at + 1, typed):
            return 1  # the text says where it goes
        value: Any = gesture.keys if gesture.count == 1 else {"keys": gesture.keys, "presses": min(100, gesture.count)}
        self._add("key", value, moment)
        return 1

    def _undone(self, at: int) -> int:
        """How many moments from here on left the screen as it was: a menu that was opened and closed again."""
        first = self._moments[at]
        if first.gesture.kind != "click" or not first.visible:
            return 0
        for count in (2, 3):
            some = self._moments[at : at + count]
            if len(some) < count or not all(_opens_or_closes(one) for one in some):
                return 0
            closing = some[-1].gesture
            if closing.keys not in ("escape",) and not (closing.kind == "click" and _same_place(some[0], some[-1])):
                continue
            if some[-1].after is not None and _as_before(first, some[-1]):
                return count
        return 0


def _put_into_what_was_clicked(click: Moment, text: Moment) -> None:
    """Where a field is not seen any more once it holds a text, the click into it says which it was; if it was empty."""
    aimed = click.aimed
    if text.into or text.gesture.kind != "text" or click.gesture.kind != "click" or aimed is None or aimed.kind != "field":
        return
    if aimed.words and aimed.element is not None and not aimed.element.value:
        text.into, text.field = aimed.words, aimed.element


def _opens_or_closes(moment: Moment) -> bool:
    return moment.gesture.kind == "click" or moment.gesture.keys == "escape"


def _same_place(one: Moment, other: Moment) -> bool:
    aimed = one.aimed
    return aimed is not None and aimed.element is not None and aimed.element.box.contains(other.gesture.at)


def _as_before(first: Moment, last: Moment) -> bool:
    """Whether the screen is as it was, but for where the mouse is or was."""
    assert last.after is not None
    boxes = compare(first.before.screenshot(), last.after.screenshot()).boxes
    places = [one.aimed.element.box.padded(6) for one in (first, last) if one.aimed is not None and one.aimed.element is not None]
    return all(
        max(box.width, box.height) <= SPECK
        or any(place.contains(box.center) and place.contains(_corner(box)) for place in places)
        for box in boxes
    )


def _corner(box: Box) -> Point:
    return Point(box.left, box.top)


def _goes_into(click: Moment, typed: Moment) -> bool:
    """Whether a click put the caret where the text went."""
    if typed.field is None or click.gesture.button != "left":
        return False
    return typed.field.box.padded(4).contains(click.gesture.at) or (click.aimed is not None and click.aimed.words == typed.into)


def _moved_focus(moment: Moment) -> bool:
    return (
        moment.frames_alone
        or bool(moment.evidence)
        and all(item.kind == "focus" for item in moment.evidence)
        or (
            moment.aimed is not None
            and moment.aimed.kind == "field"
            and not [item for item in moment.evidence if item.kind != "focus"]
        )
    )


def _place(aimed: Aimed | None, moment: Moment, point: Point | None = None) -> Any:
    """How a target is written: words, or its place in the window where there are none."""
    if aimed is not None and aimed.words:
        return aimed.words
    at, window = point or moment.gesture.at, moment.before.window
    left, top = (window.left, window.top) if window is not None else (0, 0)
    return {"at": [at.x - left, at.y - top]}


def _said(moment: Moment) -> str:
    """A moment in words, for the note on what was left out."""
    gesture, aimed = moment.gesture, moment.aimed
    if gesture.kind == "key":
        return gesture.keys.capitalize() if gesture.keys != "escape" else "Escape"
    if aimed is None or aimed.element is None:
        return "a click on an empty place"
    if aimed.label and aimed.kind not in ACTING and aimed.kind != "field":
        return f'a click on "{aimed.label}"'
    return f"a click on {aimed.words or aimed.label or 'something without a name'}"
