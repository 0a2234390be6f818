"""A run as a GIF or WebP animation: each step's screen with its click point, then what came of it."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

from gui_agent.errors import EnvironmentProblem, UsageError
from gui_agent.report.story import Entry, tell
from gui_agent.run_log import read_events

WIDTH = 840
BEFORE_MS, AFTER_MS, LAST_MS = 700, 900, 2500
MARK = (232, 25, 44)


def write_animation(run: Path, target: Path) -> Path:
    """Write the animation of a run's actions to `target` (.gif or .webp).

    Raises UsageError for another ending or a run without pictures, EnvironmentProblem when the file cannot be written.
    """
    kinds = {".gif": "GIF", ".webp": "WEBP"}
    if target.suffix.lower() not in kinds:
        raise UsageError(f"{target} is neither .gif nor .webp", "Choose one of the two endings")
    entries = [entry for entry in tell(list(read_events(run))).entries if entry.kind == "action"]
    frames: list[tuple[Image.Image, int]] = []
    for entry in entries:
        if (run / entry.before).is_file():
            frames.append((_frame(run / entry.before, entry), BEFORE_MS))
        if entry.after and (run / entry.after).is_file():
            frames.append((_frame(run / entry.after, None), AFTER_MS))
    if not frames:
        raise UsageError(f"the run {run} has no pictures of actions", "Choose a run with at least one step")
    images, times = [image for image, _ in frames], [time for _, time in frames]
    times[-1] = LAST_MS
    try:
        images[0].save(target, kinds[target.suffix.lower()], save_all=True, append_images=images[1:], duration=times, loop=0)
    except OSError as error:
        raise EnvironmentProblem(f"cannot write {target}: {error}", "Choose another file") from error
    return target


def _frame(path: Path, entry: Entry | None) -> Image.Image:
    with Image.open(path) as opened:
        picture = opened.convert("RGB")
    scale = min(1.0, WIDTH / picture.width)
    picture = picture.resize((round(picture.width * scale), round(picture.height * scale)), Image.Resampling.LANCZOS)
    if entry is not None:
        draw = ImageDraw.Draw(picture)
        if entry.mark.box is not None:
            draw.rectangle([round(side * scale) for side in entry.mark.box], outline=MARK, width=2)
        for x, y in entry.mark.points:
            draw.ellipse(
                (x * scale - 6, y * scale - 6, x * scale + 6, y * scale + 6), fill=MARK, outline=(255, 255, 255), width=2
            )
    return picture
