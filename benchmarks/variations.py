"""Cassettes elsewhere: scenarios that were recorded once are replayed without a model where the screen or the machine is another one.

    python benchmarks/variations.py NPM [--how inside|outside|unsealed] [--bugs] [--half open|closed|both] [--only NAME ...]
        [--variations NAME ...] [--every N] [--base FOLDER] [--results FILE] [--jobs N] [--verbose]

NPM is a folder for npm's packages; they are installed into it. inside: the file's own `display` differs from the recorded one, so the
pictures do. outside: the machine differs (environment, home, settings), and the screen is sealed. unsealed: the machine differs, and
the screen is not sealed (the first four variations). With --bugs the 20 bugs of `planted_bugs.py` are planted in each variation.
Prints each play that did not pass and a table; exit status 1 for one false pass, where a play failed that should have passed, or where
a bug could not be planted.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context
from pathlib import Path

from npm_packages import install
from planted_bugs import CHANGES, PLANT, PLANTED, Change

from gui_agent.model.choice import ModelChoice
from gui_agent.model.replay.cassette import ReplayMode
from gui_agent.scenarios.format.load import load_scenarios
from gui_agent.scenarios.format.planned import Scenario
from gui_agent.scenarios.play.play_options import PlayOptions
from gui_agent.scenarios.play.player import play
from gui_agent.scenarios.play.scenario_result import ScenarioResult
from gui_agent.scenarios.play.shared_models import Brains

PACKAGES = ("todomvc@0.1.1", "jsoneditor@10", "tabulator-tables@6", "bootstrap@5")
OWN, OTHERS = Path("scenarios"), Path("benchmarks/replayed")
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>
<include>/etc/fonts/fonts.conf</include>
<match target="pattern"><test name="family" qual="any"><string>sans-serif</string></test>
<edit name="family" mode="prepend" binding="strong"><string>{}</string></edit></match></fontconfig>
"""
GTK = "[Settings]\n{}\n"


@dataclass(frozen=True)
class Variation:
    """How a screen or a machine differs from the one of the recording."""

    name: str
    display: dict[str, str] = field(default_factory=dict)
    """inside: keys of the file's `display`."""
    environment: dict[str, str] = field(default_factory=dict)
    """outside: `{home}` is the folder that is used as the machine's settings."""
    files: dict[str, str] = field(default_factory=dict)
    """outside: settings, by their path in that folder."""
    zoom: bool = False
    root: str = "checkout"
    home: bool = False
    """Whether HOME is that folder."""


def _font(name: str) -> Variation:
    environment = {"FONTCONFIG_FILE": "{home}/fonts.conf"}
    return Variation(f"font {name}", {"fonts": name}, environment, {"fonts.conf": FONTS.format(name)})


_SETTINGS = {"XDG_CONFIG_DIRS": "/etc/xdg:{home}/config"}
_TIME = {
    "TZ": "Asia/Tokyo",
    "LD_PRELOAD": "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
    "FAKETIME": "@2031-05-06 07:08:09",
}
_LARGER = {f"config/gtk-{version}/settings.ini": GTK.format("gtk-font-name=Sans 12") for version in ("3.0", "4.0")}
VARIATIONS = (
    _font("Noto Sans"),
    _font("Liberation Sans"),
    Variation("font size +2", {"font_size": "12"}, {**_SETTINGS, "QT_FONT_DPI": "115"}, _LARGER),
    Variation("dark theme", {"theme": "dark"}, {"GTK_THEME": "Adwaita:dark", "QT_STYLE_OVERRIDE": "Adwaita-Dark"}),
    Variation("window size", {"size": "1120x700"}),
    Variation("120 dpi", {"dpi": "120"}, {"QT_FONT_DPI": "120", "GDK_DPI_SCALE": "1.25"}),
    Variation("browser zoom 110%", zoom=True),
    Variation("time and zone", {"timezone": "Asia/Tokyo", "clock": "2031-05-06 07:08"}, _TIME),
    Variation("another home", home=True),
    Variation("another path", root="elsewhere/down here"),
)
UNSEALED = (_font("DejaVu Sans"), *VARIATIONS[:5])
WEB = frozenset({"shop", "todomvc", "jsoneditor"})


def half(name: str) -> str:
    """The half of an application, fixed by its name; our own applications are open."""
    if (OWN / f"{name}.yaml").exists():
        return "open"
    return "open" if hashlib.sha256(name.encode()).digest()[0] % 2 == 0 else "closed"


def provide(npm: Path) -> None:
    """Install npm's packages that are not there; the scenarios find them by NPM_FOLDER."""
    os.environ["NPM_FOLDER"] = str(install(npm, PACKAGES))


def prepared(base: Path, place: Path, variation: Variation | None, how: str) -> Path:
    """A copy of the recorded checkout in which the files say what the variation is; its root."""
    root = place / (variation.root if variation else "checkout")
    shutil.copytree(base, root, ignore=shutil.ignore_patterns("runs"))
    for file in [*(root / OWN).glob("*.yaml"), *(root / OTHERS).glob("*.yaml")]:
        text = file.read_text()
        display = dict(variation.display) if variation and (how == "inside" or "size" in variation.display) else {}
        if how == "unsealed":
            display["seal"] = "off"
        if display:  # in place of what the recorded file says
            text = re.sub(r"^display: .*\n", "", text, flags=re.MULTILINE)
            text += "\ndisplay: {" + ", ".join(f'{name}: "{value}"' for name, value in display.items()) + "}\n"
        if variation and variation.zoom and file.stem in WEB:
            text = text.replace("    steps:\n", "    steps:\n      - key: ctrl+plus\n")
        file.write_text(text)
    return root


@contextlib.contextmanager
def machine(variation: Variation | None, how: str, place: Path) -> Iterator[None]:
    """The environment of this process as on the other machine, for the applications that it starts."""
    before = dict(os.environ)
    home = place / "home"
    home.mkdir()
    if variation is not None and (how != "inside" or variation.home):
        for path, text in variation.files.items():
            (home / path).parent.mkdir(parents=True, exist_ok=True)
            (home / path).write_text(text)
        os.environ |= {name: value.replace("{home}", str(home)) for name, value in variation.environment.items()}
        if variation.home:
            os.environ["HOME"] = str(home)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ |= before


def played(scenario: Scenario, root: Path, mode: ReplayMode, brains: Brains) -> ScenarioResult:
    """The result of one play."""
    options = PlayOptions(replay=mode, output=Path.cwd() / ".gui-agent/variations", root=root, report=False)
    return asyncio.run(play(scenario, options, brains))


def files(root: Path, wanted: list[str], part: str) -> list[Path]:
    """The scenario files of a checkout."""
    found = [*sorted((root / OWN).glob("*.yaml")), *sorted((root / OTHERS).glob("*.yaml"))]
    return [file for file in found if (not wanted or file.stem in wanted) and part in ("both", half(file.stem))]


@dataclass(frozen=True)
class Choice:
    """Which scenarios are played."""

    names: list[str]
    """Their files; all where it is empty."""
    half: str
    every: int
    """Every so many of them, counted over all files; the first one is played."""

    def of(self, root: Path) -> list[Scenario]:
        """Those of a checkout."""
        found = [scenario for file in files(root, self.names, self.half) for scenario in load_scenarios(file)]
        return found[:: self.every]

    @property
    def bugs(self) -> list[Change]:
        """The bugs that are planted."""
        return [one for one in CHANGES if one.harmful and (not self.names or one.app in self.names)][:: self.every]


def record(place: Path, choice: Choice, how: str, brains: Brains, *, bugs: bool) -> Path:
    """A checkout in which everything that can be is recorded; scenarios that fail are named and left out."""
    bare, base = place / "bare", place / "recorded/checkout"
    if not base.exists():
        for folder in (OWN, OTHERS):
            shutil.copytree(folder, bare / folder, ignore=shutil.ignore_patterns("cassettes", "__pycache__"))
        (bare / PLANT).write_text(PLANTED)
        base = prepared(bare, place / "recorded", None, how)
    broken = {(change.app, change.scenario) for change in choice.bugs} if bugs else set()
    wanted = [one for file in files(base, [], "both") for one in load_scenarios(file) if (file.stem, one.title) in broken]
    for scenario in [*choice.of(base), *wanted]:
        if recorded(scenario):
            continue
        result = played(scenario, base, "record", brains)
        if not result.ok:
            print(f"NOT RECORDED {scenario.path.stem}: {scenario.title}: {result.failure[:160]}", flush=True)
    return base


def recorded(scenario: Scenario) -> bool:
    """Whether there is a cassette of a scenario."""
    from gui_agent.model.replay.cassette import CassetteFile

    return CassetteFile.beside(scenario.path, scenario.title).path.exists()


@dataclass(frozen=True)
class Job:
    """One play: a scenario in a variation, with a bug or without."""

    base: Path
    how: str
    variation: Variation
    file: Path
    """The scenario's file, relative to the checkout."""
    title: str
    bug: Change | None = None

    @property
    def name(self) -> str:
        """The file and the scenario, or the bug."""
        return f"{self.file.stem}: {self.bug.name + ' in ' if self.bug else ''}{self.title}"


@dataclass(frozen=True)
class Outcome:
    """What came of a job."""

    variation: str
    name: str
    """The file and the scenario, or the bug."""
    verdict: str
    """passed, undecided, failed; of a bug: caught, FALSE PASS, or not planted: the application did not start with it."""
    reason: str
    seconds: float

    @property
    def line(self) -> str:
        """The outcome for the user; of a bug also why it was caught."""
        return f"  {self.verdict:10} {self.variation:18} {self.name} ({self.seconds:.0f} s): {self.reason[:260]}"


def jobs_of(base: Path, variation: Variation, how: str, choice: Choice, *, bugs: bool) -> list[Job]:
    """Everything that is played in one variation."""
    found = [Job(base, how, variation, one.path.relative_to(base), one.title) for one in choice.of(base) if recorded(one)]
    planted = [Job(base, how, variation, OWN / f"{bug.app}.yaml", bug.scenario, bug) for bug in choice.bugs] if bugs else []
    return found + planted


def perform(job: Job) -> Outcome:
    """Play one job in a checkout of its own."""
    global _BRAINS  # one for each process: its models are loaded once
    _BRAINS = _BRAINS or Brains(ModelChoice())
    bug, variation = job.bug, job.variation
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="variation-") as folder:
        root = prepared(job.base, Path(folder), variation, job.how)
        if bug is not None:
            text = (root / bug.file).read_text()
            for old, new in bug.replacements:
                assert old in text, (bug.name, old)
                text = text.replace(old, new)
            (root / bug.file).write_text(text)
        with machine(variation, job.how, Path(folder)):
            scenario = next(one for one in load_scenarios(root / job.file) if one.title == job.title)
            result = played(scenario, root, "only", _BRAINS)
    verdict = "passed" if result.ok else "undecided" if result.exit_status == 6 else "failed"
    if bug is not None:
        verdict = "FALSE PASS" if result.ok else "not planted" if result.verdict == "environment" else "caught"
    return Outcome(variation.name, job.name, verdict, f"[{result.verdict}] {result.failure}", time.monotonic() - began)


_BRAINS: Brains | None = None


def main() -> int:
    """Everything that the arguments ask for; the exit status."""
    given = _arguments()
    provide(given.npm)
    choice = Choice(given.only, given.half, given.every)
    variations = [
        one for one in (UNSEALED if given.how == "unsealed" else VARIATIONS) if one.name in (given.variations or [one.name])
    ]
    with tempfile.TemporaryDirectory(prefix="variations-") as folder:
        base = record((given.base or Path(folder)).resolve(), choice, given.how, Brains(ModelChoice()), bugs=given.bugs)
        jobs = [job for one in variations for job in jobs_of(base, one, given.how, choice, bugs=given.bugs)]
        jobs.sort(key=lambda job: job.bug is not None)
        done = _done(given.results)
        wanted = [job for job in jobs if (job.variation.name, job.name) not in done]
        with ProcessPoolExecutor(given.jobs, get_context("spawn")) as pool:
            for future in as_completed([pool.submit(perform, job) for job in wanted]):
                outcome = future.result()
                done[outcome.variation, outcome.name] = outcome
                if given.results is not None:
                    with given.results.open("a") as file:
                        file.write(json.dumps(asdict(outcome)) + "\n")
                if given.verbose or outcome.verdict not in ("passed", "caught"):
                    print(outcome.line, flush=True)
    table = {one.name: Counter[str]() for one in variations}
    for job in jobs:
        outcome = done[job.variation.name, job.name]
        table[outcome.variation][outcome.verdict] += 1
    print(_shown(given.how, table, bugs=given.bugs))
    total = sum(table.values(), Counter())
    return 1 if total["FALSE PASS"] or total["failed"] or total["not planted"] else 0


def _done(results: Path | None) -> dict[tuple[str, str], Outcome]:
    """What an earlier call has noted, by variation and name."""
    if results is None or not results.exists():
        return {}
    found = [Outcome(**json.loads(line)) for line in results.read_text().splitlines()]
    return {(one.variation, one.name): one for one in found}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("npm", type=Path)
    parser.add_argument("--how", choices=["inside", "outside", "unsealed"], default="inside")
    parser.add_argument("--bugs", action="store_true")
    parser.add_argument("--half", choices=["open", "closed", "both"], default="both")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--variations", nargs="*", default=[])
    parser.add_argument("--every", type=int, default=1, help="every so many scenarios (and bugs) instead of all")
    parser.add_argument("--base", type=Path, help="a folder that keeps what was recorded for the next time")
    parser.add_argument("--results", type=Path, help="a file that notes each outcome; what is in it is not played again")
    parser.add_argument("--jobs", type=int, default=1, help="how many are played at once")
    parser.add_argument("--verbose", action="store_true", help="print also what passed, and why each bug was caught")
    return parser.parse_args()


def _shown(how: str, table: Mapping[str, Counter[str]], *, bugs: bool) -> str:
    names = ["passed", "undecided", "failed", *(["caught", "FALSE PASS", "not planted"] if bugs else [])]
    total = sum(table.values(), Counter())
    plays = total["passed"] + total["undecided"] + total["failed"]
    rows = [f"\n{how:20}" + "".join(f"{name:>12}" for name in names)]
    rows += [
        f"{name:20}" + "".join(f"{counted[column]:12}" for column in names) for name, counted in {**table, "all": total}.items()
    ]
    return "\n".join(rows) + f"   {total['passed'] / max(1, plays):.1%} of {plays} passed"


if __name__ == "__main__":
    sys.exit(main())
