"""Wrong usage in one line: what is wrong, what was probably meant, and where the help is."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from gui_agent.errors import UsageError

_GROUPS = {"runs", "scenarios", "config", "skill"}
"""Commands that have commands of their own."""


def readable_arguments(arguments: Sequence[str]) -> list[str]:
    """The arguments as text. A locale without UTF-8 leaves bytes in them, which are read as UTF-8. Raises UsageError."""
    try:
        return [os.fsencode(argument).decode("utf-8") for argument in arguments]
    except UnicodeDecodeError as error:
        raise UsageError("an argument has bytes that are not UTF-8", "Use a terminal and a locale with UTF-8") from error
    except UnicodeEncodeError as error:
        raise UsageError("an argument has characters that cannot be encoded", "Write it in UTF-8") from error


def in_one_line(error: Any, arguments: Sequence[str]) -> UsageError:
    """The parser's error as ours."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "gui-agent"
    message = re.sub(r"\s+", " ", error.format_message()).strip().rstrip(".")
    remedy = f"`{command} --help` shows its usage"
    if (option := getattr(error, "option_name", None)) and "No such option" in message:
        message = f"unknown option {option}"
        remedy = _option_remedy(context, option) or remedy
    elif match := re.match(r"No such command '([^']*)'", message):
        message = f"unknown command {match[1]!r}"
        remedy = _command_remedy(context, match[1]) or remedy
    elif match := re.match(r"Got unexpected extra argument[()s]* \((.*)\)", message):
        message = f"too many arguments: {match[1]}"
        remedy = _quoting_remedy(command, arguments) or remedy
    elif match := re.match(r"Missing (argument|option|parameter) '?\{?([^}']*)\}?'?", message):
        message = f"{command} needs {match[2].upper() if match[1] == 'argument' else match[2]}"
    elif match := re.match(r"Invalid value for (.*?): (.*)", message):
        return UsageError(f"{match[1].split(' / ')[-1].strip('{}' + chr(39))}: {_plain(match[2])}", remedy)
    elif match := re.match(r"Option '(.*)' requires an argument", message):
        message = f"{match[1]} needs a value"
    return UsageError(message[:1].lower() + message[1:], remedy)


_PLAIN = (
    (r"^(?:Value error|Assertion failed), ", ""),
    (r"^'(.*)' is not one of (.*)$", r"'\1' is none of \2"),
    (r"^Input should be a valid integer.*$", "must be a whole number"),
    (r"^Input should be a valid number.*$", "must be a number"),
    (r"^Input should be greater than or equal to (.*)$", r"must be at least \1"),
    (r"^Input should be greater than (.*)$", r"must be more than \1"),
    (r"^Input should be less than or equal to (.*)$", r"must be at most \1"),
    (r"^Input should be less than (.*)$", r"must be less than \1"),
    (r"^(.*) is not in the range x>=(\S+)$", r"must be at least \2"),
    (r"^(.*) is not in the range (\S+)<=x<=(\S+)$", r"must be between \2 and \3"),
    (r"^'(.*)' is not a valid int(?:eger)?.*$", "must be a whole number"),
    (r"^'(.*)' is not a valid float.*$", "must be a number"),
)
"""What the parser's library says, and the same in plain words."""


def _plain(text: str) -> str:
    for pattern, plain in _PLAIN:
        text = re.sub(pattern, plain, text)
    return text


def _option_remedy(context: Any, option: str) -> str:
    known = [name for parameter in context.command.params for name in parameter.opts] if context is not None else []
    close = get_close_matches(option, known, n=1, cutoff=0.6)
    return f"Did you mean {close[0]}?" if close else ""


def _command_remedy(context: Any, name: str) -> str:
    close = get_close_matches(name, context.command.list_commands(context) if context is not None else [], n=1, cutoff=0.6)
    if close:
        return f"Did you mean `{context.command_path} {close[0]}`?"
    return f'To perform a task: gui-agent run "{name} ..."' if " " in name else ""


def _quoting_remedy(command: str, arguments: Sequence[str]) -> str:
    """A task or a question in several words, because it was not quoted."""
    name = command.split()[-1]
    if name not in {"run", "ask", "locate"}:
        return ""
    words = list(arguments[arguments.index(name) + 1 :]) if name in arguments else []
    leading: list[str] = []
    while words and not words[0].startswith("-"):
        leading.append(words.pop(0))
    return f"Quote it: {command} {shlex.quote(' '.join(leading))}" if len(leading) > 1 else ""


def help_arguments(arguments: Sequence[str]) -> list[str]:
    """`help run` is `run --help`, and `help` alone is `--help`; `-V` is `--version`; everything else is as it was."""
    if arguments[:1] == ["help"]:
        return [*arguments[1:], "--help"]
    return list(arguments)


def program_arguments() -> list[str]:
    """What the user typed, ready for the parser. Raises UsageError."""
    return help_arguments(readable_arguments(sys.argv[1:]))
