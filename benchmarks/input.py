"""How fast input is, and how much of it arrives: gui-agent, pyautogui (if it is installed) and xdotool, in one run on one Xvfb.

usage: python benchmarks/input.py [REPETITIONS]

Each action is compared with what a probe application logged. It counts as correct when the presses arrived in order and at their
places, everything was released (in any order), and of text every character came.
Times are medians in milliseconds until the call returns (for xdotool: until the process ends). The probe reads what arrived after
each action, outside of the time taken. Clicks go to places apart from each other.
"""

import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from input_cases import Case, click, describe, drag, key, scroll, text
from input_probe import Probe
from rich.console import Console
from rich.table import Table

from gui_agent.actions.aim import from_pixels
from gui_agent.actions.execute import Executor
from gui_agent.perception.geometry import Box, Point, Size
from gui_agent.perception.screen.display import Display, start_virtual_display

ASCII = 'The quick brown fox jumps over the lazy dog. $(rm -rf /) <a href="x">&amp;</a> {[0-9]+} 100% ~user|'
SCRIPTS = "naïve café, Größe 東京 Привет Γειά שלום 😀 — " * 4
Perform = Callable[[Case], object]


def cases(number: int) -> dict[str, Case]:
    """One case of each kind, at places of their own."""
    at = [Point(40 + 45 * (number % 25), 60 + 150 * row) for row in range(5)]
    return {
        "click": click("left_click", at[0]),
        "double click": click("left_double_click", at[1], times=2),
        "ctrl+alt+click": click("left_click", at[2], modifiers=["ctrl", "alt"]),
        "back button": click("middle_click", at[3], "back"),
        "drag": drag([at[4], at[4].offset(60, -300)]),
        "scroll 5": scroll(at[1], "down", 5),
        "chord ctrl+shift+t": key("ctrl+shift+t", "Control_L", "Shift_L", "T"),
        "keypad Enter": key("KP_Enter", "KP_Enter"),
        "100 characters, ASCII": text(ASCII[:100]),
        "100 characters, many scripts": text(SCRIPTS[:100]),
    }


def ours(executor: Executor, screen: Box) -> Perform:
    """gui-agent's executor."""
    return lambda case: executor.perform(from_pixels(case.data, screen), screen)


def with_pyautogui(display: Display) -> Perform:
    """Use pyautogui as it comes, with its pauses and its fail-safe; it knows one display, chosen at import."""
    os.environ |= {"DISPLAY": str(display.name), "XAUTHORITY": str(display.xauthority)}
    import pyautogui

    return lambda case: _pyautogui_action(pyautogui, case.data)


def _pyautogui_action(pyautogui: Any, data: dict[str, Any]) -> None:
    names = {"T": "t", "KP_Enter": "enter"}
    match data["action"]:
        case "left_click" | "left_double_click":
            held = data.get("modifiers", [])
            with pyautogui.hold(held):
                (pyautogui.click if data["action"] == "left_click" else pyautogui.doubleClick)(*data["start_box"])
        case "middle_click":
            pyautogui.click(*data["start_box"], button="middle")  # It has no back button.
        case "left_drag":
            pyautogui.moveTo(*data["start_box"])
            pyautogui.dragTo(*data["end_box"], button="left")
        case "scroll":
            pyautogui.moveTo(*data["start_box"])
            pyautogui.scroll(-data["step"])
        case "key":
            pyautogui.hotkey(*(names.get(name, name) for name in data["keys"].split("+")))
        case "type":
            pyautogui.write(data["content"])


def with_xdotool(display: Display) -> Perform:
    """xdotool, one process an action."""
    environment = display.environment
    return lambda case: subprocess.run(["xdotool", *_xdotool_arguments(case.data)], env=environment, check=True)


def _xdotool_arguments(data: dict[str, Any]) -> list[str]:
    to = ["mousemove", *map(str, data.get("start_box", []))]
    match data["action"]:
        case "left_double_click":
            return [*to, "click", "--repeat", "2", "--delay", "10", "1"]
        case "left_click" | "middle_click":
            held = data.get("modifiers", [])
            button = "8" if data["action"] == "middle_click" else "1"
            return [
                *to,
                *(f for m in held for f in ("keydown", m)),
                "click",
                button,
                *(f for m in reversed(held) for f in ("keyup", m)),
            ]
        case "left_drag":
            return [*to, "mousedown", "1", "mousemove", *map(str, data["end_box"]), "mouseup", "1"]
        case "scroll":
            return [*to, "click", "--repeat", str(data["step"]), "--delay", "0", "5"]
        case "key":
            return ["key", data["keys"]]
        case _:
            return ["type", "--", data["content"]]


def is_correct(case: Case, events: list[dict[str, Any]]) -> bool:
    """Whether what was meant arrived; the same measure for all, milder than that of the tests."""
    seen = [describe(event) for event in events if event["kind"] != "motion"]
    if case.data["action"] == "type":
        return [f"typed {line[5:]}" for line in seen if line.startswith("down ") and line != "down Shift_L"] == list(case.events)
    presses = [line for line in seen if not line.startswith("up ")]
    releases = sorted(line.lower() for line in seen if line.startswith("up "))
    wanted = [line for line in case.events if not line.startswith("up ")]
    return presses == wanted and releases == sorted(line.lower() for line in case.events if line.startswith("up "))


def main(repetitions: int) -> None:
    """Run everything and print the table."""
    size = Size(1280, 800)
    times: dict[tuple[str, str], list[float]] = {}
    correct: dict[tuple[str, str], int] = {}
    with (
        start_virtual_display(size) as display,
        tempfile.TemporaryDirectory() as folder,
        Probe(display, Path(folder) / "log") as probe,
        Executor(display) as executor,
    ):
        tools = {
            "gui-agent": ours(executor, Box(0, 0, *size)),
            "xdotool": with_xdotool(display),
        }
        if importlib.util.find_spec("pyautogui") is not None:
            tools["pyautogui"] = with_pyautogui(display)
        for number in range(repetitions):
            for place, (tool, perform) in enumerate(tools.items()):
                for name, case in cases(number * len(tools) + place).items():
                    started = time.perf_counter()
                    perform(case)
                    times.setdefault((name, tool), []).append((time.perf_counter() - started) * 1000)
                    time.sleep(0.15)  # What arrives late counts too.
                    correct[name, tool] = correct.get((name, tool), 0) + is_correct(case, probe.events())
    table = Table(f"ms (correct of {repetitions})", *tools, title="Input, 1280x800, Xvfb and openbox")
    for name in cases(0):
        table.add_row(name, *(f"{statistics.median(times[name, tool]):.1f} ({correct[name, tool]})" for tool in tools))
    total = repetitions * len(cases(0))
    table.add_row("all correct", *(f"{sum(correct[name, tool] for name in cases(0))} of {total}" for tool in tools))
    Console(width=120).print(table)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
