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


def test_the_last_run_may_be_the_last_that_is_no_repetition(tmp_path: Path) -> None:
    for name in ("20260101T000000-a", "20260102T000000-a-replay-replay"):
        RunLog(tmp_path / name).close()
    assert find_run("last", tmp_path).name.startswith("20260102")
    assert find_run("last", tmp_path, repeats=False).name.startswith("20260101")
    assert find_run(str(tmp_path / "20260101T000000-a"), tmp_path / "elsewhere").name.startswith("20260101")
    only = tmp_path / "only"
    RunLog(only / "20260102T000000-a-replay-replay").close()
    assert find_run("last", only, repeats=False).name.startswith("20260102"), "where there is no other one"
    with pytest.raises(UsageError, match="^no runs yet in"):
        find_run("last", tmp_path / "empty")


def test_the_time_of_a_run_that_is_resumed_continues(tmp_path: Path) -> None:
    log = RunLog(tmp_path)
    assert 0 <= log.write(RunStarted(task="x")).at < 60
    log.close()
    path = tmp_path / "events.jsonl"
    path.write_text(path.read_text().replace('"at":', '"at":7000', 1))
    again = RunLog(tmp_path)
    assert 7000 <= again.write(Note(text="resumed")).at < 80000
    again.close()


def test_a_log_that_was_released_is_another_processes_until_it_is_taken_back(tmp_path: Path) -> None:
    log = RunLog(tmp_path)
    log.write(RunStarted(task="x"))
    with pytest.raises(UsageError, match="still in progress in another process"):
        RunLog(tmp_path)
    log.release()
    log.reacquire()
    log.write(Note(text="as before"))
    log.release()
    other = RunLog(tmp_path)
    other.write(Note(text="of another one"))
    other.close()
    with pytest.raises(UsageError, match="^the run .* was continued by another process"):
        log.reacquire()


def test_secrets_are_taken_out_of_files_of_other_programs(tmp_path: Path) -> None:
    log = RunLog(tmp_path, secrets={"PIN": "a1b2", "EMPTY": ""})
    (tmp_path / "app.log").write_bytes(b"\xff pin=a1b2, a1b2")
    (tmp_path / "other.log").write_bytes(b"nothing")
    (tmp_path / "other.log").chmod(0o444)
    before = (tmp_path / "other.log").stat()
    for name in ("app.log", "other.log", "missing.log"):
        log.mask_file(name)
    assert (tmp_path / "app.log").read_bytes() == b"\xff pin={{secret:PIN}}, {{secret:PIN}}"
    after = (tmp_path / "other.log").stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)
    assert log.without_secrets({"a": ["x a1b2"]}) == {"a": ["x {{secret:PIN}}"]}
    log.write_json("plan.json", {"pin": "a1b2"})
    assert "a1b2" not in (tmp_path / "plan.json").read_text()
    assert not (tmp_path / "plan.partial").exists()
    log.close()


def test_git_ignores_runs_in_their_usual_folder_alone(tmp_path: Path) -> None:
    new_run_folder(tmp_path / ".gui-agent/runs", "x")
    assert (tmp_path / ".gui-agent/.gitignore").read_text() == "*\n"
    (tmp_path / ".gui-agent/.gitignore").write_text("runs/\n")
    new_run_folder(tmp_path / ".gui-agent/runs", "x")
    assert (tmp_path / ".gui-agent/.gitignore").read_text() == "runs/\n", "what a user wrote stays"
    new_run_folder(tmp_path / "mine/runs", "x")
    assert not (tmp_path / "mine/.gitignore").exists()
    assert new_run_folder(tmp_path / "mine/runs", " / ").name.endswith("-run")


def test_a_log_of_a_newer_version_is_not_continued(tmp_path: Path) -> None:
    log = RunLog(tmp_path)
    log.write(RunStarted(task="x", format=99))
    log.close()
    with pytest.raises(UsageError, match="^the run .* was written by a newer version"):
        RunLog(tmp_path)
