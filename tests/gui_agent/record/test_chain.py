"""The hash chain of an event log: every manipulation of a finished log is found, whatever it is."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import Cli

from gui_agent.record.chain import SEAL_FILE, verify_run
from gui_agent.record.events import Note
from gui_agent.record.run_log import EVENTS_FILE, RunLog, read_events


def _log(folder: Path, notes: int = 40) -> Path:
    log = RunLog(folder, secrets={"PIN": "a1"})
    for number in range(notes):
        log.write_soon(Note(text=f"note {number} ⚑"))
    log.close()
    return folder / EVENTS_FILE


def test_an_untouched_log_is_intact(tmp_path: Path) -> None:
    _log(tmp_path / "run")
    report = verify_run(tmp_path / "run", EVENTS_FILE)
    assert (report.intact, report.events, report.fault) == (True, 40, "")
    assert [event.seq for event in read_events(tmp_path / "run")] == list(range(40))


def test_each_of_200_random_manipulations_is_found(tmp_path: Path) -> None:
    path = _log(tmp_path / "run")
    whole = path.read_bytes()
    chosen = random.Random(22)
    kinds = (_change_a_byte, _remove_lines, _repeat_a_line, _swap_lines, _cut_the_end, _add_a_line, _change_and_link_again)
    for number in range(200):
        kind = kinds[number % len(kinds)]
        changed = kind(whole, chosen)
        assert changed != whole
        path.write_bytes(changed)
        assert not verify_run(path.parent, EVENTS_FILE).intact, (number, kind.__name__)


def test_a_log_that_another_process_continues_is_one_chain(tmp_path: Path) -> None:
    path = _log(tmp_path / "run", notes=3)
    path.write_bytes(path.read_bytes() + b'{"torn')
    again = RunLog(tmp_path / "run")
    assert not (tmp_path / "run" / SEAL_FILE).exists()
    assert not verify_run(tmp_path / "run", EVENTS_FILE).intact
    again.write(Note(text="resumed"))
    again.close()
    report = verify_run(tmp_path / "run", EVENTS_FILE)
    assert (report.intact, report.events) == (True, 4)


def test_lines_without_hashes_are_covered_by_the_first_one_with_one(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    path = _log(folder, notes=3)
    plain = [{**json.loads(line)} for line in path.read_text().splitlines()]
    for event in plain:
        del event["hash"]
    path.write_text("".join(json.dumps(event) + "\n" for event in plain))
    assert "version without hashes" in verify_run(folder, EVENTS_FILE).fault
    continued = RunLog(folder)
    continued.write(Note(text="resumed"))
    continued.close()
    assert verify_run(folder, EVENTS_FILE).intact
    path.write_bytes(path.read_bytes().replace(b"note 1", b"note 7"))
    assert "line 4" in verify_run(folder, EVENTS_FILE).fault


def test_a_report_says_how_far_the_chain_holds(tmp_path: Path) -> None:
    path = _log(tmp_path / "run", notes=3)
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    hashes = [json.loads(line)["hash"] for line in lines]

    def report(log: bytes) -> tuple[int, str, str]:
        path.write_bytes(log)
        found = verify_run(path.parent, EVENTS_FILE)
        assert not found.intact
        return found.events, found.head, found.fault

    assert report(lines[0] + lines[1].replace(b"note 1", b"note 7") + lines[2])[:2] == (3, hashes[0])
    assert report(lines[0] + b'{"event":"note"}\n' + lines[2]) == (3, hashes[0], "line 2 has no hash")
    assert report(whole + b"{") == (3, hashes[2], "line 4 is cut off or was added")
    assert report(b"")[:2] == (0, "")


@pytest.mark.parametrize(
    ("spoil", "status", "words"),
    [
        (lambda path: None, 0, "intact: 40 lines"),
        (lambda path: path.write_bytes(path.read_bytes().replace(b"note 7", b"note 8")), 1, "manipulated: line 8"),
        (lambda path: (path.parent / SEAL_FILE).unlink(), 6, "undecided: no seal"),
    ],
)
def test_the_command(tmp_path: Path, cli: Cli, spoil: Callable[[Path], object], status: int, words: str) -> None:
    path = _log(tmp_path / "run")
    spoil(path)
    finished = cli("runs", "verify", str(path.parent))
    assert (finished.status, words in finished.stdout) == (status, True), finished


def _change_a_byte(log: bytes, chosen: random.Random) -> bytes:
    place = chosen.randrange(len(log))
    return log[:place] + bytes([(log[place] + chosen.randrange(1, 256)) % 256]) + log[place + 1 :]


def _remove_lines(log: bytes, chosen: random.Random) -> bytes:
    lines = log.splitlines(keepends=True)
    start = chosen.randrange(len(lines))
    return b"".join(lines[:start] + lines[start + chosen.randrange(1, 4) :])


def _repeat_a_line(log: bytes, chosen: random.Random) -> bytes:
    lines = log.splitlines(keepends=True)
    lines.insert(chosen.randrange(len(lines) + 1), chosen.choice(lines))
    return b"".join(lines)


def _swap_lines(log: bytes, chosen: random.Random) -> bytes:
    lines = log.splitlines(keepends=True)
    one, other = chosen.sample(range(len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def _cut_the_end(log: bytes, chosen: random.Random) -> bytes:
    return log[: chosen.randrange(len(log))]


def _add_a_line(log: bytes, chosen: random.Random) -> bytes:
    lines = log.splitlines(keepends=True)
    lines.insert(chosen.randrange(len(lines) + 1), b'{"seq":9,"event":"note","text":"forged"}\n')
    return b"".join(lines)


def _change_and_link_again(log: bytes, chosen: random.Random) -> bytes:
    """Somebody who knows the chain makes it anew from a changed line on: only the seal says so."""
    from gui_agent.record.chain import last_hash, link

    lines = log.splitlines(keepends=True)
    start = chosen.randrange(len(lines))
    changed = b"".join(lines[:start])
    for number, line in enumerate(lines[start:]):
        event = json.loads(line)
        del event["hash"]
        if number == 0:
            event["text"] = "forged"
        changed += link(json.dumps(event).encode(), last_hash(changed))[0] + b"\n"
    return changed
