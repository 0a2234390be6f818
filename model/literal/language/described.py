"""What is described and not named, where the screen can say what it is: "the city of Bert", "an item that begins with 'Be'".

Such readings only count where the screen has what they describe; otherwise a description stays one, and the step says what is missing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from gui_agent.model.literal.language import verbs, vocabulary
from gui_agent.model.literal.language.clause import index_of
from gui_agent.model.literal.language.descriptions import POSSESSIVES, looks_given
from gui_agent.model.literal.language.intents import Choose, Click, Enter, Excerpt, Highlight, Read, Reading, Step, Target
from gui_agent.model.literal.language.listing import parted
from gui_agent.model.literal.language.phrases import Tokens, noun_at_end, ordinal_in, parse_target, strip_determiners
from gui_agent.model.literal.language.texts import content_field, writable
from gui_agent.model.literal.language.tokens import written

_RELATING: Final = frozenset({"of", "for", "in"})
STYLES: Final = frozenset({"bold", "italic", "italics", "underlined", "underline", "strikethrough"})
"""What the letters of a text show."""
_STYLE_NAMES: Final = {"italics": "italic", "underlined": "underline"}


def described_readings(source: str, tokens: Tokens, verb: verbs.Verb) -> list[Reading]:
    """The readings of a clause in which the screen says what a description means."""
    said = written(source, tokens)
    rest = list(tokens[verb.size :])
    if verb.kind == "make":
        return _styled(source, said, rest)
    if verb.kind in ("set", "drag"):
        return _settings(source, said, verb, rest)
    if verb.kind in ("enter", "fill"):
        return _fitting(source, said, rest, typed=True) or _shown(source, said, rest)
    if verb.kind == "choose":
        return _fitting(source, said, rest, typed=False)
    return []


def _fitting(source: str, said: str, rest: Tokens, typed: bool) -> list[Reading]:
    """For "an item that starts with 'Be' and ends with 'um'": what begins like that is typed, and the one that fits is taken."""
    to = index_of(rest, ("into",), ("from",), ("in", "the"), last=True)
    content = rest[: to[0]] if to and to[0] else rest
    target = parse_target(source, content)
    pattern = target.pattern
    if not pattern or target.label and target.quoted:
        return []
    where = parse_target(source, rest[to[0] + to[1] :]) if to and to[0] else None
    start = pattern.begins or pattern.contains
    field = where if where is not None and where.role in ("field", "textarea", None) else None
    field = field or content_field(Target(target.phrase, label=target.label or target.noun))
    fitting = Target(said, pattern=pattern)
    steps: tuple[Step, ...] = (Enter(said, start, field), Click(said, fitting)) if start else (Click(said, fitting),)
    found = [Reading(steps, 1.1 if typed else 0.9, "by what its name begins with")]
    return found if typed else [Reading((Click(said, fitting),), 1.1, "as the one whose name fits"), *found]


def _shown(source: str, said: str, rest: Tokens) -> list[Reading]:
    """For "the city of Bert into the field": what the screen shows there is read, and typed."""
    cut = index_of(rest, ("into",), ("in", "the"), ("as", "the"), last=True)
    content = list(rest[: cut[0]] if cut and cut[0] else rest)
    inner = list(strip_determiners(content))
    if not inner or len(inner) == len(content) or content[0].lower not in ("the", "that"):
        return []
    at = next((index for index in range(1, len(inner) - 1) if inner[index].lower in _RELATING), None)
    named = [] if at is None else [token for token in inner[at + 1 :] if token.lower not in vocabulary.DETERMINERS]
    if any(token.lower in POSSESSIVES | {"you", "want"} for token in inner) or not any(
        token.kind == "quoted" or looks_given(token.text) or token.lower == "row" for token in named
    ):
        return []  # what has no named owner is on no screen
    field = None
    if cut and cut[0]:
        field = writable(parse_target(source, rest[cut[0] + 1 :]))
        field = content_field(field) if rest[cut[0]].lower == "as" else field
    what = Excerpt(Target(written(source, content)))
    it = Excerpt(Target("it", pronoun=True))
    steps = (Read(said, what, quiet=True), Enter(said, it, field))
    plainly = inner[0].lower in ("value", "entry", "content", "cell")
    return [Reading(steps, 1.1 if plainly else 1.0, "as what the screen shows")]


def _styled(source: str, said: str, rest: Tokens) -> list[Reading]:
    """For "the word 'whale' bold", "it italic": the text is selected, then the button of the style is clicked."""
    style = rest[-1].lower if len(rest) > 1 else ""
    if style not in STYLES and style not in vocabulary.COLOURS:
        return []
    inner = rest[:-1]
    name = _STYLE_NAMES.get(style, style)
    button = (
        Target(name, role="shape", noun="item", colour=name) if name in vocabulary.COLOURS else Target(name, label=name.title())
    )
    if len(inner) == 1 and inner[0].lower in vocabulary.PRONOUNS:
        return [Reading((Click(said, button, shows=True),), 1.0)]
    named = parse_target(source, inner)
    if named.noun in ("text", "word", "phrase", "letter", "sentence", "") and named.label:
        named = replace(named, role="text" if named.quoted else named.role)
    restyles = named if style in STYLES else None  # a selection may hide the colour of its text
    return [Reading((Highlight(said, named), Click(said, button, shows=True, restyles=restyles)), 1.0)]


def _settings(source: str, said: str, verb: verbs.Verb, rest: Tokens) -> list[Reading]:
    """For "the sliders to 3, 7 and 1", "the first slider to 4, the second one to 4 and the third to 2"."""
    parts = parted(rest)
    if len(parts) < 2:
        return []
    links = [next((at for at, token in enumerate(part) if token.lower == "to" and at), None) for part in parts]
    first = links[0]
    if first is None:
        return []
    named = parse_target(source, parts[0][:first])
    steps: list[Step] = []
    if all(link is not None for link in links):
        for part, link in zip(parts, links, strict=True):
            target = _like_the_first(parse_target(source, part[:link]), part[:link], named)
            steps.append(Choose(said, (written(source, part[(link or 0) + 1 :]),), target))
    elif all(link is None for link in links[1:]) and _is_plural(parts[0][:first]) and not named.label:
        values = [parts[0][first + 1 :], *parts[1:]]
        steps += [
            Choose(said, (written(source, value),), replace(named, ordinal=number, of=len(values)))
            for number, value in enumerate(values, 1)
        ]
    numbers = all(isinstance(step, Choose) and step.values[0].strip("-").replace(".", "").isdigit() for step in steps)
    return [Reading(tuple(steps), 1.2, "as several values")] if steps and (numbers or verb.kind == "set") else []


def _like_the_first(target: Target, tokens: Tokens, first: Target) -> Target:
    """For "the second one", "the third": another one of the kind that was named first."""
    words = [token.lower for token in strip_determiners(tokens) if token.lower not in ("one", "ones")]
    if len(words) == 1 and (ordinal := ordinal_in(words[0])) is not None:
        return replace(target, label="", ordinal=ordinal, role=first.role, noun=first.noun)
    return target


def _is_plural(tokens: Tokens) -> bool:
    return bool(tokens) and tokens[-1].lower.endswith("s") and bool(noun_at_end(tokens))
