"""What a model that repeats recorded decisions sees of a run: its newest screenshot, what is on it, and what came of each action."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from gui_agent.desktop.window_list import WindowList
from gui_agent.model.replay.model import Source
from gui_agent.model.replay.words import ScreenInWords, screen_in_words
from gui_agent.record.events import Decided
from gui_agent.run.run import Run

if TYPE_CHECKING:
    from gui_agent.actions.effect import Effect
    from gui_agent.perception.change.change import Change
    from gui_agent.perception.geometry import Box
    from gui_agent.perception.screen.screenshot import Screenshot
    from gui_agent.perception.text.text import TextReader


class ReplayEye:
    """The eye of one run, as `ReplayingModel` needs it."""

    def __init__(
        self, run: Run, windows: WindowList, reader: TextReader | None, title: str | None = None, *, notes: bool = True
    ) -> None:
        """`title` is a part of the application's window title; `notes`: the log says where each decision came from."""
        self._run = run
        self._windows = windows
        self._reader = reader
        self._title = title
        self._notes = notes
        self._words: tuple[Screenshot, ScreenInWords] | None = None

    @property
    def seen(self) -> Screenshot | None:
        """The newest screenshot, as the model was shown it."""
        return self._run.shown

    @property
    def window(self) -> Box | None:
        """The application's window."""
        found = self._windows.find(self._title or "")
        return found.box if found is not None else None

    def take_change(self) -> Change | None:
        """What the last action visibly changed, once."""
        change, self._run.changed = self._run.changed, None
        return change

    def take_effect(self) -> Effect | None:
        """What came of the last action, once."""
        effect, self._run.came = self._run.came, None
        return effect

    def take_held_back(self) -> bool:
        """Whether the last action was held back because the screen had changed, once."""
        held_back, self._run.held_back = self._run.held_back, False
        return held_back

    @property
    def step(self) -> int:
        """The number of the step that is decided about."""
        return self._run.next_step

    async def in_words(self, screenshot: Screenshot) -> ScreenInWords:
        """What is on a screenshot, as applications tell and the embedded reader reads it."""
        assert self._reader is not None, "nothing is read without a reader"
        if self._words is None or self._words[0] is not screenshot:
            windows = [(window.title, window.box) for window in self._windows.windows()]
            self._words = screenshot, await asyncio.to_thread(screen_in_words, screenshot, self._reader, windows)
        return self._words[1]

    async def look_again(self) -> Screenshot:
        """The screen as it is now, as the model may be shown it; applications that were too busy are asked again."""
        screenshot = await self._run.presentable(await self._run.observe())
        self._run.desktop.tell(screenshot, again=True)
        self._words = None
        return screenshot

    def decided(self, source: Source, reason: str) -> None:
        """Record where a decision came from."""
        if self._notes:
            self._run.log.write(Decided(step=self._run.next_step, source=source, reason=reason))
