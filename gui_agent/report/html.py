"""The HTML report: one file that opens from `file://`, without a network, made from a run's folder at any time."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from gui_agent.errors import EnvironmentProblem
from gui_agent.record.run_log import read_events
from gui_agent.record.visible import visible
from gui_agent.report.picture_links import INLINE_BYTES, Pictures
from gui_agent.report.story import Entry, Story, tell

if TYPE_CHECKING:
    from jinja2 import Template

MOST_APP_LINES = 200
PHASES = ("capture", "encode", "prompt", "model", "act", "settle")


def write_report(run: Path, target: Path | None = None, *, inline_bytes: int = INLINE_BYTES) -> Path:
    """Write the report of the run in the folder `run` (default: report.html in it) and return its path.

    Raises UsageError when the folder is not a run, EnvironmentProblem when the file cannot be written.
    """
    path = target or run / "report.html"
    return write_page(path, report_page(run, path, inline_bytes=inline_bytes))


def report_page(run: Path, path: Path, *, inline_bytes: int = INLINE_BYTES) -> str:
    """The report of the run in the folder `run` as text, for a file at `path`. Raises UsageError when the folder is not a run."""
    story = tell(read_events(run))
    return render(story, Pictures(run, path, inline_bytes), _app_output(run))


def write_page(path: Path, page: str) -> Path:
    """Write a page. Raises EnvironmentProblem."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise EnvironmentProblem(f"cannot write {path}: {error.strerror or error}", "Choose another file") from error
    return path


def render(story: Story, pictures: Pictures, app_output: str = "") -> str:
    """The page as text."""
    film = [entry for entry in story.entries if entry.before or entry.after]
    for number, entry in enumerate(film, 1):
        entry.anchor = f"e{number}"
    lanes = _lanes(story)
    page = template("report.html.j2").render(
        story=story,
        failing=next((stage for stage in story.stages if stage.title and stage.verdict not in ("passed", "skipped", "")), None),
        film=film,
        key=pictures.key,
        lanes=lanes,
        figures=_figures(story),
        phases=PHASES,
        phase_total=_phase_total,
        app_output=app_output,
        longest=max((sum(entry.timings.values()) for entry in story.entries), default=0.0),
    )
    # "</" must not end the script element early; in JSON the slash may be escaped.
    sources = json.dumps(pictures.sources).replace("</", "<\\/")
    return page.replace("/*PICTURES*/{}", sources)


@cache
def template(name: str) -> Template:
    """One of the templates beside this file."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("gui_agent.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    return environment.get_template(name)


def _shown(value: object) -> object:
    """What a template puts into its page: foreign text with its invisible characters written out."""
    return visible(value) if type(value) is str else value


def _phase_total(entry: Entry) -> float:
    return sum(entry.timings.values())


def _lanes(story: Story) -> list[str]:
    """The agents in order of appearance; more than one makes lanes."""
    agents = [call.agent for entry in story.entries for call in entry.calls]
    return list(dict.fromkeys(agents))


def _figures(story: Story) -> list[tuple[str, str]]:
    started, finished = story.started, story.finished
    width, height = story.size
    rows = [("model", started.model if started else ""), ("app", started.app or "none" if started else "none")]
    rows.append(("screen", f"{width}x{height}"))
    if finished:
        rows += [("steps", str(finished.steps)), ("time", f"{finished.seconds:.1f} s")]
        spent = [(name, seconds) for name, seconds in finished.timings.items() if seconds >= 0.05]
        if spent:
            longest = sorted(spent, key=lambda one: -one[1])
            rows.append(("of it", ", ".join(f"{name} {seconds:.1f} s" for name, seconds in longest)))
        usage = finished.usage
        if usage.total_tokens:
            rows.append(("tokens", f"{usage.input_tokens} in ({usage.cached_tokens} cached), {usage.output_tokens} out"))
    healed = sum(stage.healed for stage in story.stages)
    replayed = sum(entry.source == "cassette" for entry in story.entries)
    if story.scenario and story.scenario.replay != "off":
        rows.append(("replay", f"{story.scenario.replay}: {replayed} replayed, {healed} healed"))
    if started:
        rows.append(("began", f"{started.time:%Y-%m-%d %H:%M:%S} UTC"))
    return rows


def _app_output(run: Path) -> str:
    path = run / "app.log"
    if not path.is_file():
        return ""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    left_out = [f"({len(lines) - MOST_APP_LINES} earlier lines left out)"] if len(lines) > MOST_APP_LINES else []
    return "\n".join(left_out + lines[-MOST_APP_LINES:])
