"""Proposed cassettes are accepted over what was healed only; two runs are matched step by step."""

from pathlib import Path

import pytest
from written_runs import Step, click, types, written_run

from gui_agent.errors import UsageError
from gui_agent.model.replay.cassette import Cassette, CassetteFile, Decision, Section
from gui_agent.scenarios.format.cassette_diff import cassette_diff
from gui_agent.scenarios.write.proposals import Proposal, proposal_of
from gui_agent.studio.comparison import compare


def cassette(*steps: tuple[str, str]) -> Cassette:
    typed = [Section(step=step, decisions=[Decision(action={"action": "type", "content": text})]) for step, text in steps]
    return Cassette(scenario="it", sections=typed)


@pytest.fixture
def proposal(tmp_path: Path) -> Proposal:
    recorded = CassetteFile.beside(tmp_path / "notes.yaml", "it")
    recorded.save(cassette(("type: a", "one"), ("type: b", "two"), ("type: c", "three")))
    proposed = CassetteFile(tmp_path / "run/proposed/it.json")
    proposed.save(cassette(("type: a", "one"), ("type: b", "2"), ("type: d", "four"), ("type: c", "three")))
    old, new = (file.path.read_text() for file in (recorded, proposed))
    (tmp_path / "run/proposed/it.diff").write_text(cassette_diff(old, new, "it.json"))
    found = proposal_of(tmp_path / "run", tmp_path / "notes.yaml", "it")
    assert found is not None
    return found


def test_the_changes_are_shown_and_accepted(proposal: Proposal) -> None:
    reported = [(change.step, change.old and change.old.words, change.new and change.new.words) for change in proposal.changes()]
    assert reported == [("type: b", "type 'two'", "type '2'"), ("type: d", None, "type 'four'")]
    proposal.accept()
    assert proposal.recorded.load() == proposal.proposed.load()
    assert proposal.state == "accepted"
    with pytest.raises(UsageError, match="accepted already"):
        proposal.reject()


def test_a_cassette_that_changed_since_is_not_overwritten(proposal: Proposal) -> None:
    proposal.recorded.save(cassette(("type: a", "another")))
    before = proposal.recorded.path.read_text()
    assert proposal.outdated()
    with pytest.raises(UsageError, match="has changed since"):
        proposal.accept()
    assert proposal.recorded.path.read_text() == before
    proposal.reject()
    assert proposal.state == "rejected"


SAVE, NEARLY, CANCEL = (100, 100, 200, 140), (103, 98, 205, 141), (300, 100, 400, 140)
NOTE, EXTRA = types("Milk", "Milk"), types("Tea", "Tea")


@pytest.mark.parametrize(
    ("one", "other", "rows", "parts"),
    [
        ([NOTE, click("Save", SAVE, "ok")], [NOTE, click("the button Save", NEARLY, "ok")], "==", None),
        ([NOTE, click("Save", SAVE, "ok")], [NOTE, click("Cancel", CANCEL, "ok")], "=!", 1),
        ([NOTE, click("Save", SAVE, "ok")], [EXTRA, NOTE, click("Save", SAVE, "ok")], ">==", 0),
        ([NOTE, EXTRA, click("Save", SAVE, "ok")], [NOTE, click("Save", SAVE, "ok")], "=<=", 1),
        ([NOTE, click("Save", SAVE, "ok")], [NOTE, click("Save", SAVE, "Milk")], "=~", 1),
    ],
)
def test_where_two_runs_part(tmp_path: Path, one: list[Step], other: list[Step], rows: str, parts: int | None) -> None:
    found = compare(written_run(tmp_path / "a", "x", one), written_run(tmp_path / "b", "x", other))
    marks = {(True, True, True): "=", (False, True, True): "!", (False, False, True): ">", (False, True, False): "<"}
    shown = [
        "~" if row["differs"] else marks[row["same"], row["first"] is not None, row["second"] is not None]
        for row in found["rows"]
    ]
    assert (
        "".join(
            mark for mark, row in zip(shown, found["rows"], strict=True) if (row["first"] or row["second"])["kind"] == "action"
        )
        == rows
    )
    assert found["parts"] == parts
