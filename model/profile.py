"""The differences between servers that serve GLM-4.5V: one `Profile` each, found out from the endpoint or named by the user.

Sources: the code of vLLM 0.33, SGLang 0.5 and transformers 5.23 (marked [C]), the hosted providers' documentation ([D]), or
inference from what they run ([I]). What is [D] or [I] was never tried against the provider; it is only here, easy to correct.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from urllib.parse import urlsplit

from gui_agent.model.wire import ChatRequest, Message

ProfileName = Literal["vllm", "sglang", "transformers-serve", "novita", "zai", "openrouter", "huggingface"]
_TEMPLATE_OFF: Mapping[str, Any] = {"chat_template_kwargs": {"enable_thinking": False}}
_TEMPLATE_ON: Mapping[str, Any] = {"chat_template_kwargs": {"enable_thinking": True}}


@dataclass(frozen=True)
class Profile:
    """How one kind of server wants to be asked. Where thinking comes back needs no setting: every known field is read."""

    name: ProfileName
    thinking_on: Mapping[str, Any] = field(default_factory=dict)
    """Body fields that turn thinking on."""
    thinking_off: Mapping[str, Any] = field(default_factory=dict)
    refuses: frozenset[str] = frozenset()
    """Body fields that must not be sent: the server answers 400 or 422 to them."""
    tool_choices: frozenset[str] = frozenset({"auto", "required", "none"})
    """What it takes as tool_choice; a choice of one function by name counts as 'required'."""
    max_output: int | None = None
    """The most tokens that it lets one answer have."""
    generation_config: bool = False
    """Sampling fields that are refused travel inside of a JSON text called generation_config."""
    text_beside_calls: bool = True
    """Whether the text of an assistant message that also calls a tool reaches the model."""
    streams_truly: bool = False
    """Whether typed text arrives unchanged in a stream only."""
    keeps_special_tokens: Mapping[str, Any] = field(default_factory=dict)
    """Body fields that leave the box tokens in the text."""

    def body(self, request: ChatRequest) -> dict[str, Any]:
        """The request as this server takes it, without the model's name, the messages and `stream`."""
        body: dict[str, Any] = dict(request.sampling)
        if self.max_output is not None and "max_tokens" in body:
            body["max_tokens"] = min(int(body["max_tokens"]), self.max_output)
        if request.tools:
            body["tools"] = [_without_strict(tool) for tool in request.tools]
            if choice := self._tool_choice(request.tool_choice):
                body["tool_choice"] = choice
        if request.response_format:
            body["response_format"] = dict(request.response_format)
        if request.stream:
            body["stream_options"] = {"include_usage": True}
        if request.keep_special_tokens:
            body = _merged(body, self.keeps_special_tokens)
        body = _merged(body, self.thinking_on if request.thinking else self.thinking_off)
        refused = {key: value for key, value in body.items() if key in self.refuses}
        body = {key: value for key, value in body.items() if key not in self.refuses}
        sampling = {key: value for key, value in refused.items() if key in _GENERATION_CONFIG}
        if self.generation_config and sampling:
            # The server takes this text in place of the checkpoint's own generation settings, so the limit travels in it as well.
            body["generation_config"] = json.dumps({**sampling, "max_new_tokens": int(body.get("max_tokens", 8192))})
        return _merged(body, request.extra_body)

    def messages(self, messages: Sequence[Message]) -> list[Message]:
        """The conversation as this server takes it: where it drops the text beside a call, that moves to the call's result."""
        if self.text_beside_calls:
            return list(messages)
        moved: list[Message] = []
        pending = ""
        for message in messages:
            if message.get("tool_calls") and message.get("content"):
                pending = str(message["content"])
                message = {**message, "content": None}
            elif pending and message.get("role") == "tool":
                message = {**message, "content": f"{message['content']}\nYou said with this call: {pending}"}
                pending = ""
            moved.append(message)
        return moved

    def _tool_choice(self, choice: str | Mapping[str, Any] | None) -> str | dict[str, Any] | None:
        if choice is None:
            return None
        if isinstance(choice, str):
            return choice if choice in self.tool_choices else "auto"
        return dict(choice) if "required" in self.tool_choices else "auto"


_GENERATION_CONFIG = frozenset({"top_k", "min_p", "repetition_penalty"})
_OPENAI_ONLY = frozenset({"tool_choice", "response_format", "stream_options", "parallel_tool_calls"})

PROFILES: Mapping[ProfileName, Profile] = {
    # [C] thinking comes in `reasoning`, in older releases in `reasoning_content`.
    "vllm": Profile("vllm", _TEMPLATE_ON, _TEMPLATE_OFF, keeps_special_tokens={"skip_special_tokens": False}),
    # [C] thinking comes in `reasoning_content`.
    "sglang": Profile(
        "sglang", _TEMPLATE_ON, _TEMPLATE_OFF, streams_truly=True, keeps_special_tokens={"skip_special_tokens": False}
    ),
    # [C] any field that it does not know gives 422; what it knows and does not do, it ignores.
    "transformers-serve": Profile(
        "transformers-serve",
        _TEMPLATE_ON,
        _TEMPLATE_OFF,
        refuses=_GENERATION_CONFIG | _OPENAI_ONLY | {"skip_special_tokens"},
        generation_config=True,
        text_beside_calls=False,
    ),
    # [D] takes top_k, min_p, repetition_penalty; [I] it runs vLLM or SGLang and passes the template's switch on.
    "novita": Profile("novita", {}, _TEMPLATE_OFF, tool_choices=frozenset({"auto", "none"})),
    # [D] box tokens appear in content; tool_choice is `auto` only; at most 16K tokens of output.
    "zai": Profile(
        "zai",
        {"thinking": {"type": "enabled"}},
        {"thinking": {"type": "disabled"}},
        refuses=_GENERATION_CONFIG | {"presence_penalty", "frequency_penalty", "seed", "response_format"},
        tool_choices=frozenset({"auto"}),
        max_output=16_384,
    ),
    # [D] thinking comes in `reasoning`.
    "openrouter": Profile("openrouter", {"reasoning": {"enabled": True}}, {"reasoning": {"enabled": False}}),
    # [D] passes everything through to the provider behind it; [I] that is one of the above and takes the template's switch.
    "huggingface": Profile("huggingface", {}, _TEMPLATE_OFF, tool_choices=frozenset({"auto", "none"})),
}

_HOSTS: tuple[tuple[str, ProfileName], ...] = (
    ("novita.ai", "novita"),
    ("z.ai", "zai"),
    ("bigmodel.cn", "zai"),
    ("openrouter.ai", "openrouter"),
    ("huggingface.co", "huggingface"),
)


def profile_of_host(base_url: str) -> Profile | None:
    """The profile of a hosted provider, known by its host name; None for anybody's own server."""
    host = (urlsplit(base_url).hostname or "").lower()
    for suffix, name in _HOSTS:
        if host == suffix or host.endswith(f".{suffix}"):
            return PROFILES[name]
    return None


def profile_of_server(models: object, health: object) -> Profile:
    """The profile of a server of one's own, from its answers to GET /v1/models and GET /health (None where there was none).

    vLLM and SGLang name themselves as `owned_by` of what they serve; transformers serve says `{"status": "ok"}` when asked for
    its health, where the others send an empty body [C]. What is none of these is asked as vLLM is: the most widely followed form.
    """
    entries = models.get("data") if isinstance(models, Mapping) else None
    for entry in entries if isinstance(entries, list) else []:
        owner = str(entry.get("owned_by", "")).lower() if isinstance(entry, Mapping) else ""
        if owner in ("vllm", "sglang"):
            return PROFILES["vllm" if owner == "vllm" else "sglang"]
    if isinstance(health, Mapping) and health.get("status") in ("ok", "unhealthy"):
        return PROFILES["transformers-serve"]
    return PROFILES["vllm"]


def context_of_server(models: object, name: str) -> int | None:
    """Tokens of a conversation that the server takes for a model, as its GET /v1/models says (vLLM, SGLang); None where silent."""
    entries = models.get("data") if isinstance(models, Mapping) else None
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, Mapping) and entry.get("id") == name and isinstance(entry.get("max_model_len"), int):
            return int(entry["max_model_len"])
    return None


ALWAYS_THINKS = ("glm-5.3", "glm5.3", "glm-5v")
"""Parts of the names of models that have no switch for thinking, only its effort: low, high or max [D]."""


def for_model(profile: Profile, model: str) -> Profile:
    """The profile of a server as one of its models wants to be asked: where thinking cannot be switched off, it is kept low."""
    name = model.rpartition("/")[2].lower()
    if not any(part in name for part in ALWAYS_THINKS):
        return profile
    return replace(profile, thinking_on={}, thinking_off={"reasoning_effort": "low"})


def _without_strict(tool: Mapping[str, Any]) -> dict[str, Any]:
    """A tool without the SDK's `strict`: with it vLLM constrains the output to a syntax that GLM-4.5V was not trained on."""
    function = {key: value for key, value in tool["function"].items() if key != "strict"}
    return {"type": "function", "function": function}


def _merged(body: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Both, where nested objects such as chat_template_kwargs are merged as well."""
    merged = dict(body)
    for key, value in more.items():
        present = merged.get(key)
        merged[key] = _merged(present, value) if isinstance(present, Mapping) and isinstance(value, Mapping) else value
    return merged
