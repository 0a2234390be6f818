"""The texts of drawn pages as their truth gives them, in place of reading: training needs thousands of pictures."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.text import TextLine, Word

_CONFIDENCE = 0.97
_RIM = 3
"""Pixels that the reader's boxes are larger than the letters' on each side."""
_NEAR = 0.55
"""Line heights between two words of one line at most."""
_INK = 40
"""Of 255: what differs more from the ground is drawn."""
_BREAK = 18
"""Pixels without ink that end a text in a widget."""
_MARK = 34
"""Pixels of the widest mark before a caption."""


class GivenLines:
    """Reads what the truth says, where the picture shows it."""

    def __init__(self, truth: dict[str, Any]) -> None:
        self._truth = truth

    def read(self, screenshot: Screenshot) -> list[TextLine]:
        """The lines of a picture, as `TextReader.read` gives them."""
        picture = np.asarray(screenshot.image)
        words = [word for item in self._truth["words"] if item.get("box") for word in _words(picture, item)]
        lines: list[list[Word]] = []
        for word in sorted(words, key=lambda word: word.box.left):
            line = next((line for line in lines if _continues(line[-1].box, word.box)), None)
            if line is None:
                lines.append([word])
            else:
                line.append(word)
        whole = Box(0, 0, picture.shape[1], picture.shape[0])
        found = [made for line in lines if (made := _line(line, whole)) is not None]
        return sorted(found, key=lambda line: (line.box.top, line.box.left))


def _words(picture: NDArray[np.uint8], item: dict[str, Any]) -> list[Word]:
    """The words of one text; of what is somewhere `inside` a widget, each with its share of what is drawn there."""
    if not item.get("inside"):
        return [Word(item["text"], Box(*item["box"]))]
    drawn = _drawn(picture, Box(*item["box"]), bool(item.get("behind_mark")))
    parts = item["text"].split()
    if drawn is None or not parts:
        return []
    step = drawn.width / max(1, sum(map(len, parts)) + len(parts) - 1)
    words, at = [], float(drawn.left)
    for part in parts:
        words.append(Word(part, Box(int(at), drawn.top - _RIM, int(at + step * len(part)), drawn.bottom + _RIM)))
        at += step * (len(part) + 1)
    return words


def _drawn(picture: NDArray[np.uint8], box: Box, behind_mark: bool) -> Box | None:
    """The first line of what is drawn in a widget, without its border and, where it has one, its mark."""
    left, top = max(0, box.left + 4), max(0, box.top + 3)
    part = picture[top : box.bottom - 3, left : box.right - 4].astype(np.int16)
    if part.shape[0] < 4 or part.shape[1] < 4:
        return None
    ink = np.abs(part - np.median(part.reshape(-1, 3), axis=0)).max(2) > _INK
    columns = np.flatnonzero(ink.any(0))
    if behind_mark and len(columns):
        end = _run(columns, 3)
        columns = columns[columns > end] if end - columns[0] < _MARK else columns
    if not len(columns):
        return None
    end = _run(columns, _BREAK)
    rows = np.flatnonzero(ink[:, columns[0] : end + 1].any(1))
    return Box(left + int(columns[0]), top + int(rows[0]), left + end + 1, top + _run(rows, 5) + 1)


def _run(numbers: NDArray[np.int64], most: int) -> int:
    """The last of the first numbers that have no gap of more than `most`."""
    gaps = np.flatnonzero(np.diff(numbers) > most)
    return int(numbers[gaps[0]] if len(gaps) else numbers[-1])


def _continues(before: Box, box: Box) -> bool:
    """Whether a word continues in the same line."""
    high = box.height
    level = min(box.bottom, before.bottom) - max(box.top, before.top) > 0.7 * max(1, min(high, before.height))
    return level and abs(high - before.height) < 0.35 * high and -2 <= box.left - before.right <= _NEAR * high


def _line(words: list[Word], whole: Box) -> TextLine | None:
    around = Box.around([word.box for word in words])
    box = around.padded(_RIM).intersection(whole)
    cut = [Word(word.text, inside) for word in words if (inside := word.box.intersection(whole)) is not None]
    if box is None or not cut or box.width < 4 or box.height < 6:
        return None
    return TextLine(" ".join(word.text for word in cut), box, _CONFIDENCE, tuple(cut))
