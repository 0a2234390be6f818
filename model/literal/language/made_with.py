"""Clauses that make something with values: "insert a table with 3 columns and 2 rows", "create an image with width 300".

The form for it may be on the screen; where it is not, what opens it is looked for, in the menus too.
"""

from __future__ import annotations

from typing import Final

from gui_agent.model.literal.language import verbs
from gui_agent.model.literal.language.descriptions import is_description, looks_given
from gui_agent.model.literal.language.intents import Click, Commit, Enter, Reading, Step, Target
from gui_agent.model.literal.language.listing import parted
from gui_agent.model.literal.language.phrases import Tokens, number_in, strip_determiners
from gui_agent.model.literal.language.tokens import written

_MAKING: Final = frozenset({"insert", "add", "create", "make"})
_ARTICLES: Final = frozenset({"a", "an"})
_LONGEST: Final = 4
"""Words of the name of a field, at most."""


def made_with(source: str, said: str, verb: verbs.Verb, rest: Tokens) -> list[Reading]:
    """The readings of such a clause; [] where a value is missing, or it is built otherwise."""
    at = next((index for index, token in enumerate(rest) if index and token.lower == "with" and token.kind == "word"), None)
    if verb.words not in _MAKING or at is None or rest[0].lower not in _ARTICLES:
        return []
    made = [token for token in rest[1:at] if token.lower != "new"]
    values = named_values(source, rest[at + 1 :])
    if not values or not made or any(token.kind != "word" for token in made):
        return []
    name = written(source, made)
    entering: list[Step] = [
        Enter(said, text_of_value(source, value), Target(label, label=label, role="field", noun="field"))  # and no other one
        for label, value in values
    ]
    verbal = verb.words.capitalize()
    also: tuple[str, ...] = (f"New {name}", f"Add {name}", f"Create {name}", f"Insert {name}", name.capitalize())
    also += ("New",) if any(token.lower == "new" for token in rest[1:at]) else ()
    opener = Click(said, Target(f"{verb.words} {name}", label=f"{verbal} {name}", also=also), shows=True)
    ending = Commit(said, verbal)
    return [
        Reading((*entering, ending), 1.0, "with the form that is there"),
        Reading((opener, *entering, ending), 0.95, f"with the form that {opener.target} opens", further=True),
    ]


def named_values(source: str, tokens: Tokens) -> list[tuple[str, Tokens]]:
    """The fields and their values in "3 columns and 2 rows", "width 300 and the title 'Plan'"; [] where it is something else.

    A bare word is a value only beside another one that is plainly given: "the title 'Plan' and priority high".
    """
    found: list[tuple[str, Tokens]] = []
    given = False
    for part in parted(tokens):
        words = [token for token in strip_determiners(part) if token.text not in (":", "=") and token.lower != "of"]
        if not 2 <= len(words) <= _LONGEST + 1:
            return []
        first, last = words[0], words[-1]
        if first.kind == "word" and number_in(first.lower) is not None and all(token.kind == "word" for token in words):
            found.append((written(source, words[1:]), words[:1]))
            given = True
        elif any(token.kind == "quoted" for token in words[:-1]) or is_description(words[-1:]):
            return []
        else:
            found.append((written(source, words[:-1]), words[-1:]))
            given = given or last.kind == "quoted" or looks_given(last.text)
    return found if given else []


def text_of_value(source: str, value: Tokens) -> str:
    """A value as it is typed: numbers in digits."""
    number = number_in(value[0].lower) if len(value) == 1 and value[0].kind == "word" else None
    return written(source, value) if number is None else str(number)
