"""Text for terminals of any width: numbers with their nouns, lines that break between words and hang under their first one."""

from __future__ import annotations

import shutil
import textwrap

NARROWEST = 24


def counted(number: int, noun: str) -> str:
    """`1 step`, `2 steps`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def width() -> int:
    """Columns of the terminal, 80 where there is none; `COLUMNS` says otherwise."""
    return max(NARROWEST, shutil.get_terminal_size((80, 24)).columns)


def wrapped(text: str, columns: int, first: str = "", hanging: int = 0) -> str:
    """The text behind `first`, broken between words, later lines indented by `hanging`. A long word is kept whole."""
    lines = []
    for number, line in enumerate(text.splitlines() or [""]):
        begin = first if number == 0 else " " * hanging
        lines.append(
            textwrap.fill(
                line,
                max(NARROWEST, columns),
                initial_indent=begin,
                subsequent_indent=" " * hanging,
                break_long_words=False,
                break_on_hyphens=False,
            )
            or begin.rstrip()
        )
    return "\n".join(lines)


def shortened(text: str, columns: int) -> str:
    """The text on one line of at most so many columns."""
    line = " ".join(text.split())
    return line if len(line) <= columns else line[: max(1, columns - 1)].rstrip() + "…"


def why(error: Exception) -> str:
    """What the system said, to be put behind a text that has named the file already."""
    words = getattr(error, "strerror", None)
    return f": {words}" if words else ""
