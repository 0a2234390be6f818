"""Commands with commands of their own: `runs` and `scenarios` alone do what `runs list` and `scenarios list` do."""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup

_WHOLE = 1000
"""Characters of a summary at most: the first sentence, however long it is."""


class SummedUpGroup(TyperGroup):
    """A group whose help shows the whole first sentence of each command, under the headings of their panels."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write each panel's commands with their summaries."""
        panels: dict[str, list[tuple[str, str]]] = {}
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                panel = getattr(command, "rich_help_panel", None)
                heading = panel if isinstance(panel, str) else "Commands"
                panels.setdefault(heading, []).append((name, command.get_short_help_str(_WHOLE)))
        for heading, rows in panels.items():
            with formatter.section(heading):
                formatter.write_dl(rows)


class CommandGroup(SummedUpGroup):
    """A group whose first word may be left out where it is `list`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `list` before arguments that name no command: `gui-agent runs --output DIR`."""
        asks_for_help = any(argument in ("-h", "--help") for argument in args)
        if "list" in self.commands and not asks_for_help and (not args or args[0].startswith("-")):
            args = ["list", *args]
        return super().parse_args(ctx, args)


class Interrupted(Exception):
    """Ctrl-C, or a signal that means the same, while a command was performed; a command that says so itself does not raise it."""


class MainGroup(SummedUpGroup):
    """The command line itself."""

    def invoke(self, ctx: Any) -> Any:
        """Perform the command. Raises Interrupted, where typer would make a silent exit of it."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as interrupt:
            raise Interrupted from interrupt
