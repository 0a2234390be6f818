"""Proposed cassettes: what healing changed, to be looked at, and accepted or rejected.

A scenario that passed with something healed leaves `proposed/<cassette>.json` and its diff in the run's folder (see `keeping`).
Accepting writes it over the recorded cassette, if that is still the one that was healed; the answer is kept beside the proposal.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gui_agent.errors import EnvironmentProblem, UsageError
from gui_agent.model.replay.cassette import Cassette, CassetteFile, Decision, Look, Section, Target, same_picture, step_key
from gui_agent.record.events import LoggedAction
from gui_agent.record.wording import describe_action
from gui_agent.scenarios.format.cassette_diff import cassette_diff

State = Literal["open", "accepted", "rejected"]
ANSWER_FILE = "answer.json"


@dataclass(frozen=True)
class Seen:
    """One side of a change: what was decided, and the picture that it was decided by."""

    words: str
    picture: str
    """Its file's name in the cassette's folder of pictures; empty where there is none."""
    box: tuple[int, int, int, int] | None = None
    """The target within the picture."""


@dataclass(frozen=True)
class Change:
    """One decision or judgement that differs."""

    step: str
    kind: Literal["action", "check"]
    old: Seen | None
    new: Seen | None


@dataclass(frozen=True)
class Proposal:
    """A changed cassette in the folder of the run that proposed it, and where it would go."""

    proposed: CassetteFile
    recorded: CassetteFile

    @property
    def state(self) -> State:
        """Whether it was answered."""
        try:
            state: State = json.loads(self._answer.read_text(encoding="utf-8"))["answer"]
        except (OSError, ValueError, KeyError):
            return "open"
        return state

    @property
    def diff(self) -> str:
        """The unified diff of the two cassettes as text; empty where it is gone."""
        try:
            return self.proposed.path.with_suffix(".diff").read_text(encoding="utf-8")
        except OSError:
            return ""

    @property
    def _answer(self) -> Path:
        return self.proposed.path.with_name(ANSWER_FILE)

    def outdated(self) -> bool:
        """Whether the recorded cassette is no longer the one that was healed."""
        try:
            now, then = (file.path.read_text(encoding="utf-8") for file in (self.recorded, self.proposed))
        except (OSError, ValueError):
            return True
        return cassette_diff(now, then, self.recorded.path.name) != self.diff

    def accept(self) -> None:
        """Write the proposed cassette over the recorded one. Raises UsageError where that is not what was healed any more."""
        self._must_be_open()
        if self.outdated():
            raise UsageError(f"{self.recorded.path} has changed since this was proposed", "Play the scenario again")
        cassette = self.proposed.load()
        assert cassette is not None
        self.recorded.adopt(self.proposed)
        self.recorded.save(cassette)
        self._say("accepted")

    def reject(self) -> None:
        """Leave the recorded cassette as it is, and ask no more. Raises UsageError."""
        self._must_be_open()
        self._say("rejected")

    def changes(self) -> list[Change]:
        """What differs, in the order of the steps. Raises UsageError for a damaged cassette."""
        old, new = self.recorded.load() or Cassette(scenario=""), self.proposed.load() or Cassette(scenario="")
        found: list[Change] = []
        for before, after in _beside(old.sections, new.sections):
            step = (after or before).step  # type: ignore[union-attr]
            found += _changed_decisions(step, before, after)
            found += self._changed_looks(step, before, after)
        return found

    def _changed_looks(self, step: str, before: Section | None, after: Section | None) -> Iterator[Change]:
        old, new = before.looks if before else [], after.looks if after else []
        for index in range(max(len(old), len(new))):
            one = old[index] if index < len(old) else None
            other = new[index] if index < len(new) else None
            if one is not None and other is not None and self._same_look(one, other):
                continue
            yield Change(step, "check", _seen_look(one), _seen_look(other))

    def _same_look(self, one: Look, other: Look) -> bool:
        if (one.statement, one.verdict, one.value) != (other.statement, other.verdict, other.value):
            return False
        if one.picture == other.picture:
            return True
        first, second = self.recorded.picture(one.picture), self.proposed.picture(other.picture)
        return first is not None and second is not None and same_picture(first, second)

    def _must_be_open(self) -> None:
        if self.state != "open":
            raise UsageError(f"this proposal was {self.state} already", "Play the scenario again for a new one")

    def _say(self, answer: State) -> None:
        try:
            self._answer.write_text(json.dumps({"answer": answer}) + "\n", encoding="utf-8")
        except OSError as error:
            raise EnvironmentProblem(
                f"cannot write {self._answer}: {error.strerror or error}", "Check the folder's permissions"
            ) from error


def proposal_of(run: Path, scenario_file: Path, title: str) -> Proposal | None:
    """The proposal that the run of this scenario left, if it left one."""
    recorded = CassetteFile.beside(scenario_file, title)
    path = run / "proposed" / recorded.path.name
    return Proposal(CassetteFile(path), recorded) if path.is_file() else None


def _beside(old: list[Section], new: list[Section]) -> list[tuple[Section | None, Section | None]]:
    """The sections of the same step beside each other, those that are gone last."""
    left = list(old)
    pairs: list[tuple[Section | None, Section | None]] = []
    for section in new:
        same = next((one for one in left if step_key(one.step) == step_key(section.step)), None)
        if same is not None:
            left.remove(same)
        pairs.append((same, section))
    return [*pairs, *((gone, None) for gone in left)]


def _changed_decisions(step: str, before: Section | None, after: Section | None) -> Iterator[Change]:
    from difflib import SequenceMatcher

    old, new = before.decisions if before else [], after.decisions if after else []
    matcher = SequenceMatcher(None, [_key(one) for one in old], [_key(one) for one in new], autojunk=False)
    for kind, start, end, begin, stop in matcher.get_opcodes():
        if kind == "equal":
            continue
        for index in range(max(end - start, stop - begin)):
            one = old[start + index] if start + index < end else None
            other = new[begin + index] if begin + index < stop else None
            yield Change(step, "action", _seen_decision(one), _seen_decision(other))


def _key(decision: Decision) -> str:
    """What makes a decision: the action with its place, and what was there."""
    targets = [(target.fingerprint, target.box) for target in decision.targets]
    return json.dumps([decision.action, targets], sort_keys=True)


def _seen_decision(decision: Decision | None) -> Seen | None:
    if decision is None:
        return None
    target = decision.targets[-1] if decision.targets else None
    return Seen(
        describe_action(LoggedAction.model_validate(decision.action)),
        target.picture if target else decision.picture or "",
        _box_in(target),
    )


def _box_in(target: Target | None) -> tuple[int, int, int, int] | None:
    """The target within its piece of the screen."""
    if target is None:
        return None
    (left, top, right, bottom), (x, y, *_) = target.box, target.piece
    return left - x, top - y, right - x, bottom - y


def _seen_look(look: Look | None) -> Seen | None:
    if look is None:
        return None
    value = f" = {json.dumps(look.value, ensure_ascii=False)}" if look.value is not None else ""
    return Seen(f"{look.statement}{value}: {look.verdict}", look.picture)
