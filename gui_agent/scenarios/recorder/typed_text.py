"""The text that a user types, with their corrections: what is there in the end, not the keys that made it."""

from __future__ import annotations

from dataclasses import dataclass, field

EDITING = frozenset({"backspace", "delete", "left", "right", "home", "end"})
SELECT_ALL = ("ctrl", "a")


@dataclass
class TypedText:
    """A text that grows at a caret. What was in the field before is not known to it."""

    letters: list[str] = field(default_factory=list)
    caret: int = 0
    replaces: bool = False
    """Whether what was in the field before is gone: everything was selected."""
    uncertain: bool = False
    """Whether a key reached into what was there before."""
    _selected: bool = False

    @property
    def text(self) -> str:
        """What was typed, as it is now."""
        return "".join(self.letters)

    def write(self, text: str) -> None:
        """Write at the caret, in place of what is selected."""
        self._drop_selection()
        self.letters[self.caret : self.caret] = list(text)
        self.caret += len(text)

    def select_all(self) -> None:
        """Select everything, what was there before too."""
        self._selected = True

    def press(self, key: str) -> None:
        """A key that moves the caret or removes a letter (`EDITING`)."""
        if key in ("backspace", "delete") and self._selected:
            self._drop_selection()
            return
        self._selected = False
        match key:
            case "backspace" if self.caret:
                self.caret -= 1
                del self.letters[self.caret]
            case "delete" if self.caret < len(self.letters):
                del self.letters[self.caret]
            case "left" if self.caret:
                self.caret -= 1
            case "right" if self.caret < len(self.letters):
                self.caret += 1
            case "home" if self.replaces:
                self.caret = 0
            case "end" if self.replaces:
                self.caret = len(self.letters)
            case "end":
                self.caret = len(self.letters)  # of what is typed; text of before may be behind it
            case _:
                self.uncertain = not self.replaces

    def _drop_selection(self) -> None:
        if self._selected:
            self.letters.clear()
            self.caret, self.replaces, self.uncertain, self._selected = 0, True, False, False
