"""The result of an action, as an object. Words are made of it where a model or a user reads them, and are never parsed back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from gui_agent.perception.geometry import Box, RelativeBox

OutcomeKind = Literal["confirmed", "no_effect", "partial", "unexpected", "stale", "refused", "unverifiable"]
"""confirmed: it did what such an action does; no_effect: nothing changed; partial: a part of it arrived;
unexpected: something else happened; stale: not performed, the screen was not the one that was seen;
refused: not performed, for the reason given; unverifiable: performed, and the screen does not say what came of it."""
EvidenceKind = Literal[
    "opened", "closed", "titled", "value", "checked", "unchecked", "selected", "focus", "changed", "appeared", "vanished"
]
"""opened, closed, titled: a window; value: what a field holds; checked, unchecked, selected: a thing's state; focus: of the
keyboard; changed: a text that says something else; appeared, vanished: a text or a thing."""
EFFECT = "effect"
"""The key of a tool's output item at which the loop puts the effect, for models that read it (`reads_effects`)."""
SPECK = 3
"""Thousandths: a change no larger than this is none."""


@dataclass(frozen=True)
class Evidence:
    """One thing that is different since the action, in the words that are on the screen."""

    kind: EvidenceKind
    what: str
    """The text, the thing's name or the window's title; of a text that changed, what it said before."""
    now: str = ""
    """What a field holds, a text says or a window is called now."""
    role: str = ""
    """The kind of thing, where it is known."""

    def to_json(self) -> dict[str, str]:
        """The evidence in JSON types, without what is empty."""
        fields = {"kind": self.kind, "what": self.what, "now": self.now, "role": self.role}
        return {name: value for name, value in fields.items() if value or name in ("kind", "what")}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Evidence:
        """The evidence of `to_json`. Raises ValueError."""
        if data.get("kind") not in get_args(EvidenceKind):
            raise ValueError(f"unknown evidence {data.get('kind')!r}")
        return cls(data["kind"], str(data.get("what", "")), str(data.get("now", "")), str(data.get("role", "")))


@dataclass(frozen=True)
class Effect:
    """What came of one action."""

    outcome: OutcomeKind
    reason: str = ""
    """Why it was not performed, or what is missing; empty where all is well."""
    evidence: tuple[Evidence, ...] = ()
    """What is different, the most significant first."""
    changed: tuple[RelativeBox, ...] = ()
    """Where the screen changed, in thousandths of the picture, the largest place first."""
    fraction: float = 0.0
    """Changed pixels, as a fraction of the picture (0 to 1)."""
    caret: bool = False
    """Whether all that changed is a text caret, which came to where the mouse clicked."""

    @property
    def performed(self) -> bool:
        """Whether mouse or keyboard did anything."""
        return self.outcome not in ("stale", "refused")

    @property
    def visible(self) -> bool:
        """Whether the screen shows that something changed: where nothing is known, it may have."""
        if self.changed:
            return any(max(box.right - box.left, box.bottom - box.top) > SPECK for box in self.changed)
        return self.outcome != "no_effect" and not self.caret

    def to_json(self) -> dict[str, Any]:
        """The effect in JSON types, without what has its default value."""
        data: dict[str, Any] = {"outcome": self.outcome}
        if self.reason:
            data["reason"] = self.reason
        if self.evidence:
            data["evidence"] = [item.to_json() for item in self.evidence]
        if self.changed:
            data["changed"] = [[round(side, 2) for side in (box.left, box.top, box.right, box.bottom)] for box in self.changed]
        if self.fraction:
            data["fraction"] = round(self.fraction, 5)
        if self.caret:
            data["caret"] = True
        return data

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Effect:
        """The effect of `to_json`. Raises ValueError."""
        try:
            if data["outcome"] not in get_args(OutcomeKind):
                raise ValueError(f"unknown outcome {data['outcome']!r}")
            changed = tuple(RelativeBox(*map(float, sides)) for sides in data.get("changed", ()))
            evidence = tuple(map(Evidence.from_json, data.get("evidence", ())))
            return cls(
                data["outcome"],
                str(data.get("reason", "")),
                evidence,
                changed,
                float(data.get("fraction", 0)),
                bool(data.get("caret")),
            )
        except (LookupError, TypeError) as error:
            raise ValueError(f"not an effect: {error!r}") from error


def refused(reason: str) -> Effect:
    """The effect of an action that was not performed."""
    return Effect("refused", reason)


def places(boxes: tuple[Box, ...], frame: Box) -> tuple[RelativeBox, ...]:
    """Boxes in pixels as thousandths of the picture that shows `frame`."""
    return tuple(RelativeBox.of(box, frame) for box in boxes)
