"""Understanding an instruction: a recursive-descent parser from English to typed steps.

The grammar is written down in docs/literal.md. An instruction is a chain of clauses; each begins with a verb of the vocabulary and
reaches to the next separator that a verb follows. What cannot be read raises NotUnderstood with the phrase, before anything is done.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from gui_agent.model.literal.language import alternatives, asides, verbs, vocabulary
from gui_agent.model.literal.language.clause import NotUnderstood
from gui_agent.model.literal.language.composed import as_replacing, without_others
from gui_agent.model.literal.language.expectations import expectation
from gui_agent.model.literal.language.intents import (
    Choose,
    Click,
    Enter,
    Excerpt,
    Expect,
    Find,
    Instruction,
    Leave,
    Open,
    Press,
    Provided,
    Read,
    Reading,
    Relation,
    RelationKind,
    Step,
    Target,
    Tick,
    Work,
)
from gui_agent.model.literal.language.phrases import Tokens, noun_at_end, noun_at_start, parse_target
from gui_agent.model.literal.language.readers import parse_clause
from gui_agent.model.literal.language.settings_said import after_opening, named_settings
from gui_agent.model.literal.language.tokens import Token, tokenize, written

__all__ = ["NotUnderstood", "decided", "is_as_said", "parse", "undecided", "understand"]

FILLERS = (
    ("please",), ("can", "you"), ("could", "you"), ("would", "you"), ("you", "should"), ("you", "must"), ("i", "want", "you", "to"),
    ("i", "would", "like", "you", "to"), ("i'd", "like", "you", "to"), ("go", "ahead", "and"), ("now",), ("first",), ("firstly",),
    ("second",), ("secondly",), ("third",), ("thirdly",), ("next",), ("then",), ("after", "that"), ("afterwards",), ("finally",),
    ("lastly",), ("also",), ("just",), ("simply",), ("and",), ("once", "done"), ("when", "done"), ("when", "finished"), ("your",
    "task", "is", "to"), ("try", "to"), ("again",), ("kindly",), ("there",), ("you", "need", "to"), ("to", "finish"),
    ("remember", "to"), ("don't", "forget", "to"), ("do", "not", "forget", "to"), ("be", "sure", "to"),
    ("answer", "the", "question"), ("do", "the", "following"), ("follow", "these", "steps"),
      ("start", "by"), ("make", "sure", "to"),
)  # fmt: skip
LINKS = frozenset({"and", "then", ",", "but"})
STATING = frozenset({"is", "are", "says", "reads", "shows", "contains"})
CONDITIONED = frozenset(
    {"click", "double_click", "right_click", "middle_click", "press", "tick", "untick", "toggle", "close", "expand", "collapse"}
)
"""Verbs that an "if" may follow at the end of a clause; the objects of others are texts, which may hold the word."""
LABELLED = frozenset(
    {"click", "double_click", "right_click", "choose", "press", "tick", "untick", "check", "close", "hover", "expand"}
)
"""Verbs whose object is a label on the screen."""
_ABOUT_LABELS = LABELLED | {"toggle", "switch", "find"}
SCOPING = frozenset({"at", "for", "in", "inside", "on", "within", "using", "with", "from", "under", "below", "to"})
"""What a clause's surroundings, or its purpose, are named with before it."""
_EDGES = frozenset({"top", "bottom", "left", "right", "side", "end", "beginning", "corner", "edge"})
_NAMED_ALONE = frozenset({"find", "click"})
"""Verbs with one object, which is hardly called like something and a verb."""
_DESCRIBING = frozenset(
    {*vocabulary.COLOURS, *vocabulary.SIZES, *vocabulary.ORDINALS, *vocabulary.CARDINALS, *vocabulary.ALL, *vocabulary.BOTH}
)
"""What may be said of a thing before its name: no verb."""
WRITABLE = frozenset({"field", "textarea", "spinner", "dropdown"})
OTHERWISE = frozenset({"otherwise", "else"})
_SELECTING = re.compile(
    r"select(?:ing)? (?:everything|all|all (?:of )?the text|the (?:whole|entire) (?:text|document))", re.IGNORECASE
)
_TYPED = frozenset({Enter})
"""Behind what everything means the whole text."""
_DELETING = re.compile(r"(?:delete|remove|erase) (?:it|them|everything|all of it|the selection)", re.IGNORECASE)
HARD = frozenset({".", ";", "!", "?", "\n"})
_QUOTE = "a label with such a sign in it is put in quotation marks"


def understand(source: str, *, as_said: bool = False) -> Instruction:
    """The steps of an instruction; a part that may mean several things is one `Open` step with all its readings.

    Raises NotUnderstood, which names the phrase, where a part of it has no reading at all; with `as_said`, such a part is taken for
    what a control says, which a screen must show.
    """
    source = without_others(as_replacing(source))
    try:
        steps = _chain(source, _without_numbering(tokenize(source)))
    except NotUnderstood as error:
        raise NotUnderstood(error.phrase, _QUOTE if _is_kind_after_a_sentence(source, error.phrase) else "") from error
    if not steps:
        raise NotUnderstood(" ".join(source.split()))
    if not as_said and (unknown := next((step for step in steps if is_as_said(step)), None)) is not None:
        raise NotUnderstood(unknown.said)
    return Instruction(source, tuple(_with_question(_deleting(_without_repeated_find(steps)))))


def _is_kind_after_a_sentence(source: str, said: str) -> bool:
    """Whether these words are only the kind of a thing whose label ended the sentence: `the Ready? button`."""
    tokens = tokenize(said)
    before = source[: source.rfind(said)].rstrip()
    return 0 < len(tokens) == noun_at_start(tokens) and before[-1:] in HARD and not before[-2:-1].isspace()


def is_as_said(step: Step) -> bool:
    """Whether a part is no English of the grammar: only a control that says it can be meant."""
    return isinstance(step, Open) and all(reading.how == alternatives.AS_SAID for reading in step.readings)


def parse(source: str) -> Instruction:
    """The steps of an instruction as they are best read without a screen. Raises NotUnderstood, which names the phrase."""
    return decided(understand(source), ())


Choices = Sequence[int | str]
"""Which readings were chosen, in the order of the open steps: the number of a reading, or one of the screen in words."""


def decided(instruction: Instruction, choices: Choices) -> Instruction:
    """The instruction with the readings of its open steps in place of them: those chosen, then each first one."""
    return _with_choices(instruction, choices, open_ones_stay=False)


def undecided(instruction: Instruction, choices: Choices) -> Instruction:
    """The instruction with the readings that were chosen; the open steps after them are left open."""
    return _with_choices(instruction, choices, open_ones_stay=True)


def _with_choices(instruction: Instruction, choices: Choices, open_ones_stay: bool) -> Instruction:
    steps: list[Step] = []
    left, coming = list(choices), list(instruction.steps)
    while coming:
        step = coming.pop(0)
        if not isinstance(step, Open) or (open_ones_stay and not left):
            steps.append(step)
            continue
        choice = left.pop(0) if left else 0
        if isinstance(choice, str):
            steps += [replace(found, said=step.said) for found in parse_clause(choice, tokenize(choice))]
        else:
            coming = [*step.readings[choice].steps, *coming]
    return replace(instruction, steps=tuple(steps))


def _chain(source: str, tokens: Tokens) -> list[Step]:
    """The steps of clauses that follow one another."""
    steps: list[Step] = []
    scope: Target | None = None
    position = 0
    while (position := _skip(tokens, position)) < len(tokens):
        if tokens[position].lower == "if":
            conditional, position = _condition(source, tokens, position)
            steps += conditional
            continue
        before, position = _time_before(source, tokens, position)
        steps += before
        before_scope = position
        scope_target, position = _leading_scope(source, tokens, position)
        settings = named_settings([token for token in tokens[before_scope + 1 : position] if token.kind == "word"])
        if scope_target is not None and scope_target.role == "tab" and scope_target.label:
            steps.append(Click(f"open {scope_target.phrase}", scope_target))  # "on the Members tab, remove Ann"
            scope_target = None
        scope = scope_target or scope
        end = _clause_end(source, tokens, position)
        clause, statement = _without_condition(source, tokens[position:end])
        if statement:
            found = list(alternatives.readings_of(source, clause)[0].steps)
            steps.append(Provided(f"if {statement}", statement, len(found)))
            readings = [Reading(tuple(found))]
        else:
            joined, joined_end = _joined(source, tokens, position, end)
            readings, end = _with_joined(source, tokens, position, end, joined, joined_end)
        scoped = [replace(reading, steps=tuple(_scoped(step, scope) for step in reading.steps)) for reading in readings]
        if settings and not statement:
            scoped += after_opening(settings, written(source, tokens[position:end]), readings)
        steps += scoped[0].steps if len(scoped) == 1 else [Open(written(source, tokens[position:end]), tuple(scoped))]
        for step in scoped[0].steps:
            if isinstance(step, Find):
                scope = step.target if step.target.role in ("item", "row") else None
        position = end
    return steps


def _joined(source: str, tokens: Tokens, start: int, end: int) -> tuple[list[Reading], int]:
    """The readings in which the "and" at `end` is part of a label ("Save and Close"), and where their clause ends."""
    if end >= len(tokens) or tokens[end].lower != "and" or tokens[end - 1].kind == "quoted":
        return [], end
    verb = verbs.at(tokens, start)
    following = verbs.at(tokens, end + 1)
    if verb is None or following is None or verb.kind not in LABELLED:
        return [], end
    further = _clause_end(source, tokens, end)
    clause = tokens[start:further]
    words = [token.lower for token in tokens[end + 1 : further]]
    if len(words) > 4 or set(words) & vocabulary.DETERMINERS or any(token.kind == "quoted" for token in clause):
        return [], end
    try:
        readings = alternatives.readings_of(source, clause)
    except NotUnderstood:
        return [], end
    return [replace(reading, how="with \u201cand\u201d as part of the label", exact=True, prior=reading.prior - 0.05)
            for reading in readings
            if not reading.exact and _has_and(reading) and not (_is_path(reading) and tokens[end + 1].text.islower())], further  # fmt: skip


def _is_path(reading: Reading) -> bool:
    """Whether it is a path through menus: "Format > Paragraph and choose Center" continues with another step."""
    return bool(reading.steps) and isinstance(reading.steps[0], Choose) and reading.steps[0].path


def _has_and(reading: Reading) -> bool:
    """Whether the "and" is in the label itself, not in what is said about its place."""
    step = reading.steps[0] if reading.steps else None
    target = step.targets[0] if isinstance(step, Tick) else getattr(step, "target", None)
    labels = step.values if isinstance(step, Choose) else (target.label,) if isinstance(target, Target) else ()
    return any(" and " in f" {label} ".casefold() for label in labels)


def _with_joined(
    source: str, tokens: Tokens, start: int, end: int, joined: list[Reading], joined_end: int
) -> tuple[list[Reading], int]:
    """All readings of the clause that ends at `end`; with those of the longer one, if any, what is between belongs to each."""
    if not joined:
        return alternatives.readings_of(source, tokens[start:end]), end
    try:
        first = alternatives.readings_of(source, tokens[start:end])
        second = _chain(source, tokens[end:joined_end])
    except NotUnderstood:
        return [replace(reading, exact=False) for reading in joined], joined_end
    split = [replace(reading, steps=(*reading.steps, *second)) for reading in first]
    return [*split, *joined], joined_end


def _condition(source: str, tokens: Tokens, start: int) -> tuple[list[Step], int]:
    """The steps of "if the box is ticked, click Save, otherwise click Cancel", to the end of the sentence; where it ends."""
    end = _sentence_end(tokens, start)
    comma = next(
        (
            index
            for index in range(start + 2, end)
            if (tokens[index].text == "," or tokens[index].lower == "then") and verbs.at(tokens, _skip(tokens, index))
        ),
        None,
    )
    if comma is None:
        raise NotUnderstood(written(source, tokens[start:end]))
    statement = written(source, tokens[start + 1 : comma])
    other = next((index for index in range(comma, end) if tokens[index].lower in OTHERWISE), end)
    following = _skip(tokens, end)
    if other == end and following < len(tokens) and tokens[following].lower in OTHERWISE:
        other, end = following, _sentence_end(tokens, following)
    then, otherwise = _chain(source, tokens[comma:other]), _chain(source, tokens[other + 1 : end])
    steps: list[Step] = [Provided(f"if {statement}", statement, len(then) + bool(otherwise)), *then]
    return steps + ([Leave("otherwise", len(otherwise)), *otherwise] if otherwise else []), end


def _sentence_end(tokens: Tokens, start: int) -> int:
    return next(
        (index for index in range(start, len(tokens)) if tokens[index].text in HARD and tokens[index].kind == "mark"), len(tokens)
    )


def _without_condition(source: str, clause: Tokens) -> tuple[Tokens, str]:
    """A clause without the "if the box is ticked" at its end, and that statement; texts to be typed are left alone."""
    verb = verbs.at(clause, 0)
    if verb is None or verb.kind not in CONDITIONED:
        return clause, ""
    for index in range(verb.size + 1, len(clause) - 2):
        if clause[index].lower == "if" and any(token.lower in STATING for token in clause[index:]):
            return clause[:index], written(source, clause[index + 1 :])
    return clause, ""


def _skip(tokens: Tokens, position: int) -> int:
    """Past separators and polite or ordering words."""
    while position < len(tokens):
        if tokens[position].text in HARD or tokens[position].lower in LINKS or (position and tokens[position].text == ":"):
            position += 1
        elif size := _filler(tokens, position):
            position += size
        else:
            return position
    return position


def _filler(tokens: Tokens, position: int) -> int:
    for words in sorted(FILLERS, key=len, reverse=True):
        if tuple(token.lower for token in tokens[position : position + len(words)]) == words:
            return len(words)
    return 0


def _clause_end(source: str, tokens: Tokens, start: int) -> int:
    """Where the clause that begins at `start` ends: at a hard stop, or at a separator that another clause follows."""
    verb = verbs.at(tokens, start)
    index = start + max(1, verb.size if verb else 1)
    named = verb is not None and verb.kind in _NAMED_ALONE
    if verb is not None and verb.kind == "enter" and _verbatim_colon(tokens, index):
        return len(tokens)
    while index < len(tokens):
        text = tokens[index].text if tokens[index].kind == "mark" else ""
        if text in HARD:
            return index
        if tokens[index - 1].text.endswith(("...", "\u2026")) and tokens[index].text[:1].isupper() and verbs.at(tokens, index):
            return index
        if tokens[index].lower in LINKS:
            after = _skip(tokens, index)
            if after >= len(tokens) or (
                (
                    _starts_clause(source, tokens, index, after, named)
                    or _is_bare_command(tokens, start, index, after)
                    or _asks_for(tokens, start, index, after)
                )
                and not _is_of_purpose(tokens, start, index, after)
            ):
                return index
        index += 1
    return index


def _is_of_purpose(tokens: Tokens, start: int, separator: int, at: int) -> bool:
    """For "click OK to confirm the split and apply the changes": what is purposed has two verbs, and only the click is to be done."""
    verb = verbs.at(tokens, at)
    if tokens[separator].lower != "and" or at != separator + 1 or verb is None or verb.kind != "command":
        return False
    return bool(asides.without_purpose(tokens[start:separator]).left)


def _verbatim_colon(tokens: Tokens, start: int) -> bool:
    """Whether a colon follows after which everything is a text to be typed as it is: no text was quoted before it."""
    for index in range(start, len(tokens) - 1):
        if tokens[index].kind == "quoted" or tokens[index].text in HARD:
            return False
        if tokens[index].kind == "mark" and tokens[index].text == ":":
            return not noun_at_start(tokens[index + 1 :])  # "the Name: field": the colon is a part of the label
    return False


def _starts_clause(source: str, tokens: Tokens, separator: int, at: int, named: bool = False) -> bool:
    if _scope_length(tokens, at) or _is_statement(tokens, at):
        return True
    verb = verbs.at(tokens, at)
    if verb is None:
        return _is_unknown_command(tokens, separator, at, named)
    if not verbs.begins_clause(tokens, at):
        return False
    if tokens[separator].lower == "and" and tokens[at].text[:1].isupper() and _is_end_of_name(tokens, at + verb.size):
        return False
    if tokens[separator].lower == "and" and at == separator + 1 and tokens[at].text[:1].isupper() and not source.isupper():
        return at + verb.size < len(tokens) and tokens[at + verb.size].lower not in LINKS | HARD
    return True


def _is_unknown_command(tokens: Tokens, separator: int, at: int, named: bool) -> bool:
    """Whether a clause begins with a verb that is not known: behind "then", or with an object that is no name.

    With any object where one thing was `named` before: "search for Rome and book Hotel Nord".
    """
    if verbs.unknown_at(tokens, at) is None or not tokens[at].text.islower():
        return False
    ordered = any(token.lower == "then" for token in tokens[separator:at])
    before = tokens[separator - 1] if separator else tokens[separator]
    complete = before.text.isdigit()  # "go to page 3 and call Ivo"
    named = named and tokens[separator].lower == "and" and at == separator + 1 and tokens[at + 1].text[:1].isupper()
    named = named and tokens[at + 1].kind == "word" and tokens[at].lower not in _DESCRIBING
    return ordered or complete or named or tokens[at + 1].lower in ("it", "the", "this")


def _is_bare_command(tokens: Tokens, start: int, separator: int, at: int) -> bool:
    """For "enter 5 as the number and rent": a word alone at the end, behind a clause that says what goes where."""
    verb = verbs.at(tokens, start)
    if verb is None or verb.kind not in ("enter", "fill", "choose") or tokens[separator].lower != "and" or at != separator + 1:
        return False
    ends = at + 1 == len(tokens) or tokens[at + 1].text in HARD
    return ends and verbs.may_be_verb(tokens[at]) and any(token.lower in ("as", "into") for token in tokens[start:separator])


def _asks_for(tokens: Tokens, start: int, separator: int, at: int) -> bool:
    """For "tick Wax and ask for a quote": a verb and what for, behind a clause about a label."""
    verb = verbs.at(tokens, start)
    if verb is None or verb.kind not in _ABOUT_LABELS or tokens[separator].lower != "and" or at != separator + 1:
        return False
    asked = at + 2 < len(tokens) and tokens[at + 1].lower == "for" and tokens[at].text.islower()
    return asked and verbs.may_be_verb(tokens[at])


def _is_end_of_name(tokens: Tokens, at: int) -> bool:
    """For "the Find and Replace dialog": right after a capital word of a name comes its kind, and then the clause ends."""
    noun = at < len(tokens) and tokens[at].text.islower() and bool(noun_at_end(tokens[at : at + 1]))
    return noun and (at + 1 == len(tokens) or tokens[at + 1].kind == "mark" or tokens[at + 1].lower in LINKS)


def _is_statement(tokens: Tokens, at: int) -> bool:
    """Whether something that will happen is said here: "and the file chooser will appear"."""
    words = [token.lower for token in tokens[at : at + 9]]
    end = next((index for index, word in enumerate(words) if word in HARD or word in LINKS), len(words))
    return words[0] in ("the", "a", "an", "this", "it") and bool({"will", "appears", "opens", "appear"} & set(words[1:end]))


def _time_before(source: str, tokens: Tokens, position: int) -> tuple[list[Step], int]:
    """For "When the dialog appears, click OK", "Once you have finished, ...": what is to be seen first, and where it ends."""
    if tokens[position].lower not in ("when", "once", "after", "while"):
        return [], position
    for index in range(position + 2, len(tokens)):
        if tokens[index].kind == "mark" and tokens[index].text in HARD:
            break
        if tokens[index].kind == "mark" and tokens[index].text == "," and verbs.at(tokens, _skip(tokens, index)):
            inner = tokens[position + 1 : index]
            statement = "" if inner[0].lower in ("you", "it") else expectation(source, inner)
            steps: list[Step] = [Expect(written(source, inner), statement)] if statement else []
            return steps, _skip(tokens, index)
    return [], position


def _leading_scope(source: str, tokens: Tokens, position: int) -> tuple[Target | None, int]:
    """For "For the user @leo, click ...", "In the dialog, click ...", "Using the slider, select ...": what the clause after it is about."""
    length = _scope_length(tokens, position)
    if not length:
        return None, position
    following = _skip(tokens, position + length)
    at_edge = tokens[position].lower == "at" and _EDGES & {token.lower for token in tokens[position:following]}
    if tokens[position].lower == "to" or at_edge:
        return None, following  # a purpose; a part of the screen or of a dialog, which the label says better
    scope = parse_target(source, tokens[position + 1 : position + length])
    if tokens[position].lower in ("under", "below"):
        scope = replace(scope, noun="heading", role=scope.role or "text")
    return scope, following


def _scope_length(tokens: Tokens, position: int) -> int:
    """How many tokens a leading "for X," or "in X," takes, or 0: a comma and a verb must follow."""
    if position >= len(tokens) or tokens[position].lower not in SCOPING:
        return 0
    if tokens[position].lower == "to" and (position + 1 == len(tokens) or not _may_be_purpose(tokens[position + 1])):
        return 0
    for index in range(position + 2, len(tokens)):
        if tokens[index].text in HARD or verbs.at(tokens, index - 1) and tokens[index - 1].lower in LINKS:
            return 0
        if tokens[index].text == "," and tokens[index].kind == "mark":
            return index - position if verbs.at(tokens, _skip(tokens, index)) else 0
        if tokens[position].lower in ("in", "on") and tokens[position + 1].lower == "the" and noun_at_end(tokens[position:index]):
            verb = verbs.at(tokens, index)
            if (
                verb is not None
                and verb.kind != "command"
                and tokens[index].text.islower()
                and not noun_at_end(tokens[position : index + 1])
            ):
                return index - position  # "in the terminal type 'ls'"
    return 0


def _may_be_purpose(token: Token) -> bool:
    """Whether "to" and this word may say what for: what is done follows behind a comma."""
    return token.lower in asides.PURPOSES or (
        token.kind == "word" and token.text.isalpha() and token.text.islower() and token.lower not in vocabulary.DETERMINERS
    )


def _scoped(step: Step, scope: Target | None) -> Step:
    """The step with its target looked for in the row of what was found or named before."""
    if isinstance(step, Enter) and step.target is None and scope is not None and scope.role in WRITABLE:
        return replace(step, target=scope)
    if isinstance(step, Choose) and step.where is None and scope is not None and scope.role not in ("screen", "row", "item"):
        return replace(step, where=scope) if not step.path else step
    if isinstance(step, Tick) and scope is not None:
        return replace(step, targets=tuple(_target_in(target, scope) for target in step.targets))
    target = getattr(step, "target", None)
    if scope is None or not isinstance(target, Target) or target.relation or target.pronoun or isinstance(step, Find):
        return step
    return replace(step, target=_target_in(target, scope))  # type: ignore[call-arg]


def _target_in(target: Target, scope: Target) -> Target:
    """The target, looked for where the scope says, unless it says itself where it is."""
    if target.relation or target.pronoun or scope.role == "screen":
        return target
    kind: RelationKind = "in" if scope.role in ("dialog", "list", "menu", "section", "tab") else "row"
    return replace(target, relation=Relation("below" if scope.noun == "heading" else kind, scope))


def _without_repeated_find(steps: list[Step]) -> list[Step]:
    """For "find and click X": finding is part of clicking."""
    return [
        step
        for index, step in enumerate(steps)
        if not (isinstance(step, Find) and not step.target.phrase and index + 1 < len(steps))
    ]


def _inner(step: Step) -> Sequence[Step]:
    """The steps of the first reading."""
    return step.readings[0].steps if isinstance(step, Open) else (step,)


def _deleting(steps: list[Step]) -> list[Step]:
    """For "select everything and delete it": what is selected is deleted with the key."""
    found = [
        replace(step, readings=tuple(replace(one, steps=tuple(_deleting(list(one.steps)))) for one in step.readings))
        if isinstance(step, Open)
        else step
        for step in steps
    ]
    for index in range(1, len(found)):
        if _TYPED & {type(one) for one in _inner(found[index - 1])} and _SELECTING.fullmatch(found[index].said.strip()):
            found[index] = Press(found[index].said, "ctrl+a")  # everything that was written
        whole = _SELECTING.fullmatch(found[index - 1].said.strip())
        if whole and _DELETING.fullmatch(found[index].said.strip()):
            found[index] = Press(found[index].said, "delete")
    return found


def _with_question(steps: list[Step]) -> list[Step]:
    """For "type your answer", "click the right number": what is asked is found out on the screen, if no step said so before."""
    for index, step in enumerate(steps):
        if isinstance(step, Work | Read):
            return steps
        inner = step.readings[0].steps if isinstance(step, Open) else (step,)
        for one in inner:
            source = one.text.source if isinstance(one, Enter) and isinstance(one.text, Excerpt) else getattr(one, "target", None)
            if isinstance(source, Target) and source.answer:
                return [*steps[:index], Work(step.said), *steps[index:]]
    return steps


def _without_numbering(tokens: list[Token]) -> list[Token]:
    """Drop list markers ("1.", "2)", "-", "Step 3:") at the beginning of lines."""
    kept: list[Token] = []
    index = 0
    while index < len(tokens):
        line_start = not kept or kept[-1].text == "\n" or (kept[-1].kind == "mark" and kept[-1].text in ".;")
        size = _marker_size(tokens, index) if line_start else 0
        if size:
            index += size
            continue
        kept.append(tokens[index])
        index += 1
    return kept


def _marker_size(tokens: list[Token], index: int) -> int:
    word = tokens[index].lower
    following = tokens[index + 1].text if index + 1 < len(tokens) else ""
    if re.fullmatch(r"\(?\d+[.)]", word) or word in ("-", "*", "\u2022"):
        return 1
    if re.fullmatch(r"\d+", word) and following in (".", ":"):
        return 2
    if word == "step" and re.fullmatch(r"\d+", following) and tokens[index + 2 : index + 3] and tokens[index + 2].text in ".:":
        return 3
    return 0


def describe(instruction: Instruction) -> str:
    """The instruction's steps, numbered, as the thinking of the first turn shows them."""
    return "; ".join(f"{number}. {step.said}" for number, step in enumerate(decided(instruction, ()).steps, 1))


def said(source: str, tokens: Tokens) -> str:
    """The words of a clause as they are in the instruction."""
    return written(source, tokens)
