"""The readings of one clause: what its words may mean as English, before the screen decides between them.

A reading has a prior. The reader of the clause's verb gives the first one; others leave something aside (a purpose, a parenthesis, a
place on the screen), take the words as a path through menus or as one label, or see that a value is described and not given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from gui_agent.model.literal.language import asides, commands, verbs, vocabulary
from gui_agent.model.literal.language.clause import Clause, NotUnderstood
from gui_agent.model.literal.language.clauses import until_found
from gui_agent.model.literal.language.composed import composed_readings
from gui_agent.model.literal.language.described import described_readings
from gui_agent.model.literal.language.descriptions import CONTENT_NOUNS, is_description
from gui_agent.model.literal.language.expectations import expectation
from gui_agent.model.literal.language.intents import (
    SEVERAL,
    Choose,
    Click,
    Close,
    Enter,
    Expect,
    Lacking,
    Open,
    Press,
    Reading,
    Step,
    Target,
    Tick,
)
from gui_agent.model.literal.language.labels_said import (
    ALSO_LABELS,
    AS_ONE,
    AS_SAID,
    answered,
    as_button,
    as_header,
    as_said,
    by_its_kind,
    rated,
    ticked_labels,
    turned,
    wholes,
)
from gui_agent.model.literal.language.missing_values import LEFT_OPEN, either, has_colon, left_open, without_descriptions
from gui_agent.model.literal.language.paths import path_in
from gui_agent.model.literal.language.phrases import Tokens, noun_at_end, strip_determiners
from gui_agent.model.literal.language.readers import parse_clause, with_adverbs
from gui_agent.model.literal.language.routes import PATH, as_path, in_submenu, target_of
from gui_agent.model.literal.language.settings_said import in_settings
from gui_agent.model.literal.language.texts import content_field
from gui_agent.model.literal.language.tokens import Token, tokenize, written
from gui_agent.model.literal.language.values_named import choice_in, named_value, several_choices, several_values, value_in

_POINTING: Final = frozenset(
    {"click", "double_click", "right_click", "middle_click", "choose", "press", "hover", "expand", "close", "hold"}
)


_LABELLED: Final = frozenset({"click", "choose", "press"})


_PATHS: Final = frozenset({"click", "choose", "press", "hover", "expand"})


_TEXTS: Final = frozenset({"enter", "fill", "set"})


_ALSO_COMMANDS: Final = frozenset({"start", "launch", "activate", "follow"})
"""What is said of a thing that is clicked, and is what a control may be called."""


_NAMED: Final = 0.15


def readings_of(source: str, tokens: Tokens) -> list[Reading]:
    """All readings of a clause, the best one as English first. Raises NotUnderstood where there is none."""
    if len(tokens) > 1 and tokens[-1].kind == "mark" and tokens[-1].text == ":":
        tokens = tokens[:-1]
    verb = verbs.at(tokens, 0)
    if whole := _ordered(source, tokens) or _until(source, tokens, verb):
        return whole
    found, failure = _as_written(source, tokens, verb)
    if verb is not None:
        found = _selecting(verb, _with_others(source, tokens, verb, found))
    if any(reading.prior > 1 and reading.how == PATH for reading in found):
        found = [reading if reading.how == PATH else replace(reading, prior=min(reading.prior, AS_ONE)) for reading in found]
    if any(reading.how == LEFT_OPEN for reading in found):
        found = [reading for reading in found if reading.exact or reading.how == LEFT_OPEN]
    found = [without_descriptions(source, tokens, reading) for reading in found]
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
    found += rated(source, tokens)
    found += in_settings(source, tokens, readings_of)
    if not found:
        found = as_said(source, tokens)
    if not found:
        raise failure or NotUnderstood(written(source, tokens))
    return _distinct(sorted(_without_run_on(tokens, found), key=lambda reading: -reading.prior))


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


def _selecting(verb: verbs.Verb, found: list[Reading]) -> list[Reading]:
    """The readings, in which what is chosen is not only clicked: a box that is ticked already stays so."""
    if verb.kind != "choose":
        return found
    return [
        replace(reading, steps=tuple(replace(step, selects=True) if isinstance(step, Click) else step for step in reading.steps))
        for reading in found
    ]


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
    if answers := answered(source, tokens, rest, verb):
        found = answers  # what is chosen, not what is to be read
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
    window = any(isinstance(step, Close) and step.target.role == "dialog" for reading in found for step in reading.steps)
    if verb.words == "close" and rest and not window and not any(token.lower in ("by", "with", "using") for token in rest):
        found += commands.command_readings(source, tokens, verb)
    if verb.kind == "command":
        bare = asides.without_parentheses(tokens)
        if excluded := asides.excluded_in(bare.left) if bare.left else None:
            change = _excluding(excluded)
            others = _with_others(source, bare.tokens, verb, found)
            return [replace(reading, steps=tuple(change(step) for step in reading.steps)) for reading in others]
        if doing := _by_doing(source, tokens):
            return doing
        clause = with_adverbs(Clause(source, asides.without_purpose(rest).tokens, verb, written(source, tokens)))
        found += commands.command_readings(source, [*tokens[: verb.size], *clause.tokens], verb, clause.times)
    return found


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
            return [Reading((Choose(said, path[0], None, path=True),), 0.9, PATH)]
        if tokens[index].text.startswith("(") and tokens[index].text.endswith(")"):
            inner = tokenize(tokens[index].text[1:-1])
            if inner and (path := path_in(tokens[index].text[1:-1], inner)):
                return [Reading((Choose(said, path[0], None, path=True),), 0.9, PATH)]
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
        or has_colon(tokens)
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


def _more(source: str, tokens: Tokens, rest: Tokens, verb: verbs.Verb, first: list[Reading]) -> list[Reading]:
    said = written(source, tokens)
    found: list[Reading] = []
    if verb.kind == "tick" and rest:
        found += [reading for reading in as_path(source, said, rest, verb) if reading.prior > 1]
    if verb.kind in _PATHS and rest:
        found += as_path(source, said, rest, verb) or in_submenu(said, first)
    if verb.kind in _POINTING | {"tick", "use", "untick", "check"} and (choices := either(source, rest)):
        found = [reading for reading in found if reading.exact]
        found.append(Reading((Lacking(said, choices),), 1.02, LEFT_OPEN))
    if verb.kind in _LABELLED and rest and not any(token.kind == "quoted" for token in rest):
        named = rest[0].lower not in vocabulary.DETERMINERS and not any(
            getattr(target_of(reading), "label", "-") for reading in first
        )
        written_so = len(rest) > 1 and rest[-1].text.istitle() and bool(noun_at_end(rest))
        named = named and rest[0].lower not in vocabulary.PRONOUNS
        prior = 1.02 if named or written_so else AS_ONE  # "Click Forms" is about something called so, "click the form" is not
        for words in wholes(rest):
            label = written(source, strip_determiners(words))
            found.append(Reading((Click(said, Target(label, label=label)),), prior, "as one label", exact=not named))
        found += by_its_kind(source, said, rest, verb)
        found += turned(said, rest)
    found += ticked_labels(source, said, rest, verb)
    if verb.words in ("turn", "switch", "set", "turn on", "switch on", "turn off", "switch off", "change"):
        found += _as_switch(source, said, verb, rest)
    if verb.kind in ("enter", "fill") and rest and not any(reading.prior > 1 for reading in first):
        found += named_value(source, said, rest)
        found += several_values(source, tokens, rest, verb)
        found += value_in(source, said, rest)
    found += several_choices(source, tokens, rest, verb) if verb.kind in ("choose", "set") else []
    found += [*choice_in(source, said, rest), *left_open(said, source, rest)] if verb.kind == "choose" else []
    found += as_header(said, source, rest, verb) if verb.kind in ("expand", "collapse") else []
    if verb.kind in ALSO_LABELS:
        found += as_button(said, source, tokens, rest)
    if verb.kind in ("choose", "tick", "check", "untick") and _is_everything(rest):
        boxes = Target("everything", role="checkbox", noun="check box", quantity="all")
        found.append(Reading((Tick(said, (boxes,), verb.kind != "untick"),), 1.05, "as all boxes"))
        if verb.kind == "choose":
            found.append(Reading((Press(said, "ctrl+a"),), 0.9, "as the whole text"))
    return found


def _is_everything(rest: Tokens) -> bool:
    words = [token.lower for token in rest if token.kind == "word"]
    return len(words) == len(rest) and (
        words in (["everything"], ["all"], ["all", "of", "them"])
        or (words[:1] == ["all"] and words[-1] in ("items", "options", "boxes", "entries", "choices"))
    )


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


def _without_run_on(tokens: Tokens, found: list[Reading]) -> list[Reading]:
    """The readings without those that take what is between several values for a part of one."""
    if not any(reading.how == SEVERAL for reading in found):
        return found
    return [reading for reading in found if reading.how == SEVERAL or not _runs_on(tokens, reading)]


def _runs_on(tokens: Tokens, reading: Reading) -> bool:
    """Whether a reading would type or choose several values, and the words between them, as one; what is quoted is one."""
    step = reading.steps[0] if reading.steps else None
    text = step.text if isinstance(step, Enter) else step.values[0] if isinstance(step, Choose) else ""
    quoted = {token.text for token in tokens if token.kind == "quoted"}
    return isinstance(text, str) and " and " in text and text not in quoted


def _distinct(readings: list[Reading]) -> list[Reading]:
    kept: list[Reading] = []
    for reading in readings:
        if not any(reading.steps == other.steps for other in kept):
            kept.append(reading)
    return kept


__all__ = ["AS_SAID", "CONTENT_NOUNS", "readings_of"]
