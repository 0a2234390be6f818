"""X authority files: written, read, and used for connecting without a change to the environment."""

import os
import socket
import subprocess
from pathlib import Path

from gui_agent.perception.screen import xauthority
from gui_agent.perception.screen.display import Display, VirtualDisplay
from gui_agent.perception.screen.screenshot import Camera
from gui_agent.perception.screen.xauthority import COOKIE, Entry
from gui_agent.perception.screen.xserver import connect


def written(path: Path, *entries: tuple[int, bytes, bytes, bytes, bytes]) -> Path:
    def counted(field: bytes) -> bytes:
        return len(field).to_bytes(2, "big") + field

    path.write_bytes(b"".join(family.to_bytes(2, "big") + b"".join(map(counted, rest)) for family, *rest in entries))
    return path


def test_what_is_written_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "authority"
    xauthority.write(path, b"0123456789abcdef", "7")
    host = socket.gethostname().encode()
    assert xauthority.read(path) == [
        Entry(256, host, b"7", COOKIE, b"0123456789abcdef"),
        Entry(65535, b"", b"7", COOKIE, b"0123456789abcdef"),
    ]
    assert path.stat().st_mode & 0o777 == 0o600
    assert xauthority.cookie_for(7, path) == b"0123456789abcdef"
    assert xauthority.cookie_for(8, path) == b""


def test_entries_for_any_host_and_any_display_count_and_others_do_not(tmp_path: Path) -> None:
    host = socket.gethostname().encode()
    path = written(
        tmp_path / "a",
        (256, b"elsewhere", b"7", COOKIE, b"wrong host"),
        (256, host, b"7", b"XDM-AUTHORIZATION-1", b"wrong kind"),
        (65535, b"", b"", COOKIE, b"right"),
    )
    assert xauthority.cookie_for(7, path) == b"right"
    whole = path.read_bytes()
    path.write_bytes(whole[:-2])
    assert len(xauthority.read(path)) == 2, "what is cut off is left out"
    assert xauthority.read(tmp_path / "none") == []


def test_the_sessions_file() -> None:
    assert xauthority.session_file({"XAUTHORITY": "/x/y", "HOME": "/home/u"}) == Path("/x/y")
    assert xauthority.session_file({"HOME": "/home/u"}) == Path("/home/u/.Xauthority")
    assert xauthority.session_file({}) is None


def test_a_display_with_an_entry_for_any_host_is_opened(tmp_path: Path) -> None:
    """What login managers write, on a server that admits nobody without the cookie."""
    authority = tmp_path / "authority"
    xauthority.write(authority, b"0123456789abcdef")
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "100x80x24", "-auth", str(authority), "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writer], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        os.close(writer)
        with os.fdopen(reader) as said:
            name = f":{said.readline().strip()}"
        wild = written(tmp_path / "wild", (65535, b"", b"", COOKIE, b"0123456789abcdef"))
        before = dict(os.environ)
        connect(Display(name, wild)).close()
        assert dict(os.environ) == before
        server.terminate()


def test_looking_at_a_private_screen_leaves_the_environment_alone(display: VirtualDisplay) -> None:
    before = dict(os.environ)
    camera = Camera(display)
    assert camera.screen.size == (1260, 784)
    camera.close()
    assert dict(os.environ) == before
