"""Server-sent events as their standard says: any of three line ends, comments, several `data:` lines to one event.

No other character ends a line: a text may hold U+2028, U+0085 and the like.
"""

from __future__ import annotations

import codecs
import re

_LINE_END = re.compile(r"\r\n|\n|\r")


class EventData:
    """Takes in bytes, and gives out the data of each event that they complete."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._partial: list[str] = []
        self._data: list[str] = []
        self._after_return = False

    def feed(self, data: bytes, *, last: bool = False) -> list[str]:
        """The events that end in these bytes; with `last` also one that the server did not end with a blank line."""
        text = self._decoder.decode(data, last)
        if self._after_return and text.startswith("\n"):
            text = text[1:]  # the second half of a line end that came in two pieces
        if text:
            self._after_return = text.endswith("\r")
        events: list[str] = []
        *whole, rest = _LINE_END.split(text)
        for line in whole:
            self._line("".join([*self._partial, line]), events)
            self._partial.clear()
        if rest:
            self._partial.append(rest)
        if last:
            self._line("".join(self._partial), events)
            self._line("", events)
        return events

    def _line(self, line: str, events: list[str]) -> None:
        if not line:
            if self._data:
                events.append("\n".join(self._data))
                self._data.clear()
            return
        field, _, value = line.partition(":")
        if field == "data":
            self._data.append(value.removeprefix(" "))
