"""Runs written with the log that every run writes, without a screen: quick material for pages that show runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from gui_agent.record.events import (
    FORMAT,
    ActionEffect,
    ActionFinished,
    ActionStarted,
    LoggedAction,
    LoggedLimits,
    ModelReplied,
    Observed,
    PixelBox,
    RunFinished,
    RunStarted,
    RunVerdict,
    Settle,
    Usage,
)
from gui_agent.record.run_log import RunLog

SIZE = (640, 400)
Step = tuple[dict[str, Any], PixelBox | None, str]
"""An action, its box in pixels, and what is on the screen after it."""


def click(words: str, box: PixelBox, then: str) -> Step:
    return {"action": "left_click", "start_box": box, "element_info": words}, box, then


def types(text: str, then: str) -> Step:
    return {"action": "type", "content": text}, None, then


def screen(text: str) -> Image.Image:
    image = Image.new("RGB", SIZE, "#dfe3ea")
    ImageDraw.Draw(image).text((40, 180), text, fill="black", font=ImageFont.load_default(32))
    return image


def begin(folder: Path, task: str, model: str = "glm-4.5v") -> RunLog:
    """The log of a run that begins; close it, or let it continue."""
    log = RunLog(folder)
    log.write(
        RunStarted(
            format=FORMAT, task=task, model=model, app="python notes.py", display=":7", private=True, screen=(0, 0, *SIZE),
            limits=LoggedLimits(steps=50),
        )
    )  # fmt: skip
    return log


def perform(log: RunLog, number: int, step: Step, before: str) -> None:
    """One step with its thinking, its pictures and what it took."""
    given, box, then = step
    action, settle = LoggedAction.model_validate(given), Settle(reason="settled", seconds=0.1)
    log.write(Observed(step=number, picture=f"steps/{number:04d}/before.webp", settle=settle))
    usage = Usage(1, 1000 + number, 600, 40)
    log.write(ModelReplied(step=number, agent="operator", thinking=f"Now step {number}.", usage=usage, seconds=0.5))
    points = (((box[0] + box[2]) // 2, (box[1] + box[3]) // 2),) if box else ()
    picture = log.save_picture(screen(before), number, "before")
    log.write(ActionStarted(step=number, action=action, points=points, box=box, picture=picture))
    after = log.save_picture(screen(then), number, "after")
    boxes = ((0, 150, 640, 250),) if then != before else ()
    effect = ActionEffect(text="the screen changed", fraction=0.1, boxes=boxes)
    timings = {"capture": 0.01, "model": 0.5, "act": 0.02}
    log.write(ActionFinished(step=number, effect=effect, action=action, picture=after, settle=settle, timings=timings))


def finish(log: RunLog, verdict: RunVerdict, steps: int, reason: str = "", answer: str = "") -> None:
    usage = Usage(steps, 1000 * steps, 600 * steps, 40 * steps)
    log.write(
        RunFinished(
            verdict=verdict, answer=answer, reason=reason, steps=steps, seconds=1.5, usage=usage, timings={"model": 0.5 * steps}
        )
    )
    log.close()


def written_run(folder: Path, task: str, steps: Sequence[Step], verdict: RunVerdict | None = "done", **more: str) -> Path:
    """A whole run; without a verdict it is cut off."""
    log = begin(folder, task, more.pop("model", "glm-4.5v"))
    before = "An empty page"
    for number, step in enumerate(steps, 1):
        perform(log, number, step, before)
        before = step[2]
    if verdict:
        finish(log, verdict, len(steps), **more)
    else:
        log.close()
    return folder
