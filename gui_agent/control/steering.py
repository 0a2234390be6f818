"""What a user who watches a run from outside of its process may do to it: pause it, hint, approve, stop, and use its screen.

One `Steering` belongs to one run and lives on its event loop. It has no network: `control` serves it.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gui_agent.actions.action import BaseAction
from gui_agent.control.takeover import Takeover
from gui_agent.errors import UsageError
from gui_agent.perception.screen.display import VirtualDisplay
from gui_agent.record.events import ApprovalAsked, Hint, LoggedAction, Paused, Resumed
from gui_agent.record.wording import aim_of, describe_action
from gui_agent.run.hints import hint_message

if TYPE_CHECKING:
    from gui_agent.run.foreign_tools import ForeignCall
    from gui_agent.run.run import Run

DISTURBED = (
    "a user paused you and used mouse and keyboard meanwhile, so the screen may have changed. Look at the newest screenshot, "
    "and decide again"
)
LONGEST_HINT = 4000
"""Characters."""


@dataclass
class PendingApproval:
    """An action that waits for a user's word."""

    number: int
    """Which of the run's questions: an answer to an older one changes nothing."""
    about: ApprovalAsked
    answer: asyncio.Future[bool]


@dataclass
class Steering:
    """The controls of one run. `on_change` is called each time that `state` has changed."""

    takes_hints: bool = True
    """The literal model reads its task alone."""
    on_change: Callable[[], None] = lambda: None
    run: Run | None = None
    question: PendingApproval | None = None
    paused: bool = False
    acting: bool = False
    """Whether mouse and keyboard are the agent's at this moment."""
    _stop: Callable[[], None] | None = None
    _going: asyncio.Event = field(default_factory=asyncio.Event)
    _hints: list[str] = field(default_factory=list)
    _given: list[tuple[int, str]] = field(default_factory=list)
    _takeover: Takeover | None = None
    _disturbed: bool = False
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def attach(self, run: Run, stop: Callable[[], None]) -> None:
        """The run has a screen and a log: from here on it can be steered; `stop` ends it as interrupted."""
        self.run, self._stop = run, stop
        if not self.paused:
            self._going.set()
        self.on_change()

    @property
    def state(self) -> dict[str, Any]:
        """What a watcher shows: JSON types."""
        return {
            "paused": self.paused,
            "standing": self.paused and not self.acting,
            "taken_over": self._takeover is not None,
            "can_take_over": self.run is not None and isinstance(self.run.desktop.display, VirtualDisplay),
            "takes_hints": self.takes_hints,
            "waiting_hints": list(self._hints),
            "question": None if self.question is None else {"number": self.question.number, **asked_json(self.question.about)},
        }

    # --- what the user does

    def pause(self) -> None:
        """Pause the run before its next action or question; its time limit is paused too."""
        if not self.paused:
            self.paused = True
            self._going.clear()
            self.on_change()

    async def go_on(self) -> None:
        """Let the run continue; mouse and keyboard are the agent's again."""
        if self._takeover is not None:
            takeover, self._takeover = self._takeover, None
            await takeover.give_back()
        if self.paused:
            self.paused = False
            self._going.set()
            self.on_change()

    def stop(self) -> None:
        """End the run as interrupted."""
        if self._stop is not None:
            self._stop()

    def hint(self, text: str) -> None:
        """Tell the model something with its next picture of the screen. Raises UsageError."""
        if not self.takes_hints:
            raise UsageError("the literal model takes no hints: it follows its task alone", "Stop the run, and start another one")
        if not text.strip():
            raise UsageError("the hint is empty", "Say what the model should know or do")
        if len(text) > LONGEST_HINT:
            raise UsageError(f"the hint is longer than {LONGEST_HINT} characters", "Say it shorter")
        self._hints.append(text.strip())
        self.on_change()

    def answer(self, number: int, *, granted: bool) -> None:
        """Approve or deny the action that waits. Raises UsageError when another one waits by now, or none."""
        if self.question is None or self.question.number != number or self.question.answer.done():
            raise UsageError("this question was answered already", "Look at what waits now")
        self.question.answer.set_result(granted)

    def take_over(self) -> None:
        """Give mouse and keyboard of the run's private screen to the user; the run is paused. Raises UsageError."""
        if self.run is None or not isinstance(self.run.desktop.display, VirtualDisplay):
            raise UsageError("only a private screen can be taken over from here", "Use your own mouse: this is your own desktop")
        self.pause()
        if self._takeover is None:
            self._takeover = Takeover(self.run.desktop)
            self.on_change()

    async def use(self, gesture: Mapping[str, Any]) -> None:
        """Move, press, release, turn the wheel or type as the user does (see Takeover). Raises UsageError, ActionError."""
        if self._takeover is None:
            raise UsageError("mouse and keyboard are the agent's", "Take over first")
        if self.acting:
            return  # its last action is still under way: a moment
        self._disturbed = True
        await self._takeover.use(gesture)

    # --- what the run asks

    async def before_looking(self, run: Run) -> None:
        """The model is about to be shown the screen: wait while the user wants it. The screen is looked at after that."""
        await self._stand_still(run)
        self._disturbed = False

    async def before_acting(self, run: Run) -> str:
        """An action was decided: wait while the user wants it. Returns why it must not be performed any more, else ''."""
        await self._stand_still(run)
        if self._disturbed:
            self._disturbed = False
            return DISTURBED
        self.acting = True
        return ""

    def after_acting(self) -> None:
        """The action and its effect are over."""
        self.acting = False
        if self.paused:
            self.on_change()

    def with_hints(self, items: list[Any], run: Run) -> list[Any]:
        """The conversation with the user's hints in it, each where it was given: it grows at its end alone."""
        if self._hints:
            for text in self._hints:
                self._given.append((len(items), text))
                run.log.write(Hint(step=run.next_step, text=text))
            self._hints.clear()
            self.on_change()
        woven = list(items)
        for place, text in reversed(self._given):
            woven.insert(min(place, len(items)), hint_message(text))
        return woven

    async def ask(self, action: BaseAction | ForeignCall, run: Run) -> bool:
        """The approver: ask the watchers, and wait. The question is in the log too."""
        about = run.log.write(approval_asked(action, run))
        self.question = PendingApproval(next(self._numbers), about, asyncio.get_running_loop().create_future())
        self.on_change()
        try:
            return await self.question.answer
        finally:
            self.question = None
            self.on_change()

    async def _stand_still(self, run: Run) -> None:
        if self._going.is_set():
            return
        run.log.write(Paused(step=run.next_step))
        with run.budget.standing_still():
            await self._going.wait()
        run.log.write(Resumed(step=run.next_step, used=self._disturbed))


def approval_asked(action: BaseAction | ForeignCall, run: Run) -> ApprovalAsked:
    """An action that waits for approval, with its picture and its places in pixels."""
    if not isinstance(action, BaseAction):
        return ApprovalAsked(step=run.next_step, words=str(action))
    aim = aim_of(action, run.seen.region if run.seen is not None else run.desktop.screen, run.next_step)
    words = describe_action(LoggedAction.of(action))
    return ApprovalAsked(
        step=run.next_step, words=words, risk=run.risk(action), picture=aim.picture, points=aim.points, box=aim.box
    )


def asked_json(asked: ApprovalAsked) -> dict[str, Any]:
    """What a watcher shows of a question: JSON types."""
    return asked.model_dump(mode="json", include={"words", "risk", "picture", "points", "box"})


def masked(steering: Steering, data: Any) -> Any:
    """JSON data for a watcher, without the run's secrets."""
    return data if steering.run is None else steering.run.log.without_secrets(data)
