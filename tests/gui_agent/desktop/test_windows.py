"""Windows on a private screen: none is lost, the usual keys work, and what is out of reach is reported and can be fetched."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
from scripted_model import ScriptedModel

from gui_agent.actions.action import parse_action
from gui_agent.actions.aim import from_pixels
from gui_agent.actions.input.window_care import ManagedWindow, out_of_reach
from gui_agent.agent.agent import GuiAgent
from gui_agent.desktop.app import App
from gui_agent.desktop.desktop import Desktop
from gui_agent.desktop.window_list import WindowList
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot

WINDOWS = Path(__file__).parents[2] / "apps" / "windows.py"


@asynccontextmanager
async def opened(kind: str, folder: Path, windows: int) -> AsyncIterator[Desktop]:
    async with await Desktop.open("virtual") as desktop:
        app = App.start(f"{sys.executable} {WINDOWS} {kind} {folder / 'said'}", desktop.display, folder / "log")
        try:
            listed = WindowList(desktop.display)
            deadline = time.monotonic() + 40
            while len(listed.windows()) < windows:
                assert time.monotonic() < deadline, app.last_output()
                await asyncio.sleep(0.02)
            listed.close()
            await desktop.first_look(starting=True)
            yield desktop
        finally:
            app.stop()


async def act(desktop: Desktop, **action: object) -> Screenshot:
    parsed = from_pixels(action, desktop.screen) if "start_box" in action else parse_action(action)
    before = await desktop.act(parsed, desktop.screen)
    return (await desktop.settle(parsed, before.screenshot)).screenshot


async def titles(desktop: Desktop) -> list[str]:
    listed = WindowList(desktop.display)
    found = [window.title for window in listed.windows()]
    listed.close()
    return found


def light(screenshot: Screenshot) -> int:
    return int(np.count_nonzero(np.asarray(screenshot.image).max(axis=2) > 128))


def test_a_window_that_minimises_itself_comes_back(tmp_path: Path) -> None:
    async def check() -> None:
        async with opened("minimised", tmp_path, 1) as desktop:
            assert desktop.display.name is not None
            assert int(desktop.display.name[1:]) >= 100, "desktops have the low numbers"
            seen = await act(desktop, action="left_click", start_box=[300, 250])
            later = await desktop.newer(seen) or seen
            assert light(later) > 50_000
            assert await desktop.out_of_reach() == []

    asyncio.run(check())


def test_the_minimise_button_loses_nothing(tmp_path: Path) -> None:
    async def check() -> None:
        async with opened("plain", tmp_path, 1) as desktop:
            frame = (await desktop.on_thread(lambda: desktop._windows.windows()))[0].frame
            for from_the_right in (12, 30, 48, 66):  # all of the title bar's buttons but the one that closes
                if from_the_right != 12:
                    seen = await act(desktop, action="left_click", start_box=[frame.right - from_the_right, frame.top + 10])
            assert light(seen) > 50_000
            assert await titles(desktop) == ["First"]

    asyncio.run(check())


def test_alt_tab_changes_windows_and_alt_f4_closes_one(tmp_path: Path) -> None:
    async def check() -> None:
        async with opened("two", tmp_path, 2) as desktop:
            await act(desktop, action="type", content="ab")
            front = (await titles(desktop))[-1]
            await act(desktop, action="key", keys="alt+Tab")
            assert (await titles(desktop))[-1] != front
            await act(desktop, action="key", keys="alt+Tab")
            assert (await titles(desktop))[-1] == front
            await act(desktop, action="type", content="c")
            assert (tmp_path / "said").read_text() == "abc", "no tab was typed"
            await act(desktop, action="key", keys="alt+Tab")
            await act(desktop, action="key", keys="alt+F4")
            assert await titles(desktop) == [front]

    asyncio.run(check())


def test_a_dialog_taller_than_the_screen_is_reported_and_moved(tmp_path: Path) -> None:
    async def check() -> None:
        async with opened("tall", tmp_path, 2) as desktop:
            reported = [sentence for sentence in await desktop.out_of_reach() if "Second" in sentence and "bottom" in sentence]
            assert len(reported) == 1
            assert "super+page_down" in reported[0]
            if (await titles(desktop))[-1] != "Second":
                await act(desktop, action="key", keys="alt+Tab")
            await act(desktop, action="key", keys="super+page_down super+page_down")
            second = next(one for one in await desktop.on_thread(lambda: desktop._windows.windows()) if one.title == "Second")
            await act(desktop, action="left_click", start_box=[second.frame.center.x, second.frame.bottom - 18])
            assert (tmp_path / "said").read_text() == "pressed"

    asyncio.run(check())


def test_a_window_outside_of_the_screen_is_reported_and_fetched(tmp_path: Path) -> None:
    async def check() -> None:
        async with opened("off", tmp_path, 2) as desktop:
            reported = await desktop.out_of_reach()
            assert ["Second" in sentence and "right" in sentence for sentence in reported] == [True]
            if (await titles(desktop))[-1] != "Second":
                await act(desktop, action="key", keys="alt+Tab")
            await act(desktop, action="key", keys="super+home")
            assert await desktop.out_of_reach() == []

    asyncio.run(check())


def test_a_failure_says_what_no_screenshot_showed(tmp_path: Path) -> None:
    script: list[dict[str, Any]] = [{"action": "wait", "seconds": 2}, {"action": "fail", "reason": "I cannot see the OK button."}]
    app = f"{sys.executable} {WINDOWS} off {tmp_path / 'said'}"
    result = GuiAgent(model=ScriptedModel(script), app=app, display="virtual", output=tmp_path / "runs").run("Click OK")
    assert result.verdict == "failed"
    assert result.reason.startswith("I cannot see the OK button. The window 'Second' reaches beyond the screen:")


def test_a_window_under_another_is_reported(tmp_path: Path) -> None:
    async def check() -> None:
        async with opened("under", tmp_path, 2) as desktop:
            deadline = time.monotonic() + 40
            while not (tmp_path / "said").exists() or not (reported := await desktop.out_of_reach()):
                assert time.monotonic() < deadline
                await asyncio.sleep(0.05)
            assert reported == ["The window 'Second' is hidden behind 'First'; alt+tab changes windows."]
            await act(desktop, action="key", keys="alt+Tab")
            if await desktop.out_of_reach():  # the program took the focus without asking the window manager
                await act(desktop, action="key", keys="alt+Tab")
            assert await desktop.out_of_reach() == []

    asyncio.run(check())


def test_a_users_own_windows_are_reported_without_our_keys() -> None:
    windows = [ManagedWindow("Notes", Box(-300, 10, 100, 200)), ManagedWindow("", Box(0, 0, 10, 10), minimised=True)]
    assert out_of_reach(windows, Box(0, 0, 800, 600), keys=False) == [
        "The window 'Notes' reaches beyond the screen: 300 pixels at the left.",
        "A window without a title is minimised.",
    ]
