"""The first message of each agent of a team: written from the run's board and its log, and from nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Protocol

from gui_agent.run.board import Board, Report

MAX_HAND_BACKS = 2
"""How often the verifier may hand back; after that it has to decide."""
SHOWN_STEPS = 30
SHOWN_CHARACTERS = 12_000
"""How much of what was performed, and of what was read, is in a briefing."""


class Known(Protocol):
    """What is known of a run when the work is handed over."""

    task: str
    board: Board
    performed: list[str]


def brief_operator(run: Known) -> str:
    """The operator's message when it begins, and when it continues after the verifier or the reader."""
    parts = [f"Task: {run.task}", _plan(run)]
    if run.performed:
        parts.append(_performed(run))
    if run.board.reading:
        parts.append(_rows(run))
    if run.board.missing and run.board.report:
        parts.append(
            "You said that the task is done. A verifier looked at the screen and found that this is missing: "
            f"{run.board.missing[-1].missing}\nRepair exactly that, then call done again."
        )
    return "\n\n".join(parts)


def brief_verifier(run: Known) -> str:
    """The verifier's message: the criteria, the operator's claim, and what the event log holds."""
    report = run.board.report or Report()
    parts = [f"Task: {run.task}", _plan(run), f"The operator claims: {report.summary or 'the task is done.'}"]
    if report.answer:
        parts.append(f"Its answer: {report.answer}")
    parts.append(_performed(run))
    if run.board.reading:
        parts.append(_rows(run))
    if run.board.missing:
        parts.append("You handed back before because of: " + "; ".join(missing.missing for missing in run.board.missing))
    if len(run.board.missing) >= MAX_HAND_BACKS:
        parts.append("You cannot hand the task back again. Call `verdict`.")
    return "\n\n".join(parts)


def brief_reader(run: Known) -> str:
    """The reader's message: only what it should read."""
    question = run.board.question
    return f"Read this from the screen: {question.what if question else run.task}"


BRIEFINGS: dict[str, Callable[[Known], str]] = {
    "operator": brief_operator,
    "verifier": brief_verifier,
    "reader": brief_reader,
}
"""The writer of each agent's message."""


def _plan(run: Known) -> str:
    goals = run.board.plan.goals if run.board.plan else []
    lines = [f"{number}. {goal.goal}\n   done when: {goal.success}" for number, goal in enumerate(goals, 1)]
    return "The plan:\n" + "\n".join(lines) if lines else "No plan was made: the task's own words count."


def _performed(run: Known) -> str:
    if not run.performed:
        return "Nothing was performed so far."
    left_out = len(run.performed) - SHOWN_STEPS
    lines = [f"({left_out} earlier actions are left out)"] if left_out > 0 else []
    lines += [f"- {line}" for line in run.performed[-SHOWN_STEPS:]]
    return "What was really performed:\n" + "\n".join(lines)


def _rows(run: Known) -> str:
    rows = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in run.board.rows]
    text = "\n".join(rows)
    cut = "\n(the rest is left out here)" if len(text) > SHOWN_CHARACTERS else ""
    reading = run.board.reading
    note = f" {reading.note}" if reading and reading.note else ""
    complete = "complete" if reading and reading.complete else "not complete"
    return f"The reader collected {len(rows)} rows ({complete}).{note}\n{text[:SHOWN_CHARACTERS]}{cut}"
