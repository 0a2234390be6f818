"""Performing the calls of one reply: each behind the guard of what was seen, until one does not come out as planned."""

from __future__ import annotations

from gui_agent.actions.action import BaseAction, Key, PointingAction, Type
from gui_agent.actions.effect import Effect, refused
from gui_agent.perception.geometry import Box
from gui_agent.record.wording import action_json
from gui_agent.run.run import Run
from gui_agent.run.step import perform

BESIDE = 40
"""Pixels above and below what an action is aimed at, or the field with the keyboard, that it may change."""
NEXT_FIELD = 200
"""Pixels between two fields that are next to each other: both may change in one piece."""


async def perform_in_turn(run: Run, action: BaseAction) -> Effect:
    """Perform one call of the last reply and return what came of it; raises as `perform`.

    A pointing action holds if its target is as the model saw it. A key or a text goes to what the action before it has prepared:
    it holds if that changed nothing beyond its target.
    """
    batch = run.batch
    if why := batch.refusal(action):
        effect = refused(why)
        run.log.write(
            "action_refused", step=run.next_step, action=action_json(action), outcome=effect.outcome, reason=effect.reason
        )
        return effect
    shown = run.sight
    run.sight = batch.keyboard(action, shown)
    try:
        effect = await perform(run, action)
    finally:
        run.sight = shown
    batch.note(action, effect)
    run.thoughts.note(effect, run.advice)
    if not batch.is_single and not batch.ended and batch.begun < batch.size:
        await _prepare_typing(run, action, effect)
    return effect


async def _prepare_typing(run: Run, action: BaseAction, effect: Effect) -> None:
    """Let the next key or text go by the screen as it is now, where this action changed only what it was aimed at."""
    run.batch.typing_sight = None
    seen = run.seen
    if seen is None or not _stays_beside(run, action, effect, seen.region):
        return
    run.batch.typing_sight = await run.desktop.show(seen, run.focus)


def _stays_beside(run: Run, action: BaseAction, effect: Effect, frame: Box) -> bool:
    places: list[Box] = []
    if isinstance(action, PointingAction):
        place = action.start_box.to_pixels(frame)
        places.append(place if isinstance(place, Box) else Box(place.x, place.y, place.x + 1, place.y + 1))
    elif isinstance(action, Key | Type) and run.focus is not None:
        places.append(run.focus)
    if not places:
        return False
    rows = [_row(box) for box in places]
    # The field that had the keyboard before shows that it has lost it: in a row of its own, or in one change with the next field.
    for box in run.batch.fields:
        rows.append(_row(box))
        together = Box(0, min(box.top, places[0].top), 0, max(box.bottom, places[0].bottom))
        rows += [_row(together)] if together.height <= NEXT_FIELD else []
    run.batch.fields = tuple(places)
    return all(any(_inside(box.to_pixels(frame), row) for row in rows) for box in effect.changed)


def _row(box: Box) -> range:
    """The lines of the screen that belong to a field, its frame and a remark below it included."""
    return range(box.top - BESIDE, box.bottom + BESIDE + 1)


def _inside(box: Box, row: range) -> bool:
    return row.start <= box.top and box.bottom < row.stop
