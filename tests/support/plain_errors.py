"""Errors as a user reads them: what is wrong first, then what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from gui_agent.errors import GuiAgentError

REMEDY = re.compile(r"[A-Z`'\"]|(?:export|pip|gui-agent|sudo) ")


@pytest.fixture(autouse=True)
def errors_are_plain(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every remedy that is made within a test is an order, and no problem is one; checked at the end of the test."""
    wrong: list[str] = []
    made = GuiAgentError.__init__

    def make(self: GuiAgentError, message: str, remedy: str = "") -> None:
        made(self, message, remedy)
        if remedy and (
            not REMEDY.match(remedy) or message.startswith(("Give ", "Use ", "Wait ", "Check ", "Restore ", "Choose "))
        ):
            wrong.append(f"{message!r} before {remedy!r}")

    monkeypatch.setattr(GuiAgentError, "__init__", make)
    yield
    assert wrong == []
