"""Instructions in applications of Debian and a web calculator, followed by `literal` and judged by what the application really did.

    python benchmarks/app_tasks.py FOLDER [--only WORD] [--pixels] [--out FILE]

FOLDER holds npm's packages and the homes of the applications. `benchmarks/app_tasks/tasks.json` has the tasks, half of them impossible or
already true. What an application did is read from what it copies, writes or sets, not from its picture. An instruction that cannot be
followed must not end as `done`, and nothing may change. FALSE is a `done` that is not so, CHANGED a refusal that left something changed.
With `--pixels` the applications report nothing to accessibility.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from npm_packages import install
from web_tasks import CHROMIUM, REPORT, Site, counts, keep, serve

from gui_agent import GuiAgent, Limits, ModelChoice
from gui_agent.perception.geometry import Size
from gui_agent.perception.screen.private_screen import VirtualDisplay, start_virtual_display
from gui_agent.perception.screen.processes import end_process

TASKS: Final = Path(__file__).parent / "app_tasks" / "tasks.json"
PACKAGES: Final = ("react@18", "react-dom@18", "react-mac-calculator@2.3.4", "lodash.map@4.6.0")
CALCULATOR: Final = """<!doctype html><meta charset=utf-8><title>Calculator</title><body style="margin:0"><div id=s></div>
<script src="/npm/react/umd/react.production.min.js"></script><script src="/npm/react-dom/umd/react-dom.production.min.js"></script>
<script>var module = {exports: {}}, exports = module.exports</script><script src="/npm/lodash.map/index.js"></script>
<script>var mapped = module.exports; exports = {}; module = {exports}; var require = name => name === 'react' ? React : mapped</script>
<script src="/npm/react-mac-calculator/dist/cjs/index.js"></script>
<script>const Calculator = exports.Calculator || module.exports.Calculator || module.exports;
ReactDOM.createRoot(document.getElementById('s')).render(React.createElement(Calculator))</script>"""
SHOWN: Final = "document.querySelector('.calculator-display').innerText.trim()"


@dataclass
class Started:
    """One application on a private screen of its own."""

    display: VirtualDisplay
    home: Path
    environment: dict[str, str]
    task: dict[str, Any]
    site: Site

    def state(self) -> str:
        """What the application has done so far, as the kind of the task says."""
        return str(getattr(self, f"_{self.task['state']}")()).strip()

    def _out(self) -> str:
        out = self.home / "out"
        return out.read_text().strip().replace("\n", "|") if out.exists() else ""

    def _page(self) -> str:
        return self.site.next_state(5) or "no report"

    def _copied(self) -> str:
        for words in (["xdotool", "mousemove", "2", "2"], ["xdotool", "key", "--clearmodifiers", "ctrl+c"]):
            subprocess.run(words, env=self.environment, check=False)
        time.sleep(0.5)
        read = subprocess.run(
            ["timeout", "3", "xclip", "-o", "-selection", "clipboard"],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return read.stdout.strip().replace(",", ".")

    def _settings(self) -> str:
        stored = self.home / "config/glib-2.0/settings/keyfile"
        lines = stored.read_text().splitlines() if stored.exists() else []
        return "|".join(sorted(line for line in lines if re.match(self.task["keys"], line)))

    def _files(self) -> str:
        return "|".join(sorted(path.name for path in (self.home / "work").iterdir()))


def environment_of(display: VirtualDisplay, home: Path, task: dict[str, Any], pixels: bool) -> dict[str, str]:
    """An empty home with a folder of files, and the task's theme and scale."""
    (home / "work/Reports").mkdir(parents=True)
    closed = {"DBUS_SESSION_BUS_ADDRESS": "disabled:", "NO_AT_BRIDGE": "1"} if pixels else {}
    return {**display.environment, **empty_home(home), "QT_QPA_PLATFORMTHEME": "", **closed, **task.get("environment", {})}


def empty_home(home: Path) -> dict[str, str]:
    """The variables of a home with empty folders, which are made; settings of GNOME are in a file there, not in the user's database."""
    folders = {"XDG_CONFIG_HOME": home / "config", "XDG_DATA_HOME": home / "data", "XDG_CACHE_HOME": home / "cache"}
    for folder in folders.values():
        folder.mkdir(parents=True)
    named = {name: str(folder) for name, folder in folders.items()}
    return {"HOME": str(home), **named, "GSETTINGS_BACKEND": "keyfile", "LC_ALL": "C.UTF-8"}


def attempt(task: dict[str, Any], case: list[Any], home: Path, site: Site, url: str, pixels: bool) -> dict[str, Any]:
    """Follow one instruction in a fresh application."""
    instruction, wanted = case
    shutil.rmtree(home, ignore_errors=True)
    with start_virtual_display(Size(1280, 800)) as display:
        environment = environment_of(display, home, task, pixels)
        browser = f"{CHROMIUM} --force-renderer-accessibility --user-data-dir={home / 'chromium'}"
        command = task["command"].format(zenity="zenity", home=home, url=url, chromium=browser)
        site.show(CALCULATOR + REPORT % (SHOWN, site.number + 1), site.number + 1)
        with (home / "out").open("wb") as out, (home / "log").open("wb") as log:
            process = subprocess.Popen(
                shlex.split(command), env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=log, start_new_session=True
            )
        started = Started(display, home, environment, task, site)
        try:
            wait_for_window(environment)
            before = started.state() if task["state"] != "copied" else ""
            if not pixels:
                os.environ["DBUS_SESSION_BUS_ADDRESS"] = environment["DBUS_SESSION_BUS_ADDRESS"]
            os.environ["XAUTHORITY"] = environment["XAUTHORITY"]
            agent = GuiAgent(
                model=ModelChoice(), display=display.name, limits=Limits(steps=60, seconds=240), output=home / "runs"
            )
            began = time.monotonic()
            result = agent.run(instruction)
            seconds = time.monotonic() - began
            time.sleep(0.7)
            after = started.state()
        finally:
            end_process(process, 2.0)
            os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)
            os.environ.pop("XAUTHORITY", None)
    judged = judge(task["state"], wanted, before, after, result.verdict)
    entry = {"app": task["app"], "instruction": instruction, "wanted": wanted, "before": before, "after": after}
    return {**entry, "verdict": result.verdict, "reason": result.reason, "judged": judged, "seconds": round(seconds, 1)}


def judge(kind: str, wanted: str | None, before: str, after: str, verdict: str) -> str:
    """right, missed, FALSE (done that is not so) or CHANGED (refused, but something was done)."""
    done = verdict == "done"
    if wanted is None:
        same = after == before or kind == "copied" or kind == "page"  # digits before the impossible part may have been clicked
        return "FALSE" if done else "right" if same else "CHANGED"
    if wanted == "":  # already true
        return ("right" if after == before else "FALSE") if done else "missed"
    reached = wanted in after.split("|") or wanted == after
    return ("right" if reached else "FALSE") if done else "missed"


def wait_for_window(environment: dict[str, str]) -> None:
    """Until the application shows a window."""
    subprocess.run(["timeout", "40", "xdotool", "search", "--sync", "--onlyvisible", "--name", "."], env=environment,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)  # fmt: skip
    time.sleep(1.5)


def main() -> int:
    """Follow all of them and print the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="only applications or instructions that contain this word")
    parser.add_argument("--pixels", action="store_true", help="without accessibility")
    parser.add_argument("--out", type=Path, help="a file of results, one JSON object a line, which is continued")
    given = parser.parse_args()
    modules = install(given.folder / "npm", PACKAGES)
    site, server = serve(modules)
    tally: Counter[str] = Counter()
    lines = given.out.read_text(encoding="utf-8").splitlines() if given.out and given.out.exists() else []
    known = {(one["app"], one["instruction"]): one["judged"] for one in map(json.loads, lines)}
    for task in json.loads(TASKS.read_text(encoding="utf-8")):
        for case in task["cases"]:
            if given.only not in f"{task['app']} {case[0]}":
                continue
            if (task["app"], case[0]) in known:
                tally[known[task["app"], case[0]]] += 1
                continue
            url = f"http://127.0.0.1:{server.server_port}"
            found = attempt(task, case, given.folder.absolute() / "home", site, url, given.pixels)
            tally[found["judged"]] += 1
            print(f"{found['judged']:8} {found['seconds']:5.1f} s {task['app']}: {case[0]!r}", flush=True)
            if found["judged"] != "right":
                print(f"         {found['verdict']}: {found['reason']} | wanted {case[1]!r}, is {found['after']!r}", flush=True)
            if given.out:
                keep(found, given.out)
    server.shutdown()
    print(counts(tally))
    return 0


if __name__ == "__main__":
    sys.exit(main())
