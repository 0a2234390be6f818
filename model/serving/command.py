"""The command lines of vLLM, SGLang and transformers for a serving plan.

Flags as of vLLM 0.33, SGLang 0.5 and transformers 5.23, read in their code; the commands were not run on GPUs by this project,
except for transformers, which the tests run on a CPU.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

from gui_agent.model.serving.plan import TIGHT_UTILISATION, Layout, Plan


@dataclass(frozen=True)
class ServerCommand:
    """What to run, where; on several machines also what to run on the others first."""

    argv: tuple[str, ...]
    served_name: str
    """What the endpoint answers to as `model`."""
    before: tuple[str, ...] = ()
    """Shell lines for the machines, in order, each with a comment."""
    notes: tuple[str, ...] = ()


def command_for(plan: Plan, layout: Layout, host: str, port: int) -> ServerCommand:
    """The command that serves `layout` at host:port."""
    if plan.engine == "vllm":
        return _vllm(plan, layout, host, port)
    if plan.engine == "sglang":
        return _sglang(plan, layout, host, port)
    return transformers_command(layout.weights.repository, host, port)


def transformers_command(model: str, host: str, port: int) -> ServerCommand:
    """`transformers serve`, started so that it also works without torchvision (still pictures only)."""
    argv = (sys.executable, "-m", "gui_agent.model.in_process.transformers_serve", model, "--host", host, "--port", str(port))
    notes = (
        "transformers serve answers one request at a time and keeps no prefix cache: fine for a trial, slow for long runs",
        "it parses tool calls only where the tokenizer has a response_template; raw calls are understood all the same",
    )
    return ServerCommand(argv, model, notes=notes)


def _vllm(plan: Plan, layout: Layout, host: str, port: int) -> ServerCommand:
    argv = ["vllm", "serve", layout.weights.repository]
    before: tuple[str, ...] = ()
    if plan.gpus.nodes > 1:
        argv += ["--distributed-executor-backend", "ray"]
        before = (
            "ray start --head --port 6379                 # on the first machine",
            f"ray start --address FIRST_MACHINE:6379       # on the other {plan.gpus.nodes - 1}",
        )
    if layout.tensor > 1:
        argv += ["--tensor-parallel-size", str(layout.tensor)]
    if layout.pipeline > 1:
        argv += ["--pipeline-parallel-size", str(layout.pipeline)]
    if layout.replicas > 1:
        argv += ["--data-parallel-size", str(layout.replicas)]
    if plan.family.experts and layout.tensor > 1:
        argv += ["--enable-expert-parallel"]
    if layout.tensor > 1:
        argv += ["--mm-encoder-tp-mode", "data"]
    if layout.utilisation == TIGHT_UTILISATION:
        argv += ["--gpu-memory-utilization", f"{TIGHT_UTILISATION}"]
    # `parameter`: the default level constrains the output to a newer syntax than GLM-4.5V was trained on.
    argv += ["--tool-call-parser", plan.family.tool_parser, "--reasoning-parser", "glm45", "--enable-auto-tool-choice"]
    argv += ["--tool-strict-level", "parameter", "--served-model-name", plan.family.served_name]
    argv += ["--max-model-len", str(layout.context), "--mm-processor-cache-type", "shm", "--host", host, "--port", str(port)]
    return ServerCommand(tuple(argv), plan.family.served_name, before, _memory_notes(layout, "--max-model-len"))


def _sglang(plan: Plan, layout: Layout, host: str, port: int) -> ServerCommand:
    argv = ["python", "-m", "sglang.launch_server", "--model-path", layout.weights.repository]
    argv += ["--tp-size", str(layout.tensor)]
    if layout.pipeline > 1:
        argv += ["--pp-size", str(layout.pipeline)]
    before: tuple[str, ...] = ()
    if plan.gpus.nodes > 1:
        argv += ["--nnodes", str(plan.gpus.nodes), "--node-rank", "0", "--dist-init-addr", "FIRST_MACHINE:5000"]
        before = (f"# the same command on each machine, with --node-rank 0 to {plan.gpus.nodes - 1}",)
    if layout.replicas > 1:
        argv += ["--dp-size", str(layout.replicas)]
    argv += ["--tool-call-parser", plan.family.tool_parser, "--reasoning-parser", "glm45"]
    if plan.gpus.hopper is not False:
        argv += ["--attention-backend", "fa3", "--mm-attention-backend", "fa3"]
    if layout.tensor == 8:  # the vision tower's 12 heads do not divide by 8
        argv += ["--mm-enable-dp-encoder"]
    if layout.utilisation == TIGHT_UTILISATION:
        argv += ["--mem-fraction-static", f"{TIGHT_UTILISATION}"]
    argv += ["--served-model-name", plan.family.served_name, "--context-length", str(layout.context)]
    argv += ["--host", host, "--port", str(port)]
    notes = _memory_notes(layout, "--context-length")
    if plan.gpus.hopper is None:
        notes = ("fa3 needs GPUs of compute capability 9.0; leave the two backend flags out on older ones", *notes)
    return ServerCommand(tuple(argv), plan.family.served_name, before, notes)


def _memory_notes(layout: Layout, flag: str) -> tuple[str, ...]:
    if not layout.tight:
        return ()
    return (f"if memory runs out: a smaller {flag}, an fp8 KV cache (--kv-cache-dtype fp8, half the bytes), or more GPUs",)
