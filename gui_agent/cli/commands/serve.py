"""`gui-agent serve`: plan which weights fit the GPUs, print the command, run it until it answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gui_agent.cli.terminal import say

if TYPE_CHECKING:
    from gui_agent.model.serving.command import ServerCommand
    from gui_agent.model.serving.plan import Plan


def serve(
    name: Annotated[
        str, typer.Argument(metavar="MODEL", help="GLM-4.5V, GLM-4.5V-FP8, GLM-4.6V, GLM-4.6V-Flash, or a folder with weights.")
    ] = "GLM-4.5V",
    model: Annotated[str | None, typer.Option(metavar="MODEL", help="The same, as the other commands have it.")] = None,
    engine: Annotated[Literal["vllm", "sglang", "transformers"], typer.Option(help="Which server.")] = "vllm",
    gpus: Annotated[
        str | None,
        typer.Option(metavar="COUNTxGB", help="Plan for these GPUs (each machine's), for example 4x80. Default: look."),
    ] = None,
    nodes: Annotated[int, typer.Option(metavar="N", min=1, help="Machines that serve the model together (vLLM: with Ray).")] = 1,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Address to listen on; 0.0.0.0 opens it to the network.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="N", min=1, max=65535)] = 8000,
    wait: Annotated[
        float, typer.Option(metavar="SECONDS", help="Seconds until it must answer; loading 200 GiB takes a while.")
    ] = 3600,
    log: Annotated[Path, typer.Option(metavar="FILE", help="Where the server's output goes.")] = Path(".gui-agent/serve.log"),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the plan and the command; start nothing.")] = False,
) -> None:
    """Choose weights, precision and parallelism for the GPUs, print the arithmetic and the command, and start the server.

    Exit status 3 where nothing fits.

    Example: gui-agent serve --dry-run
    """
    from gui_agent.errors import UsageError

    wanted = model or name
    if Path(wanted).is_dir():
        command = _folder_command(wanted, engine, host, port)
        say(_shell(command))
    else:
        plan = _plan(wanted, gpus, nodes, engine)
        command = _explained(plan, host, port)
    if dry_run:
        return
    if nodes > 1:
        raise UsageError("a server on several machines is started by hand", "Run the printed lines on each machine")
    if gpus is not None:
        raise UsageError("--gpus plans for a machine that is not this one", "Add --dry-run, or leave --gpus out")
    _run(command, host, port, wait, log)


def _plan(model: str, gpus: str | None, nodes: int, engine: Literal["vllm", "sglang", "transformers"]) -> Plan:
    from gui_agent.errors import EnvironmentProblem
    from gui_agent.model.serving import plan as serving
    from gui_agent.model.serving.start import detect_gpus

    serving.family_of(model)
    found = serving.parse_gpus(gpus, nodes) if gpus else detect_gpus(nodes)
    if found is None:
        raise EnvironmentProblem(
            "no NVIDIA GPU was found (no nvidia-smi)",
            "Plan for another machine with --gpus 4x80 --dry-run; without GPUs, the embedded model needs no server",
        )
    return serving.plan(model, found, engine)


def _explained(plan: Plan, host: str, port: int) -> ServerCommand:
    """Print the plan; raises EnvironmentProblem where nothing fits."""
    from gui_agent.errors import EnvironmentProblem
    from gui_agent.model.serving.command import command_for

    say(f"{plan.family.name} on {plan.gpus} with {plan.engine}")
    for line in plan.arithmetic:
        say(f"  {line}")
    if plan.layout is None:
        for line in plan.alternatives:
            say(f"  instead: {line}")
        raise EnvironmentProblem(f"{plan.family.name} does not fit {plan.gpus}", "; ".join(plan.alternatives[:1]))
    command = command_for(plan, plan.layout, host, port)
    for line in plan.alternatives:
        say(f"  also: {line}")
    for line in command.notes:
        say(f"  note: {line}")
    for line in command.before:
        say(line)
    say(_shell(command))
    say(f"then: gui-agent run TASK --model {command.served_name} --base-url http://{host}:{port}/v1")
    return command


def _folder_command(model: str, engine: str, host: str, port: int) -> ServerCommand:
    from gui_agent.errors import UsageError
    from gui_agent.model.in_process import checkpoint
    from gui_agent.model.serving.command import transformers_command

    if engine != "transformers":
        raise UsageError(
            f"no plan is made for the weights in a folder with {engine}",
            "Add --engine transformers, or give their published name",
        )
    found = checkpoint.find(model)
    checkpoint.check_plan(found, None)
    return transformers_command(model, host, port)


def _shell(command: ServerCommand) -> str:
    from gui_agent.model.serving.start import shell_line

    return shell_line(command)


def _run(command: ServerCommand, host: str, port: int, wait: float, log: Path) -> None:
    import asyncio

    from gui_agent.errors import EnvironmentProblem
    from gui_agent.model.choice import ModelChoice
    from gui_agent.model.provider import open_endpoint
    from gui_agent.model.serving.start import RunningServer

    def show(line: str) -> None:
        say(line, err=True)

    reached = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    url = f"http://{reached}:{port}/v1"

    async def answer(server: RunningServer) -> str:
        endpoint = open_endpoint(ModelChoice(name=command.served_name, base_url=url, max_retries=0, call_timeout=120))
        try:
            return await server.wait_until_ready(endpoint, wait, show)
        finally:
            await endpoint.close()

    with RunningServer(command, log) as server:
        said = asyncio.run(answer(server))
        say(f"ready: asked what a picture says, it answered {said[:60]!r}")
        say(f"gui-agent run TASK --model {command.served_name} --base-url {url}     (Ctrl-C here ends the server)")
        status = server.follow(show)
    raise EnvironmentProblem(f"the server ended with status {status}", f"Its log: {log}")
