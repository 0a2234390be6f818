"""A screen that gets another size while it is being used, and monitors with origins of their own."""

import asyncio
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from scripted_model import ScriptedModel

from gui_agent.actions.aim import from_pixels
from gui_agent.agent.agent import GuiAgent
from gui_agent.desktop.desktop import Desktop
from gui_agent.errors import EnvironmentProblem, UsageError
from gui_agent.perception.geometry import Box, Point, Size
from gui_agent.perception.screen.display import Display, VirtualDisplay, open_display, start_virtual_display
from gui_agent.perception.screen.screenshot import Camera

SIZES = [(1024, 768), (1600, 900), (800, 600)]


@pytest.fixture
def large() -> Iterator[VirtualDisplay]:
    with start_virtual_display(Size(1600, 1200)) as display:
        for width, height in SIZES:
            randr(
                display,
                "--newmode",
                f"{width}x{height}",
                "100",
                *map(str, (width, *[width + 20] * 3, height, *[height + 20] * 3)),
            )
            randr(display, "--addmode", "screen", f"{width}x{height}")
        yield display


def randr(display: Display, *arguments: str) -> None:
    subprocess.run(["xrandr", *arguments], env=display.environment, check=True, timeout=30, capture_output=True)


def resize(display: Display, width: int, height: int) -> None:
    randr(display, "--output", "screen", "--mode", f"{width}x{height}")


def test_the_next_picture_has_the_new_size(large: VirtualDisplay) -> None:
    with closing(Camera(large)) as camera:
        old = camera.take().region
        for width, height in SIZES:
            resize(large, width, height)
            assert camera.take().image.size == (width, height)
            assert camera.screen == Box(0, 0, width, height)
            assert camera.take(old).region == Box(0, 0, width, height), "of an old region, what is left of it"


def test_input_goes_to_the_pixel_on_the_new_screen(large: VirtualDisplay) -> None:
    async def check() -> None:
        async with Desktop(Display(large.name, large.xauthority)) as desktop:
            await desktop.connect()
            for width, height in SIZES:
                resize(large, width, height)
                screen = desktop.screen
                await desktop.act(from_pixels({"action": "hover", "start_box": [width - 7, height - 9]}, screen), screen)
                assert await desktop.pointer() == Point(width - 7, height - 9)

    asyncio.run(check())


def test_a_run_survives_three_resizes(large: VirtualDisplay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Resizing(ScriptedModel):
        async def get_response(self, *args: Any, **kwargs: Any) -> Any:
            if self.asked < len(SIZES):
                resize(large, *SIZES[self.asked])
            return await super().get_response(*args, **kwargs)

    monkeypatch.setenv("XAUTHORITY", str(large.xauthority))
    script = [{"action": "hover", "start_box": [place, place]} for place in (100, 300, 500, 700)] + [{"action": "done"}]
    result = GuiAgent(model=Resizing(script), display=str(large.name), output=tmp_path).run("Point")
    assert result.verdict == "done", result.reason


def test_sizes_beyond_the_limit_are_wrong_usage() -> None:
    for size in ("virtual:32768x600", "virtual:600x99999", "virtual:8x600", "virtual:0x0"):
        with pytest.raises(UsageError, match="is not possible"):
            open_display(size, with_app=True)


def test_another_depth_is_named_with_the_remedy(tmp_path: Path) -> None:
    with subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", "300x200x16", "-ac"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        assert server.stdout is not None
        name = f":{server.stdout.readline().strip()}"
        with pytest.raises(EnvironmentProblem, match="not 16. Use a screen of 24 bits"):
            Camera(Display(name))
        server.terminate()
