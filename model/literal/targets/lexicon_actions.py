"""Readings of a clause whose verb, or adjective, is what a control on the screen is called.

"write to Ann" is the button Write in Ann's row, "publish the article" the only button Publish of a form, "make the page public" the
switch Public, "choose the large size" the option Large.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from gui_agent.model.literal.language import verbs, vocabulary
from gui_agent.model.literal.language.descriptions import CONTENT_NOUNS
from gui_agent.model.literal.language.intents import Reading
from gui_agent.model.literal.language.phrases import Tokens, parse_target, strip_determiners
from gui_agent.model.literal.language.readers import parse_clause
from gui_agent.model.literal.language.text_match import CASE, canonical, similarity
from gui_agent.model.literal.language.tokens import tokenize, written
from gui_agent.model.literal.language.wording import content_words
from gui_agent.model.literal.sight.spot import WIDGETS, Spot
from gui_agent.model.literal.targets import relations
from gui_agent.model.literal.targets.situation import Situation

GENERAL: Final = frozenset(
    map(canonical, ("item", "entry", "form", "list", "page", "dialog", "one", "thing", "task", "row", "file", "button", "now"))
)
"""What things in general are called, without the ending of a plural, as content words are written."""
_BUTTONS: Final = frozenset({"button", "link"})
_OPTIONS: Final = frozenset({"checkbox", "radio"})
_CHOSEN: Final = _OPTIONS | {"button", "tab", "link", "item", "text"}
_TOWARDS: Final = frozenset({"to", "for", "with", "about", "from"})
_THE: Final = frozenset({"the", "this", "my", "your"})
_LONGEST: Final = 4
"""Words of an object that is no name, at most."""
_OF_ENTRIES: Final = frozenset(
    {
        "archive", "block", "buy", "cancel", "close", "decline", "delete", "discard", "dismiss", "download", "edit", "hide", "leave",
        "like", "mute", "open", "pin", "play", "read", "reject", "remove", "rename", "reply", "restore", "select", "share", "show", "star",
        "stop", "unblock", "unfollow", "unpin", "view",
    }
)  # fmt: skip
"""What is done with one of several things: the button of another thing is none for it."""
_KINDS: Final = CONTENT_NOUNS | frozenset(
    {
        "colour", "color", "mode", "theme", "plan", "method", "shipping", "delivery", "view", "level", "version", "edition", "speed",
        "quality", "font", "alignment", "category", "frequency", "status", "priority", "package", "tariff", "room", "class", "variant",
    }
)  # fmt: skip
"""What the options of a group are kinds of."""


def actions_on(said: str, tokens: Tokens, situation: Situation) -> Iterator[Reading]:
    """The readings of a clause by the controls that its own words name."""
    if len(tokens) < 2 or any(token.kind == "mark" for token in tokens):
        return
    yield from _of_entry(said, tokens, situation)
    yield from _of_form(said, tokens, situation)
    yield from _made(said, tokens, situation)
    yield from _by_kind(said, tokens, situation)


def restated_reading(said: str, restated: str, prior: float, how: str, unused: Tokens = ()) -> Reading:
    """A reading of the screen, in words that can be read in no other way."""
    steps = tuple(replace(step, said=said) for step in parse_clause(restated, tokenize(restated)))
    return Reading(steps, prior, how, unused=tuple(token.text for token in unused), restated=restated)


def quoted(text: str) -> str:
    """A text in quotation marks that it does not hold itself."""
    return f'"{text}"' if '"' not in text else f"\u201c{text}\u201d"


def _called(name: str, kinds: frozenset[str], situation: Situation) -> list[Spot]:
    """The controls of these kinds that are called just so, each once."""
    found = [spot for spot in situation.scene.spots if spot.kind in kinds and canonical(spot.label) == canonical(name)]
    kept: list[Spot] = []
    for spot in sorted(found, key=lambda spot: spot.kind == "text"):
        if not any(other.box.padded(3).contains(spot.box.center) for other in kept):
            kept.append(spot)
    return kept


def _of_entry(said: str, tokens: Tokens, situation: Situation) -> Iterator[Reading]:
    """For "write to the nurse": the button of that name in the row of what is named; commands have such readings anyway."""
    verb = verbs.at(tokens, 0)
    if tokens[0].kind != "word" or (verb is not None and verb.kind in ("command", "close", "assert", "wait")):
        return
    own = _called(tokens[0].text, _BUTTONS, situation)
    rest = tokens[1:]
    if rest[0].lower in _TOWARDS:
        rest = rest[1:]
    words = strip_determiners(rest)
    if not own or not words or any(token.kind == "word" and token.lower in vocabulary.PRONOUNS for token in words):
        return
    anchor = parse_target(said, rest)
    if not anchor.label or anchor.relation is not None:
        return
    named = [spot for spot in situation.scene.spots if similarity(anchor.label, spot.label) >= CASE]
    widget = any(spot.kind in WIDGETS | {"item"} for spot in named)
    object_ = quoted(anchor.label) if anchor.quoted else written(said, words)
    label = own[0].label.strip()
    restated = f"click the {quoted(label)} button in the row of {object_}"
    yield restated_reading(said, restated, 0.8 if widget else 1.0, f"as {label!r} of {object_}")


def _of_form(said: str, tokens: Tokens, situation: Situation) -> Iterator[Reading]:
    """For "publish the article": the only button Publish, beside which nothing says that it belongs to an entry."""
    verb, rest = tokens[0], tokens[1:]
    if any(token.kind != "word" or not token.text.isalpha() for token in tokens) or len(rest) > _LONGEST:
        return
    if rest[0].lower not in _THE or len(rest) < 2 or not all(token.text.islower() for token in rest) or verb.lower in _OF_ENTRIES:
        return
    own = _called(verb.text, _BUTTONS, situation)
    if len(own) == 1 and own[0].enabled and not _stands_beside_text(own[0], situation):
        label = own[0].label.strip()
        yield restated_reading(said, f"click the {quoted(label)} button", 0.8, f"as the button {label!r}", rest[-1:])


def _stands_beside_text(button: Spot, situation: Situation) -> bool:
    """Whether something is written in the row of a button that is on no button itself."""
    buttons = [spot.box for spot in situation.scene.spots if spot.kind in _BUTTONS]
    return any(
        relations.same_row(line.box, button.box)
        and relations.gap(line.box, button.box) < 20 * line.box.height
        and any(map(str.isalnum, line.text))
        and not any(box.padded(4).contains(line.box.center) for box in buttons)
        for line in situation.scene.lines
    )


def _made(said: str, tokens: Tokens, situation: Situation) -> Iterator[Reading]:
    """For "make the article public": the box, the switch or the option of that name."""
    if tokens[0].lower not in ("make", "mark") or any(token.kind != "word" for token in tokens) or len(tokens) < 3:
        return
    last = tokens[-1]
    if not last.text.islower() or tokens[1].lower not in _THE | vocabulary.PRONOUNS:
        return
    own = _called(last.text, _OPTIONS, situation)
    if len(own) == 1:
        label = own[0].label.strip()
        yield restated_reading(said, f"tick the {quoted(label)} checkbox", 1.0, f"as {label!r}")


def _by_kind(said: str, tokens: Tokens, situation: Situation) -> Iterator[Reading]:
    """For "choose the large font size", "switch to the dark theme": the option of that name; what follows is the kind of it."""
    verb = verbs.at(tokens, 0)
    if verb is None or verb.kind not in ("choose", "click", "set") or any(token.kind != "word" for token in tokens):
        return
    rest = [token for token in tokens[verb.size :] if token.lower not in ("to",)]
    if len(rest) < 3 or rest[0].lower != "the" or not rest[-1].text.islower():
        return
    for end in range(2, len(rest)):
        name, kind = rest[1:end], rest[end:]
        if not all(token.text.islower() for token in [*name, *kind]) or not _is_kind(kind, situation):
            continue  # what is written like a name is one
        own = _called(written(said, name), _CHOSEN, situation)
        if len(own) == 1 and all(token.text.isalpha() for token in kind):
            label = own[0].label.strip()
            restated = f"choose {quoted(label)}" if own[0].kind in _OPTIONS else f"click {quoted(label)}"
            yield restated_reading(said, restated, 0.95, f"as {label!r}")
            return


def _is_kind(words: Tokens, situation: Situation) -> bool:
    """Whether words say what options are kinds of: a general word, or the caption of the group."""
    if words[-1].lower in _KINDS:
        return True
    content = content_words(" ".join(token.text for token in words))
    return any(content_words(spot.label) == content for spot in situation.scene.spots if spot.kind == "text")


__all__ = ["GENERAL", "actions_on", "quoted", "restated_reading"]
