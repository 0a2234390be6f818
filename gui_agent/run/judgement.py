"""What came of an action, judged by the evidence: whether it did what such an action does."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

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
from gui_agent.actions.aim import aim
from gui_agent.actions.effect import Effect, Evidence, OutcomeKind, places
from gui_agent.actions.input.stack import TopWindow
from gui_agent.desktop.before import Before
from gui_agent.desktop.desktop import Desktop
from gui_agent.perception.change.change import Change, caret_came, compare, is_moved_caret
from gui_agent.perception.change.movement import TILE
from gui_agent.perception.change.settle import Settled
from gui_agent.perception.change.tracker import PATIENCE
from gui_agent.perception.geometry import Box, Point
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.run.evidence import Witness, of_windows
from gui_agent.run.letters import letters
from gui_agent.run.screens import Screens

LOOK_SECONDS = 4.0
"""How long to look for evidence at most; it takes some hundredths of a second, but for the first time."""
TEXT_SECONDS, TEXT_PATIENCE = 2.5, 0.8
"""How long a text that was typed is waited for in all, and for its next letters."""
TAKEN_SECONDS, PROMPT = 2.0, 0.03
"""How long an application may take to confirm that it has taken its input, before "no effect" is said; and if it is not slow."""
SLOW_SECONDS, SLOWER = 1.5, 5.0
"""How long a slow one is given in all to show something, and for each second that it took to confirm."""
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
THIN, ALONG = 8, 6
"""Pixels: what is no higher, and changes in the line of something that changed before, is a part of it, up to so many squares away."""
CLICKS = (LeftClick, LeftDoubleClick, RightClick, MiddleClick)
PRESSED = frozenset({"button", "link"})
"""What is clicked to make something else happen: that it has the keyboard focus is nothing yet."""
MOVED = "it may have moved by itself"
_DOTS = re.compile(r"[\W_oO0]{2,}")


@dataclass(frozen=True)
class Observed:
    """What came of an action, and the screen that shows it."""

    effect: Effect
    change: Change
    settled: Settled


async def observe_effect(
    desktop: Desktop, witness: Witness, action: BaseAction, before: Before, *, early: bool = False, late: bool = False
) -> Observed:
    """Wait for the effect of an action that was just performed, and judge it; a text that was typed is waited for.

    `early` and `late` as for `Desktop.settle`. Raises EnvironmentProblem.
    """
    settled = await desktop.settle(action, before.screenshot, early=early, late=late)
    observed = await _observe(desktop, witness, action, before, settled)
    if observed.effect.outcome == "no_effect" and not isinstance(action, Wait):
        observed = await _sure_of_nothing(desktop, witness, action, before, observed)
        settled = observed.settled
    if before.cut:
        return replace(observed, effect=replace(observed.effect, outcome="partial", reason=before.cut))
    until = time.monotonic() + TEXT_SECONDS
    while isinstance(action, Type) and observed.effect.outcome != "confirmed" and time.monotonic() < until:
        more = await desktop.settle(action, settled.screenshot, patience=TEXT_PATIENCE)
        if more.reason == "unchanged":
            break
        settled = more
        observed = await _observe(desktop, witness, action, before, settled)
    return observed


async def _sure_of_nothing(
    desktop: Desktop, witness: Witness, action: BaseAction, before: Before, observed: Observed
) -> Observed:
    """What came of an action that had no effect so far: an application that is slow to take its input is given more time."""
    start = time.monotonic()
    is_taken = await desktop.is_taken(action, before.screenshot.region, TAKEN_SECONDS)
    took = time.monotonic() - start
    if is_taken is None or (is_taken and took < PROMPT):
        return observed
    more = await desktop.settle(action, observed.settled.screenshot, patience=min(SLOW_SECONDS, PATIENCE + SLOWER * took))
    if more.reason != "unchanged":
        return await _observe(desktop, witness, action, before, more)
    if is_taken:
        return observed
    return replace(observed, effect=replace(observed.effect, outcome="unverifiable", reason="the application does not respond"))


async def _observe(desktop: Desktop, witness: Witness, action: BaseAction, before: Before, settled: Settled) -> Observed:
    after = settled.screenshot
    desktop.tell(after)
    change = _with_caret(action, before.screenshot, after, compare(before.screenshot, after, before.moving), settled)
    titles, tops = await desktop.windows()
    evidence: tuple[Evidence, ...] = ()
    if change or titles != before.titles:
        came, went = _boxes_beyond(tops, before.tops), _boxes_beyond(before.tops, tops)
        screens = Screens(before.screenshot, after, change, before.titles, titles, came, went)
        with suppress(TimeoutError):
            evidence = await asyncio.wait_for(witness.look(action, screens), LOOK_SECONDS)
        if titles == before.titles and (later := await desktop.titles()) != titles:  # a browser names its window late
            evidence = (*of_windows(titles, later), *evidence)
    effect = judge(action, change, evidence, after, only_looks=settled.only_looks, restless=before.restless)
    return Observed(effect, change, settled)


def _with_caret(action: BaseAction, before: Screenshot, after: Screenshot, change: Change, settled: Settled) -> Change:
    """The change, with whether a text caret came to where the mouse clicked, which is no change by itself."""
    if not change or not isinstance(action, CLICKS) or before.region != after.region:
        return replace(change, caret=settled.caret)
    points = aim(action, after.region)
    in_line = [box for box in change.boxes if any(box.top - LINE <= point.y < box.bottom + LINE for point in points)]
    if len(in_line) == len(change.boxes) and all(is_moved_caret(before, after, box) for box in change.boxes):
        return Change((), 0.0, caret=True)
    return replace(change, caret=settled.caret or any(caret_came(before, after, point) for point in points))


def _boxes_beyond(windows: Sequence[TopWindow], others: Sequence[TopWindow]) -> tuple[Box, ...]:
    """Where windows are that are none of the others."""
    numbers = {window.number for window in others}
    return tuple(window.box for window in windows if window.number not in numbers)


def judge(
    action: BaseAction,
    change: Change,
    evidence: tuple[Evidence, ...],
    after: Screenshot,
    *,
    only_looks: bool = False,
    restless: NDArray[np.bool_] | None = None,
) -> Effect:
    """The effect of an action that changed the screen like this; `only_looks` as in `Settled`, `restless` as in `Before`."""
    outcome, reason = _outcome(action, change, evidence, after.region)
    if outcome == "confirmed" and change and not evidence and _is_restless(action, change, after.region, restless):
        outcome, reason = "unverifiable", MOVED
    if outcome == "confirmed" and isinstance(action, (*CLICKS, Key)):
        focused = bool(evidence) and all(item.kind == "focus" and item.role in PRESSED for item in evidence)
        if focused and isinstance(action, CLICKS):
            outcome, reason = "unverifiable", "nothing else changed"
        elif only_looks and change and not evidence and not change.caret:
            outcome, reason = "unverifiable", "only the look of what the mouse is on, or was on, changed"
    where = places(change.boxes, after.region)
    return Effect(outcome, reason, evidence, where, change.fraction, change.caret)


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
    grown = np.pad(restless, 1)
    grown = grown[:-2] | grown[1:-1] | grown[2:]
    grown = grown[:, :-2] | grown[:, 1:-1] | grown[:, 2:]
    for box in change.boxes:
        inside = box.offset(-frame.left, -frame.top)
        rows = slice(max(0, inside.top) // TILE, (inside.bottom - 1) // TILE + 1)
        columns = slice(max(0, inside.left) // TILE, (inside.right - 1) // TILE + 1)
        if any(box.intersection(target) for target in targets):
            return False
        if box.height <= THIN:  # the part of a progress bar that goes to and fro
            columns = slice(max(0, columns.start - ALONG), columns.stop + ALONG)
            if not grown[rows, columns].any():
                return False
        elif not grown[rows, columns].all():
            return False
    return True


def _is_far_and_small(action: BaseAction, change: Change, frame: Box) -> bool:
    targets = [_box(place.to_pixels(frame)) for place in action.places]
    near = [Box(t.left - ROW[0], t.top - ROW[1], t.right + ROW[0], t.bottom + ROW[1]) for t in targets]
    near += [target.padded(NEAR) for target in targets]
    return all(
        max(box.width, box.height) <= SMALL[0] and box.area <= SMALL[1] and not any(box.intersection(t) for t in near)
        for box in change.boxes
    )


def _box(place: Box | Point) -> Box:
    return place if isinstance(place, Box) else Box(place.x, place.y, place.x + 1, place.y + 1)
