"""The scenario file of a recording, as a user would write it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml


@dataclass
class WrittenStep:
    """One line of the file's steps."""

    kind: str
    value: Any
    comment: str = ""


@dataclass
class FileText:
    """Everything that a file says."""

    name: str
    app: str
    window: str = ""
    display: str = ""
    variables: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    """The environment variable of each."""
    steps: Sequence[WrittenStep] = ()
    left_out: Sequence[str] = ()

    def text(self) -> str:
        """The file. Texts of the recording are written so that they are texts again."""
        lines = ["version: 1"]
        entry = {"start": self.app} | ({"window": escaped(self.window)} if self.window else {})
        lines.append(f"app: {_flow(entry)}")
        if self.display:
            lines.append(f"display: {_scalar(self.display)}")
        if self.variables:
            lines.append("vars:")
            lines += [f"  {name}: {_scalar(escaped(value))}" for name, value in self.variables.items()]
        if self.secrets:
            lines.append("secrets:  # set these in the environment before it is played")
            lines += [f'  {name}: "${{env:{variable}}}"' for name, variable in self.secrets.items()]
        lines.append("scenarios:")
        lines.append(f"  - name: {_scalar(escaped(self.name))}")
        lines += [f"    # left out: {_one_line(words)}" for words in self.left_out]
        lines.append("    steps:")
        for step in self.steps:
            comment = f"  # {_one_line(step.comment)}" if step.comment else ""
            lines.append(f"      - {step.kind}: {_flow(step.value)}{comment}")
        return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """A text in which `${` means itself."""
    return re.sub(r"(\$*)\$\{", lambda match: "$" * (2 * len(match[1]) + 2) + "{", text)


def _flow(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value, inside=True)


def _scalar(value: Any, *, inside: bool = False) -> str:
    """A text, a number or a truth value as YAML; in quotation marks where it needs them, `inside` of brackets more often."""
    if not isinstance(value, str):
        return str(yaml.safe_dump(value)).removesuffix("...\n").strip()
    if any(ord(character) < 0x20 for character in value):
        return json.dumps(value, ensure_ascii=False)
    holder = [value] if inside else {"x": value}
    dumped = yaml.safe_dump(holder, allow_unicode=True, width=10_000, default_flow_style=inside)
    return dumped.strip()[1:-1].strip() if inside else dumped.partition(": ")[2].strip()


def _one_line(text: str) -> str:
    return " ".join(text.split())
