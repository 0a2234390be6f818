"""The note in a file, as Windows and macOS keep it; its code is the same here but for the lock."""

import subprocess
import sys
from pathlib import Path

from gui_agent.actions.platforms.note_file import NoteFile

WRITER = """
import sys
from pathlib import Path
from gui_agent.actions.platforms.note_file import NoteFile
note = NoteFile(Path(sys.argv[1]))
note.write(["vk:17", "button:left"])
print("written", flush=True)
sys.stdin.read()
"""


def test_the_note_of_a_killed_process_is_read_once(tmp_path: Path) -> None:
    note = NoteFile(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "written\n"
        assert note.read_left_over() == []
        process.kill()
        process.wait()
    assert note.read_left_over() == ["vk:17", "button:left"]
    assert note.read_left_over() == []
    note.close()
    assert list(tmp_path.iterdir()) == []
