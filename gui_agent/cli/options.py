"""Options that several commands share, and what is made of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from gui_agent.agent.verification import CommandCheck
    from gui_agent.cli.console import Console
    from gui_agent.control.socket import Control as ControlSocket
    from gui_agent.model.choice import ModelChoice
    from gui_agent.model.wire import DeltaKind
    from gui_agent.record.events import Event
    from gui_agent.run.approver import Approver

Display = Annotated[
    str | None,
    typer.Option(
        metavar="SCREEN",
        help="auto, desktop, virtual, virtual:WIDTHxHEIGHT or :N. Auto is a private virtual screen with --app on Linux, "
        "otherwise the desktop if there is one.",
        rich_help_panel="Screen",
    ),
]
Model = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="A served name (with --base-url), a folder or hf:ORG/NAME (in process), or literal, the embedded default.",
        rich_help_panel="Model",
    ),
]
BaseUrl = Annotated[
    str | None,
    typer.Option(
        metavar="URL", help="The OpenAI-compatible endpoint, for example http://127.0.0.1:8000/v1.", rich_help_panel="Model"
    ),
]
ApiKeyEnv = Annotated[
    str | None, typer.Option(metavar="VARIABLE", help="The environment variable that holds the API key.", rich_help_panel="Model")
]
Thinking = Annotated[
    bool | None, typer.Option("--thinking/--no-thinking", help="Whether the model thinks first.", rich_help_panel="Model")
]
WaitForServer = Annotated[
    float | None,
    typer.Option(
        "--wait-for-server",
        metavar="SECONDS",
        help="Wait for a server that is still loading its weights, or that starts again.",
        rich_help_panel="Model",
        min=0,
    ),
]
ThinkingAuto = Annotated[
    bool,
    typer.Option(
        "--thinking-auto",
        help="Also --thinking auto: think at the first look, after what did not come out as planned, to plan and to verify.",
        rich_help_panel="Model",
    ),
]
OneAtATime = Annotated[
    bool | None,
    typer.Option(
        "--one-at-a-time/--several-at-a-time",
        help="Whether the model may give one action a turn only, or several where none depends on what another one shows.",
        rich_help_panel="Model",
    ),
]
Quantize = Annotated[
    str | None, typer.Option(metavar="8bit|4bit|fp8", help="Shrink weights in this process.", rich_help_panel="Model")
]
DeviceMap = Annotated[
    str | None,
    typer.Option(metavar="DEVICE", help="Where weights in this process go: auto, cpu, cuda:0.", rich_help_panel="Model"),
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
Verify = Annotated[
    str | None,
    typer.Option(
        metavar="CMD",
        help="A shell command that must succeed when the model says that it is done: then the run is verified, else failed.",
        rich_help_panel="Trust",
    ),
]
VerifyOutput = Annotated[
    str | None,
    typer.Option(metavar="TEXT", help="What the output of the --verify command must contain.", rich_help_panel="Trust"),
]
Home = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="Where the application keeps its settings and sessions. Unset: on a private screen it begins with none.",
        rich_help_panel="Screen",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object last.")]


@dataclass(frozen=True)
class Watching:
    """The arguments of GuiAgent that let somebody watch a run, and approve its actions."""

    listener: Callable[[Event], None]
    on_delta: Callable[[DeltaKind, str], None]
    approver: Approver
    control: ControlSocket | None = None


def watching(console: Console, choice: ModelChoice, *, control: bool) -> Watching:
    """Let this terminal watch and approve; with `control`, the run is steered from outside as well."""
    if not control:
        return Watching(console.show_event, console.show_delta, console.ask_approval)
    from gui_agent.control.socket import Control as ControlSocket
    from gui_agent.control.steering import Steering

    served = ControlSocket(Steering(takes_hints=choice.kind != "literal"))

    def on_event(event: Event) -> None:
        served.on_event(event)
        console.show_event(event)

    def on_delta(kind: DeltaKind, text: str) -> None:
        served.on_delta(kind, text)
        console.show_delta(kind, text)

    return Watching(on_event, on_delta, served.steering.ask, served)


def refuse_useless(choice: ModelChoice, **flags: Any) -> None:
    """Raise UsageError for a flag that has no effect on this model; a flag that is None was not given."""
    from gui_agent.errors import UsageError

    kind = choice.kind
    for name in ("quantize", "device_map"):
        if flags.get(name) is not None and kind != "local":
            raise UsageError(
                f"--{name.replace('_', '-')} has no effect on {_named(choice)}",
                "It is for a model in this process: --model FOLDER",
            )
    for name in ("thinking", "max_tokens_total", "max_cost", "tiles"):
        if flags.get(name) is not None and kind == "literal":
            raise UsageError(
                f"--{name.replace('_', '-')} has no effect on {_named(choice)}", "Name a model: --model and --base-url"
            )


def require_server(choice: ModelChoice) -> None:
    """Raise EndpointError where nobody listens at the model's address, unless the server is to be waited for."""
    from gui_agent.model.servers.network import require_listener

    if choice.kind == "endpoint" and not choice.wait_for_server:
        require_listener(str(choice.base_url))


def refuse_without(needed: str, given: bool, **flags: Any) -> None:
    """Raise UsageError for a flag that only has an effect together with another one; falsy flags were not given."""
    from gui_agent.errors import UsageError

    for name, value in flags.items():
        if value and not given:
            raise UsageError(f"--{name.replace('_', '-')} has no effect without {needed}", f"Add {needed}, or leave it out")


def _named(choice: ModelChoice) -> str:
    return "the embedded model" if choice.kind == "literal" else f"a model behind {choice.base_url}"


def second_channel(command: str | None, output: str | None) -> CommandCheck | None:
    """The command that says whether a task is done. Raises UsageError where only its output is named."""
    from gui_agent.agent.verification import CommandCheck
    from gui_agent.errors import UsageError

    if command is None:
        if output is not None:
            raise UsageError("--verify-output needs a command to look at", "Add --verify 'CMD'")
        return None
    return CommandCheck(command, output or "")
