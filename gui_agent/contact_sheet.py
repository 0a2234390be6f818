"""The contact sheet: one PNG that shows each step of a run, its box and its click point."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from gui_agent.console import describe_action
from gui_agent.errors import UsageError
from gui_agent.run_log import Event, read_events

COLUMNS = 3
CELL_WIDTH = 560
CAPTION_HEIGHT = 46
GAP = 12
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
    points: list[list[int]]
    box: list[int] | None


def draw_contact_sheet(folder: Path, target: Path | None = None) -> Path:
    """Draw a run's steps into one PNG (default: contact-sheet.png in the run's folder) and return its path.

    Raises UsageError when the folder is not a run or has no picture.
    """
    cells = [cell for cell in _cells(list(read_events(folder)), folder) if cell.picture.exists()]
    if not cells:
        raise UsageError(f"the run {folder} has no pictures yet", "Choose a run with at least one step")
    with Image.open(cells[0].picture) as first:
        height = round(first.height * CELL_WIDTH / first.width)
    columns = min(COLUMNS, len(cells))
    rows = -(-len(cells) // columns)
    size = (columns * (CELL_WIDTH + GAP) + GAP, rows * (height + CAPTION_HEIGHT + GAP) + GAP)
    sheet = Image.new("RGB", size, BACKGROUND)
    for index, cell in enumerate(cells):
        left = GAP + index % columns * (CELL_WIDTH + GAP)
        top = GAP + index // columns * (height + CAPTION_HEIGHT + GAP)
        _draw_cell(sheet, cell, left, top, height)
    path = target or folder / "contact-sheet.png"
    sheet.save(path, "PNG", optimize=True)
    return path


def _cells(events: list[Event], folder: Path) -> list[Cell]:
    screen = next((event["screen"] for event in events if event["event"] == "run_started"), [0, 0, 0, 0])
    origin = (screen[0], screen[1])
    effects = {event["step"]: event["effect"]["text"] for event in events if event["event"] == "action_finished"}
    cells = [
        Cell(
            folder / event["picture"],
            f"{event['step']}. {describe_action(event['action'])}",
            effects.get(event["step"], "not finished"),
            origin,
            event["points"],
            event["box"],
        )
        for event in events
        if event["event"] == "action_started"
    ]
    last = next((event for event in reversed(events) if event["event"] == "action_finished"), None)
    looked = next((event for event in reversed(events) if event["event"] in {"action_finished", "observed"}), None)
    finished: dict[str, Any] = next((event for event in events if event["event"] == "run_finished"), {})
    if looked is not None:
        note = finished.get("reason") or finished.get("answer") or ""
        cells.append(
            Cell(
                folder / (last or looked)["picture"],
                f"the end: {finished.get('verdict', 'still running')}",
                note,
                origin,
                [],
                None,
            )
        )
    return cells


def _draw_cell(sheet: Image.Image, cell: Cell, left: int, top: int, height: int) -> None:
    with Image.open(cell.picture) as picture:
        scale = CELL_WIDTH / picture.width
        sheet.paste(picture.convert("RGB").resize((CELL_WIDTH, height), Image.Resampling.LANCZOS), (left, top + CAPTION_HEIGHT))
    draw = ImageDraw.Draw(sheet)
    draw.rectangle(
        (left - 1, top + CAPTION_HEIGHT - 1, left + CELL_WIDTH, top + CAPTION_HEIGHT + height), outline=(200, 200, 205)
    )
    _text(draw, (left, top), cell.caption, 18)
    _text(draw, (left, top + 24), cell.note, 14)

    def place(x: float, y: float) -> tuple[float, float]:
        return left + (x - cell.origin[0]) * scale, top + CAPTION_HEIGHT + (y - cell.origin[1]) * scale

    if cell.box is not None:
        (x1, y1), (x2, y2) = place(*cell.box[:2]), place(*cell.box[2:])
        draw.rectangle((x1 - 3, y1 - 3, x2 + 3, y2 + 3), outline=MARK, width=2)
    for point in cell.points:
        x, y = place(*point)
        draw.ellipse((x - 4, y - 4, x + 4, y + 4), fill=MARK, outline=(255, 255, 255))


def _text(draw: ImageDraw.ImageDraw, place: tuple[int, int], text: str, size: int) -> None:
    font = ImageFont.load_default(size)
    while text and draw.textlength(text, font) > CELL_WIDTH:
        text = text[:-2].rstrip(".") + "…" if len(text) > 2 else ""
    draw.text(place, text, INK, font)
