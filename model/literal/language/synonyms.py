"""Words that user interfaces use for one another: they rank what is on the screen where nothing bears the label itself.

A short list of pairs that applications and web sites use for one another; it never decides a verdict.
"""

from __future__ import annotations

from functools import cache
from typing import Final

GROUPS: Final = (
    ("delete", "remove", "erase"), ("sign in", "log in", "login", "log on"), ("sign out", "log out", "logout", "log off"),
    ("sign up", "register", "create account"), ("search", "look up", "find"), ("settings", "preferences", "options"),
    ("quit", "exit"), ("sort", "arrange"),
    ("edit", "modify"), ("done", "finished"), ("begin", "start"), ("stop", "halt"), ("send", "submit"),
    ("username", "user name", "login name"), ("email", "e-mail", "email address", "e-mail address"), ("trash", "bin", "recycle bin"),
    ("folder", "directory"), ("picture", "image"), ("photo", "photograph"), ("next", "forward"), ("previous", "back"),
    ("refresh", "reload"), ("basket", "cart", "shopping cart"), ("cancel", "abort"), ("telephone", "phone", "phone number"),
    ("postcode", "zip code", "zip"), ("colour", "color"), ("maximise", "maximize"), ("minimise", "minimize"), ("favourites", "favorites"),
    ("accept", "agree", "i agree", "i accept"),
    ("pencil", "edit"), ("gear", "cog", "settings"), ("bell", "notifications"), ("house", "home"), ("printer", "print"),
    ("envelope", "mail"), ("floppy disk", "save"), ("padlock", "lock"), ("bold", "b"), ("italic", "i"), ("underline", "u"),
    ("\u00d7", "*", "x", "multiply", "times"), ("\u00f7", "/", "divide", "divided by"), ("\u2212", "-", "minus", "subtract"),
    ("+", "plus"), ("=", "equals"), ("\u221a", "square root"), ("%", "percent"),
    ("customise", "customize"), ("surname", "last name", "family name"), ("forename", "first name", "given name"),
)  # fmt: skip


@cache
def others(label: str) -> tuple[str, ...]:
    """What a label may be called otherwise: each phrase of a group in it replaced by the others."""
    words = f" {' '.join(label.casefold().split())} "
    found: list[str] = []
    for group in GROUPS:
        for phrase in group:
            if f" {phrase} " in words:
                found += [words.replace(f" {phrase} ", f" {other} ").strip() for other in group if other != phrase]
    return tuple(dict.fromkeys(found))
