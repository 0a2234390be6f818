"""Text for terminals of any width: numbers with their nouns, lines that break between words and hang under their first one.

`say` and `styled` are the only ways to a terminal: what they are given is shown and never obeyed (`record/visible.py`).
"""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
import traceback
from typing import TYPE_CHECKING

from gui_agent.record.visible import safe_json, visible

if TYPE_CHECKING:
    from types import TracebackType

    from rich.style import Style
    from rich.text import Text

NARROWEST = 24
UNBROKEN = 10_000
"""Columns of what no terminal shows: a line stays a line."""


def say(text: object = "", *, err: bool = False, end: str = "\n", after: str = "") -> None:
    """Print the text, on stderr if `err`. `after` is what was printed before it, where a text comes in pieces."""
    stream = sys.stderr if err else sys.stdout
    spelled = visible(str(text), after=after) + end
    encoding = getattr(stream, "encoding", None) or "utf-8"
    stream.write(spelled.encode(encoding, "backslashreplace").decode(encoding))
    stream.flush()


def say_json(value: object, *, indent: int | None = None) -> None:
    """Print the value as JSON, on stdout."""
    spells_all = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().startswith("utf")
    say(safe_json(value, indent=indent, plain=not spells_all))


def show_traceback(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What an unexpected error ends with: a traceback quotes what was on the screen, too."""
    say("".join(traceback.format_exception(kind, error, trace)), err=True, end="")


def styled(text: str, style: str | Style = "") -> Text:
    """The text for `rich`, in a style."""
    from rich.text import Text

    return Text(visible(text), style=style)


def counted(number: int, noun: str) -> str:
    """`1 step`, `2 steps`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def width() -> int:
    """Columns of the terminal, 80 where there is none; `COLUMNS` says otherwise."""
    return max(NARROWEST, shutil.get_terminal_size((80, 24)).columns)


def wrapped(text: str, columns: int, first: str = "", hanging: int = 0) -> str:
    """The text behind `first`, broken between words, later lines indented by `hanging`. A long word is kept whole."""
    lines = []
    for number, line in enumerate(visible(text).splitlines() or [""]):
        begin = first if number == 0 else " " * hanging
        lines.append(_filled(line, max(NARROWEST, columns), begin, " " * hanging) or begin.rstrip())
    return "\n".join(lines)


def _filled(line: str, columns: int, first: str, later: str) -> str:
    if line.isascii():
        return textwrap.fill(
            line, columns, initial_indent=first, subsequent_indent=later, break_long_words=False, break_on_hyphens=False
        )
    from rich.cells import cell_len  # Chinese characters and many symbols take two columns

    lines, space = [first], ""
    for piece in re.split(r"(\s+)", line):
        if piece.isspace():
            space = piece
        elif lines[-1] not in (first, later) and cell_len(lines[-1] + space + piece) > columns:
            lines.append(later + piece)
        elif piece:
            lines[-1] += ("" if lines[-1] in (first, later) else space) + piece
    return "\n".join(lines).rstrip()


def shortened(text: str, columns: int) -> str:
    """The text on one line of at most so many columns."""
    line = visible(" ".join(text.split()))
    return line if len(line) <= columns else line[: max(1, columns - 1)].rstrip() + "…"


def why(error: Exception) -> str:
    """What the system said, to be put behind a text that has named the file already."""
    words = getattr(error, "strerror", None)
    return f": {words}" if words else ""
