"""Commands as forks of one process that has imported what they need: the imports are a third of what a short command costs.

Each command still is a process of its own, with its own arguments, folder, environment, streams and exit status. What a process
does before its first import (the console script, modules in the current folder) is tested with fresh processes.
"""

from __future__ import annotations

import atexit
import functools
import gc
import importlib
import json
import os
import pkgutil
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import gui_agent

OURS = str(Path(gui_agent.__file__).with_name("__main__.py"))
STREAMS = 3
"""Descriptors that travel with a request, before the one for the answer: stdin, stdout, stderr."""


class WarmProcess:
    """The process that commands are forked from; on the side of the tests."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, __file__, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def run(
        self,
        arguments: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        stdin: str = "",
        timeout: float = 150.0,
        program: Path | None = None,
    ) -> tuple[int, str, str]:
        """Perform `gui-agent ARGUMENTS`, or `python PROGRAM ARGUMENTS`, in `folder`.

        Returns the exit status (negative: the signal that ended it), stdout and stderr; what the command leaves running may still
        hold them.

        Raises TimeoutError after `timeout` seconds; the command is killed then.
        """
        ours, theirs = socket.socketpair()
        with ours, theirs, tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            given.write(stdin.encode())
            given.seek(0)
            request = {"words": [str(program or OURS), *arguments], "folder": str(folder), "environment": dict(environment)}
            streams = [given.fileno(), out.fileno(), err.fileno(), theirs.fileno()]
            socket.send_fds(self._socket, [json.dumps(request).encode()], streams)
            theirs.close()
            ours.settimeout(timeout)
            answer = ours.makefile()
            pid = int(answer.readline())
            try:
                status = int(answer.readline())
            except TimeoutError:
                os.kill(pid, signal.SIGKILL)
                raise
            finally:
                answer.close()
            said = []
            for stream in (out, err):
                stream.seek(0)
                said.append(stream.read().decode().replace("\r\n", "\n"))
        return status, said[0], said[1]

    def close(self) -> None:
        """End it."""
        self._socket.close()
        self._process.wait()


@functools.cache
def warm_process() -> WarmProcess:
    """The one of this test session, which ends with it."""
    started = WarmProcess({name: value for name, value in os.environ.items() if not name.startswith(("GUI_AGENT_", "OPENAI_"))})
    atexit.register(started.close)
    return started


def _serve(requests: socket.socket) -> dict[str, Any]:
    """Fork a command for each request. Returns in the forks only, with the request; the process itself ends when nobody asks."""
    while True:
        data, streams, _, _ = socket.recv_fds(requests, 1 << 20, 4)
        if not data:
            os._exit(0)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that wait for commands
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            requests.close()
            command = os.fork()
            if command:
                _report(command, streams)
            for wanted, stream in enumerate(streams[:STREAMS]):
                os.dup2(stream, wanted)
            for stream in streams:
                os.close(stream)
            request: dict[str, Any] = json.loads(data)
            return request
        for stream in streams:
            os.close(stream)


def _report(command: int, streams: list[int]) -> NoReturn:
    """Answer with the number of a command's process at once, and with its exit status in the end."""
    for stream in streams[:STREAMS]:
        os.close(stream)
    os.write(streams[STREAMS], f"{command}\n".encode())
    _, status = os.waitpid(command, 0)
    os.write(streams[STREAMS], f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _become(request: dict[str, Any]) -> None:
    """Make this process one that was just started with these arguments, in this folder and environment."""
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    tempfile.tempdir = None
    sys.argv = request["words"]
    if sys.argv[0] != OURS:
        sys.path.insert(0, str(Path(sys.argv[0]).parent))
    sys.stdin = open(0, closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, errors="backslashreplace", closefd=False)  # noqa: SIM115


if __name__ == "__main__":
    del sys.path[0]  # the folder of this file
    import gui_agent.cli.main
    import gui_agent.pytest_plugin.preloaded
    from gui_agent.cli import commands

    for command in pkgutil.iter_modules(commands.__path__):
        importlib.import_module(f"{commands.__name__}.{command.name}")
    gc.collect()
    gc.freeze()
    _become(_serve(socket.socket(fileno=int(sys.argv[1]))))
    runpy.run_path(sys.argv[0], run_name="__main__")
