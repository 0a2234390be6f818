"""`gui-agent resume`: resume a run that was cut off."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gui_agent import from_settings
from gui_agent.cli import options

if TYPE_CHECKING:
    from gui_agent.actions.policy.policy import Policy
    from gui_agent.agent.agent import GuiAgent
    from gui_agent.cli.console import Console


def resume(
    run: Annotated[str, typer.Argument(metavar="RUN", help="A folder, a name or a part of one, or last.")] = "last",
    model: options.Model = None,
    base_url: options.BaseUrl = None,
    api_key_env: options.ApiKeyEnv = None,
    wait_for_server: options.WaitForServer = None,
    max_steps: Annotated[
        int | None, typer.Option(metavar="N", help="Actions at most, those before included.", rich_help_panel="Limits")
    ] = None,
    timeout: Annotated[
        float | None, typer.Option(metavar="SECONDS", help="Seconds at most, from now on.", rich_help_panel="Limits")
    ] = None,
    max_tokens_total: Annotated[
        int | None, typer.Option(metavar="N", help="Tokens at most, those before included.", rich_help_panel="Limits")
    ] = None,
    control: options.Control = False,
    as_json: options.Json = False,
    output: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder of runs (.gui-agent/runs).")] = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No progress.")] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Show the model's thinking in full.")] = False,
) -> None:
    """Resume a run that was killed, or that a limit, an interrupt or a dead server ended.

    It looks at the screen first. The private screen and the application of a killed run are taken over if they still live.
    The model, the approval, the team and the names of the secrets are those of the run, unless options say otherwise.

    Example: gui-agent resume last --timeout 300
    """
    from gui_agent.cli.commands.run import run_interruptible
    from gui_agent.cli.console import Console
    from gui_agent.record.run_log import find_run

    folder = find_run(run, from_settings.settings(output=output).output)
    console = Console(quiet=quiet, verbose=verbose)
    limits = {"steps": max_steps, "seconds": timeout, "tokens": max_tokens_total}
    agent = _agent(folder, console, model, base_url, api_key_env, limits, wait=wait_for_server, control=control)

    result = run_interruptible(agent, lambda: agent.resume(folder), console)
    console.finish(result, as_json=as_json)
    raise typer.Exit(result.exit_status)


def _agent(
    folder: Path,
    console: Console,
    model: str | None,
    base_url: str | None,
    key: str | None,
    limits: dict[str, Any],
    *,
    wait: float | None,
    control: bool,
) -> GuiAgent:
    """The agent as the run had it, with what the options change."""
    from gui_agent.agent.agent import GuiAgent
    from gui_agent.agent.resume import settings_of
    from gui_agent.run.limits import Limits, Prices

    started, recorded = settings_of(folder)
    known = started.limits.model_dump(exclude_unset=True, exclude={"prices"})
    given = {**known, **{name: value for name, value in limits.items() if value is not None}}
    prices = started.limits.prices
    choice = from_settings.model_of_run(recorded.model, model=model, base_url=base_url, api_key_env=key)
    view = options.watching(console, choice, control=control)
    if wait is not None:
        choice = choice.model_copy(update={"wait_for_server": wait})
    return GuiAgent(
        model=choice,
        display=recorded.display,
        app=started.app,
        limits=Limits(**given, prices=Prices(**prices.model_dump()) if prices else None),
        approve=recorded.approve,
        output=folder.parent,
        secrets=from_settings.secrets(list(recorded.secrets)),
        policy=_policy(recorded.policy),
        verify=options.second_channel(recorded.verify or None, recorded.verify_output or None),
        home=Path(recorded.home) if recorded.home else None,
        sandbox=recorded.sandbox,
        team=recorded.team,
        mcp_servers=recorded.mcp_servers,
        ask_before_foreign_tools=recorded.ask_before_foreign_tools,
        listener=view.listener,
        on_delta=view.on_delta,
        approver=view.approver,
        control=view.control,
    )


def _policy(recorded: dict[str, Any] | None) -> Policy | None:
    """The policy of the run, from its log: the file may have been changed since, by the agent's own hands."""
    from gui_agent.actions.policy.policy import parse_policy

    return None if recorded is None else parse_policy(recorded, "the run's policy")
