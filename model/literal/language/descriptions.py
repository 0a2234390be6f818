"""Descriptions are no values: "your password", "a name for the dialog", "the text that you want" are never typed or chosen."""

from __future__ import annotations

from typing import Final

from gui_agent.model.literal.language import vocabulary
from gui_agent.model.literal.language.phrases import Tokens

POSSESSIVES: Final = frozenset({"your", "my", "his", "her", "their", "our", "its", "someone's", "whose"})
_UNNAMED: Final = POSSESSIVES | {
    "the", "a", "an", "this", "that", "these", "those", "some", "any", "another", "each", "every", "either", "whatever",
    "whichever", "something", "anything", "what", "which", "how", "one", "other", "as", "more", "few", "several", "additional",
    "new", "desired", "following", "correct", "same", "different", "further", "up",
}  # fmt: skip
"""What a description begins with; a value that does is put in quotation marks."""
_WISHES: Final = frozenset(
    {
        "you", "you'd", "you're", "you've", "your", "want", "wish", "desired", "appropriate", "preferred", "suitable", "whatever",
        "whichever", "required", "corresponding", "prompted", "needed", "following",
    }
)  # fmt: skip
"""Words that are in descriptions, wherever in them."""
CONTENT_NOUNS: Final = frozenset(
    {
        "text", "texts", "name", "names", "number", "numbers", "value", "values", "word", "words", "character", "characters",
        "letter", "letters", "password", "passwords", "username", "address", "title", "description", "code", "date", "time", "url",
        "path", "message", "comment", "comments", "details", "information", "data", "amount", "size", "width", "height", "term",
        "terms", "phrase", "string", "keyword", "keywords", "content", "contents", "credentials", "email", "e-mail", "query",
        "question", "answer", "formula", "expression", "command", "location", "label", "caption", "id", "identifier", "pin",
        "passphrase", "login", "line", "lines", "paragraph", "sentence", "list", "option", "options", "item", "items", "settings",
        "file", "files", "folder", "color", "colour", "unit", "units", "range", "cell", "cells", "column", "row", "page", "pages",
        "something", "anything", "it", "them", "domain", "server", "host", "port", "user", "users", "account", "phone", "city",
        "country", "street", "state", "zip", "year", "month", "day", "price", "quantity", "percentage", "percent", "distance",
        "angle", "degrees", "position", "factor", "search", "reason", "subject", "note", "notes", "link", "hostname", "filename",
        "keys", "key", "shortcut", "type", "kind", "style", "format", "language", "layout", "device", "printer", "image", "parameters",
        "abbreviation", "shortcuts", "manually", "here", "again", "criteria", "criterion", "tag", "tags", "info", "nickname",
    }
)  # fmt: skip
"""What people are asked to type without a value: a lone word of these is no value."""
_JOINING: Final = frozenset({"of", "for", "and", "or", "in", "to", "with", "from", "on", "by", "at", "into", ","})


def is_description(tokens: Tokens) -> bool:
    """Whether these words describe a value instead of giving it; what is in quotation marks is always given."""
    if not tokens or any(token.kind == "quoted" for token in tokens):
        return False
    words = [token.lower for token in tokens]
    if words[0] in _UNNAMED and not _is_marked(tokens[-1].text, words):
        return True
    if any(word in _WISHES for word in words):
        return True
    plain = [word for word in words if word not in _JOINING and word not in vocabulary.DETERMINERS and word not in ",.;:"]
    return tokens[0].text.islower() and bool(plain) and all(word in CONTENT_NOUNS or word in vocabulary.NOUNS for word in plain)


def _is_marked(last: str, words: list[str]) -> bool:
    """Whether a text is plainly a text although it begins like a description: "a", "The End", "a1"."""
    return (
        len(words) == 1 and words[0] in ("a", "an") or (len(words) == 2 and words[0] in ("a", "an", "one") and not last.isalpha())
    )


def looks_given(token_text: str) -> bool:
    """Whether a word is plainly a value: it holds a digit, a capital letter or a sign."""
    return not token_text.isalpha() or not token_text.islower()
