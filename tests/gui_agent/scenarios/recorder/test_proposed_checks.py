"""Proposed checks: a field without a name is known by its newest line, and a frame that is read as a letter is no text."""

import pytest

from gui_agent.actions.effect import Evidence
from gui_agent.scenarios.recorder.checks import _statements


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (Evidence("value", "", "12+40\n= 52", role="field"), ['the screen shows "= 52"', 'the screen shows "12+40"']),
        (Evidence("value", "City", "Oslo", role="field"), ['the City field is "Oslo"']),
        (Evidence("value", "", "", role="field"), []),
        (Evidence("appeared", "x", "]Match case"), []),
        (Evidence("appeared", "x", "Match case"), ['the screen shows "Match case"']),
        (Evidence("appeared", "x", "(optional) notes"), ['the screen shows "(optional) notes"']),
        (Evidence("appeared", "x", "12:30"), []),
    ],
)
def test_statements_about_what_came(item: Evidence, said: list[str]) -> None:
    assert list(_statements(item)) == said
