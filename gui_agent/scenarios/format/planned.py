"""Scenarios and their steps as they are played: checked, with what the file says about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gui_agent.scenarios.format.scenario import AppEntry, DisplayEntry, LimitsEntry
from gui_agent.scenarios.format.steps import Step


@dataclass(frozen=True)
class PlannedStep:
    """One step of a scenario, checked, its `${...}` not yet replaced."""

    kind: str
    value: Any = field(repr=False)
    """As written in the file."""
    step: Step = field(repr=False)
    when: str | None
    path: Path
    line: int
    limit: float | None = None
    """Seconds that it may take."""
    inner: tuple[PlannedStep, ...] = ()
    """The steps of the file that `use` names."""

    @property
    def sentence(self) -> str:
        """The step as a user reads it, `${...}` as written."""
        return self.step.sentence()


@dataclass(frozen=True)
class Scenario:
    """One scenario with one case, ready to be played."""

    name: str
    case: str
    path: Path
    line: int
    tags: tuple[str, ...]
    steps: tuple[PlannedStep, ...] = field(repr=False)
    variables: Mapping[str, Any] = field(repr=False)
    secrets: Mapping[str, str] = field(repr=False)
    """Their values, by name; never to be printed."""
    app: AppEntry | None = None
    app_line: int = 1
    display: str | DisplayEntry | None = None
    limits: LimitsEntry = LimitsEntry()
    setup: tuple[PlannedStep, ...] = field(default=(), repr=False)
    teardown: tuple[PlannedStep, ...] = field(default=(), repr=False)
    before_each: tuple[PlannedStep, ...] = field(default=(), repr=False)
    after_each: tuple[PlannedStep, ...] = field(default=(), repr=False)
    before_all: tuple[PlannedStep, ...] = field(default=(), repr=False)
    """Commands that are run once, before the first scenario of the file, by whoever plays the whole file."""
    after_all: tuple[PlannedStep, ...] = field(default=(), repr=False)
    skip: str = ""
    """Why it is not played; empty where it is."""
    fails: str = ""
    """Why it is expected to fail; empty where it is not."""

    @property
    def title(self) -> str:
        """The name, with the case in brackets."""
        return f"{self.name}[{self.case}]" if self.case else self.name
