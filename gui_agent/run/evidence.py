"""What is different on the screen since an action, in the words that are on it: from what applications report, else from what is read.

Only the places that changed are looked at. Without a reader of text, only the windows are evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gui_agent.actions.action import BaseAction, Type
from gui_agent.actions.aim import aim
from gui_agent.actions.effect import Evidence
from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.change.change import Change
from gui_agent.perception.element import Element
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.record.secret_cover import SecretCover
from gui_agent.run.aim_check import Miss, check, named_clearly
from gui_agent.run.letters import letters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gui_agent.perception.text.text import TextLine, TextReader

MOST_PLACES = 6
"""Changed places that are read, the largest first."""
MOST_LINES, MOST_LINES_TYPED = 8, 12
"""About so many lines are read of each picture: each takes some milliseconds, in which no request is made."""
OTHER_GROUND = 60
"""Difference (0 to 255) of a ground from which it is no hover look but a selection."""
MARK = 48
"""Pixels: a change that is no larger may be the mark of a check box."""
BESIDE = (240, 14)
"""Pixels around such a mark in which its caption is."""
CLOCK = re.compile(r"\d{1,2}[:.]\d{2}([:.]\d{2})?(\s?[AP]M)?|\d{1,3}\s?%", re.IGNORECASE)
"""A text that changes by itself."""
WIDGETS = frozenset(
    {"button", "field", "checkbox", "radio", "slider", "spinner", "dropdown", "tab", "link", "menuitem", "listrow"}
)
HOLDING = frozenset({"field", "dropdown", "slider", "spinner"})
_ORDER = ("opened", "closed", "value", "checked", "unchecked", "titled", "selected", "changed", "appeared", "focus", "vanished")


@dataclass(frozen=True)
class Screens:
    """The screen before and after an action, with the titles of the windows by their numbers."""

    before: Screenshot
    after: Screenshot
    change: Change
    titles_before: Mapping[int, str]
    titles_after: Mapping[int, str]


class Witness:
    """Looks for evidence, on a thread of its own; keeps what it has read."""

    def __init__(self, secrets: Mapping[str, str] | None = None, reader: TextReader | None = None) -> None:
        """What may show one of these secrets is not said: its placeholder is. `reader` is used instead of one of its own."""
        self._cover = SecretCover(secrets) if secrets else None
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="witness")
        self._reader: TextReader | None = reader
        self._blind = False

    def warm_up(self) -> None:
        """Load the text reader in the background; nothing after `close`."""
        with suppress(RuntimeError):
            self._pool.submit(self._load)

    async def look(self, action: BaseAction, screens: Screens) -> tuple[Evidence, ...]:
        """What is different, the most significant first."""
        import asyncio

        return await asyncio.get_running_loop().run_in_executor(self._pool, self._look, action, screens)

    def look_now(self, action: BaseAction, screens: Screens) -> tuple[Evidence, ...]:
        """The same as `look`, on the calling thread."""
        return self._look(action, screens)

    async def misses(self, action: BaseAction, screenshot: Screenshot) -> Miss | None:
        """What an action would miss that it names; None where all is well, or nothing can be said."""
        import asyncio

        label = named_clearly(action)
        if not label:
            return None
        ask = partial(self._misses, action, label, screenshot)
        return await asyncio.get_running_loop().run_in_executor(self._pool, ask)

    def _misses(self, action: BaseAction, label: str, screenshot: Screenshot) -> Miss | None:
        miss = check(action, label, screenshot, self._load())
        secret = self._cover is not None and miss is not None and self._cover.shows_secret(miss.hit.text + miss.meant.text)
        return None if secret else miss

    def close(self) -> None:
        """End the thread."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _load(self) -> TextReader | None:
        if self._reader is None and not self._blind:
            from gui_agent.perception.text.text import TextReader

            try:
                reader = TextReader()
                reader.warm_up()
                self._reader = reader
            except (EnvironmentProblem, ImportError):  # the light installation reads no text
                self._blind = True
        return self._reader

    def _look(self, action: BaseAction, screens: Screens) -> tuple[Evidence, ...]:
        reported = list(_of_reported(screens))
        trusted = _is_enough(reported, action)
        unread = [box for box in screens.change.boxes[:MOST_PLACES] if not (trusted and _is_reported(box, screens))]
        read: list[Evidence] = []
        if unread and (reader := self._load()) is not None:
            read = list(_of_texts(reader, unread, screens, MOST_LINES_TYPED if isinstance(action, Type) else MOST_LINES))
            read = read or list(_of_marks(reader, action, unread, screens)) or list(_of_grounds(reader, action, unread, screens))
        if not trusted and any(item.kind == "appeared" for item in read):  # a menu hides what is behind it
            reported = [item for item in reported if item.kind != "vanished"]
        found = [*of_windows(screens.titles_before, screens.titles_after), *reported, *read]
        if self._cover is not None:
            cover = self._cover.cover_words
            found = [replace(item, what=cover(item.what), now=cover(item.now)) for item in found]
        found = [item for item in dict.fromkeys(found) if not CLOCK.fullmatch(item.now or item.what)]
        return tuple(sorted(found, key=lambda item: _ORDER.index(item.kind)))


def of_windows(before: Mapping[int, str], after: Mapping[int, str]) -> Iterator[Evidence]:
    """Windows that opened, closed or are called something else."""
    for number, title in after.items():
        if number not in before:
            yield Evidence("opened", title)
        elif before[number] != title:
            yield Evidence("titled", before[number], title)
    for number, title in before.items():
        if number not in after:
            yield Evidence("closed", title)


def _is_reported(box: Box, screens: Screens) -> bool:
    """Whether applications report what is at this place, now or before."""
    reported = (*screens.before.reported, *screens.after.reported)
    return any((element.text or element.value) and element.box.intersection(box) for element in reported)


def _is_enough(reported: Sequence[Evidence], action: BaseAction) -> bool:
    """Whether what applications tell says what came of the action: some tell late, some of a part only."""
    if isinstance(action, Type):
        wanted = letters(action.content)
        return any(wanted in letters(item.now or item.what) for item in reported if item.kind in ("value", "changed", "appeared"))
    return any(item.kind not in ("focus", "selected", "vanished") for item in reported)


def _of_reported(screens: Screens) -> Iterator[Evidence]:
    if not (before := list(screens.before.reported)) or not (after := list(screens.after.reported)):
        return
    for element in after:
        was = _partner(element, before)
        if was is None:
            if _in_change(element, screens.change) and (element.text or element.value):
                yield Evidence("appeared", element.text or element.value, role=element.role)
            continue
        before.remove(was)
        yield from _of_states(was, element)
    for element in before:
        if _in_change(element, screens.change) and element.text:
            yield Evidence("vanished", element.text, role=element.role)


def _partner(element: Element, others: Sequence[Element]) -> Element | None:
    """The same thing before: by name and kind, the nearest one; else by kind and place."""
    alike = [other for other in others if other.role == element.role]
    named = [other for other in alike if other.text == element.text]
    if named:
        return min(named, key=lambda other: _away(other.box, element.box))
    placed = [
        other for other in alike if (common := other.box.intersection(element.box)) and common.area > 0.6 * element.box.area
    ]
    return placed[0] if placed else None


def _away(one: Box, other: Box) -> int:
    return abs(one.center.x - other.center.x) + abs(one.center.y - other.center.y)


def _of_states(was: Element, now: Element) -> Iterator[Evidence]:
    if now.role in HOLDING and now.value != was.value:
        yield Evidence("value", now.text, now.value, now.role)
    if now.checked is not None and now.checked != was.checked:
        yield Evidence("checked" if now.checked else "unchecked", now.text, role=now.role)
    if now.selected and not was.selected and now.text:
        yield Evidence("selected", now.text, role=now.role)
    if now.focused and not was.focused and now.role in WIDGETS:
        yield Evidence("focus", now.text, role=now.role)
    if now.text != was.text and now.text and was.text:
        yield Evidence("changed", was.text, now.text, now.role)


def _in_change(element: Element, change: Change) -> bool:
    return any(element.box.intersection(box) for box in change.boxes)


def _of_texts(reader: TextReader, places: list[Box], screens: Screens, most: int) -> Iterator[Evidence]:
    """The lines of text at these places that are not what they were."""
    after = reader.read_at(screens.after, places, most)
    before = reader.read_at(screens.before, places, 2 * most)  # what moved up was further down
    # A space more or less is no other text: how close two words are is read now so, now so, where a frame came or went.
    old, new = {letters(line.text) for line in before}, {letters(line.text) for line in after}
    gone = [line for line in before if letters(line.text) not in new]  # a text that is in both only moved
    for line in after:
        if letters(line.text) in old or not _is_words(line):
            continue
        was = next((other for other in gone if _same_line(other.box, line.box)), None)
        if was is None:
            yield Evidence("appeared", line.text)
        else:
            gone.remove(was)
            yield Evidence("changed", was.text, line.text)
    for line in gone:
        if _is_words(line):
            yield Evidence("vanished", line.text)


def _is_words(line: TextLine) -> bool:
    return line.confidence >= 0.6 and any(character.isalnum() for character in line.text)


def _same_line(one: Box, other: Box) -> bool:
    common = one.intersection(other)
    return common is not None and common.height > 0.5 * min(one.height, other.height)


def _of_marks(reader: TextReader, action: BaseAction, places: list[Box], screens: Screens) -> Iterator[Evidence]:
    """Check boxes and radio buttons whose mark is another one."""
    from gui_agent.perception.elements.elements import find_elements

    near = aim(action, screens.after.region)
    for place in places:
        around = Box(place.left - BESIDE[0], place.top - BESIDE[1], place.right + BESIDE[0], place.bottom + BESIDE[1])
        is_near = any(around.contains(point) or place.padded(MARK).contains(point) for point in near)
        if max(place.width, place.height) > MARK or (near and not is_near):
            continue
        seen = around.intersection(screens.after.region)
        if seen is None:
            continue
        was = {element.text: element.checked for element in find_elements(_part(screens.before, seen), reader)}
        for element in find_elements(_part(screens.after, seen), reader):
            state = element.checked
            touched = element.mark is not None and element.mark.padded(4).intersection(place)
            if state is not None and touched and was.get(element.text) not in (None, state):
                yield Evidence("checked" if state else "unchecked", element.text, role=element.role)


def _of_grounds(reader: TextReader, action: BaseAction, places: list[Box], screens: Screens) -> Iterator[Evidence]:
    """Lines under the action that are on quite another ground than before: a row that is selected."""
    near = aim(action, screens.after.region)
    at = [place for place in places if any(place.padded(4).contains(point) for point in near)]
    for line in reader.read_at(screens.after, at, most=2) if at else ():
        was, now = (_ground(screen, line.box) for screen in (screens.before, screens.after))
        if _is_words(line) and int(np.abs(was - now).max()) >= OTHER_GROUND and screens.change.boxes:
            yield Evidence("selected", line.text)


def _ground(screenshot: Screenshot, box: Box) -> NDArray[np.int16]:
    """The colour of most of a place."""
    inside = box.offset(-screenshot.region.left, -screenshot.region.top)
    part = screenshot.rgb[max(0, inside.top) : inside.bottom, max(0, inside.left) : inside.right].reshape(-1, 3)
    return np.asarray(np.median(part, axis=0), np.int16) if len(part) else np.zeros(3, np.int16)


def _part(screenshot: Screenshot, place: Box) -> Screenshot:
    inside = place.offset(-screenshot.region.left, -screenshot.region.top)
    image = screenshot.image.crop((inside.left, inside.top, inside.right, inside.bottom))
    return Screenshot(image, place, screenshot.taken_at)
