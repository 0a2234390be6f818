"""Noun phrases: "the 3rd text field", "button ONE", "the trash icon next to 'Milk'", read into targets.

target     = [determiner] {adjective} (noun [label] | label [noun] | pronoun) [naming label] {relation target} [purpose]
adjective  = ordinal | colour ["coloured"] | size | "both" | "all"
naming     = "labelled" | "named" | "called" | "that says" | "with the text" ...
relation   = "in" | "below" | "next to" | "in the row of" | ...
purpose    = "to" verb ...            (left aside)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from gui_agent.model.literal.language import vocabulary
from gui_agent.model.literal.language.intents import Quantity, Relation, RelationKind, Role, Size, Target
from gui_agent.model.literal.language.qualifiers import Qualified, without_qualifiers
from gui_agent.model.literal.language.tokens import Token, written

Tokens = Sequence[Token]
ANSWERS = frozenset({"answer", "result", "solution", "sum", "total"})
"""What people call what was found out before."""


_LISTS = frozenset({"list", "dropdown"})
_BEFORE_NOUNS = frozenset({"for", "with", "of", "by", "at", "after", "before"})
_SENT = frozenset({"message", "comment", "note"})
"""Texts that are known by who they are from."""


class _Adjectives(NamedTuple):
    ordinal: int | None = None
    quantity: Quantity = "one"
    colour: str | None = None
    size: Size | None = None


def parse_target(source: str, tokens: Tokens) -> Target:
    """The target that these tokens of `source` name; the label is the whole phrase where no structure is found."""
    phrase = written(source, tokens)
    if (place := place_said(tokens)) is not None:
        named = parse_target(source, tokens[: place[0]])
        return replace(named, phrase=phrase, relation=Relation("in", parse_target(source, tokens[place[1] :])))
    qualified = without_qualifiers(source, list(_without_which(tokens)))
    found = _qualify(_plain_target(source, qualified.tokens or tokens, phrase), qualified)
    if found.noun == "page" and found.ordinal and found.ordinal > 0 and not found.label:
        return Target(phrase, label=str(found.ordinal))  # "the second page of the table": the number that leads there
    return found


def _qualify(target: Target, qualified: Qualified) -> Target:
    """The target with what was said behind it; a rank belongs to the last thing that was named."""
    ordered = qualified.rank in ("ascending", "descending")
    if target.relation is not None and qualified.rank and not ordered:
        anchor = _qualify(target.relation.anchor, qualified)
        return replace(target, relation=replace(target.relation, anchor=anchor))
    if qualified.by:
        quantity = Target(qualified.by, label=qualified.by)
        return replace(target, rank=qualified.rank, relation=Relation("column", quantity))
    everything = bool(qualified.excluded) or ordered
    return replace(
        target,
        excluded=target.excluded or qualified.excluded,
        pattern=qualified.pattern,
        rank=qualified.rank,
        quantity="all" if everything else target.quantity,
    )


def _owner(source: str, tokens: Tokens, phrase: str) -> Target | None:
    """For "the person whose job is Judge", "the row where State is open": what belongs to the row of the value."""
    for index in range(1, len(tokens) - 3):
        if tokens[index].lower not in ("whose", "where") or tokens[index].kind != "word":
            continue
        verb = next((at for at in range(index + 2, len(tokens) - 1) if tokens[at].lower in ("is", "are", "says", "equals")), None)
        if verb is None or tokens[verb + 1].lower == "not":
            continue
        value = parse_target(source, tokens[verb + 1 :])
        anchor = replace(value, role=None, noun="", label=value.label or value.phrase)
        return Target(phrase, role="row", noun="row", relation=Relation("row", anchor))
    return None


def _plain_target(source: str, tokens: Tokens, phrase: str) -> Target:
    if (owner := _owner(source, tokens, phrase)) is not None:
        return owner
    tokens = strip_determiners(_without_purpose(tokens))
    if len(tokens) == 1 and tokens[0].lower == "everything":
        return Target(phrase, quantity="all")
    if _is_answer(tokens):
        return Target(phrase, answer=True)
    tokens, below = _without_trailing_place(tokens)
    if len(tokens) == 1 and tokens[0].lower in vocabulary.PRONOUNS:
        return Target(phrase, pronoun=True)
    head, naming, relation_kind, rest = _split(tokens)
    target = _head(source, head, phrase)
    if naming:
        target = replace(target, label=written(source, naming), quoted=naming[0].kind == "quoted")
    if relation_kind and rest:
        target = _attach(target, relation_kind, parse_target(source, rest))
    return _finish(replace(target, phrase=phrase), below)


def strip_determiners(tokens: Tokens) -> Tokens:
    """The tokens without leading articles and prepositions that belong to the verb before."""
    while len(tokens) > 1 and tokens[0].lower in vocabulary.DETERMINERS:
        tokens = tokens[1:]
    return tokens


def number_in(word: str) -> int | None:
    """The number that a word such as "3", "three" or "twice" means."""
    if re.fullmatch(r"[-+\u2212]?\d+", word):
        return int(word.replace("\u2212", "-"))
    return vocabulary.CARDINALS.get(word)


def ordinal_in(word: str) -> int | None:
    """The place in a row that a word such as "3rd" or "third" means; -1 is the last."""
    if match := re.fullmatch(r"(\d+)(st|nd|rd|th)", word):
        return int(match[1])
    return vocabulary.ORDINALS.get(word)


def noun_at_end(tokens: Tokens) -> int:
    """How many of the last tokens form a noun of the vocabulary (0: none), the longest one."""
    return next((size for size in (4, 3, 2, 1) if len(tokens) >= size and _noun(tokens[-size:])), 0)


def noun_at_start(tokens: Tokens) -> int:
    """How many of the first tokens form a noun of the vocabulary (0: none), the longest one."""
    return next((size for size in (4, 3, 2, 1) if len(tokens) >= size and _noun(tokens[:size])), 0)


def _noun(tokens: Tokens) -> str | None:
    words = " ".join(token.lower for token in tokens)
    if not all(token.kind == "word" for token in tokens):
        return None
    for candidate in (words, words.removesuffix("s"), words.removesuffix("es")):
        if candidate in vocabulary.NOUNS:
            return candidate
    return None


def _without_purpose(tokens: Tokens) -> Tokens:
    """Cut "to delete it", "to mark it as important", "so that ..." off a phrase that names something before."""
    for index, token in enumerate(tokens):
        if index and token.lower == "to" and index + 2 < len(tokens) and tokens[index + 2].lower in {"it", "them", "the", "this"}:
            return tokens[:index]
        if index and token.lower == "so" and tokens[index + 1 : index + 2] and tokens[index + 1].lower == "that":
            return tokens[:index]
    return tokens


def _without_which(tokens: Tokens) -> Tokens:
    """Cut ", which is in one of the tabs" off the end: where it is is looked for anyway."""
    for index in range(1, len(tokens) - 2):
        comma = tokens[index].kind == "mark" and tokens[index].text == ","
        if comma and tokens[index + 1].lower == "which" and tokens[index + 2].lower == "is":
            return tokens[:index]
    return tokens


def place_said(tokens: Tokens) -> tuple[int, int] | None:
    """For "Phone, which is in Contracts": where the thing ends, and what it is in begins; None where that has no name."""
    for index in range(1, len(tokens) - 4):
        words = [token.lower for token in tokens[index : index + 4]]
        if words[:3] == [",", "which", "is"] and words[3] in ("in", "inside", "under", "within"):
            place = strip_determiners(tokens[index + 4 :])
            if place[0].kind == "quoted" or place[0].text[:1].isupper():
                return index, index + 4
    return None


def _is_answer(tokens: Tokens) -> bool:
    """For "the answer", "the right number", "the button with the result"."""
    words = [token.lower for token in tokens if token.lower not in vocabulary.DETERMINERS]
    nouns = ANSWERS | {"number", "button", "option", "choice", "digit", "value"}
    if len(words) == 2 and words[0] in ("right", "correct", "matching"):
        return words[1] in nouns
    return len(words) == 3 and words[0] in nouns and words[1] in ("with", "for") and words[2] in ANSWERS


def _without_trailing_place(tokens: Tokens) -> tuple[Tokens, bool]:
    """Cut "below", "on the screen" off the end: places relative to the instruction itself, not to another element."""
    for words in vocabulary.TRAILING_PLACES:
        size = len(words)
        if len(tokens) > size and tuple(token.lower for token in tokens[-size:]) == words:
            return tokens[:-size], True
    return tokens, False


def _split(tokens: Tokens) -> tuple[Tokens, Tokens, RelationKind | None, Tokens]:
    """(head, label after "labelled", kind of the relation, tokens of what it is related to)."""
    for index in range(len(tokens)):
        naming = _naming_at(tokens, index)
        if naming and index + naming < len(tokens) and (index or naming > 1):
            label, kind, rest = _split_relation(tokens[index + naming :])
            head, head_kind, head_rest = _split_relation(tokens[:index])
            if head_kind:  # "the button in the dialog box labelled X": the label belongs to the button
                return head, label, head_kind, head_rest
            return head, label, kind, rest
    head, relation, rest = _split_relation(tokens)
    return head, [], relation, rest


def _naming_at(tokens: Tokens, index: int) -> int:
    for words in vocabulary.NAMING_PHRASES:
        if tuple(token.lower for token in tokens[index : index + len(words)]) == words:
            return len(words)
    return int(tokens[index].lower in vocabulary.NAMING)


def _split_relation(tokens: Tokens) -> tuple[Tokens, RelationKind | None, Tokens]:
    for index in range(1, len(tokens)):
        if tokens[index].kind != "word":
            continue
        for words, kind in vocabulary.RELATIONS:
            after = tokens[index + len(words) :]
            if tuple(token.lower for token in tokens[index : index + len(words)]) == words and (
                words not in vocabulary.WEAK_RELATIONS or _may_relate(tokens[:index], after, words[0])
            ):
                sent = words in (("from",), ("of",)) and tokens[index - 1].lower.removesuffix("s") in vocabulary.SENT
                return tokens[:index], "row" if sent else kind, after
    return tokens, None, []


def _may_relate(left: Tokens, right: Tokens, first_word: str) -> bool:
    """Whether a preposition between these joins two things, or belongs to a label such as "Terms of use" or "Sign in"."""
    if not right or (first_word in _BEFORE_NOUNS and _noun(right) and right[0].text.islower()):
        return False  # "the Search for field", "the Replace with box": the label ends with the preposition
    named = left[-1].kind == "quoted" or bool(noun_at_end(left)) or bool(noun_at_start(strip_determiners(left)))
    first = right[0]
    beginnings = vocabulary.DETERMINERS | vocabulary.ALL | vocabulary.BOTH
    return named or first.kind == "quoted" or first.lower in beginnings or bool(noun_at_end(right))


def _head(source: str, tokens: Tokens, phrase: str) -> Target:
    tokens, adjectives = _adjectives(tokens)
    noun, label, size = "", tokens, 0
    if _is_dots(tokens):
        return Target(phrase, label=written(source, tokens), ordinal=adjectives.ordinal)
    if (of := _list_of(tokens)) is not None:
        noun, label = of
    elif size := noun_at_end(tokens):
        noun, label = _noun(tokens[-size:]) or "", tokens[:-size]
    if size and not label and len(tokens) > size:
        label = tokens[:-size]
    if not noun and (size := noun_at_start(tokens)) and not _is_name(tokens[0].text) and not _is_common(tokens, size):
        noun, label = _noun(tokens[:size]) or "", tokens[size:]
    if noun and len(label) > 1 and label[0].lower == "with" and label[1].text[:1].isupper():
        label = label[1:]  # "the conversation with Mia"
    if noun and label and label[0].lower == "#":
        label = label[1:]
    quoted = [token for token in label if token.kind == "quoted"]
    if len(quoted) == 1 and len(label) > 1 and all(token is quoted[0] or token.text.islower() for token in label):
        label = quoted  # the "Displace" filter
    text = written(source, label)
    ordinal = adjectives.ordinal
    if noun and ordinal is None and (match := re.fullmatch(r"#?(\d+)", text)) and text.startswith("#"):
        ordinal = int(match[1])
    return Target(
        phrase,
        label=text,
        quoted=len(label) == 1 and label[0].kind == "quoted",
        role=vocabulary.NOUNS.get(noun),
        noun=noun,
        ordinal=ordinal,
        quantity=adjectives.quantity,
        colour=adjectives.colour,
        size=adjectives.size,
    )


def _is_dots(tokens: Tokens) -> bool:
    """For "three dots": a drawing that is called so, and no shapes."""
    return len(tokens) == 2 and tokens[0].lower in ("three", "vertical", "horizontal") and tokens[1].lower == "dots"


def _list_of(tokens: Tokens) -> tuple[str, Tokens] | None:
    """For "list of tools", "drop-down list for the country": the noun, and what the list is called."""
    size = noun_at_start(tokens)
    noun = _noun(tokens[:size]) or ""
    rest = strip_determiners(tokens[size + 1 :])
    if (
        not rest
        or vocabulary.NOUNS.get(noun) not in _LISTS
        or tokens[size].lower not in ("of", "for")
        or not tokens[0].text.islower()
    ):
        return None
    return None if rest[0].lower in vocabulary.ALL | vocabulary.DETERMINERS else (noun, rest)


def _is_common(tokens: Tokens, size: int) -> bool:
    """For "the email address": what is behind the word for an entry is no name of one, the words are a label."""
    role = vocabulary.NOUNS.get(_noun(tokens[:size]) or "")
    return role == "item" and all(
        token.kind == "word" and token.text.isalpha() and token.text.islower() for token in tokens[size:]
    )


def _adjectives(tokens: Tokens) -> tuple[Tokens, _Adjectives]:
    """Take ordinals, colours, sizes and quantities off the front, as long as something is left that they can describe."""
    found = _Adjectives()
    while tokens:
        word = tokens[0].lower
        last = len(tokens) == 1
        plain = word in ("only", "single", "whole") and not last and tokens[0].text.islower()
        if plain or word in vocabulary.DETERMINERS or word in ("of", "colored", "coloured", "own", "different", "following"):
            pass
        elif (
            (ordinal := ordinal_in(word)) is not None
            and not (last and word in ("top", "bottom"))
            and not _is_name(tokens[0].text)
        ):
            found = found._replace(ordinal=ordinal)
        elif word in vocabulary.BOTH | vocabulary.ALL and not last:
            found = found._replace(quantity="both" if word in vocabulary.BOTH else "all")
        elif word.replace("-colored", "").replace("-coloured", "") in vocabulary.COLOURS and (
            not last or tokens[0].text.islower()
        ):
            found = found._replace(colour=word.split("-")[0])
        elif word in vocabulary.SIZES and not last and not _is_name(tokens[0].text):
            found = found._replace(size=vocabulary.SIZES[word])
        else:
            break
        tokens = tokens[1:]
    return tokens, found


def _is_name(word: str) -> bool:
    """Whether an ordinal or a noun is written like a name: "the Top button", "Screen Reader"; "FIRST" may be a shout."""
    return word[:1].isupper() and word[1:].islower()


def _attach(target: Target, kind: RelationKind, anchor: Target) -> Target:
    """Relate a target to its anchor; "the email by Audrey" and "the value of Total" are named by theirs."""
    if anchor.phrase.lower().startswith(("one of ", "any of ", "some of ", "another of ")) and anchor.phrase.endswith("s"):
        return target  # which one is looked for
    if kind == "row" and (target.role == "item" or target.noun in _SENT) and not target.label and not anchor.role:
        return replace(target, role="item", label=anchor.label, quoted=anchor.quoted)
    if kind == "in" and anchor.role == "screen" and not anchor.label:
        return target
    if target.noun == "entry" and kind == "in" and anchor.role in ("list", "menu", "dropdown"):
        target = replace(target, role="item")
    return replace(target, relation=Relation(kind, anchor))


def _finish(target: Target, _below: bool) -> Target:
    role: Role | None = target.role
    if role == "widget" and target.label.lower() in vocabulary.WIDGET_NAMES:
        noun = target.label.lower()
        return replace(target, role=vocabulary.WIDGET_NAMES[noun], noun=noun, label="", quoted=False)
    if role is None and not target.label and target.colour:
        return replace(target, role="shape", noun="item")
    if role == "item" and (target.colour or target.size):
        return replace(target, role="shape", noun="item")
    if target.noun == "box" and not (target.colour or target.size):
        return replace(target, role=None if target.label else "shape")
    return target
