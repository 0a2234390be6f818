"""One run: what the loop has seen and done so far."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Protocol

from gui_agent.actions.action import BaseAction, Done, Fail, Risk
from gui_agent.actions.effect import Effect
from gui_agent.actions.policy.risk import Approval, risk_of
from gui_agent.desktop.app import App
from gui_agent.desktop.desktop import Desktop
from gui_agent.desktop.sight import Sight
from gui_agent.perception.change.change import Change
from gui_agent.perception.change.settle import Settled
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.record.events import (
    Observed,
    Settle,
)
from gui_agent.record.run_log import RunLog
from gui_agent.record.secret_cover import PromptCover
from gui_agent.run.approvals import must_ask
from gui_agent.run.batch import Batch
from gui_agent.run.board import Board
from gui_agent.run.evidence import Witness
from gui_agent.run.limits import Budget
from gui_agent.run.stuck import StuckDetector
from gui_agent.run.thoughts import Thoughts
from gui_agent.run.timings import Timings

_CURRENT: ContextVar[Run] = ContextVar("gui_agent_run")


class Gate(Protocol):
    """Whoever may pause a run, and give its model hints, between its steps."""

    async def before_looking(self, run: Run) -> None:
        """The model is about to be shown the screen."""

    async def before_acting(self, run: Run) -> str:
        """An action was decided. Returns why it must not be performed any more, else an empty string."""

    def after_acting(self) -> None:
        """The action and its effect are over."""

    def with_hints(self, items: list[Any], run: Run) -> list[Any]:
        """The conversation with the user's hints in it."""


@dataclass
class Run:
    """The state of one run; the tools, the hooks and the input filter find it with `current_run`."""

    task: str
    desktop: Desktop
    log: RunLog
    budget: Budget
    app: App | None = None
    approve: Approval = "never"
    dry_run: bool = False
    timings: Timings = field(default_factory=Timings)
    stuck: StuckDetector = field(default_factory=StuckDetector)
    seen: Screenshot | None = None
    """The newest screenshot: what the model looks at, and what its places are thousandths of."""
    prompt_cover: PromptCover | None = None
    """Covers the secrets in what the model is shown; None where there are none, or where the model is a part of this program."""
    shown: Screenshot | None = None
    """The newest screenshot as the model was shown it."""
    outcome: Done | Fail | None = None
    """How the model ended the run."""
    asked_at: float = 0.0
    """When the model was asked last, in seconds of the performance counter."""
    verified: bool = False
    """Whether a verifier confirmed that the task is done."""
    board: Board = field(default_factory=Board)
    """What the agents of a team said to each other."""
    changed: Change | None = None
    """What the last action visibly changed."""
    came: Effect | None = None
    """What came of the last action that was performed."""
    acted_at: float = 0.0
    """When the input of the last action ended (`time.monotonic`); 0 before the first."""
    performed: list[str] = field(default_factory=list)
    """Each action that was performed, with its visible effect: one line a step."""
    witness: Witness = field(default_factory=Witness)
    """Looks for what is different after an action."""
    sight: Sight | None = None
    """What the model was shown, and with it the windows that were there: it decides by this."""
    focus: Box | None = None
    """Where the keyboard focus was put last, in pixels of the virtual screen; None where that is not known."""
    checks_aim: bool = False
    """Whether the model may name one thing and aim at another: one that is a part of this program does not."""
    aims_doubted: set[str] = field(default_factory=set)
    """What the model named while it aimed at something else: it is reported once."""
    outdated: bool = False
    """Whether an action was held back because the screen had changed: the model must get a new picture."""
    held_back: bool = False
    """The same, until a model that takes decisions from a recording has asked for it."""
    answering: bool = False
    """Whether the model's answer has begun to arrive."""
    steering: Gate | None = None
    """What a user who watches may do to the run."""
    effects: dict[str, Effect] = field(default_factory=dict)
    """What came of each action, by the id of the model's call."""
    advice: str = ""
    """What the model reads beside the effect of its last action: that it is going round in circles."""
    batch: Batch = field(default_factory=Batch)
    """The calls of the model's last reply."""
    thoughts: Thoughts = field(default_factory=Thoughts)
    """Whether thinking pays for the next decision."""
    _judged: tuple[BaseAction, Risk] | None = None

    def make_current(self) -> None:
        """Let `current_run` find this run, in the current task and in those that it starts."""
        _CURRENT.set(self)

    @property
    def next_step(self) -> int:
        """The number of the step that comes next, from 1."""
        return self.budget.attempts + 1

    async def observe(self) -> Screenshot:
        """The screen that the model should see next: as it is now, not as it was when the last action's effect ended.

        Raises EnvironmentProblem when the display is gone or the application under test has failed.
        """
        self.desktop.display.check()
        if self.app is not None:
            self.app.check()
        if self.seen is None:
            with self.timings.measure("capture"):
                settled = await self.desktop.first_look(starting=self.app is not None)
            self.show(settled.screenshot, settled_in_log(settled))
            self._tell(settled.screenshot)
            return settled.screenshot
        with self.timings.measure("capture"):
            newer = await self.desktop.newer(self.seen)
            if newer is None and self.outdated:
                newer = (await self.desktop.first_look(starting=False)).screenshot
        self.outdated = False
        if newer is not None:
            self.show(newer)
        self._tell(newer or self.seen)
        return newer or self.seen

    def _tell(self, screenshot: Screenshot) -> None:
        """Ask the applications at once for a model that reads what they tell; for others there is time while they think."""
        if not self.checks_aim:
            self.desktop.tell(screenshot)

    def use_the_wait(self) -> None:
        """The model is being asked: what is not needed for the request is done now."""
        self.witness.warm_up()
        if self.seen is not None:
            self.desktop.tell(self.seen)

    async def to_decide_by(self, screenshot: Screenshot) -> Screenshot:
        """The screenshot as the model may see it, which decides by it from now on. Raises EnvironmentProblem."""
        picture = await self.presentable(screenshot)
        self.sight, self.answering = await self.desktop.show(screenshot, self.focus), False
        return picture

    async def presentable(self, screenshot: Screenshot) -> Screenshot:
        """A screenshot as the model may see it: without the secrets that can be read in it. Raises EnvironmentProblem."""
        self.shown = screenshot if self.prompt_cover is None else await self.prompt_cover.cover(screenshot)
        return self.shown

    def show(self, screenshot: Screenshot, settle: Settle | None = None) -> None:
        """Record the newest screenshot."""
        self.seen = screenshot
        picture = self.log.save_picture(screenshot.image, self.next_step, "before")
        self.log.write_soon(Observed(step=self.next_step, picture=picture, settle=settle))

    async def needs_approval(self, action: BaseAction) -> bool:
        """Whether the user must be asked before this action is performed. Raises EnvironmentProblem."""
        if self.dry_run or self.approve == "never":
            return False
        return await must_ask(action, self.risk(action), self.approve, self.desktop, (self.seen or await self.observe()).region)

    def risk(self, action: BaseAction) -> Risk:
        """How risky an action is by its own words; computed once for each action."""
        if self._judged is None or self._judged[0] is not action and self._judged[0] != action:
            self._judged = action, risk_of(action)
        return self._judged[1]


def current_run() -> Run:
    """The run that the current task works for.

    A context variable and not the SDK's own context: as a tool of another agent, the context is that agent's.
    """
    return _CURRENT.get()


def settled_in_log(settled: Settled) -> Settle:
    """How long a screen was waited for, as the event log holds it."""
    return Settle(reason=settled.reason, seconds=round(settled.seconds, 4))
