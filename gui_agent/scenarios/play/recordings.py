"""What becomes of what was decided while a scenario passed: a new cassette, a changed one, or only a proposal."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING

from gui_agent.model.prompts import load_prompt
from gui_agent.model.replay.cassette import Cassette, CassetteFile, step_key
from gui_agent.record.events import Note
from gui_agent.scenarios.format.cassette_diff import cassette_diff

if TYPE_CHECKING:
    from gui_agent.scenarios.format.planned import Scenario
    from gui_agent.scenarios.play.play_options import PlayOptions
    from gui_agent.scenarios.play.session import Session


def keep_cassette(scenario: Scenario, options: PlayOptions, session: Session) -> str:
    """Write the cassette of a scenario that passed, or propose it; the proposal's path, or nothing.

    `record` writes; `auto` proposes a change in the run's folder, and writes it with `update`. Raises EnvironmentProblem.
    """
    if options.replay in ("off", "only", "strict"):
        return ""
    cassette = Cassette(
        scenario=scenario.title,
        app=scenario.app.start if scenario.app else None,
        screen=session.screen_size,
        prompt=prompt_version(),
        model=options.model.name,
        display=session.display,
        sections=session.fresh,
    )
    cassette = Cassette.model_validate(session.run.log.without_secrets(cassette.model_dump(mode="json")))
    recorded = session.recorded
    if options.replay == "record" or (options.update and _differs(cassette, recorded, session)):
        session.store.save(cassette)
        return ""
    if recorded is None or not _differs(cassette, recorded, session):
        return ""
    return _propose(cassette, recorded, session)


def _differs(cassette: Cassette, recorded: Cassette | None, session: Session) -> bool:
    """Whether something was decided again; a picture of the same that only has another name is no difference."""
    if recorded is None:
        return True
    if any(stage.healed or stage.rejudged for stage in session.stages):
        return True
    return [step_key(section.step) for section in cassette.sections] != [step_key(one.step) for one in recorded.sections]


def _propose(cassette: Cassette, recorded: Cassette, session: Session) -> str:
    folder = session.run.log.folder
    store = CassetteFile(folder / "proposed" / session.store.path.name)
    store.adopt(session.store)
    store.save(cassette)
    name = session.store.path.name
    difference = cassette_diff(recorded.to_text(), cassette.to_text(), name)
    (folder / "proposed" / f"{store.path.stem}.diff").write_text(difference, encoding="utf-8")
    session.run.log.write(Note(text=f"a changed cassette is proposed in proposed/{name}; --update writes it"))
    return str(store.path)


@cache
def prompt_version() -> str:
    """A short hash of the prompts that decide."""
    text = "\n".join(load_prompt(name) for name in ("check", "read"))
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()
