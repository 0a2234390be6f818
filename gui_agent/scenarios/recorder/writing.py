"""From the moments of a recording to its file: secrets out, texts as variables, checks in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from gui_agent.errors import UsageError
from gui_agent.scenarios.recorder.checks import MOST_AT_END, MOST_BETWEEN, propose, still_true
from gui_agent.scenarios.recorder.drafting import Draft, draft
from gui_agent.scenarios.recorder.file_text import FileText, WrittenStep, escaped
from gui_agent.scenarios.recorder.moments import Looking, Moment
from gui_agent.scenarios.recorder.naming import label_in
from gui_agent.scenarios.recorder.secrets import is_secret, name_of

_SHORTEST_VARIABLE = 3
_RESERVED = ("env", "secrets", "work", "folder", "vars", "id")


@dataclass
class Recorded:
    """A recording as a file, and what playing it needs."""

    file: FileText
    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    """The values of the environment variables that the file names; never to be written."""
    scrolls: dict[int, list[WrittenStep]] = field(default_factory=dict)
    """Turns of the wheel that were left to finding, by the number (from 0) of the step that they were made for."""

    @property
    def summary(self) -> str:
        """One sentence on what was recorded."""
        return f"{len(self.file.steps)} steps" + (f", {len(self.file.left_out)} left out" if self.file.left_out else "")

    def with_scrolls(self) -> Recorded:
        """The same with every turn of the wheel as a step of its own."""
        steps: list[WrittenStep] = []
        for number, step in enumerate(self.file.steps):
            steps += [*self.scrolls.get(number, []), step]
        return Recorded(replace(self.file, steps=steps), self.secrets)


def write_down(
    moments: Sequence[Moment], looking: Looking, name: str, app: str, windows: Sequence[str], size: str = ""
) -> Recorded:
    """The file of a recording. All moments were looked at. Raises UsageError where nothing is left of it."""
    return _Writing(list(moments), looking).recorded(name, app, windows, size)


class _Writing:
    def __init__(self, moments: list[Moment], looking: Looking) -> None:
        self._moments = moments
        self._looking = looking
        self._values: dict[str, str] = {}
        """Variables, by name."""
        self._secrets: dict[str, str] = {}
        """Values of secrets, by name."""

    def recorded(self, name: str, app: str, windows: Sequence[str], size: str) -> Recorded:
        self._find_secrets()
        drafted = draft(self._moments)
        if not drafted.steps:
            raise UsageError("nothing that was done had an effect, so there is nothing to record", "Do something on the screen")
        steps: list[WrittenStep] = []
        scrolls: dict[int, list[WrittenStep]] = {}
        for number, one in enumerate(drafted.steps):
            if one.scrolls:
                scrolls[len(steps)] = [WrittenStep("scroll", _turn(moment)) for moment in one.scrolls]
            steps.append(WrittenStep(one.kind, self._value(one), one.comment))
            last = number == len(drafted.steps) - 1
            for statement in propose(one.moment, self._looking, MOST_AT_END if last else self._between(one), self._hides):
                steps.append(WrittenStep("check", self._with_variables(statement)))
        if steps[-1].kind != "check":  # what came of the last step is nothing to check
            steps += [WrittenStep("check", self._with_variables(statement)) for statement in self._still_true()]
        variables = {secret: secret.upper() for secret in self._secrets}
        file = FileText(
            name, app, self._window(windows), f"virtual:{size}" if size else "", self._values, variables, steps,
            [self._with_variables(words) for words in drafted.left_out if not self._hides(words)],
        )  # fmt: skip
        environment = {variables[secret]: value for secret, value in self._secrets.items()}
        return Recorded(file, environment, scrolls)

    def _still_true(self) -> list[str]:
        return still_true(self._moments, self._looking, MOST_AT_END, self._hides)

    def _window(self, windows: Sequence[str]) -> str:
        """The title of the application's first window, if it may be written."""
        title = windows[-1] if windows else ""
        return "" if self._hides(title) else title

    def _between(self, one: Draft) -> int:
        """How many checks follow a step in the middle: none after a text that was only typed."""
        return 0 if one.kind == "type" and not (isinstance(one.value, dict) and one.value.get("submit")) else MOST_BETWEEN

    def _find_secrets(self) -> None:
        """Mark what must not be written: texts of password fields, and the same text anywhere else."""
        typed = [moment for moment in self._moments if moment.gesture.kind == "text"]
        for moment in typed:
            after = moment.after or moment.before
            moment.secret = is_secret(moment, self._looking.view(after))
        values = {moment.gesture.typed.text for moment in typed if moment.secret}
        for moment in typed:
            text = moment.gesture.typed.text
            moment.secret = moment.secret or any(value in text for value in values)
            if moment.secret and text not in self._secrets.values():
                self._secrets[name_of(label_in(moment.into), [*self._secrets, *_RESERVED], "password")] = text

    def _hides(self, text: str) -> bool:
        """Whether a text shows a secret, or a part of one."""
        return any(value.casefold() in text.casefold() for value in self._secrets.values() if value.strip())

    def _value(self, one: Draft) -> Any:
        """What a step says, with secrets and variables by their names."""
        if one.kind != "type":
            return _plain(one.value)
        text = one.value["text"] if isinstance(one.value, dict) else one.value
        written = self._text(one, text)
        return {**one.value, "into": escaped(one.value["into"]), "text": written} if isinstance(one.value, dict) else written

    def _text(self, one: Draft, text: str) -> str:
        if one.moment.secret:
            name = next((name for name, value in self._secrets.items() if value == one.moment.gesture.typed.text), "")
            return f"${{secrets.{name}}}"
        if len(text.strip()) < _SHORTEST_VARIABLE or "\n" in text or not isinstance(one.value, dict):
            return escaped(text)
        name = next((name for name, value in self._values.items() if value == text), "")
        if not name:
            name = name_of(one.label, [*self._values, *self._secrets, *_RESERVED], "text")
            self._values[name] = text
        return f"${{{name}}}"

    def _with_variables(self, statement: str) -> str:
        """A statement with the typed values in it by their names, the longest first."""
        statement = escaped(statement)
        for name, value in sorted(self._values.items(), key=lambda pair: -len(pair[1])):
            pattern = rf"(?<!\w){re.escape(escaped(value))}(?!\w)"
            statement = re.sub(pattern, lambda _, name=name: f"${{{name}}}", statement)  # type: ignore[misc]
        return statement


def _plain(value: Any) -> Any:
    """A value in which `${` means itself."""
    if isinstance(value, str):
        return escaped(value)
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _turn(moment: Moment) -> dict[str, Any]:
    return {"direction": moment.gesture.direction, "step": min(100, moment.gesture.count)}
