"""Settings and where each came from: flags > GUI_AGENT_* environment > the project's file > the user's file > defaults.

The project's file is `gui-agent.toml`, or `[tool.gui-agent]` in `pyproject.toml`, in the current folder.
An API key is never a setting: `api_key_env` names the environment variable that holds it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

import platformdirs
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsConfigDict

from gui_agent.errors import UsageError, in_words
from gui_agent.model.choice import CALL_SECONDS, IDLE_SECONDS, Sampling
from gui_agent.model.profile import ProfileName

ENVIRONMENT_PREFIX = "GUI_AGENT_"
PROJECT_FILE = Path("gui-agent.toml")


class Settings(BaseSettings):
    """Everything that can be set outside of a command's own arguments."""

    model_config = SettingsConfigDict(extra="forbid", env_prefix=ENVIRONMENT_PREFIX, env_nested_delimiter="__")

    model: str = Field(default="literal", description="A served name, a folder, hf:ORG/NAME, or literal.")
    base_url: str | None = Field(default=None, description="The OpenAI-compatible endpoint, ending in /v1.")
    api_key_env: str = Field(default="GUI_AGENT_API_KEY", description="The environment variable that holds the API key.")
    profile: ProfileName | Literal["auto"] = Field(default="auto", description="The server's kind; auto finds out.")
    thinking: bool | Literal["auto"] = Field(default=True, description="true, false, or auto: only where it pays.")
    quantize: Literal["8bit", "4bit", "fp8"] | None = Field(default=None, description="Of weights in this process.")
    device_map: str = Field(default="auto", description="Where weights in this process go: auto, cpu, cuda:0.")
    stream: bool = True
    call_timeout: float = Field(
        default=CALL_SECONDS, gt=0, description="Seconds until a model call's answer begins, or has come if it is not streamed."
    )
    idle_timeout: float = Field(default=IDLE_SECONDS, gt=0, description="Seconds that a streamed answer may pause.")
    wait_for_server: float = Field(default=0, ge=0, description="Seconds to wait for a server that is still starting.")
    sampling: Sampling = Sampling()
    display: str = Field(default="auto", description="auto, desktop, virtual, virtual:WIDTHxHEIGHT or :N.")
    one_at_a_time: bool = Field(default=False, description="Whether the model may give one action a turn only.")
    team: bool | None = Field(
        default=None, description="Planner, operator and verifier; unset: yes with an endpoint, no with literal or in process."
    )
    max_pixels: int | None = Field(default=None, ge=28 * 28, description="Pixels of a picture for the model at most.")
    max_steps: int = Field(default=50, ge=1)
    timeout: float = Field(default=600, gt=0, description="Seconds that a run may take.")
    max_tokens_total: int | None = Field(default=None, ge=1, description="Tokens that a run may use.")
    max_cost: float | None = Field(default=None, gt=0, description="Money that a run may cost; needs the prices.")
    price_input: float | None = Field(default=None, ge=0, description="Price of a million tokens sent.")
    price_cached: float | None = Field(default=None, ge=0, description="The same for those in the server's cache.")
    price_output: float | None = Field(default=None, ge=0, description="Price of a million tokens received.")
    approve: Literal["never", "risky", "always"] | None = Field(
        default=None, description="When to ask; unset: risky on the user's own desktop, never on a private screen."
    )
    typing_delay: float = Field(
        default=0, ge=0, le=1, description="Seconds that each character of a text is held, and again before the next one."
    )
    output: Path = Field(default=Path(".gui-agent/runs"), description="Where the folders of runs go.")


@dataclass(frozen=True)
class Layer:
    """One place that settings come from."""

    name: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class ResolvedSettings:
    """The settings in force, and the layers that they were made of, strongest first."""

    values: Settings
    layers: tuple[Layer, ...]

    @classmethod
    def load(cls, flags: Mapping[str, Any] | None = None) -> Self:
        """Merge all layers; a flag that is None was not given. Raises UsageError that names the place of a wrong value."""
        given = {name: value for name, value in (flags or {}).items() if value is not None}
        layers = (Layer("flags", given), Layer("environment", _environment()), *_project_layers(), *_user_layer())
        for layer in layers:
            _validate(layer)
        merged: dict[str, Any] = {}
        for layer in reversed(layers):
            merged = _merge(merged, layer.values)
        return cls(_without_environment(merged), layers)

    def origin(self, name: str) -> str:
        """Where the value of a setting came from."""
        return next((layer.name for layer in self.layers if name in layer.values), "default")


def user_file() -> Path:
    """The user's own settings file."""
    return Path(platformdirs.user_config_dir("gui-agent", appauthor=False)) / "config.toml"


def _environment() -> dict[str, Any]:
    return dict(EnvSettingsSource(Settings)())


def _project_layers() -> list[Layer]:
    layers = []
    if PROJECT_FILE.exists():
        layers.append(Layer(str(PROJECT_FILE), _read_toml(PROJECT_FILE)))
    pyproject = Path("pyproject.toml")
    if pyproject.exists():
        values = _read_toml(pyproject).get("tool", {}).get("gui-agent", {})
        if values:
            layers.append(Layer("pyproject.toml [tool.gui-agent]", values))
    return layers


def _user_layer() -> list[Layer]:
    path = user_file()
    return [Layer(str(path), _read_toml(path))] if path.exists() else []


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}", "Fix the file, or move it away") from error


def _validate(layer: Layer) -> None:
    try:
        _without_environment(layer.values)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        name = ".".join(str(part) for part in problem["loc"])
        if problem["type"] == "extra_forbidden":
            known = ", ".join(sorted(Settings.model_fields))
            raise UsageError(f"{layer.name}: unknown setting {name!r}", f"Known settings: {known}") from error
        raise UsageError(
            f"{_as_written(layer, name)}: {in_words(problem)}", "`gui-agent config show` lists the settings"
        ) from error


def _as_written(layer: Layer, name: str) -> str:
    """A setting as the user wrote it: a flag, a variable, or a name in a file, with its value."""
    value: Any = layer.values
    for part in name.split("."):
        value = value.get(part, "") if isinstance(value, Mapping) else ""
    if layer.name == "flags":
        return f"--{name.replace('_', '-')} {value}".rstrip()
    if layer.name == "environment":
        return f"{ENVIRONMENT_PREFIX}{name.replace('.', '__').upper()}={value}"
    return f"{layer.name}: {name} = {value!r}"


class _PlainSettings(Settings):
    """Settings from the given values alone; the layers are merged here, so that each value's origin is known."""

    @classmethod
    def settings_customise_sources(cls, settings_cls: Any, init_settings: Any, *_: Any, **__: Any) -> tuple[Any, ...]:
        return (init_settings,)


def _without_environment(values: Mapping[str, Any]) -> Settings:
    return _PlainSettings(**values)


def _merge(weak: dict[str, Any], strong: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(weak)
    for name, value in strong.items():
        if isinstance(value, Mapping) and isinstance(merged.get(name), Mapping):
            merged[name] = _merge(dict(merged[name]), value)
        else:
            merged[name] = value
    return merged
