"""Actions and handoffs in words for people, and as the event log holds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gui_agent.actions.action import BaseAction, Wait
from gui_agent.actions.aim import aim
from gui_agent.actions.effect import Effect, Evidence
from gui_agent.perception.geometry import Box, RelativeBox
from gui_agent.record.events import (
    ActionFinished,
    ActionRefused,
    ActionStarted,
    ApprovalAsked,
    Event,
    Handoff,
    HandoffMessage,
    LoggedAction,
    ModelReplied,
    PixelBox,
    PixelPoint,
    pixel_box,
)

NOTHING_CHANGED = "nothing visible changed"
MOST = 0.5
"""Share of the picture; where more has changed, no places are named."""
SHOWN_PLACES = 3
LONGEST_TEXT = 60
LONGEST_WORDS = 240
"""Characters of a quotation, and of all that is said of an effect."""
DOUBTS = {
    "partial": ", but only in part",
    "unexpected": ", but something else happened",
    "unverifiable": ", but whether it worked cannot be seen",
}
"""What the model reads beside the evidence where an action did not do what it usually does."""


def describe_action(action: LoggedAction) -> str:
    """An action as a user reads it: `type 'Milk'`, `left_click the Add button`."""
    given = action.arguments
    match action.action:
        case "type":
            return f"type {given.get('content', '')!r}"
        case "key":
            presses = given.get("presses", 1)
            return f"key {given.get('keys', '')}{f' x{presses}' if presses != 1 else ''}"
        case "wait":
            seconds = given.get("seconds", Wait().seconds)
            return f"wait {f'{seconds:g}' if isinstance(seconds, int | float) else seconds} s"
        case "scroll":
            return f"scroll {given.get('direction', '')} {given.get('step', 5)}  {given.get('element_info', '')}".rstrip()
    return f"{action.action} {given.get('element_info', '')}".rstrip()


def words_of(event: Event) -> str:
    """What is done or said in an event, for people; empty for one that says it in its own fields."""
    match event:
        case ActionStarted() | ActionFinished() | ActionRefused():
            return describe_action(event.action)
        case ModelReplied():
            return without_notes(event.text)
        case Handoff():
            return describe_message(event.message)
        case ApprovalAsked():
            return event.words
    return ""


def describe_message(message: HandoffMessage | None) -> str:
    """What an agent said when it handed over, in one line."""
    if message is None:
        return ""
    if message.kind == "plan":
        return "; ".join(goal.goal for goal in message.goals)
    return message.missing or message.what or message.summary or message.note


def describe_effect(effect: Effect) -> str:
    """The result of an action, in words for a model or a user."""
    if not effect.performed:
        return effect.reason
    words = _of_evidence(effect.evidence) or _of_places(effect)
    return f"{words}; {effect.reason}" if effect.reason else words


def _of_evidence(evidence: Sequence[Evidence]) -> str:
    """The most significant pieces, as far as they are short together."""
    parts: list[str] = []
    for item in evidence:
        words = _of_one(item)
        if parts and len("; ".join([*parts, words])) > LONGEST_WORDS:
            break
        parts.append(words)
    left = len(evidence) - len(parts)
    return "; ".join(parts) + (f"; and {left} more" if left > 0 and parts else "")


def _of_one(item: Evidence) -> str:
    what, now = quoted(item.what), quoted(item.now)
    thing = f"{item.role} {what}" if item.role and item.role != "text" else what
    match item.kind:
        case "opened":
            return f"the window {what} opened"
        case "closed":
            return f"the window {what} closed"
        case "titled":
            return f"the window {what} is now called {now}"
        case "value":
            holder = f"the {item.role or 'field'} {what}" if item.what else f"the {item.role or 'field'}"
            return f"{holder} contains {now}" if item.now else f"{holder} is empty"
        case "checked" | "unchecked" | "selected":
            return f"{thing} is now {item.kind}"
        case "focus":
            return f"the {item.role or 'field'} {what if item.what else ''}".rstrip() + " has the keyboard focus"
        case "changed":
            return f"{what} now says {now}"
        case "appeared":
            return f"{thing} appeared"
        case _:
            return f"{thing} disappeared"


def quoted(text: str) -> str:
    """A text of the screen as a quotation; a long one is cut."""
    return f"'{text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + '…'}'"


def _of_places(effect: Effect) -> str:
    """For what has no words on the screen."""
    if not effect.changed:
        return "nothing visible changed but the text caret, which is where you clicked" if effect.caret else NOTHING_CHANGED
    if effect.fraction > MOST:
        return "most of the screen changed"
    if effect.caret:
        return "the text caret is where you clicked"
    named = list(dict.fromkeys(_part(box) for box in effect.changed[:SHOWN_PLACES]))
    return "something without text changed " + " and ".join(named)


def _part(box: RelativeBox) -> str:
    """The part of the screen that a place is in."""
    column = ("left", "", "right")[min(2, int(box.center.x / 333.4))]
    row = ("top", "", "bottom")[min(2, int(box.center.y / 333.4))]
    return f"at the {row} {column}".replace("  ", " ").rstrip() if row or column else "in the middle of the screen"


def effect_message(effect: Effect, advice: str = "") -> str:
    """The result of an action for the model: a tool's output."""
    if not effect.performed:
        return f"Not performed: {effect.reason}{'.' if advice else ''}{advice}"
    doubt = DOUBTS.get(effect.outcome, "")
    return f"Performed{doubt}. {describe_effect(effect)}{'.' if advice else ''}{advice}"


def without_notes(text: str) -> str:
    """What a model said, without the notes for itself at the end (`Memory: ...`)."""
    return f"\n{text}".split("\nMemory:")[0].strip()


@dataclass(frozen=True)
class Aim:
    """What an action is aimed at in pixels, and the picture in which that is."""

    points: tuple[PixelPoint, ...]
    box: PixelBox | None
    picture: str


def aim_of(action: BaseAction, frame: Box, step: int) -> Aim:
    """The aim of an action whose places are thousandths of `frame`."""
    boxes = [place.to_pixels(frame) for place in action.places if isinstance(place, RelativeBox)]
    return Aim(
        tuple((point.x, point.y) for point in aim(action, frame)),
        pixel_box(boxes[0]) if boxes else None,
        f"steps/{step:04d}/before.webp",
    )
