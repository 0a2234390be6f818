"""The steps of a scenario: one model for each kind, the short forms they may be written in, and their sentences."""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    WrapValidator,
    model_validator,
)

from gui_agent.scenarios.format.written import WrittenBool, WrittenFloat, WrittenInt, plain, text_of

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|sec|seconds?|m|min|minutes?)?")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0}


def parse_duration(value: object) -> object:
    """Seconds from `20`, `20s`, `500ms` or `2m`. Raises ValueError."""
    if isinstance(value, bool | WrittenBool):
        raise ValueError("a time is a number of seconds, or text such as 20s, 500ms, 2m")
    if isinstance(value, int | float):
        return float(value)
    match = _DURATION.fullmatch(str(value).strip())
    if match is None:
        raise ValueError("a time is a number of seconds, or text such as 20s, 500ms, 2m")
    unit = match[2] or "s"
    return float(match[1]) * _UNITS["ms" if unit == "ms" else unit[0]]


Seconds = Annotated[
    float,
    BeforeValidator(parse_duration),
    Field(gt=0, le=3600),
    PlainSerializer(lambda value: value, return_type=float),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "exclusiveMinimum": 0},
                {"type": "string", "pattern": r"^\d+(\.\d+)?\s*(ms|s|sec|seconds?|m|min|minutes?)?$"},
            ],
            "description": "Seconds, or text such as 20s, 500ms, 2m.",
        }
    ),
]
_AS_TEXT = {"type": ["string", "number", "boolean"]}
AnyText = Annotated[str, BeforeValidator(text_of), WithJsonSchema(_AS_TEXT)]
"""Text, perhaps none: numbers and truth values count as they are written."""
Text = Annotated[str, BeforeValidator(text_of), Field(min_length=1), WithJsonSchema({**_AS_TEXT, "minLength": 1})]
Given = Annotated[
    str | int | float | bool,
    WrapValidator(lambda value, check: value if isinstance(value, WrittenInt | WrittenFloat | WrittenBool) else check(value)),
    PlainSerializer(plain),
    WithJsonSchema(_AS_TEXT),
]
"""The value of a variable: text, a number or a truth value, with its spelling."""


def parse_share(value: object) -> object:
    """A share (0 to 1) from `0.01` or `1%`. Raises ValueError."""
    text = str(value).strip()
    try:
        share = float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        raise ValueError("a share is a number such as 0.01, or text such as 1%") from None
    if not 0 <= share <= 1:
        raise ValueError("a share is between 0 and 1 (0% and 100%)")
    return share


Share = Annotated[
    float, BeforeValidator(parse_share), WithJsonSchema({"type": ["number", "string"], "description": "0.01 or 1%"})
]
PixelNumbers = tuple[int, int, int, int]
Pixel = tuple[int, int]


class Step(BaseModel):
    """What all steps share."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    short: ClassVar[str | None] = None
    """The field that a step means which is written as plain text, such as `do: Add a todo`."""

    def sentence(self) -> str:
        """The step as a user reads it."""
        return str(getattr(self, self.short)) if self.short else ""


class Do(Step):
    """The agent performs a task, in as many actions as it takes."""

    short = "task"
    task: Text


class Spot(BaseModel):
    """A place that has no words."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    at: Pixel = Field(description="[x, y] in pixels of the application's window.")


def _place(at: Pixel | None) -> str:
    return f"{at[0]}, {at[1]}" if at is not None else ""


class Click(Step):
    """One action with the mouse, on what the words describe; or at a place that has no words."""

    short = "target"
    target: Text | None = Field(default=None, description="The element in words: its label and its kind.")
    at: Pixel | None = Field(default=None, description="[x, y] in pixels of the application's window, for what has no words.")

    @model_validator(mode="after")
    def _one_of_both(self) -> Click:
        if (self.target is None) == (self.at is None):
            raise ValueError("say either what is clicked, or `at`")
        return self

    def sentence(self) -> str:
        """The step as a user reads it."""
        return str(self.target) if self.target is not None else _place(self.at)


class Drag(Step):
    """Drag one thing onto another."""

    source: Text | Spot = Field(alias="from", description="What to drag, in words; or {at: [x, y]}.")
    target: Text | Spot = Field(alias="to", description="Where to drop it, in words; or {at: [x, y]}.")

    @model_validator(mode="after")
    def _alike(self) -> Drag:
        if isinstance(self.source, str) != isinstance(self.target, str):
            raise ValueError("`from` and `to` are both words, or both places")
        return self

    def sentence(self) -> str:
        """The step as a user reads it."""
        return " to ".join(one if isinstance(one, str) else _place(one.at) for one in (self.source, self.target))


class Type(Step):
    """Type text, into a field or where the keyboard focus is."""

    short = "text"
    text: Text
    into: Text | None = Field(default=None, description="The field in words; without it, where the keyboard focus is.")
    submit: bool = Field(default=False, description="Press Enter afterwards.")

    def sentence(self) -> str:
        """The step as a user reads it."""
        return f"{self.text!r}" + (f" into {self.into}" if self.into else "") + (", then Enter" if self.submit else "")


class Key(Step):
    """Press a key or a chord."""

    short = "keys"
    keys: Text = Field(description="For example enter, ctrl+s.")
    presses: Annotated[int, Field(ge=1, le=100)] = 1


class Scroll(Step):
    """Turn the mouse wheel."""

    short = "direction"
    direction: Literal["down", "up", "left", "right"]
    at: Text | None = Field(default=None, description="Where, in words; without it, in the middle of the screen.")
    step: Annotated[int, Field(ge=1, le=100)] = 5


class Wait(Step):
    """Wait until a statement is true; or, for what cannot be seen, some time."""

    short = "seconds"
    until: Text | None = Field(default=None, description="A statement about the screen.")
    seconds: Seconds | None = None
    timeout: Seconds = 20.0

    @model_validator(mode="after")
    def _one_of_both(self) -> Wait:
        if (self.until is None) == (self.seconds is None):
            raise ValueError("say either `until` or `seconds`")
        return self

    def sentence(self) -> str:
        """The step as a user reads it."""
        return f"until {self.until}" if self.until else f"{self.seconds:g} s"


class Check(Step):
    """A statement about the screen must be true, or it must look like a picture; it is looked at again until the time is up."""

    short = "that"
    that: Text | None = Field(default=None, description="The statement.")
    looks_like: Text | None = Field(
        default=None,
        alias="looks like",
        description="A PNG file, from the folder of this file; `gui-agent test --update` takes it.",
    )
    area: PixelNumbers | None = Field(
        default=None,
        description="What is compared with the picture: [left, top, right, bottom], pixels of the application's window.",
    )
    masks: list[PixelNumbers] = Field(
        default=[], description="What is not compared: [left, top, right, bottom], pixels of the picture."
    )
    tolerance: Share = Field(default=0.005, description="How many of the pixels may differ: 0.01, or 1%.")
    timeout: Seconds = 10.0
    votes: Annotated[int, Field(ge=1, le=9)] = Field(default=1, description="Ask so often; the majority decides.")

    @model_validator(mode="after")
    def _one_of_both(self) -> Check:
        if (self.that is None) == (self.looks_like is None):
            raise ValueError("say either `that` or `looks like`")
        if self.looks_like is None and (self.area is not None or self.masks):
            raise ValueError("`area` and `masks` belong to `looks like`")
        return self

    def sentence(self) -> str:
        """The step as a user reads it."""
        return str(self.that) if self.that is not None else f"looks like {self.looks_like}"


class Read(Step):
    """Read a typed value from the screen."""

    name: Annotated[str, Field(alias="as", pattern=r"^[A-Za-z_]\w*$")]
    what: Text = Field(alias="from")
    form: str = Field(
        default="text", alias="schema", description="text, int, number, bool; or fields: `title, done bool, price number`."
    )
    many: bool = Field(default=False, description="A list of such values.")

    def sentence(self) -> str:
        """The step as a user reads it."""
        return f"{self.name} from {self.what}"


class Expect(Step):
    """Compare what was read with what it should be; no model is asked."""

    values: dict[str, Any] = Field(min_length=1)

    def sentence(self) -> str:
        """The step as a user reads it."""
        return ", ".join(f"{path} is {value!r}" for path, value in self.values.items())


class Shell(Step):
    """Run a command; it passes with the exit status and, if given, the output that are expected."""

    short = "run"
    run: Text
    stdout: AnyText | None = Field(default=None, description="The whole output, without the white space around it.")
    contains: AnyText | None = Field(default=None, description="Text that the output must contain.")
    exit: int = 0
    timeout: Seconds = 30.0


class Use(Step):
    """The steps of another file."""

    short = "file"
    file: Text
    vars: dict[str, Given] = {}


KINDS: dict[str, type[Step]] = {
    "do": Do,
    "left_click": Click,
    "right_click": Click,
    "middle_click": Click,
    "left_double_click": Click,
    "hover": Click,
    "left_drag": Drag,
    "key": Key,
    "type": Type,
    "scroll": Scroll,
    "wait": Wait,
    "read": Read,
    "expect": Expect,
    "check": Check,
    "shell": Shell,
    "use": Use,
}


def parse_step(kind: str, value: object) -> Step:
    """The step that `kind: value` in a file means. Raises pydantic.ValidationError, KeyError."""
    model = KINDS[kind]
    if model is Expect:
        return Expect.model_validate({"values": value})
    if model is Wait and isinstance(value, str) and not _DURATION.fullmatch(value.strip()):
        return Wait.model_validate({"until": value})
    if not isinstance(value, dict) and model.short is not None:
        value = {model.short: value}
    return model.model_validate(value)
