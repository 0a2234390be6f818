"""The command line: `gui-agent COMMAND`. Each command is a file in `commands/`, which imports what it needs when it runs."""

from __future__ import annotations

import sys
from typing import NoReturn

import typer

from gui_agent.errors import GuiAgentError
from gui_agent.interrupts import end_as_by_ctrl_c

app = typer.Typer(
    name="gui-agent",
    help="Say what should happen on a screen: gui-agent looks, thinks with GLM-4.5V, acts, looks again, "
    "and tells the truth about how it ended.",
    epilog="Exit status: 0 done, 1 the task failed, 2 usage, 3 environment, 4 model or endpoint, 5 nothing collected, "
    "6 a limit was hit, 130 interrupted.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    # Panels and colours for people; plain text in half the time for pipes and scripts.
    rich_markup_mode="rich" if sys.stdout.isatty() else None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _register() -> None:
    from gui_agent.cli.commands import (
        act,
        ask,
        config,
        doctor,
        locate,
        mcp,
        models,
        replay,
        report,
        resume,
        run,
        runs,
        scenarios,
        screenshot,
        serve,
        studio,
        test,
    )

    app.command(rich_help_panel="Do")(run.run)
    app.command(rich_help_panel="Do")(resume.resume)
    app.command(rich_help_panel="Do")(act.act)
    app.command(rich_help_panel="Do")(test.test)
    app.command(rich_help_panel="Look")(screenshot.screenshot)
    app.command(rich_help_panel="Look")(locate.locate)
    app.command(rich_help_panel="Look")(ask.ask)
    app.command(rich_help_panel="Do")(studio.studio)
    app.command(rich_help_panel="Afterwards")(report.report)
    app.command(rich_help_panel="Afterwards")(replay.replay)
    app.command(rich_help_panel="Do")(mcp.mcp)
    app.command(rich_help_panel="The model")(serve.serve)
    app.command(rich_help_panel="The model")(models.models)
    app.command(rich_help_panel="Set-up")(doctor.doctor)
    app.add_typer(runs.app, name="runs", rich_help_panel="Afterwards")
    app.add_typer(scenarios.app, name="scenarios", rich_help_panel="Do")
    app.add_typer(config.app, name="config", rich_help_panel="Set-up")


def main() -> NoReturn:
    """Run the command line and exit; an error is one line that names the remedy, and the exit status that it means."""
    end_as_by_ctrl_c()
    try:
        _register()
        app()
    except GuiAgentError as error:
        fail(error)
    except KeyboardInterrupt:
        _say_interrupted()
        sys.exit(130)
    except SystemExit as ended:
        if _of_interrupt(ended):
            _say_interrupted()
        raise
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    sys.exit(0)


def _say_interrupted() -> None:
    sys.stderr.write("gui-agent: interrupted\n")


def _of_interrupt(error: BaseException | None) -> bool:
    """Whether typer made this exit of a Ctrl-C; a command that handles it says so itself."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def fail(error: GuiAgentError) -> NoReturn:
    """Print the error on stderr and exit with its status."""
    sys.stderr.write(f"gui-agent: error: {error}\n")
    sys.exit(error.exit_status)
