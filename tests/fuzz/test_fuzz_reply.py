"""Whatever a server sends as the model's reply: a validated call, or words that say what is wrong; never an exception."""

from typing import Any

from fuzzing import FUZZ
from hypothesis import given
from hypothesis import strategies as st

from gui_agent.actions.action import ACTIONS, tool_schema
from gui_agent.model.glm.arguments import OfferedTool
from gui_agent.model.glm.reply import understand, understand_text
from gui_agent.model.wire import RawCall, RawReply

TOOLS = [OfferedTool(name, tool_schema(kind)) for name, kind in ACTIONS.items()]
PIECES = st.sampled_from(
    [
        "<think>",
        "</think>",
        "<tool_call>",
        "</tool_call>",
        "<arg_key>",
        "</arg_key>",
        "<arg_value>",
        "</arg_value>",
        "\n",
        " ",
        "{",
    ]
    + [
        "}",
        "[",
        "]",
        '"',
        ":",
        ",",
        "(",
        ")",
        "=",
        "'",
        "\\",
        "<|begin_of_box|>",
        "<|end_of_box|>",
        "Memory: ",
        "```json\n",
        "```",
    ]
    + [
        *ACTIONS,
        "DONE()",
        "start_box",
        "[512, 300]",
        "[[1,2]]",
        "1e999",
        "-1",
        "null",
        "true",
        "NaN",
        "content",
        "\u202e",
        "\x00",
    ]
    + ['{"name": "type", "arguments": {"content": "x"}}', "left_click(start_box='[1,2,3,4]')", "element_info", "工具"]
)
TEXT = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=24).map("".join))
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)
CALLS = st.builds(
    RawCall,
    name=st.one_of(st.sampled_from(list(ACTIONS)), TEXT),
    arguments=st.one_of(TEXT, JSON.filter(lambda value: value is not None)),
)
REPLIES = st.builds(
    RawReply,
    content=TEXT,
    reasoning=TEXT,
    calls=st.lists(CALLS, max_size=3).map(tuple),
    finish_reason=st.sampled_from([None, "stop", "length", "tool_calls", "rubbish"]),
)


@FUZZ
@given(REPLIES)
def test_a_reply_is_understood_or_refused_in_words(reply: RawReply) -> None:
    understanding = understand(reply, TOOLS)
    assert (understanding.call is None) == bool(understanding.problem)
    if understanding.call is not None:
        assert understanding.call.name in ACTIONS


@FUZZ
@given(REPLIES)
def test_a_text_reply_is_understood_or_refused_in_words(reply: RawReply) -> None:
    understanding = understand_text(reply)
    assert bool(understanding.text) or bool(understanding.problem)
