"""Performing the calls of one reply: each behind the guard of what was seen, until one does not come out as planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from gui_agent.actions.action import BaseAction, Key, PointingAction, Type
from gui_agent.actions.effect import Effect, refused
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.record.events import ActionRefused, LoggedAction
from gui_agent.run.run import Run
from gui_agent.run.step import perform

if TYPE_CHECKING:
    from gui_agent.desktop.sight import Sight

BESIDE = 40
"""Pixels above and below what an action is aimed at, or the field with the keyboard, that it may change."""
NEAR = 28
"""Pixels around a target within which nothing may have changed, for whatever reason."""
NEXT_FIELD = 200
"""Pixels between two fields that are next to each other: both may change in one piece."""


async def perform_in_turn(run: Run, action: BaseAction) -> Effect:
    """Perform one call of the last reply and return what came of it; raises as `perform`.

    A pointing action holds if its target, and what is around it, is as the model saw it; what the turn's own actions changed where
    they were aimed at does not count. A key or a text goes to what the action before it has prepared: it holds if that changed
    nothing beyond its target.
    """
    batch = run.batch
    if why := batch.refusal(action):
        effect = refused(why)
        run.log.write(
            ActionRefused(step=run.next_step, action=LoggedAction.of(action), outcome=effect.outcome, reason=effect.reason)
        )
        return effect
    shown = run.sight
    run.sight = _decided_by(run, action)
    try:
        effect = await perform(run, action)
    finally:
        run.sight = shown
    batch.note(action, effect)
    run.thoughts.note(effect, run.advice)
    if not batch.is_single and not batch.ended and batch.begun < batch.size:
        await _prepare(run, action, effect)
    if isinstance(action, Type) and run.focus is not None:
        batch.last_field = run.focus
    return effect


def _decided_by(run: Run, action: BaseAction) -> Sight | None:
    """What an action of the turn must find unchanged: what the model saw, but for what the turn itself has done since."""
    batch = run.batch
    if isinstance(action, Key | Type) and batch.typing_sight is not None:
        return batch.typing_sight
    if run.sight is None or run.seen is None or not isinstance(action, PointingAction) or not batch.own:
        return run.sight
    target = _box(action, run.seen.region).padded(NEAR)
    own = [box for box in batch.own if box.intersection(target) is None]
    return replace(run.sight, screenshot=_with_parts_of(run.sight.screenshot, run.seen, own))


def _with_parts_of(shown: Screenshot, now: Screenshot, boxes: Sequence[Box]) -> Screenshot:
    """A screenshot that shows some parts as they are now."""
    if shown.region != now.region:
        return shown
    image = shown.image.copy()
    for box in boxes:
        part = box.offset(-now.region.left, -now.region.top)
        corners = (part.left, part.top, part.right, part.bottom)
        image.paste(now.image.crop(corners), corners)
    return Screenshot(image, shown.region, shown.taken_at)


async def _prepare(run: Run, action: BaseAction, effect: Effect) -> None:
    """Note what the action has changed at its target; a key or a text may follow where it has changed nothing else."""
    batch, seen = run.batch, run.seen
    batch.typing_sight = None
    if seen is None:
        return
    places = [_box(action, seen.region)] if isinstance(action, PointingAction) else []
    if isinstance(action, Key | Type) and run.focus is not None:
        places = [run.focus]
    changed = [box.to_pixels(seen.region).padded(2) for box in effect.changed]
    fields = [*batch.fields, *([batch.last_field] if batch.last_field else [])]
    rows = _rows(places, fields)
    beside = [box for box in changed if any(_inside(box, row) for row in rows)]
    batch.fields = tuple(places)
    batch.own += beside
    if places and len(beside) == len(changed):
        batch.typing_sight = await run.desktop.show(seen, run.focus)


def _box(action: PointingAction, frame: Box) -> Box:
    place = action.start_box.to_pixels(frame)
    return place if isinstance(place, Box) else Box(place.x, place.y, place.x + 1, place.y + 1)


def _rows(places: Sequence[Box], before: Sequence[Box]) -> list[range]:
    """The rows of the screen that an action may change: its own, and that of the field that had the keyboard before."""
    rows = [_row(box) for box in places]
    for box in before if places else ():
        rows.append(_row(box))
        together = Box(0, min(box.top, places[0].top), 0, max(box.bottom, places[0].bottom))
        rows += [_row(together)] if together.height <= NEXT_FIELD else []
    return rows


def _row(box: Box) -> range:
    """The lines of the screen that belong to a field, its frame and a remark below it included."""
    return range(box.top - BESIDE, box.bottom + BESIDE + 1)


def _inside(box: Box, row: range) -> bool:
    return row.start <= box.top and box.bottom < row.stop
