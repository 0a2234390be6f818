"""Runs written with the log that every run writes, without a screen: quick material for pages that show runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from gui_agent.record.run_log import RunLog

SIZE = (640, 400)
Step = tuple[dict[str, Any], list[int] | None, str]
"""An action, its box in pixels, and what is on the screen after it."""


def click(words: str, box: list[int], then: str) -> Step:
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
        "run_started", task=task, model=model, app="python notes.py", display=":7", private=True, screen=[0, 0, *SIZE], limits={"steps": 50}
    )  # fmt: skip
    return log


def perform(log: RunLog, number: int, step: Step, before: str) -> None:
    """One step with its thinking, its pictures and what it took."""
    action, box, then = step
    usage = {
        "requests": 1,
        "input_tokens": 1000 + number,
        "cached_tokens": 600,
        "output_tokens": 40,
        "total_tokens": 1040 + number,
    }
    log.write("observed", step=number, picture=f"steps/{number:04d}/before.webp", settle={"reason": "settled", "seconds": 0.1})
    log.write(
        "model_replied", step=number, agent="operator", thinking=f"Now step {number}.", text="", action=action, items=[], usage=usage,
        seconds=0.5,
    )  # fmt: skip
    points = [[(box[0] + box[2]) // 2, (box[1] + box[3]) // 2]] if box else []
    picture = log.save_picture(screen(before), number, "before")
    log.write("action_started", step=number, action=action, points=points, box=box, picture=picture)
    after = log.save_picture(screen(then), number, "after")
    effect = {"text": "the screen changed", "fraction": 0.1, "boxes": [[0, 150, 640, 250]] if then != before else []}
    timings = {"capture": 0.01, "model": 0.5, "act": 0.02}
    log.write(
        "action_finished", step=number, effect=effect, action=action, picture=after,
        settle={"reason": "settled", "seconds": 0.1}, timings=timings,
    )  # fmt: skip


def finish(log: RunLog, verdict: str, steps: int, reason: str = "", answer: str = "") -> None:
    usage = {"requests": steps, "input_tokens": 1000 * steps, "cached_tokens": 600 * steps, "output_tokens": 40 * steps}
    log.write(
        "run_finished", verdict=verdict, answer=answer, reason=reason, steps=steps, seconds=1.5,
        usage={**usage, "total_tokens": 1040 * steps}, timings={"model": 0.5 * steps},
    )  # fmt: skip
    log.close()


def written_run(folder: Path, task: str, steps: Sequence[Step], verdict: str = "done", **more: str) -> Path:
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
