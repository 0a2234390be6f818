"""A private screen starts whatever TMPDIR says, at a number where no desktop is, and its folder can be found again."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gui_agent.perception.geometry import Size
from gui_agent.perception.screen.display import start_virtual_display
from gui_agent.perception.screen.xserver import connect

ROOT = Path(__file__).parents[3]
SCRIPT = (
    "from gui_agent.perception.screen.display import start_virtual_display\n"
    "with start_virtual_display() as display:\n"
    "    print(display.name, display.to_json()['folder'])"
)


@pytest.mark.parametrize("name", ["odd 'name' é & <b>", "l" * 120, "none/such"])
def test_it_starts_whatever_tmpdir_says(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    if "/" not in name:
        folder.mkdir()
    environment = {**os.environ, "TMPDIR": str(folder)}
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=True)
    number, place = done.stdout.split()
    assert int(number[1:]) >= 100
    assert len(place) < 60, "a socket's path has 107 bytes at most"
    assert not Path(place).exists(), "it was ended"


@pytest.mark.skipif(shutil.which("bwrap") is None, reason="needs bubblewrap")
@pytest.mark.parametrize(
    ("sockets", "remedy"),
    [
        (["--ro-bind", "{empty}", "/tmp/.X11-unix"], "cannot put its socket into /tmp/.X11-unix. Make it writable"),
        (["--dir", "/tmp/.X11-unix"], None),
        ([], None),
    ],
)
def test_the_folder_of_the_sockets_is_read_only_plain_or_missing(sockets: list[str], remedy: str | None, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    inside = [
        *["bwrap", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp"],
        *(word.format(empty=empty) for word in sockets),
    ]
    kept = ["--ro-bind", str(ROOT), str(ROOT)]
    done = subprocess.run([*inside, *kept, sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False)
    if remedy is None:
        assert done.returncode == 0, done.stderr
    else:
        assert done.returncode != 0
        assert remedy in done.stderr.splitlines()[-1]


def test_the_pointer_rests_where_no_widget_is() -> None:
    """At the lower edge, and not in a corner, where it would stop an agent."""
    with start_virtual_display(Size(400, 300), window_manager=False) as display:
        connection = connect(display)
        pointer = connection.screen().root.query_pointer()
        connection.close()
    assert pointer.root_y == 299
    assert 100 < pointer.root_x < 300
