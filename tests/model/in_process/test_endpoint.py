"""GLM-4.5V in process, with the tiny checkpoint: trained weights of the same architecture, the same wire format."""

import asyncio
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from gui_agent.actions.action import ACTIONS, tool_schema
from gui_agent.errors import EndpointError, EnvironmentProblem, UsageError
from gui_agent.model.glm.arguments import OfferedTool
from gui_agent.model.glm.boxes import places_in
from gui_agent.model.glm.reply import understand
from gui_agent.model.in_process import checkpoint
from gui_agent.model.in_process.endpoint import LocalEndpoint, decode_image, render_messages
from gui_agent.model.serving.probe import FRAME, TARGET, probe_endpoint, target_picture, word_picture
from gui_agent.model.wire import ChatRequest, RawReply
from gui_agent.perception.geometry import RelativeBox
from gui_agent.perception.screen.encoding import encode

pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation:DeprecationWarning"
)  # transformers hands tensors to numpy
TINY = Path(__file__).parents[1] / "tiny" / "checkpoint"
TOOLS = [
    {"type": "function", "function": {"name": name, "description": kind.__doc__, "parameters": tool_schema(kind)}}
    for name, kind in ACTIONS.items()
]
OFFERED = [OfferedTool(name, tool_schema(kind)) for name, kind in ACTIONS.items()]


@pytest.fixture(scope="module")
def local() -> Iterator[LocalEndpoint]:
    endpoint = LocalEndpoint(str(TINY), device_map="cpu")
    yield endpoint
    asyncio.run(endpoint.close())


def ask(
    endpoint: LocalEndpoint, messages: list[dict[str, Any]], deltas: list[tuple[str, str]] | None = None, **options: Any
) -> RawReply:
    watch = None if deltas is None else lambda kind, text: deltas.append((kind, text))
    settings: dict[str, Any] = {"thinking": False, "stream": deltas is not None, "sampling": {"temperature": 0}, **options}
    return asyncio.run(endpoint.complete(ChatRequest(messages, **settings), watch))


def user(text: str, image: Image.Image | None = None) -> dict[str, Any]:
    picture = [] if image is None else [{"type": "image_url", "image_url": {"url": encode(image).data_url}}]
    return {"role": "user", "content": [{"type": "text", "text": text}, *picture]}


@pytest.mark.parametrize("thinking", [False, True])
def test_it_clicks_what_it_is_asked_to(local: LocalEndpoint, thinking: bool) -> None:
    deltas: list[tuple[str, str]] = []
    messages = [{"role": "system", "content": "You act on a screen."}, user("Click the green button", target_picture())]
    reply = ask(local, messages, deltas, tools=TOOLS, thinking=thinking)
    understood = understand(reply, OFFERED)
    assert understood.call is not None, reply.content
    assert understood.call.name == "left_click"
    click = ACTIONS["left_click"](**understood.call.arguments)
    assert TARGET.contains(click.places[0].to_pixels(FRAME))  # type: ignore[arg-type]
    assert bool(understood.thinking) is thinking
    assert {kind for kind, _ in deltas} >= ({"thinking", "call"} if thinking else {"call"})
    assert "left_click" in "".join(text for kind, text in deltas if kind == "call")
    assert not any("<" in text for kind, text in deltas if kind == "thinking")
    assert (reply.finish_reason, reply.streamed) == ("stop", True)
    assert reply.usage.prompt > 100
    assert reply.usage.completion > 10


def test_a_call_without_arguments_and_two_calls(local: LocalEndpoint) -> None:
    waited = understand(ask(local, [user("Pause.", target_picture())], tools=TOOLS), OFFERED)
    assert waited.call is not None
    assert (waited.call.name, dict(waited.call.arguments)) == ("wait", {})
    reply = ask(local, [user("Click green and red.", target_picture())], tools=TOOLS)
    assert reply.content.count("<tool_call>left_click") == 2


def test_after_a_result_it_is_done(local: LocalEndpoint) -> None:
    call = {"id": "1", "type": "function", "function": {"name": "left_click", "arguments": '{"start_box": [665, 663]}'}}
    messages = [
        user("Click the green button"),
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "1", "content": "The screen changed."},
        user("The screen now, after 1 actions:", target_picture()),
    ]
    understood = understand(ask(local, messages, tools=TOOLS, thinking=True), OFFERED)
    assert understood.call is not None
    assert understood.call.name == "done"
    assert understood.thinking


def test_a_box_in_box_tokens(local: LocalEndpoint) -> None:
    reply = ask(local, [user("Where is the green rectangle?", target_picture())])
    assert "<|begin_of_box|>" in reply.content
    (box,) = places_in(reply.content)
    assert isinstance(box, RelativeBox)
    assert TARGET.contains(box.center.to_pixels(FRAME))


def test_the_whole_proof(local: LocalEndpoint) -> None:
    findings = asyncio.run(probe_endpoint(local))
    assert len(findings) == 7
    assert [finding for finding in findings if not finding.ok] == []


def test_sampling_is_obeyed(local: LocalEndpoint) -> None:
    short = ask(local, [user("Click the green button", target_picture())], tools=TOOLS, sampling={"max_tokens": 5})
    assert (short.finish_reason, short.usage.completion) == ("length", 5)
    hot = {"temperature": 5.0, "top_p": 1.0, "seed": 3}
    first = ask(local, [user("Click the green button", target_picture())], tools=TOOLS, sampling={**hot, "max_tokens": 40})
    again = ask(local, [user("Click the green button", target_picture())], tools=TOOLS, sampling={**hot, "max_tokens": 40})
    assert first.content == again.content
    with pytest.raises(UsageError, match="presence_penalty"):
        ask(local, [user("Hello.")], sampling={"presence_penalty": 1.0})


def test_a_prompt_beyond_the_context(local: LocalEndpoint) -> None:
    with pytest.raises(EndpointError, match="context ends at 65536"):
        ask(local, [user("green " * 66_000)])


def test_cancelling_stops_the_generation(local: LocalEndpoint) -> None:
    async def cancelled() -> float:
        request = ChatRequest([user("Click the green button", target_picture())], tools=TOOLS, sampling={"max_tokens": 4096})
        task = asyncio.create_task(local.complete(request, None))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        start = time.monotonic()
        await local.complete(ChatRequest([user("Hello.")], thinking=False))
        return time.monotonic() - start

    assert asyncio.run(cancelled()) < 30


def test_pictures_that_are_none() -> None:
    with pytest.raises(UsageError, match="data: URLs"):
        decode_image("http://127.0.0.1/screen.png")
    with pytest.raises(UsageError, match="decoded"):
        decode_image("data:image/png;base64,aGVsbG8=")
    encoded = encode(word_picture("APPLE"))
    assert decode_image(encoded.data_url).size == tuple(encoded.size)
    bad = {"role": "assistant", "content": None, "tool_calls": [{"function": {"name": "key", "arguments": "[1"}}]}
    with pytest.raises(UsageError, match="no JSON object"):
        render_messages([bad])


def test_folders_that_are_no_glm(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        checkpoint.find(str(tmp_path / "missing"))
    with pytest.raises(UsageError, match=r"no config\.json"):
        checkpoint.find(str(tmp_path))
    (tmp_path / "config.json").write_text('{"model_type": "llama"}')
    with pytest.raises(UsageError, match="safetensors"):
        checkpoint.find(str(tmp_path))
    (tmp_path / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(UsageError, match="llama checkpoint, not a GLM"):
        checkpoint.find(str(tmp_path))
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(UsageError, match="not JSON"):
        checkpoint.find(str(tmp_path))


def test_broken_weights_are_one_line(tmp_path: Path) -> None:
    folder = shutil.copytree(TINY, tmp_path / "broken")
    (folder / "model.safetensors").write_bytes(b"not weights at all")
    with pytest.raises(UsageError, match="could not be loaded"):
        ask(LocalEndpoint(str(folder)), [user("Hello.")])


def test_more_weights_than_memory(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "glm4v_moe"}))
    with (tmp_path / "model.safetensors").open("wb") as file:
        file.truncate(4 * 2**40)  # sparse: 4 TiB that are not there
    found = checkpoint.find(str(tmp_path))
    with pytest.raises(EnvironmentProblem, match=r"weights need about \d+ GiB.*GLM-4.6V-Flash"):
        checkpoint.check_plan(found, None)


def test_quantisations_that_cannot_work() -> None:
    with pytest.raises(UsageError, match="leave the experts"):
        checkpoint.check_plan(checkpoint.find(str(TINY)), "4bit")
    with pytest.raises(EnvironmentProblem, match="CUDA GPU"):
        checkpoint.check_plan(checkpoint.find(str(TINY)), "fp8")


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    opened = f"from gui_agent.model.in_process.endpoint import LocalEndpoint; LocalEndpoint({str(TINY)!r})"
    code = f"import sys; {opened}; print('torch' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
