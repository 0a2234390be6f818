"""Starting a model server: the GPUs that are there, the process and its log, and waiting until it answers about a picture."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from gui_agent.errors import EnvironmentProblem, GuiAgentError
from gui_agent.model.serving.command import ServerCommand
from gui_agent.model.serving.plan import Gpus
from gui_agent.model.serving.probe import picture_question
from gui_agent.model.wire import Endpoint

POLL_SECONDS = 1.0
GRACE_SECONDS = 15.0
_OUT_OF_MEMORY = ("out of memory", "OutOfMemoryError", "No available memory for the cache blocks")


def detect_gpus(nodes: int = 1) -> Gpus | None:
    """The NVIDIA GPUs of this machine; None where there are none. Different sizes count as the smallest.

    Raises EnvironmentProblem when the driver does not answer.
    """
    program = shutil.which("nvidia-smi")
    if program is None:
        return None
    query = [program, "--query-gpu=memory.total,compute_cap", "--format=csv,noheader,nounits"]
    try:
        answer = subprocess.run(query, capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EnvironmentProblem(
            f"nvidia-smi did not answer: {error}", "Check the NVIDIA driver, or plan with --gpus 4x80"
        ) from error
    if answer.returncode != 0:
        said = (answer.stdout + answer.stderr).strip().splitlines() or ["no message"]
        raise EnvironmentProblem(f"nvidia-smi failed: {said[-1]}", "Check the NVIDIA driver, or plan with --gpus 4x80")
    return parse_gpu_list(answer.stdout, nodes)


def parse_gpu_list(text: str, nodes: int = 1) -> Gpus | None:
    """GPUs from nvidia-smi's CSV: a line for each, MiB of memory and compute capability."""
    rows = [line.split(",") for line in text.splitlines() if line.strip()]
    if not rows:
        return None
    sizes = [float(row[0]) / 1024 for row in rows]
    capabilities = [float(row[1]) for row in rows if len(row) > 1 and row[1].strip().replace(".", "").isdigit()]
    return Gpus(len(rows), round(min(sizes), 1), nodes, min(capabilities) >= 9.0 if capabilities else None)


class RunningServer:
    """A server process, its log file, and how it is doing. End it with `stop` or the `with` block."""

    def __init__(self, command: ServerCommand, log_file: Path) -> None:
        """Start the command. Raises EnvironmentProblem when its program is missing."""
        self.command = command
        self.log_file = log_file
        log_file.parent.mkdir(parents=True, exist_ok=True)
        with log_file.open("wb") as log:
            try:
                self.process = subprocess.Popen(
                    command.argv,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    env={**os.environ, "PYTHONUNBUFFERED": "1"},
                    start_new_session=True,
                )
            except OSError as error:
                raise EnvironmentProblem(
                    f"{command.argv[0]} cannot be started: {error.strerror or error}", _install_hint(command.argv)
                ) from error

    def __enter__(self) -> RunningServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End the server and everything it started; safe to call twice."""
        if self.process.poll() is None:
            _signal_group(self.process, signal.SIGTERM)
            try:
                self.process.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                _signal_group(self.process, signal.SIGKILL)
        self.process.wait()

    async def wait_until_ready(self, endpoint: Endpoint, seconds: float, watch: Callable[[str], None] | None = None) -> str:
        """Wait until `endpoint` answers a question about a picture, and return that answer.

        `watch` is given each line of the log. Raises EnvironmentProblem when the server ends or `seconds` go by.
        """
        deadline = time.monotonic() + seconds
        problem = "it has not answered yet"
        with self.log_file.open("r", encoding="utf-8", errors="replace") as log:
            tail = _Tail(log, watch)
            while time.monotonic() < deadline:
                tail.read()
                if self.process.poll() is not None:
                    tail.read()
                    raise self._ended(tail.last)
                try:
                    return await picture_question(endpoint)
                except GuiAgentError as error:
                    problem = error.message
                await asyncio.sleep(POLL_SECONDS)
        raise EnvironmentProblem(
            f"the server did not answer within {seconds:.0f} s: {problem}",
            f"Its log: {self.log_file}; --wait SECONDS waits longer",
        )

    def follow(self, watch: Callable[[str], None]) -> int:
        """Give each new line of the log to `watch` until the server ends; its exit status."""
        with self.log_file.open("r", encoding="utf-8", errors="replace") as log:
            log.seek(0, os.SEEK_END)
            tail = _Tail(log, watch)
            while self.process.poll() is None:
                tail.read()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.process.wait(POLL_SECONDS)
            tail.read()
        return int(self.process.returncode)

    def _ended(self, last: collections.deque[str]) -> EnvironmentProblem:
        said = " | ".join(line.strip() for line in list(last)[-3:] if line.strip()) or "it wrote nothing"
        remedy = f"Its whole log: {self.log_file}"
        if any(mark in line for line in last for mark in _OUT_OF_MEMORY):
            remedy = f"Memory ran out: a shorter context, FP8 weights or more GPUs. {remedy}"
        elif any("No module named" in line or "needs" in line for line in last):
            remedy = f"{_install_hint(self.command.argv)}. {remedy}"
        return EnvironmentProblem(f"the server ended with status {self.process.returncode}: {said}", remedy)


class _Tail:
    """Whole lines as they are appended to a file; remembers the last few."""

    def __init__(self, file: IO[str], watch: Callable[[str], None] | None) -> None:
        self._file = file
        self._watch = watch
        self._rest = ""
        self.last: collections.deque[str] = collections.deque(maxlen=40)

    def read(self) -> None:
        for line in self._lines():
            self.last.append(line)
            if self._watch is not None:
                self._watch(line)

    def _lines(self) -> Iterator[str]:
        text = self._rest + self._file.read()
        *lines, self._rest = text.split("\n")
        yield from lines


def shell_line(command: ServerCommand) -> str:
    """The command as one line for a shell."""
    return shlex.join(command.argv)


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _install_hint(argv: tuple[str, ...]) -> str:
    if argv[0] == "vllm":
        return "Install vLLM: pip install vllm (its own virtual environment is best)"
    if "sglang.launch_server" in argv:
        return 'Install SGLang: pip install "sglang[all]" (its own virtual environment is best)'
    return "Install the extra: pip install 'gui-agent[local]' fastapi uvicorn"
