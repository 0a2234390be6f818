r"""The markup in GLM-4.5V's raw text: thinking, tool calls, special tokens, HTML escapes, repetitions.

A raw call is
`<tool_call>left_click\n<arg_key>start_box</arg_key>\n<arg_value>[512, 300]</arg_value>\n</tool_call>`;
strings are written as they are, everything else as JSON. Servers normally parse this; what they miss arrives as text.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from gui_agent.model.glm.boxes import BOX_BEGIN, BOX_END
from gui_agent.model.glm.literal_json import arguments_of, load_call
from gui_agent.model.wire import RawCall

THINK, THINK_END = "<think>", "</think>"
PROSE = 40
"""Characters of a text that is not said twice on purpose, if it has more than one sentence."""
_SENTENCE_END = re.compile(r"[.!?](?=\s|\Z)|[。！？]")
_CALL, _CALL_END = "<tool_call>", "</tool_call>"
_VALUE, _VALUE_END = "<arg_value>", "</arg_value>"
_TURN_END = re.compile(r"<\|(?:user|observation|endoftext|system)\|>")
_SPECIAL = re.compile(r"<\|/?[a-z][a-z0-9_]{0,30}\|>")
_ESCAPED_MARKUP = re.compile(r"&lt;(?:/?(?:tool_call|arg_key|arg_value|think)|\|[a-z_]+\|)&gt;")
_AFTER_VALUE = r"(?=\s*(?:<arg_key>|</?tool_call>|\Z))"
"""What follows the tag that really ends a value: the model may be writing about tags."""
_PAIR = re.compile(rf"\s*<arg_key>([^<]*)</arg_key>\s*(?:{_VALUE})?(.*?){_VALUE_END}{_AFTER_VALUE}", re.DOTALL)
_ENDS_VALUE = re.compile(rf"{_VALUE_END}{_AFTER_VALUE}")
_CLOSED_VALUE = re.compile(rf"{_VALUE}((?:(?!<tool_call>|<arg_key>).)*?){_VALUE_END}{_AFTER_VALUE}", re.DOTALL)
_CONTINUES = re.compile(r"[^\S\n]*[,;:，；：、]?[^\S\n]*[a-z\u4e00-\u9fff]")
"""How a text looks that continues a sentence."""
_NEXT_PAIR = re.compile(r"</arg_key>\s*<arg_value>")
_CLOSED_BOX = re.compile(
    rf"{re.escape(BOX_BEGIN)}((?:(?!{re.escape(BOX_BEGIN)}|{re.escape(BOX_END)}).)*){re.escape(BOX_END)}", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class MarkupCall:
    """A raw call in a text, and where; `cut` says that it ends in the middle of a value, `closed` that it has its end tag."""

    call: RawCall
    start: int
    end: int
    cut: bool = False
    closed: bool = True


def unescape_markup(text: str) -> str:
    """Undo HTML escapes where the model has escaped its own markup (then everything in it is escaped once too often)."""
    return html.unescape(text) if _ESCAPED_MARKUP.search(text) else text


def split_thinking(text: str) -> tuple[str, str]:
    """Thinking and the rest of a reply's content.

    Handles `<think>..</think>` wherever it is, a missing opening or closing tag, and doubled tags. A tag inside of a call's
    argument value is data: the model may be typing about tags.
    """
    thoughts: list[str] = []
    rest: list[str] = []
    position, inside = 0, False
    for tag in _think_tags(text):
        piece = text[position : tag.start()]
        if tag[0] == THINK_END:
            if inside:
                thoughts.append(piece)
            else:  # no opening tag: everything before was thinking
                thoughts += [*rest, piece]
                rest.clear()
            inside = False
        else:
            (thoughts if inside else rest).append(piece)
            inside = True
        position = tag.end()
    (thoughts if inside else rest).append(text[position:])
    return _joined(thoughts), "".join(rest).strip()


def _think_tags(text: str) -> list[re.Match[str]]:
    return outside_values(re.compile(rf"{THINK}|{THINK_END}"), text)


def outside_values(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
    """The matches that are not inside of an argument's value, or between box tokens."""
    values = [(match.start(1), match.end(1)) for data in (_CLOSED_VALUE, _CLOSED_BOX) for match in data.finditer(text)]
    return [match for match in pattern.finditer(text) if not any(start <= match.start() < end for start, end in values)]


def _joined(pieces: list[str]) -> str:
    return "\n".join(piece.strip() for piece in pieces if piece.strip())


def markup_calls(text: str) -> list[MarkupCall]:
    """All raw calls in a text, in order; also the last one where `</tool_call>` is missing, and JSON inside of `<tool_call>`."""
    found: list[MarkupCall] = []
    position = 0
    while (start := text.find(_CALL, position)) >= 0:
        body_start = start + len(_CALL)
        end, closed = _body_end(text, body_start)
        body = text[body_start:end]
        call, cut = _call_of_body(body, closed=closed)
        position = end + (len(_CALL_END) if closed and text.startswith(_CALL_END, end) else 0)
        if call is not None:
            found.append(MarkupCall(call, start, position, cut, text.startswith(_CALL_END, end)))
    return found


def _body_end(text: str, position: int) -> tuple[int, bool]:
    """Where a call's body ends (tags inside of a closed value do not count), and whether anything closes it."""
    while True:
        ends = [(index, tag) for tag in (_CALL_END, _CALL, _VALUE) if (index := text.find(tag, position)) >= 0]
        if not ends:
            return len(text), False
        index, tag = min(ends)
        if tag != _VALUE:
            return index, True
        end_of_value = _ENDS_VALUE.search(text, index)
        close = end_of_value.start() if end_of_value else -1
        another = text.find(_CALL, index)
        if 0 <= another < close:  # the value is never closed: what closes it belongs to the next call
            return another, True
        if close < 0:
            return len(text), False
        position = close + len(_VALUE_END)


def _call_of_body(body: str, *, closed: bool) -> tuple[RawCall | None, bool]:
    stripped = body.strip()
    if stripped.startswith("{"):
        return json_call(stripped), not closed and json_call(stripped) is None
    name, arrow, rest = body.partition("<arg_key>")
    name = name.strip()
    if not re.fullmatch(r"[\w.:-]{1,80}", name):
        return (RawCall(name.split("\n")[0][:80], stripped), not closed) if name else (None, not closed)
    pairs: list[tuple[str, str]] = []
    position = 0
    rest = arrow + rest
    while match := _PAIR.match(rest, position):
        if _NEXT_PAIR.search(match[2]):
            break  # the value was never closed: what closes it belongs to the next argument
        pairs.append((match[1].strip(), match[2]))
        position = match.end()
    left_over = _SPECIAL.sub("", rest[position:]).strip()
    if left_over.startswith(("<arg_key>", _VALUE)):
        return RawCall(name, left_over if closed else arguments_of(pairs)), not closed
    return RawCall(name, arguments_of(pairs)), False


def json_call(text: str) -> RawCall | None:
    """A call written as JSON and nothing else: `{"name": .., "arguments": {..}}`, or `{"action": .., ..}`."""
    try:
        data = load_call(text)
    except ValueError:
        return None
    if not isinstance(data, dict):
        return None
    if isinstance(data.get("action"), str):
        return RawCall(data["action"], {key: value for key, value in data.items() if key != "action"})
    function = data.get("function")
    if isinstance(function, dict):
        data = function
    name = data.get("name") or (function if isinstance(function, str) else None)
    if not isinstance(name, str):
        return None
    for key in ("arguments", "parameters"):
        if key in data:
            return RawCall(name, data[key])
    return RawCall(name, {})


def is_mentioned(text: str, call: MarkupCall) -> bool:
    """Whether the sentence in which a closed call is written continues after it: it was quoted, not made."""
    return call.closed and _CONTINUES.match(text, call.end) is not None


def without_calls(text: str) -> str:
    """The text around the raw calls."""
    for found in reversed(markup_calls(text)):
        text = text[: found.start] + text[found.end :]
    return text


def ends_with_call(thinking: str) -> list[MarkupCall]:
    """The run of complete raw calls with which a text of thinking ends, if it does.

    A generation that stops right after `</tool_call>` has made a call and waits for its result: that is how a reply looks whose
    thinking was never closed. A call that is followed by more thinking was only considered, and is not returned.
    """
    thinking = _SPECIAL.sub("", thinking).rstrip()
    trailing: list[MarkupCall] = []
    end = len(thinking)
    for found in reversed(markup_calls(thinking)):
        if found.cut or found.end != end or not found.closed:
            break
        trailing.insert(0, found)
        end = len(thinking[: found.start].rstrip())
    if trailing and thinking[: trailing[0].start].rstrip().endswith("?"):
        return []
    return trailing


def own_turn(text: str) -> str:
    """The text up to where the model starts to invent the next turn; inside of an argument's value the token for it is data."""
    matches = outside_values(_TURN_END, text)
    return text[: matches[0].start()] if matches else text


def plain(text: str) -> str:
    """A text as people should read it: box tokens, special tokens and tool-like artefacts removed, repetitions too."""
    text = own_turn(text.replace(BOX_BEGIN, "").replace(BOX_END, ""))
    return without_repetition(_SPECIAL.sub("", text).strip())


def without_repetition(text: str) -> str:
    """The text without a restatement at its end: the model sometimes gives its whole answer twice.

    Only what can hardly be meant is left out: sentences and paragraphs. Two equal lines of a list are two entries.
    """
    for gap in range(1, 5):
        half = (len(text) - gap) // 2
        first, between = text[:half], text[half : half + gap]
        if first == text[half + gap :] and between.isspace() and (_is_prose(first) or (between != "\n" and _is_sentence(first))):
            return first
    paragraphs = [paragraph.strip() for paragraph in re.split(r"\n\s*\n", text)]
    kept = len(paragraphs)
    while kept > 1 and _is_sentence(paragraphs[kept - 1]) and paragraphs[kept - 1] in paragraphs[: kept - 1]:
        kept -= 1
    return text if kept == len(paragraphs) else "\n\n".join(paragraphs[:kept])


def _is_prose(text: str) -> bool:
    return len(text) >= PROSE and len(_SENTENCE_END.findall(text)) > 1


def _is_sentence(text: str) -> bool:
    return " " in text.strip() and text.rstrip().endswith((".", "!", "?", "。", "！", "？"))


def said_beside(text: str) -> str:
    """What the model said beside a call, for people; a restatement of it at the end is left out, however short."""
    lines = plain(text).splitlines()
    half = (len(lines) + 1) // 2
    again = [line for line in lines[half:] if line.strip()]
    return (
        "\n".join(lines[:half]).strip()
        if again and again == [line for line in lines[:half] if line.strip()]
        else "\n".join(lines)
    )
