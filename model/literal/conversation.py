"""What the embedded model reads from the conversation: the task, the newest screenshot, its own notes, the last effect.

The model keeps no state of its own: how far it has come is in the notes that it wrote into its messages, so that a run that was
killed and resumed, or several runs at once, never mix.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gui_agent.actions.effect import EFFECT, Effect
from gui_agent.model.literal.targets.progress import Facts, StepState
from gui_agent.perception.screen.pictures import NotAPicture, picture_of_url
from gui_agent.perception.screen.screenshot import Screenshot, screenshot_of

TASK_PREFIX: Final = re.compile(r"\s*(?:task|instruction)\s*:\s*", re.IGNORECASE)
NOTES_MARK: Final = "\nMemory: "


@dataclass(frozen=True)
class Notes:
    """What the model wrote down for its next turn: the step it is at, and what it knows about it."""

    step: int = 0
    state: StepState = StepState()
    facts: Facts = Facts()

    def as_text(self) -> str:
        """The notes as they are at the end of a message."""
        entry: dict[str, Any] = {"step": self.step}
        if self.state != StepState():
            entry["state"] = self.state.to_json()
        if self.facts != Facts():
            entry["facts"] = self.facts.to_json()
        return NOTES_MARK + json.dumps([entry], ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class Conversation:
    """One request, understood."""

    task: str
    screenshot: Screenshot | None
    notes: Notes
    effect: Effect | None
    """What came of the last action; None before the first one, and where it is not known."""
    turns: int
    """Calls made so far."""


def read_conversation(items: str | Sequence[Any]) -> Conversation:
    """The conversation in the items of a request (OpenAI Responses format, as the Agents SDK hands them over)."""
    if isinstance(items, str):
        return Conversation(_task(items), None, Notes(), None, 0)
    task, turns = "", 0
    effect: Effect | None = None
    before: tuple[Notes, Effect | None] = Notes(), None
    notes = Notes()
    screenshot = None
    for item in items:
        kind, role = _get(item, "type"), _get(item, "role")
        if kind == "function_call":
            turns, effect = turns + 1, None
        elif kind == "function_call_output":
            effect = _effect(item)
            if effect is not None and effect.outcome == "stale":  # nothing was done: decide again, with what was known then
                notes, effect = before
        elif role == "user":
            texts = list(_texts(_get(item, "content")))
            if not task and texts:
                task = _task("\n".join(texts))
            screenshot = _last_image(_get(item, "content")) or screenshot
        elif role == "assistant":
            before = notes, effect
            notes = _notes("\n".join(_texts(_get(item, "content")))) or notes
    return Conversation(task, screenshot, notes, effect, turns)


def without_notes(message: str) -> str:
    """A message without the notes at its end, for people."""
    return message.split(NOTES_MARK)[0]


def _get(item: Any, name: str) -> Any:
    return item.get(name) if isinstance(item, Mapping) else getattr(item, name, None)


def _task(text: str) -> str:
    match = TASK_PREFIX.match(text)
    return text[match.end() :].strip() if match else text.strip()


def _texts(content: Any) -> Iterable[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, Sequence):
        for part in content:
            text = _get(part, "text")
            if isinstance(text, str):
                yield text


def _last_image(content: Any) -> Screenshot | None:
    urls = [] if content is None or isinstance(content, str) else [_get(part, "image_url") for part in content]
    for url in reversed(urls):
        if isinstance(url, str) and url.startswith("data:"):
            if (original := screenshot_of(url)) is not None:
                return original
            try:
                return Screenshot.of(picture_of_url(url))
            except NotAPicture:
                return None
    return None


def _effect(item: Any) -> Effect | None:
    """The effect that the loop put beside a tool's words (see `EFFECT`)."""
    data = _get(item, EFFECT)
    try:
        return Effect.from_json(data) if isinstance(data, Mapping) else None
    except ValueError:
        return None


def _notes(message: str) -> Notes | None:
    _, mark, text = message.rpartition(NOTES_MARK)
    if not mark:
        return None
    try:
        entry = json.loads(text)[-1]
        state, facts = entry.get("state"), entry.get("facts")
        return Notes(
            int(entry["step"]),
            StepState.from_json(state) if state else StepState(),
            Facts.from_json(facts) if facts else Facts(),
        )
    except (ValueError, LookupError, TypeError, AttributeError):
        return None
