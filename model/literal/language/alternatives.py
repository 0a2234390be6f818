"""The readings of one clause: what its words may mean as English, before the screen decides between them.

A reading has a prior. The reader of the clause's verb gives the first one; others leave something aside (a purpose, a parenthesis, a
place on the screen), take the words as a path through menus or as one label, or see that a value is described and not given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Final

from gui_agent.model.literal.language import asides, commands, verbs, vocabulary
from gui_agent.model.literal.language.clause import Clause, NotUnderstood
from gui_agent.model.literal.language.clauses import until_found
from gui_agent.model.literal.language.composed import composed_readings
from gui_agent.model.literal.language.described import described_readings
from gui_agent.model.literal.language.descriptions import CONTENT_NOUNS, POSSESSIVES, is_description, looks_given
from gui_agent.model.literal.language.expectations import expectation
from gui_agent.model.literal.language.intents import (
    Choose,
    Click,
    Drag,
    Enter,
    Expand,
    Expect,
    Find,
    Focus,
    Highlight,
    Hover,
    Lacking,
    Open,
    Press,
    Reading,
    Relation,
    Step,
    Target,
    Tick,
)
from gui_agent.model.literal.language.listing import parted
from gui_agent.model.literal.language.paths import path_in
from gui_agent.model.literal.language.phrases import Tokens, noun_at_end, number_in, parse_target, strip_determiners
from gui_agent.model.literal.language.readers import parse_clause, with_adverbs
from gui_agent.model.literal.language.texts import content_field, is_numbered
from gui_agent.model.literal.language.tokens import Token, tokenize, written
from gui_agent.model.literal.language.values import as_box

_POINTING: Final = frozenset(
    {"click", "double_click", "right_click", "middle_click", "choose", "press", "hover", "expand", "close", "hold"}
)
_LABELLED: Final = frozenset({"click", "choose", "press"})
_PATHS: Final = frozenset({"click", "choose", "press", "hover", "expand"})
_TEXTS: Final = frozenset({"enter", "fill", "set"})
_AIMED: Final = (Click, Hover, Focus, Expand, Drag, Highlight, Find)
_WISHES: Final = frozenset(
    {
     ("you", "want"), ("you", "wish"), ("you", "would"), ("you", "need"), ("you", "like"), ("you", "just"), ("you", "have"),
     ("your", "choice"), ("the", "following"), ("of", "these"), ("you", "created"), ("you", "are"), ("you", "can"),
     ("you", "added"), ("you", "selected")}
)  # fmt: skip
_SHORTEST, _LONGEST = 2, 10
"""Words of what a control says."""
_MOST_STARS: Final = 10
AS_SAID: Final = "as what a control says"
_LEFT_OPEN: Final = "as a choice that is left open"
_PATH: Final = "as a path through menus"
_AS_ONE: Final = 0.6
_CLICKING: Final = ("click", "press", "tap", "hit", "push")
"""What is said of things that are clicked one after another, rather than opened."""
_ALSO_COMMANDS: Final = frozenset({"start", "launch", "activate", "follow"})
"""What is said of a thing that is clicked, and is what a control may be called."""
_WEAK_PATH: Final = 0.7
_ALSO_LABELS: Final = frozenset({"clear", "copy", "fill"})
"""Verbs that the captions of buttons begin with: "Clear completed", "Copy link"."""
_NAMED: Final = 0.15
_BEHIND: Final = frozenset({"from", "in", "for", "where", "given"})
_LEFT_TO_THE_USER: Final = frozenset({"destination", "scope", "alignment", "method", "mode"})
"""What there are several kinds of, and which of them is not said."""
_WORDS_OF_BUTTONS: Final = 4
"""Words behind such a verb on a button, at most."""


def readings_of(source: str, tokens: Tokens) -> list[Reading]:
    """All readings of a clause, the best one as English first. Raises NotUnderstood where there is none."""
    if len(tokens) > 1 and tokens[-1].kind == "mark" and tokens[-1].text == ":":
        tokens = tokens[:-1]
    verb = verbs.at(tokens, 0)
    if whole := _ordered(source, tokens) or _until(source, tokens, verb):
        return whole
    found, failure = _as_written(source, tokens, verb)
    if verb is not None:
        found = _with_others(source, tokens, verb, found)
    if any(reading.prior > 1 and reading.how == _PATH for reading in found):
        found = [reading if reading.how == _PATH else replace(reading, prior=min(reading.prior, _AS_ONE)) for reading in found]
    if any(reading.how == _LEFT_OPEN for reading in found):
        found = [reading for reading in found if reading.exact or reading.how == _LEFT_OPEN]
    found = [_without_descriptions(source, tokens, reading) for reading in found]
    if not found or verb is None:
        found += _leading_doing(source, tokens) or _by_doing(source, tokens)
    if not found:
        statement = expectation(source, tokens)
        if statement:
            found.append(Reading((Expect(written(source, tokens), statement),), 0.9, "as something that is to happen"))
    stated = [reading for reading in found if isinstance(reading.steps[0], Expect)] if found and found[0].steps else []
    if len(stated) == len(found) and (verb := verbs.unknown_at(tokens, 0)) is not None:
        # What a control on the screen may be called: it counts only if one is.
        found += [
            replace(reading, exact=True, how=reading.how or "as a command") for reading in _with_others(source, tokens, verb, [])
        ]
    found += _rated(source, tokens)
    if not found:
        found = _as_said(source, tokens)
    if not found:
        raise failure or NotUnderstood(written(source, tokens))
    return _distinct(sorted(found, key=lambda reading: -reading.prior))


def _until(source: str, tokens: Tokens, verb: verbs.Verb | None) -> list[Reading]:
    """For "open the sections until you find X": finding X is what is to be done."""
    found = until_found(Clause(source, tokens[verb.size :], verb, written(source, tokens))) if verb is not None else []
    return [Reading(tuple(found))] if found else []


def _ordered(source: str, tokens: Tokens) -> list[Reading]:
    """For "make it bold after selecting everything": what is said behind "after" is done first."""
    for index in range(2, len(tokens) - 1):
        if tokens[index].lower != "after" or tokens[index].kind != "word" or tokens[index + 1].kind != "word":
            continue
        verb = verbs.of_gerund(tokens[index + 1].lower)
        typed = verbs.at(tokens, 0)
        if verb is None or (typed and typed.kind == "enter" and not any(token.kind == "quoted" for token in tokens[:index])):
            continue
        doing = Token("word", verb, tokens[index + 1].start, tokens[index + 1].end)
        try:
            first, then = (readings_of(source, part) for part in ([doing, *tokens[index + 2 :]], tokens[:index]))
        except NotUnderstood:
            return []
        said = written(source, tokens[index + 1 :]), written(source, tokens[:index])
        steps = (Open(said[0], tuple(first)), Open(said[1], tuple(then)))
        return [Reading(steps, 1.0, "one after the other")]
    return []


def _rated(source: str, tokens: Tokens) -> list[Reading]:
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


def _as_said(source: str, tokens: Tokens) -> list[Reading]:
    """A clause that is no English of the grammar: what a control on the screen may say in so many words."""
    if not _SHORTEST <= len(tokens) <= _LONGEST or any(token.kind != "word" for token in tokens):
        return []
    said = written(source, tokens)
    if is_description(tokens):
        return []
    target = Target(said, label=said)
    return [Reading((step,), _AS_ONE, AS_SAID, exact=True) for step in (Click(said, target), Tick(said, (target,)))]


def _as_written(source: str, tokens: Tokens, verb: verbs.Verb | None) -> tuple[list[Reading], NotUnderstood | None]:
    """The readings of the clause's own reader, and why the first one failed, if one did."""
    found: list[Reading] = []
    failure: NotUnderstood | None = None
    for variant, prior, how, change in _variants(tokens, verb.kind if verb else None):
        try:
            steps = [change(step) for step in parse_clause(source, variant)]
        except NotUnderstood as misfit:
            failure = failure or misfit
            continue
        unused = tuple(token.text for token in tokens if token not in variant)
        found.append(Reading(tuple(steps), prior, how, unused=unused))
    return found, failure


def _with_others(source: str, tokens: Tokens, verb: verbs.Verb, found: list[Reading]) -> list[Reading]:
    """The readings with those that other parts of the language give."""
    rest = tokens[verb.size :]
    if composed := composed_readings(source, tokens, verb):
        return [*found, *composed] if verb.words in ("replace", "go to", "switch to", "navigate to") else composed
    described = described_readings(source, tokens, verb)
    found = [*([] if any(reading.prior > 1 for reading in described) else found), *described]
    if answered := _answered(source, tokens, rest, verb):
        found = answered  # what is chosen, not what is to be read
    found += _more(source, tokens, rest, verb, found)
    if verb.words in ("search for", "look up") and rest:
        searched = _searched(source, written(source, tokens), rest)
        found = [*searched, *found] if len(rest) == 1 else [*found, *searched]  # more words may say where it is
    if verb.words in _ALSO_COMMANDS and rest:
        command = commands.command_readings(source, tokens, verb)
        # A control that is called like the verb is rather meant than what only bears the name of its object.
        found += [
            replace(reading, prior=reading.prior + _NAMED, exact=True, how=reading.how or "as a command") for reading in command
        ]
    if verb.words == "close" and rest and not any(token.lower in ("by", "with", "using") for token in rest):
        found += commands.command_readings(source, tokens, verb)
    if verb.kind == "command":
        if doing := _by_doing(source, tokens):
            return doing
        clause = with_adverbs(Clause(source, asides.without_purpose(rest).tokens, verb, written(source, tokens)))
        found += commands.command_readings(source, [*tokens[: verb.size], *clause.tokens], verb, clause.times)
    return found


def _answered(source: str, tokens: Tokens, rest: Tokens, verb: verbs.Verb) -> list[Reading]:
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


_GERUNDS: Final = {"clicking": "click", "pressing": "press", "selecting": "select", "choosing": "choose", "typing": "type",
                   "tapping": "tap", "ticking": "tick", "checking": "check", "opening": "open", "entering": "enter"}  # fmt: skip


def _by_doing(source: str, tokens: Tokens) -> list[Reading]:
    """For "confirm it by clicking Resize", "merge them with Layer > Merge down", "duplicate it (Image > Duplicate)"."""
    said = written(source, tokens)
    for index in range(1, len(tokens) - 1):
        word = tokens[index].lower
        verb = _GERUNDS.get(tokens[index + 1].lower)
        possible = tokens[0].lower == "you" and verb in ("type", "enter")  # what can be done is not what is to be typed
        if word == "by" and verb is not None and index + 2 < len(tokens) and not possible:
            doing = Token("word", verb, tokens[index + 1].start, tokens[index + 1].end)
            return _said(source, [doing, *tokens[index + 2 :]], said, f"by {tokens[index + 1].text}")
        after = index + 2 if word == "by" and tokens[index + 1].lower in ("using", "means") else index + 1
        if word in ("with", "using", "via", "through", "by") and (path := path_in(source, strip_determiners(tokens[after:]))):
            return [Reading((Choose(said, path[0], None, path=True),), 0.9, _PATH)]
        if tokens[index].text.startswith("(") and tokens[index].text.endswith(")"):
            inner = tokenize(tokens[index].text[1:-1])
            if inner and (path := path_in(tokens[index].text[1:-1], inner)):
                return [Reading((Choose(said, path[0], None, path=True),), 0.9, _PATH)]
    return []


def _searched(source: str, said: str, rest: Tokens) -> list[Reading]:
    """For "search for tea": typed into the field that searches, then Search or Enter."""
    words = strip_determiners(rest)
    if is_description(rest):
        return []
    field = content_field(Target("search", label="search"))
    enter = Enter(said, written(source, words), field)
    return [Reading((enter, Press(said, "enter", button=Target("Search", label="Search"))), 1.0, "as a search")]


def _leading_doing(source: str, tokens: Tokens) -> list[Reading]:
    """For "by clicking the + button, you add the folder": what is done; the rest says what comes of it."""
    verb = _GERUNDS.get(tokens[1].lower) if len(tokens) > 3 and tokens[0].lower == "by" else None
    comma = next((index for index in range(2, len(tokens)) if tokens[index].kind == "mark" and tokens[index].text == ","), None)
    if (
        verb is None
        or comma is None
        or tokens[comma + 1 : comma + 2] == []
        or tokens[comma + 1].lower not in ("you", "it", "this", "the")
    ):
        return []
    doing = Token("word", verb, tokens[1].start, tokens[1].end)
    return _said(source, [doing, *tokens[2:comma]], written(source, tokens), f"by {tokens[1].text}")


def _said(source: str, tokens: Tokens, said: str, how: str) -> list[Reading]:
    try:
        readings = readings_of(source, tokens)
    except NotUnderstood:
        return []
    return [replace(reading, steps=tuple(replace(step, said=said) for step in reading.steps), how=how) for reading in readings]


Change = Callable[[Step], Step]
Variant = tuple[Tokens, float, str, Change]


def _variants(tokens: Tokens, kind: str | None) -> list[Variant]:
    """The clause as it is, and without what it says besides."""
    if kind == "command":
        return []
    plain: Variant = (tokens, 1.0, "", lambda step: step)
    if (
        kind is None
        or kind in ("read", "assert", "never", "use", "wait", "scroll", "drag", "resize", "make", "find")
        or _has_colon(tokens)
    ):
        return [plain]
    found = [plain]
    shorter = asides.without_purpose(tokens)
    if shorter.left:
        # A purpose is likelier than a label with "to" and a verb in it; the screen decides.
        found = [(shorter.tokens, 1.0, "with a purpose left aside", plain[3]), (tokens, 0.85, "as written", plain[3])]
    bare = asides.without_parentheses(found[0][0])
    if bare.left:
        excluded = asides.excluded_in(bare.left)
        change = _excluding(excluded) if excluded else plain[3]
        found.insert(0, (bare.tokens, 1.0, "without the parentheses", change))
        found[1:] = [(variant, prior - 0.1, how, change_) for variant, prior, how, change_ in found[1:]]
    if kind in _POINTING:
        for variant, prior, how, change in list(found[:1]):
            inside, area = asides.without_area(variant)
            if area is not None:
                found[0] = (inside, prior, how, _in_area(area, change))
    return found


def _has_colon(tokens: Tokens) -> bool:
    return any(token.kind == "mark" and token.text == ":" for token in tokens[:-1])


def _excluding(labels: tuple[str, ...]) -> Change:
    def change(step: Step) -> Step:
        target = getattr(step, "target", None)
        return replace(step, target=replace(target, excluded=labels)) if isinstance(target, Target) else step  # type: ignore[call-arg]

    return change


def _in_area(area: tuple[int, int], then: Change) -> Change:
    def change(step: Step) -> Step:
        step = then(step)
        target = getattr(step, "target", None)
        return replace(step, target=replace(target, area=area)) if isinstance(target, Target) else step  # type: ignore[call-arg]

    return change


def _by_its_kind(source: str, said: str, rest: Tokens, verb: verbs.Verb) -> list[Reading]:
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


def _ticked_labels(source: str, said: str, rest: Tokens, verb: verbs.Verb) -> list[Reading]:
    """For "tick Line Numbers", "check the Save shortcuts on exit option": labels that end with a noun, or hold small words."""
    state = verb.kind != "untick"
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


def _wholes(rest: Tokens) -> list[Tokens]:
    """What may be one label: the words before a purpose, and all of them."""
    shorter = asides.without_purpose(rest)
    return [shorter.tokens, rest] if shorter.left else [rest]


def _target(reading: Reading) -> Target | None:
    found = getattr(reading.steps[0], "target", None) if reading.steps else None
    return found if isinstance(found, Target) else None


def _more(source: str, tokens: Tokens, rest: Tokens, verb: verbs.Verb, first: list[Reading]) -> list[Reading]:
    said = written(source, tokens)
    found: list[Reading] = []
    if verb.kind == "tick" and rest:
        found += [reading for reading in _as_path(source, said, rest, verb) if reading.prior > 1]
    if verb.kind in _PATHS and rest:
        found += _as_path(source, said, rest, verb) or _in_submenu(said, first)
    if verb.kind in _POINTING | {"tick", "use", "untick", "check"} and (either := _either(source, rest)):
        found = [reading for reading in found if reading.exact]
        found.append(Reading((Lacking(said, either),), 1.02, _LEFT_OPEN))
    if verb.kind in _LABELLED and rest and not any(token.kind == "quoted" for token in rest):
        named = rest[0].lower not in vocabulary.DETERMINERS and not any(
            getattr(_target(reading), "label", "-") for reading in first
        )
        written_so = len(rest) > 1 and rest[-1].text.istitle() and bool(noun_at_end(rest))
        named = named and rest[0].lower not in vocabulary.PRONOUNS
        prior = 1.02 if named or written_so else _AS_ONE  # "Click Forms" is about something called so, "click the form" is not
        for words in _wholes(rest):
            label = written(source, strip_determiners(words))
            found.append(Reading((Click(said, Target(label, label=label)),), prior, "as one label", exact=not named))
        found += _by_its_kind(source, said, rest, verb)
        found += _turned(said, rest)
    if verb.kind in ("tick", "untick", "check") and rest:
        found += _ticked_labels(source, said, rest, verb)
    if verb.words in ("turn", "switch", "set", "turn on", "switch on", "turn off", "switch off", "change"):
        found += _as_switch(source, said, verb, rest)
    if verb.kind in ("enter", "fill") and rest and not any(reading.prior > 1 for reading in first):
        found += _named_value(source, said, rest)
        found += _several_values(source, tokens, rest, verb)
        found += _value_in(source, said, rest)
    found += _several_choices(source, tokens, rest, verb) if verb.kind in ("choose", "set") else []
    found += _left_open(said, source, rest) if verb.kind == "choose" else []
    found += _as_header(said, source, rest, verb) if verb.kind in ("expand", "collapse") else []
    if verb.kind in _ALSO_LABELS:
        found += _as_button(said, source, tokens, rest)
    if verb.kind in ("choose", "tick", "check", "untick") and _is_everything(rest):
        boxes = Target("everything", role="checkbox", noun="check box", quantity="all")
        found.append(Reading((Tick(said, (boxes,), verb.kind != "untick"),), 1.05, "as all boxes"))
        if verb.kind == "choose":
            found.append(Reading((Press(said, "ctrl+a"),), 0.9, "as the whole text"))
    return found


def _left_open(said: str, source: str, rest: Tokens) -> list[Reading]:
    """For "the temperature unit", "which folders are shown": what is to be chosen is left to the user, unless the screen has it so."""
    cut = next((index for index, token in enumerate(rest) if token.lower in _BEHIND), len(rest))
    head = [token for token in strip_determiners(rest[:cut]) if token.lower not in ("and", ",", "or")]
    if not head or any(token.kind != "word" or not token.text.islower() for token in head):
        return []
    described = rest[0].lower in ("which", "whether", "what", "how") or head[-1].lower in CONTENT_NOUNS | _LEFT_TO_THE_USER
    return [Reading((Lacking(said, written(source, rest)),), 0.5, "as a description")] if described else []


def _as_header(said: str, source: str, rest: Tokens, verb: verbs.Verb) -> list[Reading]:
    """For "expand Other Options": a header whose name ends like a word for a widget."""
    words = strip_determiners(rest)
    if not words or any(token.kind != "word" for token in words) or not words[-1].text[:1].isupper():
        return []
    label = written(source, words)
    return [Reading((Expand(said, Target(label, label=label), verb.kind == "expand"),), 1.02, "as one label", exact=True)]


def _as_button(said: str, source: str, tokens: Tokens, rest: Tokens) -> list[Reading]:
    """For "clear completed", "copy link": what a button may be called."""
    if not 0 < len(rest) <= _WORDS_OF_BUTTONS or any(token.kind != "word" for token in rest):
        return []
    label = written(source, tokens)
    return [Reading((Click(said, Target(label, label=label)),), 0.9, "as one label", exact=True)]


def _is_everything(rest: Tokens) -> bool:
    words = [token.lower for token in rest if token.kind == "word"]
    return len(words) == len(rest) and (
        words in (["everything"], ["all"], ["all", "of", "them"])
        or (words[:1] == ["all"] and words[-1] in ("items", "options", "boxes", "entries", "choices"))
    )


def _turned(said: str, rest: Tokens) -> list[Reading]:
    """For "go to the next slide": what leads there is called "next", or is an arrow."""
    words = [token.lower for token in strip_determiners(rest)]
    if len(words) != 2 or words[0] not in ("next", "previous") or not strip_determiners(rest)[0].text.islower():
        return []
    return [
        Reading(
            (Click(said, Target(" ".join(words), label=words[0].title()), shows=True),),
            0.9,
            f"as what leads to the {words[0]} one",
        )
    ]


def _either(source: str, rest: Tokens) -> str:
    """The "Apply or OK" of a clause that leaves the choice to its reader."""
    for index in range(1, len(rest) - 1):
        if rest[index].lower == "or" and rest[index].kind == "word":
            return written(source, rest)
    return ""


def _as_path(source: str, said: str, rest: Tokens, verb: verbs.Verb) -> list[Reading]:
    for tokens in (asides.without_purpose(rest).tokens, rest):
        path = path_in(source, tokens)
        if path is not None:
            stations, strong = path
            names = tuple(station.strip("()") for station in stations)
            if verb.kind == "expand":
                opened = tuple(Expand(said, Target(name, label=name)) for name in names)
                return [Reading(opened, 1.05, "as one after the other")] if strong else []
            if verb.words == "open" and (each := _one_in_another(source, said, tokens)):
                return each
            if verb.words.startswith(_CLICKING) and any(token.lower == "then" for token in tokens):
                clicks = tuple(Click(said, Target(name, label=name)) for name in names)
                return [Reading(clicks, 1.05 if strong else _WEAK_PATH, _PATH)]
            step = Choose(said, names, None, path=True)
            return [Reading((step,), 1.05 if strong else _WEAK_PATH, _PATH)]
    return []


def _one_in_another(source: str, said: str, tokens: Tokens) -> list[Reading]:
    """For "the folder 'icons' and then the folder 'hicolor'": each is opened."""
    at = next((index for index, token in enumerate(tokens) if index and token.lower == "then"), None)
    if at is None or at + 1 == len(tokens):
        return []
    before = list(tokens[:at])
    while before and (before[-1].text == "," or before[-1].lower == "and"):
        before.pop()
    named = [parse_target(source, part) for part in (before, tokens[at + 1 :])]
    if not all(target.role == "item" and target.label for target in named):
        return []
    return [Reading(tuple(Click(said, target, opens=True) for target in named), 1.06, "as one after the other")]


def _in_submenu(said: str, first: list[Reading]) -> list[Reading]:
    """For "PNG in the Image submenu of Export": the path that leads there."""
    target = _target(first[0]) if first else None
    menu = target.relation.anchor if target is not None and target.relation is not None else None
    outer = menu.relation.anchor if menu is not None and menu.role == "menu" and menu.relation is not None else None
    if target is None or menu is None or outer is None or not (target.label and menu.label and outer.label):
        return []
    return [Reading((Choose(said, (outer.label, menu.label, target.label), None, path=True),), 0.95, _PATH)]


_ON: Final = {"on": True, "off": False, "enabled": True, "disabled": False, "checked": True, "unchecked": False, "true": True,
              "false": False, "yes": True, "no": False}  # fmt: skip


def _as_switch(source: str, said: str, verb: verbs.Verb, rest: Tokens) -> list[Reading]:
    """For "turn X on", "switch X to on", "set the X switch to off", "turn on X"."""
    words = [token.lower for token in rest]
    end = next(
        (
            index
            for index in range(len(words) - 1, 0, -1)
            if words[index] in ("in", "under", "on", "of") and words[index - 1] in ("on", "off")
        ),
        None,
    )  # "switch X on in the dialog"
    rest, words = (rest[:end], words[:end]) if end else (rest, words)
    state = _ON.get(words[-1]) if words else None
    if state is None or len(rest) < 2:
        return []
    inner = rest[:-2] if words[-2] in ("to", "=") and len(rest) > 2 else rest[:-1]
    if verb.words == "set" and inner is not rest[:-2] and words[-2] != "to":
        return []
    steps = parse_clause(source, [*tokenize("tick"), *_moved(inner)]) if inner else []
    found = [replace(step, said=said, state=state, targets=tuple(_switch(target) for target in step.targets)) for step in steps
             if isinstance(step, Tick)]  # fmt: skip
    return [Reading(tuple(found), 1.1, "as a switch")] if found else []


def _moved(tokens: Tokens) -> Tokens:
    return tokens


def _switch(target: Target) -> Target:
    return replace(target, role="checkbox") if target.noun in ("switch", "toggle") else target


def _named_value(source: str, said: str, rest: Tokens) -> list[Reading]:
    """For "the coupon code SPRING24": the words before are what the field is called, the end is what belongs into it."""
    inner = strip_determiners(rest)
    if any(token.kind in ("quoted", "mark") for token in inner) or len(inner) < 2:
        return []
    start = len(inner)
    while start > 0 and looks_given(inner[start - 1].text):
        start -= 1
    name, value = inner[:start], inner[start:]
    if not name or not value or len(rest) == len(inner):
        return []
    if any(
        token.lower in vocabulary.DETERMINERS | {"in", "into", "to", "for", "with", "on", "from", "between", "of", "and", "or"}
        for token in name
    ):
        return []
    noun = noun_at_end(name)
    label = written(source, name[:-noun] if noun and len(name) > noun else name)
    field = content_field(Target(written(source, name), label=label))
    return [Reading((Enter(said, written(source, value), field),), 0.95, f"{written(source, value)!r} for the {label!r}")]


def _value_in(source: str, said: str, rest: Tokens) -> list[Reading]:
    """For "42 in Width": a value, and a name that is written like one."""
    for index in range(1, len(rest) - 1):
        value, name = rest[:index], rest[index + 1 :]
        if rest[index].lower not in ("in", "into", "for", "as") or rest[index].kind != "word" or not name[0].text[:1].isupper():
            continue
        if any(token.kind != "word" for token in rest) or not (index == 1 or all(looks_given(token.text) for token in value)):
            continue
        if is_description(value) or is_numbered(name):
            return []
        label = written(source, name)
        field = Target(label, label=label, role="field", noun="field")
        return [Reading((Enter(said, written(source, value), field),), 1.05, f"{written(source, value)!r} into {label!r}")]
    return []


def _several_values(source: str, tokens: Tokens, rest: Tokens, verb: verbs.Verb) -> list[Reading]:
    """For "A with x, B with y and C with z", "x into A and y into B", "the name ann7 and the code 'x1'"."""
    parts = parted(rest)
    if len(parts) < 2:
        return []
    linked = {"with"} if verb.words in ("fill", "fill in", "fill out", "complete", "replace") else {"into", "in", "as", "for"}
    if len({any(token.lower in linked for token in part[1:-1]) for part in parts}) > 1:
        return []  # what is said at the end holds for all of them
    steps: list[Step] = []
    for part in parts:
        whole = [*tokens[: verb.size], *part]
        if any(token.lower in linked for token in part[1:-1]):
            try:
                found = [step for step in parse_clause(source, whole) if isinstance(step, Enter)]
            except NotUnderstood:
                return []
        else:
            named = _named_value(source, written(source, part), part)
            found = [step for reading in named for step in reading.steps if isinstance(step, Enter)] or _quoted_value(
                source, part
            )
        if not found or any(step.target is None for step in found):
            return []
        steps += found
    return [Reading(tuple(steps), 1.2, "as several values")]


def _several_choices(source: str, tokens: Tokens, rest: Tokens, verb: verbs.Verb) -> list[Reading]:
    """For "choose Large as the size and Navy as the colour", "set A to 3 and B to 5": each value for the field of its own."""
    parts = parted(rest)
    linked = ({"as", "for"}, {"from", "in"}) if verb.kind == "choose" else ({"to", "as"},)
    for links in linked:
        if len(parts) < 2 or not all(any(token.lower in links for token in part[1:-1]) for part in parts):
            continue
        steps: list[Step] = []
        for part in parts:
            try:
                steps += [
                    replace(step, said=written(source, part)) for step in parse_clause(source, [*tokens[: verb.size], *part])
                ]
            except NotUnderstood:
                return []
        if all(isinstance(step, Tick | Enter) or (isinstance(step, Choose) and step.where is not None) for step in steps):
            return [Reading(tuple(steps), 1.2, "as several values")]
    return []


def _quoted_value(source: str, part: Tokens) -> list[Enter]:
    """For "the password 'x1'"."""
    name = strip_determiners(part[:-1])
    if part[-1].kind != "quoted" or not name or any(token.kind == "quoted" for token in name):
        return []
    label = written(source, name)
    return [Enter(written(source, part), part[-1].text, content_field(Target(label, label=label)))]


def _without_descriptions(source: str, tokens: Tokens, reading: Reading) -> Reading:
    """The reading with a step that says what is missing in place of one that would type or choose a description."""
    if reading.exact:
        return reading
    steps = tuple(_lacking(source, tokens, step) or step for step in reading.steps)
    return reading if steps == reading.steps else replace(reading, steps=steps)


def _lacking(source: str, tokens: Tokens, step: Step) -> Lacking | None:
    if isinstance(step, Choose) and not step.path and _tokens_any(source, tokens, step):
        return Lacking(step.said, step.values[0])
    if isinstance(step, _AIMED):
        return (
            Lacking(step.said, step.target.phrase) if _wished_for(_tokens_of(source, tokens, step.target.phrase) or ()) else None
        )
    value = step.text if isinstance(step, Enter) else step.values[0] if isinstance(step, Choose) and not step.path else None
    if not isinstance(value, str) or not value or _has_colon(tokens) and isinstance(step, Enter):
        return None
    stands = _tokens_of(source, tokens, value)
    if stands is None or (isinstance(step, Choose) and stands[0].lower not in POSSESSIVES and not _wished(stands)):
        return None
    return Lacking(step.said, value) if is_description(stands) or isinstance(step, Choose) else None


def _tokens_any(source: str, tokens: Tokens, step: Choose) -> bool:
    """Whether a value to be chosen is left open: "a length of time", "any colour", "the number of pages"."""
    stands = _tokens_of(source, tokens, step.values[0])
    if stands is None or len(stands) < 2:
        return False
    words = [token.lower for token in stands[:3]]
    if words[0] == "the" and words[1] in CONTENT_NOUNS and words[2:] == ["of"]:
        return True
    return words[0] in ("a", "an", "any", "some", "another", "one", "be", "more", "less")


def _wished_for(tokens: Tokens) -> bool:
    """Whether what is to be pointed at is only wished for: "the file that you want", "a colour of your choice"."""
    pairs = {(one.lower, other.lower) for one, other in pairwise(tokens)}
    words = {token.lower for token in tokens}
    unnamed = "whose" in words and not words & {"is", "are"}  # "the person whose job is Judge" is named by the row of Judge
    return bool(pairs & _WISHES) or unnamed or bool(words & {"desired", "appropriate", "whichever"})


def _wished(tokens: Tokens) -> bool:
    words = {token.lower for token in tokens}
    return bool(words & {"you", "your", "want", "wish", "desired", "appropriate", "preferred", "suitable", "whichever"})


def _tokens_of(source: str, tokens: Tokens, value: str) -> Tokens | None:
    """The tokens of the clause that a value was taken from; None where it was quoted or put together."""
    for start in range(len(tokens)):
        for end in range(start + 1, len(tokens) + 1):
            part = tokens[start:end]
            if written(source, part) == value:
                if len(part) == 1 and part[0].kind == "quoted":
                    return None
                while start and tokens[start - 1].lower in vocabulary.DETERMINERS:
                    start -= 1
                return tokens[start:end]
    return None


def _distinct(readings: list[Reading]) -> list[Reading]:
    kept: list[Reading] = []
    for reading in readings:
        if not any(reading.steps == other.steps for other in kept):
            kept.append(reading)
    return kept


__all__ = ["AS_SAID", "CONTENT_NOUNS", "readings_of"]
