"""Readings of a clause in which its words are what a control is called, with small words and nouns in them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from gui_agent.model.literal.language import asides, verbs, vocabulary
from gui_agent.model.literal.language.descriptions import is_description
from gui_agent.model.literal.language.intents import (
    Click,
    Expand,
    Reading,
    Relation,
    Step,
    Target,
    Tick,
)
from gui_agent.model.literal.language.listing import parted
from gui_agent.model.literal.language.phrases import Tokens, noun_at_end, number_in, parse_target, strip_determiners
from gui_agent.model.literal.language.tokens import written
from gui_agent.model.literal.language.values import as_box

_SHORTEST, _LONGEST = 2, 10
"""Words of what a control says."""
_TURNS: Final = ("next", "previous")
_ENDS: Final = ("first", "last")
_TURNED: Final = frozenset({"page", "slide", "record", "image", "picture", "photo", "chapter", "month"})
"""What the first or the last one of is gone to by a button of its own."""
_MOST_STARS: Final = 10
AS_SAID: Final = "as what a control says"
AS_ONE: Final = 0.6
ALSO_LABELS: Final = frozenset({"clear", "copy", "fill"})
"""Verbs that the captions of buttons begin with: "Clear completed", "Copy link"."""
_WORDS_OF_BUTTONS: Final = 4
"""Words behind such a verb on a button, at most."""


def rated(source: str, tokens: Tokens) -> list[Reading]:
    """For "give the shop four stars", "set the rating to 3": the star of that number."""
    said = written(source, tokens)
    for index, token in enumerate(tokens):
        number = number_in(token.lower.removesuffix("-star").removesuffix("-stars")) if token.kind == "word" else None
        after = tokens[index + 1].lower if index + 1 < len(tokens) else ""
        before = {one.lower for one in tokens[:index]}
        starred = token.lower.endswith(("-star", "-stars")) or after in ("star", "stars")
        if (
            number
            and index
            and token.lower not in ("a", "an")
            and 0 < number <= _MOST_STARS
            and (starred or ("rating" in before and index + 1 == len(tokens)))
        ):
            target = Target(f"{number} stars", role="icon", noun="rating", ordinal=number)
            return [Reading((Click(said, target, shows=True),), 1.05 if starred else 0.9, "as a rating")]
    return []


def as_said(source: str, tokens: Tokens) -> list[Reading]:
    """A clause that is no English of the grammar: what a control on the screen may say in so many words."""
    alone = len(tokens) == 1 and tokens[0].text.islower() and verbs.may_be_verb(tokens[0])
    if not (alone or _SHORTEST <= len(tokens) <= _LONGEST) or any(token.kind != "word" for token in tokens):
        return []
    said = written(source, tokens)
    if is_description(tokens):
        return []
    target = Target(said, label=said)
    return [Reading((step,), AS_ONE, AS_SAID, exact=True) for step in (Click(said, target), Tick(said, (target,)))]


def answered(source: str, tokens: Tokens, rest: Tokens, verb: verbs.Verb) -> list[Reading]:
    """For "answer No", "answer Yes to 'Do you have a ticket?'": the button or the option of that name."""
    rest = rest[1:] if rest and rest[0].lower == "with" else rest
    if verb.words != "answer" or not rest or rest[0].lower in vocabulary.DETERMINERS or is_description(rest):
        return []
    to = next((at for at, token in enumerate(rest) if at and token.lower in ("to", "for") and at + 1 < len(rest)), len(rest))
    value, said = written(source, rest[:to]), written(source, tokens)
    target = Target(value, label=value, quoted=rest[0].kind == "quoted" and to == 1)
    if to < len(rest):
        target = replace(target, relation=Relation("after", parse_target(source, rest[to + 1 :])))
    return [Reading((Click(said, target, shows=True),), 1.0, "as the answer that is given")]


def by_its_kind(source: str, said: str, rest: Tokens, verb: verbs.Verb) -> list[Reading]:
    """For "the Use Printer by Default check box": a label with small words in it, then its kind."""
    words = strip_determiners(asides.without_purpose(rest).tokens)
    size = noun_at_end(words)
    if not size or len(words) < size + 2:
        return []
    noun = " ".join(token.lower for token in words[-size:])
    role = vocabulary.NOUNS.get(noun)
    target = Target(written(source, words), label=written(source, words[:-size]), role=role, noun=noun)
    step: Step = Tick(said, (target,)) if role == "checkbox" and verb.kind == "choose" else Click(said, target)
    return [Reading((step,), 1.0, "as a label and its kind", exact=True)]


def ticked_labels(source: str, said: str, rest: Tokens, verb: verbs.Verb) -> list[Reading]:
    """For "tick Line Numbers", "check the Save shortcuts on exit option": labels that end with a noun, or hold small words.

    "Clear the Line Numbers box" is about a check box or about a field; the screen shows which.
    """
    cleared = verb.kind == "clear" and bool(noun_at_end(rest)) and rest[-1].lower in ("box", "checkbox", "option")
    if not rest or not (cleared or verb.kind in ("tick", "untick", "check")):
        return []
    state = verb.kind in ("tick", "check")
    parts = parted(rest)
    several = len(parts) > 1 and not any(token.lower in ("except", "but") for token in rest)
    split = (
        [Reading((Tick(said, tuple(as_box(parse_target(source, part)) for part in parts), state),), 0.97, "as several")]
        if several
        else []
    )
    return [*_one_label(source, said, rest, state), *split]


def _one_label(source: str, said: str, rest: Tokens, state: bool) -> list[Reading]:
    """The words as one label, with or without the noun at its end."""
    if any(token.kind != "word" for token in rest):
        return []
    words = strip_determiners(asides.without_purpose(rest).tokens)
    whole = written(source, words)
    found = [Tick(said, (Target(whole, label=whole),), state)]
    size = noun_at_end(words)
    if size and len(words) > size and words[-1].text.islower():
        found.insert(0, Tick(said, (Target(whole, label=written(source, words[:-size]), role="checkbox", noun="option"),), state))
    return [Reading((step,), 1.0, "as one label", exact=True) for step in found]


def wholes(rest: Tokens) -> list[Tokens]:
    """What may be one label: the words before a purpose, and all of them."""
    shorter = asides.without_purpose(rest)
    return [shorter.tokens, rest] if shorter.left else [rest]


def as_header(said: str, source: str, rest: Tokens, verb: verbs.Verb) -> list[Reading]:
    """For "expand Other Options": a header whose name ends like a word for a widget."""
    words = strip_determiners(rest)
    if not words or any(token.kind != "word" for token in words) or not words[-1].text[:1].isupper():
        return []
    label = written(source, words)
    return [Reading((Expand(said, Target(label, label=label), verb.kind == "expand"),), 1.02, "as one label", exact=True)]


def as_button(said: str, source: str, tokens: Tokens, rest: Tokens) -> list[Reading]:
    """For "clear completed", "copy link": what a button may be called."""
    if not 0 < len(rest) <= _WORDS_OF_BUTTONS or any(token.kind != "word" for token in rest):
        return []
    label = written(source, tokens)
    return [Reading((Click(said, Target(label, label=label)),), 0.9, "as one label", exact=True)]


def turned(said: str, rest: Tokens) -> list[Reading]:
    """For "go to the next slide", "the last page": what leads there is called so, or only "next", or is an arrow."""
    words = [token.lower for token in strip_determiners(rest)]
    ends = len(words) == 2 and words[0] in _ENDS and words[1] in _TURNED
    if len(words) != 2 or not (words[0] in _TURNS or ends) or not strip_determiners(rest)[0].text.islower():
        return []
    target = Target(" ".join(words), label=" ".join(words).title(), also=(words[0].title(), f"Go to {words[0]} {words[1]}"))
    return [Reading((Click(said, target, shows=True),), 0.9, f"as what leads to the {words[0]} one", further=True)]
