"""What all events share, and the parts that they are made of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from gui_agent.actions.action import BaseAction, parse_action
from gui_agent.actions.effect import Effect, Evidence, EvidenceKind, OutcomeKind, places
from gui_agent.perception.geometry import Box, RelativeBox

NOT_TEXT = "not text"
"""Marks a field whose values are the program's own (names, paths of pictures): no secret is looked for in them."""
Name = Annotated[str, NOT_TEXT]
"""A name that the program gave."""
PicturePath = Annotated[str, NOT_TEXT]
"""A picture in the run's folder, `steps/0007/before.webp`; empty where there is none."""
PixelPoint = tuple[int, int]
"""x and y in pixels of the virtual screen."""
PixelBox = tuple[int, int, int, int]
"""left, top, right, bottom in pixels of the virtual screen."""
Seconds = dict[Name, float]
"""Seconds by phase: capture, encode, prompt, model, act, settle."""


class Part(BaseModel):
    """An immutable part of the log. A field of a newer version that this one does not know is left out."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True, json_schema_serialization_defaults_required=True)


class BaseEvent(Part):
    """One line of the log. The log sets the first three fields when it writes the event."""

    seq: int = -1
    """Its place in the log, from 0; -1 until it is written."""
    time: Annotated[
        datetime, PlainSerializer(lambda time: time.isoformat(timespec="milliseconds"), return_type=str, when_used="json")
    ] = Field(default_factory=lambda: datetime.now(UTC))
    """When it was written (UTC, to the millisecond)."""
    at: float = 0.0
    """Seconds since the run began."""
    event: Name
    """Its kind."""
    hash: Name = ""
    """SHA-256 over the hash before it and the line without it (see `chain`); empty in logs of older versions."""

    def to_json(self) -> dict[str, Any]:
        """The line of the log as JSON types."""
        return self.model_dump(mode="json")


class LoggedAction(BaseModel):
    """An action: its name, and the arguments that differ from their defaults, beside it."""

    model_config = ConfigDict(frozen=True, extra="allow", defer_build=True)
    action: Name
    """The action's name."""

    @classmethod
    def of(cls, action: BaseAction) -> LoggedAction:
        """An action as the log holds it."""
        return cls.model_validate({"action": action.name, **action.arguments()})

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments, as JSON types."""
        return self.model_extra or {}

    def parsed(self) -> BaseAction:
        """The action itself. Raises pydantic.ValidationError for what is no action of this version."""
        return parse_action(self.to_json())

    def to_json(self) -> dict[str, Any]:
        """The name and the arguments as JSON types."""
        return {"action": self.action, **self.arguments}


class Settle(Part):
    """How the screen came to rest."""

    reason: Name
    """Why the waiting ended."""
    seconds: float
    """How long was waited."""


class LoggedEvidence(Part):
    """One thing that was different after an action."""

    kind: EvidenceKind
    """What happened to it."""
    what: str
    """The text, the thing's name or the window's title; of a text that changed, what it said before."""
    now: str = ""
    """What a field holds, a text says or a window is called since."""
    role: str = ""
    """The kind of thing; empty where it is not known."""


class ActionEffect(Part):
    """What came of an action."""

    text: str
    """One sentence."""
    outcome: OutcomeKind | None = None
    """What kind of effect it is; null in a log of gui-agent 0.1."""
    reason: str = ""
    """What is missing; empty where all is well."""
    evidence: tuple[LoggedEvidence, ...] = ()
    """What is different, the most significant first."""
    changed: tuple[tuple[float, float, float, float], ...] = ()
    """Where the screen changed: left, top, right, bottom in thousandths of the screen, the largest place first."""
    fraction: float = 0.0
    """Changed pixels, as a fraction of the screen (0 to 1)."""
    caret: bool = False
    """Whether all that changed is a text caret, which came to where the mouse clicked."""
    boxes: tuple[PixelBox, ...] = ()
    """Where the screen changed, in pixels, the largest change first."""

    @classmethod
    def of(cls, effect: Effect, text: str, boxes: Iterable[Box]) -> ActionEffect:
        """An effect as the log holds it: the object, its words, and the changed pixels."""
        return cls.model_validate({"text": text, "boxes": [pixel_box(box) for box in boxes], **effect.to_json()})

    def effect(self, frame: Box) -> Effect:
        """The effect itself; `frame` is the screen in pixels, of which the places of a log of 0.1 are made."""
        boxes = tuple(Box(*sides) for sides in self.boxes)
        if self.outcome is None:
            if boxes:
                return Effect("confirmed", changed=places(boxes, frame), fraction=self.fraction)
            return Effect("no_effect", caret="caret" in self.text)
        changed = tuple(RelativeBox(*sides) for sides in self.changed)
        evidence = tuple(Evidence(item.kind, item.what, item.now, item.role) for item in self.evidence)
        return Effect(self.outcome, self.reason, evidence, changed, self.fraction, self.caret)


def pixel_box(box: Box) -> PixelBox:
    """A pixel box as the log holds it."""
    return box.left, box.top, box.right, box.bottom
