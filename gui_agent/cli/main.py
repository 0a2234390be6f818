"""The command line: `gui-agent COMMAND`. Each command is a file in `commands/`, which imports what it needs when it runs."""

from __future__ import annotations

import errno
import importlib
import os
import sys
from typing import Annotated, NoReturn

import typer

from gui_agent.cli.command_group import Interrupted, MainGroup
from gui_agent.cli.plain_help import PlainTyper
from gui_agent.cli.terminal import say, show_traceback, width, wrapped
from gui_agent.errors import GuiAgentError, UsageError
from gui_agent.interrupts import end_as_by_ctrl_c

DO, LOOK, AFTERWARDS, MODEL, SETUP = "Do", "Look", "Afterwards", "The model", "Set-up"
_EXAMPLES = """Examples:

gui-agent demo

gui-agent run "Type 'hello' and press enter" --app xterm

gui-agent help run
"""

app = PlainTyper(
    name="gui-agent",
    help="Say what should happen on a screen: gui-agent looks, thinks with GLM-4.5V, acts, looks again, "
    f"and reports truthfully how it ended.\n\n{_EXAMPLES}",
    epilog="Exit status: 0 done, 1 the task failed, 2 usage, 3 environment, 4 model or endpoint, 5 nothing collected, "
    "6 a limit was hit, 130 interrupted.",
    no_args_is_help=True,
    cls=MainGroup,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from gui_agent import __version__

        say(f"gui-agent {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", "-V", help="Show the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """What all commands share."""


COMMANDS: dict[str, tuple[str, str]] = {
    "run": (DO, "Perform a task on a screen."),
    "demo": (DO, "Watch a todo list being filled, in half a minute."),
    "resume": (DO, "Resume a run that was cut off."),
    "act": (DO, "Perform single actions, without a model."),
    "test": (DO, "Play scenario files as tests."),
    "record": (DO, "Record what you do as a scenario file."),
    "studio": (DO, "Start and watch runs in the browser."),
    "mcp": (DO, "Serve tools to MCP clients."),
    "scenarios": (DO, "List, check and write scenario files."),
    "screenshot": (LOOK, "Save what the agent sees."),
    "locate": (LOOK, "Find something on the screen or in a picture."),
    "ask": (LOOK, "Ask about pictures, videos or PDFs."),
    "runs": (AFTERWARDS, "List, show and delete runs."),
    "report": (AFTERWARDS, "Explain a run in one HTML file."),
    "replay": (AFTERWARDS, "Perform a run again, verify each step."),
    "serve": (MODEL, "Plan and start a model server."),
    "models": (MODEL, "List what a server serves."),
    "proxy": (MODEL, "Offer a GLM server as a clean chat completions API."),
    "init": (SETUP, "Make an example project here."),
    "doctor": (SETUP, "Check this machine and the model."),
    "config": (SETUP, "Show the settings, write a settings file."),
    "skill": (SETUP, "Teach coding agents to use gui-agent."),
    "completion": (SETUP, "Print a shell's completion script."),
}
"""The commands with their heading and summary in the help. Each is a module of `commands` with a function, or an `app` of commands."""


def register_commands(wanted: str | None = None) -> None:
    """Add the commands to `app`: all of them, or only the `wanted` one and the names of the others.

    The help and the search for a name that is like a mistyped one need no more than names; importing all takes a fifth of a second.
    """
    for name, (panel, summary) in COMMANDS.items():
        if wanted is not None and name != wanted:
            app.command(name, rich_help_panel=panel, short_help=summary)(_not_wanted)
            continue
        module = importlib.import_module(f"gui_agent.cli.commands.{name}")
        if hasattr(module, "app"):
            app.add_typer(module.app, name=name, rich_help_panel=panel, short_help=summary)
        else:
            app.command(name, rich_help_panel=panel, short_help=summary)(getattr(module, name))


def _not_wanted() -> None:
    """In place of a command that was not typed."""


def main() -> NoReturn:
    """Run the command line and exit; an error is one line that names the remedy, and the exit status that it means."""
    end_as_by_ctrl_c()
    sys.excepthook = show_traceback
    try:
        sys.exit(_perform())
    except GuiAgentError as error:
        fail(error)
    except (KeyboardInterrupt, Interrupted):
        say("gui-agent: interrupted", err=True)
        sys.exit(130)
    except BrokenPipeError:
        _nobody_reads()
    except OSError as error:
        if error.errno != errno.EPIPE:
            raise
        _nobody_reads()


def _perform() -> int:
    """Parse and perform what was typed. The exit status; raises GuiAgentError."""
    from typer.exceptions import TyperException

    from gui_agent.cli.usage import in_one_line, program_arguments

    arguments = _with_thinking_auto(program_arguments())
    is_completing = any(name.endswith("_COMPLETE") for name in os.environ)  # the shell asks for names and options
    register_commands(None if is_completing else arguments[0] if arguments else "")
    try:
        status = app(arguments, standalone_mode=False, prog_name="gui-agent")
    except TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            say(error, err=True)
            return UsageError.exit_status
        raise in_one_line(error, arguments) from error
    except typer.Abort:
        return 130
    sys.stdout.flush()
    return status if isinstance(status, int) else 0


def _nobody_reads() -> NoReturn:
    """What reads our output has ended (`| head`): end quietly, as other programs do."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(141)


def _with_thinking_auto(words: list[str]) -> list[str]:
    """`--thinking auto` as the option that it means: `--thinking` alone takes no value."""
    found: list[str] = []
    for index, word in enumerate(words):
        if word == "--":
            return found + words[index:]
        if word == "auto" and found and found[-1] == "--thinking":
            found[-1] = "--thinking-auto"
        else:
            found.append("--thinking-auto" if word == "--thinking=auto" else word)
    return found


def fail(error: GuiAgentError) -> NoReturn:
    """Print the error on stderr and exit with its status."""
    line = f"gui-agent: error: {error}"
    say(wrapped(line, width(), hanging=2) if sys.stderr.isatty() else line, err=True)
    sys.exit(error.exit_status)
