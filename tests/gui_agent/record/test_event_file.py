"""The file of events and the pictures, where the disk or another process is in the way."""

import os
import subprocess
import sys
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
