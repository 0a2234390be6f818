"""Whether statements about pages and applications that nobody tuned for are judged right.

    python benchmarks/statements.py [--half open|closed|opened|fresh] [--only SOURCE] [--folder FOLDER] [--again]

Each file of benchmarks/statements/ is one source: a page over packages of npm, or a program of Debian, with true and untrue statements
about it. Its picture is taken once (--again: anew) and kept in FOLDER with the packages. Half of the sources are "closed": rules were
written without looking at what is judged there; "opened" ones were closed until they were measured once, and "fresh" ones came after
the last change of rules. Prints each wrong or unsure judgement and a table; exits 1 if an untrue statement was confirmed.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import yaml
from npm_packages import install
from PIL import Image

from gui_agent.actions.action import parse_action
from gui_agent.desktop.app import App
from gui_agent.desktop.desktop import Desktop
from gui_agent.model.literal.sight.scene import Scene
from gui_agent.model.literal.targets.verdicts import judge
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.text import TextReader

HERE = Path(__file__).parent
SOURCES = HERE / "statements"


def main() -> int:
    """Take the pictures that are missing, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=["open", "closed", "opened", "fresh"])
    parser.add_argument("--only", default="")
    parser.add_argument("--folder", type=Path, default=Path.home() / ".cache" / "gui-agent-statements")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--pictures", action="store_true", help="Only take the pictures.")
    given = parser.parse_args()
    (given.folder / "pictures").mkdir(parents=True, exist_ok=True)
    reader = TextReader()
    totals: dict[str, Counter[str]] = {}
    for path in sorted(SOURCES.glob("*.yaml")):
        source = yaml.safe_load(path.read_text(encoding="utf-8"))
        if (given.half and source["half"] != given.half) or given.only not in path.stem:
            continue
        picture = given.folder / "pictures" / f"{path.stem}.png"
        if given.again or not picture.exists():
            asyncio.run(take(path, source, given.folder, picture))
        if not given.pictures:
            counted = judged(path.stem, source, picture, reader)
            totals.setdefault(source["half"], Counter()).update(counted)
    for half, counted in totals.items():
        print(half, reported(counted))
    return int(any(counted["untrue confirmed"] for counted in totals.values()))


async def take(path: Path, source: dict[str, Any], folder: Path, picture: Path) -> None:
    """Show the source on a private screen, act as it says, and keep the picture."""
    install(folder, source.get("packages", []))
    command = source.get("start") or f"{sys.executable} {HERE / 'apps' / 'page.py'} {path.resolve()} {folder.resolve()}"
    async with await Desktop.open("virtual", with_app=True) as desktop:
        app = App.start(command, desktop.display, folder / f"{path.stem}.log", folder=folder)
        try:
            seen = await desktop.first_look(starting=True)
            await asyncio.sleep(3)  # a splash screen is still, too
            shot = await desktop.screenshot()
            for action in source.get("actions", []):
                parsed = parse_action(action)
                await desktop.act(parsed, shot.region)
                seen = await desktop.settle(parsed, shot)
                shot = seen.screenshot
            shot.image.convert("RGB").save(picture)
        finally:
            app.stop()


def judged(name: str, source: dict[str, Any], picture: Path, reader: TextReader) -> Counter[str]:
    """Judge the statements of a source; the misses are printed."""
    with Image.open(picture) as opened:
        scene = Scene(Screenshot.of(opened.convert("RGB")), reader, "")
    counted: Counter[str] = Counter()
    start = time.monotonic()
    for line in source["statements"]:
        truth, _, statement = line.partition(": ")
        found = judge(statement, scene)
        kind = "right" if found.answer == truth else "unsure" if found.answer == "unsure" else "wrong"
        counted[kind] += 1
        if kind == "wrong" and truth == "no":
            counted["untrue confirmed"] += 1
        if kind != "right":
            print(f"{name}: {kind.upper()}, it is {truth}: {statement}\n    {found.answer}: {found.reason}", flush=True)
    counted["seconds"] = round(time.monotonic() - start)
    return counted


def reported(counted: Counter[str]) -> str:
    """The figures of a half."""
    total = counted["right"] + counted["wrong"] + counted["unsure"]
    return (
        f"{total} statements: {counted['right']} right, {counted['unsure']} unsure, {counted['wrong']} wrong, "
        f"{counted['untrue confirmed']} untrue ones confirmed, {counted['seconds']} s"
    )


if __name__ == "__main__":
    sys.exit(main())
