"""A display that does not answer is not asked again until it does."""

import asyncio
import threading

import pytest

from gui_agent.desktop.desktop_thread import DesktopThread
from gui_agent.errors import EnvironmentProblem


def test_a_display_that_hung_is_used_again_once_it_answers() -> None:
    released, done = threading.Event(), list[str]()

    async def use() -> None:
        thread = DesktopThread()
        try:
            with pytest.raises(EnvironmentProblem, match=r"does not answer for 0\.05 seconds"):
                await thread.run(released.wait, 0.05)
            with pytest.raises(EnvironmentProblem, match="does not answer"):
                await thread.run(lambda: done.append("too early"))
            released.set()
            async with asyncio.timeout(60):
                while not done:
                    try:
                        await thread.run(lambda: done.append("again"))
                    except EnvironmentProblem:
                        await asyncio.sleep(0.01)
        finally:
            thread.stop()

    asyncio.run(use())
    assert done == ["again"]
