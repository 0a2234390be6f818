"""The one place that understands replies: what the model thought, what it said, and the one action that it wants.

Pure functions, no network. `understand` never guesses: a reply either holds an action that the offered tools allow, or the
`Understanding` carries the problem, in words meant for the model, so that it can be asked again. A call that was only considered
in the thinking is not an action, text is not an action, and nothing but a call of `done` means done.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from gui_agent.model.glm.arguments import ArgumentProblem, OfferedTool, canonical_arguments
from gui_agent.model.glm.boxes import BOX_BEGIN
from gui_agent.model.glm.markup import (
    MarkupCall,
    ends_with_call,
    json_call,
    markup_calls,
    own_turn,
    plain,
    split_thinking,
    unescape_markup,
    without_calls,
)
from gui_agent.model.glm.text_form import TextCall, split_memory, text_calls
from gui_agent.model.wire import RawCall, RawReply

NO_REASON = "the model gave no reason"
_ALIASES = {"click": "left_click", "double_click": "left_double_click", "drag": "left_drag", "hotkey": "key", "press_key": "key"}
"""Names of the same actions in other action spaces, used only where no tool of that name is offered."""


@dataclass(frozen=True)
class Call:
    """The one action: a tool that was offered, and its validated arguments as JSON types."""

    name: str
    arguments: Mapping[str, Any]

    @property
    def json(self) -> str:
        """The arguments as canonical JSON text."""
        return json.dumps(self.arguments, ensure_ascii=False)


@dataclass(frozen=True)
class Understanding:
    """What a reply means. Exactly one of `call` and `problem` is set where tools were offered."""

    thinking: str = field(default="", repr=False)
    text: str = ""
    """What the model said beside its action, cleaned for people."""
    memory: str = ""
    """What it wants to be told again in its next step."""
    call: Call | None = None
    attempt: RawCall | None = None
    """The call as it was meant, also where it is invalid."""
    problem: str = ""
    note: str = ""
    """Something the model must be told together with the result of its call."""


@dataclass(frozen=True)
class _Found:
    """The calls of a reply in one of its forms; `cut` says that the last one is incomplete, `written` that they stood as text."""

    calls: Sequence[RawCall] = ()
    cut: bool = False
    written: bool = False
    note: str = ""


def understand(reply: RawReply, offered: Sequence[OfferedTool], said: str = "") -> Understanding:
    """The one action in a reply to a turn in which `offered` tools could be called; `said` is the conversation's text so far."""
    tools = {tool.name: tool for tool in offered}
    thinking, rest, considered = _parts(reply)
    body, memory = split_memory(without_calls(rest))
    found = _find(reply, rest, body, considered, tools)
    text = _text_beside(body, found)
    base = Understanding(thinking=thinking, text=text, memory=plain(memory))
    calls = _distinct(found.calls)
    if not calls:
        return replace(base, problem=_nothing_called(reply, base, tools))
    first = calls[0]
    if reply.calls and _unclosed(reply.content) and not reply.reasoning:
        return replace(base, attempt=first, problem="the call stands inside of your thinking, which was not closed before it")
    if len(calls) == 1 and (found.cut or (reply.finish_reason == "length" and reply.calls)):
        return replace(base, attempt=first, problem=f"the call of {first.name} is cut off before its end")
    note = found.note
    if len(calls) > 1:
        others = ", ".join(call.name for call in calls[1:4])
        note = f"Only {first.name} was performed: one action per turn. Not performed: {others}."
    try:
        call = _validated(first, tools, base, said)
    except ArgumentProblem as problem:
        return replace(base, attempt=first, problem=str(problem))
    return replace(base, attempt=first, call=call, note=note)


def understand_text(reply: RawReply) -> Understanding:
    """A reply to a turn without tools: its text is the answer; an empty one is a problem."""
    thinking, rest, _ = _parts(reply)
    text = plain(rest)
    if text:
        return Understanding(thinking=thinking, text=text)
    cut = reply.finish_reason == "length"
    return Understanding(
        thinking=thinking, problem="your thinking used up all the room for an answer" if cut else "your reply was empty"
    )


def _parts(reply: RawReply) -> tuple[str, str, str]:
    """Thinking for people, the content without it, and the thinking in which an unclosed reply may hold its call."""
    content = own_turn(unescape_markup(reply.content or ""))
    inner, rest = split_thinking(content)
    outer_thinking, outer_rest = split_thinking(unescape_markup(reply.reasoning or ""))
    thinking = "\n".join(part for part in (outer_thinking, outer_rest, inner) if part)
    closed = "</think>" in content or "</think>" in (reply.reasoning or "")
    considered = "" if closed else (outer_rest or outer_thinking or inner)
    if not rest and outer_rest and "</think>" in (reply.reasoning or ""):
        rest, thinking = outer_rest, outer_thinking  # the server left the whole reply in its field for thinking
    return plain_thinking(thinking), rest, considered


def _unclosed(content: str) -> bool:
    """Whether the content ends inside of its thinking.

    A server that parses calls but not thinking takes them out of the thinking as well, and ends the content at the first: what
    was only considered cannot be told from what is meant.
    """
    tags = re.findall(r"</?think>", content or "")
    return bool(tags) and tags[-1] == "<think>"


def plain_thinking(thinking: str) -> str:
    """Thinking as people should read it."""
    return plain(thinking) if thinking else ""


def _find(reply: RawReply, rest: str, body: str, considered: str, tools: Mapping[str, OfferedTool]) -> _Found:
    if reply.calls:
        return _Found([RawCall(call.name.strip(), call.arguments) for call in reply.calls])
    marked = markup_calls(rest)
    if marked:
        return _of_markup(marked, reply.finish_reason)
    written = text_calls(body, [*tools, *_ALIASES])
    if written:
        return _of_text(written)
    bare = json_call(body.strip().strip("`").removeprefix("json").strip()) if "{" in body else None
    if bare:
        return _Found([bare])
    if not rest.strip() and reply.finish_reason != "length":
        return _of_markup(ends_with_call(considered), reply.finish_reason)
    return _Found()


def _of_markup(marked: Sequence[MarkupCall], finish_reason: str | None) -> _Found:
    cut = bool(marked) and (marked[-1].cut or (finish_reason == "length" and not marked[-1].closed))
    return _Found([found.call for found in marked], cut=cut)


def _of_text(written: Sequence[TextCall]) -> _Found:
    return _Found([found.call for found in written], written=True, note=written[0].note)


def _text_beside(body: str, found: _Found) -> str:
    """The explanation beside an action, without the line of an action in text form."""
    if not found.written:
        return plain(body)
    name = found.calls[0].name
    lines = body.split(BOX_BEGIN)[0].splitlines()
    return plain("\n".join(line for line in lines if f"{name}(" not in line.lower() and "action_type" not in line))


def _distinct(calls: Sequence[RawCall]) -> list[RawCall]:
    """Each call once: the model sometimes says the same one again."""
    distinct: list[RawCall] = []
    for call in calls:
        if not any(call.name == other.name and _same(call.arguments, other.arguments) for other in distinct):
            distinct.append(call)
    return distinct


def _same(one: object, other: object) -> bool:
    if one == other:
        return True
    try:
        return bool(json.loads(str(one)) == json.loads(str(other)))
    except ValueError:
        return False


def _validated(raw: RawCall, tools: Mapping[str, OfferedTool], base: Understanding, said: str) -> Call:
    name = _tool_name(raw.name, tools)
    if name is None:
        raise ArgumentProblem(f"there is no tool {raw.name!r}; the tools are {', '.join(tools)}")
    arguments = raw.arguments
    if name == "fail" and arguments in ({}, "{}", "", None):
        arguments = {"reason": base.text or NO_REASON}  # the form it was trained on, FAIL(), has no reason
    try:
        return Call(name, canonical_arguments(arguments, tools[name], said))
    except ArgumentProblem as problem:
        raise ArgumentProblem(f"{name}: {problem}") from None


def _tool_name(name: str, tools: Mapping[str, OfferedTool]) -> str | None:
    for candidate in (name, name.rpartition(".")[2], name.lower(), name.rpartition(".")[2].lower()):
        if candidate in tools:
            return candidate
    alias = _ALIASES.get(name.lower())
    return alias if alias in tools else None


def _nothing_called(reply: RawReply, base: Understanding, tools: Mapping[str, OfferedTool]) -> str:
    if reply.finish_reason == "length":
        return "your reply was cut off before it came to an action: think less and call one tool"
    if reply.finish_reason == "content_filter" and not base.text:
        return "your reply was withheld by the server's content filter"
    if not base.text and base.thinking:
        return "your reply held only thinking; an action that stands only in the thinking is not performed"
    if not base.text:
        return "your reply was empty"
    finish = " If the task is complete, call done, with the answer if one was asked for." if "done" in tools else ""
    return f"your reply called no tool; text alone does nothing.{finish}"
