"""One display, one user: whoever is second waits, and a killed process holds nothing."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from gui_agent.desktop.display_lock import DisplayLock

HOLD = """\
import asyncio
from gui_agent.desktop.display_lock import DisplayLock

async def hold():
    async with DisplayLock(":1", with_app=False):
        print("held", flush=True)
        await asyncio.sleep(600)

asyncio.run(hold())
"""


async def take(order: list[str], name: str, release: asyncio.Event) -> None:
    async with DisplayLock(":1", with_app=True):
        order.append(name)
        await release.wait()


def test_the_second_waits_for_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))

    async def both() -> list[str]:
        order: list[str] = []
        first, second = asyncio.Event(), asyncio.Event()
        one = asyncio.create_task(take(order, "one", first))
        while not order:
            await asyncio.sleep(0)
        other = asyncio.create_task(take(order, "other", second))
        await asyncio.sleep(0.3)
        assert order == ["one"]
        async with DisplayLock("virtual", with_app=True), DisplayLock(":2", with_app=True):
            pass  # other displays are free
        first.set()
        second.set()
        await asyncio.gather(one, other)
        return order

    assert asyncio.run(both()) == ["one", "other"]


def test_a_killed_process_holds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with subprocess.Popen([sys.executable, "-c", HOLD], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"

        async def wait() -> bool:
            order: list[str] = []
            release = asyncio.Event()
            waiting = asyncio.create_task(take(order, "waits", release))
            await asyncio.sleep(0.3)
            held = not order
            holder.kill()
            release.set()
            await waiting
            return held

        assert asyncio.run(wait())
