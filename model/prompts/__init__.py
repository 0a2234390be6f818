"""The prompts, as Markdown files in this folder; `load_prompt` fills in their `$placeholders`."""

from __future__ import annotations

from importlib import resources
from string import Template


def load_prompt(name: str, **values: str) -> str:
    """The text of prompt `name` with its placeholders filled in. Raises KeyError for a placeholder without a value."""
    text = resources.files(__name__).joinpath(f"{name}.md").read_text(encoding="utf-8")
    return Template(text).substitute(values).strip()
