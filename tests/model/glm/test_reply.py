"""Understanding replies: whatever the model writes, it is one of its actions, exactly, or a problem that is reported to it."""

import contextlib
import json
import re
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from gui_agent.actions.action import ACTIONS, parse_action, tool_schema
from gui_agent.model.glm.argument_problems import ArgumentProblem
from gui_agent.model.glm.arguments import OfferedTool, canonical_arguments
from gui_agent.model.glm.boxes import place_numbers, places_in
from gui_agent.model.glm.markup import plain, split_thinking
from gui_agent.model.glm.reply import Understanding, understand, understand_text
from gui_agent.model.glm.stream import StreamedReply
from gui_agent.model.wire import RawCall, RawReply
from gui_agent.perception.geometry import RelativeBox, RelativePoint

SLOW = [HealthCheck.too_slow]  # a busy machine is no fault of the data
TOOLS = [OfferedTool(name, tool_schema(kind)) for name, kind in ACTIONS.items()]
MARKUP = "<think> </think> <tool_call> </tool_call> <arg_key> </arg_key> <arg_value> </arg_value> &lt;tool_call&gt; <|user|>"
BOXES = "<|begin_of_box|> <|end_of_box|> [1,2] [[1,2,3,4]] left_click(start_box='[5,6]') DONE() Memory: Action: [] { } ( ) = \" '"
NAMES = "left_click key done start_box keys enter"
PIECES = [*MARKUP.split(), *BOXES.split(), *NAMES.split(), "\n", " ", '{"action_type": "wait"}']
SOUP = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=24).map("".join)
PLACES = st.tuples(st.integers(0, 1000), st.integers(0, 1000)).map(list)
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), min_size=1, max_size=40)


def read(**reply: Any) -> Understanding:
    return understand(RawReply(**{"finish_reason": "stop", **reply}), TOOLS)


@settings(max_examples=300, deadline=None, suppress_health_check=SLOW)
@given(SOUP, SOUP, st.sampled_from(["stop", "length", "tool_calls", None]))
@example("<tool_call>" * 3, "<think>" * 3, "stop")
def test_any_text_is_an_action_or_a_problem(content: str, reasoning: str, finish: str | None) -> None:
    understanding = understand(RawReply(content=content, reasoning=reasoning, finish_reason=finish), TOOLS)
    assert (understanding.call is None) == bool(understanding.problem)
    if understanding.call:
        parse_action({"action": understanding.call.name, **understanding.call.arguments})
    understand_text(RawReply(content=content, reasoning=reasoning, finish_reason=finish))


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None, suppress_health_check=SLOW)
@given(
    st.sampled_from(sorted(ACTIONS)), st.dictionaries(st.sampled_from(["start_box", "keys", "content", "step", "x"]), JSON) | JSON
)
def test_any_arguments_are_valid_or_a_problem(name: str, arguments: Any) -> None:
    for raw in (arguments, json.dumps(arguments)):
        with contextlib.suppress(ArgumentProblem):
            found = canonical_arguments(raw, OfferedTool(name, tool_schema(ACTIONS[name])))
            parse_action({"action": name, **found})


def forms(name: str, arguments: dict[str, Any]) -> dict[str, RawReply]:
    """One action in each form in which the model may write it."""
    pairs = [(key, value if isinstance(value, str) else json.dumps(value)) for key, value in arguments.items()]
    body = "\n".join(f"<arg_key>{key}</arg_key>\n<arg_value>{value}</arg_value>" for key, value in pairs)
    written = ", ".join(f"{key}={value!r}" for key, value in arguments.items())
    markup = f"<think>So.</think>\nI act.\n<tool_call>{name}\n{body}\n</tool_call>"
    return {
        "native": RawReply(calls=(RawCall(name, json.dumps(arguments)),), finish_reason="tool_calls"),
        "markup": RawReply(content=markup, finish_reason="stop"),
        "text": RawReply(content=f"I act.\n<|begin_of_box|>{name}({written})<|end_of_box|>\nMemory:\n[]", finish_reason="stop"),
    }


@settings(max_examples=150, deadline=None, suppress_health_check=SLOW)
@given(WORDS)
@example('it\'s "so"')
@example("line\nline")
@example("left_click(start_box='[1,2]')")
@example("</think>")
@example("Memory: x")
@example("a\nMemory: x")
@example("a\\nb")
def test_text_to_type_arrives_exactly_in_every_form(text: str) -> None:
    assume(text.strip() and not re.search(r"<\|?/?[a-z_]+\|?>|&[a-z#]", text.replace("</think>", "")))
    for form, reply in forms("type", {"content": text}).items():
        understanding = understand(reply, TOOLS)
        assert understanding.call is not None, (form, understanding.problem)
        assert understanding.call.arguments == {"content": text}, form


@settings(max_examples=60, deadline=None, suppress_health_check=SLOW)
@given(PLACES, PLACES)
def test_places_arrive_exactly_in_every_form(start: list[int], end: list[int]) -> None:
    for form, reply in forms("left_drag", {"start_box": start, "end_box": end}).items():
        understanding = understand(reply, TOOLS)
        assert understanding.call is not None, (form, understanding.problem)
        assert understanding.call.arguments == {"start_box": start, "end_box": end}


@settings(max_examples=100, deadline=None, suppress_health_check=SLOW)
@given(WORDS, st.integers(1, 9))
def test_a_stream_is_put_together_however_it_was_cut(text: str, size: int) -> None:
    shown: list[tuple[str, str]] = []
    streamed = StreamedReply(lambda kind, piece: shown.append((kind, piece)))
    content = f"<think>thought</think>{text}"
    for start in range(0, len(content), size):
        streamed.add({"choices": [{"index": 0, "delta": {"content": content[start : start + size]}}]})
    assert streamed.reply().content == content
    assert "".join(piece for kind, piece in shown if kind == "thinking") == "thought"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("[[1,2,3,4]]", [RelativeBox(1, 2, 3, 4)]),
        ("(1, 2), (3, 4)", [RelativePoint(1, 2), RelativePoint(3, 4)]),
        ("[[1,2],[3,4]]", [RelativeBox(1, 2, 3, 4)]),
        ("<1,2,3,4>", [RelativeBox(1, 2, 3, 4)]),
        ("At 5 and 6: <|begin_of_box|>[1,2,3,4]<|end_of_box|>", [RelativeBox(1, 2, 3, 4)]),
        ("[9,9,9,9] no: <|begin_of_box|>[[1,2,3,4],[5,6,7,8]]<|end_of_box|>", [RelativeBox(1, 2, 3, 4), RelativeBox(5, 6, 7, 8)]),
        ('{"bbox_2d": [1, 2, 3, 4], "label": "Save"}', [RelativeBox(1, 2, 3, 4)]),
        ("[[1,2,3,4]] and again [[1,2,3,4]]", [RelativeBox(1, 2, 3, 4)]),
        ("The 2 buttons of 3", []),
        ("[]", []),
    ],
)
def test_places_in_a_grounding_answer(text: str, places: list[Any]) -> None:
    assert places_in(text) == places


def test_numbers_that_are_no_place() -> None:
    for wrong in ("", [], [1], [1, 2, 3, 4, 5], True, None, {"a": 1}, "[1,2] or [3,4] or [5,6]", [2000, 1]):
        with pytest.raises(ValueError, match="thousandths"):
            place_numbers(wrong)


@pytest.mark.parametrize(
    ("content", "thinking", "rest"),
    [
        ("<think>a</think>b", "a", "b"),
        ("a</think>b", "a", "b"),
        ("<think>a", "a", ""),
        ("b", "", "b"),
        ("<think>a</think>b<think>c</think>d", "a\nc", "bd"),
        ("<think></think>b", "", "b"),
        ("a</think></think>b", "a", "b"),
    ],
)
def test_thinking_is_split_off(content: str, thinking: str, rest: str) -> None:
    assert split_thinking(content) == (thinking, rest)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("It is <|begin_of_box|>42<|end_of_box|>.", "It is 42."),
        ("It is 42 EUR. It is 42 EUR.", "It is 42 EUR."),
        ("First paragraph.\n\nThe answer is 42.\n\nThe answer is 42.", "First paragraph.\n\nThe answer is 42."),
        ("so so", "so so"),
        ("<|search|>Hello<|user|>And you?", "Hello"),
        ("a <b>bold</b> word", "a <b>bold</b> word"),
    ],
)
def test_text_for_people(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_tools_that_are_no_actions_follow_their_schema() -> None:
    schema = {
        "type": "object",
        "properties": {
            "id": {"type": "integer"},
            "tags": {"type": "array", "items": {"type": "string"}},
            "note": {"type": "string"},
        },
        "required": ["id"],
        "additionalProperties": False,
    }
    tool = OfferedTool("label", schema)
    assert canonical_arguments({"id": "7", "tags": '["a"]', "note": 5}, tool) == {"id": 7, "tags": ["a"], "note": "5"}
    with pytest.raises(ArgumentProblem, match="'id' is a required property"):
        canonical_arguments({}, tool)
    with pytest.raises(ArgumentProblem, match="id: 'x' is not of type 'integer'"):
        canonical_arguments({"id": "x"}, tool)


def test_a_tool_that_shares_an_actions_name_keeps_its_own_schema() -> None:
    tool = OfferedTool("type", {"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"]})
    assert tool.action is None
    assert canonical_arguments({"path": "/a"}, tool) == {"path": "/a"}


def test_an_action_in_a_turn_without_it_is_refused() -> None:
    understanding = understand(RawReply(calls=(RawCall("left_click", '{"start_box": [1, 2]}'),)), [OfferedTool("plan")])
    assert "unknown tool 'left_click'; the tools are plan" in understanding.problem


def test_an_answer_that_used_up_its_room_says_so() -> None:
    assert "used up all the room" in understand_text(RawReply(reasoning="hm", finish_reason="length")).problem


@pytest.mark.parametrize(
    "wild",
    [
        "type(content='x\n" * 4000,
        "<tool_call>key\n<arg_key>keys</arg_key>\n<arg_value>a" * 3000,
        '{"action_type": "click", ' * 4000,
        "a " * 60_000,
        "Memory: x\n" * 10_000,
        "[[1,2," * 20_000,
        "<think>" * 20_000,
    ],
    ids=["open-calls", "open-values", "open-objects", "words", "memories", "brackets", "tags"],
)
def test_a_reply_that_runs_wild_is_read_in_seconds(wild: str) -> None:
    start = time.process_time()
    for reply in (RawReply(content=wild, finish_reason="length"), RawReply(reasoning=wild, finish_reason="stop")):
        understand(reply, TOOLS)
    assert time.process_time() - start < 10
