"""Repeating a run: its events and pictures become a cassette, which is played with the same application on a fresh screen."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PIL import Image

from gui_agent.actions.action import BaseAction, Done
from gui_agent.errors import UsageError
from gui_agent.model.replay.cassette import Cassette, CassetteFile, Decision, Section, Target
from gui_agent.model.replay.expected import Expected
from gui_agent.model.replay.words import describe, screen_in_words
from gui_agent.perception.change.likeness import around, fingerprint
from gui_agent.perception.geometry import Box, RelativeBox, RelativePoint
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.text import TextReader
from gui_agent.record.events import (
    ActionEffect,
    ActionFinished,
    ActionStarted,
    Event,
    ModelReplied,
    PixelBox,
    RunFinished,
    RunStarted,
    pixel_box,
)
from gui_agent.record.run_log import read_events
from gui_agent.scenarios.format.planned import PlannedStep, Scenario
from gui_agent.scenarios.format.scenario import AppEntry, LimitsEntry
from gui_agent.scenarios.format.steps import Do
from gui_agent.scenarios.play.play_options import PlayOptions
from gui_agent.scenarios.play.player import play
from gui_agent.scenarios.play.scenario_result import ScenarioResult
from gui_agent.scenarios.play.shared_models import Brains


async def replay_run(run: Path, options: PlayOptions, brains: Brains) -> ScenarioResult:
    """Perform the actions of a run again, each verified. Raises UsageError for a run without actions."""
    events = list(read_events(run))
    started = next((event for event in events if isinstance(event, RunStarted)), None)
    if started is None:
        raise UsageError(f"the run {run.name} never began", "Choose another: `gui-agent runs` lists them")
    with tempfile.TemporaryDirectory(prefix="gui-agent-replay-") as folder:
        scenario = _scenario(started, Path(folder) / "replay.yaml")
        store = CassetteFile.beside(scenario.path, scenario.title)
        screen = Box(*started.screen)
        section = Section(step=f"do: {started.task}", decisions=decisions(run, events, screen, store, brains.reader))
        if not section.decisions:
            raise UsageError(f"the run {run.name} has no actions that could be repeated", "Choose another")
        store.save(Cassette(scenario=scenario.title, app=started.app, screen=(screen.width, screen.height), sections=[section]))
        return await play(scenario, options, brains)


def decisions(run: Path, events: list[Event], screen: Box, store: CassetteFile, reader: TextReader) -> list[Decision]:
    """What was done in a run, with what was seen at each target, in words that are read in its pictures.

    The pictures go into `store`. Raises EnvironmentProblem.
    """
    replies = {event.step: event for event in events if isinstance(event, ModelReplied)}
    effects = {event.step: event.effect for event in events if isinstance(event, ActionFinished)}
    found = [
        _decision(run, event, replies.get(event.step), effects[event.step], screen, store, reader)
        for event in events
        if isinstance(event, ActionStarted) and event.step in effects
    ]
    if found and any(isinstance(event, RunFinished) and event.verdict in ("done", "verified") for event in events):
        found.append(Decision(action={"action": Done().name}))
    return found


def _decision(
    run: Path,
    event: ActionStarted,
    reply: ModelReplied | None,
    effect: ActionEffect,
    screen: Box,
    store: CassetteFile,
    reader: TextReader,
) -> Decision:
    return Decision(
        action=event.action.to_json(),
        said=reply.text if reply is not None else "",
        thinking=reply.thinking if reply is not None else "",
        targets=_targets(event.action.parsed(), run / event.picture, screen, store, reader),
        effect=Expected.of(effect.effect(screen)) if effect.outcome is not None else None,
        changed=[_moved(box, screen) for box in effect.boxes[:8]],
    )


def _targets(action: BaseAction, picture: Path, screen: Box, store: CassetteFile, reader: TextReader) -> list[Target]:
    if not action.places or not picture.exists():
        return []
    with Image.open(picture) as opened:
        image = opened.convert("RGB")
    frame = Box(0, 0, screen.width, screen.height)
    seen = screen_in_words(Screenshot.of(image), reader)
    targets = []
    for place in action.places:
        box = _pixels(place, frame)
        piece = around(box if box.area > 1 else box.center, frame)
        cut = image.crop((piece.left, piece.top, piece.right, piece.bottom))
        name, words = store.keep(cut), describe(box, seen)
        targets.append(
            Target(box=pixel_box(box), piece=pixel_box(piece), picture=name, fingerprint=fingerprint(cut), words=words)
        )
    return targets


def _pixels(place: RelativePoint | RelativeBox, frame: Box) -> Box:
    pixels = place.to_pixels(frame)
    return pixels if isinstance(pixels, Box) else Box.of_size(pixels.x, pixels.y, 1, 1)


def _scenario(started: RunStarted, path: Path) -> Scenario:
    step = PlannedStep("do", started.task, Do(task=started.task), None, path, 1)
    app = AppEntry(start=started.app) if started.app else None
    screen = Box(*started.screen)
    return Scenario(
        name="replay",
        case="",
        path=path,
        line=1,
        tags=(),
        steps=(step,),
        variables={},
        secrets={},
        app=app,
        display=f"virtual:{screen.width}x{screen.height}" if app is not None else None,
        limits=LimitsEntry(steps=started.limits.steps or 50, seconds=started.limits.seconds or 600.0),
    )


def _moved(box: PixelBox, screen: Box) -> PixelBox:
    return pixel_box(Box(*box).offset(-screen.left, -screen.top))
