"""From a step, as it is written, to what a session does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from gui_agent.actions.action import Key, Scroll, Type, parse_action
from gui_agent.scenarios.format import steps as kinds
from gui_agent.scenarios.format.planned import PlannedStep
from gui_agent.scenarios.format.steps import Step
from gui_agent.scenarios.format.variables import UnknownName, value_at
from gui_agent.scenarios.format.written import WrittenBool, WrittenFloat, WrittenInt, plain
from gui_agent.scenarios.play.scenario_result import StepFailed
from gui_agent.scenarios.play.session import Session

_MARKS = (("'", "'"), ('"', '"'), ("\u201c", "\u201d"), ("\u2018", "\u2019"), ("`", "`"), ("\u00ab", "\u00bb"))
Perform = Callable[[Session, Any, PlannedStep], Awaitable[None]]


async def perform(session: Session, planned: PlannedStep, step: Step) -> None:
    """Do what `step`, the planned one with its variables filled in, says. Raises StepFailed, Unsure, Undecided, LimitReached."""
    await _PERFORM[type(step)](session, step, planned)


def expect(session: Session, step: kinds.Expect, fill: Callable[[Any], Any]) -> None:
    """Compare the values that were read; `fill` replaces `${...}` in the expected ones. Raises StepFailed."""
    for path, expected in step.values.items():
        head, *rest = path.split(".")
        if head not in session.variables:
            raise StepFailed(f"nothing was read as {head!r}", "Add a `read` step before this one")
        filled = fill(expected)
        try:
            observed = value_at(session.variables[head], rest, path)
        except UnknownName as error:
            raise StepFailed(str(error)) from error
        session.expect(path, plain(filled) if not isinstance(observed, str) else _spelled(filled), observed)


def _spelled(value: Any) -> Any:
    """What a text is compared with: a number as it is written in the file."""
    return str(value) if isinstance(value, WrittenInt | WrittenFloat | WrittenBool) else plain(value)


def quoted(text: str) -> str:
    """A text in quotation marks that are not in it, as a part of a task."""
    opening, closing = next((pair for pair in _MARKS if not set(pair) & set(text)), _MARKS[0])
    return f"{opening}{text}{closing}"


async def _do(session: Session, step: kinds.Do, planned: PlannedStep) -> None:
    await session.do(step.task, planned.sentence)


async def _click(session: Session, step: kinds.Click, planned: PlannedStep) -> None:
    if step.at is not None:
        await session.act(parse_action({"action": planned.kind, "start_box": await _inside(session, step.at)}))
        return
    assert step.target is not None
    await session.point(planned.kind, step.target, planned.sentence)


async def _inside(session: Session, at: tuple[int, int]) -> list[float]:
    """A pixel of the application's window, in thousandths of the screen."""
    screen = (await session.run.observe()).region
    window = session.window or screen
    left, top = window.left + at[0] + 0.5 - screen.left, window.top + at[1] + 0.5 - screen.top
    return [min(999.0, max(0.0, 1000 * left / screen.width)), min(999.0, max(0.0, 1000 * top / screen.height))]


async def _drag(session: Session, step: kinds.Drag, planned: PlannedStep) -> None:
    if isinstance(step.source, kinds.Spot) and isinstance(step.target, kinds.Spot):
        start, end = await _inside(session, step.source.at), await _inside(session, step.target.at)
        await session.act(parse_action({"action": "left_drag", "start_box": start, "end_box": end}))
        return
    await session.do(f"drag {step.source} to {step.target}", planned.sentence, "left_drag")


async def _type(session: Session, step: kinds.Type, planned: PlannedStep) -> None:
    if step.into is None:
        await session.act(Type(content=step.text))
    else:
        await session.do(f"type {quoted(step.text)} into {step.into}", planned.sentence, "type")
    if step.submit:
        await session.act(Key(keys="enter"))


async def _key(session: Session, step: kinds.Key, _: PlannedStep) -> None:
    await session.act(Key(keys=step.keys, presses=step.presses))


async def _scroll(session: Session, step: kinds.Scroll, planned: PlannedStep) -> None:
    if step.at is None:
        middle = {"action": "scroll", "start_box": [500, 500], "direction": step.direction, "step": step.step}
        action = parse_action(middle)
        assert isinstance(action, Scroll)
        await session.act(action)
    else:
        await session.do(f"scroll {step.direction} in {step.at}", planned.sentence, "scroll")


async def _wait(session: Session, step: kinds.Wait, planned: PlannedStep) -> None:
    if step.until is None:
        await session.pause(step.seconds or 0.0)
        return
    assert isinstance(planned.step, kinds.Wait)
    await session.check(step.until, planned.step.until, timeout=step.timeout, kind="wait")


async def _check(session: Session, step: kinds.Check, planned: PlannedStep) -> None:
    assert step.that is not None, "pictures are compared in `reference_pictures`"
    await session.check(step.that, planned.sentence, timeout=step.timeout, votes=step.votes)


async def _read(session: Session, step: kinds.Read, planned: PlannedStep) -> None:
    assert isinstance(planned.step, kinds.Read)
    await session.read(step.name, step.what, step.form, planned.step.what, many=step.many)


_PERFORM: dict[type[Step], Perform] = {
    kinds.Do: _do,
    kinds.Click: _click,
    kinds.Drag: _drag,
    kinds.Type: _type,
    kinds.Key: _key,
    kinds.Scroll: _scroll,
    kinds.Wait: _wait,
    kinds.Check: _check,
    kinds.Read: _read,
}
