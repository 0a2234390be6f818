"""What is said in one clause and done in several steps: saving under a name, replacing a text, an entry of a menu."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from gui_agent.model.literal.language import verbs, vocabulary
from gui_agent.model.literal.language.clause import index_of
from gui_agent.model.literal.language.descriptions import is_description
from gui_agent.model.literal.language.intents import (
    Choose,
    Click,
    Commit,
    Enter,
    Open,
    Pattern,
    Reading,
    Step,
    Target,
    Tick,
)
from gui_agent.model.literal.language.made_with import made_with
from gui_agent.model.literal.language.paths import path_in
from gui_agent.model.literal.language.phrases import Tokens, parse_target, strip_determiners
from gui_agent.model.literal.language.texts import content_field
from gui_agent.model.literal.language.tokens import written

_NAMES: Final = ("Name", "File name", "Filename")
"""What the field for a name is called in a dialog that saves a file."""
_SOUGHT: Final = ("Search for", "Find", "Find what", "Search", "Text to find")
_NEW: Final = ("Replace with", "Replace", "Replacement", "Replacement text")
"""What the fields of a dialog that replaces a text are called."""
_QUOTATION: Final = r"(?:'[^']+'|\"[^\"]+\"|\u2018[^\u2019]+\u2019|\u201c[^\u201d]+\u201d)"
_OCCURRENCES: Final = re.compile(
    r"\b(replace)\s+(?:all|every|each)\s+(?:the\s+)?(?:occurrences?|instances?)\s+of\s+", re.IGNORECASE
)
_NO_OTHER: Final = re.compile(
    r",? (?:and|but) (?:no other (?:row|item|box|option|entry|one|button|link)s?|no others|nothing else|none of the others)"
    r"(?=[.,;]|\s+(?:and|then)\b|\s*$)",
    re.IGNORECASE,
)
_FINDING: Final = re.compile(
    rf"\bfind (?:and replace(?= (?:all |every |each )?{_QUOTATION})"
    rf"|(?P<text>{_QUOTATION}) and replace (?:it|them|all of them|every one|each one) (?:with|by))",
    re.IGNORECASE,
)
_GOING: Final = frozenset({"go to", "switch to", "navigate to"})
_IN_MENU: Final = frozenset({"using", "with", "via", "in", "from", "through"})
_SHOWING: Final = {"show": True, "display": True, "hide": False}
FIELD: Final = "the field for it"
"""What is said of a field in such steps: the words of the clause would be read once more on the screen."""
_LATER: Final = 0.25
"""How much less likely each further label is than the one before it: two that there are must not be a doubt."""
_EVERY: Final = ("all", "every", "each")


def composed_readings(source: str, tokens: Tokens, verb: verbs.Verb) -> list[Reading]:
    """The readings of a clause that are several steps."""
    said, rest = written(source, tokens), tokens[verb.size :]
    if made := made_with(source, said, verb, rest):
        return made
    if verb.words in _GOING:
        return _to_page(source, said, rest)
    if verb.kind == "command" and (in_menu := _in_menu(source, tokens, verb)):
        return in_menu
    if verb.words == "save":
        return _saved_as(source, said, rest)
    if verb.words == "replace":
        return _replaced(source, said, rest)
    return []


def _to_page(source: str, said: str, rest: Tokens) -> list[Reading]:
    """For "go to page 3": the number into the field for it, where there is one."""
    words = strip_determiners(rest)
    if len(words) != 2 or words[0].lower != "page" or not words[1].text.isdigit():
        return []
    field = content_field(Target("page", label="page"))
    return [Reading((Enter(said, words[1].text, field, commit=True),), 0.95, "as the number of a page")]


def _in_menu(source: str, tokens: Tokens, verb: verbs.Verb) -> list[Reading]:
    """For "hide the status bar using the View menu": the menu, then its entry, by the object or by the whole of it."""
    for index in range(verb.size, len(tokens) - 2):
        menu = parse_target(source, tokens[index + 1 :]) if tokens[index].lower in _IN_MENU else None
        if menu is None or menu.role != "menu" or not menu.label or menu.relation is not None:
            continue
        said, object_ = written(source, tokens), strip_determiners(tokens[verb.size : index])
        words = " ".join(token.text for token in tokens[:index] if token.lower not in vocabulary.DETERMINERS)
        entry = Click(said, Target(words, label=words, role="menuitem"), shows=True)
        found = [Reading((entry,), 1.0, "as an entry of that name")]
        if tokens[verb.size : index] and verb.words in _SHOWING:
            label = written(source, object_)
            state = _SHOWING[verb.words]
            found.insert(
                0, Reading((Tick(said, (Target(label, label=label),), state),), 1.0, "as an entry that is ticked or not")
            )
        return [Reading((Click(said, menu), Open(words, tuple(found))), 1.05, "with that menu")]
    return []


def _saved_as(source: str, said: str, rest: Tokens) -> list[Reading]:
    """For "save the file as 'notes.txt'": the dialog that saves under a name, its field, its button."""
    at = index_of(rest, ("as",), ("under", "the", "name"), last=True)
    if at is None or at[0] + at[1] >= len(rest):
        return []
    name = strip_determiners(rest[at[0] + at[1] :])
    text = written(source, name)
    if is_description(rest[at[0] + at[1] :]) or (len(name) > 1 and name[0].kind != "quoted" and "/" not in text):
        return []
    fields = into_one_of(said, text, _NAMES)
    entering: tuple[Step, ...] = (Open(FIELD, fields, ordered=True), Commit(said, "Save"))
    dialog = Click(said, Target("Save As", label="Save As", role="menuitem"), shows=True, keys="ctrl+shift+s")
    return [Reading((dialog, *entering), 1.05, "as saving under a name")]


def _replaced(source: str, said: str, rest: Tokens) -> list[Reading]:
    """For "replace 'milk' with 'bread' in the document (using Search > Replace)": the dialog that does it, its fields, its button."""
    path, rest = _path_at_end(source, rest)
    at = index_of(rest, ("with",), ("by",))
    if at is None or not at[0] or at[0] + 1 >= len(rest):
        return []
    old, new = list(rest[: at[0]]), list(rest[at[0] + 1 :])
    said_so = bool(old) and old[-1].kind == "quoted"
    while len(old) > 1 and old[0].lower in (*_EVERY, "the", "word", "text"):
        said_so = said_so or old[0].lower != "the"
        old.pop(0)
    place = next((index for index in range(1, len(new)) if new[index].lower in ("in", "everywhere", "throughout")), len(new))
    if not said_so or not _is_text(old) or not _is_text(new[:place]):
        return []
    opening: Step = Choose(said, path, None, path=True) if path else Click(
        said, Target("the dialog that replaces", pattern=Pattern(contains="replace")), shows=True, keys="ctrl+h"
    )  # fmt: skip
    return [
        Reading((opening, *_in_fields(said, written(source, old), written(source, new[:place]))), 1.05, "in the whole document")
    ]


def without_others(source: str) -> str:
    """An instruction without "and no other row": what is not named is left alone anyway."""
    return _NO_OTHER.sub(lambda match: match[0] if source[: match.start()].count('"') % 2 else "", source)


def as_replacing(source: str) -> str:
    """An instruction with "find X and replace it with Y" and "replace all occurrences of X with Y" as "replace X with Y"."""
    source = _OCCURRENCES.sub(r"\1 ", source)
    return _FINDING.sub(lambda match: f"replace {match['text'] or ''}".rstrip() + (" with" if match["text"] else ""), source)


def _in_fields(said: str, old: str, new: str) -> tuple[Step, ...]:
    """What is typed into the two fields of such a dialog, and its button."""
    return (
        Open(FIELD, into_one_of(said, old, _SOUGHT), ordered=True),
        Open(FIELD, into_one_of(said, new, _NEW), ordered=True),
        Click(said, Target("Replace All", label="Replace All"), shows=True),
    )


def into_one_of(said: str, text: str, labels: Sequence[str]) -> tuple[Reading, ...]:
    """The text into the field of one of these labels, the first that there is."""
    return tuple(
        Reading((Enter(said, text, content_field(Target(label, label=label))),), 1.0 - _LATER * at, f"into {label!r}")
        for at, label in enumerate(labels)
    )


def _is_text(tokens: Tokens) -> bool:
    return len(tokens) == 1 and tokens[0].kind in ("quoted", "word")


def _path_at_end(source: str, rest: Tokens) -> tuple[tuple[str, ...], Tokens]:
    """The path through menus that is said at the end, and the words before it."""
    for index in range(len(rest) - 2, 0, -1):
        if rest[index].lower in ("using", "with", "via", "by") and (
            path := path_in(source, strip_determiners(rest[index + 1 :]))
        ):
            return path[0], rest[:index]
    return (), rest
