"""One screenshot with its texts and widgets, each found at most once and only when asked for."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from gui_agent.model.literal.language.text_match import canonical
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot

if TYPE_CHECKING:
    from gui_agent.model.literal.sight.shrunk import Shrunk
    from gui_agent.perception.accessibility.merged import Joined
    from gui_agent.perception.element import Element
    from gui_agent.perception.text.text import TextLine, TextReader

_ECHO_LIKENESS = 85
_ECHO_WHOLE = 0.7
_ECHO_BEGINNING = 8
"""Letters in which a repetition begins as the instruction does."""
_CONTROLS = frozenset({"button", "checkbox", "radio", "tab", "link", "menuitem", "dropdown"})


class View:
    """The texts and widgets of one screenshot, as the detectors of `sight` need them."""

    def __init__(self, screenshot: Screenshot, reader: TextReader, task: str) -> None:
        self.screenshot = screenshot
        self.reader = reader
        self.task = task

    @property
    def frame(self) -> Box:
        """The whole picture, in its own pixels."""
        return self.screenshot.region

    @cached_property
    def lines(self) -> list[TextLine]:
        """All lines of text, from top to bottom, those left out that repeat the task itself (see `echo`)."""
        return [line for line in self._all_lines if line not in self.echo]

    @cached_property
    def echo(self) -> list[TextLine]:
        """Lines that repeat the instruction on the screen, as a terminal or a web page may: words in them are no targets.

        Only a block of lines counts that begins as the instruction does and holds most of it: a long label is most of an
        instruction too ("tick Copy the selection at once"). What controls are called is no repetition, even if it is all of it.
        """
        wanted = canonical(self.task)
        alike = [line for line in self._all_lines if _is_part(line, wanted)]
        for seed in alike:
            text = canonical(seed.text)
            block, position = [seed], len(text)
            begins = fuzz.ratio(text[:_ECHO_BEGINNING], wanted[:_ECHO_BEGINNING])
            if fuzz.ratio(text, wanted[:position]) < _ECHO_LIKENESS or begins < _ECHO_LIKENESS:
                continue
            while following := _continuation(block, alike, wanted[position:]):
                block.append(following)
                position += len(canonical(following.text))
            if (
                position >= _ECHO_WHOLE * len(wanted)
                and sum(len(line.words) for line in block) > 1
                and not self._is_control(block)
            ):
                return block
        return []

    def _is_control(self, block: list[TextLine]) -> bool:
        """Whether lines are what a control is called: one with a mark, or that the application reports."""
        if len(block) > 1:
            return False
        (line,) = block
        marked = [element for element in self.elements if element.mark is not None]
        controls = [element for element in self.reported if element.role in _CONTROLS]
        return any(
            element.box.contains(line.box.center) and canonical(element.text) == canonical(line.text)
            for element in (*marked, *controls)
        )

    @cached_property
    def elements(self) -> list[Element]:
        """The widgets that are only seen, boxes in pixels of the picture."""
        return self._joined.seen

    @cached_property
    def reported(self) -> list[Element]:
        """What the applications reported about the picture, completed by what is seen of it; boxes in pixels of the picture."""
        return self._joined.reported

    @cached_property
    def _joined(self) -> Joined:
        from gui_agent.perception.accessibility.merged import Joined, join

        seen, reported = self._seen(), list(self.screenshot.reported)
        if not any(window.is_popup for window in self.screenshot.windows):
            return join(seen, reported)
        # What is reported of the window under a menu says nothing about the entries of the menu.
        parts = [
            join(
                [one for one in seen if self.in_popup(one.box) == inside],
                [one for one in reported if self.in_popup(one.box) == inside],
            )
            for inside in (False, True)
        ]
        return Joined([one for part in parts for one in part.reported], [one for part in parts for one in part.seen])

    def in_popup(self, box: Box) -> bool:
        """Whether the middle of a box (pixels) is in a menu or a list that is open in a window of its own."""
        return any(window.is_popup and window.frame.contains(box.center) for window in self.screenshot.windows)

    def _seen(self) -> list[Element]:
        from gui_agent.model.literal.sight.shrunk import scaled
        from gui_agent.perception.elements.elements import find_elements

        shrunk = self.shrunk
        if shrunk.scale == 1.0:
            return find_elements(self.screenshot, self.reader)
        small = Screenshot(shrunk.image, Box(0, 0, *shrunk.image.size), self.screenshot.taken_at)
        found = find_elements(small, _KnownLines(shrunk.lines))  # type: ignore[arg-type]
        up = 1 / shrunk.scale
        return [
            replace(element, box=scaled(element.box, up), mark=scaled(element.mark, up) if element.mark else None)
            for element in found
        ]

    @cached_property
    def shrunk(self) -> Shrunk:
        """The picture at the scale at which its text is of usual height."""
        from gui_agent.model.literal.sight.shrunk import Shrunk

        return Shrunk.of(self.screenshot.image, self._all_lines)

    @cached_property
    def _all_lines(self) -> list[TextLine]:
        return self.reader.read(self.screenshot)

    def text_in(self, box: Box) -> str:
        """The text inside a box, line by line."""
        inside = [line for line in self._all_lines if box.padded(4).contains(line.box.center)]
        return "\n".join(line.text for line in inside)


class _KnownLines:
    """A reader of a picture whose text was read before, at another scale."""

    def __init__(self, lines: list[TextLine]) -> None:
        self._lines = lines

    def read(self, _screenshot: Screenshot, _region: Box | None = None) -> list[TextLine]:
        return self._lines


def _is_part(line: TextLine, wanted: str) -> bool:
    text = canonical(line.text)
    return 2 <= len(text) <= len(wanted) + 4 and fuzz.partial_ratio(text, wanted) >= _ECHO_LIKENESS


def _continuation(block: list[TextLine], lines: list[TextLine], rest: str) -> TextLine | None:
    """The line of the same paragraph that continues the instruction; a word or two may be shown as a picture."""
    for line in lines:
        text = canonical(line.text)
        ahead = rest[: len(text) + 10]
        near = line not in block and len(ahead) + 2 >= len(text) and any(_neighbours(line, other) for other in block)
        if near and fuzz.partial_ratio(text, ahead) >= _ECHO_LIKENESS:
            return line
    return None


def _neighbours(line: TextLine, other: TextLine) -> bool:
    """Whether two lines may belong to one paragraph."""
    height = max(1, other.box.height)
    gap = max(line.box.left, other.box.left) - min(line.box.right, other.box.right)
    return abs(line.box.center.y - other.box.center.y) < 1.8 * height and gap < 2 * height
