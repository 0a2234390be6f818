"""Verbs that are what a control is called: "star the message from Ann", "delete the row of Milk", "sign in with user 'a' and password 'b'".

Such a clause has several readings: the whole of it may be a label ("Save changes"), its verb a control that belongs to its object, a
control of its own, or one that shows when its object is opened. What it says besides (to whom, with which text) goes into the fields
that come then. The screen decides; a verb that no control bears is refused there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

from gui_agent.model.literal.language import verbs, vocabulary
from gui_agent.model.literal.language.composed import FIELD, into_one_of
from gui_agent.model.literal.language.descriptions import CONTENT_NOUNS, is_description
from gui_agent.model.literal.language.intents import (
    Choose,
    Click,
    Commit,
    Enter,
    Lacking,
    Open,
    Press,
    Reading,
    Relation,
    Step,
    Target,
)
from gui_agent.model.literal.language.listing import parted
from gui_agent.model.literal.language.made_with import named_values
from gui_agent.model.literal.language.phrases import Tokens, noun_at_end, parse_target, strip_determiners
from gui_agent.model.literal.language.texts import content_field
from gui_agent.model.literal.language.tokens import tokenize, written

_NAMING: Final = vocabulary.NAMING - {"reads", "reading", "says", "marked"}
_CREATING: Final = frozenset({"add", "create", "post", "insert"})
_ANSWERING: Final = frozenset({"reply", "reply to", "forward"})
"""What is done with a message that may have to be opened first."""
_OPENED: Final = frozenset({"conversation", "thread", "file", "folder", "contact"})
"""What else may have to be opened before something can be done with it."""
_SORTING: Final = frozenset({"sort", "order", "group"})
_CARRIED_OUT: Final = frozenset({
    "add", "create", "post", "delete", "remove", "discard", "rename", "duplicate", "save", "send", "publish", "print", "export", "import",
    "archive", "register", "buy", "reserve", "pay", "subscribe", "unsubscribe", "withdraw", "donate", "install", "reset", "restore",
})  # fmt: skip
_MEETINGS: Final = frozenset({"conversation", "chat", "thread", "meeting", "call", "appointment", "interview", "lunch", "dinner"})
"""What one has with somebody."""
_USERS: Final = ("user name", "username", "user", "email")
"""What the field is called for who signs in."""
_FEW: Final = 3
"""Words of what something is filtered by, at most."""
_ENTERING: Final = frozenset({"sign in", "log in", "login", "sign up", "register", "log on"})
_ANYTHING: Final = (
    CONTENT_NOUNS
    | frozenset(vocabulary.NOUNS)
    | {"last", "change", "changes", "document", "current", "selected", "selection", "action", "cookies", "it", "this", "them", "work",
       "everything", "all"}
)  # fmt: skip
"""Words of an object that names nothing in particular: then a control of that name will do wherever it is."""
_KEYS: Final = {"undo": "ctrl+z", "zoom in": "ctrl+plus", "zoom out": "ctrl+minus", "print": "ctrl+p"}
"""The keys that nearly all applications know."""
_AS_LABEL: Final = "as one label"


class _Said(NamedTuple):
    """What a clause says behind its verb."""

    object: Tokens
    arguments: tuple[tuple[str, Tokens], ...]
    """What is to be entered after it: (the name of the field, the text)."""


def command_readings(source: str, tokens: Tokens, verb: verbs.Verb, times: int = 1) -> list[Reading]:
    """The readings of a clause whose verb may be the name of a control, which is to be clicked so many times."""
    said = written(source, tokens)
    rest = list(tokens[verb.size :])
    label = verb.words.removeprefix("go ").removesuffix(" to").capitalize()
    control = Target(said, label=label)
    keys = _KEYS.get(verb.words, "")
    if len(rest) == 1 and rest[0].lower in ("once", "twice", "thrice"):
        times, rest = vocabulary.CARDINALS[rest[0].lower], []
    if arranging := _sorted(source, said, verb, rest) or _filtered(source, said, verb, rest):
        return arranging
    if (
        verb.words in _ENTERING
        and rest
        and rest[0].lower in ("with", "using", "as")
        and (steps := _pairs(source, said, rest[1:]))
    ):
        return [Reading((*steps, Click(said, control)), 1.0, "as the fields and the button of a form")]
    if not rest:
        found = [Reading((Click(said, control, times=times, keys=keys if times == 1 else ""),), 1.0)]
        return [*found, Reading((Commit(said, label),), 0.7, "as the end of a dialog")] if verb.words == "confirm" else found
    parts = _said(source, rest)
    found = [Reading((Click(said, _whole(source, tokens)),), 0.9, _AS_LABEL, exact=True)]
    found += _with_button(source, said, parts)
    after = _arguments(source, said, parts, label)
    if any(isinstance(step, Lacking) for step in after):
        return [Reading(tuple(after), 1.0, "with a value that is missing")]
    found += _creation(source, said, verb, parts, control) + _put(said, verb, parts, control, source)
    found += _renaming(source, said, verb, parts) + _listed(source, said, verb, parts)
    if parts.object:
        named = parse_target(source, parts.object)
        own = replace(control, relation=Relation("row", _anchor(named)), also=_with_object(verb, parts))
        found.append(Reading((Click(said, own, times=times, shows=True), *after), 0.97, f"as {label!r} of {named}"))
        if named.label and named.relation is not None and named.relation.kind == "in":  # "remove the apron from the cart"
            plain = replace(control, relation=Relation("row", _anchor(replace(named, relation=None))))
            found.append(Reading((Click(said, plain, times=times, shows=True), *after), 0.9, f"as {label!r} of {named.label}"))
        objects = [list(strip_determiners(part)) for part in parted(parts.object)]
        if len(objects) > 1 and not named.quoted:
            each = [replace(control, relation=Relation("row", _anchor(parse_target(source, part)))) for part in objects]
            found.append(Reading(tuple(Click(said, one, shows=True) for one in each), 0.95, f"as {label!r} of each"))
        if verb.words in _ANSWERING and named.role is None:
            named = replace(named, role="item", noun="message")
        if named.noun in vocabulary.SENT | _OPENED:
            found.append(
                Reading(
                    (Click(said, named), Click(said, control, shows=True), *after), 0.6, f"as {label!r} after {named} is opened"
                )
            )
    if all(token.lower in _ANYTHING | vocabulary.DETERMINERS for token in parts.object):
        found.append(Reading((Click(said, control, times=times), *after), 0.9, f"as {label!r}"))
    return found


def _with_object(verb: verbs.Verb, parts: _Said) -> tuple[str, ...]:
    """What a control may be called that says what it does something with: "Add alarm"; nothing where a name is said besides."""
    words = [token for token in parts.object if token.lower not in vocabulary.DETERMINERS]
    if parts.arguments or any(token.kind != "word" or not token.text.islower() or token.lower in _NAMING for token in words):
        return ()
    return (" ".join([verb.words.capitalize(), *(token.text for token in words)]),)


def _with_button(source: str, said: str, parts: _Said) -> list[Reading]:
    """For "confirm with OK": the button of that name."""
    if parts.object or len(parts.arguments) != 1 or parts.arguments[0][0] != "text":
        return []
    return [Reading((Click(said, parse_target(source, parts.arguments[0][1])),), 1.0, "with that button", exact=True)]


def _whole(source: str, tokens: Tokens) -> Target:
    """The clause without its articles, as a label."""
    words = [token.text for token in tokens if token.lower not in vocabulary.DETERMINERS]
    return Target(written(source, tokens), label=" ".join(words))


def _anchor(named: Target) -> Target:
    """What a control belongs to: the row or the entry, by its name."""
    if named.relation is not None and named.role in ("row", "item") and not named.label and not named.rank:
        return named.relation.anchor if named.quantity == "one" else replace(named.relation.anchor, quantity=named.quantity)
    return replace(named, role=None, noun="") if named.role == "row" and named.label else named


def _said(source: str, rest: Tokens) -> _Said:
    """The object of a clause, and what follows "to", "with the text" or "with the subject" behind it."""
    whole = parse_target(source, rest)
    described = whole.rank is not None or bool(whole.pattern)  # "the payment with the highest amount"
    starts = [
        index
        for index, token in enumerate(rest)
        if token.lower in ("to", "with")
        and index + 1 < len(rest)
        and not (described and token.lower == "with")
        and not _is_company(rest, index)
    ]
    arguments = []
    for at, start in enumerate(starts):
        end = starts[at + 1] if at + 1 < len(starts) else len(rest)
        words = list(rest[start + 1 : end])
        while words and words[-1].lower in ("and", ","):
            words.pop()
        if rest[start].lower == "to":
            arguments.append(("to", words))
            continue
        if values := named_values(source, words):
            arguments += [(name, list(value)) for name, value in values]
            continue
        named = list(strip_determiners(words))
        if len(named) > 1 and (named[-1].kind == "quoted" or noun_at_end(named[:1])):
            value = named[1:] if named[0].kind == "word" else named
            arguments.append((named[0].lower, [token for token in value if token.text != ":"]))
        else:
            arguments.append(("text", words))
    return _Said(list(rest[: starts[0]]) if starts else list(rest), tuple(arguments))


def _is_company(rest: Tokens, index: int) -> bool:
    """Whether "with" says whom something is with ("the conversation with Mia"), and no text for it."""
    name = rest[index + 1]
    return (
        rest[index].lower == "with"
        and index > 0
        and rest[index - 1].lower in _MEETINGS
        and name.kind == "word"
        and name.text[:1].isupper()
    )


def _arguments(source: str, said: str, parts: _Said, label: str) -> list[Step]:
    """Steps that enter what is said besides, and end the dialog that was opened for it."""
    steps: list[Step] = []
    for name, words in parts.arguments:
        if name == "to" and label.lower() in _CREATING:
            continue  # a place, and no text
        text = written(source, words)
        if is_description(words):
            return [Lacking(said, text)]
        steps.append(Enter(said, text, content_field(Target(name, label=name))))
    return [*steps, Commit(said, label)] if steps else []


def _pairs(source: str, said: str, tokens: Tokens) -> list[Step]:
    """For "user ann and password 'x9'": each named text into the field of its name; [] where it is not built like that."""
    steps: list[Step] = []
    by = next((index for index, token in enumerate(tokens) if token.lower in ("with", "using")), None)
    if by == 1 and not is_description(tokens[:1]):  # "as ann with the password 'x9'"
        steps.append(Open(FIELD, into_one_of(said, tokens[0].text, _USERS), ordered=True))
        tokens = tokens[2:]
    for part in parted(tokens):
        inner = [token for token in strip_determiners(part) if token.text not in (":", "=")]
        if len(inner) < 2:
            return []
        value, name = inner[-1:], inner[:-1]
        if is_description(value):
            return [Lacking(said, written(source, inner))]
        label = written(source, name)
        steps.append(Enter(said, value[0].text, content_field(Target(label, label=label))))
    return steps


def _sorted(source: str, said: str, verb: verbs.Verb, rest: Tokens) -> list[Reading]:
    """For "sort the table by Price": the heading of that name."""
    at = next((index for index, token in enumerate(rest) if token.lower == "by"), None)
    if verb.words not in _SORTING or at is None or at + 1 >= len(rest):
        return []
    heading = written(source, strip_determiners(rest[at + 1 :]))
    also = tuple(f"{before} {heading}" for before in ("By", "Sort by", "Order by", "Arrange by"))
    target = Target(heading, label=heading, also=also)
    return [Reading((Click(said, target, shows=True, reorders=True),), 0.95, "as a heading or an entry that sorts")]


def carries_out(said: str) -> bool:
    """Whether a clause says that something is to be done with what there is, and not only shown or opened: then a question is no end."""
    verb = verbs.at(tokenize(said), 0)
    return verb is not None and verb.words in _CARRIED_OUT


def _filtered(source: str, said: str, verb: verbs.Verb, rest: Tokens) -> list[Reading]:
    """For "show only the closed tickets": what is called "Closed" (a tab, an option, a filter), or "Closed tickets"."""
    if verb.words != "show" or not rest or rest[0].lower not in ("only", "just"):
        return []
    words = strip_determiners(rest[1:])
    if not 0 < len(words) <= _FEW or any(token.kind != "word" for token in words):
        return []
    label = " ".join(token.text for token in words)
    also = (" ".join(token.text for token in words[:-1]),) if len(words) > 1 else ()
    target = Target(label, label=label, also=tuple(name.capitalize() for name in also))
    return [Reading((Click(said, target, shows=True),), 1.0, "as what it is filtered by")]


def _put(said: str, verb: verbs.Verb, parts: _Said, control: Target, source: str) -> list[Reading]:
    """For "add the blue shirt to the cart": the "Add to cart" of the shirt."""
    to = next((words for name, words in parts.arguments if name == "to"), None)
    if verb.words not in _CREATING or to is None or not parts.object:
        return []
    place = " ".join(token.text for token in strip_determiners(to))
    named = parse_target(source, parts.object)
    alone = replace(control, label=f"{control.label} to {place}")
    own = replace(alone, relation=Relation("row", _anchor(named)))
    found = [Reading((Click(said, own),), 0.98, f"as {own.label!r} of {named}")]
    return [*found, Reading((Click(said, alone),), 0.96, f"as {own.label!r}")] if named.pronoun else found


def _renaming(source: str, said: str, verb: verbs.Verb, parts: _Said) -> list[Reading]:
    """For "rename the group to 'Harbour'" where the screen has a field for the name of the group."""
    text = next((words for name, words in parts.arguments if name == "to"), None)
    named = parse_target(source, parts.object) if parts.object else None
    if verb.words != "rename" or not text or named is None or named.relation is not None:
        return []
    label = named.label or named.noun
    fields = [content_field(Target(name, label=name)) for name in (f"{label} name", f"name of the {label}")]
    return [Reading((Enter(said, written(source, text), field),), 0.9, f"into the field {field.label!r}") for field in fields]


def _listed(source: str, said: str, verb: verbs.Verb, parts: _Said) -> list[Reading]:
    """For "add Spanish to the languages": a choice in the list of that name."""
    to = next((words for name, words in parts.arguments if name == "to"), None)
    if verb.words != "add" or not to or not parts.object or is_description(parts.object):
        return []
    value, where = written(source, strip_determiners(parts.object)), parse_target(source, to)
    if where.pronoun or where.role not in (None, "list", "dropdown", "field") or not where.label:
        return []  # "add 'Milk' to the list" is something new
    several = [written(source, strip_determiners(part)) for part in parted(parts.object)]
    if len(several) > 1 and all(name[:1].isupper() for name in several):
        return [Reading((Choose(said, tuple(several), where),), 0.9, f"as choices in {where}")]
    return [Reading((Choose(said, (value,), where),), 0.9, f"as a choice in {where}")]


def _creation(source: str, said: str, verb: verbs.Verb, parts: _Said, control: Target) -> list[Reading]:
    """For "add a task called 'Buy stamps'": the name into the field, then the button."""
    inner = list(strip_determiners(parts.object))
    at = next((index for index, token in enumerate(inner) if token.lower in _NAMING), None)
    value = inner[at + 1 :] if at is not None else inner[-1:] if inner and inner[-1].kind == "quoted" else []
    name = inner[:at] if at is not None else inner[:-1]
    if verb.words not in _CREATING or not value:
        return []
    text, label = written(source, value), written(source, name) or "new"
    enter = Enter(said, text, content_field(Target(label, label=label)))
    finish = Press(said, "enter", button=control)
    opened = replace(control, label=f"{control.label} {label}")
    bare = label.removeprefix("new ")
    new = replace(control, label=f"New {bare}")
    named = Open(FIELD, into_one_of(said, text, (label, f"{bare} name", "name", "title")), ordered=True)
    return [
        Reading((enter, finish), 1.0, f"as {text!r} into a field and {control.label!r}"),
        Reading((Click(said, opened), named, Commit(said, control.label)), 0.7, f"as {opened.label!r}, then its name"),
        Reading((Click(said, new), named, Commit(said, control.label)), 0.7, f"as {new.label!r}, then its name"),
    ]
