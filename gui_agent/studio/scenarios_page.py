"""The Scenarios page: what there is, how it ended the last time, playing it, and what healing proposes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.routing import Route

from gui_agent.errors import UsageError
from gui_agent.record.events import StageFinished, StageStarted
from gui_agent.record.run_log import list_runs
from gui_agent.record.tail import Tail
from gui_agent.studio.files import send_file
from gui_agent.studio.forms import Line, read_form
from gui_agent.studio.runs_page import summary
from gui_agent.studio.shared_state import studio_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from gui_agent.scenarios.format.planned import Scenario
    from gui_agent.scenarios.write.proposals import Proposal
    from gui_agent.studio.shared_state import Studio

FOLDER = "scenarios"
REMEMBERED = 5000
Identifier = Annotated[str, Field(pattern=r"^[^-\n][^\n]*$", max_length=500)]


class PlayForm(BaseModel):
    """Which scenarios are played, and how; no scenario means all."""

    model_config = ConfigDict(extra="forbid")
    chosen: list[Identifier] = []
    replay: Literal["auto", "only", "strict", "record", "off"] = "auto"
    workers: Annotated[int, Field(ge=1, le=16)] = 1
    model: Line = ""
    base_url: Line = ""

    def options(self) -> list[str]:
        """The options of `gui-agent test`."""
        named = {"--model": self.model, "--base-url": self.base_url}
        more = [f"{name}={value}" for name, value in named.items() if value]
        return [f"--replay={self.replay}", f"--workers={self.workers}", *more]


@dataclass(frozen=True)
class Played:
    """The newest run of a scenario."""

    file: str
    title: str
    run: Path


async def listed(request: Request) -> Response:
    """`{"folder", "model", "files": [{file, error, scenarios}], "plays"}`: all files, also those that are invalid."""
    studio = studio_of(request)
    files = await asyncio.to_thread(_files, studio)
    return JSONResponse(
        {
            "folder": FOLDER,
            "model": studio.settings.model,
            "files": files,
            "plays": [play.reported() for play in studio.plays.all[-1:]],
        }
    )


def _files(studio: Studio) -> list[dict[str, Any]]:
    from gui_agent.scenarios.format.collection import scenario_files
    from gui_agent.scenarios.format.load import load_scenarios

    folder = studio.root / FOLDER
    newest = last_runs(studio.output)
    found: list[dict[str, Any]] = []
    for file in scenario_files([folder]) if folder.is_dir() else []:
        name = file.relative_to(studio.root).as_posix()
        try:
            scenarios = load_scenarios(file)
        except UsageError as error:  # a ScenarioError too: one broken file hides no other
            found.append({"file": name, "error": str(error).replace(f"{studio.root}/", ""), "scenarios": []})
            continue
        found.append({"file": name, "error": "", "scenarios": [_reported(one, studio, newest) for one in scenarios]})
    return found


def _reported(scenario: Scenario, studio: Studio, newest: list[Played]) -> dict[str, Any]:
    from gui_agent.model.replay.cassette import CassetteFile

    return {
        "id": _identifier(scenario, studio),
        "title": scenario.title,
        "line": scenario.line,
        "tags": list(scenario.tags),
        "steps": len(scenario.steps),
        "cassette": CassetteFile.beside(scenario.path, scenario.title).path.exists(),
        "last": _last(scenario, newest),
    }


def _identifier(scenario: Scenario, studio: Studio) -> str:
    """A scenario as the page and `gui-agent test` name it: its file as seen from the studio's folder, and its title."""
    return f"{scenario.path.relative_to(studio.root).as_posix()}::{scenario.title}"


def _last(scenario: Scenario, newest: list[Played]) -> dict[str, Any] | None:
    """How it ended the last time, or how far it has come."""
    from gui_agent.scenarios.write.proposals import proposal_of

    played = next((one for one in newest if is_of(one, scenario)), None)
    if played is None:
        return None
    proposal = proposal_of(played.run, scenario.path, scenario.title)
    reported = summary(played.run)
    return {
        **{
            name: reported.get(name) for name in ("run", "verdict", "reason", "seconds", "began", "going_on", "tokens", "damaged")
        },
        "proposal": proposal.state if proposal else "",
        "stages": _stages(played.run),
    }


def is_of(played: Played, scenario: Scenario) -> bool:
    """Whether a run was of this scenario; its log names the file as seen from where it was played."""
    path = scenario.path.resolve().as_posix()
    return played.title == scenario.title and (path == played.file or path.endswith(f"/{played.file}"))


def last_runs(output: Path) -> list[Played]:
    """The newest run of each scenario, the newest first."""
    newest: dict[tuple[str, str], Played] = {}
    for run in reversed(list_runs(output)):
        if (named := _scenario_of(run)) is not None:
            newest.setdefault(named, Played(*named, run))
    return list(newest.values())


def _scenario_of(run: Path) -> tuple[str, str] | None:
    """File and title of the scenario that a run played; None for another run."""
    try:
        return _named(run / "scenario.json")
    except (OSError, ValueError, KeyError):
        return None  # not remembered: it may be just beginning


@lru_cache(REMEMBERED)
def _named(path: Path) -> tuple[str, str]:
    data = json.loads(path.read_text(encoding="utf-8"))
    return str(data["file"]), str(data["title"])


def _stages(run: Path) -> list[dict[str, Any]]:
    """The steps so far, each with its verdict; the one that is in progress has none."""
    stages: list[dict[str, Any]] = []
    for event in Tail(run).look():
        match event:
            case StageStarted():
                stages.append({"kind": event.kind, "text": event.text, "verdict": "", "reason": "", "healed": 0})
            case StageFinished() if stages:
                stages[-1] |= event.model_dump(mode="json", include={"verdict", "reason", "seconds", "healed", "rejudged"})
    return stages


async def play(request: Request) -> Response:
    """Play scenarios in a process of its own. Raises UsageError for an unknown one, or while others are played."""
    studio = studio_of(request)
    form = await read_form(request, PlayForm)
    known = await asyncio.to_thread(lambda: [_identifier(one, studio) for one in _scenarios(studio)])
    if unknown := [one for one in form.chosen if one not in known]:
        raise UsageError(f"unknown scenario {unknown[0]!r}", "It may have been renamed; load the page again")
    if not known:
        raise UsageError(f"there are no scenarios in {studio.root / FOLDER}", "gui-agent scenarios new writes a first one")
    options = [*form.options(), f"--output={studio.output.absolute()}"]
    # The files by name: one that is invalid would keep the others from being played.
    arguments = form.chosen or list(dict.fromkeys(one.partition("::")[0] for one in known))
    started = studio.plays.start(arguments, options, studio.root, studio.output.absolute().parent / "plays")
    started.chosen = form.chosen or sorted(known)
    return JSONResponse(started.reported())


async def stop(request: Request) -> Response:
    """Stop what is being played."""
    if (going_on := studio_of(request).plays.going_on) is not None:
        going_on.stop()
    return JSONResponse({})


async def proposal(request: Request) -> Response:
    """What a run proposes to change: `{"state", "outdated", "changes", "diff", "file"}`."""
    found = await asyncio.to_thread(_proposal, request)

    def reported() -> dict[str, Any]:
        file = found.recorded.path
        root = studio_of(request).root.resolve()
        shown = file.resolve().relative_to(root).as_posix() if file.resolve().is_relative_to(root) else str(file)
        changes = [asdict(change) for change in found.changes()] if found.state == "open" else []
        return {"state": found.state, "outdated": found.outdated(), "changes": changes, "diff": found.diff, "file": shown}

    return JSONResponse(await asyncio.to_thread(reported))


async def answer(request: Request) -> Response:
    """Accept or reject a proposal. Raises UsageError where it does not fit any more."""
    found = await asyncio.to_thread(_proposal, request)
    answers = {"accept": found.accept, "reject": found.reject}
    if (given := request.path_params["answer"]) not in answers:
        raise HTTPException(404, "a proposal is accepted or rejected")
    await asyncio.to_thread(answers[given])
    return JSONResponse({"state": found.state})


async def picture(request: Request) -> Response:
    """A picture of the recorded or the proposed cassette."""
    found = await asyncio.to_thread(_proposal, request)
    store = found.proposed if request.path_params["side"] == "proposed" else found.recorded
    return send_file(store.pictures, request.path_params["name"])


def _proposal(request: Request) -> Proposal:
    """The proposal of the run that the request names. Raises UsageError, HTTPException."""
    from gui_agent.scenarios.write.proposals import proposal_of

    studio = studio_of(request)
    run = studio.run_folder(request.path_params["run"])
    file, title = _scenario_of(run) or ("", "")
    for scenario in _scenarios(studio) if title else ():
        if is_of(Played(file, title, run), scenario):
            found = proposal_of(run, scenario.path, scenario.title)
            if found is not None:
                return found
    raise HTTPException(404, "this run proposes nothing, or its scenario is gone")


def _scenarios(studio: Studio) -> Iterator[Scenario]:
    from gui_agent.scenarios.format.collection import scenario_files
    from gui_agent.scenarios.format.load import load_scenarios

    folder = studio.root / FOLDER
    for file in scenario_files([folder]) if folder.is_dir() else []:
        try:
            yield from load_scenarios(file)
        except UsageError:
            continue


routes = [
    Route("/api/scenarios", listed),
    Route("/api/scenarios/play", play, methods=["POST"]),
    Route("/api/scenarios/stop", stop, methods=["POST"]),
    Route("/api/proposals/{run}", proposal),
    Route("/api/proposals/{run}/{answer}", answer, methods=["POST"]),
    Route("/api/proposals/{run}/{side}/{name}", picture),
]
