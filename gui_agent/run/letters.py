"""Texts as they are compared where one of them was read: their letters and digits alone."""

from __future__ import annotations


def letters(text: str) -> str:
    """The letters and digits of a text, without case, blanks and signs."""
    return "".join(character for character in text.casefold() if character.isalnum())
