"""Events of every run: its beginning and end, what was seen, what the model said, and what the user did to it."""

from __future__ import annotations

from typing import Any, Literal

from gui_agent.actions.policy.risk import Approval
from gui_agent.record.event_base import BaseEvent, Name, Part, PicturePath, PixelBox, PixelPoint, Seconds, Settle
from gui_agent.record.usage import Usage

FORMAT = 2
"""The number of this format. A log without a number is of gui-agent 0.1."""
RunVerdict = Literal["done", "verified", "failed", "limit", "unparseable", "environment", "endpoint", "interrupted"]
"""How a run of an agent can end."""
ScenarioVerdict = Literal[
    "passed", "failed", "flaky", "unsure", "undecided", "limit", "environment", "endpoint", "unparseable", "usage", "interrupted",
    "skipped", "expected_failure",
]  # fmt: skip
"""How a scenario, or a test in Python, can end."""


class LoggedPrices(Part):
    """What a million tokens cost, in any currency."""

    input: float
    """Tokens sent."""
    output: float
    """Tokens received."""
    cached: float | None = None
    """Tokens sent that the server had in its cache; null for the price of any other."""


class LoggedLimits(Part):
    """What a run may use at most."""

    steps: int | None = None
    """Actions performed."""
    seconds: float | None = None
    """Time from its beginning to its end."""
    tokens: int | None = None
    """Tokens of all requests together; null for no limit."""
    cost: float | None = None
    """Money, in the currency of the prices; null for no limit."""
    prices: LoggedPrices | None = None
    """What tokens cost; null where no cost is limited."""


class LoggedSettings(Part):
    """What a later process needs to resume a run; no secret and no key."""

    model: dict[str, Any] | None = None
    """The choice of the model; null where the program gave a model of its own."""
    display: str = "auto"
    """The display that was asked for."""
    approve: Approval = "never"
    """Which actions are asked for first: never, risky or always."""
    team: bool = False
    """Whether a planner and a verifier work with the operator."""
    one_at_a_time: bool = False
    """Whether the model may give one action a turn only."""
    secrets: tuple[Name, ...] = ()
    """The names of the secrets."""
    policy: dict[str, Any] | None = None
    """What may be done where; null without a policy."""
    home: str = ""
    """The folder that keeps the application's state; empty where it had one of its own, or the user's."""
    verify: str = ""
    """The command that says whether the task is done; empty without one."""
    verify_output: str = ""
    """What its output must contain."""
    sandbox: Literal["off", "offline", "online"] = "off"
    """Whether the application runs in a sandbox."""
    mcp_servers: tuple[str, ...] = ()
    """Commands or addresses of MCP servers."""
    ask_before_foreign_tools: bool = True
    """Whether calls of their tools are asked for first."""


class RunStarted(BaseEvent):
    """A run has a screen, and begins."""

    event: Literal["run_started"] = "run_started"
    format: int = 1
    """The number of the log's format; 1 where it is missing (gui-agent 0.1)."""
    task: str
    """What should happen: the task, or the name of the scenario or the test."""
    model: str = ""
    """The name of the model."""
    app: str | None = None
    """The command of the application under test; null without one."""
    display: Name | None = None
    """The name of the X display; null for the desktop where displays have no name."""
    private: bool = False
    """Whether the run has a private screen, which ends with it."""
    screen: PixelBox = (0, 0, 0, 0)
    """The part of the virtual screen that the pictures show, in pixels: left, top, right, bottom."""
    limits: LoggedLimits = LoggedLimits()
    """What the run may use at most."""
    settings: LoggedSettings | None = None
    """How the agent was set up; null for what cannot be resumed: a scenario, a test in Python."""


class RunResumed(BaseEvent):
    """Another process continues a run that was cut off."""

    event: Literal["run_resumed"] = "run_resumed"
    format: int = 1
    """The number of the format that is written from here on."""
    steps: int = 0
    """Actions performed so far."""
    agent: Name = ""
    """The agent at work; empty for the one that begins."""
    reattached: bool = False
    """Whether the screen and the application were taken over as they were."""
    message: str = ""
    """What the model was given as the result of the call that was cut off; empty for none."""
    opening: str = ""
    """What the model's new conversation begins with; empty where the old one is continued."""
    kept: int = 0
    """How many items of the conversation are kept, where neither of the two is given."""


class RunFinished(BaseEvent):
    """The run has ended."""

    event: Literal["run_finished"] = "run_finished"
    verdict: RunVerdict | ScenarioVerdict
    """How it ended; only done, verified and passed mean success."""
    answer: str = ""
    """The answer, where the task asked a question."""
    reason: str = ""
    """Why it did not succeed; empty if it did."""
    steps: int = 0
    """Actions performed."""
    seconds: float = 0.0
    """How long it took."""
    usage: Usage = Usage()
    """Tokens of all requests."""
    timings: Seconds = {}
    """Seconds by phase, summed over all steps."""
    run: str | None = None
    """The name of the run's folder."""


class Observed(BaseEvent):
    """The screen was looked at, for the model."""

    event: Literal["observed"] = "observed"
    step: int
    """The step that comes next."""
    picture: PicturePath
    """The screen."""
    settle: Settle | None = None
    """How the screen came to rest; null where it was not waited for."""


class LoggedCall(Part):
    """A function call of the model."""

    name: str
    """The function."""
    arguments: str
    """The arguments as the model wrote them: JSON, if they are well formed."""


class ModelReplied(BaseEvent):
    """The model has replied."""

    event: Literal["model_replied"] = "model_replied"
    step: int = 0
    """The step that comes next."""
    agent: Name = ""
    """The agent that was asked."""
    thinking: str = ""
    """The model's thinking; empty if it gave none."""
    text: str = ""
    """What it said beside its calls."""
    calls: tuple[LoggedCall, ...] = ()
    """Its function calls."""
    items: tuple[dict[str, Any], ...] = ()
    """The reply as items of the conversation (the Agents SDK's input items), without its thinking."""
    usage: Usage = Usage()
    """Tokens of this reply."""
    seconds: float = 0.0
    """How long the model took."""


class RequestReplaced(BaseEvent):
    """The screen changed before the model's answer began: it was asked again with the new picture."""

    event: Literal["request_replaced"] = "request_replaced"
    step: int
    """The step that comes next."""
    number: int
    """How often this decision was asked for again, from 1."""


class Verified(BaseEvent):
    """A second channel was asked whether the task is done."""

    event: Literal["verified"] = "verified"
    ok: bool
    """Whether it is."""
    found: str = ""
    """What was found where it is not."""


class ForeignCalled(BaseEvent):
    """A tool of an MCP server was called."""

    event: Literal["foreign_call"] = "foreign_call"
    name: str
    """The tool, with the name of its server before it."""
    result: str
    """The beginning of its answer."""


class ApprovalAsked(BaseEvent):
    """An action waits for the user's approval in another program (the studio)."""

    event: Literal["approval_asked"] = "approval_asked"
    step: int
    """The action's step."""
    words: str
    """The action in words."""
    risk: Name = "sensitive"
    """The action's risk: reading, reversible or sensitive."""
    picture: PicturePath = ""
    """The screen before the action; empty for a call of a foreign tool."""
    points: tuple[PixelPoint, ...] = ()
    """Where the action is aimed at."""
    box: PixelBox | None = None
    """The box around its target; null without one."""


class ApprovalAnswered(BaseEvent):
    """The user approved or denied an action."""

    event: Literal["approval_answered"] = "approval_answered"
    step: int
    """The action's step."""
    action: str
    """The action as text."""
    granted: bool
    """Whether it may be performed."""


class Hint(BaseEvent):
    """The user gave the model a hint in the middle of the run."""

    event: Literal["hint"] = "hint"
    step: int
    """The step that comes next."""
    text: str
    """The hint."""


class Paused(BaseEvent):
    """The user paused the run."""

    event: Literal["paused"] = "paused"
    step: int
    """The step that comes next."""


class Resumed(BaseEvent):
    """A paused run continues."""

    event: Literal["resumed"] = "resumed"
    step: int
    """The step that comes next."""
    used: bool = False
    """Whether the user used mouse and keyboard meanwhile."""


class Note(BaseEvent):
    """Something that a reader of the run should know."""

    event: Literal["note"] = "note"
    text: str
    """What it is."""
