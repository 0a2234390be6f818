"""What `${...}` may refer to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gui_agent.scenarios.format.variables import UnknownName, environment_value, references
from gui_agent.scenarios.format.yaml_lines import Document, Route, nearest


@dataclass
class Names:
    """What `${...}` may refer to at one place of a scenario."""

    environment: Mapping[str, str]
    known: set[str]
    secrets: set[str]
    given: frozenset[str] = frozenset()
    """Those that have a value before the scenario is played."""

    def check(self, document: Document, route: Route, value: Any) -> None:
        """Raise ScenarioError, with the line, for a reference to an undefined name."""
        if isinstance(value, dict):
            for key, item in value.items():
                self.check(document, (*route, key), item)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                self.check(document, (*route, index), item)
        elif isinstance(value, str):
            for reference in references(value):
                self._check_reference(document, route, reference)

    def _check_reference(self, document: Document, route: Route, reference: str) -> None:
        try:
            if environment_value(reference, self.environment) is not None:
                return
        except UnknownName as error:
            raise document.error(route, str(error), "Set it, or give a default: ${env:NAME:-default}") from error
        head, _, rest = reference.partition(".")
        if head == "secrets":
            if rest not in self.secrets:
                raise document.error(
                    route,
                    f"unknown secret {rest!r}",
                    nearest(rest, self.secrets) if self.secrets else "Add it under secrets:",
                )
            return
        if head == "vars":
            head = rest.partition(".")[0]
        if head not in self.known:
            remedy = f"{nearest(head, sorted(self.known))}. For the text ${{{reference}}} write $${{{reference}}}"
            raise document.error(route, f"unknown variable {head!r}", remedy.replace("?. ", "? "))


def nearest_variable(error: UnknownName, known: Iterable[str]) -> str:
    """A remedy for an unknown name."""
    names = ", ".join(known)
    return (
        f"Known here: {names}" if names and "environment" not in str(error) else "Set it, or give a default: ${env:NAME:-default}"
    )
