"""What is different on the screen since an action, in the words that are on it: from what applications report, else from what is read.

Only the places that changed are looked at. Without a reader of text, only the windows are evidence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gui_agent.actions.action import BaseAction
from gui_agent.actions.effect import Evidence
from gui_agent.errors import EnvironmentProblem
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.record.secret_cover import SecretCover
from gui_agent.run.aim_check import Miss, check, named_clearly
from gui_agent.run.letters import letters
from gui_agent.run.reported_changes import is_enough, is_reported, of_reported, was_reported, with_menus
from gui_agent.run.screens import Screens
from gui_agent.run.seen_changes import MOST_PLACES, of_pictures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gui_agent.perception.geometry import Box
    from gui_agent.perception.text.text import TextReader

CLOCK = re.compile(r"\d{1,2}[:.]\d{2}([:.]\d{2})?(\s?[AP]M)?|\d{1,3}\s?%", re.IGNORECASE)
"""A text that changes by itself."""
_ORDER = ("opened", "closed", "value", "checked", "unchecked", "titled", "selected", "changed", "appeared", "focus", "vanished")


@dataclass(frozen=True)
class _Reading:
    """What was found in two pictures."""

    action: BaseAction
    places: tuple[Box, ...]
    screens: Screens
    evidence: Sequence[Evidence]

    def is_of(self, action: BaseAction, places: Sequence[Box], screens: Screens) -> bool:
        """Whether it is what would be found there."""
        same = self.screens.before is screens.before and self.screens.after is screens.after and self.action is action
        return same and self.places == tuple(places) and (self.screens.came, self.screens.went) == (screens.came, screens.went)


class Witness:
    """Looks for evidence, on a thread of its own; keeps what it has read."""

    def __init__(self, secrets: Mapping[str, str] | None = None, reader: TextReader | None = None) -> None:
        """What may show one of these secrets is not said: its placeholder is. `reader` is used instead of one of its own."""
        self._cover = SecretCover(secrets) if secrets else None
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="witness")
        self._reader: TextReader | None = reader
        self._blind = False
        self._read_ahead: _Reading | None = None

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

    def read_ahead(self, action: BaseAction, screens: Callable[[], Screens]) -> None:
        """Read in the background what `look` will probably have to read; nothing after `close`. From any thread."""
        with suppress(RuntimeError):
            self._pool.submit(self._read_soon, action, screens)

    def _read_soon(self, action: BaseAction, screens: Callable[[], Screens]) -> None:
        if self._reader is None:
            return
        found = screens()
        unread = [box for box in found.change.boxes[:MOST_PLACES] if not was_reported(box, found)]
        if unread:
            self._of_pictures(self._reader, action, unread, found)

    def _of_pictures(self, reader: TextReader, action: BaseAction, places: Sequence[Box], screens: Screens) -> list[Evidence]:
        """What the pictures show at these places; what was read ahead is not read again."""
        ahead = self._read_ahead
        if ahead is None or not ahead.is_of(action, places, screens):
            ahead = self._read_ahead = _Reading(action, tuple(places), screens, of_pictures(reader, action, places, screens))
        return list(ahead.evidence)

    def begin_check(self, action: BaseAction, screenshot: Screenshot) -> Future[Miss | None] | None:
        """Begin to look for what an action would miss that it names; None where nothing can be said, and after `close`.

        The answer is None where all is well, or nothing can be said.
        """
        label = named_clearly(action)
        if not label:
            return None
        with suppress(RuntimeError):
            return self._pool.submit(self._misses, action, label, screenshot)
        return None

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
        screens = with_menus(screens)
        reported = list(of_reported(screens))
        trusted = is_enough(reported, action)
        unread = [box for box in screens.change.boxes[:MOST_PLACES] if not (trusted and is_reported(box, screens))]
        read: list[Evidence] = []
        if unread and (reader := self._load()) is not None:
            read = self._of_pictures(reader, action, unread, screens)
        if not trusted and any(item.kind == "appeared" for item in read):  # a menu hides what is behind it
            reported = [item for item in reported if item.kind != "vanished"]
        found = [*of_windows(screens.titles_before, screens.titles_after), *reported, *read]
        if self._cover is not None:
            cover = self._cover.cover_words
            found = [replace(item, what=cover(item.what), now=cover(item.now)) for item in found]
        # What is reported and read is said once.
        once = {(item.kind, letters(item.what) or item.what, letters(item.now)): item for item in reversed(found)}
        found = [item for item in reversed(once.values()) if not CLOCK.fullmatch(item.now or item.what)]
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
