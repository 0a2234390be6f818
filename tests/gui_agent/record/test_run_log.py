from pathlib import Path

import pytest
from PIL import Image

from gui_agent.errors import EnvironmentProblem, UsageError
from gui_agent.record.events import Note, RunStarted
from gui_agent.record.run_log import RunLog, find_run, list_runs, new_run_folder, read_events


def test_events_are_on_disk_before_write_returns(tmp_path: Path) -> None:
    log = RunLog(tmp_path / "run")
    log.write(RunStarted(task="naïve 東京"))
    first = list(read_events(tmp_path / "run"))
    log.write(Note(text="second"))
    log.close()
    assert [event.task for event in first if isinstance(event, RunStarted)] == ["naïve 東京"]
    assert [event.seq for event in read_events(tmp_path / "run")] == [0, 1]


def test_a_line_cut_by_a_crash_is_left_out_and_writing_goes_on(tmp_path: Path) -> None:
    log = RunLog(tmp_path)
    log.write(RunStarted(task="x"))
    log.close()
    with (tmp_path / "events.jsonl").open("ab") as file:
        file.write(b'{"seq": 1, "event": "acti')
    assert [event.event for event in read_events(tmp_path)] == ["run_started"]
    log = RunLog(tmp_path)
    log.write(Note(text="resumed"))
    log.close()
    assert [(event.seq, event.event) for event in read_events(tmp_path)] == [(0, "run_started"), (1, "note")]


def test_a_damaged_line_in_the_middle_is_named(tmp_path: Path) -> None:
    (tmp_path / "events.jsonl").write_text('{"event": "note", "text": "x"}\nrubbish\n{"event": "note"}\n')
    with pytest.raises(UsageError, match=r"events\.jsonl:2"):
        list(read_events(tmp_path))


def test_an_unwritable_folder_is_an_environment_problem() -> None:
    with pytest.raises(EnvironmentProblem, match="--output"):
        RunLog(Path("/proc/no-such-place/run"))


def test_a_picture_shared_by_two_steps_is_stored_once(tmp_path: Path) -> None:
    log = RunLog(tmp_path)
    image = Image.new("RGB", (28, 28), "red")
    log.save_picture(image, 1, "after")
    log.save_picture(image, 2, "before")
    log.close()
    assert (tmp_path / "steps/0001/after.webp").samefile(tmp_path / "steps/0002/before.webp")


def test_runs_are_found_by_part_of_their_name(tmp_path: Path) -> None:
    folders = [new_run_folder(tmp_path, task) for task in ("Click Add", "Click Add", "Read the total")]
    for folder in folders:
        RunLog(folder).close()
    assert len({folder.name for folder in folders}) == 3
    assert len(list_runs(tmp_path)) == 3
    assert find_run("read-the", tmp_path) == folders[2]
    with pytest.raises(UsageError, match="2 runs match"):
        find_run("click-add", tmp_path)
    with pytest.raises(UsageError, match="no run"):
        find_run("nothing", tmp_path)
