"""The embedded model on stored screens: a score by source, no wrong act but those that are known, nothing typed that was a description."""

from __future__ import annotations

from collections import Counter

import pytest
from literal_corpus import CLOSED, OPEN, cases, decided_on, screens, verdict
from literal_manuals import is_right, manual_steps, read

ENOUGH = 0.88
"""The least part of the cases of each source that must be right."""
KNOWN_WRONG = {
    ("gentelella", "Click Reply"),
    ("gentelella", "Press the Reply button"),
    ("gentelella", "Type Old Town 9 in the Phone box"),
    ("sb-admin-2", "Click on Previous to open the page"),
}
"""Wrong because the widgets were seen wrongly when the screen was stored: two buttons as one, a field not at all."""


@pytest.mark.timeout(600)  # a processor-bound test on a machine with other work
@pytest.mark.parametrize("source", [*OPEN, *CLOSED])
def test_what_is_decided_on_stored_screens(source: str) -> None:
    found = [(case, verdict(case, decided_on(case))) for case in cases(source)]
    wrong = [(case.instruction, problem) for case, problem in found if problem.startswith("wrong")]
    assert [item for item in wrong if (source, item[0]) not in KNOWN_WRONG] == []
    right = sum(not problem for _, problem in found)
    assert right >= ENOUGH * len(found), [(case.screen, case.instruction, problem) for case, problem in found if problem]


def test_the_corpus_is_large_and_of_many_sources() -> None:
    sources = [*OPEN, *CLOSED]
    count = Counter({source: sum(1 for _ in cases(source)) for source in sources})
    assert count.total() >= 600
    assert sum(len(screens(source)) for source in sources) >= 190
    assert len(sources) >= 6


def test_steps_of_a_manual_are_read_as_they_are_meant_and_no_description_is_typed() -> None:
    steps = [(step, read(step.text, step.labels)) for step in manual_steps()]
    wrong = [(step.text, got) for step, got in steps if not is_right(got, step.reading)]
    assert len(wrong) <= 0.1 * len(steps), wrong
    for step, got in steps:
        if step.reading.split("|")[0].strip() == "refuse" and "refuse" not in got:
            assert not [part for part in got if part.startswith("type ")], (step.text, got)
