"""What an agent did the last time for the same task: repeated, verified step by step, and the model asked only where it does not hold.

A record belongs to one task, one application and one model. It is a cassette as scenarios have them: nothing in it is believed.
Targets are found again by their words, each action must have its effect again, and an answer must be on the screen again.
"""

from __future__ import annotations

import hashlib
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from gui_agent.actions.action import Done
from gui_agent.agent.setup import RunReplay
from gui_agent.agent.team import crew
from gui_agent.desktop.window_list import WindowList
from gui_agent.errors import EnvironmentProblem, Undecided, UsageError
from gui_agent.model.replay.cassette import Cassette, CassetteFile, Section, step_key
from gui_agent.model.replay.cassette_names import words_of
from gui_agent.model.replay.model import ReplayingModel
from gui_agent.record.events import Note
from gui_agent.run.loop import operate
from gui_agent.run.replay_eye import ReplayEye

if TYPE_CHECKING:
    from agents import Model

    from gui_agent.run.approver import Approver
    from gui_agent.run.run import Run

FOLDER = "replays"


@dataclass
class Memory:
    """The record of one task."""

    mode: RunReplay
    store: CassetteFile
    app: str | None
    model: str
    _section: Section | None = field(default=None, init=False)
    """What was decided in a run that has not ended yet."""

    @classmethod
    def of(cls, task: str, app: str | None, model: str, mode: RunReplay, output: Path) -> Memory:
        """The record of a task, beside the folder of runs `output`. Whether there is one is seen when it is used."""
        said = "\0".join((step_key(task), app or "", model))
        digest = hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        name = "_".join(filter(None, (words_of(task, 40), digest)))
        return cls(mode, CassetteFile(output.parent / FOLDER / f"{name}.json"), app, model)

    async def operate(self, run: Run, model: Model, approver: Approver) -> None:
        """Perform the run's task by its record where it holds, and record what was decided if it succeeds.

        Raises Undecided with `only` where it does not hold, or there is none; what the loop raises.
        """
        from gui_agent.perception.text.text import TextReader

        recorded = self._recorded(run)
        if recorded is None and self.mode == "only":
            raise Undecided("this task has no record", "Run it once with --replay auto")
        with closing(WindowList(run.desktop.display)) as windows:
            eye = ReplayEye(run, windows, TextReader())
            replaying = ReplayingModel(None if self.mode == "only" else model, self.store, eye)
            label = f"do: {run.task}"
            replaying.begin(label, recorded, {})
            await operate(run, crew(replaying, team=False, one_at_a_time=True).first, f"Task: {run.task}", approver)
            section = await replaying.finish()
        if isinstance(run.outcome, Done) and (recorded is None or replaying.healed) and _can_be_verified(section):
            self._section = section

    def _recorded(self, run: Run) -> Section | None:
        try:
            cassette = self.store.load()
        except UsageError as error:
            run.log.write(Note(text=f"the record of this task is not used: {error.message}"))
            return None
        return cassette.section(f"do: {run.task}", 0) if cassette is not None else None

    def keep(self, run: Run) -> None:
        """Write the record of a run that succeeded, if it says something new."""
        if self._section is None:
            return
        screen = run.desktop.screen
        cassette = Cassette(
            scenario=run.task, app=self.app, screen=(screen.width, screen.height), model=self.model, sections=[self._section]
        )
        cassette = Cassette.model_validate(run.log.without_secrets(cassette.model_dump(mode="json")))
        try:
            self.store.save(cassette)
        except EnvironmentProblem as error:
            run.log.write(Note(text=f"the record of this task could not be written: {error.message}"))


def _can_be_verified(section: Section) -> bool:
    """Whether something came of what was done: repeating what had no effect would prove nothing."""
    effects = [decision.effect for decision in section.decisions if decision.effect is not None]
    return any(effect.outcome not in ("no_effect", "unverifiable") for effect in effects)
