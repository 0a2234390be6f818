"""The contact sheet: one PNG that shows each step of a run, its box and its click point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from gui_agent.errors import UsageError
from gui_agent.record.events import (
    ActionFinished,
    ActionStarted,
    Event,
    Observed,
    PixelBox,
    PixelPoint,
    RunFinished,
    RunStarted,
)
from gui_agent.record.run_log import read_events
from gui_agent.record.wording import describe_action
from gui_agent.report.used_part import used_part

COLUMNS = 3
CELL_WIDTH = 560
CAPTION_HEIGHT = 46
GAP = 12
MARGIN = 24
BACKGROUND = (246, 246, 248)
INK = (30, 30, 34)
MARK = (220, 30, 60)


@dataclass(frozen=True)
class Cell:
    """One picture of the sheet."""

    picture: Path
    caption: str
    note: str
    origin: tuple[int, int]
    """The pixel of the virtual screen at the picture's top left."""
    points: Sequence[PixelPoint]
    box: PixelBox | None


def draw_contact_sheet(folder: Path, target: Path | None = None) -> Path:
    """Draw a run's steps into one PNG (default: contact-sheet.png in the run's folder) and return its path.

    Raises UsageError when the folder is not a run or has no picture.
    """
    cells = [cell for cell in _cells(list(read_events(folder)), folder) if cell.picture.exists()]
    if not cells:
        raise UsageError(f"the run {folder} has no pictures yet", "Choose a run with at least one step")
    view = _interesting_part([cell.picture for cell in cells])
    height = round((view[3] - view[1]) * CELL_WIDTH / (view[2] - view[0]))
    columns = min(COLUMNS, len(cells))
    rows = -(-len(cells) // columns)
    size = (columns * (CELL_WIDTH + GAP) + GAP, rows * (height + CAPTION_HEIGHT + GAP) + GAP)
    sheet = Image.new("RGB", size, BACKGROUND)
    for index, cell in enumerate(cells):
        left = GAP + index % columns * (CELL_WIDTH + GAP)
        top = GAP + index // columns * (height + CAPTION_HEIGHT + GAP)
        _draw_cell(sheet, cell, left, top, view)
    path = target or folder / "contact-sheet.png"
    sheet.save(path, "PNG", optimize=True)
    return path


def _cells(events: list[Event], folder: Path) -> list[Cell]:
    left, top, *_ = next((event.screen for event in events if isinstance(event, RunStarted)), (0, 0, 0, 0))
    effects = {event.step: event.effect.text for event in events if isinstance(event, ActionFinished)}
    cells = [
        Cell(
            folder / event.picture,
            f"{event.step}. {describe_action(event.action)}",
            effects.get(event.step, "not finished"),
            (left, top),
            event.points,
            event.box,
        )
        for event in events
        if isinstance(event, ActionStarted)
    ]
    last = next((event for event in reversed(events) if isinstance(event, ActionFinished)), None)
    looked = next((event for event in reversed(events) if isinstance(event, ActionFinished | Observed)), None)
    finished = next((event for event in reversed(events) if isinstance(event, RunFinished)), None)
    if looked is not None:
        note = finished.reason or finished.answer if finished else ""
        verdict = finished.verdict if finished else "still running"
        cells.append(Cell(folder / (last or looked).picture, f"the end: {verdict}", note, (left, top), (), None))
    return cells


def _interesting_part(pictures: list[Path]) -> tuple[int, int, int, int]:
    """The part of the screen in which any of the pictures shows more than the empty background."""
    parts = []
    for path in pictures:
        with Image.open(path) as opened:
            picture = opened.convert("RGB")
        parts.append(used_part(picture) or (0, 0, *picture.size))
    left, top = max(0, min(part[0] for part in parts) - MARGIN), max(0, min(part[1] for part in parts) - MARGIN)
    right, bottom = max(part[2] for part in parts) + MARGIN, max(part[3] for part in parts) + MARGIN
    return left, top, min(right, picture.width), min(bottom, picture.height)


def _draw_cell(sheet: Image.Image, cell: Cell, left: int, top: int, view: tuple[int, int, int, int]) -> None:
    scale = CELL_WIDTH / (view[2] - view[0])
    height = round((view[3] - view[1]) * scale)
    with Image.open(cell.picture) as picture:
        part = picture.convert("RGB").crop(view).resize((CELL_WIDTH, height), Image.Resampling.LANCZOS)
        sheet.paste(part, (left, top + CAPTION_HEIGHT))
    draw = ImageDraw.Draw(sheet)
    draw.rectangle(
        (left - 1, top + CAPTION_HEIGHT - 1, left + CELL_WIDTH, top + CAPTION_HEIGHT + height), outline=(200, 200, 205)
    )
    _text(draw, (left, top), cell.caption, 18)
    _text(draw, (left, top + 24), cell.note, 14)

    def place(x: float, y: float) -> tuple[float, float]:
        return left + (x - cell.origin[0] - view[0]) * scale, top + CAPTION_HEIGHT + (y - cell.origin[1] - view[1]) * scale

    if cell.box is not None:
        (x1, y1), (x2, y2) = place(*cell.box[:2]), place(*cell.box[2:])
        draw.rectangle((x1 - 3, y1 - 3, x2 + 3, y2 + 3), outline=MARK, width=2)
    for point in cell.points:
        x, y = place(*point)
        draw.ellipse((x - 4, y - 4, x + 4, y + 4), fill=MARK, outline=(255, 255, 255))


def _text(draw: ImageDraw.ImageDraw, place: tuple[int, int], text: str, size: int) -> None:
    font = _font(size)
    while text and draw.textlength(text, font) > CELL_WIDTH:
        text = text[:-2].rstrip(".") + "…" if len(text) > 2 else ""
    draw.text(place, text, INK, font)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    try:
        return ImageFont.truetype("DejaVuSans.ttf", size)  # has far more letters than Pillow's own font
    except OSError:
        return ImageFont.load_default(size)
