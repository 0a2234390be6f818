"""The settings file that `config init` writes: every setting with its meaning and its default, commented out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gui_agent.errors import EnvironmentProblem, UsageError
from gui_agent.settings import ENVIRONMENT_PREFIX, Settings

_EXAMPLES: dict[str, Any] = {
    "base_url": "http://127.0.0.1:8000/v1",
    "quantize": "8bit",
    "team": True,
    "max_pixels": 1_000_000,
    "max_tokens_total": 500_000,
    "max_cost": 1.0,
    "price_input": 0.6,
    "price_cached": 0.11,
    "price_output": 1.8,
    "approve": "risky",
}
"""Values for settings that are not set by default."""


def settings_text() -> str:
    """The file: TOML, in which every line is a comment but the headings of tables."""
    lines = [
        "# Settings of gui-agent. `gui-agent config show` says what is in force, and from where.",
        f"# A flag is stronger than a variable ({ENVIRONMENT_PREFIX}MODEL), a variable is stronger than this file.",
        "",
    ]
    for name, field in Settings.model_fields.items():
        if name == "sampling":
            continue
        lines += [f"# {field.description}"] if field.description else []
        value = _EXAMPLES.get(name, field.default) if field.default is None else field.default
        lines += [f"# {name} = {_toml(value)}", ""]
    lines += ["# What is sent with each request to the model; unset values are the profile's.", "# [sampling]"]
    for name, field in type(Settings.model_fields["sampling"].default).model_fields.items():
        about = f"   # {field.description}" if field.description else ""
        lines.append(f"# {name} = {_toml(field.default if field.default is not None else 1)}{about}")
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    return json.dumps(str(value) if isinstance(value, Path) else value)


def write_settings(path: Path, *, force: bool) -> Path:
    """Write the file. Raises UsageError when it is there already (unless `force`), EnvironmentProblem when it cannot be written."""
    if path.exists() and not force:
        raise UsageError(f"{path} is there already", "Replace it with --force")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(settings_text(), encoding="utf-8")
    except OSError as error:
        raise EnvironmentProblem(f"cannot write {path}: {error.strerror or error}", "Check the folder's permissions") from error
    return path
