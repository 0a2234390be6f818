"""The help of commands as plain text, the same on a terminal and in a pipe: no types of Python, options under headings."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand

Function = TypeVar("Function", bound=Callable[..., Any])
_CHOICES = re.compile(r"<([^<>]*\|[^<>]*)>$")
_TYPE = re.compile(r" ?<[^<>]*>(\.\.\.)?$")
_FLAG_DEFAULT = re.compile(r"default: [a-z]+(-[a-z]+)*(; )?")
_RANGES = (
    (re.compile(r"\b(\d+)<=x<=(\d+)"), r"\1 to \2"),
    (re.compile(r"\bx>=(\d+)"), r"\1 or more"),
    (re.compile(r"\bx<=(\d+)"), r"\1 at most"),
)
ARGUMENTS, OTHERS = "Arguments", "Options"
"""The headings of what has none of its own."""


class PlainCommand(TyperCommand):
    """A command whose help shows its options under the headings that they declare (`rich_help_panel`)."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """The usage line, with `TASK` where the parser's library writes `{TASK}`."""
        return [piece.strip("{}") for piece in super().collect_usage_pieces(ctx)]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments, then the options under their headings, in the order of the first option of each."""
        headings: dict[str, list[tuple[str, str]]] = {ARGUMENTS: []}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None:
                others = ARGUMENTS if parameter.param_type_name == "argument" else OTHERS
                heading = getattr(parameter, "rich_help_panel", None) or others
                headings.setdefault(heading, []).append(plain_row(parameter, *record))
        for heading, rows in headings.items():
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)


class PlainTyper(typer.Typer):
    """A group of commands with plain help."""

    def command(self, name: str | None = None, **settings: Any) -> Callable[[Function], Function]:
        """As `typer.Typer.command`, with plain help."""
        return super().command(name, **{"cls": PlainCommand, **settings})


def plain_row(parameter: Any, name: str, text: str) -> tuple[str, str]:
    """A parameter's name and its text, without `<str>`, `<list[Path]>` and the defaults of flags."""
    name = _TYPE.sub("", _CHOICES.sub(r"\1", name))
    if parameter.nargs != 1 and parameter.param_type_name == "argument" and not name.endswith("..."):
        name += "..."
    if getattr(parameter, "is_flag", False):
        text = _FLAG_DEFAULT.sub("", text).replace("  []", "")
    for pattern, words in _RANGES:
        text = pattern.sub(words, text)
    return name, text
