"""The truth table of scenarios: planted bugs must fail, harmless changes must not.

    python benchmarks/planted_bugs.py [APP ...]

For each application of `scenarios/` bugs are planted in a copy of it: each must fail its scenario live (without cassettes), with
cassettes and the model (`auto`), and with cassettes alone (`only`). Then harmless changes: none may fail in `auto`. Prints a table;
exit status 1 if there is one false pass or one false failure.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gui_agent.model.choice import ModelChoice
from gui_agent.model.replay.cassette import ReplayMode
from gui_agent.scenarios.format.load import load_scenarios
from gui_agent.scenarios.play.play_options import PlayOptions
from gui_agent.scenarios.play.player import play
from gui_agent.scenarios.play.scenario_result import ScenarioResult
from gui_agent.scenarios.play.shared_models import Brains

BUG_MODES: tuple[ReplayMode, ...] = ("off", "auto", "only")
PLANT = "scenarios/apps/planted.py"
PLANTED = '''"""Starts a program and spoils it: kills it when it saves, or changes the file that it saves."""
import pathlib, subprocess, sys, time
kind, file, *command = sys.argv[1:]
path = pathlib.Path(file)
process = subprocess.Popen(command)
while process.poll() is None:
    time.sleep(0.02)
    if kind == "crash" and path.exists():
        process.kill()
        sys.exit(139)
    if kind in ("lose", "spoil") and path.exists() and path.read_text():
        path.write_text("" if kind == "lose" else "Something else\\n")
'''


@dataclass(frozen=True)
class Change:
    """One change of one file; several replacements."""

    app: str
    name: str
    scenario: str
    file: str
    replacements: tuple[tuple[str, str], ...]
    harmful: bool = True


def _changes(app: str, file: str, scenario: str, entries: dict[str, list[tuple[str, str]]], *, harmful: bool) -> Iterator[Change]:
    for name, replacements in entries.items():
        wanted, _, said = name.rpartition("|")
        yield Change(app, said, wanted or scenario, file, tuple(replacements), harmful)


TODO, GREETER, SHOP, NOTES = (
    "scenarios/apps/todo.py",
    "scenarios/apps/greeter.py",
    "scenarios/apps/shop/index.html",
    "scenarios/notes.yaml",
)
START = "start: mousepad --disable-server notes.txt"
KEYFILE = "path-in-title=false\\n'"
FONTS = "        ttk.Style(self).configure('.', font=('DejaVu Sans', 13))\n"
CHANGES = [
    *_changes("todo", TODO, "add a todo[milk]", {
        "a button that does nothing": [('text="Add", command=self.add', 'text="Add", command=lambda: None')],
        "a wrong total": [("{left} left of", "{left + 1} left of")],
        "delete what is done|a swapped label": [('text="Delete done"', 'text="Add"'), ('text="Add", command=self.add', 'text="Delete done", command=self.add')],
        "a lost item": [("self.items.append(", "(lambda item: None)(")],
        "a crash": [("        if title:\n", "        if title:\n            raise SystemExit(1)\n")],
    }, harmful=True),
    *_changes("greeter", GREETER, "a greeting", {
        "a button that does nothing": [("command=self.greet", "command=lambda: None")],
        "a wrong text": [('f"Hello, {', 'f"Hallo, {')],
        "a swapped label": [('text="Name"', 'text="Greet"'), ('text="Greet", command', 'text="Name", command')],
        "a lost entry": [('self.name.get() + "\\n"', '"\\n"')],
        "a crash": [("    def greet(self) -> None:\n", "    def greet(self) -> None:\n        raise SystemExit(1)\n")],
    }, harmful=True),
    *_changes("shop", SHOP, "the total adds up", {
        "a button that does nothing": [("onclick=\"add('Teapot', 1800)\"", "")],
        "a wrong total": [("sum + item.cents, 0)", "sum + item.cents, 10)")],
        "a swapped label": [(">Add green<", ">Add x<"), (">Add black<", ">Add green<"), (">Add x<", ">Add black<")],
        "an order is placed|a lost item": [("items: basket.map(item => item.name)", "items: []")],
        "an order is placed|a crash": [("  await fetch(", "  throw new Error('planted'); await fetch(")],
    }, harmful=True),
    *_changes("notes", NOTES, "write and save", {
        "a crash": [(START, "start: python \"${folder}/apps/planted.py\" crash ${work}/notes.txt mousepad --disable-server notes.txt")],
        "lost text": [(START, "start: python \"${folder}/apps/planted.py\" lose ${work}/notes.txt mousepad --disable-server notes.txt")],
        "wrong text": [(START, "start: python \"${folder}/apps/planted.py\" spoil ${work}/notes.txt mousepad --disable-server notes.txt")],
        "saving does nothing": [(KEYFILE, KEYFILE + " > ${work}/.config/glib-2.0/settings/keyfile; mkdir -p ${work}/.config/Mousepad; "
            "echo '(gtk_accel_path \"<Actions>/win.file.save\" \"\")' > ${work}/.config/Mousepad/accels.scm; true")],
        "another file opens": [(START, "start: mousepad --disable-server other.txt")],
    }, harmful=True),
    *_changes("todo", TODO, "add a todo[milk]", {
        "a moved button": [('command=self.add).pack(side="left")', 'command=self.add).pack(side="right")')],
        "another theme": [("        self._build_entry_row()", "        ttk.Style(self).theme_use('clam')\n        self._build_entry_row()")],
        "a larger font": [("        self._build_entry_row()", FONTS + "        self._build_entry_row()")],
        "another window size": [("560x480+120+80", "700x420+60+40")],
        "a banner": [("        self._build_entry_row()", "        ttk.Label(self, text='Summer sale').pack(pady=6)\n        self._build_entry_row()")],
    }, harmful=False),
    *_changes("greeter", GREETER, "a greeting", {
        "a moved button": [('row=1, column=1, sticky="w"', 'row=1, column=1, sticky="e"')],
        "another theme": [("        form = ", "        ttk.Style(self).theme_use('clam')\n        form = ")],
        "a larger font": [("        form = ", FONTS + "        form = ")],
        "another window size": [("420x200+200+140", "600x300+90+60")],
        "a banner": [("        form = ", "        ttk.Label(self, text='Summer sale').pack(pady=6)\n        form = ")],
    }, harmful=False),
    *_changes("shop", SHOP, "the total adds up", {
        "a moved button": [("td { padding: 7px 22px 7px 0; }", "td { padding: 7px 60px 7px 0; }")],
        "another theme": [("background: #e3f0e0", "background: #dfe6f7")],
        "a larger font": [("font: 17px", "font: 19px")],
        "another window size": [("margin: 24px 32px", "margin: 40px 60px")],
        "a banner": [("<h1>Tea Shop</h1>", "<h1>Tea Shop</h1><p>Free delivery this week</p>")],
    }, harmful=False),
    *_changes("notes", NOTES, "the Help menu tells the name", {
        "a tool bar": [(KEYFILE, "path-in-title=false\\ntoolbar-visible=true\\n'")],
        "another theme": [("NO_AT_BRIDGE: 1", "NO_AT_BRIDGE: 1, GTK_THEME: 'Adwaita:dark'")],
        "a larger font": [("NO_AT_BRIDGE: 1", "NO_AT_BRIDGE: 1, GDK_DPI_SCALE: '1.2'")],
        "another window size": [(KEYFILE, "path-in-title=false\\n[org/xfce/mousepad/state/window]\\nwidth=uint32 800\\nheight=uint32 600\\n'")],
        "a status bar": [(KEYFILE, "path-in-title=false\\nstatusbar-visible=false\\n'")],
    }, harmful=False),
]  # fmt: skip


def main(wanted: list[str]) -> int:
    """Play everything; the exit status."""
    brains = Brains(ModelChoice())
    wrong = 0
    for change in CHANGES:
        if wanted and change.app not in wanted:
            continue
        modes: tuple[ReplayMode, ...] = BUG_MODES if change.harmful else ("auto",)
        for mode in modes:
            result = _played(change, mode, brains)
            bad = result.ok if change.harmful else not result.ok
            wrong += bad
            kind = "bug" if change.harmful else "harmless"
            healed = f"healed {result.healed}, rejudged {result.rejudged}"
            reported = "" if result.ok else result.failure.partition(": ")[2][:110]
            mark = "WRONG" if bad else "ok"
            print(
                f"{mark:6}{change.app:8} {kind:9} {change.name:28} {mode:5} {result.verdict:10} {healed:24} {reported}",
                flush=True,
            )
    print(f"{wrong} wrong")
    return 1 if wrong else 0


def _played(change: Change, mode: ReplayMode, brains: Brains) -> ScenarioResult:
    with tempfile.TemporaryDirectory(prefix="planted-") as folder:
        root = Path(folder)
        shutil.copytree("scenarios", root / "scenarios")
        (root / PLANT).write_text(PLANTED)
        text = (root / change.file).read_text()
        for old, new in change.replacements:
            if old not in text:
                raise SystemExit(f"{change.app}: {change.name}: {old!r} is not in {change.file}")
            text = text.replace(old, new)
        (root / change.file).write_text(text)
        scenarios = load_scenarios(root / "scenarios" / f"{change.app}.yaml")
        scenario = next(one for one in scenarios if one.title == change.scenario)
        options = PlayOptions(replay=mode, output=root / "runs", root=root, report=False)
        return asyncio.run(play(scenario, options, brains))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
