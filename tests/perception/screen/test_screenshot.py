"""Screenshots of a real screen: regions, several monitors, and what is sent to a model."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import numpy as np
import pytest
from PIL import Image, ImageDraw

from gui_agent.perception.change.change import changed_boxes
from gui_agent.perception.change.settle import settle
from gui_agent.perception.geometry import Box, Size
from gui_agent.perception.screen.display import VirtualDisplay, start_virtual_display
from gui_agent.perception.screen.encoding import encode, encode_changes, image_tokens, sent_size
from gui_agent.perception.screen.processes import end_process
from gui_agent.perception.screen.screenshot import Camera, Screenshot

SQUARES = """
import tkinter as tk
root = tk.Tk()
root.overrideredirect(True)
root.geometry("800x400+0+0")
for index, colour in enumerate(("#ff0000", "#0000ff")):
    tk.Frame(root, background=colour).place(x=400 * index, y=0, width=400, height=400)
root.mainloop()
"""


@pytest.fixture(scope="module")
def screen() -> Iterator[VirtualDisplay]:
    """Red on the left half, blue on the right, and each half a monitor of its own."""
    with start_virtual_display(Size(800, 400)) as display:
        process = subprocess.Popen([sys.executable, "-c", SQUARES], env=display.environment, start_new_session=True)
        for name, left, output in (("left", 0, "screen"), ("right", 400, "none")):
            monitor = ["xrandr", "--setmonitor", name, f"400/100x400/100+{left}+0", output]
            subprocess.run(monitor, env=display.environment, check=True, timeout=30)
        try:
            with closing(Camera(display)) as camera:
                settle(camera, None)
            yield display
        finally:
            end_process(process)


def test_regions_and_monitors(screen: VirtualDisplay) -> None:
    with closing(Camera(screen)) as camera:
        whole = camera.take()
        assert whole.region == camera.screen == Box(0, 0, 800, 400)
        assert sorted(monitor.left for monitor in camera.monitors) == [0, 400]
        part = camera.take(Box(380, 10, 420, 60))
        assert part.image.size == (40, 50)
        assert part.region == Box(380, 10, 420, 60)
        assert part.image.getpixel((19, 0)) == (255, 0, 0)
        assert part.image.getpixel((20, 49)) == (0, 0, 255)
        assert (part.pixels == whole.pixels[10:60, 380:420]).all()
        for monitor in camera.monitors:
            colour = (255, 0, 0) if monitor.left == 0 else (0, 0, 255)
            assert camera.take(monitor).image.getcolors() == [(400 * 400, colour)]


@pytest.mark.parametrize(("size", "max_pixels"), [((1280, 800), None), ((1260, 784), None), ((1920, 1080), 800_000)])
def test_a_picture_that_changed_in_places_is_encoded_as_if_it_were_new(size: tuple[int, int], max_pixels: int | None) -> None:
    before = Image.effect_noise(size, 60).convert("RGB")
    after = before.copy()
    draw = ImageDraw.Draw(after)
    draw.rectangle((333, 222, 471, 260), fill="white", outline="black")
    draw.rectangle((size[0] - 30, size[1] - 20, size[0], size[1]), fill="red")
    old, new = (Screenshot(image, Box(0, 0, *size), 0.0, max_pixels) for image in (before, after))
    changed = changed_boxes(old.pixels != new.pixels)
    whole, patched = encode(after, max_pixels), encode_changes(after, old.encoded, changed, max_pixels)
    assert patched.size == whole.size == sent_size(Size(*size), max_pixels)
    assert patched.tokens == image_tokens(whole.size)
    assert whole.resized is not None
    assert patched.resized is not None
    ours, theirs = np.asarray(patched.resized, np.int16), np.asarray(whole.resized, np.int16)
    assert np.abs(ours - theirs).max() <= 1
