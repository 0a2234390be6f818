"""Waiting for the effect of an action, and finding out what it was: the evidence is looked for as soon as it shows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from gui_agent.actions.action import BaseAction, Type, Wait
from gui_agent.actions.aim import aim
from gui_agent.actions.effect import Effect, Evidence
from gui_agent.actions.input.stack import TopWindow
from gui_agent.desktop.before import Before
from gui_agent.desktop.desktop import Desktop
from gui_agent.perception.change.change import Change, caret_came, compare, is_moved_caret
from gui_agent.perception.change.settle import Settled
from gui_agent.perception.change.tracker import PATIENCE
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.run.evidence import Witness, of_windows
from gui_agent.run.judgement import CLICKS, LINE, MOVED, SPINNER, judge, may_move
from gui_agent.run.screens import Screens
from gui_agent.run.seen_changes import is_frame
from gui_agent.run.selected import is_hover_look

LOOK_SECONDS = 8.0
"""How long to look for evidence at most; it takes some hundredths of a second, but for the first time, or on a busy machine."""
TEXT_SECONDS, TEXT_PATIENCE = 2.5, 0.8
"""How long a text that was typed is waited for in all, and for its next letters."""
TAKEN_SECONDS, PROMPT = 2.0, 0.03
"""How long an application may take to confirm that it has taken its input, before "no effect" is said; and if it is not slow."""
SLOW_SECONDS, SLOWER = 1.5, 5.0
"""How long a slow one is given in all to show something, and for each second that it took to confirm."""
AGAIN = 0.2
"""How long one that has confirmed at once is given to draw: what takes the input and what draws are not always one."""
MOVES_SECONDS = 0.8
"""How long it is looked whether a small thing that changed does so again."""
DRAWN_SECONDS = 2.0
"""How long a window that came is given to show something."""


@dataclass(frozen=True)
class Observed:
    """What came of an action, and the screen that shows it."""

    effect: Effect
    change: Change
    settled: Settled
    is_drawn: bool = True
    """Whether all windows that came show something."""


async def observe_effect(
    desktop: Desktop, witness: Witness, action: BaseAction, before: Before, *, early: bool = False, late: bool = False
) -> Observed:
    """Wait for the effect of an action that was just performed, and judge it; a text that was typed is waited for.

    `early` and `late` as for `Desktop.settle`. Raises EnvironmentProblem.
    """
    ahead = _reading_ahead(witness, action, before)
    settled = await desktop.settle(action, before.screenshot, early=early, late=late, ahead=ahead)
    observed = await _observe(desktop, witness, action, before, settled)
    if _may_be_late(action, observed):
        observed = await _sure_of_nothing(desktop, witness, action, before, observed)
        settled = observed.settled
    until = time.monotonic() + DRAWN_SECONDS
    while not observed.is_drawn and time.monotonic() < until:
        more = await desktop.settle(action, settled.screenshot)
        if more.reason != "unchanged":
            settled = more
            observed = await _observe(desktop, witness, action, before, settled)
    if may_move(action, observed.effect, observed.change):
        observed = await _moves(desktop, action, observed)
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


def _reading_ahead(witness: Witness, action: BaseAction, before: Before) -> Callable[[Screenshot, tuple[TopWindow, ...]], None]:
    """Lets the witness read what changed in a picture while it is still waited for that nothing else does.

    It says nothing: what came of the action is judged by the picture that shows all of it.
    """

    def read(after: Screenshot, tops: tuple[TopWindow, ...]) -> None:
        witness.read_ahead(action, lambda: _screens(action, before, after, before.titles, tops))

    return read


def _may_be_late(action: BaseAction, observed: Observed) -> bool:
    """Whether nothing has come of an action so far, but its own look at most."""
    effect = observed.effect
    only_look = effect.outcome == "unverifiable" and observed.settled.only_looks and not effect.evidence
    return not isinstance(action, Wait) and (effect.outcome == "no_effect" or only_look)


async def _sure_of_nothing(
    desktop: Desktop, witness: Witness, action: BaseAction, before: Before, observed: Observed
) -> Observed:
    """What came of an action that had no effect so far: an application that is slow to take its input is given more time."""
    start = time.monotonic()
    is_taken = await desktop.is_taken(action, before.screenshot.region, TAKEN_SECONDS)
    took = time.monotonic() - start
    if is_taken is None:
        return observed
    patience = AGAIN if is_taken and took < PROMPT else min(SLOW_SECONDS, PATIENCE + SLOWER * took)
    more = await desktop.settle(action, observed.settled.screenshot, patience=patience)
    if more.reason != "unchanged":
        return await _observe(desktop, witness, action, before, both_waits(observed.settled, more))
    if is_taken:
        return observed
    return replace(observed, effect=replace(observed.effect, outcome="unverifiable", reason="the application does not respond"))


async def _moves(desktop: Desktop, action: BaseAction, observed: Observed) -> Observed:
    """What came of an action that changed one small thing: nothing that is known, if that thing changes again."""
    more = await desktop.settle(action, observed.settled.screenshot, patience=MOVES_SECONDS)
    again = compare(observed.settled.screenshot, more.screenshot)
    places = [box.padded(SPINNER) for box in observed.change.boxes]
    if not any(place.intersection(box) for place in places for box in again.boxes):
        return observed
    return replace(observed, effect=replace(observed.effect, outcome="unverifiable", reason=MOVED))


def both_waits(first: Settled, more: Settled) -> Settled:
    """The second of two waits after one action, with what both have seen: its look alone is all if nothing but a caret came since."""
    is_all = first.only_looks and not compare(first.screenshot, more.screenshot)
    return replace(more, only_looks=more.only_looks or is_all, caret=more.caret or first.caret)


async def _observe(desktop: Desktop, witness: Witness, action: BaseAction, before: Before, settled: Settled) -> Observed:
    after = settled.screenshot
    desktop.tell(after)
    titles, tops = await desktop.windows()
    screens = _screens(action, before, after, titles, tops)
    change, evidence = screens.change, tuple[Evidence, ...]()
    if change or titles != before.titles:
        with suppress(TimeoutError):
            evidence = await asyncio.wait_for(witness.look(action, screens), LOOK_SECONDS)
        if titles == before.titles and (later := await desktop.titles()) != titles:  # a browser names its window late
            evidence = (*of_windows(titles, later), *evidence)
    change = replace(change, caret=change.caret or settled.caret)
    only_frames = bool(change.boxes) and all(is_frame(screens, box) for box in change.boxes)
    only_looks = settled.only_looks or (not evidence and is_hover_look(action, screens))
    effect = judge(action, change, evidence, after, only_looks=only_looks, restless=before.restless, only_frames=only_frames)
    return Observed(effect, change, settled, not any(after.is_blank(window) for window in screens.came))


def _screens(action: BaseAction, before: Before, after: Screenshot, titles: dict[int, str], tops: Sequence[TopWindow]) -> Screens:
    """Both pictures with what is different in them, and with the windows as they were and are now."""
    change = _with_caret(action, before.screenshot, after, compare(before.screenshot, after, before.moving))
    came, went = _boxes_beyond(tops, before.tops), _boxes_beyond(before.tops, tops)
    return Screens(before.screenshot, after, change, before.titles, titles, came, went)


def _with_caret(action: BaseAction, before: Screenshot, after: Screenshot, change: Change) -> Change:
    """The change, with whether a text caret came to where the mouse clicked, which is no change by itself."""
    if not change or not isinstance(action, CLICKS) or before.region != after.region:
        return change
    points = aim(action, after.region)
    in_line = [box for box in change.boxes if any(box.top - LINE <= point.y < box.bottom + LINE for point in points)]
    if len(in_line) == len(change.boxes) and all(is_moved_caret(before, after, box) for box in change.boxes):
        return Change((), 0.0, caret=True)
    return replace(change, caret=any(caret_came(before, after, point) for point in points))


def _boxes_beyond(windows: Sequence[TopWindow], others: Sequence[TopWindow]) -> tuple[Box, ...]:
    """Where windows are that are none of the others."""
    numbers = {window.number for window in others}
    return tuple(window.box for window in windows if window.number not in numbers)
