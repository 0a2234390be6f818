"""Secrets: the model writes a placeholder, only the executor knows the value, and nothing that is kept shows it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from typing import Any

from gui_agent.errors import ActionError

PLACEHOLDER = re.compile(r"\{\{\s*secret:\s*([A-Za-z_][A-Za-z0-9_.-]*)\s*\}\}")
"""The placeholder of a secret in the text of a `type` action: `{{secret:NAME}}`."""


_WORD = r"(?P<word>[a-z]{5,8})"
_ALIKE = 0.8
"""Share of letters, in their order, that a word must have in common with `secret`: slips of the fingers do."""
_SIGN = r"[\s:=.;,|/_-]"
_BRACED = rf"(?i)[{{$%]+\s*{_WORD}\s*(?:(?:{_SIGN}+[\w.-]*\s*)?\}}+|[:=.]+\s*\w+)"
"""What is meant as a placeholder, and is none: one brace, another word, another sign."""
_BRACKETED = rf"(?i:[\[(<]+\s*{_WORD}\s*{_SIGN}+[\w.-]+\s*[\])>]+)"
_NAKED = r"(?<!\w)(?P<word>[Ss]ecrets?)\s?[:=]\s?[A-Z][A-Z0-9_]+\b"
REMEDY = "Write {{secret:NAME}}, with the name of a secret that was given"


def misspelled(text: str, names: Iterable[str] = ()) -> str:
    """What in a text looks like a placeholder of a secret and is none; empty if there is nothing.

    `names` are those of the secrets that were given: where there are none, only what has braces is taken for one.
    """
    rest = unicodedata.normalize("NFKC", PLACEHOLDER.sub(" ", text))
    rest = "".join(one for one in rest if unicodedata.category(one) != "Cf")
    if found := PLACEHOLDER.search(rest):
        return found[0]
    patterns = [_BRACED]
    if listed := "|".join(re.escape(name) for name in names):
        shell = rf"\{{+\s*(?i:{listed})\s*\}}+|\$\{{?(?:{listed})\b|%(?:{listed})%|<(?:{listed})>"
        patterns += [_BRACKETED, _NAKED, rf"(?P<word>){shell}"]
    for pattern in patterns:
        for found in re.finditer(pattern, rest):
            if not found["word"] or SequenceMatcher(None, found["word"].casefold(), "secret").ratio() >= _ALIKE:
                return found[0].strip()
    return ""


def problem_with(text: str, values: Mapping[str, str]) -> str:
    """Why the placeholders in a text cannot be filled in; empty if they can."""
    for name in find(text):
        if name not in values:
            return f"unknown secret {name!r}"
    if almost := misspelled(text, values):
        return f"{almost!r} looks like the placeholder of a secret, and is none"
    return ""


def placeholder(name: str) -> str:
    """What to write in place of the secret with this name."""
    return f"{{{{secret:{name}}}}}"


def find(text: str) -> list[str]:
    """The names of the secrets that a text asks for, each once, in order."""
    return list(dict.fromkeys(PLACEHOLDER.findall(text)))


def replace(text: str, values: Mapping[str, str]) -> str:
    """The text with the secrets' values in place. Raises ActionError for a name that was not given, and for a misspelled one."""
    if problem := problem_with(text, values):
        known = ", ".join(sorted(values)) or "none were given"
        raise ActionError(problem, f"{REMEDY}. Known secrets: {known}")
    return PLACEHOLDER.sub(lambda match: values[match[1]], text)


def mask(text: str, values: Mapping[str, str] | Iterable[tuple[str, str]]) -> str:
    """The text with every secret's value replaced by its placeholder, the longest first; for whatever is printed or kept."""
    pairs = sorted(dict(values).items(), key=lambda pair: len(pair[1]), reverse=True)
    for name, value in pairs:
        if value:
            text = text.replace(value, placeholder(name))
            # As it is inside JSON within the text: the arguments of a call.
            text = text.replace(json.dumps(value, ensure_ascii=False)[1:-1], placeholder(name))
    return text


def mask_all(data: Any, values: Mapping[str, str]) -> Any:
    """JSON data with every secret's value in its texts replaced by its placeholder."""
    if not values:
        return data
    match data:
        case str():
            return mask(data, values)
        case Mapping():
            return {mask(str(key), values): mask_all(value, values) for key, value in data.items()}
        case list() | tuple():
            return [mask_all(value, values) for value in data]
        case _:
            return data
