"""Checks against a reference picture: `check: {looks like: header.png}`. No model is asked, and nothing is read.

The picture is a PNG file beside the scenario's file. It is compared with `area` if that is given, with the application's window if it
is as large, else with the place of the screen that is most like it. Its transparent pixels and `masks` are not compared.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.geometry import Box
from gui_agent.perception.opencv import cv2
from gui_agent.record.events import Checked
from gui_agent.scenarios.play.scenario_result import StepFailed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gui_agent.perception.screen.screenshot import Screenshot
    from gui_agent.scenarios.format.steps import Check
    from gui_agent.scenarios.play.session import Session

POLL_SECONDS = 0.2
SHADE = 32
"""Difference (0 to 255, of the strongest colour) up to which two pixels count as equal."""
Pixels = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]
Mask = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


@dataclass(frozen=True)
class Reference:
    """A picture that a part of the screen should look like."""

    pixels: Pixels
    """Height x width x 3, RGB."""
    compared: Mask
    """Height x width: which pixels count."""

    @classmethod
    def of(cls, image: Image.Image, masks: Sequence[Box] = ()) -> Reference:
        """The picture without its transparent pixels and `masks` (pixels of the picture)."""
        rgba = np.asarray(image.convert("RGBA"))
        compared = rgba[:, :, 3] > 127
        for box in masks:
            compared[max(0, box.top) : max(0, box.bottom), max(0, box.left) : max(0, box.right)] = False
        return cls(np.ascontiguousarray(rgba[:, :, :3]), compared)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.pixels.shape[1], self.pixels.shape[0]


@dataclass(frozen=True)
class Likeness:
    """How a part of the screen compares with a reference."""

    share: float
    """Of the compared pixels, those that differ: 0 to 1."""
    differs: Box | None
    """What is around them, in pixels of the picture."""
    seen: Image.Image
    """The part of the screen."""


def compare(reference: Reference, image: Image.Image) -> Likeness:
    """Compare a picture of the same size. Raises ValueError for another size."""
    if image.size != reference.size:
        raise ValueError(f"the sizes differ: {image.size} and {reference.size}")
    now = np.asarray(image.convert("RGB"))
    differs = (np.maximum(now, reference.pixels) - np.minimum(now, reference.pixels) > SHADE).any(axis=2) & reference.compared
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    box = Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1) if len(rows) else None
    return Likeness(float(differs.sum()) / max(1, int(reference.compared.sum())), box, image)


def place_of(reference: Reference, image: Image.Image) -> Box | None:
    """Where in `image` the reference fits best; None where it is larger than the image."""
    width, height = reference.size
    if width > image.width or height > image.height:
        return None
    screen = np.ascontiguousarray(np.asarray(image.convert("RGB")))
    mask = np.repeat(reference.compared[:, :, None], 3, axis=2).astype(np.uint8)
    # With no mask the quick way; the place is where the squares of the differences are smallest.
    if reference.compared.all():
        scores = cv2.matchTemplate(screen, reference.pixels, cv2.TM_SQDIFF)
    else:
        scores = cv2.matchTemplate(screen, reference.pixels, cv2.TM_SQDIFF, mask=mask)
    _, _, (left, top), _ = cv2.minMaxLoc(scores)
    return Box.of_size(int(left), int(top), width, height)


async def check_likeness(session: Session, step: Check, folder: Path, *, update: bool) -> None:
    """Look until the screen is like the picture, or the time is up; with `update` the picture is taken anew where it is not.

    Raises StepFailed, EnvironmentProblem.
    """
    assert step.looks_like is not None
    path = folder / step.looks_like
    start = time.monotonic()
    deadline = session.since + step.timeout
    reference = _load(path, step.masks)
    if reference is None and not update:
        raise StepFailed(f"no such picture: {step.looks_like}", "Take it with --update, and look at it")
    while True:
        session.run.budget.check_time()
        screenshot = await session.run.presentable(await session.run.observe())
        found = await asyncio.to_thread(_look, session, step, reference, screenshot) if reference is not None else None
        if (found is not None and found.share <= step.tolerance) or time.monotonic() >= deadline or reference is None:
            break
        await asyncio.sleep(POLL_SECONDS)
    good = found is not None and found.share <= step.tolerance
    if not good and update:
        found = Likeness(0.0, None, _cut(screenshot, _area(session, step, screenshot, None)))
        _save(path, found.seen)
    reason = _said(found, step, updated=update and not good)
    _log(session, step, reference, found, reason, seconds=time.monotonic() - start, ok=good or update)
    if not good and not update:
        raise StepFailed(reason, "Look at both pictures in the report; --update takes it anew")


def _load(path: Path, masks: Sequence[tuple[int, int, int, int]]) -> Reference | None:
    try:
        with Image.open(path) as opened:
            return Reference.of(opened, [Box(*numbers) for numbers in masks])
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise StepFailed(f"the picture {path.name} cannot be read: {error}", "Take it anew with --update") from error


def _look(session: Session, step: Check, reference: Reference, screenshot: Screenshot) -> Likeness | None:
    area = _area(session, step, screenshot, reference)
    if area is None or (area.width, area.height) != reference.size:
        return None
    return compare(reference, _cut(screenshot, area))


def _area(session: Session, step: Check, screenshot: Screenshot, reference: Reference | None) -> Box | None:
    """The part of the picture that counts, in pixels of it."""
    frame = Box(0, 0, screenshot.image.width, screenshot.image.height)
    window = session.window
    inside = window.offset(-screenshot.region.left, -screenshot.region.top).intersection(frame) if window is not None else None
    inside = inside or frame
    if step.area is not None:
        return Box(*step.area).offset(inside.left, inside.top).intersection(frame)
    if reference is None or (inside.width, inside.height) == reference.size:
        return inside
    return place_of(reference, screenshot.image)


def _cut(screenshot: Screenshot, area: Box | None) -> Image.Image:
    return screenshot.image if area is None else screenshot.image.crop((area.left, area.top, area.right, area.bottom))


def _save(path: Path, image: Image.Image) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        image.save(path, "PNG")
    except (OSError, ValueError) as error:
        raise EnvironmentProblem(f"cannot write the picture {path}: {error}", "Name a PNG file that can be written") from error


def _said(found: Likeness | None, step: Check, *, updated: bool) -> str:
    if updated:
        return f"{step.looks_like} was taken anew"
    if found is None:
        return f"{step.looks_like} has another size than the part of the screen that it is compared with"
    if found.differs is None:
        return f"it looks like {step.looks_like}"
    box = found.differs
    where = f", all from {box.left},{box.top} to {box.right},{box.bottom} in it"
    return f"{found.share:.2%} of the pixels differ from {step.looks_like} ({step.tolerance:.2%} are allowed){where}"


def _log(
    session: Session, step: Check, reference: Reference | None, found: Likeness | None, reason: str, *, seconds: float, ok: bool
) -> None:
    log, number = session.run.log, session.run.next_step
    count = sum(stage.kind == "check" for stage in session.stages)
    seen = found.seen if found is not None else session.run.seen.image if session.run.seen is not None else None
    recorded = Image.fromarray(reference.pixels) if reference is not None else None
    log.write(
        Checked(
            statement=step.sentence(),
            verdict="ok" if ok else "failed",
            reason=reason,
            picture=log.save_picture(seen, number, f"likeness{count}") if seen is not None else "",
            recorded=log.save_picture(recorded, number, f"reference{count}") if recorded is not None else "",
            source="",
            votes=1,
            looks=1,
            seconds=round(seconds, 3),
        )
    )
