"""GLM-4.5V in this process: transformers' own classes, the checkpoint's chat template, raw text out.

A `LocalEndpoint` answers a `ChatRequest` like a server that parses nothing: thinking, boxes and calls all are in the reply's
content, where `reply` finds them. The weights are loaded at the first question; one question is answered at a time.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from PIL import Image

from gui_agent.errors import EndpointError, UsageError
from gui_agent.model.glm.stream import LiveText
from gui_agent.model.in_process import checkpoint
from gui_agent.model.in_process.checkpoint import Quantisation
from gui_agent.model.wire import ChatRequest, Message, OnDelta, RawReply, TokenUsage
from gui_agent.perception.screen.pictures import NotAPicture, picture_of_url

MAX_TOKENS = 4096
"""Tokens of an answer where the request does not say; GLM-4.5V thinks at length."""
STOPS = ("<|endoftext|>", "<|user|>", "<|observation|>")
_SAMPLING = {"temperature", "top_p", "top_k", "min_p", "repetition_penalty", "max_tokens", "seed"}


class LocalEndpoint:
    """An `Endpoint` whose model runs here."""

    def __init__(self, model: str, *, quantize: Quantisation | None = None, device_map: str = "auto") -> None:
        """`model` is a folder or `hf:ORG/NAME`; `device_map` is transformers' ('auto', 'cpu', 'cuda:0').

        Loads nothing; raises UsageError or EnvironmentProblem when the checkpoint cannot be used.
        """
        self._checkpoint = checkpoint.find(model)
        self._name = model
        self._quantize = quantize
        self._device_map = device_map
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="gui-agent-model")
        self._loaded: tuple[Any, Any] | None = None

    @property
    def model_name(self) -> str:
        """The folder or hub name."""
        return self._name

    async def complete(self, request: ChatRequest, on_delta: OnDelta | None = None) -> RawReply:
        """The model's answer; cancelling the task stops the generation after the next token.

        Raises UsageError (the request cannot be rendered), EnvironmentProblem (memory), EndpointError (context too short).
        """
        loop = asyncio.get_running_loop()
        pieces: asyncio.Queue[str | None] = asyncio.Queue()
        stop = threading.Event()

        def said(text: str | None) -> None:
            loop.call_soon_threadsafe(pieces.put_nowait, text)

        answer = loop.run_in_executor(self._thread, self._answer, request, said, stop)
        answer.add_done_callback(lambda _: pieces.put_nowait(None))
        live = LiveText(on_delta) if request.stream and on_delta else None
        try:
            while (piece := await pieces.get()) is not None:
                if live:
                    live.add(piece)
            if live:
                live.close()
            return await answer
        except asyncio.CancelledError:
            stop.set()
            raise

    async def close(self) -> None:
        """Forget the weights; the next question loads them again."""
        self._loaded = None

    def _answer(self, request: ChatRequest, said: Callable[[str], None], stop: threading.Event) -> RawReply:
        model, processor = self._ready()
        inputs, prefilled = _inputs(processor, request)
        prompt_tokens = int(inputs["input_ids"].shape[-1])
        options = _generation_options(model, processor.tokenizer, request.sampling, prompt_tokens)
        said(prefilled)
        try:
            output = _generate(model, processor.tokenizer, inputs, options, said, stop)
        except (RuntimeError, MemoryError) as error:
            if checkpoint.is_out_of_memory(error):
                raise checkpoint.out_of_memory(f"answering a prompt of {prompt_tokens} tokens", error) from error
            raise
        new = output[0, prompt_tokens:]
        ended = bool(len(new)) and int(new[-1]) in options["eos_token_id"]
        text = processor.tokenizer.decode(new[:-1] if ended else new, skip_special_tokens=False)
        return RawReply(
            content=prefilled + text,
            finish_reason="stop" if ended else "length",
            usage=TokenUsage(prompt=prompt_tokens, completion=len(new)),
            streamed=request.stream,
        )

    def _ready(self) -> tuple[Any, Any]:
        if self._loaded is None:
            processor = checkpoint.load_processor(self._checkpoint)
            self._loaded = checkpoint.load(self._checkpoint, self._quantize, self._device_map), processor
        return self._loaded


def _inputs(processor: Any, request: ChatRequest) -> tuple[Any, str]:
    """The model's inputs, and what the template has already written of a thinking block (`<think>` or nothing)."""
    from jinja2 import TemplateError

    messages, images = render_messages(request.messages)
    tools = list(request.tools) if request.tools and request.tool_choice != "none" else None
    options = {} if request.thinking else {"enable_thinking": False}
    try:
        prompt = processor.apply_chat_template(messages, tools=tools, add_generation_prompt=True, tokenize=False, **options)
    except (TemplateError, TypeError) as error:
        raise UsageError(f"the checkpoint's chat template does not take this conversation: {error}") from error
    inputs = processor(text=[prompt], images=images or None, return_tensors="pt")
    return inputs, "<think>" if prompt.rstrip().endswith("<think>") else ""


def render_messages(messages: Sequence[Message]) -> tuple[list[dict[str, Any]], list[Image.Image]]:
    """Chat-completions messages as the chat template takes them, and their pictures in order.

    Raises UsageError for a picture that is not a `data:` URL, or call arguments that are no JSON object.
    """
    rendered: list[dict[str, Any]] = []
    images: list[Image.Image] = []
    for message in messages:
        entry: dict[str, Any] = {"role": message["role"], "content": _content(message.get("content"), images)}
        if message.get("tool_calls"):
            entry["tool_calls"] = [
                {"type": "function", "function": {"name": call["function"]["name"], "arguments": _arguments(call["function"])}}
                for call in message["tool_calls"]
            ]
        rendered.append(entry)
    return rendered, images


def _content(content: object, images: list[Image.Image]) -> str | list[dict[str, Any]]:
    if content is None or isinstance(content, str):
        return content or ""
    if not isinstance(content, list | tuple):
        raise UsageError(f"a message's content is a text or a list of parts, not {type(content).__name__}")
    parts: list[dict[str, Any]] = []
    for part in content:
        if part["type"] == "image_url":
            url = part["image_url"]
            images.append(decode_image(url["url"] if isinstance(url, Mapping) else url))
            parts.append({"type": "image"})
        elif part["type"] == "text":
            parts.append({"type": "text", "text": part["text"]})
        else:
            raise UsageError(f"a model in this process takes texts and pictures, not {part['type']}")
    return parts


def decode_image(url: str) -> Image.Image:
    """The picture of a `data:` URL, RGB. Raises UsageError."""
    if not url.startswith("data:image/"):
        raise UsageError(f"a model in this process takes pictures as data: URLs, not {url[:60]}", "Give the file itself")
    try:
        return picture_of_url(url)
    except NotAPicture as error:
        raise UsageError(f"a picture could not be decoded: {error}") from error


def _arguments(function: Mapping[str, Any]) -> dict[str, Any]:
    arguments = function["arguments"]
    if isinstance(arguments, str):
        try:
            arguments = json.loads(arguments or "{}")
        except ValueError:
            arguments = None
    if not isinstance(arguments, dict):
        raise UsageError(f"the history holds a call of {function['name']} whose arguments are no JSON object")
    return arguments


def _generation_options(model: Any, tokenizer: Any, sampling: Mapping[str, float | int], prompt_tokens: int) -> dict[str, Any]:
    unknown = sorted(set(sampling) - _SAMPLING)
    if unknown:
        raise UsageError(f"{', '.join(unknown)} does not exist in process", f"There is: {', '.join(sorted(_SAMPLING))}")
    room = int(model.config.get_text_config().max_position_embeddings) - prompt_tokens
    if room < 16:
        raise EndpointError(
            f"the prompt has {prompt_tokens} tokens, and the model's context ends at {prompt_tokens + room}",
            "Keep fewer screenshots in the history, or use smaller ones",
        )
    options: dict[str, Any] = {
        "eos_token_id": _stop_ids(model, tokenizer),
        "pad_token_id": tokenizer.pad_token_id if tokenizer.pad_token_id is not None else tokenizer.eos_token_id,
        "max_new_tokens": min(room, int(sampling.get("max_tokens", MAX_TOKENS))),
    }
    temperature = sampling.get("temperature")
    if temperature is not None:
        options["do_sample"] = temperature > 0
    if options.get("do_sample", model.generation_config.do_sample):
        options |= {name: sampling[name] for name in ("temperature", "top_p", "top_k", "min_p") if sampling.get(name) is not None}
    if sampling.get("repetition_penalty") is not None:
        options["repetition_penalty"] = float(sampling["repetition_penalty"])
    if sampling.get("seed") is not None:
        from transformers import set_seed

        set_seed(int(sampling["seed"]))
    return options


def _stop_ids(model: Any, tokenizer: Any) -> list[int]:
    configured = model.generation_config.eos_token_id
    ids = [configured] if isinstance(configured, int) else list(configured or ())
    known = tokenizer.convert_tokens_to_ids(list(STOPS))
    return sorted({*ids, *(index for index in known if index is not None and index != tokenizer.unk_token_id)})


def _generate(
    model: Any, tokenizer: Any, inputs: Any, options: dict[str, Any], said: Callable[[str], None], stop: threading.Event
) -> Any:
    import torch
    from transformers import StoppingCriteria, StoppingCriteriaList, TextStreamer

    class Streamer(TextStreamer):  # type: ignore[misc]
        """Hands pieces of text on as they become readable."""

        def on_finalized_text(self, text: str, stream_end: bool = False) -> None:
            if text:
                said(text)

    class Cancelled(StoppingCriteria):  # type: ignore[misc]
        """Ends the generation when the task that waits for it was cancelled."""

        def __call__(self, input_ids: Any, scores: Any, **_: Any) -> Any:
            return torch.full((input_ids.shape[0],), stop.is_set(), dtype=torch.bool, device=input_ids.device)

    if getattr(model.model, "rope_deltas", None) is not None:
        model.model.rope_deltas = None  # transformers keeps the offset of the last picture, also for a text without one
    with torch.inference_mode():
        return model.generate(
            **inputs.to(model.device),
            **options,
            streamer=Streamer(tokenizer, skip_prompt=True, skip_special_tokens=False),
            stopping_criteria=StoppingCriteriaList([Cancelled()]),
        )
