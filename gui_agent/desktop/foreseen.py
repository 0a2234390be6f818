"""What is known of an action before it is performed: where its effect will show, and how long it may take."""

from __future__ import annotations

import re
from typing import Literal

from gui_agent.actions.action import (
    BaseAction,
    Hover,
    Key,
    LeftClick,
    LeftDoubleClick,
    LeftDrag,
    MiddleClick,
    RightClick,
    Type,
    Wait,
)
from gui_agent.actions.input.keyboard import KEY_SECONDS

_LOADING_KEYS = {"f5", "ctrl+r", "ctrl+f5", "alt+left", "alt+right"}
_PAGE_WORDS = {"link", "url", "submit", "search", "login", "signin", "reload", "refresh"}
_LOCAL_WORDS = {"field", "textbox", "checkbox", "radio", "input", "entry", "slider"}


def expected_effect(action: BaseAction) -> Literal["local", "page", "any"]:
    """Where an action's effect will show, as far as that is known: at its target alone, on the whole page, or anywhere."""
    if isinstance(action, Type | Hover):
        return "local"
    if isinstance(action, Key):
        return "page" if action.keys.lower() in _LOADING_KEYS else "any"
    words = set(re.findall(r"\w+", action.target.lower()))
    if words & _LOCAL_WORDS:
        return "local"
    return "page" if words & _PAGE_WORDS else "any"


def kind_of(action: BaseAction) -> str:
    """What sort of action this is: those of one sort lead to the same sort of thing in one application."""
    words = set(re.findall(r"\w+", action.target.lower())) & _LOCAL_WORDS
    return " ".join([action.name, *sorted(words)])


def longest(action: BaseAction, typing_delay: float = 0.0) -> float:
    """Seconds that an action takes at most on a display that answers."""
    match action:
        case Wait():
            return action.seconds
        case Type():
            return (0.2 + 2 * typing_delay) * len(action.content)
        case Key():
            chords = len(action.keys.split()) * action.presses
            return (max(action.hold, 2 * KEY_SECONDS) + 0.5) * chords
        case LeftClick() | LeftDrag() | RightClick() | MiddleClick() | LeftDoubleClick():
            return 3 * action.hold
        case _:
            return 0.0
