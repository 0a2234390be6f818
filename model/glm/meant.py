"""Which of the calls that a server reports the model meant, and which it only considered while it thought.

Servers take a call out of the text wherever it is. Some end the thinking at the first call, so that the rest of the thinking
arrives as an answer; the order of the pieces of a stream, and thinking tags that are left over, show what had happened.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gui_agent.model.glm.markup import own_turn
from gui_agent.model.glm.text_form import split_memory
from gui_agent.model.wire import RawCall, RawReply

CONSIDERED = "the call is inside of your thinking: finish thinking first, then call the tool"
UNCLEAR = "it is unclear whether you meant your call or only thought of it: finish thinking first, then call the tool"
_TAG = re.compile(r"</?think>")
_GAP = re.compile(r"\S {2,}\S")
_FINISHED = re.compile(r"[.!。！…)\]\"'`*]\s*\Z")


def meant_calls(reply: RawReply) -> tuple[Sequence[RawCall], str]:
    """The calls that were meant; where there are none left, the reason in words for the model."""
    if not reply.calls:
        return (), ""
    if any(call.said is None for call in reply.calls):
        return _of_whole_reply(reply)
    meant = [call for call in reply.calls if not _considered(call, reply)]
    if not meant:
        return (), UNCLEAR if _thinking_has_no_end(reply) else CONSIDERED
    if _may_be_thought(reply, meant) and not reply.content[: meant[0].said]:
        return (), UNCLEAR
    return meant, ""


def _considered(call: RawCall, reply: RawReply) -> bool:
    """Whether the thinking continued after a call whose place in the stream is known."""
    before, after = reply.content[: call.said], reply.content[call.said :]
    if reply.reasoning[call.thought :].strip():
        return True
    if _is_open(before):
        return True
    tag = _TAG.search(after)
    if tag is not None and tag[0] == "</think>":
        return True
    # A text after a call is the rest of the thinking where nothing shows that the thinking had ended before the first call.
    return _thinking_has_no_end(reply) and bool(split_memory(own_turn(after))[0].strip())


def _thinking_has_no_end(reply: RawReply) -> bool:
    """Whether nothing in a stream shows that the thinking had ended before the first call."""
    return bool(reply.reasoning.strip()) and reply.content[: reply.calls[0].said] == "" and not _TAG.search(reply.content)


def _of_whole_reply(reply: RawReply) -> tuple[Sequence[RawCall], str]:
    content, reasoning = reply.content, reply.reasoning.strip()
    tag = _TAG.search(content)
    if _is_open(content):
        return (), CONSIDERED
    if tag is not None and tag[0] == "</think>" and content[: tag.start()].strip():
        # The rest of a thinking that the server cut off at a call; without a field for thinking it may as well be all of it.
        if reasoning:
            return (), CONSIDERED if len(reply.calls) == 1 else UNCLEAR
        return (reply.calls, "") if len(reply.calls) == 1 else ((), UNCLEAR)
    if tag is None and reasoning and content.strip() and not content.startswith("\n") and not _FINISHED.search(reasoning):
        return (), UNCLEAR
    if not content.strip() and _may_be_thought(reply, reply.calls):
        return (), UNCLEAR
    if tag is not None and _may_be_taken_out(reply):
        return (), UNCLEAR
    return reply.calls, ""


def _may_be_taken_out(reply: RawReply) -> bool:
    """Whether a server took the calls out of the content and joined what was around them: it leaves line ends in the names, or gaps.

    Nobody sees then which of them were inside of the thinking. Other servers end the content at the first call.
    """
    return any(call.name != call.name.rstrip() for call in reply.calls) or _GAP.search(reply.content) is not None


def _may_be_thought(reply: RawReply, calls: Sequence[RawCall]) -> bool:
    """Whether the thinking stops in the middle of a sentence, or with a question: some servers end it at a considered call."""
    reasoning = reply.reasoning.strip()
    if not reasoning or "</think>" in reasoning:
        return False
    if reasoning[-1] in "?？":
        return True
    return (len(calls) > 1 or not reply.streamed) and not _FINISHED.search(reasoning)


def _is_open(text: str) -> bool:
    """Whether a text ends inside of its thinking."""
    tags = _TAG.findall(text)
    return bool(tags) and tags[-1] == "<think>"
