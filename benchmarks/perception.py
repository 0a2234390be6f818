"""How quick the eyes are: capture, encoding, settling, reading and elements, each alone; ratios within one run.

    python benchmarks/perception.py [--quick] [--only capture|settling|reading|sheet]

Everything runs on private virtual screens with real windows. `--quick` leaves out the comparison with RapidOCR's defaults.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import logging
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from gui_agent.perception.change.change import compare
from gui_agent.perception.change.settle import Watcher
from gui_agent.perception.elements.elements import find_elements
from gui_agent.perception.geometry import Box, Point, Size
from gui_agent.perception.screen.display import start_virtual_display
from gui_agent.perception.screen.encoding import encode
from gui_agent.perception.screen.processes import end_process
from gui_agent.perception.screen.screenshot import Camera, Screenshot
from gui_agent.perception.text.text import TextReader

REACTIONS = Path(__file__).parents[1] / "tests" / "apps" / "reactions.py"
WORDS = """
account address amount approve archive balance billing budget calendar cancel category change client close comment
contact contract copy create customer date default delete delivery description details discount document edit email
employee export file filter folder format group history image import invoice item language layout level license link
location manage market member message method mobile model month name network note number office online option order
owner package payment period phone place plan policy preview price priority problem product profile project purchase
quality range record
""".split()  # noqa: SIM905
FONT = "DejaVuSans.ttf"


def milliseconds(act: Callable[[], object], times: int = 15) -> float:
    """The median of `times` runs, in milliseconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def dense_page(size: Size, dialog: str = "") -> Screenshot:
    """A page of more than 150 phrases, and a dialog on it if `dialog` says something."""
    chosen = random.Random(7)
    image = Image.new("RGB", tuple(size), "#f4f4f4")
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(FONT, 13)
    for row in range(size.height // 26 - 1):
        for column in range(size.width // 210):
            text = " ".join(chosen.sample(WORDS, 2)).capitalize() if column else f"{chosen.randint(10000, 99999)}"
            draw.text((16 + column * 210, 12 + row * 26), text, "#202020", font)
    if dialog:
        draw.rectangle((430, 300, 830, 440), fill="white", outline="#606060")
        draw.text((450, 330), dialog, "black", font)
        draw.rectangle((700, 390, 800, 420), fill="#e4e4e4", outline="#606060")
        draw.text((733, 397), "Close", "black", font)
    return Screenshot(image, Box(0, 0, *size), time.monotonic())


def seconds(act: Callable[[], object]) -> tuple[float, float]:
    """How long it takes, once, and how much of the processors' time; the latter says more on a busy machine."""
    start, used = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - start, time.process_time() - used


def print_table(title: str, rows: list[tuple[str, ...]]) -> None:
    """A table in Markdown."""
    print(f"\n### {title}\n")
    for index, row in enumerate(rows):
        print("| " + " | ".join(row) + " |")
        if index == 0:
            print("|" + "---|" * len(row))


def measure_capture() -> None:
    """Grabbing, comparing and encoding at three sizes."""
    rows = [("ms", "grab", "screenshot", "compare", "JPEG 4:4:4", "PNG level 1", "WebP 80", "KiB JPEG / PNG / WebP")]
    for size in (Size(1280, 800), Size(1920, 1080), Size(3840, 2160)):
        with start_virtual_display(size) as display, contextlib.closing(Camera(display)) as camera:
            page, other = dense_page(size), dense_page(size, "Saved")
            kinds = {"PNG": {"compress_level": 1}, "WEBP": {"quality": 80}}
            sizes, times = [len(encode(page.image).data)], [milliseconds(lambda page=page: encode(page.image), 7)]
            for kind, options in kinds.items():
                sizes.append(len(_saved(page.image, kind, options)))
                times.append(milliseconds(lambda kind=kind, options=options, page=page: _saved(page.image, kind, options), 3))
            _ = page.pixels, other.pixels
            rows.append(
                (
                    f"{size.width}x{size.height}",
                    f"{milliseconds(camera.grab):.1f}",
                    f"{milliseconds(camera.take):.1f}",
                    f"{milliseconds(lambda page=page, other=other: compare(page, other)):.1f}",
                    *(f"{value:.0f}" for value in times),
                    " / ".join(f"{value / 1024:.0f}" for value in sizes),
                )
            )
    print_table("Capture and encoding", rows)


def _saved(image: Image.Image, kind: str, options: dict[str, int]) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def measure_settling(times: int = 9) -> None:
    """How long settling takes after reactions of different kinds, and how often the picture already shows the effect."""
    rows = [("reaction", "median ms", "longest ms", "reason", "effect shown")]
    cases = [("instant", {}), ("late", {}), ("load", {"promised": True}), ("nothing", {}), ("caret", {})]
    for reaction, options in cases:
        with start_virtual_display() as display, contextlib.closing(Camera(display)) as camera:
            process = subprocess.Popen(
                [sys.executable, str(REACTIONS)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=display.environment,
                start_new_session=True,
            )
            try:
                assert process.stdin
                assert process.stdout
                _, x, y = process.stdout.readline().split()
                watcher = Watcher(camera)
                watcher.settle(None)
                results = []
                for _ in range(times):
                    before = camera.take()
                    process.stdin.write(reaction.encode() + b"\n")
                    process.stdin.flush()
                    settled = watcher.settle(before, pointer=Point(int(x), int(y)), encode=True, **options)  # type: ignore[arg-type]
                    shown = any(box.left > 400 for box in compare(before, settled.screenshot).boxes)
                    results.append((settled.seconds * 1000, settled.reason, shown))
            finally:
                end_process(process)
        taken = [result[0] for result in results]
        reasons = ", ".join(sorted({result[1] for result in results}))
        shown_count = sum(result[2] for result in results)
        rows.append((reaction, f"{statistics.median(taken):.0f}", f"{max(taken):.0f}", reasons, f"{shown_count} of {times}"))
    print_table("Settling (the picture is encoded meanwhile)", rows)


def sheet_page(size: Size) -> Screenshot:
    """A spreadsheet of 20 columns and 25 rows, with headings and grid lines; numbers and words are in all cells."""
    image = Image.new("RGB", (size.width, size.height), "white")
    draw, font, chance = ImageDraw.Draw(image), ImageFont.truetype(FONT, 11), random.Random(3)
    wide, high, left, top = 60, 22, 40, 90
    for row in range(26):
        for column in range(21):
            x, y = (0 if column == 0 else left + (column - 1) * wide), top + row * high
            is_heading = row == 0 or column == 0
            corner = (left if column == 0 else x + wide, y + high)
            draw.rectangle([(x, y), corner], fill="#eeeeee" if is_heading else "white", outline="#c8c8c8")
            text = chr(64 + column) if row == 0 and column else str(row) if column == 0 and row else ""
            if not is_heading:
                text = str(chance.randint(1, 9999)) if chance.random() < 0.8 else chance.choice(WORDS)[:7]
            draw.text((x + 4, y + 4), text, font=font, fill="#202020")
    return Screenshot(image, Box(0, 0, *image.size), 0.0)


def measure_sheet() -> None:
    """A sheet of 500 cells against a page of text, each seen for the first time: its texts and elements."""
    size = Size(1280, 800)
    rows = [("texts and elements of what was never seen", "s", "CPU s", "CPU of the page")]
    used: list[float] = []
    for name, page in (("a page of text", dense_page(size)), ("a sheet of 500 cells", sheet_page(size))):
        reader = TextReader()
        reader.warm_up()
        reader.read(Screenshot(Image.new("RGB", (64, 64)), Box(0, 0, 64, 64), 0.0))
        taken, taken_used = seconds(lambda reader=reader, page=page: find_elements(page, reader))
        used.append(taken_used)
        rows.append((name, f"{taken:.2f}", f"{taken_used:.2f}", f"{taken_used / used[0]:.2f}"))
    print_table("A spreadsheet", rows)


def measure_reading(quick: bool) -> None:
    """A dense page read cold, unchanged, with a dialog, scrolled; its elements; the same page by RapidOCR with its defaults."""
    size = Size(1280, 800)
    page, dialog = dense_page(size), dense_page(size, "Your changes were saved")
    moved = page.image.transform(page.image.size, Image.Transform.AFFINE, (1, 0, 0, 0, 1, 52))
    scrolled = Screenshot(moved, page.region, 0.0)
    reader = TextReader()
    rows = [("reading a dense page at 1280x800", "s", "CPU s", "CPU of cold")]
    load, load_used = seconds(reader.warm_up)
    reader.read(Screenshot(Image.new("RGB", (64, 64)), Box(0, 0, 64, 64), 0.0))
    lines: list[object] = []
    cold, used = seconds(lambda: lines.extend(reader.read(page)))
    rows.append(("loading the networks", f"{load:.2f}", f"{load_used:.2f}", ""))
    rows.append((f"cold ({len(lines)} lines)", f"{cold:.2f}", f"{used:.2f}", "1"))
    again = Screenshot(page.image.copy(), page.region, 0.0)
    for name, act in (
        ("unchanged", lambda: reader.read(again)),
        ("a dialog appears", lambda: reader.read(dialog)),
        ("it disappears", lambda: reader.read(page)),
        ("scrolled by two rows", lambda: reader.read(scrolled)),
        ("elements of a page already read", lambda: find_elements(scrolled, reader)),
    ):
        taken, taken_used = seconds(act)
        rows.append((name, f"{taken:.2f}", f"{taken_used:.2f}", f"{taken_used / used:.2f}"))
    if not quick:
        logging.disable(logging.INFO)
        from rapidocr import RapidOCR

        engine = RapidOCR()
        engine(np.full((64, 64, 3), 255, np.uint8))
        picture = np.asarray(page.image)[:, :, ::-1]
        theirs, theirs_used = seconds(lambda: engine(picture))
        ratio = f"ours is {used / theirs_used:.2f} of it (wall clock: {cold / theirs:.2f})"
        rows.append(("RapidOCR with its defaults", f"{theirs:.2f}", f"{theirs_used:.2f}", ratio))
    print_table("Text and elements", rows)


def main() -> None:
    """Print all tables."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true", help="without RapidOCR's defaults")
    options.add_argument("--only", choices=["capture", "settling", "reading", "sheet"])
    chosen = options.parse_args()
    parts: dict[str, Callable[[], None]] = {
        "capture": measure_capture,
        "settling": measure_settling,
        "reading": lambda: measure_reading(chosen.quick),
        "sheet": measure_sheet,
    }
    for name, measure in parts.items():
        if chosen.only in (None, name):
            measure()


if __name__ == "__main__":
    main()
