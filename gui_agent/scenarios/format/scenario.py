"""The scenario file as it is written, and its JSON Schema for editors."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidatorFunctionWrapHandler, WithJsonSchema, WrapValidator

from gui_agent.scenarios.format.steps import KINDS, AnyText, Expect, Given, Seconds, Shell, Text, Wait
from gui_agent.scenarios.format.variables import references

Name = Annotated[str, Field(pattern=r"^[A-Za-z_]\w*$")]
Tag = Annotated[str, Field(pattern=r"^[A-Za-z_][\w-]*$")]
StepList = Annotated[
    list[dict[str, Any]], Field(min_length=1), WithJsonSchema({"type": "array", "minItems": 1, "items": {"const": "a step"}})
]


Matrix = dict[Name, Annotated[list[Given], Field(min_length=1)]]


class FileModel(BaseModel):
    """What all parts of a file share: no unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AppEntry(FileModel):
    """The application under test: started before each scenario, ended after it."""

    start: Annotated[Text, Field(description="The command, split like a shell would; no shell is involved.")]
    window: Text | None = Field(
        default=None, description="Part of the window's title; playing begins when such a window is there."
    )
    ready: Text | None = Field(
        default=None, description="A statement about the screen that is true once the application is ready."
    )
    timeout: Seconds = 30.0
    stop: Literal["terminate", "kill"] = "terminate"
    folder: Text | None = Field(default=None, description="Where it runs; without it, where gui-agent runs.")
    env: dict[str, Given] = Field(default={}, description="More environment variables.")


Size = Annotated[str, Field(pattern=r"^\d+x\d+$"), WithJsonSchema({"type": "string", "pattern": r"^(\d+x\d+|\$\{.+\})$"})]


class DisplayEntry(FileModel):
    """The private screen that a scenario is played on."""

    size: Size | None = Field(default=None, description="WIDTHxHEIGHT in pixels.")
    scale: Annotated[int, Field(ge=1, le=3)] = Field(default=1, description="Everything is drawn so many times as large.")
    dpi: Annotated[int, Field(ge=48, le=384)] = Field(default=96, description="Pixels per inch, by which fonts are scaled.")
    fonts: str = Field(default="DejaVu Sans", description="The font of texts for which the application names none.")
    font_size: Annotated[float, Field(ge=5, le=40)] = Field(default=10, description="Points; for GTK and Chromium.")
    theme: str = Field(default="light", description="light, dark, or the name of a GTK theme.")
    locale: str = "C.UTF-8"
    timezone: str = Field(default="UTC", description="For example Europe/Berlin.")
    clock: AnyText = Field(default="", description="When the application starts, as it believes: 2026-01-05 09:00.")
    seal: bool = Field(default=True, description="off: the machine's fonts, theme, language, time zone and settings.")


def _with_variables(value: Any, check: ValidatorFunctionWrapHandler) -> Any:
    """A display with `${...}` in it is checked when these have values."""
    if isinstance(value, dict) and references(value) and set(value) <= set(DisplayEntry.model_fields):
        return value
    return check(value)


Display = Annotated[str | DisplayEntry, WrapValidator(_with_variables)]


class LimitsEntry(FileModel):
    """What one scenario may use."""

    steps: int = Field(default=50, ge=1)
    seconds: Seconds = 300.0
    tokens: int | None = Field(default=None, ge=1)


class ScenarioEntry(FileModel):
    """One scenario."""

    name: Text
    tags: list[Tag] = []
    skip: bool | Text = Field(default=False, description="Why it is not played; or true.")
    expect_to_fail: Text | None = Field(
        default=None, alias="expect to fail", description="Why it fails at present. It is an error when it passes."
    )
    matrix: Matrix = Field(default={}, description="Variables with several values: played once for each combination.")
    cases: Annotated[list[dict[str, Given]], Field(min_length=1)] | None = Field(
        default=None, description="The scenario is played once for each; `id` names the case, the other keys are variables."
    )
    steps: StepList


class ShellEntry(FileModel):
    """A command of setup or teardown."""

    shell: Shell | Text


class FileEntry(FileModel):
    """A scenario file."""

    version: Literal[1]
    app: AppEntry | None = None
    display: Display | None = Field(
        default=None, description="auto, desktop, virtual, virtual:WIDTHxHEIGHT or :N; or what a private screen is like."
    )
    vars: dict[Name, Given] = {}
    secrets: dict[Name, str] = {}
    limits: LimitsEntry = LimitsEntry()
    matrix: Matrix = Field(default={}, description="Variables with several values, for all scenarios of the file.")
    before_all: list[ShellEntry] = Field(default=[], alias="before all", description="Commands before the file's first scenario.")
    after_all: list[ShellEntry] = Field(default=[], alias="after all", description="Commands after the file's last scenario.")
    setup: list[ShellEntry] = Field(default=[], description="Commands before each scenario's application is started.")
    teardown: list[ShellEntry] = Field(default=[], description="Commands after each scenario; always run, also after a failure.")
    before_each: StepList | None = Field(
        default=None, alias="before each", description="Steps before those of each scenario, once the application is ready."
    )
    after_each: StepList | None = Field(
        default=None, alias="after each", description="Steps after those of each scenario, also after a failure."
    )
    scenarios: Annotated[list[ScenarioEntry], Field(min_length=1)]


class PartEntry(FileModel):
    """A file for `use`: steps alone."""

    version: Literal[1]
    steps: StepList


def json_schema() -> dict[str, Any]:
    """The JSON Schema of scenario files (draft 2020-12)."""
    schema = FileEntry.model_json_schema(by_alias=True)
    definitions = schema.setdefault("$defs", {})
    limit = {**TypeAdapter(Seconds).json_schema(), "description": "The step fails when it takes longer."}
    variants = []
    for kind, model in KINDS.items():
        part = model.model_json_schema(by_alias=True)
        definitions.update(part.pop("$defs", {}))
        short = model.short
        forms: list[dict[str, Any]] = [part]
        if model is Expect:
            forms = [part["properties"]["values"]]
        elif short is not None:
            field = part["properties"][short]
            forms.append({key: value for key, value in field.items() if key not in {"title", "default"}})
        if model is Wait:
            forms.append({"type": "string", "minLength": 1})
        definitions[f"step_{kind}"] = {"anyOf": forms, "description": (model.__doc__ or "").strip()}
        variants.append(
            {
                "type": "object",
                "required": [kind],
                "additionalProperties": False,
                "properties": {
                    kind: {"$ref": f"#/$defs/step_{kind}"},
                    "when": {"type": "string", "description": "Play this step only if the statement is true of the screen."},
                    "limit": limit,
                },
            }
        )
    definitions["Step"] = {"oneOf": variants}
    # pydantic refuses references to definitions that it does not know, so this one is put in afterwards.
    definitions["ScenarioEntry"]["properties"]["steps"]["items"] = {"$ref": "#/$defs/Step"}
    for name in ("before each", "after each"):
        hook = schema["properties"][name]
        schema["properties"][name] = {
            "type": "array", "minItems": 1, "items": {"$ref": "#/$defs/Step"}, "description": hook["description"]
        }  # fmt: skip
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "gui-agent scenarios"}
