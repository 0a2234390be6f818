"""Cassettes: what a model decided while a scenario passed, with what is needed to decide the same again without it.

    cassettes/<file>/<scenario>.json      one section a step; readable, so that a change of it can be reviewed
    cassettes/<file>/pictures/<hash>.webp   what was seen: a piece around each target, the whole screen of each check

A decision is found again by the step's text as it is written (its `${...}` not replaced), a look by its statement. Nothing in a
cassette is believed: a target must be found again by its words, an action must have its effect again in kind, and a judgement is made
again by reading; one that no reading can repeat counts only for the same picture. Format 2; `convert` makes it of format 1.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
from PIL import Image
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gui_agent.errors import EnvironmentProblem, UsageError
from gui_agent.model.replay.cassette_names import cassette_name
from gui_agent.model.replay.expected import Expected
from gui_agent.model.replay.words import Words

VERSION: Literal[2] = 2
ReplayMode = Literal["off", "record", "auto", "only", "strict"]
"""only: no endpoint is asked, the embedded reader looks. strict: no reader either, all must be as recorded pixel by pixel."""
BoxNumbers = tuple[int, int, int, int]
_SHADE = 24
"""Difference (0 to 255, of the strongest colour) up to which two pixels count as equal."""
_SHORTEST_VALUE = 3
"""Shorter values of variables are not looked for in texts: they would be found by accident."""


class Part(BaseModel):
    """What all parts of a cassette share."""

    model_config = ConfigDict(extra="forbid")


class Target(Part):
    """Where a pointing action was aimed: pixels of the picture."""

    box: BoxNumbers
    piece: BoxNumbers
    """What the stored picture shows: the target and its surroundings."""
    picture: str
    fingerprint: str
    window: BoxNumbers | None = None
    """The application's window at that time: a moved window moves its targets."""
    words: Words | None = None
    """What it is, is called and is surrounded by; None where nothing can be said in words about it: it is known by its picture."""


class Decision(Part):
    """One reply of the model."""

    action: dict[str, Any]
    """Name and arguments, places in thousandths of the screen."""
    said: str = ""
    thinking: str = ""
    targets: list[Target] = []
    """One for each place of the action."""
    effect: Expected | None = None
    """What came of it, in words; None where it was not performed (done)."""
    changed: list[BoxNumbers] | None = None
    """What the action visibly changed, in pixels; for `strict`."""
    rested_on: list[str] = []
    """The texts of the screen that hold the answer (done); empty where none does."""
    picture: str | None = None
    """The whole screen, for decisions that say something about it (an answer)."""


class Look(Part):
    """One judgement of the screen: a check, a wait, a condition, a value that was read."""

    statement: str
    verdict: Literal["yes", "no"] = "yes"
    reason: str = ""
    value: Any = None
    by: Literal["reading", "picture"] = "picture"
    """reading: the embedded reader comes to the same judgement, so it is asked again. picture: only the same picture counts."""
    picture: str


class Section(Part):
    """What was decided for one step."""

    step: str
    decisions: list[Decision] = []
    looks: list[Look] = []


class Cassette(Part):
    """Everything that was recorded of one scenario with one case."""

    version: Literal[2] = VERSION
    scenario: str
    app: str | None = None
    """The application's command, as written."""
    screen: tuple[int, int] = (0, 0)
    prompt: str = ""
    """A hash of the prompts that the model was given."""
    display: dict[str, str] = {}
    """The fonts, theme, locale, ... of the screen."""
    model: str = ""
    sections: list[Section] = Field(default=[])

    def section(self, step: str, nth: int) -> Section | None:
        """The `nth` section (from 0) whose step reads like this, however it is spaced and capitalised."""
        wanted = step_key(step)
        alike = [section for section in self.sections if step_key(section.step) == wanted]
        return alike[nth] if nth < len(alike) else None

    def to_text(self) -> str:
        """The cassette as it is on disk; short lists on one line, so that a difference is easy to read."""
        text = json.dumps(
            self.model_dump(mode="json", exclude_defaults=True) | {"version": VERSION}, ensure_ascii=False, indent=1
        )
        return (
            re.sub(r"\[\s+(-?[\d.]+(?:,\s+-?[\d.]+)*)\s+\]", lambda match: "[" + re.sub(r"\s+", " ", match[1]) + "]", text) + "\n"
        )


def step_key(step: str) -> str:
    """A step's text without what does not change its meaning."""
    return " ".join(step.split()).casefold().rstrip(".")


class CassetteFile:
    """Where one cassette is, and its pictures."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.pictures = path.parent / "pictures"
        self._fresh: dict[str, Image.Image] = {}
        self._sources: list[CassetteFile] = []

    @classmethod
    def beside(cls, scenario_file: Path, title: str) -> Self:
        """The cassette of the scenario `title` in `scenario_file`."""
        folder = scenario_file.stem if scenario_file.suffix == ".yaml" else scenario_file.name
        return cls(scenario_file.parent / "cassettes" / folder / f"{cassette_name(title)}.json")

    def load(self) -> Cassette | None:
        """The cassette; None where there is none. Raises UsageError for a damaged one."""
        try:
            data = json.loads(self.path.read_text(encoding="utf-8"))
            if isinstance(data, dict) and data.get("version") == 1:
                from gui_agent.model.replay.convert import converted

                data = converted(data, self.picture)
            return Cassette.model_validate(data)
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            said = error.errors(include_url=False)[0]["msg"] if isinstance(error, ValidationError) else str(error)
            raise UsageError(f"the cassette {self.path} is damaged: {said}", "Record it again with --replay record") from error

    def keep(self, image: Image.Image) -> str:
        """Remember a picture until `save`; its name, which follows from its content."""
        rgb = image.convert("RGB")
        name = hashlib.blake2b(f"{rgb.size}".encode() + rgb.tobytes(), digest_size=10).hexdigest() + ".webp"
        self._fresh.setdefault(name, rgb)
        return name

    def picture(self, name: str) -> Image.Image | None:
        """A picture that was remembered or stored; None where it is missing or damaged."""
        if name in self._fresh:
            return self._fresh[name]
        for source in self._sources:
            if (adopted := source.picture(name)) is not None:
                return adopted
        try:
            with Image.open(self.pictures / name) as opened:
                return opened.convert("RGB")
        except (OSError, ValueError):
            return None

    def adopt(self, other: CassetteFile) -> None:
        """Have the pictures of `other` too."""
        self._sources = [*self._sources, other]

    def save(self, cassette: Cassette) -> None:
        """Write the cassette with its pictures, and remove pictures that no cassette of the folder names any more.

        Raises EnvironmentProblem.
        """
        try:
            self.pictures.mkdir(parents=True, exist_ok=True)
            for name in used_pictures(cassette):
                if not (self.pictures / name).exists() and (image := self.picture(name)) is not None:
                    image.save(self.pictures / name, "WEBP", lossless=True, quality=60, method=4)
            self.path.write_text(cassette.to_text(), encoding="utf-8")
            self._sweep()
        except OSError as error:
            raise EnvironmentProblem(
                f"cannot write the cassette {self.path}: {error}", "Check the folder's permissions"
            ) from error

    def _sweep(self) -> None:
        used: set[str] = set()
        for path in self.path.parent.glob("*.json"):
            used |= set(re.findall(r'"picture": "([0-9a-f]+\.webp)"', path.read_text(encoding="utf-8")))
        for path in self.pictures.glob("*.webp"):
            if path.name not in used:
                path.unlink(missing_ok=True)


def used_pictures(cassette: Cassette) -> list[str]:
    """The names of all pictures that a cassette speaks of."""
    names = []
    for section in cassette.sections:
        names += [look.picture for look in section.looks]
        for decision in section.decisions:
            names += [target.picture for target in decision.targets]
            names += [decision.picture] if decision.picture else []
    return list(dict.fromkeys(names))


def generalise(value: Any, variables: Mapping[str, Any]) -> Any:
    """Texts with the variables' values replaced by `${name}`, the longest first: what was typed may differ the next time."""
    if isinstance(value, str):
        texts = {name: str(one) for name, one in variables.items() if isinstance(one, str | int | float)}
        for name, text in sorted(texts.items(), key=lambda pair: -len(pair[1])):
            if len(text) >= _SHORTEST_VALUE:
                value = value.replace(text, f"${{{name}}}")
        return value
    if isinstance(value, dict):
        return {key: generalise(item, variables) for key, item in value.items()}
    if isinstance(value, list):
        return [generalise(item, variables) for item in value]
    return value


def specialise(value: Any, variables: Mapping[str, Any]) -> Any:
    """The opposite of `generalise`; a `${name}` that is no variable stays as it is."""
    if isinstance(value, str):
        return re.sub(r"\$\{(\w+)\}", lambda match: str(variables.get(match[1], match[0])), value)
    if isinstance(value, dict):
        return {key: specialise(item, variables) for key, item in value.items()}
    if isinstance(value, list):
        return [specialise(item, variables) for item in value]
    return value


def same_picture(first: Image.Image, second: Image.Image) -> bool:
    """Whether two pictures show the same; a blinking text caret and shades that cannot be distinguished are no difference.

    (A browser does not smooth the edges of letters alike each time; a changed letter differs by far more than a shade.)
    """
    from gui_agent.perception.change.change import changed_boxes, is_caret

    if first.size != second.size:
        return False
    one, other = np.asarray(first.convert("RGB")), np.asarray(second.convert("RGB"))
    differs = (np.maximum(one, other) - np.minimum(one, other) > _SHADE).any(axis=2)
    return not differs.any() or all(is_caret(box) for box in changed_boxes(differs))
