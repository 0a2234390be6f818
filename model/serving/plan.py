"""Which weights of GLM fit on which GPUs, and the exact command that serves them.

The figures come from the model's own sizes (GiB of weights, KiB of KV cache per token) and simple arithmetic; none of the plans for
real weights was run by this project. What is inferred is marked [I] and is only in this file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gui_agent.errors import UsageError

Engine = Literal["vllm", "sglang", "transformers"]
Precision = Literal["bf16", "fp8", "int4"]
OVERHEAD_GIB, VISION_GIB = 1.5, 1.7
"""[I] Per GPU: activations and CUDA graphs; and a copy of the vision tower on each GPU of a tensor-parallel group."""
UTILISATION, TIGHT_UTILISATION = 0.90, 0.95
ROOMY_CONTEXTS = 4.0
"""With room for fewer full contexts than this a plan is called tight."""
SHORTEST_CONTEXT = 16_384
"""Tokens under which the agent cannot work: a screenshot is about 1,300 and the tools and rules about 3,000."""


@dataclass(frozen=True)
class Weights:
    """One published set of weights."""

    repository: str
    precision: Precision
    gib: float


@dataclass(frozen=True)
class ModelFamily:
    """A model and what its server needs to know."""

    name: str
    served_name: str
    weights: tuple[Weights, ...]
    """The most precise first."""
    kv_kib_per_token: float
    """In bf16, all layers."""
    context: int
    """Tokens."""
    kv_heads: int
    experts: bool
    tool_parser: str = "glm45"
    """The name of the servers' parser for its tool calls."""


_V45_SIZES = (200.6, 102.0)
FAMILIES: tuple[ModelFamily, ...] = (
    ModelFamily(
        "GLM-4.5V",
        "glm-4.5v",
        (Weights("zai-org/GLM-4.5V", "bf16", _V45_SIZES[0]), Weights("zai-org/GLM-4.5V-FP8", "fp8", _V45_SIZES[1])),
        184,
        65_536,
        8,
        experts=True,
    ),
    # [I] the same architecture as GLM-4.5V, so the same sizes; its context is twice as long.
    ModelFamily(
        "GLM-4.6V",
        "glm-4.6v",
        (Weights("zai-org/GLM-4.6V", "bf16", _V45_SIZES[0]), Weights("zai-org/GLM-4.6V-FP8", "fp8", _V45_SIZES[1])),
        184,
        131_072,
        8,
        experts=True,
    ),
    # [I] the sizes of transformers' own default for this architecture: 10.3 billion weights, 40 layers, 2 KV heads of 128.
    ModelFamily(
        "GLM-4.6V-Flash", "glm-4.6v-flash", (Weights("zai-org/GLM-4.6V-Flash", "bf16", 19.2),), 40, 131_072, 2, experts=False
    ),
    # [D] the architecture of GLM-4.6V-Flash with an image processor of its own; its weights are about 29 GB. vLLM 0.21 or newer.
    ModelFamily("GLM-GA", "glm-ga", (Weights("zai-org/GLM-GA", "bf16", 27.0),), 40, 131_072, 2, experts=False),
    # [D] 328 GB of FP8 weights, 1M tokens of context, thinking cannot be switched off.
    # [I] Its KV cache per token, and the names of both repositories.
    ModelFamily(
        "GLM-5.3-Flash",
        "glm-5.3-flash",
        (Weights("zai-org/GLM-5.3-Flash", "fp8", 305.5),),
        96,
        1_048_576,
        8,
        experts=True,
        tool_parser="glm47",
    ),
)
INT4_GIB = (56, 64)


@dataclass(frozen=True)
class Gpus:
    """The GPUs of each machine."""

    count: int
    gib: float
    """Memory of one."""
    nodes: int = 1
    hopper: bool | None = None
    """Whether they have compute capability 9.0 or more; None where that is not known."""

    def __str__(self) -> str:
        one = f"{self.count}x{self.gib:g}"
        return f"{self.nodes} machines of {one} GB" if self.nodes > 1 else f"{one} GB"


@dataclass(frozen=True)
class Layout:
    """How weights are spread, and what is left for the KV cache."""

    weights: Weights
    tensor: int
    pipeline: int
    replicas: int
    utilisation: float
    kv_gib: float
    """Over all GPUs of one replica."""
    context: int
    kv_tokens: int

    @property
    def contexts(self) -> float:
        """Conversations of full length that fit at once."""
        return self.kv_tokens / self.context

    @property
    def tight(self) -> bool:
        """Whether few conversations fit at once."""
        return self.contexts < ROOMY_CONTEXTS


@dataclass(frozen=True)
class Plan:
    """What was asked for, what fits, and why: `layout` is None where nothing does."""

    family: ModelFamily
    gpus: Gpus
    engine: Engine
    layout: Layout | None
    arithmetic: tuple[str, ...]
    """One line per set of weights."""
    alternatives: tuple[str, ...] = ()
    """What else the user could do."""


def family_of(model: str) -> tuple[ModelFamily, tuple[Weights, ...]]:
    """The family and the weights that a name such as `GLM-4.5V`, `GLM-4.5V-FP8` or `zai-org/GLM-4.6V-Flash` allows.

    Raises UsageError.
    """
    wanted = model.removeprefix("hf:").removeprefix("zai-org/").lower()
    for family in FAMILIES:
        if wanted == family.name.lower():
            return family, family.weights
        exact = tuple(weights for weights in family.weights if weights.repository.removeprefix("zai-org/").lower() == wanted)
        if exact:
            return family, exact
    known = ", ".join(weights.repository.removeprefix("zai-org/") for family in FAMILIES for weights in family.weights)
    raise UsageError(
        f"no plan is known for the model {model}", f"Known: {known}; or the folder of a checkpoint, with --engine transformers"
    )


def parse_gpus(text: str, nodes: int = 1) -> Gpus:
    """GPUs as a user writes them: `4x80` is four of 80 GB. Raises UsageError."""
    count, separator, size = text.lower().removesuffix("gb").partition("x")
    try:
        gpus = Gpus(int(count), float(size), nodes)
    except ValueError as error:
        raise UsageError(f"--gpus {text} is not COUNTxGB", "Write for example --gpus 4x80") from error
    if not separator or not 1 <= gpus.count <= 64 or not 1 <= gpus.gib <= 2000 or nodes < 1:
        raise UsageError(f"--gpus {text} on {nodes} machines is invalid", "Write for example --gpus 4x80 --nodes 1")
    return gpus


def plan(model: str, gpus: Gpus, engine: Engine) -> Plan:
    """The most precise weights that fit the GPUs, spread over as few of them as leave room.

    Raises UsageError for an unknown model.
    """
    family, choices = family_of(model)
    lines: list[str] = []
    chosen: Layout | None = None
    also: list[str] = []
    for weights in choices:
        layout = _layout(family, weights, gpus, engine)
        lines.append(_explain(family, weights, gpus, engine, layout))
        if layout is None:
            continue
        if chosen is None:
            chosen = layout
        else:
            also.append(
                f"{weights.repository.removeprefix('zai-org/')} fits as well and leaves more room: gui-agent serve {_short(weights)}"
            )
    return Plan(
        family, gpus, engine, chosen, tuple(lines), tuple(also or ([] if chosen else _offers(family, choices, gpus, engine)))
    )


def _short(weights: Weights) -> str:
    return weights.repository.removeprefix("zai-org/")


def _splits(family: ModelFamily, gpus: Gpus, engine: Engine) -> list[tuple[int, int]]:
    """Ways to spread one replica: (tensor parallel, pipeline stages). Heads divide by 1, 2, 4 and 8 only."""
    if engine == "transformers":
        return [(1, gpus.count)] if gpus.nodes == 1 else []
    widths = [width for width in (1, 2, 4, 8) if width <= gpus.count]
    if gpus.nodes > 1:
        return [(widths[-1], gpus.nodes)]
    return [(width, 1) for width in widths]


def _layout(family: ModelFamily, weights: Weights, gpus: Gpus, engine: Engine) -> Layout | None:
    """The first roomy spread; else the one with most room; None where even a short context does not fit."""
    best: Layout | None = None
    for tensor, pipeline in _splits(family, gpus, engine):
        layout = _spread(family, weights, gpus, tensor, pipeline, engine)
        if layout is not None and not layout.tight:
            return layout
        if layout is not None and (best is None or layout.kv_tokens > best.kv_tokens):
            best = layout
    return best


def _overhead(tensor: int) -> float:
    """GiB per GPU that neither weights nor the KV cache can use."""
    return OVERHEAD_GIB + (VISION_GIB if tensor > 1 else 0)


def _spread(family: ModelFamily, weights: Weights, gpus: Gpus, tensor: int, pipeline: int, engine: Engine) -> Layout | None:
    used = tensor * pipeline
    replicas = 1 if engine == "transformers" or gpus.nodes > 1 else gpus.count // used
    copies = max(1, tensor // family.kv_heads)
    layout = None
    for utilisation in (UTILISATION, TIGHT_UTILISATION):
        kv_gib = used * (gpus.gib * utilisation - _overhead(tensor)) - weights.gib
        tokens = int(max(0.0, kv_gib) * 2**20 / (family.kv_kib_per_token * copies))
        if tokens < SHORTEST_CONTEXT:
            continue
        context = family.context if tokens >= family.context else tokens // 4096 * 4096
        layout = Layout(weights, tensor, pipeline, replicas, utilisation, kv_gib, context, tokens)
        if not layout.tight:
            break
    return layout


def _explain(family: ModelFamily, weights: Weights, gpus: Gpus, engine: Engine, layout: Layout | None) -> str:
    """One line of arithmetic: what there is, what the weights take, what is left, how many tokens that is."""
    splits = _splits(family, gpus, engine)
    if not splits:
        return f"{_short(weights)}: transformers serves from one machine only"
    tensor, pipeline = (layout.tensor, layout.pipeline) if layout else splits[-1]
    utilisation = layout.utilisation if layout else TIGHT_UTILISATION
    used = tensor * pipeline
    usable = used * gpus.gib * utilisation
    kv_gib = usable - used * _overhead(tensor) - weights.gib
    sum_ = (
        f"{used} x {gpus.gib:g} GiB x {utilisation:.2f} = {usable:.1f} GiB, less {used} x {_overhead(tensor):g} overhead, "
        f"less {weights.gib:g} of {weights.precision} weights"
    )
    if layout is None:
        short = f"{-kv_gib:.1f} GiB short" if kv_gib <= 0 else f"{kv_gib:.1f} GiB of KV cache, too little"
        return f"{_short(weights)}: no. {sum_}: {short}"
    verdict = "yes, tight" if layout.tight else "yes"
    return (
        f"{_short(weights)}: {verdict}. {sum_} = {kv_gib:.1f} GiB of KV cache; at {family.kv_kib_per_token:g} KiB a token "
        f"{layout.kv_tokens:,} tokens, {layout.contexts:.1f} contexts of {layout.context:,}"
    )


def _offers(family: ModelFamily, choices: Sequence[Weights], gpus: Gpus, engine: Engine) -> list[str]:
    """What to do where nothing that was asked for fits."""
    offers = []
    for weights in family.weights:
        if weights not in choices and _layout(family, weights, gpus, engine):
            offers.append(f"{_short(weights)} fits: gui-agent serve {_short(weights)}")
    total = gpus.count * gpus.nodes * (gpus.gib * TIGHT_UTILISATION - _overhead(gpus.count))
    if family.experts and not offers and total > INT4_GIB[1] + SHORTEST_CONTEXT * family.kv_kib_per_token / 2**20:
        offers.append(
            f"int4 weights (group size 128) take {INT4_GIB[0]}-{INT4_GIB[1]} GiB and would fit with a short context, "
            "but none are published by the model's authors: quantise them yourself"
        )
    flash, _ = family_of("GLM-4.6V-Flash")
    if family is not flash and (layout := _layout(flash, flash.weights[0], gpus, engine)):
        offers.append(f"{flash.name} fits with a context of {layout.context:,} tokens: gui-agent serve {flash.name}")
    if family.experts and family.weights[0].gib == _V45_SIZES[0]:
        offers.append(f"{family.name} needs 4x80 GB or 2x141 GB in bf16, 1x141 GB or 2x80 GB in FP8")
    elif family.experts:
        offers.append(f"{family.name} needs 8x141 GB in FP8")
    return offers
