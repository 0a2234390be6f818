"""Resuming a run whose process was killed, whose machine crashed, or that a limit or a dead server ended.

The event log says how far it came. Where its private screen and its application still run, they are taken over as they are; where
they are gone, the application is started again and that is reported to the model. The screen is looked at first, and an action that
was begun but whose end was not seen is never repeated blindly: it is reported to the model as one that may have happened.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from PIL import Image

from gui_agent.actions.effect import Effect
from gui_agent.agent.past import ENDED, FOREIGN, Past, read_past, words_of
from gui_agent.agent.run_in_progress import RunInProgress
from gui_agent.agent.setup import AgentSetup
from gui_agent.desktop.desktop import Desktop
from gui_agent.errors import UsageError
from gui_agent.perception.change.change import changed_boxes, is_caret
from gui_agent.perception.screen.display import Display
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.record.event_file import EventFile
from gui_agent.record.events import FORMAT, LoggedSettings, RunResumed, RunStarted
from gui_agent.record.run_log import EVENTS_FILE, read_events
from gui_agent.run import survivors
from gui_agent.run.limits import Budget
from gui_agent.run.result import RunResult
from gui_agent.run.run import Run

if TYPE_CHECKING:
    from agents import Model

Seen = Literal["the same", "changed", "unknown"]
LOSSY = 60
"""Difference of a colour (0 to 255) that storing a picture does not make."""
UNCERTAIN = (
    "The run was cut off while this action was performed: it may or may not have happened, or have happened in part. {seen} "
    "Look at the screen first, and repeat it only if you see that it did not happen."
)
HAPPENED = "Performed; then the run was cut off, and it continues now. Look at the screen to see what came of it."
SEEN: dict[Seen, str] = {
    "the same": "The screen looks as it did before the action.",
    "changed": "The screen does not look as it did before the action.",
    "unknown": "What the screen looked like before it is not known.",
}
STARTED_ANEW = (
    "This run was cut off, and it continues now. The application was ended and has been started again: what it did not save is "
    "lost, what it saved is still there. Look at the screen, and do not do again what is done already."
)


async def resume(progress: RunInProgress, folder: Path) -> RunResult:
    """Resume the run in `folder` as `progress` is set up (see `settings_of`); its app and display are those of the run.

    Raises UsageError when there is nothing to resume; everything else is a verdict.
    """
    setup = progress.setup
    past = _read(folder)
    if past.verdict in ENDED:
        raise UsageError(f"the run {folder.name} has ended: {past.verdict}", "Start a new run for what is still to be done")
    alive = await asyncio.to_thread(_take_over, folder)
    if _starts_anew(setup, past, alive) and setup.is_literal and (past.performed or past.open_action):
        raise UsageError(
            "the application of this run is gone, and the literal model cannot know what it had saved", "Start the task again"
        )
    taken_over = Desktop(alive.display, secrets=setup.secrets, policy=setup.policy) if alive.display is not None else None
    try:
        if taken_over is not None:
            progress.lent = taken_over
            await taken_over.connect()
        run = await progress.open_run(past.task, _budget(setup, past), folder)
        model = asyncio.create_task(asyncio.to_thread(progress.load_model))
        try:
            return await progress.until_it_ends(run, partial(_perform, progress, run, past, alive, model))
        finally:
            await progress.close_run(run)
    finally:
        if taken_over is not None:
            await taken_over.close()


def settings_of(folder: Path) -> tuple[RunStarted, LoggedSettings]:
    """How the run in `folder` was started, and how its agent was set up. Raises UsageError."""
    started = _read(folder).started
    if started is None or started.settings is None:
        raise UsageError(f"the run {folder.name} holds nothing to resume", "Start it again")
    return started, started.settings


def _read(folder: Path) -> Past:
    from gui_agent.agent.briefing import BRIEFINGS

    return read_past(read_events(folder), lambda agent, past: BRIEFINGS[agent](past))


def _take_over(folder: Path) -> survivors.Survivors:
    """What still runs of the run, if that is all that it had; else what is left is ended. Raises UsageError while it is in progress."""
    EventFile(folder / EVENTS_FILE).close()
    found = survivors.find(folder)
    if found.complete:
        if found.display is not None:
            found.display.claim(resumable=True)
        return found
    found.end()
    return survivors.Survivors()


def _budget(setup: AgentSetup, past: Past) -> Budget:
    budget = Budget(setup.limits, steps=past.steps, attempts=past.attempts)
    budget.usage = past.usage
    return budget


def _starts_anew(setup: AgentSetup, past: Past, alive: survivors.Survivors) -> bool:
    return not alive.complete and (setup.app is not None or (past.started is not None and past.started.private))


async def _perform(progress: RunInProgress, run: Run, past: Past, alive: survivors.Survivors, model: asyncio.Task[Model]) -> None:
    setup = progress.setup
    run.make_current()
    run.performed, run.board, run.effects = list(past.performed), past.board, dict(past.effects)
    run.app = alive.app
    anew = _starts_anew(setup, past, alive)
    if anew:
        await progress.begin(run, anew=False)
    else:
        survivors.note(run.log, alive.display or Display(None), run.app)
    screen = await run.observe()
    reported, opening = "", ""
    if anew and (past.performed or past.open_action):
        opening = _opening_anew(past)
        past.begin_anew(opening, "operator" if past.board.plan else "")
    elif anew:
        past.drop_reply()
    else:
        reported = _answer_open_call(past, _seen(run.log.folder, past, screen), literal=setup.is_literal)
    run.log.write(
        RunResumed(
            format=FORMAT,
            steps=past.steps,
            agent=past.agent,
            reattached=not anew,
            message=reported,
            opening=opening,
            kept=len(past.items),
        )
    )
    loaded = await model
    # Only now: two threads that import the Agents SDK at once see each other's half-made modules.
    from gui_agent.agent.team import crew
    from gui_agent.run.foreign_tools import lent_tools
    from gui_agent.run.loop import operate

    try:
        agents = crew(loaded, team=setup.team, one_at_a_time=setup.acts_one_at_a_time)
        worker = agents.everyone[past.agent] if past.agent else agents.first
        async with lent_tools(agents.operator, setup.mcp_servers, ask=setup.ask_before_foreign_tools):
            await operate(run, worker, past.items, setup.approver)
    finally:
        if loaded is not setup.model:
            await loaded.close()


def _answer_open_call(past: Past, seen: Seen, *, literal: bool) -> str:
    """Give the call that was cut off its result, or forget it where it cannot have happened; returns the result."""
    if past.open_call is None:
        return ""
    if past.open_action is None:
        if not str(past.open_call.get("name", "")).startswith(FOREIGN):
            past.drop_reply()  # every action is on disk before it is begun
            return ""
        reported = UNCERTAIN.format(seen=SEEN["unknown"])
    elif past.sent:
        reported = HAPPENED
    elif literal and (seen == "the same" or past.open_action.action.action == "type"):
        _drop_step(past)
        return ""
    else:
        reported = UNCERTAIN.format(seen=SEEN[seen])
    past.answer(reported, Effect("unverifiable"))
    past.answer_the_rest()
    return reported


def _drop_step(past: Past) -> None:
    """For the literal model: decide again; a text that was typed in part is entered again, from the click into its field on."""
    assert past.open_action is not None
    typing = past.open_action.action.action == "type"
    past.drop_reply()
    while typing and (start := _last_reply(past.items)) is not None:
        clicked = any(item.get("name") == "left_click" for item in past.items[start:])
        typed = any(item.get("name") == "type" for item in past.items[start:])
        if typed:
            break
        del past.items[start:]
        if clicked:
            break


def _last_reply(items: list[dict[str, Any]]) -> int | None:
    """Where the model's last reply, with its result, begins; None if there is none."""
    start = None
    for index in range(len(items) - 1, -1, -1):
        if items[index].get("type") == "function_call_output":
            if start is not None:
                break
        elif items[index].get("type") == "function_call" or items[index].get("role") == "assistant":
            start = index
        else:
            break
    return start


def _opening_anew(past: Past) -> str:
    from gui_agent.agent.briefing import BRIEFINGS

    uncertain = ""
    if past.open_action is not None:
        uncertain = f"\n\nOne more action may or may not have been performed: {words_of(past.open_action.action)}"
    return f"{BRIEFINGS['operator'](past)}{uncertain}\n\n{STARTED_ANEW}"


def _seen(folder: Path, past: Past, screen: Screenshot) -> Seen:
    """How the screen compares to the picture from before the open action; stored pictures are lossy."""
    if past.open_action is None:
        return "unknown"
    with suppress(OSError), Image.open(folder / past.open_action.picture) as stored:
        before = np.asarray(stored.convert("RGB"), np.int16)
        now = np.asarray(screen.image.convert("RGB"), np.int16)
        if before.shape != now.shape:
            return "changed"
        differs = (np.abs(before - now) > LOSSY).any(axis=2)
        return "changed" if any(not is_caret(box) for box in changed_boxes(differs)) else "the same"
    return "unknown"
