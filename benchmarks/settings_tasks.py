"""Instructions over the settings of real applications, made from what these report, followed by `literal`, judged by what they report.

    python benchmarks/settings_tasks.py [--half open|closed] [--only WORD] [--each 14] [--seed 1] [--pixels] [--out FILE]

For each application its dialog is opened, and its boxes, switches, radio buttons, spinners and tabs are asked for over accessibility.
Of them instructions are made: things to do, things that are so already, and impossible ones (the names are taken from another
application). Afterwards it is asked again. FALSE is a `done` that is not so, CHANGED a refusal that left something changed, OTHER
a right end where something else changed too. With `--pixels` the model does not see what is reported, only the screen.
Needs xdotool and the packages that SOURCES names.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app_tasks import empty_home
from Xlib.display import Display as XDisplay

from gui_agent import GuiAgent, Limits
from gui_agent.model.literal import LiteralModel
from gui_agent.perception.accessibility.listener import read_accessible
from gui_agent.perception.element import Element
from gui_agent.perception.geometry import Box, Size
from gui_agent.perception.screen.private_screen import VirtualDisplay, start_virtual_display
from gui_agent.perception.screen.processes import end_process
from gui_agent.perception.screen.x_windows import TopWindow, top_windows

SIZE: Final = Size(1280, 800)
ROUNDS: Final = 3
STATEFUL: Final = ("checkbox", "radio", "spinner", "tab", "dropdown", "field", "slider")
DO: Final = ("Tick {}", "Check the {} box", "Turn on {}", "Switch {} on", "Enable {}", "Select the option {}")
UNDO: Final = ("Untick {}", "Uncheck {}", "Turn off {}", "Switch {} off", "Disable {}", "Clear the {} box")


@dataclass(frozen=True)
class Source:
    """One application: its Debian package, how it is started, and the keys that open its settings."""

    package: str
    command: str
    keys: tuple[str, ...] = ()
    half: str = "closed"
    theme: str = ""


SOURCES: Final = (
    Source("xfce4-settings", "xfce4-mouse-settings", half="open"),
    Source("qt5ct", "qt5ct", half="open"),
    Source("obconf", "obconf", half="open"),
    Source("geany", "geany --new-instance --no-session", ("ctrl+alt+p",), half="open", theme="Adwaita:dark"),
    Source("xfwm4", "xfwm4-settings"),
    Source("xfce4-settings", "xfce4-keyboard-settings"),
    Source("xfce4-settings", "xfce4-accessibility-settings"),
    Source("xfce4-settings", "xfce4-appearance-settings", theme="Adwaita:dark"),
    Source("qt6ct", "qt6ct"),
    Source("lxappearance", "lxappearance"),
    Source("xfce4-terminal", "xfce4-terminal --preferences"),
    Source("xfce4-notifyd", "xfce4-notifyd-config"),
    Source("qterminal", "qterminal", ("alt+f", "Up", "Return")),
    Source("xfce4-screenshooter", "xfce4-screenshooter"),
    Source("meld", "meld", ("F10", "Up", "Up", "Return")),
)


class Watched:
    """An application with its settings open, and what it reports."""

    def __init__(self, display: VirtualDisplay, environment: dict[str, str]) -> None:
        self.display, self.environment = display, environment
        self._connection = XDisplay(display.name)

    def windows(self) -> list[TopWindow]:
        """The visible windows, the one in front last."""
        return top_windows(self._connection)

    def elements(self) -> list[Element]:
        """What is reported, once two answers are alike."""
        last: list[Element] = []
        for _ in range(12):
            now = read_accessible(
                self.environment["DBUS_SESSION_BUS_ADDRESS"], Box(0, 0, SIZE.width, SIZE.height), 5.0, self.windows()
            )
            if now and now == last:
                return now
            last = now
            time.sleep(0.25)
        return last

    def state(self) -> dict[str, Any]:
        """What each stateful thing of a unique name shows: ticked or not, its value, whether it is the chosen one."""
        return {f"{one.role} {one.text}": _shown(one) for one in unique(self.elements())}

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _shown(element: Element) -> Any:
    if element.role in ("checkbox", "radio"):
        return element.checked
    return element.selected if element.role == "tab" else element.value


def unique(elements: list[Element]) -> list[Element]:
    """The stateful elements whose name is that of nothing else with a state."""
    counted = Counter(one.text.casefold() for one in elements if one.role in STATEFUL)
    return [one for one in elements if one.role in STATEFUL and one.text and counted[one.text.casefold()] == 1]


@dataclass(frozen=True)
class Task:
    """An instruction, and what must be so afterwards: (key of the state, value); None where it cannot be followed."""

    instruction: str
    wanted: tuple[str, Any] | None


def tasks_of(elements: list[Element], others: list[str], chance: random.Random, most: int) -> list[Task]:
    """Half of them to be done, a quarter of things that are so already, a quarter impossible."""
    usable = [one for one in unique(elements) if not one.disabled and 2 < len(one.text) < 60]
    here = {one.text.casefold() for one in elements}
    knows_tab = any(one.role == "tab" and one.selected for one in elements)  # Qt does not report it
    todo: list[Task] = []
    same: list[Task] = []
    for one in usable:
        key = f"{one.role} {one.text}"
        if one.role == "checkbox" and one.checked is not None:
            do, undo = chance.choice(DO).format(one.text), chance.choice(UNDO).format(one.text)
            todo.append(Task(undo if one.checked else do, (key, not one.checked)))
            same.append(Task(do if one.checked else undo, (key, one.checked)))
        elif one.role == "radio" and one.checked is not None:
            (same if one.checked else todo).append(Task(f"Choose the option {one.text}", (key, True)))
        elif one.role == "spinner" and one.value.strip("-").isdigit():
            todo.append(Task(f"Set {one.text} to {int(one.value) + 1}", (key, str(int(one.value) + 1))))
        elif one.role == "tab" and knows_tab:
            (same if one.selected else todo).append(Task(f"Open the {one.text} tab", (key, True)))
    absent = [name for name in others if name.casefold() not in here]
    chance.shuffle(absent)
    shapes = (*DO, *UNDO, "Set {} to 3", "Open the {} tab", "Close the {} dialog", "Choose 'Later' from the {} list")
    none = [Task(chance.choice(shapes).format(name), None) for name in absent]
    chance.shuffle(todo)
    chance.shuffle(same)
    half, quarter = most // 2, most // 4
    picked = todo[:half] + same[:quarter] + none[: most - half - quarter]
    chance.shuffle(picked)
    return sorted(
        picked, key=lambda task: task.wanted is not None and task.wanted[0].startswith("tab ")
    )  # they show other things


def tasks_in(watched: Watched, others: list[str], names: list[str], chance: random.Random, most: int) -> Iterator[Task]:
    """The instructions for one application, made anew of what it shows after each third of them; `names` grows by what it has."""
    for _ in range(ROUNDS):
        elements = watched.elements()
        names += [one.text for one in unique(elements) if 2 < len(one.text) < 60]
        print(f"    {len(unique(elements))} with a state, of {len(elements)} elements", flush=True)
        yield from tasks_of(elements, others, chance, most // ROUNDS)


@contextmanager
def opened(source: Source, home: Path) -> Iterator[Watched]:
    """The application on a private screen, its settings open."""
    shutil.rmtree(home, ignore_errors=True)
    with start_virtual_display(SIZE) as display:
        theme = {"GTK_THEME": source.theme} if source.theme else {}
        environment = {**display.environment, **empty_home(home), **theme}
        with (home / "log").open("wb") as log:
            process = subprocess.Popen(
                shlex.split(source.command),
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        os.environ["XAUTHORITY"] = environment["XAUTHORITY"]
        watched = Watched(display, environment)
        try:
            _wait_for_window(watched)
            for key in source.keys:
                subprocess.run(["xdotool", "key", "--clearmodifiers", key], env=environment, check=False)
                time.sleep(0.6)
            time.sleep(1.5)
            yield watched
        finally:
            watched.close()
            os.environ.pop("XAUTHORITY", None)
            end_process(process, 2.0)


def _wait_for_window(watched: Watched) -> None:
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline and not any(not one.is_popup and one.title for one in watched.windows()):
        time.sleep(0.2)
    time.sleep(2)


def follow(watched: Watched, task: Task, model: LiteralModel, folder: Path, pixels: bool) -> dict[str, Any]:
    """Let the model follow one instruction; what came of it."""
    before = watched.state()
    if not pixels:
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = watched.environment["DBUS_SESSION_BUS_ADDRESS"]
    try:
        agent = GuiAgent(model=model, display=str(watched.display.name), limits=Limits(steps=60, seconds=240), output=folder)
        result = agent.run(task.instruction)
    finally:
        os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)
    time.sleep(0.5)
    after = watched.state()
    changed = {key: (before[key], after[key]) for key in before if key in after and before[key] != after[key]}
    return {
        "instruction": task.instruction,
        "wanted": task.wanted,
        "verdict": result.verdict,
        "reason": result.reason,
        "changed": changed,
        "judged": judge(task, result.verdict, after, changed),
        "run": str(result.run),
    }


def judge(task: Task, verdict: str, after: dict[str, Any], changed: dict[str, Any]) -> str:
    """right, missed, FALSE, CHANGED or OTHER."""
    done = verdict == "done"
    set_ = [one for one in changed if not one.startswith("tab ")]  # other tabs may have been looked at
    if task.wanted is None:
        return "FALSE" if done else "CHANGED" if set_ else "right"
    key, value = task.wanted
    others = [one for one in set_ if one != key and not (key.startswith("radio") and one.startswith("radio"))]
    if not done:
        return "CHANGED" if set_ else "missed"
    if after.get(key) != value:
        return "FALSE"
    return "OTHER" if others else "right"


def main() -> int:
    """Follow all of them and print the counts; 1 where anything was false."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=("open", "closed"), default="open")
    parser.add_argument("--only", default="", help="only applications whose command contains this word")
    parser.add_argument("--each", type=int, default=14, help="instructions for each application")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pixels", action="store_true", help="the model does not see what is reported")
    parser.add_argument("--list", action="store_true", help="only print the instructions")
    parser.add_argument("--out", type=Path, help="a file of results, one JSON object a line")
    given = parser.parse_args()
    model = LiteralModel()
    model.warm_up()
    tally: Counter[str] = Counter()
    names: list[str] = ["Beep on error", "Follow symbolic links", "Smart home", "Reduce flicker", "Grid spacing", "Keep backups"]
    folder = Path(tempfile.mkdtemp(prefix="gui-agent-settings-"))
    for number, source in enumerate(one for one in SOURCES if one.half == given.half and given.only in one.command):
        print(source.command, flush=True)
        with opened(source, folder / "home") as watched:
            chance = random.Random(f"{given.seed} {source.command}")
            for task in tasks_in(watched, names[-12:], names, chance, given.each):
                if given.list:
                    print(f"  {task.instruction!r}: {task.wanted}")
                    continue
                found = {"app": source.command, **follow(watched, task, model, folder / f"runs-{number}", given.pixels)}
                tally[found["judged"]] += 1
                if found["judged"] != "right":
                    print(
                        f"{found['judged']:8} {task.instruction!r}: {found['verdict']}: {found['reason']} | {found['changed']}",
                        flush=True,
                    )
                    print(f"         wanted {task.wanted}; {found['run']}", flush=True)
                if given.out:
                    with given.out.open("a", encoding="utf-8") as out:
                        out.write(json.dumps(found) + "\n")
    print(dict(tally))
    return 1 if tally["FALSE"] else 0


if __name__ == "__main__":
    sys.exit(main())
