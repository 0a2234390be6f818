"""The request that each server gets: thinking on and off, refused fields, tool choice, limits."""

from dataclasses import replace
from typing import Any

import pytest

from gui_agent.model.profile import PROFILES, for_model, profile_of_host, profile_of_server
from gui_agent.model.wire import ChatRequest

TOOL = {"type": "function", "function": {"name": "wait", "description": "", "parameters": {}, "strict": True}}
SAMPLING: dict[str, Any] = {
    "temperature": 0.5,
    "top_k": 2,
    "repetition_penalty": 1.1,
    "presence_penalty": 0.1,
    "max_tokens": 30_000,
}


def body(name: Any, **request: Any) -> dict[str, Any]:
    return PROFILES[name].body(ChatRequest(messages=[], **request))


@pytest.mark.parametrize(
    ("name", "on", "off"),
    [
        ("vllm", {"chat_template_kwargs": {"enable_thinking": True}}, {"chat_template_kwargs": {"enable_thinking": False}}),
        ("sglang", {"chat_template_kwargs": {"enable_thinking": True}}, {"chat_template_kwargs": {"enable_thinking": False}}),
        (
            "transformers-serve",
            {"chat_template_kwargs": {"enable_thinking": True}},
            {"chat_template_kwargs": {"enable_thinking": False}},
        ),
        ("zai", {"thinking": {"type": "enabled"}}, {"thinking": {"type": "disabled"}}),
        ("openrouter", {"reasoning": {"enabled": True}}, {"reasoning": {"enabled": False}}),
        ("novita", {}, {"chat_template_kwargs": {"enable_thinking": False}}),
        ("huggingface", {}, {"chat_template_kwargs": {"enable_thinking": False}}),
    ],
)
def test_thinking_is_switched_in_each_servers_way(name: Any, on: Any, off: Any) -> None:
    assert body(name, thinking=True, stream=False) == on
    assert body(name, thinking=False, stream=False) == off


def test_refused_fields_are_not_sent() -> None:
    assert not set(body("zai", sampling=SAMPLING)) & PROFILES["zai"].refuses
    sent = body(
        "transformers-serve", sampling=SAMPLING, tools=[TOOL], tool_choice="required", response_format={"type": "json_object"}
    )
    assert not set(sent) & PROFILES["transformers-serve"].refuses
    assert sent["generation_config"] == '{"top_k": 2, "repetition_penalty": 1.1, "max_new_tokens": 30000}'
    assert body("vllm", sampling=SAMPLING).items() >= SAMPLING.items()


def test_output_limits_and_tool_choice_follow_the_server() -> None:
    assert body("zai", sampling=SAMPLING)["max_tokens"] == 16_384
    named = {"type": "function", "function": {"name": "wait"}}
    assert body("zai", tools=[TOOL], tool_choice=named)["tool_choice"] == "auto"
    assert body("vllm", tools=[TOOL], tool_choice=named)["tool_choice"] == named
    assert "strict" not in body("vllm", tools=[TOOL])["tools"][0]["function"]


def test_nested_fields_are_merged_and_the_callers_own_win() -> None:
    extra = {"chat_template_kwargs": {"x": 1}, "top_k": 9}
    sent = body("vllm", sampling=SAMPLING, extra_body=extra, keep_special_tokens=True)
    assert sent["chat_template_kwargs"] == {"enable_thinking": True, "x": 1}
    assert sent["top_k"] == 9
    assert sent["skip_special_tokens"] is False
    assert sent["stream_options"] == {"include_usage": True}


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://api.novita.ai/v3/openai", "novita"),
        ("https://api.z.ai/api/paas/v4", "zai"),
        ("https://open.bigmodel.cn/api/paas/v4/", "zai"),
        ("https://openrouter.ai/api/v1", "openrouter"),
        ("https://router.huggingface.co/v1", "huggingface"),
        ("http://localhost:8000/v1", None),
        ("http://notz.ai/v1", None),
    ],
)
def test_hosted_providers_are_known_by_their_host(url: str, name: str | None) -> None:
    profile = profile_of_host(url)
    assert (profile.name if profile else None) == name


@pytest.mark.parametrize(
    ("models", "health", "name"),
    [
        ({"data": [{"id": "x", "owned_by": "vllm"}]}, None, "vllm"),
        ({"data": [{"id": "x", "owned_by": "sglang"}]}, None, "sglang"),
        ({"data": [{"id": "x", "owned_by": "zai-org"}]}, {"status": "ok"}, "transformers-serve"),
        (None, {"status": "ok"}, "transformers-serve"),
        (None, None, "vllm"),
        ({"data": None}, "", "vllm"),
        ({"data": ["x"]}, [], "vllm"),
    ],
)
def test_servers_of_ones_own_are_known_by_what_they_say(models: Any, health: Any, name: str) -> None:
    assert profile_of_server(models, health).name == name


def test_text_beside_a_call_moves_where_the_server_would_drop_it() -> None:
    calls = [{"id": "a", "type": "function", "function": {"name": "wait", "arguments": "{}"}}]
    said = {"role": "assistant", "content": "Memory: 42", "tool_calls": calls}
    conversation: list[Any] = [{"role": "user", "content": "x"}, said, {"role": "tool", "tool_call_id": "a", "content": "ok"}]
    assert PROFILES["vllm"].messages(conversation) == conversation
    moved = PROFILES["transformers-serve"].messages(conversation)
    assert moved[1]["content"] is None
    assert moved[2]["content"] == "ok\nYou said with this call: Memory: 42"


def test_a_model_that_always_thinks_is_asked_for_little_where_no_thinking_is_wanted() -> None:
    request = ChatRequest(messages=[{"role": "user", "content": "x"}], thinking=False)
    for name in ("glm-5.3-flash", "zai-org/GLM-5.3-Flash-FP8"):
        body = for_model(PROFILES["vllm"], name).body(request)
        assert body["reasoning_effort"] == "low"
        assert "chat_template_kwargs" not in body
        assert "reasoning_effort" not in for_model(PROFILES["vllm"], name).body(replace(request, thinking=True))
    assert for_model(PROFILES["vllm"], "glm-4.6v") is PROFILES["vllm"]
