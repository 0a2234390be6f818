"""The file of events and the pictures, where the disk or another process is in the way."""

import errno
import os
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest
from PIL import Image

from gui_agent.errors import UsageError
from gui_agent.record.event_file import EventFile, is_written
from gui_agent.record.picture_writer import PictureWriter

HOLD = "import sys; from gui_agent.record.event_file import EventFile; from pathlib import Path; file = EventFile(Path(sys.argv[1])); "


def test_what_the_disk_could_not_keep_is_raised_by_the_next_line(tmp_path: Path) -> None:
    reader, writer = os.pipe()  # cannot be brought to a disk
    file = EventFile(tmp_path / "events.jsonl")
    kept = os.dup(file._file.fileno())
    try:
        os.dup2(writer, file._file.fileno())
        with pytest.raises(OSError, match="Invalid argument"):
            file.append(b"{}\n")
        os.dup2(kept, file._file.fileno())
        os.lseek(kept, 0, os.SEEK_END)
        file.append(b"first\n", wait=False)
        os.dup2(writer, file._file.fileno())
        assert file._syncer is not None
        file._syncer.hurry()
        file._syncer.stop()
        os.dup2(kept, file._file.fileno())
        with pytest.raises(OSError, match="Invalid argument"):
            file.append(b"second\n")
        file.append(b"third\n")
    finally:
        file.close()
        for descriptor in (reader, writer, kept):
            os.close(descriptor)
    assert (tmp_path / "events.jsonl").read_bytes() == b"first\nthird\n"


def test_many_lines_that_are_not_waited_for_are_all_there(tmp_path: Path) -> None:
    file = EventFile(tmp_path / "events.jsonl")
    for number in range(500):
        file.append(b"%d\n" % number, wait=number % 100 == 99)
    file.close()
    file.close()
    assert (tmp_path / "events.jsonl").read_text().split() == [str(number) for number in range(500)]


def test_a_run_is_in_progress_while_its_process_lives(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    command = [sys.executable, "-c", HOLD + "print('held', flush=True); sys.stdin.read()", str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        assert [is_written(path) for _ in range(3)] == [True, True, True]
        with pytest.raises(UsageError, match="another process"):
            EventFile(path)
        holder.kill()
        holder.wait()
    assert not is_written(path)
    EventFile(path).close()


def test_a_picture_that_cannot_be_stored_keeps_no_other_from_it(tmp_path: Path) -> None:
    image = Image.new("RGB", (20, 20), "red")
    (tmp_path / "file").write_text("not a folder")
    writer = PictureWriter()
    writer.put(image, tmp_path / "file/before.webp")
    writer.put(image, tmp_path / "steps/before.webp")
    writer.close()
    writer.close()
    assert (tmp_path / "steps/before.webp").exists()


class Disk:
    """Counts what is brought to the disk, and fails when it is asked to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls = 0
        self.fails = False
        real = os.fsync

        def fsync(descriptor: int) -> None:
            self.calls += 1
            if self.fails:
                raise OSError(errno.ENOSPC, "No space left on device")
            real(descriptor)

        monkeypatch.setattr(os, "fsync", fsync)


def test_every_line_is_brought_to_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Disk(monkeypatch)
    file = EventFile(tmp_path / "events.jsonl")
    before = disk.calls
    file.append(b"waited\n")
    assert disk.calls == before + 1
    file.append(b"not waited\n", wait=False)
    assert file.closed is False
    file.close()
    assert disk.calls == before + 2, "closing waits for it"
    assert file.closed is True
    assert not (tmp_path / "reserve").exists()


def test_a_line_that_cannot_be_brought_to_the_disk_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Disk(monkeypatch)
    file = EventFile(tmp_path / "events.jsonl")
    assert (tmp_path / "reserve").stat().st_size == 64 * 1024
    assert len(zlib.compress((tmp_path / "reserve").read_bytes())) > 60_000, "no file system makes it smaller"
    file.append(b"first\n")
    disk.fails = True
    for _ in range(2):  # also when the reserve is gone already
        with pytest.raises(OSError, match="No space"):
            file.append(b"lost\n")
        assert not (tmp_path / "reserve").exists()
    disk.fails = False
    file.append(b"second\n")
    file.close()
    assert (tmp_path / "events.jsonl").read_bytes() == b"first\nsecond\n"


def test_a_failure_in_the_background_is_raised_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Disk(monkeypatch)
    file = EventFile(tmp_path / "events.jsonl")
    disk.fails = True
    file.append(b"first\n", wait=False)
    assert file._syncer is not None
    file._syncer._thread.submit(lambda: None).result()
    disk.fails = False
    with pytest.raises(OSError, match="No space"):
        file.append(b"second\n", wait=False)
    file.append(b"third\n")
    file.close()
    assert (tmp_path / "events.jsonl").read_bytes() == b"first\nthird\n"


@pytest.mark.skipif(sys.platform == "win32", reason="no such locks")
def test_who_only_asks_is_waited_for_and_who_writes_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    path = tmp_path / "events.jsonl"
    path.write_bytes(b"")
    waits: list[float] = []
    with path.open("rb") as asking:
        fcntl.flock(asking.fileno(), fcntl.LOCK_SH)

        def wait(seconds: float) -> None:
            waits.append(seconds)
            if len(waits) == 4:
                fcntl.flock(asking.fileno(), fcntl.LOCK_UN)

        monkeypatch.setattr(time, "sleep", wait)
        EventFile(path).close()
        assert len(waits) == 4
        assert all(0 < one < 1 for one in waits)
        fcntl.flock(asking.fileno(), fcntl.LOCK_EX)
        waits[:] = [0] * 10
        with pytest.raises(UsageError, match="still in progress in another process"):
            EventFile(path)
        assert len(waits) == 14


def test_a_torn_line_is_removed_and_whole_ones_stay(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    for before, after in ((b"one\ntw", b"one\n"), (b"one\n", b"one\n"), (b"tor", b""), (b"", b"")):
        path.write_bytes(before)
        EventFile(path).close()
        assert path.read_bytes() == after
