"""The verbs of the vocabulary: what a clause may begin with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from gui_agent.model.literal.language import vocabulary
from gui_agent.model.literal.language.tokens import Token

Kind = Literal[
    "click", "double_click", "right_click", "middle_click", "triple_click", "press", "enter", "fill", "set", "choose", "tick",
    "untick", "toggle", "scroll", "drag", "wait", "read", "assert", "hover", "focus", "close", "copy", "paste", "resize",
    "expand",
    "collapse", "highlight", "find", "clear", "hold", "never", "use", "check", "make", "increase", "decrease", "work", "count", "command",
]  # fmt: skip


class Verb(NamedTuple):
    """A verb found at a place of the instruction."""

    kind: Kind
    size: int
    """How many tokens it takes."""
    words: str


_LOOKING: Final = tuple(
    f"{verb} {preposition}"
    for verb in ("look", "go", "search", "browse", "page", "flip", "click", "step", "navigate", "switch", "leaf", "move")
    for preposition in ("through", "between", "among")
)
"""What is said of several tabs, sections or pages that are gone through."""
_PHRASES: Final[dict[Kind, tuple[str, ...]]] = {
    "click": (
        "click", "click on", "click in", "click at", "left-click", "left click", "left-click on", "left click on", "tap",
        "tap on",
        "push", "activate", "open", "go to", "switch to", "navigate to", "launch", "change to", "follow", "start", "single-click",
        "submit", "visit", "click inside", "click into", "click within", "click inside of",
    ),
    "double_click": ("double-click", "double click", "doubleclick", "double-click on", "double click on", "double tap"),
    "right_click": ("right-click", "right click", "right-click on", "right click on", "rightclick"),
    "middle_click": ("middle-click", "middle click", "middle-click on", "middle click on"),
    "triple_click": ("triple-click", "triple click", "triple-click on", "triple click on"),
    "press": ("press", "press on", "hit", "strike"),
    "hold": ("hold", "hold down", "press and hold", "click and hold", "long-press", "long press"),
    "enter": ("type", "type in", "enter", "write", "input", "key in", "insert", "put",
        "start typing", "begin typing", "start to type", "append", "add the text", "type out"),
    "fill": ("fill", "fill in", "fill out", "complete", "replace"),
    "set": ("set", "change", "adjust", "turn", "switch", "update"),
    "choose": ("select", "choose", "pick", "pick out"),
    "tick": ("tick", "mark", "enable", "turn on", "switch on", "activate the check box", "put a check mark in"),
    "untick": ("uncheck", "untick", "unmark", "deselect", "disable", "turn off", "switch off", "clear the check box"),
    "toggle": ("toggle", "flip"),
    "check": ("check", "check off"),
    "scroll": ("scroll", "scroll to", "scroll through"),
    "drag": ("drag", "drag and drop", "move"),
    "wait": ("wait", "wait for", "wait until", "wait till", "pause"),
    "read": ("read", "read out", "read off", "tell me", "report", "answer", "give me", "what is", "what's", "what does",
    "return", "say", "note"),
    "assert": ("make sure", "ensure", "verify", "confirm that", "assert", "verify that", "ensure that", "make sure that",
    "check that",
               "check whether", "check if"),
    "hover": ("hover", "hover over", "hover on", "point at", "point to", "move the mouse", "move the mouse to",
    "move the mouse over",
              "move the pointer to", "move the pointer over", "move the cursor to", "move the cursor over", "mouse over",
              "move your mouse to",
              "place the mouse over", "point the mouse at"),
    "focus": ("focus", "focus on", "focus into", "focus in", "put the cursor in", "place the cursor in", "put the focus in",
              "set the focus to", "give focus to"),
    "close": ("close", "dismiss", "exit", "quit"),
    "copy": ("copy",), "paste": ("paste", "paste in"),
    "resize": ("resize", "enlarge", "shrink"),
    "make": ("make",),
    "increase": ("increase", "increment", "raise"), "decrease": ("decrease", "decrement", "lower", "reduce"),
    "expand": ("expand", "unfold", "unroll"), "collapse": ("collapse", "fold"),
    "highlight": ("highlight",),
    "find": ("find", "locate", "look for", "search for", *_LOOKING),
    "work": ("solve", "calculate", "compute", "work out", "add up", "figure out"),
    "count": ("count", "how many"),
    "clear": ("clear", "empty", "erase"),
    "never": ("do not", "don't", "never", "without"),
    "use": ("use",),
    "command": (
        "star", "unstar", "like", "unlike", "unfollow", "share", "retweet", "repost", "forward", "reply", "reply to",
        "archive", "delete", "remove", "discard", "rename", "duplicate", "sort", "save", "send", "publish", "subscribe",
        "unsubscribe", "sign in", "log in", "sign out", "log out", "sign up", "register", "log on", "buy", "add", "create", "undo",
        "redo", "print", "export", "import", "download", "upload", "refresh", "reload", "zoom in", "zoom out", "mute", "unmute",
        "block", "unblock", "accept", "decline", "reject", "approve", "confirm", "cancel", "apply", "reset", "restore", "play",
        "stop", "skip", "show", "hide", "pin", "unpin", "bookmark", "edit", "reveal", "invite", "join", "vote", "upvote",
        "downvote", "maximise", "maximize", "minimise", "minimize", "lock", "unlock", "connect", "disconnect", "install",
        "continue", "proceed", "favourite", "favorite", "post", "cut", "go back", "go forward", "place", "check out",
        "reserve", "pay", "redeem",
        "finish", "enrol", "enroll", "donate", "upgrade", "withdraw", "checkout",
    ),
}  # fmt: skip
_BY_WORDS: Final[dict[tuple[str, ...], Kind]] = {
    tuple(words.split()): kind for kind, group in _PHRASES.items() for words in group
}
_LONGEST: Final = max(len(words) for words in _BY_WORDS)


_FOLLOWING: Final = frozenset(
    {"the", "a", "an", "it", "this", "that", "these", "those", "them", "all", "every", "each", "your", "my", "with", ""}
)
"""What follows a command in the middle of a sentence, if it is one; "" is a quotation or the end."""


_OBJECTS: Final = frozenset({"the", "a", "an", "this", "that", "it", "all", "every", "both"})
"""What an object of a verb begins with, that is not a name."""
_FUNCTION_WORDS: Final = frozenset({
    "and", "but", "for", "from", "with", "without", "into", "onto", "over", "under", "about", "above", "below", "after", "before",
    "between", "when", "while", "where", "which", "what", "who", "why", "how", "there", "here", "then", "than", "because",
    "although", "though", "since", "unless", "until", "yet", "nor", "not", "are", "was", "were", "will", "would", "can", "could",
    "may", "might", "must", "shall", "should", "has", "have", "had", "does", "did", "being", "been", "one", "two", "three",
    "some", "any", "each", "such", "very", "too", "also", "only", "both", "either", "neither", "other", "another", "more", "most",
    "less", "least", "many", "much", "few", "several", "its", "his", "her", "their", "our", "your", "these", "those", "get",
    "got", "buy", "lets", "let's", "want", "need", "like", "see", "know", "think", "feel", "help",
})  # fmt: skip
_NO_VERBS: Final = _OBJECTS | vocabulary.DETERMINERS | vocabulary.PRONOUNS | frozenset(vocabulary.NOUNS) | _FUNCTION_WORDS
"""Words that no control is called by that an instruction begins with."""


def begins_clause(tokens: Sequence[Token], position: int) -> bool:
    """Whether a clause may begin here, behind another one: a command only with an object, a label may hold such words."""
    verb = at(tokens, position)
    if verb is None or verb.kind != "command":
        return verb is not None
    if not tokens[position].text.islower():
        return False  # "File, then Export": a name
    following = tokens[position + verb.size] if position + verb.size < len(tokens) else None
    if following is None or following.kind == "mark" or following.lower in _FOLLOWING | {"and", "then"}:
        return True
    named = following.kind == "quoted" or following.text[:1].isupper() or not following.text.isalpha()
    return named and position > 0 and tokens[position - 1].lower in (",", "and", "then")


def may_be_verb(word: Token) -> bool:
    """Whether a word may be what a control is called: no function word, and no kind of thing."""
    return word.kind == "word" and word.text.isalpha() and len(word.text) > 2 and word.lower not in _NO_VERBS


def unknown_at(tokens: Sequence[Token], position: int) -> Verb | None:
    """A word that is no verb of the vocabulary, but is followed by an object: what a control may be called ("split the payment")."""
    word = tokens[position] if position < len(tokens) else None
    if word is None or not may_be_verb(word) or at(tokens, position) is not None or position + 1 >= len(tokens):
        return None
    following = tokens[position + 1]
    if following.kind == "quoted" or following.lower in _OBJECTS or (following.kind == "word" and following.text[:1].isupper()):
        return Verb("command", 1, word.lower)
    return None


def at(tokens: Sequence[Token], position: int) -> Verb | None:
    """The longest verb that begins at `position`, or None."""
    for size in range(min(_LONGEST, len(tokens) - position), 0, -1):
        words = tuple(token.lower for token in tokens[position : position + size])
        kind = _BY_WORDS.get(words)
        if kind is not None:
            return Verb(kind, size, " ".join(words))
    return None


def of_gerund(word: str) -> str | None:
    """The verb of the vocabulary whose "-ing" form a word is: "selecting", "typing", "setting"; None where it is none."""
    if not word.endswith("ing"):
        return None
    stem = word[:-3]
    doubled = stem[:-1] if len(stem) > 2 and stem[-1] == stem[-2] else stem
    return next((verb for verb in (stem, f"{stem}e", doubled) if (verb,) in _BY_WORDS), None)
