"""Performing one step: leave to act, the action itself, what came of it, and the record of all three."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import CancelledError

from gui_agent.actions import secrets
from gui_agent.actions.action import (
    BaseAction,
    Done,
    Fail,
    Key,
    LeftClick,
    LeftDoubleClick,
    MiddleClick,
    RightClick,
    Type,
)
from gui_agent.actions.effect import Effect, refused
from gui_agent.actions.policy.policy import PolicyRefusal
from gui_agent.desktop.sight import StaleScreen
from gui_agent.errors import ActionError, LimitReached
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.record.events import (
    ActionEffect,
    ActionFinished,
    ActionRefused,
    ActionSent,
    ActionStarted,
    LoggedAction,
    PolicyDecision,
)
from gui_agent.record.wording import aim_of, describe_effect
from gui_agent.run.observe import Observed, observe_effect
from gui_agent.run.run import Run, settled_in_log

STAYING_KEYS = frozenset(
    {"ctrl+a", "ctrl+c", "ctrl+v", "ctrl+x", "ctrl+z", "backspace", "delete", "home", "end", "left", "right"}
)
"""Keys after which the keyboard focus is where it was."""


AIM_SECONDS = 2.0
"""How long it may take to read what an action would hit; it takes hundredths of a second."""


async def perform(run: Run, action: BaseAction) -> Effect:
    """Perform one action, wait for its effect, record both, and return what came of it.

    Raises LimitReached when no step is left or the model gets nowhere; EnvironmentProblem when the display is gone.
    """
    if run.steering is None:
        return await _perform(run, action)
    if why_not := await run.steering.before_acting(run):
        run.log.write(ActionRefused(step=run.next_step, action=LoggedAction.of(action), reason=why_not))
        return refused(why_not)
    try:
        return await _perform(run, action)
    finally:
        run.steering.after_acting()


async def _perform(run: Run, action: BaseAction) -> Effect:
    if isinstance(action, Done | Fail):
        run.outcome = await _with_what_is_out_of_reach(run, action) if isinstance(action, Fail) else action
        return Effect("confirmed")
    seen = run.seen or await run.observe()
    if run.dry_run:
        raise LimitReached(f"dry run: this action was not performed: {action}")
    step = run.budget.begin_step()
    missed = _missed(run, action, seen)
    aim = aim_of(action, seen.region, step)
    run.log.write(
        ActionStarted(
            step=step,
            action=LoggedAction.of(action),
            risk=run.risk(action),
            points=aim.points,
            box=aim.box,
            picture=aim.picture,
        )
    )
    try:
        with run.timings.measure("act"):
            before = await run.desktop.act(action, seen.region, run.sight, unless=missed)
    except ActionError as error:
        return _not_performed(run, step, action, error)
    run.acted_at = time.monotonic()
    run.budget.count_step()
    run.log.write_soon(ActionSent(step=step))
    with run.timings.measure("settle"):
        observed = await observe_effect(run.desktop, run.witness, action, before, early=True, late=run.checks_aim)
    run.seen, run.changed, run.came = observed.settled.screenshot, observed.change, observed.effect
    run.focus = _focus(action, before.screenshot, run.focus)
    _log_finish(run, step, action, observed)
    run.advice = run.stuck.after(action, observed.effect, run.seen, run.desktop.moving)
    return observed.effect


async def _with_what_is_out_of_reach(run: Run, action: Fail) -> Fail:
    """The failure, and what no screenshot showed: what was looked for may be there."""
    sentences = await run.desktop.out_of_reach()
    return action.model_copy(update={"reason": " ".join([f"{action.reason.rstrip('.')}.", *sentences])}) if sentences else action


def _missed(run: Run, action: BaseAction, seen: Screenshot) -> Callable[[], str] | None:
    """What says why an action is held back that names one thing and would hit another; only once for each name.

    It is looked for in the background from now on: while the action's start is written, and the screen is looked at once more.
    """
    if not run.checks_aim or action.target in run.aims_doubted:
        return None
    looked = run.witness.begin_check(action, seen)
    if looked is None:
        return None

    def why() -> str:
        try:
            miss = looked.result(AIM_SECONDS)
        except (TimeoutError, CancelledError):
            return ""
        if miss is None:
            return ""
        run.aims_doubted.add(action.target)
        return miss.describe(seen.region)

    return why


def _not_performed(run: Run, step: int, action: BaseAction, error: ActionError) -> Effect:
    if isinstance(error, StaleScreen):
        run.outdated = run.held_back = True
        effect = Effect("stale", f"{error}. Look at the new screenshot, and decide again")
    else:
        effect = refused(str(error))
    policy = PolicyDecision.model_validate(error.to_json()) if isinstance(error, PolicyRefusal) else None
    run.log.write(
        ActionRefused(step=step, action=LoggedAction.of(action), outcome=effect.outcome, reason=effect.reason, policy=policy)
    )
    run.advice = run.stuck.after(action, effect)
    return effect


def _focus(action: BaseAction, before: Screenshot, known: Box | None) -> Box | None:
    """Where the keyboard focus is after an action: a click puts it there, and only keys move it in ways that are not known."""
    if isinstance(action, LeftClick | LeftDoubleClick | RightClick | MiddleClick):
        place = action.start_box.to_pixels(before.region)
        return place if isinstance(place, Box) else Box(place.x, place.y, place.x + 1, place.y + 1)
    if isinstance(action, Key) and action.keys.lower() not in STAYING_KEYS:
        return None
    return known


def _log_finish(run: Run, step: int, action: BaseAction, observed: Observed) -> None:
    effect, change, after = observed.effect, observed.change, observed.settled.screenshot
    if isinstance(action, Type) and secrets.find(action.content):
        run.log.cover([box.offset(-after.region.left, -after.region.top).padded(2) for box in change.boxes])
    words = describe_effect(effect)
    run.performed.append(f"{action}: {words}")
    picture = run.log.save_picture(after.image, step, "after")
    run.log.save_picture(after.image, step + 1, "before")
    run.log.write_soon(
        ActionFinished(
            step=step,
            action=LoggedAction.of(action),
            effect=ActionEffect.of(effect, words, change.boxes),
            picture=picture,
            settle=settled_in_log(observed.settled),
            timings=run.timings.end_step(),
        )
    )
