"""Actions written as text: the PC form `left_click(start_box='[512,300]')` and the mobile JSON form `{"action_type": ...}`.

Both are the formats that GLM-4.5V's authors prompt it with. The PC form is between box tokens (which servers may strip)
after an explanation, and is followed by `Memory:` and a JSON list that the model wants back in its next step.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from gui_agent.model.glm.boxes import BOX_BEGIN, BOX_END
from gui_agent.model.glm.literal_json import arguments_of, load_call
from gui_agent.model.glm.markup import outside_values
from gui_agent.model.wire import RawCall

_BOXED = re.compile(rf"{re.escape(BOX_BEGIN)}(.*?)(?:{re.escape(BOX_END)}|$)", re.DOTALL)
_MEMORY = re.compile(
    r"(?:^|\n)[ \t>*#]*Memory[ \t*]*:[ \t*]*(.*?)(?=\n[ \t*]*(?:Reason|Thought|Action)[ \t*]*:|\Z)", re.DOTALL | re.IGNORECASE
)
_LABEL = re.compile(r"^[\s>*`#-]*(?:\d+[.)]\s*)?(?:\**Action\**\s*:\**)?[\s*`]*", re.IGNORECASE)
_OBJECTION = re.compile(
    r"\s*(?:(?:but|however|though|although|wait|hmm|actually|no|not|instead|except|unfortunately)\b(?!\s*\()|但|不过|不|然而|等等|可是)",
    re.IGNORECASE,
)
_ANSWER = re.compile(r"[^<]*<answer>(.*?)(?:</answer>\s*)?", re.DOTALL)
"""The tags that another scaffold of the model's makers asks for."""
_MOBILE_START = re.compile(r"\{\s*[\"']action_type[\"']\s*:")


LONGEST_CALL = 100
"""Lines that one call in text form may have: a text to type."""
LONGEST_OBJECT, MOST_OBJECTS = 10_000, 20
"""Characters of one action in the mobile form, and how many are looked at: a reply that runs wild must not take minutes."""
ENDING = ("done", "fail")
"""Actions that end a task; outside of box tokens they count only where nothing follows them."""


@dataclass(frozen=True, slots=True)
class TextCall:
    """An action found in text; `note` says what of it cannot be done in the same step."""

    call: RawCall
    note: str = ""


def split_memory(text: str) -> tuple[str, str]:
    """The text without its `Memory:` part, and that part (empty if there is none, or if it holds nothing)."""
    matches = outside_values(_MEMORY, text)
    if not matches:
        return text, ""
    match = matches[-1]
    memory = match[1].replace(BOX_BEGIN, "").replace(BOX_END, "").strip().strip("`").strip()
    rest = (text[: match.start()] + text[match.end() :]).strip()
    return rest, "" if memory.lower() in ("", "[]", "none", "none.", "null") else memory


def text_calls(text: str, names: Iterable[str]) -> list[TextCall]:
    """The actions that a reply's text contains, in order: inside of box tokens if there are any, else on lines of their own.

    `names` are the tools that may be meant, in any case. Prose that merely mentions an action is not one.
    """
    known = {name.lower(): name for name in names}
    if match := _ANSWER.fullmatch(text):
        text = match[1]
    boxed = [part.strip() for part in _BOXED.findall(text)]
    found: list[TextCall] = []
    for part in boxed:
        found += _calls_of_part(part, known, inline=True)
    if found:
        return found
    return _calls_of_part(text.replace(BOX_BEGIN, "").replace(BOX_END, ""), known, inline=False)


def _calls_of_part(text: str, known: dict[str, str], *, inline: bool) -> list[TextCall]:
    mobile = list(_mobile_calls(text))
    if mobile:
        return mobile
    lines = _logical_lines(text, known)
    found = [call for line in lines if (call := _line_call(line, known))]
    if found and not inline and _is_taken_back(lines, known):
        return []
    if found and (inline or found[0].call.name not in ENDING or _line_call(lines[-1], known)):
        return found
    last = lines[-1] if lines else ""
    pattern = re.compile(rf"(?<![\w.])({'|'.join(map(re.escape, known))})\s*\(", re.IGNORECASE) if known else None
    starts = list(pattern.finditer(last)) if pattern else []
    # At the end of a sentence of explanation: "I click the button. left_click(start_box='[512,300]')".
    if len(starts) == 1 and (inline or re.search(r"[.:;!]\s*$", last[: starts[0].start()])):
        call = _line_call(last[starts[0].start() :], known)
        return [call] if call else []
    return []


def _is_taken_back(lines: list[str], known: dict[str, str]) -> bool:
    """Whether the text right after the last call is an objection to it."""
    last = max(index for index, line in enumerate(lines) if _line_call(line, known))
    return any(_OBJECTION.match(line) for line in lines[last + 1 : last + 2])


def _logical_lines(text: str, known: dict[str, str]) -> list[str]:
    """Lines, where a newline inside of a known call's quotes or brackets does not end one."""
    lines: list[str] = []
    buffer = ""
    for line in text.splitlines():
        buffer = f"{buffer}\n{line}" if buffer else line
        if buffer.count("\n") < LONGEST_CALL and _is_open(buffer, known):
            continue
        lines += buffer.splitlines() if buffer.count("\n") >= LONGEST_CALL else [buffer]
        buffer = ""
    lines += buffer.splitlines()
    return [line for line in lines if line.strip() and line.strip() not in ("```", "```python", "```json")]


def _is_open(text: str, known: dict[str, str]) -> bool:
    start = re.search(r"(\w+)\(\s*\w+\s*=\s*[\"'\[(]", text)
    return start is not None and start[1].lower() in known and _closing(text, text.index("(", start.start())) is None


def _closing(text: str, opening: int) -> int | None:
    """The index of the bracket that closes the one at `opening`, quotes respected; None where it stays open."""
    depth, quote, index = 0, "", opening
    while index < len(text):
        character = text[index]
        if quote:
            if character == "\\":
                index += 1
            elif character == quote:
                quote = ""
        elif character in "\"'":
            quote = character
        elif character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
            if depth == 0:
                return index
        index += 1
    return None


def _line_call(line: str, known: dict[str, str]) -> TextCall | None:
    line = line[_LABEL.match(line).end() :].strip() if _LABEL.match(line) else line.strip()  # type: ignore[union-attr]
    line = line.rstrip("`*.; \t")
    match = re.match(r"(?:functions?\.)?(\w+)\s*\(", line)
    if not match or match[1].lower() not in known or not line.endswith(")"):
        return None
    closing = _closing(line, match.end() - 1)
    if closing is not None and closing != len(line) - 1:
        return None
    arguments = _keyword_arguments(line[match.end() : -1])
    return TextCall(RawCall(known[match[1].lower()], arguments if arguments is not None else line[match.end() : -1]))


def _keyword_arguments(text: str) -> dict[str, object] | str | None:
    """`a='x', b=5` as `arguments_of` gives it; None where it is not that. Text in quotes that is not valid Python is taken as it is."""
    try:
        call = ast.parse(f"f({text})", mode="eval").body
        if isinstance(call, ast.Call) and not call.args:
            source = f"f({text})"
            if not any(_is_joined(source, keyword.value) for keyword in call.keywords):
                return arguments_of([(word.arg, ast.literal_eval(word.value)) for word in call.keywords if word.arg])
    except (SyntaxError, ValueError):
        pass
    pairs = re.split(r",\s*(?=\w+\s*=)", text.strip())
    found: list[tuple[str, object]] = []
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not re.fullmatch(r"\s*\w+\s*", key):
            return None
        value = value.strip()
        if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1].replace("\\n", "\n").replace("\\t", "\t").replace('\\"', '"').replace("\\'", "'")
        found.append((key.strip(), value))
    return arguments_of(found)


def _is_joined(source: str, value: ast.expr) -> bool:
    """Whether a text is several literals to Python, as in 'it''s': the model meant one with a quote inside."""
    segment = (ast.get_source_segment(source, value) or "") if isinstance(value, ast.Constant) else ""
    return segment[:1] in ("'", '"') and re.search(rf"(?<!\\){segment[0]}", segment[1:-1]) is not None


def _mobile_calls(text: str) -> Iterator[TextCall]:
    for match in islice(_MOBILE_START.finditer(text), MOST_OBJECTS):
        data = _object_at(text, match.start())
        if data is not None:
            yield _from_mobile(data)


def _object_at(text: str, start: int) -> dict[str, object] | None:
    text = text[start : start + LONGEST_OBJECT]
    end = _closing(text, 0)
    if end is None:
        return None
    source = text[: end + 1]
    try:
        data = load_call(source)
    except ValueError:
        try:
            data = ast.literal_eval(source)
        except (ValueError, SyntaxError):
            return None
    return data if isinstance(data, dict) else None


_OPPOSITE = {"up": "down", "down": "up", "left": "right", "right": "left"}


def _from_mobile(data: dict[str, object]) -> TextCall:
    """The mobile action space in the PC vocabulary; what has no counterpart keeps its name and is refused as an unknown tool."""
    kind = str(data.get("action_type") or "")
    box = data.get("box_2d")
    others = {key: value for key, value in data.items() if key != "action_type"}
    match kind:
        case "click":
            return TextCall(RawCall("left_click", {"start_box": box}))
        case "long_press":
            return TextCall(RawCall("left_click", {"start_box": box, "hold": 1}))
        case "input_text" if box:
            return TextCall(
                RawCall("left_click", {"start_box": box, "element_info": "the field to type into"}),
                note="input_text is several actions: only the click into the field was performed. Type the text next.",
            )
        case "input_text":
            return TextCall(RawCall("type", {"content": data.get("text")}))
        case "keyboard_enter":
            return TextCall(RawCall("key", {"keys": "enter"}))
        case "swipe":
            # A finger that moves up scrolls the content down.
            direction = _OPPOSITE.get(str(data.get("direction")), data.get("direction"))
            return TextCall(RawCall("scroll", {"start_box": box or [500, 500], "direction": direction}))
        case "status" if data.get("goal_status") == "complete":
            return TextCall(RawCall("done", {}))
        case "status" if data.get("goal_status") == "infeasible":
            return TextCall(RawCall("fail", {}))
        case _:
            return TextCall(RawCall(kind, others))
