"""Loading scenario files: everything that can be wrong with one is found here, before anything is started."""

from __future__ import annotations

import itertools
import math
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from gui_agent.scenarios.format.answer_types import parse_form
from gui_agent.scenarios.format.names import Names, nearest_variable
from gui_agent.scenarios.format.planned import PlannedStep, Scenario
from gui_agent.scenarios.format.scenario import DisplayEntry, FileEntry, PartEntry
from gui_agent.scenarios.format.schema_errors import complain
from gui_agent.scenarios.format.steps import KINDS, Read, Seconds, Use, parse_step
from gui_agent.scenarios.format.variables import RESERVED, UnknownName, references, substitute
from gui_agent.scenarios.format.written import text_of
from gui_agent.scenarios.format.yaml_lines import Document, Route, nearest, parse_document, read_document

BESIDE = ("when", "limit")
"""Keys that any step may have beside its action."""
MOST_COMBINATIONS = 10_000
"""Of the values of a matrix."""
_STEPS = re.compile(r"(?:^|[\s{,])[\"']?(?:steps?|cases?)[\"']?\s*:")
BUILT_IN = ("work", "home", "folder")
"""Variables that always exist: an empty folder while it is played, the application's home, and the folder that its file is in."""


def looks_like_scenarios(path: Path) -> bool:
    """Whether a YAML file means to be a scenario file: it has `scenarios:` at the beginning of a line, and steps in them.

    Other programs have files with `scenarios:`, too; those without anything like steps are not ours.
    """
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    return any(line.startswith("scenarios:") for line in lines) and any(_STEPS.search(line) for line in lines)


def load_scenarios(
    path: Path, environment: Mapping[str, str] | None = None, *, text: str | None = None, to_play: bool = True
) -> list[Scenario]:
    """The scenarios of a file, one for each case. `text` is used instead of the file's, if given.

    A secret that is not set is an error only for scenarios that are loaded `to_play`; else it is empty.
    Raises ScenarioError, whose message begins with file and line.
    """
    document = read_document(path) if text is None else parse_document(text, path)
    _must_be_mapping(document)
    return _Loader(document, os.environ if environment is None else environment, to_play).scenarios()


def _must_be_mapping(document: Document) -> None:
    if document.data is None:
        raise document.error((), "the file is empty", "Begin with `version: 1`; `gui-agent scenarios new` writes a file")
    if not isinstance(document.data, dict):
        raise document.error((), "a scenario file is a mapping", "Begin with `version: 1` and `scenarios:`")


def _reason(skip: bool | str) -> str:
    """Why a scenario is not played; empty where it is."""
    if isinstance(skip, str) and skip.casefold() in ("true", "yes", "on", "false", "no", "off"):
        skip = skip.casefold() in ("true", "yes", "on")
    return skip if isinstance(skip, str) else "skip: true" if skip else ""


class _Loader:
    def __init__(self, document: Document, environment: Mapping[str, str], to_play: bool) -> None:
        self.document = document
        self.to_play = to_play
        self.environment = environment
        try:
            self.entry = FileEntry.model_validate(document.data)
        except ValidationError as error:
            raise complain(error, FileEntry, document) from error

    def scenarios(self) -> list[Scenario]:
        secrets = {name: self._secret(name, text) for name, text in self.entry.secrets.items()}
        shared = self._variables()
        outside = Names(self.environment, {*shared, "folder"}, set(secrets), frozenset({*shared, "folder"}))
        around = {section: self._shell_steps(section, outside) for section in ("before all", "after all")}
        found: list[Scenario] = []
        for index, entry in enumerate(self.entry.scenarios):
            route: Route = ("scenarios", index)
            for case, values in self._cases(index, shared):
                names = Names(self.environment, set(values) | set(BUILT_IN), set(secrets), frozenset(values) | set(BUILT_IN))
                if self.entry.app is not None:
                    names.check(self.document, ("app",), self.document.data["app"])
                    _no_secret_in_command(self.document, ("app", "start"), "shell", self.entry.app.start)
                setup = self._shell_steps("setup", names)
                before = self._hook("before each", names)
                steps = tuple(self._steps(self.document, (*route, "steps"), names, ()))
                scenario = Scenario(
                    entry.name, case, self.document.path, self.document.line(route), tuple(entry.tags), steps, values, secrets,
                    self.entry.app, self.document.line(("app",)), self._display(index, values), self.entry.limits, setup,
                    self._shell_steps("teardown", names), before, self._hook("after each", names),
                    around["before all"], around["after all"], _reason(entry.skip), entry.expect_to_fail or "",
                )  # fmt: skip
                if any(scenario.title == other.title for other in found):
                    raise self.document.error(
                        route, f"two scenarios are called {scenario.title!r}", "Names and case ids distinguish results"
                    )
                found.append(scenario)
        return found

    def _secret(self, name: str, text: str) -> str:
        route = ("secrets", name)
        inside = references(text)
        if len(inside) != 1 or not inside[0].startswith("env:"):
            raise self.document.error(
                route, f"the secret {name!r} is in the file", f'Write {name}: "${{env:NAME}}", and set NAME where it is run'
            )
        try:
            return str(substitute(text, {}, self.environment, set()))
        except UnknownName as error:
            if not self.to_play:
                return ""
            raise self.document.error(
                route, f"the secret {name!r} is missing: {error}", f"export {inside[0][4:].partition(':-')[0]}=..."
            ) from error

    def _variables(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, value in self.entry.vars.items():
            self._must_be_free(name, ("vars", name))
            values[name] = self._resolve(value, values, ("vars", name))
        return values

    def _must_be_free(self, name: str, route: Route) -> None:
        if name in RESERVED:
            raise self.document.error(route, f"{name!r} has a meaning of its own", "Choose another name")

    def _resolve(self, value: Any, values: Mapping[str, Any], route: Route) -> Any:
        try:
            return substitute(value, values, self.environment, set())
        except UnknownName as error:
            raise self.document.error(route, str(error), nearest_variable(error, values)) from error

    def _cases(self, index: int, shared: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Each case with each combination of the matrix: what names it, and its variables."""
        route: Route = ("scenarios", index, "cases")
        for chosen in self._combinations(index, shared):
            for number, case in enumerate(self.entry.scenarios[index].cases or [{}]):
                values = {**shared, **chosen}
                for name, value in case.items():
                    if name == "id":
                        continue
                    self._must_be_free(name, (*route, number, name))
                    values[name] = self._resolve(value, shared, (*route, number, name))
                own = [str(case.get("id", number + 1))] if case else []
                yield "-".join([*own, *map(str, chosen.values())]), values

    def _combinations(self, index: int, shared: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        places: list[tuple[Route, Mapping[str, list[Any]]]] = [
            (("matrix",), self.entry.matrix),
            (("scenarios", index, "matrix"), self.entry.scenarios[index].matrix),
        ]
        columns: dict[str, list[Any]] = {}
        for route, matrix in places:
            for name, several in matrix.items():
                self._must_be_free(name, (*route, name))
                columns[name] = [self._resolve(value, shared, (*route, name)) for value in several]
                if len({str(value) for value in columns[name]}) < len(several):
                    raise self.document.error((*route, name), f"a value of {name!r} is here twice", "Remove one of them")
        if math.prod(map(len, columns.values())) > MOST_COMBINATIONS:
            raise self.document.error(
                places[-1][0], f"the matrix has more than {MOST_COMBINATIONS:,} combinations", "Take fewer values"
            )
        for row in itertools.product(*columns.values()):
            yield dict(zip(columns, row, strict=True))

    def _display(self, index: int, values: Mapping[str, Any]) -> str | DisplayEntry | None:
        """The display with variables in place, and with those of the matrix that are its settings."""
        written = self._resolve(self.document.data.get("display"), values, ("display",))
        if isinstance(written, str):
            return written
        names = {*self.entry.matrix, *self.entry.scenarios[index].matrix} & set(DisplayEntry.model_fields) - set(written or ())
        if written is None and not names:
            return None
        try:
            return DisplayEntry.model_validate({**(written or {}), **{name: values[name] for name in sorted(names)}})
        except ValidationError as error:
            place: Route = ("display",) if written is not None else ("matrix",)
            raise complain(error, DisplayEntry, self.document, place) from error

    def _hook(self, section: str, names: Names) -> tuple[PlannedStep, ...]:
        return tuple(self._steps(self.document, (section,), names, ())) if self.document.data.get(section) else ()

    def _shell_steps(self, section: str, names: Names) -> tuple[PlannedStep, ...]:
        planned = []
        for index, entry in enumerate(self.document.data.get(section) or []):
            route = (section, index)
            names.check(self.document, route, entry)
            _no_secret_in_command(self.document, (*route, "shell"), "shell", entry["shell"])
            step = parse_step("shell", entry["shell"])
            planned.append(PlannedStep("shell", entry["shell"], step, None, self.document.path, self.document.line(route)))
        return tuple(planned)

    def _steps(self, document: Document, route: Route, names: Names, using: tuple[Path, ...]) -> Iterator[PlannedStep]:
        for index, entry in enumerate(_at(document.data, route)):
            yield self._step(document, (*route, index), entry, names, using)

    def _step(
        self, document: Document, route: Route, entry: Mapping[str, Any], names: Names, using: tuple[Path, ...]
    ) -> PlannedStep:
        kind = _kind_of(document, route, entry)
        when = text_of(entry.get("when"))
        if when is not None and (not isinstance(when, str) or not when.strip()):
            raise document.error((*route, "when"), "when: a statement about the screen is expected")
        names.check(document, route, dict(entry))
        _no_secret_in_command(document, (*route, kind), kind, entry[kind])
        try:
            step = parse_step(kind, entry[kind])
        except ValidationError as error:
            raise complain(error, KINDS[kind], document, (*route, kind), f" in {kind}") from error
        planned = PlannedStep(kind, entry[kind], step, when, document.path, document.line(route), _limit(document, route, entry))
        if isinstance(step, Read):
            try:
                parse_form(step.form)
            except ValueError as error:
                raise document.error((*route, kind, "schema"), str(error)) from error
            if step.name in names.given:
                raise document.error(
                    (*route, kind, "as"),
                    f"`read` would overwrite the variable {step.name!r}, which has a value already",
                    "Read it as another name; `expect` compares the two",
                )
            names.known.add(step.name)
        if isinstance(step, Use):
            planned = replace(planned, inner=self._used(document, route, step, names, using))
        return planned

    def _used(
        self, document: Document, route: Route, step: Use, names: Names, using: tuple[Path, ...]
    ) -> tuple[PlannedStep, ...]:
        place = (*route, "use")
        if references(step.file):
            raise document.error(place, "the file of `use` is a plain path", "It is read before variables have values")
        path = document.path.parent / step.file
        chain = (*using, document.path.resolve())
        if path.resolve() in chain:
            circle = " -> ".join(one.name for one in (*chain, path))
            raise document.error(place, f"`use` goes in a circle: {circle}", "A part may not use itself")
        if not path.is_file():
            known = sorted(str(one.relative_to(document.path.parent)) for one in document.path.parent.rglob("*.y*ml"))[:200]
            raise document.error(place, f"the file {step.file!r} is not there", nearest(step.file, known) if known else "")
        part = read_document(path)
        _must_be_mapping(part)
        try:
            PartEntry.model_validate(part.data)
        except ValidationError as error:
            raise complain(error, PartEntry, part) from error
        names.known |= set(step.vars)
        return tuple(self._steps(part, ("steps",), replace(names, given=names.given | set(step.vars)), chain))


def _no_secret_in_command(document: Document, route: Route, kind: str, value: Any) -> None:
    """A command is seen by everybody on the machine: a secret reaches it through its environment."""
    command = value.get("run") if isinstance(value, dict) else value
    if kind != "shell":
        return
    for reference in references(command):
        if reference.startswith("secrets."):
            name = reference.removeprefix("secrets.")
            remedy = (
                f"Give it to the application: app: {{env: {{{name.upper()}: ${{{reference}}}}}}}"
                if route[0] == "app"
                else f"It is the variable ${name.upper()} in the command's environment"
            )
            raise document.error(route, f"the secret {name!r} would be seen in the list of processes", remedy)


def _limit(document: Document, route: Route, entry: Mapping[str, Any]) -> float | None:
    """The seconds that a step may take. Raises ScenarioError."""
    if "limit" not in entry:
        return None
    if "use" in entry:
        raise document.error((*route, "limit"), "`use` has no limit of its own", "Put it at the steps of the part")
    try:
        return TypeAdapter(Seconds).validate_python(entry["limit"])
    except ValidationError as error:
        said = error.errors(include_url=False)[0]["msg"].removeprefix("Value error, ")
        raise document.error((*route, "limit"), f"limit: {said}", "Write for example limit: 5s") from error


def _kind_of(document: Document, route: Route, entry: Mapping[str, Any]) -> str:
    keys = [key for key in entry if key not in BESIDE]
    for key in keys:
        if key not in KINDS:
            raise document.error((*route, key), f"unknown step {key!r}", nearest(key, [*KINDS, *BESIDE]))
    if len(keys) != 1:
        said = "has no action" if not keys else f"has {len(keys)} actions: {', '.join(keys)}"
        raise document.error(route, f"this step {said}", "A step is one of: " + ", ".join(KINDS))
    return keys[0]


def _at(data: Any, route: Route) -> Any:
    for part in route:
        data = data[part]
    return data
