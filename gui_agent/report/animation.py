"""A run as a GIF or WebP animation: each step's screen with its click point and what is done, then what came of it."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from gui_agent.errors import EnvironmentProblem, UsageError
from gui_agent.record.run_log import read_events
from gui_agent.report.story import Mark, tell
from gui_agent.report.used_part import used_part

WIDTH, NARROWEST = 840, 320
MARGIN, CAPTION = 12, 30
BEFORE_MS, AFTER_MS, LAST_MS = 700, 900, 2500
MARK = (232, 25, 44)


def write_animation(run: Path, target: Path) -> Path:
    """Write the animation of a run's actions to `target` (.gif or .webp).

    Raises UsageError for another ending or a run without pictures, EnvironmentProblem when the file cannot be written.
    """
    kinds = {".gif": "GIF", ".webp": "WEBP"}
    if target.suffix.lower() not in kinds:
        raise UsageError(f"{target} is neither .gif nor .webp", "Choose one of the two endings")
    entries = [entry for entry in tell(read_events(run)).entries if entry.kind == "action"]
    frames: list[tuple[Image.Image, int]] = []
    for entry in entries:
        caption = f"{entry.step}  {entry.title}"
        if (run / entry.before).is_file():
            frames.append((_frame(run / entry.before, entry.mark, caption), BEFORE_MS))
        if entry.after and (run / entry.after).is_file():
            frames.append((_frame(run / entry.after, None, caption), AFTER_MS))
    if not frames:
        raise UsageError(f"the run {run} has no pictures of actions", "Choose a run with at least one step")
    images, times = _trimmed([image for image, _ in frames]), [time for _, time in frames]
    times[-1] = LAST_MS
    try:
        images[0].save(target, kinds[target.suffix.lower()], save_all=True, append_images=images[1:], duration=times, loop=0)
    except OSError as error:
        raise EnvironmentProblem(f"cannot write {target}: {error}", "Choose another file") from error
    return target


def _frame(path: Path, mark: Mark | None, caption: str) -> Image.Image:
    """A screenshot with its marks, over a line that says what is done."""
    with Image.open(path) as opened:
        picture = opened.convert("RGB")
    if mark is not None:
        draw = ImageDraw.Draw(picture)
        if mark.box is not None:
            draw.rectangle(mark.box, outline=MARK, width=2)
        for x, y in mark.points:
            draw.ellipse((x - 7, y - 7, x + 7, y + 7), fill=MARK, outline=(255, 255, 255), width=2)
    picture.info["caption"] = caption
    return picture


def _trimmed(pictures: list[Image.Image]) -> list[Image.Image]:
    """The part where there is anything (an empty desktop around a window says nothing), scaled, with the captions below."""
    used: tuple[int, int, int, int] | None = None
    for picture in pictures:
        box = used_part(picture)
        if box is not None:
            used = (
                box if used is None else (min(used[0], box[0]), min(used[1], box[1]), max(used[2], box[2]), max(used[3], box[3]))
            )
    width, height = pictures[0].size
    left, top, right, bottom = used or (0, 0, width, height)
    part = (max(0, left - MARGIN), max(0, top - MARGIN), min(width, right + MARGIN), min(height, bottom + MARGIN))
    return [_captioned(picture.crop(part), str(picture.info["caption"])) for picture in pictures]


def _captioned(picture: Image.Image, caption: str) -> Image.Image:
    scale = min(1.0, WIDTH / picture.width)
    size = (round(picture.width * scale), round(picture.height * scale))
    whole = Image.new("RGB", (max(size[0], NARROWEST), size[1] + CAPTION), "white")
    whole.paste(picture.resize(size, Image.Resampling.LANCZOS), ((whole.width - size[0]) // 2, 0))
    font = ImageFont.load_default(15)
    longest = next((cut for cut in range(len(caption), 0, -1) if font.getlength(caption[:cut]) < whole.width - 20), 0)
    reported = caption if longest == len(caption) else caption[: longest - 1] + "\u2026"
    ImageDraw.Draw(whole).text((10, size[1] + 6), reported, fill="black", font=font)
    return whole
