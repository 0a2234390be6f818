"""What came of an action, judged by the evidence: whether it did what such an action does."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from gui_agent.actions import secrets
from gui_agent.actions.action import (
    BaseAction,
    Hover,
    Key,
    LeftClick,
    LeftDoubleClick,
    LeftDrag,
    MiddleClick,
    RightClick,
    Type,
    Wait,
)
from gui_agent.actions.effect import Effect, Evidence, OutcomeKind, places
from gui_agent.perception.change.change import Change, grown
from gui_agent.perception.change.movement import TILE
from gui_agent.perception.geometry import Box, Point
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.run.letters import letters

READ_BACK = 82
"""Percent of likeness from which a text that is read is the one that was typed: single letters are misread."""
PART = 0.3
"""Share of a text that has arrived where some of it has."""
LINE = 8
"""Pixels that a click may miss the line of the caret by that it puts there."""
NEAR = 60
"""Pixels around a target in which a change belongs to it."""
ROW = (260, 16)
"""The same to each side in the target's own row: a check box is at the beginning of its caption."""
SMALL = (24, 260)
"""The longest side and the area in pixels of a change that may be a clock's digit: far from the target it proves nothing."""
BAR, LONG = 6, 60
"""Pixels: a line that is no wider, and so high at least, is a scroll bar that comes and fades; the pointer or a focus shows it."""
SPINNER = 64
"""Pixels: what is no larger, or is thin, and shows no text may turn, or run to and fro, by itself."""
THIN, ALONG = 8, 6
"""Pixels: what is no higher, and changes in the line of something that changed before, is a part of it, up to so many squares away."""
CLICKS = (LeftClick, LeftDoubleClick, RightClick, MiddleClick)
PRESSED = frozenset({"button", "link"})
"""What is clicked to make something else happen: that it has the keyboard focus is nothing yet."""
MOVES_FOCUS = frozenset({"tab", "up", "down", "left", "right", "home", "end", "page_up", "page_down", "pageup", "pagedown"})
"""Keys that are pressed to move the keyboard focus: after others a frame says that the keyboard is used, and no more."""
MOVED = "it may have moved by itself"
_DOTS = re.compile(r"[\W_oO0]{2,}")


def judge(
    action: BaseAction,
    change: Change,
    evidence: tuple[Evidence, ...],
    after: Screenshot,
    *,
    only_looks: bool = False,
    restless: NDArray[np.bool_] | None = None,
    only_frames: bool = False,
) -> Effect:
    """The effect of an action that changed the screen like this; `only_looks` as in `Settled`, `restless` as in `Before`.

    `only_frames`: all that changed are frames around things, as they come and go with the keyboard focus.
    """
    outcome, reason = _outcome(action, change, evidence, after.region)
    if outcome == "confirmed" and change and not evidence and _is_restless(action, change, after.region, restless):
        outcome, reason = "unverifiable", MOVED
    if outcome == "confirmed" and isinstance(action, (*CLICKS, Key)):
        focused = bool(evidence) and all(item.kind == "focus" and item.role in PRESSED for item in evidence)
        if focused and isinstance(action, CLICKS):
            outcome, reason = "unverifiable", "nothing else changed"
        elif only_frames and isinstance(action, Key) and not evidence and not MOVES_FOCUS & set(action.keys.lower().split("+")):
            outcome, reason = "unverifiable", "only the frame around something changed"
        elif only_looks and change and not evidence and not change.caret:
            outcome, reason = "unverifiable", "only the look of what the mouse is on, or was on, changed"
    where = places(change.boxes, after.region)
    return Effect(outcome, reason, evidence, where, change.fraction, change.caret)


def may_move(action: BaseAction, effect: Effect, change: Change) -> bool:
    """Whether all that an action is said to have done is of a kind that also comes by itself: it is to be looked at again."""
    if effect.outcome != "confirmed" or effect.evidence or effect.caret or not isinstance(action, Key) or not change.boxes:
        return False
    return all(min(box.size) <= THIN or max(box.size) <= SPINNER for box in change.boxes)


def _outcome(action: BaseAction, change: Change, evidence: Sequence[Evidence], frame: Box) -> tuple[OutcomeKind, str]:
    if not change and not evidence:
        return ("confirmed" if change.caret else "no_effect"), ""
    if isinstance(action, Type):
        return _typed(action, evidence)
    if isinstance(action, LeftDrag) and not evidence and not _at_an_end(action, change, frame):
        return "unexpected", "nothing changed at the two ends of the drag"
    if not evidence and not isinstance(action, Wait | Hover) and _is_far_and_small(action, change, frame):
        return "unverifiable", MOVED
    return "confirmed", ""


def _typed(action: Type, evidence: Sequence[Evidence]) -> tuple[OutcomeKind, str]:
    """Whether the text that was typed is on the screen."""
    if secrets.find(action.content):
        return "confirmed", ""
    wanted = letters(action.content)
    found = [letters(item.now or item.what) for item in evidence if item.kind in ("value", "changed", "appeared", "titled")]
    if not wanted or any(_contains(text, wanted) for text in found):
        return _with_indents(action.content, evidence)
    if any(_DOTS.fullmatch(item.now or item.what) for item in evidence if item.kind in ("value", "changed", "appeared")):
        return "confirmed", "it is shown as dots"
    lines = [letters(line) for line in action.content.splitlines() if len(letters(line)) > 2]
    arrived = sum(any(_contains(text, line) for text in found) for line in lines)
    if lines and arrived == len(lines):
        return _with_indents(action.content, evidence)
    longest = max((_prefix(text, wanted) for text in found), default=0)
    if arrived or longest >= max(2, PART * len(wanted)):
        return "partial", "only a part of the text can be read"
    if any(item.kind in ("opened", "closed") for item in evidence):
        return "unexpected", "the text cannot be read anywhere"
    return "unverifiable", "the text itself cannot be read"


def _with_indents(content: str, evidence: Sequence[Evidence]) -> tuple[OutcomeKind, str]:
    """The outcome of a text whose letters arrived: editors indent by themselves, and a line that is read does not say how far."""
    written = [line.rstrip() for line in content.splitlines() if line.strip()]
    if not any(line[0].isspace() for line in written[1:]):
        return "confirmed", ""
    for item in evidence:
        if item.kind == "value" and set(written) <= {line.rstrip() for line in item.now.splitlines()}:
            return "confirmed", ""
    return "unverifiable", "its lines can be read, but not how far they are indented: an editor may indent by itself"


def _contains(text: str, wanted: str) -> bool:
    if not text or not wanted:
        return False
    if wanted in text:
        return True
    return len(wanted) >= 4 and len(text) >= 0.7 * len(wanted) and fuzz.partial_ratio(wanted, text) >= READ_BACK


def _prefix(text: str, wanted: str) -> int:
    """How many of the first letters of a text are in another one."""
    length = 0
    while length < len(wanted) and wanted[: length + 1] in text:
        length += 1
    return length


def _at_an_end(action: LeftDrag, change: Change, frame: Box) -> bool:
    ends = [_box(place.to_pixels(frame)) for place in (action.start_box, action.end_box)]
    return any(end.padded(NEAR).intersection(box) for end in ends for box in change.boxes)


def _is_restless(action: BaseAction, change: Change, frame: Box, restless: NDArray[np.bool_] | None) -> bool:
    """Whether all that changed, away from what the action was aimed at, also changed before it, or is beside what did."""
    if restless is None or not restless.any() or isinstance(action, Wait):
        return False
    targets = [_box(place.to_pixels(frame)).padded(NEAR) for place in action.places]
    around = grown(restless)
    for box in change.boxes:
        inside = box.offset(-frame.left, -frame.top)
        rows = slice(max(0, inside.top) // TILE, (inside.bottom - 1) // TILE + 1)
        columns = slice(max(0, inside.left) // TILE, (inside.right - 1) // TILE + 1)
        if any(box.intersection(target) for target in targets):
            return False
        if box.height <= THIN:  # the part of a progress bar that goes to and fro
            columns = slice(max(0, columns.start - ALONG), columns.stop + ALONG)
            if not around[rows, columns].any():
                return False
        elif not around[rows, columns].all():
            return False
    return True


def _is_far_and_small(action: BaseAction, change: Change, frame: Box) -> bool:
    targets = [_box(place.to_pixels(frame)) for place in action.places]
    near = [Box(t.left - ROW[0], t.top - ROW[1], t.right + ROW[0], t.bottom + ROW[1]) for t in targets]
    near += [target.padded(NEAR) for target in targets]
    is_click = isinstance(action, CLICKS)  # it takes the keyboard, and its frame, from another thing
    return all(
        (_is_small(box) or _is_bar(box) or (is_click and min(box.size) <= THIN)) and not any(box.intersection(t) for t in near)
        for box in change.boxes
    )


def _is_small(box: Box) -> bool:
    return max(box.width, box.height) <= SMALL[0] and box.area <= SMALL[1]


def _is_bar(box: Box) -> bool:
    return box.width <= BAR and box.height >= LONG


def _box(place: Box | Point) -> Box:
    return place if isinstance(place, Box) else Box(place.x, place.y, place.x + 1, place.y + 1)
