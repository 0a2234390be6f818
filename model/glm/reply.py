"""The one place that understands replies: what the model thought, what it said, and the calls that it wants.

Pure functions, no network. `understand` never guesses: a reply either holds calls that the offered tools allow (or, where no call
is required, an answer), or the `Understanding` carries the problem, in words meant for the model, so that it can be asked again.
A call that was only considered in the thinking is not an action, and nothing but a call of `done` means done.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from gui_agent.model.glm.argument_problems import ArgumentProblem
from gui_agent.model.glm.argument_text import read_arguments
from gui_agent.model.glm.arguments import OfferedTool, canonical_arguments, is_retyped
from gui_agent.model.glm.boxes import BOX_BEGIN
from gui_agent.model.glm.markup import (
    MarkupCall,
    ends_with_call,
    is_mentioned,
    json_call,
    markup_calls,
    own_turn,
    plain,
    said_beside,
    split_thinking,
    unescape_markup,
    without_calls,
)
from gui_agent.model.glm.meant import UNCLEAR, meant_calls
from gui_agent.model.glm.text_form import TextCall, split_memory, text_calls
from gui_agent.model.wire import RawCall, RawReply

NO_REASON = "the model gave no reason"
WITHHELD = "Response withheld by the provider's content filter."
"""What the Agents SDK says in such a case."""
_ALIASES: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "click": ("left_click", {}),
    "double_click": ("left_double_click", {}),
    "triple_click": ("left_click", {"clicks": 3}),
    "left_triple_click": ("left_click", {"clicks": 3}),
    "left_click_hold": ("left_click", {"hold": 1}),
    "drag": ("left_drag", {}),
    "hotkey": ("key", {}),
    "press_key": ("key", {}),
}
"""Names of the same actions in other action spaces, and what they imply; used only where no tool of that name is offered."""


@dataclass(frozen=True)
class Call:
    """One call: a tool that was offered, and its validated arguments as JSON types."""

    name: str
    arguments: Mapping[str, Any]

    @property
    def json(self) -> str:
        """The arguments as canonical JSON text."""
        return json.dumps(self.arguments, ensure_ascii=False)


@dataclass(frozen=True)
class Turn:
    """What a reply may be: the operator's turns are one call, those of a conversation any number, or text."""

    must_call: bool = True
    one_call: bool = True


ACTION_TURN = Turn()


@dataclass(frozen=True)
class Understanding:
    """What a reply means. Where a call must be made, exactly one of `calls` and `problem` is set."""

    thinking: str = field(default="", repr=False)
    text: str = ""
    """What the model said beside its action, cleaned for people."""
    memory: str = ""
    """What it wants to read again in its next step."""
    calls: tuple[Call, ...] = ()
    attempt: RawCall | None = None
    """The first call as it was meant, also where it is invalid."""
    problem: str = ""
    note: str = ""
    """Something the model must read together with the result of its last call."""
    lost: bool = False
    """Whether a server's parser may have dropped what is needed: a call, or what shows that a call was only considered."""
    retyped: bool = False
    """Whether a server that did not stream may have changed how a text to type was written: 12.50 is 12.5 then."""
    refusal: str = ""
    """Why the server withheld the answer."""
    finish: str | None = None
    """Why the server says that the reply ended."""

    @property
    def call(self) -> Call | None:
        """The first call."""
        return self.calls[0] if self.calls else None


@dataclass(frozen=True)
class _Found:
    """The calls of a reply in one of its forms; `cut` says that the last one is incomplete, `written` that they were text."""

    calls: Sequence[RawCall] = ()
    cut: bool = False
    written: bool = False
    note: str = ""
    problem: str = ""


def understand(reply: RawReply, offered: Sequence[OfferedTool], turn: Turn = ACTION_TURN) -> Understanding:
    """The calls in a reply to a turn in which `offered` tools could be called, or its text where the turn allows that."""
    tools = {tool.name: tool for tool in offered}
    thinking, rest, considered = _parts(reply)
    body, memory = split_memory(without_calls(rest)) if turn.must_call else (without_calls(rest), "")
    found = _find(reply, rest, body, considered, tools, turn)
    text = _text_beside(body, found)
    base = Understanding(thinking=thinking, text=text, memory=plain(memory), finish=reply.finish_reason)
    base = replace(base, lost=found.problem == UNCLEAR and not reply.streamed)
    if found.problem and (turn.must_call or not text or found.problem == UNCLEAR):
        return replace(base, attempt=(reply.calls or found.calls)[0], problem=found.problem)
    calls = _distinct(found.calls)
    if not calls:
        return _without_call(reply, base, tools, turn)
    cut = found.cut or (reply.finish_reason == "length" and bool(reply.calls))
    if len(calls) == 1 and cut:
        return replace(base, attempt=calls[0], problem=f"the call of {calls[0].name} is cut off before its end")
    understood = _with_calls(base, calls[:-1] if cut else calls, calls, tools, replace(found, cut=cut), turn)
    if reply.streamed:
        return replace(understood, lost=False)
    return replace(understood, retyped=bool(understood.calls) and _is_retyped(reply, tools))


def _is_retyped(reply: RawReply, tools: Mapping[str, OfferedTool]) -> bool:
    named = [(tools.get(_tool_name(call.name, tools) or ""), call.arguments) for call in reply.calls]
    return any(tool is not None and is_retyped(arguments, tool) for tool, arguments in named)


def _with_calls(
    base: Understanding,
    whole: Sequence[RawCall],
    named: Sequence[RawCall],
    tools: Mapping[str, OfferedTool],
    found: _Found,
    turn: Turn,
) -> Understanding:
    """The valid calls up to the first that is not valid; what was left out is reported to the model."""
    calls: list[Call] = []
    reason, by_parser = "", False
    for raw in whole[: 1 if turn.one_call else None]:
        try:
            calls.append(_validated(raw, tools, base))
        except ArgumentProblem as problem:
            reason, by_parser = str(problem), problem.by_parser
            break
    base = replace(base, attempt=whole[0])
    if not calls:
        return replace(base, problem=reason, lost=base.lost or by_parser)
    left_out = [call.name for call in named[len(calls) :]]
    note = found.note
    if left_out and turn.one_call:
        note = f"Only {calls[0].name} was performed: one action per turn. Not performed: {', '.join(left_out[:3])}."
    elif left_out:
        why = reason or "your reply was cut off"
        note = f"Not performed: {', '.join(left_out[:3])}: {why}."
    elif len(named) < len(found.calls) and not turn.one_call:
        note = "What you called twice with the same arguments was done once; call it again if you meant it twice."
    return replace(base, calls=tuple(calls), note=note)


def _without_call(reply: RawReply, base: Understanding, tools: Mapping[str, OfferedTool], turn: Turn) -> Understanding:
    refusal = reply.refusal or (WITHHELD if reply.finish_reason == "content_filter" and not base.text else "")
    if not turn.must_call and refusal:
        return replace(base, refusal=refusal)
    if not turn.must_call and base.text:
        return base
    lost = not base.text and reply.finish_reason not in ("length", "content_filter")
    return replace(base, problem=_nothing_called(reply, base, tools, turn), lost=lost)


def understand_text(reply: RawReply, *, thinking: bool = True) -> Understanding:
    """A reply to a turn without tools: its text is the answer; an empty one is a problem.

    `thinking` says whether the model was asked to think. Where it was not, what arrives in the field for thinking is the answer:
    the server's reasoning parser puts everything there.
    """
    thought, rest, _ = _parts(reply)
    text = plain(rest)
    if not text and not thinking and thought and reply.finish_reason != "length" and "<tool_call>" not in reply.reasoning:
        thought, text = "", thought
    if text:
        return Understanding(thinking=thought, text=text, finish=reply.finish_reason)
    if reply.refusal or reply.finish_reason == "content_filter":
        return Understanding(thinking=thought, refusal=reply.refusal or WITHHELD, problem=_FILTERED)
    if reply.finish_reason == "length":
        return Understanding(thinking=thought, problem="your thinking used up all the room for an answer")
    return Understanding(thinking=thought, problem="your reply was empty" if not thought else ONLY_THINKING, lost=True)


ONLY_THINKING = "your reply held only thinking"
_FILTERED = "your reply was withheld by the server's content filter"


def _parts(reply: RawReply) -> tuple[str, str, str]:
    """Thinking for people, the content without it, and the thinking in which an unclosed reply may hold its call."""
    content = own_turn(unescape_markup(reply.content or ""))
    inner, rest = split_thinking(content)
    outer_thinking, outer_rest = split_thinking(unescape_markup(reply.reasoning or ""))
    thinking = "\n".join(part for part in (outer_thinking, outer_rest, inner) if part)
    closed = "</think>" in content or "</think>" in (reply.reasoning or "") or bool(reply.reasoning and reply.content)
    closed = closed or reply.closed
    considered = "" if closed else (outer_rest or outer_thinking or inner)
    if not rest and outer_rest and "</think>" in (reply.reasoning or ""):
        rest, thinking = outer_rest, outer_thinking  # the server left the whole reply in its field for thinking
    return plain_thinking(thinking), rest, considered


def plain_thinking(thinking: str) -> str:
    """Thinking as people should read it."""
    return plain(thinking) if thinking else ""


def _find(reply: RawReply, rest: str, body: str, considered: str, tools: Mapping[str, OfferedTool], turn: Turn) -> _Found:
    if reply.calls:
        meant, problem = meant_calls(reply)
        return _Found([RawCall(call.name.strip(), call.arguments) for call in meant], problem=problem)
    marked = markup_calls(rest)
    if marked and any(is_mentioned(rest, call) for call in marked):
        return _Found([marked[0].call], problem=UNCLEAR)
    if marked:
        return _of_markup(marked, reply.finish_reason)
    written = text_calls(body, _names_in_text(tools, turn))
    if written:
        return _of_text(written)
    bare = json_call(body.strip().strip("`").removeprefix("json").strip()) if "{" in body else None
    if bare and (turn.must_call or _tool_name(bare.name, tools)):
        return _Found([bare])
    if not rest.strip() and reply.finish_reason != "length":
        return _of_markup(ends_with_call(considered), reply.finish_reason)
    return _Found()


def _names_in_text(tools: Mapping[str, OfferedTool], turn: Turn) -> list[str]:
    """The tools that a text may call: where text is an answer as well, only those of the action space, whose text form it is."""
    if turn.must_call:
        return [*tools, *_ALIASES]
    actions = [name for name, tool in tools.items() if tool.action is not None]
    return [*actions, *_ALIASES] if actions else []


def _of_markup(marked: Sequence[MarkupCall], finish_reason: str | None) -> _Found:
    cut = bool(marked) and (marked[-1].cut or (finish_reason == "length" and not marked[-1].closed))
    return _Found([found.call for found in marked], cut=cut)


def _of_text(written: Sequence[TextCall]) -> _Found:
    return _Found([found.call for found in written], written=True, note=written[0].note)


def _text_beside(body: str, found: _Found) -> str:
    """The explanation beside an action, without the line of an action in text form."""
    if not found.written:
        return said_beside(body) if found.calls else plain(body)
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


def _validated(raw: RawCall, tools: Mapping[str, OfferedTool], base: Understanding) -> Call:
    name = _tool_name(raw.name, tools)
    if name is None:
        raise ArgumentProblem(f"unknown tool {raw.name!r}; the tools are {', '.join(tools)}")
    arguments = raw.arguments
    if implied := _implied(raw.name, tools):
        arguments = {**implied, **read_arguments(arguments)}
    if name == "fail" and arguments in ({}, "{}", "", None):
        arguments = {"reason": base.text or NO_REASON}  # the form it was trained on, FAIL(), has no reason
    try:
        return Call(name, canonical_arguments(arguments, tools[name]))
    except ArgumentProblem as problem:
        raise type(problem)(f"{name}: {problem}") from None


def _tool_name(name: str, tools: Mapping[str, OfferedTool]) -> str | None:
    name = name.strip()
    for candidate in (name, name.rpartition(".")[2], name.lower(), name.rpartition(".")[2].lower()):
        if candidate in tools:
            return candidate
    alias, _ = _ALIASES.get(name.rpartition(".")[2].lower(), ("", {}))
    return alias if alias in tools else None


def _implied(name: str, tools: Mapping[str, OfferedTool]) -> Mapping[str, Any]:
    """The arguments that are in an action's name, as in `left_triple_click`."""
    last = name.strip().rpartition(".")[2].lower()
    return {} if last in tools else _ALIASES.get(last, ("", {}))[1]


def _nothing_called(reply: RawReply, base: Understanding, tools: Mapping[str, OfferedTool], turn: Turn) -> str:
    if reply.finish_reason == "length":
        wanted = "think less and call one tool" if turn.must_call else "think less"
        return f"your reply was cut off before it came to an {'action' if turn.must_call else 'answer'}: {wanted}"
    if reply.finish_reason == "content_filter" and not base.text:
        return _FILTERED
    if not base.text and base.thinking and turn.must_call:
        names = "; a call of a tool that was not offered may be lost: the tools are " + ", ".join(tools)
        return f"your reply held only thinking; an action that is only in the thinking is not performed{names}"
    if not base.text:
        return "your reply was empty" if not base.thinking else ONLY_THINKING
    finish = " If the task is complete, call done, with the answer if one was asked for." if "done" in tools else ""
    return f"your reply called no tool; text alone does nothing.{finish}"
