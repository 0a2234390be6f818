"""What the Agents SDK wants asked, as a chat request: the conversation in the form that GLM-4.5V can read, and the settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from agents import ModelSettings
from agents.models.chatcmpl_converter import Converter

from gui_agent.model.choice import Sampling
from gui_agent.model.glm.replayable import replayable
from gui_agent.model.wire import ChatRequest, Message

if TYPE_CHECKING:
    from agents import Handoff, Tool
    from agents.items import TResponseInputItem

    from gui_agent.model.choice import ModelChoice

_SENT_AS_SET = ("metadata", "store", "verbosity", "top_logprobs", "prompt_cache_retention")
"""Settings of the SDK that are fields of the request by the same name."""
_SAMPLING = frozenset(Sampling.model_fields)


def chat_request(
    choice: ModelChoice,
    messages: Sequence[Message],
    settings: ModelSettings,
    tools: Sequence[Tool],
    handoffs: Sequence[Handoff[Any, Any]],
    *,
    stream: bool,
    retry: bool,
) -> ChatRequest:
    """One turn as a request. What the settings say comes before what the choice says."""
    offered = [*map(Converter.tool_to_openai, tools), *map(Converter.convert_handoff_tool, handoffs)]
    if settings.tool_choice == "none":
        offered = []
    body = {**(settings.extra_args or {}), **cast("Mapping[str, Any]", settings.extra_body or {})}
    sampling = _sampling(choice.sampling.fields(), settings, body)
    body = {**_set_fields(settings), **{key: value for key, value in body.items() if key not in _SAMPLING}}
    thinking = choice.thinks
    if settings.reasoning is not None and settings.reasoning.effort is not None:
        thinking = settings.reasoning.effort != "none"
        body = {"reasoning_effort": settings.reasoning.effort, **body} if thinking else body
    return ChatRequest(
        messages=messages,
        tools=cast("list[Mapping[str, Any]]", offered),
        tool_choice=_tool_choice(settings),
        thinking=thinking,
        stream=stream,
        sampling=sampling,
        extra_body=body,
        extra_headers=cast("Mapping[str, str]", settings.extra_headers or {}),
        extra_query=cast("Mapping[str, Any]", settings.extra_query or {}),
        retry=retry,
    )


def conversation(
    system: str | None, input: str | list[TResponseInputItem], model: str, note: Callable[[str], str]
) -> list[Message]:
    """The conversation as chat completions have it: without old thinking, with what must be said beside a tool's result.

    Pictures in tool outputs move to a message of the user's after them: the model's template shows none in a tool's message.
    `note` gives what belongs to the result of a call, by its id.
    """
    items: Any = input
    if not isinstance(input, str):
        items = [_renderable(_with_note(item, note)) for item in input if item.get("type") != "reasoning"]
    converted = Converter.items_to_messages(items, model=model, preserve_tool_output_all_content=True)
    messages = list(_pictures_after_tools([dict(message) for message in converted]))
    return [{"role": "system", "content": system}, *messages] if system else messages


def _with_note(item: TResponseInputItem, note: Callable[[str], str]) -> TResponseInputItem:
    if item.get("type") != "function_call_output":
        return item
    text = note(str(item.get("call_id")))
    if not text:
        return item
    output = item.get("output")
    if isinstance(output, str):
        return cast("TResponseInputItem", {**item, "output": f"{output}\n{text}"})
    return cast("TResponseInputItem", {**item, "output": [*cast("list[Any]", output), {"type": "input_text", "text": text}]})


def _renderable(item: TResponseInputItem) -> TResponseInputItem:
    """An item of the history that the chat template can render: a call's arguments must be a JSON object, whatever their origin."""
    if item.get("type") != "function_call":
        return item
    return cast("TResponseInputItem", {**item, "arguments": replayable(item.get("arguments")) or "{}"})


def _pictures_after_tools(messages: Sequence[Message]) -> Iterable[Message]:
    names = {
        call["id"]: call["function"]["name"]
        for message in messages
        for call in message.get("tool_calls") or ()
        if "function" in call
    }
    pictures: list[dict[str, Any]] = []
    for message in messages:
        if message.get("role") != "tool":
            if pictures:
                yield {"role": "user", "content": pictures}
                pictures = []
            yield message
            continue
        content = message.get("content")
        if not isinstance(content, list):
            yield message
            continue
        texts = [str(part["text"]) for part in content if part.get("type") == "text"]
        shown = [part for part in content if part.get("type") == "image_url"]
        others = [part for part in content if part.get("type") not in ("text", "image_url")]
        if others:
            texts.append("(What is neither text nor a picture was left out.)")
        if shown:
            which = "picture" if len(shown) == 1 else f"{len(shown)} pictures"
            texts = texts or [f"The {which} can be seen below."]
            name = names.get(str(message.get("tool_call_id")), "the tool")
            pictures += [{"type": "text", "text": f"The {which} from {name}:"}, *shown]
        yield {**message, "content": "\n".join(texts)}
    if pictures:
        yield {"role": "user", "content": pictures}


def _tool_choice(settings: ModelSettings) -> str | Mapping[str, Any] | None:
    """Only the choice of one function is passed on.

    'required' makes servers constrain the output to a JSON syntax that GLM-4.5V was not trained to call tools in; a reply without
    a call is asked for again instead.
    """
    choice = settings.tool_choice
    if not isinstance(choice, str) or choice in ("auto", "required", "none"):
        return None
    return {"type": "function", "function": {"name": choice}}


def _sampling(fields: Mapping[str, float | int], settings: ModelSettings, body: Mapping[str, Any]) -> dict[str, float | int]:
    sampling = dict(fields)
    for key in ("temperature", "top_p", "frequency_penalty", "presence_penalty", "max_tokens"):
        value = getattr(settings, key)
        if value is not None:
            sampling[key] = value
    return sampling | {key: value for key, value in body.items() if key in _SAMPLING}


def _set_fields(settings: ModelSettings) -> dict[str, Any]:
    fields = {key: getattr(settings, key) for key in _SENT_AS_SET if getattr(settings, key, None) is not None}
    return {"logprobs": True, **fields} if "top_logprobs" in fields else fields
