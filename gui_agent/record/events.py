"""The events of a run: one frozen model for each kind, and how a line of the log becomes one of them.

`docs/events.md` and `docs/events.schema.json` are made from these models. A reader matches by class:

    match event:
        case ActionFinished():
            print(event.step, event.effect.text)

The log has a format number (`FORMAT`), which its first event and `run_resumed` hold. Older logs are read as if they were of this
format. Of a newer log, what this version does not know is read as an `UnknownEvent` that a reader passes over.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, get_args

from pydantic import ConfigDict, Field, ValidationError

from gui_agent.record.action_events import (
    ActionFinished,
    ActionRefused,
    ActionSent,
    ActionStarted,
    Collected,
    Handoff,
    HandoffMessage,
    Judged,
    LoggedGoal,
    PolicyDecision,
    TouchedWindow,
)
from gui_agent.record.event_base import (
    ActionEffect,
    BaseEvent,
    LoggedAction,
    PixelBox,
    PixelPoint,
    Settle,
    pixel_box,
)
from gui_agent.record.old_events import upgraded
from gui_agent.record.run_events import (
    FORMAT,
    ApprovalAnswered,
    ApprovalAsked,
    ForeignCalled,
    Hint,
    LoggedCall,
    LoggedLimits,
    LoggedPrices,
    LoggedSettings,
    ModelReplied,
    Note,
    Observed,
    Paused,
    RequestReplaced,
    Resumed,
    RunFinished,
    RunResumed,
    RunStarted,
    RunVerdict,
    ScenarioVerdict,
    Verified,
)
from gui_agent.record.scenario_events import (
    Checked,
    Decided,
    Expected,
    ScenarioStarted,
    ShellFinished,
    Source,
    StageFinished,
    StageStarted,
    ValueRead,
)
from gui_agent.record.usage import Usage

__all__ = [
    "FORMAT",
    "ActionEffect",
    "ActionFinished",
    "ActionRefused",
    "ActionSent",
    "ActionStarted",
    "ApprovalAnswered",
    "ApprovalAsked",
    "BaseEvent",
    "Checked",
    "Collected",
    "Decided",
    "Event",
    "Expected",
    "ForeignCalled",
    "Handoff",
    "HandoffMessage",
    "Hint",
    "Judged",
    "KnownEvent",
    "LineReader",
    "LoggedAction",
    "LoggedCall",
    "LoggedGoal",
    "LoggedLimits",
    "LoggedPrices",
    "LoggedSettings",
    "ModelReplied",
    "Note",
    "Observed",
    "Paused",
    "PixelBox",
    "PixelPoint",
    "PolicyDecision",
    "RequestReplaced",
    "Verified",
    "Resumed",
    "RunFinished",
    "RunResumed",
    "RunStarted",
    "RunVerdict",
    "ScenarioStarted",
    "ScenarioVerdict",
    "Settle",
    "ShellFinished",
    "Source",
    "StageFinished",
    "StageStarted",
    "TouchedWindow",
    "UnknownEvent",
    "Usage",
    "ValueRead",
    "format_of",
    "kinds",
    "parse_event",
    "pixel_box",
]

AnyKnown = (
    ScenarioStarted
    | RunStarted
    | RunResumed
    | StageStarted
    | Observed
    | RequestReplaced
    | Verified
    | ModelReplied
    | Decided
    | ApprovalAsked
    | ApprovalAnswered
    | ActionStarted
    | ActionSent
    | ActionFinished
    | ActionRefused
    | Hint
    | Paused
    | Resumed
    | Handoff
    | Collected
    | Judged
    | ForeignCalled
    | Checked
    | ValueRead
    | Expected
    | ShellFinished
    | Note
    | StageFinished
    | RunFinished
)
KnownEvent = Annotated[AnyKnown, Field(discriminator="event")]
"""Every event that this version writes; `event` says which it is."""


class UnknownEvent(BaseEvent):
    """An event of a newer version: its fields are kept, and nothing is concluded from it."""

    model_config = ConfigDict(frozen=True, extra="allow", defer_build=True)


Event = AnyKnown | UnknownEvent
"""An event of a log."""


@cache
def kinds() -> dict[str, type[BaseEvent]]:
    """The models by their kinds."""
    return {get_args(kind.model_fields["event"].annotation)[0]: kind for kind in get_args(AnyKnown)}


class LineReader:
    """Reads the lines of one log, in their order."""

    def __init__(self) -> None:
        self._newer = False
        """Whether the log is of a newer format: then a known kind whose fields are not understood is unknown too."""

    def read(self, line: bytes) -> Event:
        """The event of the next line. Raises ValueError for what is no event."""
        event = parse_event(line, newer=self._newer)
        self._newer = self._newer or format_of(event) > FORMAT
        return event


def parse_event(line: bytes, *, newer: bool = False) -> Event:
    """The event of a line of a log of any format, a `newer` one included. Raises ValueError for what is no event."""
    data = json.loads(line)
    if not isinstance(data, dict) or not isinstance(data.get("event"), str):
        raise ValueError("not an event")
    data = upgraded(data)
    kind: Any = kinds().get(data["event"], UnknownEvent)
    try:
        event: Event = kind.model_validate(data)
    except ValidationError as error:
        if not newer and not _says_newer(data):
            raise ValueError(_problem(error)) from error
        event = UnknownEvent.model_validate(data)
    return event


def format_of(event: Event) -> int:
    """The format of the log from this event on; 0 for an event that does not say it."""
    match event:
        case ScenarioStarted() | RunStarted() | RunResumed():
            return event.format
        case UnknownEvent() if _says_newer(event.model_extra or {}):
            return FORMAT + 1
    return 0


def _says_newer(data: Mapping[str, Any]) -> bool:
    said = data.get("format")
    return isinstance(said, int) and said > FORMAT


def _problem(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
