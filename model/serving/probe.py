"""Proof that an endpoint works: it sees pictures, points right, calls tools, thinks or not, streams.

Each question has an answer that is known beforehand, and each failure names what to change on the server. It works for a server
over HTTP and for a model in this process alike.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gui_agent.actions.action import LeftClick, location_numbers, tool_schema
from gui_agent.errors import EndpointError, GuiAgentError
from gui_agent.model.glm.arguments import OfferedTool
from gui_agent.model.glm.boxes import places_in
from gui_agent.model.glm.markup import split_thinking
from gui_agent.model.glm.reply import understand
from gui_agent.model.wire import ChatRequest, Endpoint, Message, RawReply
from gui_agent.perception.geometry import Box, Point, RelativeBox, RelativePoint
from gui_agent.perception.screen.encoding import encode

if TYPE_CHECKING:
    from PIL import Image

    from gui_agent.model.choice import ModelChoice

WORDS = ("APPLE", "RIVER", "TIGER", "CLOUD", "PIANO", "LEMON")
FRAME = Box(0, 0, 1260, 784)
TARGET = Box(742, 478, 934, 562)
"""The green rectangle, in pixels of FRAME."""
MAX_TOKENS = 2048
_SERVED_PARSERS = "--tool-call-parser glm45 --enable-auto-tool-choice (vLLM), --tool-call-parser glm45 (SGLang)"
_REASONING_PARSERS = "--reasoning-parser glm45 (vLLM and SGLang)"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `remedy` says what to change where it is not as it should be, or could be better."""

    name: str
    ok: bool
    detail: str
    remedy: str = ""


async def probe(choice: ModelChoice) -> list[Finding]:
    """All findings about the model that `choice` names; an endpoint that cannot be reached is one finding, not an error."""
    from gui_agent.model.provider import open_endpoint

    try:
        endpoint = open_endpoint(choice)
    except GuiAgentError as error:
        return [Finding("model", False, error.message, error.remedy)]
    try:
        return await probe_endpoint(endpoint)
    finally:
        await endpoint.close()


async def probe_endpoint(endpoint: Endpoint) -> list[Finding]:
    """The findings about an open endpoint: first whether it answers at all, then all the rest."""
    findings = [await _looked_at("model answers", _answers(endpoint))]
    if not findings[0].ok:
        return findings
    for name, look in _LOOKS:
        findings.append(await _looked_at(name, look(endpoint)))
    return findings


async def picture_question(endpoint: Endpoint) -> str:
    """Ask which word a picture shows; the answer as text, right or not. Raises what the endpoint raises."""
    return (await _read_word(endpoint, WORDS[0]))[0]


def word_picture(word: str) -> Image.Image:
    """One black word in the middle of a white picture, 640 x 400."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (640, 400), "white")
    ImageDraw.Draw(image).text((320, 200), word, fill="black", font=ImageFont.load_default(size=96), anchor="mm")
    return image


def target_picture() -> Image.Image:
    """A light screen with a green rectangle at TARGET and three other shapes, 1260 x 784."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (FRAME.width, FRAME.height), (238, 238, 240))
    draw = ImageDraw.Draw(image)
    draw.rectangle((120, 110, 330, 190), fill=(211, 47, 47))
    draw.rectangle((180, 540, 400, 640), fill=(33, 96, 212))
    draw.rectangle((860, 120, 1080, 200), fill=(160, 160, 165))
    draw.rectangle((TARGET.left, TARGET.top, TARGET.right - 1, TARGET.bottom - 1), fill=(46, 160, 67))
    return image


async def _looked_at(name: str, look: Awaitable[Finding]) -> Finding:
    try:
        return await look
    except GuiAgentError as error:
        return Finding(name, False, error.message, error.remedy)


def _question(text: str, image: Image.Image | None = None) -> list[Message]:
    content: list[dict[str, Any]] = [{"type": "text", "text": text}]
    if image is not None:
        content.insert(0, {"type": "image_url", "image_url": {"url": encode(image).data_url}})
    return [{"role": "user", "content": content}]


def _request(messages: Sequence[Message], **options: Any) -> ChatRequest:
    settings = {"thinking": False, "stream": False, "sampling": {"temperature": 0, "max_tokens": MAX_TOKENS}, **options}
    return ChatRequest(messages, **settings)


async def _answers(endpoint: Endpoint) -> Finding:
    start = time.monotonic()
    reply = await endpoint.complete(_request(_question("Say hello.")))
    seconds = time.monotonic() - start
    _, text = split_thinking(reply.content)
    if not (text or reply.reasoning):
        remedy = "Look at the server's log; the model or its chat template is not the right one"
        return Finding("model answers", False, f"{endpoint.model_name} gave an empty reply", remedy)
    usage = f", {reply.usage.prompt} + {reply.usage.completion} tokens" if reply.usage.prompt else ", no token usage"
    return Finding("model answers", True, f"{endpoint.model_name} in {seconds:.1f} s{usage}")


async def _read_word(endpoint: Endpoint, word: str) -> tuple[str, RawReply]:
    question = "Which word is written in this picture? Answer with the word alone."
    reply = await endpoint.complete(_request(_question(question, word_picture(word))))
    text = re.sub(r"<\|[^|>]*\|>", "", split_thinking(reply.content)[1]).strip()
    return text, reply


async def _sees(endpoint: Endpoint) -> Finding:
    word = random.choice(WORDS)
    said, reply = await _read_word(endpoint, word)
    if word.lower() in said.lower():
        return Finding("model sees pictures", True, f"read {word!r}")
    detail = f"the picture says {word!r}, the model says {said[:60]!r} ({reply.usage.prompt} prompt tokens)"
    remedy = "Serve the vision model, not a text-only one (vLLM: no --language-model-only, no --limit-mm-per-prompt of 0)"
    return Finding("model sees pictures", False, detail, remedy)


async def _points(endpoint: Endpoint) -> Finding:
    name = "model points"
    question = "Where is the green rectangle? Answer with its bounding box [[x1,y1,x2,y2]] in thousandths (0-999)."
    reply = await endpoint.complete(_request(_question(question, target_picture()), keep_special_tokens=True))
    answer = split_thinking(reply.content)[1]
    try:
        places = places_in(answer)
    except ValueError as problem:
        return Finding(name, False, f"the box is unusable: {problem}", _COORDINATES)
    if not places:
        return Finding(
            name, False, f"no box in {answer[:80]!r}", "Is this a GLM vision model? Others write places in other forms"
        )
    return _distance_finding(name, places[0])


_COORDINATES = "Is this GLM-4.5V or GLM-4.6V, unmodified? Other models count in pixels; heavy quantisation moves boxes"


def _distance_finding(name: str, place: RelativePoint | RelativeBox) -> Finding:
    point = (place.center if isinstance(place, RelativeBox) else place).to_pixels(FRAME)
    off = _distance(point, TARGET.center)
    detail = f"{off:.0f} pixels beside the centre of a target of {TARGET.width}x{TARGET.height} on {FRAME.width}x{FRAME.height}"
    hit = TARGET.contains(point)
    return Finding(name, hit, detail, "" if hit else _COORDINATES)


def _distance(one: Point, other: Point) -> float:
    return float(((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5)


def _click_tool() -> dict[str, Any]:
    schema = tool_schema(LeftClick)
    return {"type": "function", "function": {"name": "left_click", "description": LeftClick.__doc__, "parameters": schema}}


def _click_request(*, thinking: bool = False, stream: bool = False) -> ChatRequest:
    messages = _question("Click the green rectangle: call left_click once.", target_picture())
    return _request(messages, tools=[_click_tool()], thinking=thinking, stream=stream)


def _click_finding(name: str, reply: RawReply, *, placed: bool = False) -> Finding:
    """Whether the reply is one valid click (with `placed`: on the target), and in which form it came."""
    understood = understand(reply, [OfferedTool("left_click", tool_schema(LeftClick))])
    if understood.call is None:
        said = (reply.content or reply.reasoning)[:80]
        detail = f"no usable call: {understood.problem}; the reply begins {said!r}"
        return Finding(name, False, detail, f"Start the server with {_SERVED_PARSERS}")
    click = LeftClick(**understood.call.arguments)
    if reply.calls:
        form, remedy = "as a tool call", ""
    else:
        form, remedy = "as raw markup, understood all the same", f"Better: {_SERVED_PARSERS}"
    called = f"left_click({location_numbers(click.start_box)}) came {form}"
    if not placed:
        return Finding(name, True, called, remedy)
    place = _distance_finding(name, click.start_box)
    return Finding(name, place.ok, f"{called}; {place.detail}", place.remedy or remedy)


async def _calls(endpoint: Endpoint) -> Finding:
    return _click_finding("model calls tools", await endpoint.complete(_click_request()), placed=True)


async def _thinks(endpoint: Endpoint) -> Finding:
    name = "model thinks"
    reply = await endpoint.complete(_click_request(thinking=True))
    inside, _ = split_thinking(reply.content)
    if not (reply.reasoning or inside):
        remedy = "Does the server override enable_thinking (vLLM --default-chat-template-kwargs)? --no-thinking lives with it"
        return Finding(name, False, "no thinking came back with thinking on", remedy)
    call = _click_finding(name, reply)
    if not call.ok:
        return Finding(name, False, f"with thinking on: {call.detail}", call.remedy)
    if inside and not reply.reasoning:
        return Finding(name, True, "thinking came inside of the text, understood all the same", f"Better: {_REASONING_PARSERS}")
    return Finding(name, True, f"{len(reply.reasoning)} characters, apart from the answer")


async def _thinks_not(endpoint: Endpoint) -> Finding:
    name = "model answers without thinking"
    reply = await endpoint.complete(_click_request())
    thought = reply.reasoning.strip() or split_thinking(reply.content)[0]
    if not thought:
        return Finding(name, True, "no thinking came back with thinking off")
    remedy = (
        "The server ignores the switch: name its kind with GUI_AGENT_PROFILE (vllm, sglang, zai, openrouter, ...), or update it"
    )
    return Finding(name, False, f"it thinks all the same: {thought[:60]!r}", remedy)


async def _streams(endpoint: Endpoint) -> Finding:
    name = "model streams"
    arrived: list[float] = []
    start = time.monotonic()
    reply = await endpoint.complete(
        _click_request(thinking=True, stream=True), lambda _kind, _text: arrived.append(time.monotonic())
    )
    call = _click_finding(name, reply)
    if not call.ok:
        remedy = f"Streamed calls break in some server releases: --no-stream (GUI_AGENT_STREAM=false) avoids it. {call.remedy}"
        return Finding(name, False, f"streamed: {call.detail}", remedy)
    if len(arrived) < 2:
        return Finding(name, False, "the whole reply came at once", "Turn off buffering in the proxy before the server")
    return Finding(name, True, f"{len(arrived)} pieces, the first after {arrived[0] - start:.2f} s")


_LOOKS: tuple[tuple[str, Callable[[Endpoint], Awaitable[Finding]]], ...] = (
    ("model sees pictures", _sees),
    ("model points", _points),
    ("model calls tools", _calls),
    ("model thinks", _thinks),
    ("model answers without thinking", _thinks_not),
    ("model streams", _streams),
)


async def served_models(choice: ModelChoice) -> list[str]:
    """What the endpoint serves, by its own account. Raises EndpointError or UsageError."""
    from gui_agent.model.servers.endpoint import HttpEndpoint

    endpoint = HttpEndpoint(choice)
    try:
        return await endpoint.served_models()
    except EndpointError as error:
        if "500" in error.message and (await endpoint.profile()).name == "transformers-serve":
            remedy = "transformers serve lists only the hub's cache; ask for the folder or hub name that it was started with"
            raise EndpointError(f"{endpoint.base_url} cannot list its models", remedy) from error
        raise
    finally:
        await endpoint.close()
