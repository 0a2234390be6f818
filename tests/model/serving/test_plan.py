import pytest

from gui_agent.errors import UsageError
from gui_agent.model.serving import plan as serving
from gui_agent.model.serving.command import command_for
from gui_agent.model.serving.plan import Engine, Plan, parse_gpus, plan
from gui_agent.model.serving.start import parse_gpu_list

# What fits, from the weights' sizes: bf16 200.6 GiB on 4x80 and 2x141; FP8 102 GiB on 1x141 and, tight, on 2x80.
SIX = [
    ("4x80", "zai-org/GLM-4.5V", 4, False),
    ("2x141", "zai-org/GLM-4.5V", 2, False),
    ("1x141", "zai-org/GLM-4.5V-FP8", 1, True),
    ("2x80", "zai-org/GLM-4.5V-FP8", 2, True),
    ("1x24", None, 0, False),
    ("8x40", "zai-org/GLM-4.5V", 8, False),
]


@pytest.mark.parametrize(("gpus", "repository", "tensor", "tight"), SIX)
def test_the_plan_for_each_machine(gpus: str, repository: str | None, tensor: int, tight: bool) -> None:
    made = plan("GLM-4.5V", parse_gpus(gpus), "vllm")
    if repository is None:
        assert made.layout is None
        assert any("GLM-4.6V-Flash fits" in line for line in made.alternatives)
        assert all(": no." in line for line in made.arithmetic)
        return
    assert made.layout is not None
    assert (made.layout.weights.repository, made.layout.tensor, made.layout.tight) == (repository, tensor, tight)
    assert made.layout.context == 65_536


def test_the_arithmetic_can_be_checked_by_hand() -> None:
    made = plan("GLM-4.5V", parse_gpus("2x80"), "vllm")
    refused, accepted = made.arithmetic
    assert refused.startswith("GLM-4.5V: no. 2 x 80 GiB x 0.95 = 152.0 GiB, less 2 x 3.2 overhead, less 200.6 of bf16 weights")
    assert made.layout is not None
    left = 2 * (80 * 0.95 - 3.2) - 102
    assert made.layout.kv_gib == pytest.approx(left)
    assert made.layout.kv_tokens == int(left * 2**20 / 184)
    assert f"{made.layout.kv_tokens:,} tokens" in accepted


def test_a_full_context_of_cache_is_11_5_gib() -> None:
    family, _ = serving.family_of("GLM-4.5V")
    assert family.kv_kib_per_token * family.context / 2**20 == 11.5


@pytest.mark.parametrize("count", range(1, 17))
@pytest.mark.parametrize("gib", [16, 24, 40, 48, 80, 96, 141, 192])
def test_no_plan_promises_more_memory_than_there_is(count: int, gib: int) -> None:
    for model in ("GLM-4.5V", "GLM-4.5V-FP8", "GLM-4.6V", "GLM-4.6V-Flash"):
        for engine in ("vllm", "sglang", "transformers"):
            layout = plan(model, parse_gpus(f"{count}x{gib}"), engine).layout
            if layout is None:
                continue
            used = layout.tensor * layout.pipeline
            assert used * layout.replicas <= count
            cache = layout.context * 184 / 2**20 if "Flash" not in model else layout.context * 40 / 2**20
            assert layout.weights.gib + cache <= used * gib * 0.95


def test_the_commands_hold_the_flags_that_matter() -> None:
    assert _line("GLM-4.5V-FP8", "4x80", "vllm") == (
        "vllm serve zai-org/GLM-4.5V-FP8 --tensor-parallel-size 4 --enable-expert-parallel --mm-encoder-tp-mode data "
        "--tool-call-parser glm45 --reasoning-parser glm45 --enable-auto-tool-choice --tool-strict-level parameter "
        "--served-model-name glm-4.5v --max-model-len 65536 --mm-processor-cache-type shm --host 127.0.0.1 --port 8000"
    )
    assert "--gpu-memory-utilization 0.95" in _line("GLM-4.5V", "1x141", "vllm")
    assert "--tensor-parallel-size" not in _line("GLM-4.5V", "1x141", "vllm")
    assert "--data-parallel-size 2" in _line("GLM-4.5V", "8x80", "vllm")
    sglang = _line("GLM-4.5V-FP8", "4x80", "sglang")
    assert sglang.startswith(
        "python -m sglang.launch_server --model-path zai-org/GLM-4.5V-FP8 --tp-size 4 --tool-call-parser glm45"
    )
    assert "--mm-enable-dp-encoder" in _line("GLM-4.5V", "8x40", "sglang")


def test_two_machines_are_joined_by_ray() -> None:
    made = plan("GLM-4.5V", parse_gpus("4x80", nodes=2), "vllm")
    assert made.layout is not None
    command = command_for(made, made.layout, "127.0.0.1", 8000)
    line = " ".join(command.argv)
    assert "--distributed-executor-backend ray --tensor-parallel-size 4 --pipeline-parallel-size 2" in line
    assert command.before[0].startswith("ray start --head")


@pytest.mark.parametrize("text", ["80", "x80", "4x", "0x80", "4x80x2", "fourx80"])
def test_gpus_that_cannot_be_read(text: str) -> None:
    with pytest.raises(UsageError, match="--gpus"):
        parse_gpus(text)


def test_an_unknown_model_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"GLM-4\.5V-FP8"):
        plan("GLM-3", parse_gpus("4x80"), "vllm")


def test_what_nvidia_smi_says() -> None:
    gpus = parse_gpu_list("81559, 9.0\n81559, 9.0\n")
    assert gpus is not None
    assert (gpus.count, gpus.gib, gpus.hopper) == (2, 79.6, True)
    older = parse_gpu_list("40960, 8.0\n40536, 8.0\n")
    assert older is not None
    assert (older.gib, older.hopper) == (39.6, False)
    assert "fa3" not in " ".join(_command(plan("GLM-4.6V-Flash", older, "sglang")))
    assert parse_gpu_list("") is None


def _line(model: str, gpus: str, engine: Engine) -> str:
    return " ".join(_command(plan(model, parse_gpus(gpus), engine)))


def _command(made: Plan) -> tuple[str, ...]:
    assert made.layout is not None
    return command_for(made, made.layout, "127.0.0.1", 8000).argv


@pytest.mark.parametrize(
    ("model", "gpus", "parser", "tensor"), [("GLM-GA", "1x80", "glm45", 1), ("GLM-5.3-Flash", "8x141", "glm47", 8)]
)
def test_the_successors_have_their_plans(model: str, gpus: str, parser: str, tensor: int) -> None:
    for engine in ("vllm", "sglang"):
        made = plan(model, parse_gpus(gpus), engine)
        assert made.layout is not None
        argv = command_for(made, made.layout, "127.0.0.1", 8000).argv
        assert argv[argv.index("--tool-call-parser") + 1] == parser
        assert argv[argv.index("--reasoning-parser") + 1] == "glm45"
    assert plan("GLM-5.3-Flash", parse_gpus("2x141"), "vllm").layout is None
