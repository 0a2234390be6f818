"""Nothing leaves the machine: no socket but loopback and the display, no name looked up, no file outside of the XDG folders."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import pytest
from command_line import GREETER, ROOT, clean_environment
from glm_server import GlmServer, Reply
from watched import Seen, can_watch, read_call, watched

pytestmark = [pytest.mark.timeout(240), pytest.mark.skipif(not can_watch(), reason="strace cannot trace here")]


def use(tmp_path: Path, *arguments: str, **environment: str) -> tuple[Seen, Path]:
    """`gui-agent` with these arguments in an empty folder, with an empty home that has a blank in its name."""
    home, project = tmp_path / "a home", tmp_path / "project"
    home.mkdir()
    project.mkdir()
    quiet = {"PYTHONDONTWRITEBYTECODE": "1", "NO_AT_BRIDGE": "1", "CI": "", "GITHUB_ACTIONS": ""}
    given = {**clean_environment(home), **quiet, **environment}
    given.pop("XDG_CONFIG_HOME", None)
    command = [sys.executable, "-m", "gui_agent", *arguments]
    return watched(command, project, given, tmp_path / "strace.log"), home


def assert_private(seen: Seen, home: Path) -> None:
    """No connection; what was written is in the project, in an XDG folder, or in a folder for temporary files."""
    project = home.with_name("project")
    xdg = [home / ".cache", home / ".config", home / ".local"]
    temporary = [Path(tempfile.gettempdir()), Path("/tmp"), Path("/run"), Path("/var/lib/xkb")]
    assert seen.connections == []
    assert [path for path in seen.outside([project, *xdg]) if path.is_relative_to(home)] == []
    assert seen.outside([project, *xdg, *temporary]) == []


def test_reading_a_picture(tmp_path: Path) -> None:
    seen, home = use(tmp_path, "locate", "the Name field", "--image", str(ROOT / "docs/images/demo.png"))
    assert seen.status in (0, 1), seen.output
    assert_private(seen, home)
    assert not list(home.rglob("*")), "not even a cache is needed"


def test_a_run(tmp_path: Path) -> None:
    seen, home = use(tmp_path, "run", "Type 'Ada' into the Name field, then click Greet", "--app", GREETER)
    assert seen.status == 0, seen.output
    assert_private(seen, home)


def test_scenarios(tmp_path: Path) -> None:
    scenario = tmp_path / "greeter.yaml"
    text = (ROOT / "scenarios/greeter.yaml").read_text(encoding="utf-8")
    scenario.write_text(text.replace("python scenarios/apps/greeter.py", GREETER), encoding="utf-8")
    seen, home = use(tmp_path, "test", str(scenario), "-k", "nobody", "--replay", "off")
    assert seen.status == 0, seen.output
    assert_private(seen, home)


def test_a_question_reaches_the_named_server_only(tmp_path: Path) -> None:
    with GlmServer([Reply(text="forty-two")]) as server:
        arguments = ("--image", str(ROOT / "docs/images/demo.png"), "--model", server.model, "--base-url", server.base_url)
        seen, home = use(tmp_path, "ask", "How many?", *arguments)
    assert seen.status == 0, seen.output
    assert "forty-two" in seen.output
    assert_private(seen, home)


def test_the_demonstration(tmp_path: Path) -> None:
    seen, home = use(tmp_path, "demo")
    assert seen.status == 0, seen.output
    assert_private(seen, home)


@pytest.mark.slow
def test_the_studio(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    pages: list[int] = []
    token = "watched-by-a-test"

    def visit() -> None:
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        for _ in range(300):
            with contextlib.suppress(OSError):
                pages.append(opener.open(f"http://127.0.0.1:{port}/?token={token}", timeout=20).status)
                break
            time.sleep(0.2)
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if (
                    f"\0studio\0--port\0{port}\0" in (process / "cmdline").read_text()
                    and "strace" not in (process / "comm").read_text()
                ):
                    os.kill(int(process.name), signal.SIGTERM)

    visitor = threading.Thread(target=visit)
    visitor.start()
    seen, home = use(tmp_path, "studio", "--port", str(port), "--token-env", "A_TOKEN", A_TOKEN=token)
    visitor.join()
    assert pages == [200], seen.output
    assert_private(seen, home)


@pytest.mark.slow
@pytest.mark.parametrize("home", [None, "/proc/none", "/nonexistent"])
def test_without_a_home_that_can_be_written(home: str | None, tmp_path: Path) -> None:
    given = clean_environment(tmp_path)
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        given.pop(name, None)
    if home is not None:
        given["HOME"] = home
    command = [sys.executable, "-m", "gui_agent", "run", "Type 'Ada' into the Name field, then click Greet", "--app", GREETER]
    done = subprocess.run(command, cwd=tmp_path, env=given, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr
    assert "Traceback" not in done.stderr
    assert "WARN" not in done.stderr.upper()


def test_the_watch_sees_what_it_is_there_for(tmp_path: Path) -> None:
    script = f"""if True:
        import contextlib, pathlib, socket
        with contextlib.suppress(OSError):
            socket.create_connection(("192.0.2.1", 9), timeout=0.2)
        with contextlib.suppress(OSError):
            socket.getaddrinfo("telemetry.invalid", 443)
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(("127.0.0.1", 9))
        pathlib.Path({str(tmp_path)!r}, "made").mkdir()
    """
    seen = watched([sys.executable, "-c", script], tmp_path, dict(os.environ), tmp_path / "strace.log")
    assert any("192.0.2.1" in line for line in seen.connections)
    assert any("htons(53)" in line for line in seen.connections)
    assert not any("127.0.0.1" in line for line in seen.connections)
    assert tmp_path / "made" in seen.written


@pytest.mark.parametrize(
    ("line", "reaches", "writes"),
    [
        ('1 connect(3, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("1.2.3.4")}, 16) = 0', True, False),
        ('1 connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, 16) = 0', False, False),
        ('1 connect(3, {sa_family=AF_UNIX, sun_path=@"/tmp/.X11-unix/X7"}, 20) = 0', False, False),
        ('1 openat(AT_FDCWD, "/home/a/id", O_RDWR|O_CREAT, 0600) = 4', False, True),
        ('1 openat(AT_FDCWD, "/home/a/id", O_RDWR|O_CREAT, 0600) = -1 EACCES (Permission denied)', False, False),
        ('1 openat(AT_FDCWD, "/home/a/id", O_RDONLY) = 4', False, False),
    ],
)
def test_lines_of_the_log(line: str, reaches: bool, writes: bool) -> None:
    seen = Seen(0, "")
    read_call(line, Path("/"), seen)
    assert (bool(seen.connections), bool(seen.written)) == (reaches, writes)


def test_programs_do_not_inherit_the_switch(tmp_path: Path) -> None:
    """The variable that switches the engine's telemetry off is not passed on to programs that we start."""
    show = f"{sys.executable} -c 'import json, os; print(json.dumps(dict(os.environ)), flush=True); import time; time.sleep(60)'"
    seen, _ = use(tmp_path, "run", "Press escape", "--app", show)
    logs = list((tmp_path / "project").rglob("app.log"))
    assert logs, seen.output
    assert "ORT_DISABLE_TELEMETRY" not in json.loads(logs[0].read_text().splitlines()[0])
