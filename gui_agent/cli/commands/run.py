"""`gui-agent run`: perform a task."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gui_agent import from_settings
from gui_agent.cli import options, screen_check

if TYPE_CHECKING:
    from gui_agent.agent.agent import GuiAgent
    from gui_agent.cli.console import Console
    from gui_agent.run.result import RunResult


class RunReplay(StrEnum):
    """What becomes of the record of a task."""

    off = "off"
    auto = "auto"
    only = "only"


def run(
    task: Annotated[str, typer.Argument(metavar="TASK", help="What should happen, in plain words.")],
    app: Annotated[
        str | None,
        typer.Option(metavar="CMD", help="Start this program first, and end it afterwards.", rich_help_panel="Screen"),
    ] = None,
    display: options.Display = None,
    model: options.Model = None,
    base_url: options.BaseUrl = None,
    api_key_env: options.ApiKeyEnv = None,
    wait_for_server: options.WaitForServer = None,
    thinking: options.Thinking = None,
    thinking_auto: options.ThinkingAuto = False,
    one_at_a_time: options.OneAtATime = None,
    quantize: options.Quantize = None,
    device_map: options.DeviceMap = None,
    team: options.Team = None,
    max_pixels: Annotated[
        int | None,
        typer.Option(
            metavar="N", help="Pixels of a picture for the model at most: fewer tokens, less detail.", rich_help_panel="Model"
        ),
    ] = None,
    max_steps: Annotated[int | None, typer.Option(metavar="N", help="Actions at most (50).", rich_help_panel="Limits")] = None,
    timeout: Annotated[
        float | None, typer.Option(metavar="SECONDS", help="Seconds at most (600).", rich_help_panel="Limits")
    ] = None,
    max_tokens_total: Annotated[int | None, typer.Option(metavar="N", help="Tokens at most.", rich_help_panel="Limits")] = None,
    max_cost: Annotated[
        float | None,
        typer.Option(
            metavar="AMOUNT", help="Money at most; the prices are settings (price_input, ...).", rich_help_panel="Limits"
        ),
    ] = None,
    approve: Annotated[
        str | None,
        typer.Option(
            metavar="WHEN",
            help="Ask before actions: never, risky or always. Unset: risky on your desktop, never on a private screen.",
            rich_help_panel="Trust",
        ),
    ] = None,
    secret: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="An environment variable to type without showing it to the model: write {{secret:NAME}} in the task.",
            rich_help_panel="Trust",
        ),
    ] = None,
    policy: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="What may be done where, by window, application, region, key, text, risk, domain; see docs/trust.md.",
            rich_help_panel="Trust",
        ),
    ] = None,
    replay: Annotated[
        RunReplay,
        typer.Option(
            help="auto: what succeeded before is repeated from its own record, each step verified, and the model is asked only where "
            "that does not hold. only: the model is never asked. off: nothing is recorded.",
            rich_help_panel="Model",
        ),
    ] = RunReplay.off,
    verify: options.Verify = None,
    verify_output: options.VerifyOutput = None,
    home: options.Home = None,
    sandbox: Annotated[
        bool,
        typer.Option(
            "--sandbox",
            help="Run the application in a sandbox (bubblewrap): no network, no home, only the current folder to write in.",
            rich_help_panel="Trust",
        ),
    ] = False,
    network: Annotated[
        bool, typer.Option("--network", help="With --sandbox: leave the application its network.", rich_help_panel="Trust")
    ] = False,
    mcp_server: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CMD|URL",
            help="Lend the operator the tools of this MCP server; each call is asked for unless --approve never is given.",
            rich_help_panel="Trust",
        ),
    ] = None,
    control: options.Control = False,
    dry_run: Annotated[bool, typer.Option(help="Show the first action, perform nothing.", rich_help_panel="Trust")] = False,
    as_json: options.Json = False,
    output: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder for runs (.gui-agent/runs).")] = None,
    run_folder: Annotated[Path | None, typer.Option(hidden=True)] = None,
    contact_sheet: Annotated[bool, typer.Option(help="Also draw contact-sheet.png, one picture of all steps.")] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No progress.")] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Show the model's thinking in full.")] = False,
) -> None:
    """Perform TASK on a screen: look, think, act, look again, until it is done.

    Without a model it uses `literal`, which follows literal instructions by what it reads on the screen.

    Example: gui-agent run "Type 'hello', then press ctrl+a" --app mousepad
    """
    from gui_agent.actions.policy.policy import load_policy
    from gui_agent.agent.agent import GuiAgent
    from gui_agent.cli.console import Console

    values = from_settings.settings(
        model=model,
        base_url=base_url,
        api_key_env=api_key_env,
        wait_for_server=wait_for_server,
        thinking="auto" if thinking_auto else thinking,
        one_at_a_time=one_at_a_time,
        quantize=quantize,
        device_map=device_map,
        team=team,
        display=display,
        max_pixels=max_pixels,
        max_steps=max_steps,
        timeout=timeout,
        max_tokens_total=max_tokens_total,
        max_cost=max_cost,
        approve=approve,
        output=output,
    )
    choice = from_settings.model_choice(values)
    options.refuse_without("--sandbox", sandbox, network=network)
    options.refuse_useless(
        choice, quantize=quantize, device_map=device_map, thinking=thinking, max_tokens_total=max_tokens_total, max_cost=max_cost
    )
    run_limits, secret_values = from_settings.limits(values), from_settings.secrets(secret or [])
    screen_check.require_task(task)
    screen_check.require_writable(run_folder or values.output)
    screen_check.require_app(app)
    screen_check.require_screen(values.display, app)
    console = Console(quiet=quiet, verbose=verbose)
    view = options.watching(console, choice, control=control)
    agent = GuiAgent(
        model=choice,
        display=values.display,
        app=app,
        max_pixels=values.max_pixels,
        typing_delay=values.typing_delay,
        limits=run_limits,
        one_at_a_time=values.one_at_a_time,
        approve=values.approve or from_settings.default_approval(values, app),
        output=values.output,
        folder=run_folder,
        secrets=secret_values,
        policy=load_policy(policy) if policy is not None else None,
        verify=options.second_channel(verify, verify_output),
        home=home,
        sandbox=("online" if network else "offline") if sandbox else "off",
        dry_run=dry_run,
        replay=replay.value,
        team=from_settings.works_in_team(values),
        mcp_servers=mcp_server or (),
        ask_before_foreign_tools=values.approve != "never",
        listener=view.listener,
        on_delta=view.on_delta,
        approver=view.approver,
        control=view.control,
    )
    if not as_json:  # there the verdict says it
        options.require_server(choice)
    result = run_interruptible(agent, lambda: agent.run_async(task), console)
    if contact_sheet and result.run is not None:
        _draw_contact_sheet(result.run, console)
    console.finish(result, as_json=as_json)
    raise typer.Exit(result.exit_status)


def run_interruptible(agent: GuiAgent, work: Callable[[], Coroutine[Any, Any, RunResult]], console: Console) -> RunResult:
    """Run until the end, or until Ctrl-C or SIGTERM: then everything that was started is ended, and the log finished."""
    import asyncio

    from gui_agent.interrupts import on_end_signal

    async def perform() -> RunResult:
        with on_end_signal(lambda _: agent.stop()):
            return await work()

    with console:
        return asyncio.run(perform())


def _draw_contact_sheet(folder: Path, console: Console) -> None:
    from gui_agent.report.contact_sheet import draw_contact_sheet

    console.note(f"contact sheet: {draw_contact_sheet(folder)}")
