"""Options that several commands share, and what is made of them."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from gui_agent.actions.policy.risk import Approval
    from gui_agent.console import Console
    from gui_agent.model.provider import ModelChoice
    from gui_agent.model.wire import DeltaKind
    from gui_agent.record.run_log import Event
    from gui_agent.run.limits import Limits
    from gui_agent.settings import Settings

Display = Annotated[
    str | None,
    typer.Option(
        help="auto, desktop, virtual, virtual:WIDTHxHEIGHT or :N. Auto is a private virtual screen with --app on Linux, "
        "otherwise the desktop if there is one.",
        rich_help_panel="Screen",
    ),
]
Model = Annotated[
    str | None,
    typer.Option(
        help="A served name (with --base-url), a folder or hf:ORG/NAME (in process), or literal, the embedded default.",
        rich_help_panel="Model",
    ),
]
BaseUrl = Annotated[
    str | None,
    typer.Option(help="The OpenAI-compatible endpoint, for example http://127.0.0.1:8000/v1.", rich_help_panel="Model"),
]
ApiKeyEnv = Annotated[str | None, typer.Option(help="The environment variable that holds the API key.", rich_help_panel="Model")]
Thinking = Annotated[
    bool | None, typer.Option("--thinking/--no-thinking", help="Whether the model thinks first.", rich_help_panel="Model")
]
Quantize = Annotated[
    str | None, typer.Option(metavar="8bit|4bit|fp8", help="Shrink weights in this process.", rich_help_panel="Model")
]
DeviceMap = Annotated[
    str | None, typer.Option(help="Where weights in this process go: auto, cpu, cuda:0.", rich_help_panel="Model")
]
Team = Annotated[
    bool | None,
    typer.Option(
        "--team/--solo",
        help="A planner, an operator and a verifier with the last word, or the operator alone. Unset: a team with --base-url.",
        rich_help_panel="Model",
    ),
]
Control = Annotated[
    bool,
    typer.Option(
        "--control",
        help="Let `gui-agent studio` on this machine steer the run: pause, hint, stop, and answer in place of this terminal.",
        rich_help_panel="Trust",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object last.")]


def settings(**flags: Any) -> Settings:
    """The settings in force, given a command's flags (None: not given). Raises UsageError."""
    from gui_agent.settings import ResolvedSettings

    return ResolvedSettings.load(flags).values


def model_choice(values: Settings) -> ModelChoice:
    """The model that the settings name."""
    from pydantic import SecretStr

    from gui_agent.model.provider import ModelChoice

    key = os.environ.get(values.api_key_env)
    return ModelChoice(
        name=values.model,
        base_url=values.base_url,
        api_key=SecretStr(key) if key else None,
        profile=values.profile,
        thinking=values.thinking,
        stream=values.stream,
        call_timeout=values.call_timeout,
        sampling=values.sampling,
        quantize=values.quantize,
        device_map=values.device_map,
    )


def limits(values: Settings) -> Limits:
    """The limits that the settings name. Raises UsageError for a limit on money without prices."""
    from gui_agent.errors import UsageError
    from gui_agent.run.limits import Limits, Prices

    prices = None
    if values.price_input is not None and values.price_output is not None:
        prices = Prices(values.price_input, values.price_output, values.price_cached)
    elif values.max_cost is not None:
        raise UsageError(
            "--max-cost needs prices", "Set GUI_AGENT_PRICE_INPUT and GUI_AGENT_PRICE_OUTPUT to the price of a million tokens"
        )
    return Limits(values.max_steps, values.timeout, values.max_tokens_total, values.max_cost, prices)


def works_in_team(values: Settings) -> bool:
    """Whether a run is a team's: as set, else where a server answers quickly enough for the extra requests."""
    return values.team if values.team is not None else values.base_url is not None


def steered(console: Console, choice: ModelChoice, *, control: bool) -> dict[str, Any]:
    """The arguments of GuiAgent that let this terminal watch and approve; with `control`, somebody outside steers the run."""
    if not control:
        return {"listener": console.show_event, "on_delta": console.show_delta, "approver": console.ask_approval}
    from gui_agent.control.socket import Control
    from gui_agent.control.steering import Steering

    served = Control(Steering(takes_hints=choice.kind != "literal"))

    def on_event(event: Event) -> None:
        served.on_event(event)
        console.show_event(event)

    def on_delta(kind: DeltaKind, text: str) -> None:
        served.on_delta(kind, text)
        console.show_delta(kind, text)

    return {"listener": on_event, "on_delta": on_delta, "approver": served.steering.ask, "control": served}


def default_approval(values: Settings, app: str | None) -> Approval:
    """Ask about risky actions on the person's own desktop; a private screen holds nothing of theirs."""
    private = values.display.startswith("virtual") or (
        values.display == "auto" and sys.platform == "linux" and (app is not None or not os.environ.get("DISPLAY"))
    )
    return "never" if private else "risky"


def secrets(names: list[str]) -> dict[str, str]:
    """The values of `--secret NAME` options, taken out of the environment, which the programs that we start inherit.

    Raises UsageError when one is missing.
    """
    from gui_agent.errors import UsageError

    missing = [name for name in names if name not in os.environ]
    if missing:
        raise UsageError(f"--secret {missing[0]}: there is no environment variable of this name", f"export {missing[0]}=...")
    return {name: os.environ.pop(name) for name in dict.fromkeys(names)}


def model_of_run(recorded: dict[str, Any] | None, **flags: str | None) -> ModelChoice:
    """The model that a run was begun with, unless flags name another. Raises UsageError."""
    from gui_agent.errors import UsageError
    from gui_agent.model.provider import ModelChoice

    if flags.get("model") or flags.get("base_url"):
        return model_choice(settings(**{"model": recorded["name"] if recorded else None, **_given(flags)}))
    if recorded is None:
        raise UsageError("the run's model was made by a program and cannot be made again", "Name one with --model and --base-url")
    key = os.environ.get(settings(**flags).api_key_env)
    return ModelChoice.model_validate({**recorded, "api_key": key or None})


def _given(flags: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in flags.items() if value is not None}
