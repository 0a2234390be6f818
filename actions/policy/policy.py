"""The policy file: what an agent may do, by window, application, region, key, text, secret, risk and web domain.

    deny:
      - {window: Terminal}                          # nothing in windows whose title has this word
      - {keys: [ctrl+alt+t, alt+f2]}                # these chords nowhere
      - {risk: sensitive, application: thunderbird} # all conditions of a rule must hold
      - {says: for ever, element: Delete}           # the button of a dialog that says so
    allow:                                          # if there is any: only what one of these allows
      - {window: Todo}
      - {application: [chromium, firefox], domain: example.org}

The executor asks it right before each action; a refusal goes back to the model and into the event log. An action that touches
several windows or places (a drag) is denied if one of them is, and allowed only if all of them are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from gui_agent.actions import secrets
from gui_agent.actions.action import ACTIONS, BaseAction, Done, Fail, Key, Risk, Type, Wait
from gui_agent.actions.policy.chords import listed, pressed_by
from gui_agent.actions.policy.risk import risk_of
from gui_agent.actions.policy.text_match import contains, spells
from gui_agent.errors import ActionError, UsageError
from gui_agent.perception.geometry import Box, Point


def _listed(value: object) -> object:
    return value if isinstance(value, list) else [value]


Texts = Annotated[list[Annotated[str, Field(min_length=1)]], BeforeValidator(_listed), Field(min_length=1)]


@dataclass(frozen=True)
class Touched:
    """A window that an action is about to touch; empty texts where nothing is known of it (the bare desktop)."""

    title: str = ""
    applications: tuple[str, ...] = ()
    """What the program calls itself, and the name of its process."""
    domain: str = ""
    """Of the page that a browser shows, where its address can be read."""
    element: str = ""
    """What is at the place, or has the focus: the names that its application gives it, and the text that is read there."""
    says: str = ""
    """All text that can be read in the window."""


@dataclass(frozen=True)
class Situation:
    """One action, and what it is about to touch."""

    action: BaseAction
    points: Sequence[Point] = ()
    """Pixels of the virtual screen."""
    windows: Sequence[Touched] = (Touched(),)
    typed: Sequence[str] = ()
    """What the field may hold afterwards, with what was typed, pasted or in it before; for rules that deny."""

    @property
    def risk(self) -> Risk:
        """The highest risk in any of the windows."""
        order: list[Risk] = ["reading", "reversible", "sensitive"]
        return max((risk_of(self.action, window_title=window.title) for window in self.windows), key=order.index)


class Rule(BaseModel):
    """Conditions that must all hold; several values of one condition are alternatives."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    action: Texts | None = None
    """Names of actions."""
    window: Texts | None = None
    """Parts of titles, in any case of letters; with * the whole title."""
    application: Texts | None = None
    """Names of programs, in any case of letters; * matches anything."""
    region: tuple[int, int, int, int] | None = None
    """Left, top, right, bottom in pixels; actions of the keyboard are in no region."""
    keys: Texts | None = None
    """Chords such as ctrl+q, whatever the order and the side of their keys; denying, also where a text presses them (enter, tab)."""
    text: Texts | None = None
    """Parts of what is typed, in any case and spacing; denying, also in other letters that look so, and of what a field then holds."""
    secret: Texts | None = None
    """Names of secrets that are to be typed; * matches anything."""
    risk: Annotated[list[Risk], BeforeValidator(_listed)] | None = None
    domain: Texts | None = None
    """Domains with all their subdomains."""
    element: Texts | None = None
    """Parts of the caption of what is at the place, or has the focus."""
    says: Texts | None = None
    """Parts of the text that the window shows: of a dialog's question."""

    @field_validator("action")
    @classmethod
    def _known(cls, names: list[str] | None) -> list[str] | None:
        for name in names or []:
            if name not in ACTIONS:
                raise ValueError(f"unknown action {name!r}; the actions are {', '.join(ACTIONS)}")
        return names

    @field_validator("keys")
    @classmethod
    def _keys(cls, chords: list[str] | None) -> list[str] | None:
        for chord in chords or []:
            try:
                listed([chord])
            except ActionError as error:
                raise ValueError(str(error)) from error
        return chords

    @field_validator("region")
    @classmethod
    def _region(cls, sides: tuple[int, int, int, int] | None) -> tuple[int, int, int, int] | None:
        if sides and (sides[0] >= sides[2] or sides[1] >= sides[3]):
            raise ValueError("a region is left, top, right, bottom, and must not be empty")
        return sides

    def holds(self, situation: Situation, every: Callable[[Sequence[bool]], bool]) -> bool:
        """Whether the rule applies; `every` is `any` for denying and `all` for allowing."""
        action = situation.action
        return (
            (self.action is None or action.name in self.action)
            and (self.keys is None or self._keys_hold(action, every))
            and (self.text is None or self._text_holds(situation, denying=every is any))
            and (self.secret is None or (isinstance(action, Type) and every(_named(action.content, self.secret))))
            and (self.risk is None or situation.risk in self.risk)
            and (self.region is None or (bool(situation.points) and every(self._in_region(situation.points))))
            and every([self._touches(window, denying=every is any) for window in situation.windows])
        )

    def _keys_hold(self, action: BaseAction, every: Callable[[Sequence[bool]], bool]) -> bool:
        assert self.keys is not None
        if not isinstance(action, Key) and not (isinstance(action, Type) and every is any):
            return False  # what a text presses is denied by a rule about keys, but not allowed by one
        wanted, pressed = listed(self.keys), pressed_by(action)
        return pressed is None or every([chord in wanted for chord in pressed])

    def _text_holds(self, situation: Situation, *, denying: bool) -> bool:
        assert self.text is not None
        typed = [situation.action.content] if isinstance(situation.action, Type) else []
        if not denying:
            return any(spells(text, self.text) for text in typed)
        return any(contains(text, self.text) for text in (*typed, *situation.typed))

    def _in_region(self, points: Sequence[Point]) -> list[bool]:
        assert self.region is not None
        box = Box(*self.region)
        return [box.contains(point) for point in points]

    def _touches(self, window: Touched, *, denying: bool) -> bool:
        return (
            (self.window is None or contains(window.title, self.window))
            and (self.element is None or contains(window.element, self.element))
            and (self.says is None or contains(window.says, self.says))
            and (self.application is None or any(_like(name, self.application) for name in window.applications))
            and (self.domain is None or _in_domain(window.domain, self.domain, unknown=denying and _is_browser(window)))
        )

    def __str__(self) -> str:
        given = self.model_dump(exclude_none=True)
        return ", ".join(
            f"{name} {value[0] if isinstance(value, list) and len(value) == 1 else value}" for name, value in given.items()
        )


class Policy(BaseModel):
    """What is denied, and what alone is allowed."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    deny: list[Rule] = []
    allow: list[Rule] = []

    def refusal(self, situation: Situation) -> str:
        """Why an action must not be performed; empty if it may."""
        if isinstance(situation.action, Done | Fail | Wait):
            return ""
        for rule in self.deny:
            if rule.holds(situation, any):
                return f"the policy denies it ({rule})"
        if self.allow and not any(rule.holds(situation, all) for rule in self.allow):
            return "the policy does not allow it here"
        return ""

    @property
    def asks_for_windows(self) -> bool:
        """Whether what is at a place on the screen matters."""
        return self.asks_for_elements or any(rule.window or rule.application or rule.domain for rule in (*self.deny, *self.allow))

    @property
    def asks_for_elements(self) -> bool:
        """Whether captions or the text of a window matter."""
        return any(rule.element or rule.says for rule in (*self.deny, *self.allow))

    @property
    def denied_texts(self) -> list[str]:
        """The parts of texts that rules deny."""
        return [part for rule in self.deny for part in rule.text or ()]

    @property
    def asks_for_domains(self) -> bool:
        """Whether the address in browsers matters."""
        return any(rule.domain for rule in (*self.deny, *self.allow))


class PolicyRefusal(ActionError):
    """The policy does not let the action happen; that is reported to the model, which cannot change it."""

    def __init__(self, reason: str, windows: Sequence[Touched]) -> None:
        super().__init__(reason, "Do not try it in another way: take what is allowed, or call fail")
        self.reason = reason
        self.windows = tuple(windows)

    def to_json(self) -> dict[str, Any]:
        """For the audit: the reason, and what would have been touched."""
        touched = [
            {"title": window.title, "applications": list(window.applications), "domain": window.domain} for window in self.windows
        ]
        return {"reason": self.reason, "windows": touched}


BROWSERS = ("chrom*", "google-chrome*", "firefox*", "navigator", "brave*", "microsoft-edge*", "epiphany*", "opera*", "vivaldi*")


def load_policy(path: Path) -> Policy:
    """The policy in a YAML file. Raises UsageError that names the file and the place."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UsageError(f"the policy {path} cannot be read: {error}", "Give a YAML file with deny and allow") from error
    return parse_policy(data if data is not None else {}, str(path))


def parse_policy(data: object, where: str) -> Policy:
    """The policy that JSON data describes; `where` names it in errors. Raises UsageError."""
    try:
        return Policy.model_validate(data)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in problem["loc"]) or "the file"
        raise UsageError(f"{where}: {place}: {problem['msg']}", "A rule may have " + ", ".join(Rule.model_fields)) from error


def _like(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(name.casefold(), pattern.casefold()) for pattern in patterns)


def _is_browser(window: Touched) -> bool:
    return any(_like(name, BROWSERS) for name in window.applications)


def _in_domain(domain: str, wanted: Sequence[str], *, unknown: bool) -> bool:
    """Where a browser's address cannot be read, a denying rule holds and an allowing one does not."""
    if not domain:
        return unknown
    domain = domain.casefold()
    return any(domain == name or domain.endswith(f".{name}") for name in (name.casefold().removeprefix("*.") for name in wanted))


def _named(content: str, patterns: Sequence[str]) -> list[bool]:
    """For each secret that is typed, whether it is one of those listed; a text without secrets is none of them."""
    return [_like(name, patterns) for name in secrets.find(content)] or [False]
