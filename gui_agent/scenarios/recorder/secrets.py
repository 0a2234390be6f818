"""Which typed texts must not be written down: what is typed into a password field, and what is typed and nowhere seen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz

from gui_agent.perception.geometry import Box
from gui_agent.scenarios.recorder.moments import Moment
from gui_agent.scenarios.recorder.naming import View

_WORDS = re.compile(
    r"pass ?(word|phrase|code|wort)?\b|kennwort|geheim|secret|\bpin\b|\btoken\b|api key|mot de passe|contrase\u00f1a|clave|senha|"
    r"wachtwoord|has\u0142o|heslo|l\u00f6senord|parol|salasana|jelsz\u00f3|\u043f\u0430\u0440\u043e\u043b\u044c|"
    r"\u5bc6\u7801|\u5bc6\u78bc|\u53e3\u4ee4|\u30d1\u30b9\u30ef\u30fc\u30c9|\ube44\ubc00\ubc88\ud638",
    re.IGNORECASE,
)
_SHORTEST = 3
"""Letters: a shorter text is not looked for on the screen, it is easily misread."""
_SEEN = 60
"""Percent: how like the typed text must be what is read in its field."""
_READ = 85
"""The same where its application reports the field as empty."""


def is_secret(moment: Moment, after: View) -> bool:
    """Whether the text of a moment must not be written down. In doubt it must not."""
    text = moment.gesture.typed.text
    field = moment.field
    if not text.strip():
        return False
    if field is not None:
        if _WORDS.search(f"{field.text} {moment.into}"):
            return True
        if moment.reported:  # applications report what is in a field, but not in one for passwords; some report none at all
            return not field.value and not _is_written_in(field.box, text, after)
    if len(text.strip()) < _SHORTEST:
        return False
    seen = [field.value] if field is not None and field.value else []
    seen += [line.text for line in after.reader.read_at(after.screenshot, list(moment.changed))] if moment.changed else []
    return not any(_alike(line, text) for line in [*seen, " ".join(seen), *after.texts])


def _is_written_in(box: Box, text: str, after: View) -> bool:
    """Whether the text can be read in a field; one for passwords shows dots."""
    lines = after.reader.read_at(after.screenshot, [box])
    letters = "".join(text.split())
    return len(letters) >= _SHORTEST and any(fuzz.partial_ratio(letters, "".join(line.text.split())) >= _READ for line in lines)


def _alike(seen: str, text: str) -> bool:
    """Whether a line that is read shows a part of the text, or all of it."""
    seen, text = seen.strip(), text.strip()
    if len(seen) < _SHORTEST:
        return False
    return fuzz.partial_ratio(seen.casefold(), text.casefold()) >= _SEEN and len(set(seen)) > 1


def name_of(label: str, taken: Iterable[str], otherwise: str) -> str:
    """A name for a value, from the label of its field: small letters, digits and underscores, used once."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "_", plain.casefold()).strip("_")
    base = words[:30].strip("_") if words[:1].isalpha() else otherwise
    used = set(taken)
    name, number = base, 2
    while name in used:
        name, number = f"{base}_{number}", number + 1
    return name
