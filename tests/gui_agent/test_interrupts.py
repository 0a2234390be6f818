"""The one mechanism for signals: in and outside of an event loop, once, put back afterwards, and without SIGHUP."""

import asyncio
import importlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gui_agent import interrupts
from gui_agent.interrupts import on_end_signal


def test_in_a_loop_each_signal_is_reported_and_the_handlers_are_put_back() -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}

    async def reported(number: signal.Signals) -> signal.Signals:
        said: asyncio.Future[signal.Signals] = asyncio.get_running_loop().create_future()
        with on_end_signal(said.set_result):
            os.kill(os.getpid(), number)
            return await said

    for number in before:
        assert asyncio.run(reported(number)) is number
    assert {number: signal.getsignal(number) for number in before} == before


def test_outside_of_a_loop_it_is_reported_at_once() -> None:
    said: list[signal.Signals] = []
    with on_end_signal(said.append):
        os.kill(os.getpid(), signal.SIGTERM)
        os.kill(os.getpid(), signal.SIGINT)
    assert said == [signal.SIGTERM, signal.SIGINT]


def test_an_ignored_signal_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    said: list[signal.Signals] = []
    try:
        with on_end_signal(said.append):
            os.kill(os.getpid(), signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
    assert said == []


def test_the_second_signal_does_not_interrupt_what_the_first_one_ends() -> None:
    script = """
import os, signal
from gui_agent.interrupts import end_as_by_ctrl_c
for _ in range(2):
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_as_by_ctrl_c()
    try:
        os.kill(os.getpid(), signal.SIGTERM)
    except KeyboardInterrupt:
        os.kill(os.getpid(), signal.SIGTERM)
        print("ended")
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "ended\nended\n"


def test_windows_has_no_sighup(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.delattr(signal, "SIGHUP")
        patch.setattr(signal, "SIGBREAK", signal.SIGUSR1, raising=False)
        importlib.reload(interrupts)
        assert interrupts.ENDING == [signal.SIGTERM, signal.SIGUSR1]
        said: list[signal.Signals] = []
        with interrupts.on_end_signal(said.append):
            os.kill(os.getpid(), signal.SIGUSR1)
        assert said == [signal.SIGUSR1]
    importlib.reload(interrupts)


def test_the_end_of_the_parent_is_noticed(tmp_path: Path) -> None:
    script = """
import os, sys, threading
from gui_agent.interrupts import when_parent_ends
ended = threading.Event()
when_parent_ends(ended.set)
print("watching", flush=True)
ended.wait(30)
open(sys.argv[1], "w").write("noticed")
"""
    file = tmp_path / "said"
    # The shell ends as soon as the other has begun to watch, while this process holds on to all of its pipes.
    between = f'{sys.executable} -c "$0" "$1" & read line'
    holder, theirs = os.pipe()
    shell = subprocess.Popen(["sh", "-c", between, script, str(file)], stdin=subprocess.PIPE, stdout=theirs)
    said = b""
    while not said.endswith(b"\n"):
        said += os.read(holder, 20)
    shell.kill()
    shell.wait()
    os.close(theirs)
    assert os.read(holder, 1) == b"", "the other has ended"
    os.close(holder)
    assert shell.stdin is not None
    shell.stdin.close()
    assert file.read_text() == "noticed"


def test_a_process_whose_parent_has_ended_ends_though_it_cannot_in_order() -> None:
    script = """
import time
from gui_agent import interrupts
interrupts.ORDERLY_SECONDS = 1.0
interrupts.end_as_by_ctrl_c()
interrupts.end_with_parent()
print("begun", flush=True)
while True:
    try:
        time.sleep(60)
    except KeyboardInterrupt:
        print("interrupted", flush=True)
"""
    between = f'{sys.executable} -c "$0" & read line'
    holder, theirs = os.pipe()
    with subprocess.Popen(["sh", "-c", between, script], stdin=subprocess.PIPE, stdout=theirs) as shell:
        os.close(theirs)
        said = b""
        while not said.endswith(b"begun\n"):
            said += os.read(holder, 20)
        shell.kill()
    with os.fdopen(holder, "rb") as rest:
        assert rest.read() == b"interrupted\n", "and its pipe is closed: it has ended"
