"""How an agent performs tasks: the model, the screen, the limits, who is asked. Configuration alone: a run's state is its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from gui_agent.actions.policy.policy import Policy
from gui_agent.actions.policy.risk import Approval
from gui_agent.agent.verification import CommandCheck, Verify
from gui_agent.desktop.desktop import Desktop
from gui_agent.desktop.sandbox import Sandbox
from gui_agent.errors import UsageError
from gui_agent.model.choice import ModelChoice
from gui_agent.model.wire import OnDelta
from gui_agent.record.events import Event, LoggedSettings
from gui_agent.record.run_log import DEFAULT_FOLDER
from gui_agent.run.approver import Approver, deny
from gui_agent.run.limits import Limits

RunReplay = Literal["off", "auto", "only"]
"""off: nothing is recorded and nothing repeated. auto: repeated where it holds, else the model is asked. only: never asked."""

if TYPE_CHECKING:
    from agents import Model

    from gui_agent.control.socket import Control


@dataclass
class AgentSetup:
    """What every run of an agent begins with."""

    model: ModelChoice | Model = field(default_factory=ModelChoice)
    display: str = "auto"
    """auto, desktop, virtual, virtual:WIDTHxHEIGHT or :N."""
    app: str | None = None
    """A program to start on the display before each run and to end after it."""
    home: Path | None = None
    """Where the application keeps its state (settings, sessions); without, a private screen's application begins with none."""
    limits: Limits = field(default_factory=Limits)
    approve: Approval = "never"
    approver: Approver = deny
    """Asked before an action that `approve` names; awaited, so it may take its time."""
    output: Path | str = DEFAULT_FOLDER
    """Where the folders of runs go."""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The values of `{{secret:NAME}}` in a `type` action, by name."""
    policy: Policy | None = None
    """What may be done where; enforced by the executor of a desktop that the agent opens itself."""
    verify: Verify | None = None
    """The second channel: asked when the model says that the task is done. `verified` if it says yes, else `failed`."""
    sandbox: Sandbox = "off"
    """Whether the application runs in a sandbox, without a network or with one."""
    max_pixels: int | None = None
    """What a picture for the model may have at most: fewer pixels cost fewer tokens and show less detail."""
    typing_delay: float = 0.0
    """Seconds that each character of a text is held, and again before the next one."""
    dry_run: bool = False
    one_at_a_time: bool = False
    """Whether the model may give one action a turn only; else several where none depends on what the one before shows."""
    replay: RunReplay = "off"
    """Whether a task that succeeded before is repeated by its own record, and the model asked only where that does not hold."""
    team: bool = False
    """Whether a planner plans first and a verifier checks the end; without, the operator works alone."""
    mcp_servers: Sequence[str] = ()
    """Foreign tools for the operator: commands that start an MCP server, or its http URL."""
    ask_before_foreign_tools: bool = True
    folder: Path | None = None
    """The run's own folder, where it exists already; without, a new one in `output`."""
    control: Control | None = None
    """Lets a user watch and steer the run from outside of this process."""
    desktop: Desktop | None = None
    """A desktop that is open already and stays open; instead of `display`."""
    listener: Callable[[Event], None] | None = None
    """Sees each event after it is written."""
    on_delta: OnDelta | None = None
    """Sees the model's thinking and text as it streams in."""

    def __post_init__(self) -> None:
        if self.approve not in get_args(Approval):
            raise UsageError(f"approve={self.approve!r} is not known", f"Known: {', '.join(get_args(Approval))}")

        if self.replay != "off" and self.team:
            raise UsageError("a team's work is not repeated from a record", "Use --solo, or --replay off")

    @property
    def output_folder(self) -> Path:
        """`output` as a path."""
        return Path(self.output)

    @property
    def acts_one_at_a_time(self) -> bool:
        """Whether a turn is one action: also where a user may have to be asked between two of them."""
        asks = self.approve != "never" or (bool(self.mcp_servers) and self.ask_before_foreign_tools)
        return self.replay != "off" or self.one_at_a_time or asks or self.dry_run or self.control is not None

    @property
    def is_literal(self) -> bool:
        """Whether the embedded model decides, which is a part of this program: no picture leaves it."""
        if isinstance(self.model, ModelChoice):
            return self.model.kind == "literal"
        return bool(getattr(self.model, "is_embedded", False))

    @property
    def model_name(self) -> str:
        """What the log calls the model."""
        return self.model.name if isinstance(self.model, ModelChoice) else type(self.model).__name__

    def to_log(self) -> LoggedSettings:
        """What a later process needs to resume a run of this agent; no secret and no key."""
        return LoggedSettings(
            model=self.model.model_dump(mode="json", exclude={"api_key"}) if isinstance(self.model, ModelChoice) else None,
            display=self.display,
            approve=self.approve,
            team=self.team,
            one_at_a_time=self.one_at_a_time,
            secrets=tuple(sorted(self.secrets)),
            policy=None if self.policy is None else self.policy.model_dump(mode="json", exclude_none=True),
            home="" if self.home is None else str(self.home),
            verify=self.verify.command if isinstance(self.verify, CommandCheck) else "",
            verify_output=self.verify.output if isinstance(self.verify, CommandCheck) else "",
            sandbox=self.sandbox,
            mcp_servers=tuple(self.mcp_servers),
            ask_before_foreign_tools=self.ask_before_foreign_tools,
        )
