"""The same picture gets the same reading, whatever was read before."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.networks import TextNetworks
from gui_agent.perception.text.text import TextLine, TextReader

ROOT = Path(__file__).parents[3]
STORED = sorted([*ROOT.glob("scenarios/cassettes/*/pictures/*.webp"), *ROOT.glob("tests/**/*.webp")])


def fresh() -> TextReader:
    """One that does not know what others have read."""
    return TextReader(TextNetworks())


def load(path: Path) -> Screenshot:
    with Image.open(path) as opened:
        return Screenshot.of(opened.convert("RGB"))


def reported(lines: list[TextLine]) -> list[tuple[object, ...]]:
    """All but the last digits of how sure the reader is, which the number of lines read at once changes."""
    return [(line.text, line.box, line.words, round(line.confidence, 3)) for line in lines]


def read_all(reader: TextReader, paths: list[Path]) -> dict[Path, list[tuple[object, ...]]]:
    return {path: reported(reader.read(load(path))) for path in paths}


def screens(most: int) -> list[Path]:
    """The stored pictures of whole screens, spread over all of them."""
    whole = [path for path in STORED if load(path).region.width >= 800]
    return whole[:: max(1, len(whole) // most)][:most]


def test_pictures_are_read_alike_in_both_orders() -> None:
    paths = screens(4)
    assert len(paths) >= 3
    assert read_all(fresh(), paths) == read_all(fresh(), paths[::-1])


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_stored_picture_is_read_alike_in_both_orders_and_afresh() -> None:
    reader = fresh()
    first, second = read_all(reader, STORED), read_all(reader, STORED[::-1])
    assert first == second
    assert first == {path: reported(fresh().read(load(path))) for path in STORED}


def test_a_screen_that_changed_a_little_is_read_as_if_it_were_new() -> None:
    """A menu bar, then a dialog over it and a line that moved: what a run shows between two looks."""
    base = Image.new("RGB", (900, 500), "white")
    draw, font = ImageDraw.Draw(base), ImageFont.load_default(18)
    for index, word in enumerate(("File", "Edit", "View", "Help")):
        draw.text((20 + 60 * index, 10), word, fill="black", font=font)
    for row in range(6):
        draw.text((40, 80 + 40 * row), f"Order {row}: {row * 37}.50 EUR", fill="black", font=font)
    changed = base.copy()
    draw = ImageDraw.Draw(changed)
    draw.rectangle((200, 100, 600, 300), fill="#eeeeee", outline="black")
    draw.text((230, 150), "Delete order 3?", fill="black", font=font)
    draw.rectangle((75, 5, 125, 32), fill="#3366cc")
    draw.text((80, 10), "Edit", fill="white", font=font)
    shots = [Screenshot.of(image) for image in (base, changed, base)]
    reader = fresh()
    used = [reported(reader.read(shot)) for shot in shots]
    assert used == [reported(fresh().read(shot)) for shot in shots]
    assert used[0] == used[2]
    assert any(line[0] == "Delete order 3?" for line in used[1])
