"""YAML with line numbers: what a file holds, where each value is in it, and errors that say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz, process

from gui_agent.errors import UsageError
from gui_agent.scenarios.format.written import as_written

_YAML = "tag:yaml.org,2002:"
_NO_TEXT = ("bool", "int", "float", "timestamp", "value", "merge")
"""What YAML takes for something else than text. (`=` alone is a `value`, `<<` a `merge`: in a test both are text.)"""
Route = tuple[str | int, ...]
"""The way to a value: keys and positions from the top of the document."""
MOST_VALUES = 100_000
"""In a file, each alias counted as what it names: a few lines of aliases of aliases would fill the memory."""
_NEAR = 60
"""How similar (0 to 100) a known key must be to be worth suggesting."""


class ScenarioError(UsageError):
    """A scenario file that is invalid as written; the message begins with file and line."""

    def __init__(self, path: Path, line: int, message: str, remedy: str = "") -> None:
        super().__init__(f"{path}:{line}: {message}", remedy)
        self.path = path
        self.line = line


@dataclass(frozen=True)
class Document:
    """A YAML file: plain values, and the line of each."""

    path: Path
    data: Any
    lines: dict[Route, int] = field(repr=False)
    text: str = field(repr=False, default="")

    def line(self, route: Iterable[str | int]) -> int:
        """The line (from 1) of the value at `route`, or of the nearest thing around it."""
        steps = tuple(route)
        while steps and steps not in self.lines:
            steps = steps[:-1]
        return self.lines.get(steps, 1)

    def error(self, route: Iterable[str | int], message: str, remedy: str = "") -> ScenarioError:
        """The error for the value at `route`."""
        return ScenarioError(self.path, self.line(route), message, remedy)


def read_document(path: Path) -> Document:
    """Read a YAML file. Raises ScenarioError for what cannot be read, is not YAML, or has a key twice."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ScenarioError(path, 1, f"cannot be read: {reason}", "Check the path") from error
    return parse_document(text, path)


def parse_document(text: str, path: Path) -> Document:
    """The document in `text`; `path` is for messages. Raises ScenarioError."""
    try:
        loader = yaml.SafeLoader(text)
    except yaml.YAMLError as error:
        raise ScenarioError(path, 1, f"is not valid YAML: {error}", "Remove the control characters") from error
    try:
        node = loader.get_single_node()
        lines: dict[Route, int] = {}
        data = _Reader(loader, path, lines).value(node, ()) if node is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = " ".join(part for part in (error.context, error.problem) if part)
        raise ScenarioError(
            path, mark.line + 1 if mark else 1, f"is not valid YAML: {problem}", "Fix the indentation or the quotes"
        ) from error
    except yaml.YAMLError as error:
        raise ScenarioError(path, 1, f"is not valid YAML: {error}", "Fix the file") from error
    finally:
        loader.dispose()
    return Document(path, data, lines, text)


class _Reader:
    """Turns YAML nodes into plain values and notes their lines."""

    def __init__(self, loader: yaml.SafeLoader, path: Path, lines: dict[Route, int]) -> None:
        self._loader = loader
        self._path = path
        self._lines = lines
        self._open: list[yaml.Node] = []
        self._values = 0

    def value(self, node: yaml.Node, route: Route) -> Any:
        self._values += 1
        if self._values > MOST_VALUES:
            raise ScenarioError(
                self._path, node.start_mark.line + 1, f"the file has more than {MOST_VALUES:,} values", "Use fewer aliases"
            )
        self._lines.setdefault(route, node.start_mark.line + 1)
        if not isinstance(node, yaml.MappingNode | yaml.SequenceNode):
            return self._scalar(node, route)
        if node in self._open:
            raise ScenarioError(self._path, node.start_mark.line + 1, "an alias is inside of what it names", "Write it out")
        self._open.append(node)
        try:
            if isinstance(node, yaml.MappingNode):
                return dict(self._pairs(node, route))
            return [self.value(item, (*route, index)) for index, item in enumerate(node.value)]
        finally:
            self._open.pop()

    def _scalar(self, node: yaml.Node, route: Route) -> Any:
        kind = node.tag.removeprefix(_YAML)
        if kind == "null" and node.value and _is_given(route):
            return str(node.value)
        if kind == "binary":
            raise ScenarioError(self._path, node.start_mark.line + 1, "binary values have no use here", "Write text")
        return as_written(kind, str(node.value)) if kind in _NO_TEXT else self._loader.construct_object(node)

    def _pairs(self, node: yaml.MappingNode, route: Route) -> Iterator[tuple[str, Any]]:
        seen: set[str] = set()
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode) or key_node.tag == "tag:yaml.org,2002:merge":
                raise ScenarioError(
                    self._path, line, "a key is plain text here", "YAML merge keys and complex keys are not supported"
                )
            # `on: ...` is a boolean in YAML 1.1; as a key it is meant as it is written.
            key = str(key_node.value)
            if key in seen:
                raise ScenarioError(self._path, line, f"the key {key!r} is here twice", "Remove one of them")
            seen.add(key)
            self._lines[(*route, key)] = line
            yield key, self.value(value_node, (*route, key))


def _is_given(route: Route) -> bool:
    """Whether a value is one of those that an application gets: `null` and `~` are text there."""
    return bool({"steps", "cases", "vars"} & set(route)) and "expect" not in route


def nearest(name: str, known: Iterable[str]) -> str:
    """A sentence that suggests the known name that is meant; or lists all, where none is near."""
    names = list(known)
    match = process.extractOne(name, names, scorer=fuzz.ratio, score_cutoff=_NEAR)
    if match is not None:
        return f"Did you mean {match[0]!r}?"
    return f"Known here: {', '.join(names)}"
