"""A model that decides by a cassette: each decision is verified on the screen, and the real model is asked where it fails."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from agents import Model, ModelResponse

from gui_agent.actions.action import BaseAction, Done, Fail, location_numbers, parse_action, parse_location
from gui_agent.actions.effect import Effect
from gui_agent.errors import GuiAgentError, Undecided
from gui_agent.model.replay.cassette import (
    BoxNumbers,
    CassetteFile,
    Decision,
    Section,
    Target,
    generalise,
    same_picture,
    specialise,
)
from gui_agent.model.replay.expected import Expected, compare, says_the_same
from gui_agent.model.replay.owed import Owed
from gui_agent.model.replay.replies import as_reply, decision_in
from gui_agent.model.replay.seek import is_where_it_was, place_in, seek
from gui_agent.model.replay.words import ScreenInWords, Words, describe, holding, plain
from gui_agent.perception.change.likeness import NARROW, Found, around, find, fingerprint
from gui_agent.perception.geometry import Box, Point, RelativeBox, RelativePoint

if TYPE_CHECKING:
    from agents.items import TResponseStreamEvent

    from gui_agent.perception.change.change import Change
    from gui_agent.perception.screen.screenshot import Screenshot

Source = Literal["cassette", "model", "healed"]
LATE_SECONDS, POLL_SECONDS = 3.0, 0.3
"""How long a recorded target or effect is waited for, and how often it is looked for."""


class WrongEffect(GuiAgentError):
    """An action did nothing, or the contrary of what it did when it was recorded: the application is at fault."""

    verdict = "failed"


class Eye(Protocol):
    """What the replaying model knows of the screen."""

    @property
    def seen(self) -> Screenshot | None:
        """The newest screenshot."""

    def take_change(self) -> Change | None:
        """What the last action visibly changed; None when none was performed since this was asked last."""

    def take_effect(self) -> Effect | None:
        """What came of the last action; None when none was performed since this was asked last."""

    def take_held_back(self) -> bool:
        """Whether the last action was not performed because the screen had changed; asked once."""

    @property
    def step(self) -> int:
        """The number of the step that is decided about: it stays the same where a reply came to nothing."""

    @property
    def window(self) -> Box | None:
        """The application's window, in pixels; None where it is not known."""

    async def in_words(self, screenshot: Screenshot) -> ScreenInWords:
        """What is on a screenshot. Raises EnvironmentProblem."""

    async def look_again(self) -> Screenshot:
        """The screen as it is now, with what applications report about it now. Raises EnvironmentProblem."""

    def decided(self, source: Source, reason: str) -> None:
        """Called with each decision and where it came from."""


@dataclass(frozen=True)
class _Before:
    """What a reply changes, as it was before."""

    step: int
    position: int
    decisions: int
    doubt: str
    broken: bool
    healed: int


@dataclass
class _Track:
    """How far the replay of one step has come."""

    recorded: Section | None
    variables: Mapping[str, Any]
    fresh: Section
    position: int = 0
    pending: Decision | None = None
    """The decision whose effect has not been seen yet, as recorded; None after a decision of the real model."""
    unseen: tuple[Decision, Effect | None, Change | None] | None = None
    """A decision with what came of it, until that has been compared: the request may be ended meanwhile."""
    before: _Before | None = None
    """How far it was before the last reply."""
    decided_by: ScreenInWords | None = None
    """The screen that the last decision was taken by."""
    doubt: str = ""
    """Why the next decision is asked of the model."""
    broken: bool = False
    """Whether the doubt is that the application did nothing, or the contrary of what it did when it was recorded."""
    owed: Owed | None = None
    """The recorded effect that did not come, while the real model decides: it must come before the step ends."""
    unproven: str = ""
    """What came instead of the recorded effect, where the real model continued by it."""
    healed: int = 0
    moved: Found = field(default=Found(0, 0))


class ReplayingModel(Model):
    """Takes decisions from a cassette where they hold; else from `inner`, which is None where no model may be asked."""

    def __init__(self, inner: Model | None, store: CassetteFile, eye: Eye, *, strict: bool = False) -> None:
        """`store` has the pictures; new ones are remembered in it. With `strict`, pixels are compared and nothing is read."""
        self._inner = inner
        self._store = store
        self._eye = eye
        self._strict = strict
        self._replies = 0
        self._track = _Track(None, {}, Section(step=""))

    @property
    def reads_effects(self) -> bool:
        """Whether the real model reads the effects of its actions as objects."""
        return bool(getattr(self._inner, "reads_effects", False))

    def begin(self, step: str, recorded: Section | None, variables: Mapping[str, Any]) -> None:
        """The decisions that follow are for this step; `recorded` is what the cassette has of it."""
        self._track = _Track(recorded, variables, Section(step=step))

    @property
    def healed(self) -> int:
        """How many decisions of this step the real model had to take again."""
        return self._track.healed

    @property
    def unproven(self) -> str:
        """What came of this step instead of the recorded effect, where the real model accepted it; empty where nothing did."""
        return self._track.unproven

    async def finish(self) -> Section:
        """What was decided for the step, in the form of a cassette.

        Raises Undecided when the last action did not have its effect, and no model may be asked about it; WrongEffect, also
        where a model was asked and the effect did not come after all.
        """
        await self._see_effect()
        if self._track.doubt and self._inner is None:
            raise self._undecided(self._track.doubt)
        await self._settle()
        return self._track.fresh

    async def _settle(self) -> None:
        """What an action owed must be there at the end of the step. Raises WrongEffect."""
        owed, screenshot = self._track.owed, self._eye.seen
        if owed is None or screenshot is None:
            return
        if not owed.came(await self._eye.in_words(screenshot)):
            screenshot = await self._eye.look_again()
            if not owed.came(await self._eye.in_words(screenshot)):
                if owed.broken:
                    raise WrongEffect(owed.reason)
                self._track.unproven = owed.reason

    async def get_response(self, *args: Any, **kwargs: Any) -> ModelResponse:
        """The next decision. Raises Undecided where only the real model could take it, and there is none; WrongEffect."""
        track, before = self._track, self._track.before
        if before is not None and (self._eye.take_held_back() or before.step == self._eye.step):
            self._take_back(before)
        await self._see_effect()
        screenshot = self._eye.seen
        assert screenshot is not None, "the loop shows a screenshot before each decision"
        recorded = track.recorded.decisions[track.position :] if track.recorded is not None else []
        why = track.doubt
        screen = None if self._strict else await self._eye.in_words(screenshot)
        if recorded and not why:
            action, why = self._again(recorded[0], screenshot, screen)
            until = time.monotonic() + LATE_SECONDS
            while action is None and screen is not None and time.monotonic() < until:
                await asyncio.sleep(POLL_SECONDS)
                screenshot = await self._eye.look_again()
                screen = await self._eye.in_words(screenshot)
                action, why = self._again(recorded[0], screenshot, screen)
            if action is not None:
                self._begin_reply()
                track.position += 1
                track.pending = recorded[0]
                self._keep(action, recorded[0].said, recorded[0].thinking, screenshot, screen)
                self._eye.decided("cassette", why)
                self._replies += 1  # a decision that is taken again is another call
                return as_reply(action, specialise(recorded[0].said, track.variables), recorded[0].thinking, self._replies)
        if not why:
            why = "the recorded decisions are used up" if track.recorded is not None else "this step is not recorded"
        if self._inner is None:
            raise self._undecided(why)
        response = await self._inner.get_response(*args, **kwargs)
        self._begin_reply()
        self._take(response, recorded, screenshot, screen, why)
        return response

    def _undecided(self, why: str) -> GuiAgentError:
        if self._track.broken:
            return WrongEffect(why)
        return Undecided(f"{why}; no model may be asked", "Record the scenario again with --replay record")

    def stream_response(self, *args: Any, **kwargs: Any) -> AsyncIterator[TResponseStreamEvent]:
        """Not offered: the loop asks for whole responses."""
        raise NotImplementedError

    def _take_back(self, before: _Before) -> None:
        """The last decision came to nothing, or its reply was not waited for: it is to be taken again, by the new screen."""
        track = self._track
        track.position, track.pending = before.position, None
        track.doubt, track.broken, track.healed = before.doubt, before.broken, before.healed
        del track.fresh.decisions[before.decisions :]

    def _begin_reply(self) -> None:
        track = self._track
        track.before = _Before(
            self._eye.step, track.position, len(track.fresh.decisions), track.doubt, track.broken, track.healed
        )

    def _take(
        self,
        response: ModelResponse,
        recorded: list[Decision],
        screenshot: Screenshot,
        screen: ScreenInWords | None,
        why: str,
    ) -> None:
        """Note what the real model decided."""
        track = self._track
        action, said, thinking = decision_in(response)
        source: Source = "healed" if track.recorded is not None else "model"
        self._eye.decided(source, why)
        track.healed += source == "healed"
        track.pending, track.doubt, track.broken = None, "", False
        if action is None:
            return
        if recorded and _alike(action, parse_action(specialise(recorded[0].action, track.variables))):
            track.position += 1  # this one decision is healed; the next ones are tried again
        self._keep(action, said, thinking, screenshot, screen)

    def _keep(self, action: BaseAction, said: str, thinking: str, screenshot: Screenshot, screen: ScreenInWords | None) -> None:
        if isinstance(action, Fail):
            return
        self._track.decided_by = screen
        described = {"action": action.name, **action.arguments()}
        answer = action.answer or "" if isinstance(action, Done) else ""
        variables = self._track.variables
        self._track.fresh.decisions.append(
            Decision(
                action=generalise(described, variables),
                said=generalise(said, variables),
                thinking=thinking,
                targets=[self._target(place, screenshot, screen) for place in action.places],
                rested_on=generalise(holding(answer, screen), variables) if answer and screen is not None else [],
                picture=self._store.keep(screenshot.image) if answer else None,
            )
        )

    def _target(self, place: RelativePoint | RelativeBox, screenshot: Screenshot, screen: ScreenInWords | None) -> Target:
        frame = screenshot.region
        pixels = place.to_pixels(frame)
        box = pixels if isinstance(pixels, Box) else Box.of_size(pixels.x, pixels.y, 1, 1)
        piece = around(pixels, frame)
        image = _cut(screenshot, piece)
        window = self._eye.window
        words = describe(box, screen) if screen is not None else None
        if words is not None:
            words = Words.model_validate(generalise(words.model_dump(), self._track.variables))
        return Target(
            box=_numbers(box.offset(-frame.left, -frame.top)),
            piece=_numbers(piece.offset(-frame.left, -frame.top)),
            picture=self._store.keep(image),
            fingerprint=fingerprint(image),
            window=_numbers(window.offset(-frame.left, -frame.top)) if window else None,
            words=words,
        )

    def _again(self, decision: Decision, screenshot: Screenshot, screen: ScreenInWords | None) -> tuple[BaseAction | None, str]:
        """The recorded action for the screen as it is now, with a word on how it was found; or None, and why not."""
        action = parse_action(specialise(decision.action, self._track.variables))
        if isinstance(action, Done) and action.answer and (why := self._not_the_answer(decision, screenshot, screen)):
            return None, why
        frame = screenshot.region
        places: list[Box | Point] = []
        how = ""
        for target in decision.targets:
            place, why = self._place(target, screenshot, screen)
            how = how or why
            if place is None:
                return None, why or f"{action.target or 'the target'} is not where and as it was, nor found once elsewhere"
            places.append(place)
        if not places:
            return action, ""
        box, first = Box(*decision.targets[0].box).offset(frame.left, frame.top), _center(places[0])
        self._track.moved = Found(first.x - box.center.x, first.y - box.center.y)
        return _aimed(action, places, frame), "; ".join(filter(None, (how, _moved_by(self._track.moved))))

    def _not_the_answer(self, decision: Decision, screenshot: Screenshot, screen: ScreenInWords | None) -> str:
        """Why a recorded answer does not hold for this screen; empty where it does."""
        picture = self._store.picture(decision.picture or "")
        if picture is not None and same_picture(picture, screenshot.image):
            return ""
        if screen is None or not decision.rested_on:
            return "the screen is not the one that the recorded answer was read from"
        shown = [plain(text) for text in screen.texts]
        rested_on = specialise(decision.rested_on, self._track.variables)
        missing = [text for text in rested_on if plain(text) not in shown]
        return f"the recorded answer was read from {missing[0]!r}, which is not on the screen" if missing else ""

    def _place(self, target: Target, screenshot: Screenshot, screen: ScreenInWords | None) -> tuple[Box | Point | None, str]:
        """Where a recorded target is now, in pixels of the virtual screen, and how it was found; or None, and why it is not known."""
        if screen is None or target.words is None:
            return self._place_by_picture(target, screenshot), ""
        words = Words.model_validate(specialise(target.words.model_dump(), self._track.variables))
        recorded = Box(*target.box).offset(screenshot.region.left, screenshot.region.top)
        sought = seek(words, screen, recorded if recorded.area > 1 else None)
        if sought.element is not None:
            where = recorded if is_where_it_was(words, sought.element, recorded) else place_in(words, sought.element)
            return where, sought.why
        if words.label and not sought.equal:
            return None, sought.why
        # Several fit equally, or it has no name: what it looked like decides, if that is found once.
        found = self._place_by_picture(target, screenshot)
        if found is not None and words.label and not any(one.box.contains(found.center) for one in sought.equal):
            found = None
        return found, "" if found is not None else sought.why

    def _place_by_picture(self, target: Target, screenshot: Screenshot) -> Box | None:
        found = self._find(target, screenshot)
        if found is None:
            return None
        return Box(*target.box).offset(found.dx + screenshot.region.left, found.dy + screenshot.region.top)

    def _find(self, target: Target, screenshot: Screenshot) -> Found | None:
        picture = self._store.picture(target.picture)
        if picture is None:
            return None
        guesses = [Found(0, 0)]
        window = self._eye.window
        if window is not None and target.window is not None:
            region = screenshot.region
            guesses.insert(0, Found(window.left - region.left - target.window[0], window.top - region.top - target.window[1]))
        if self._track.moved != Found(0, 0):
            guesses.insert(0, self._track.moved)
        place = Box(*target.piece)
        found = find(picture, place, screenshot.image, guesses)
        if found is not None:
            return found
        # What is around it may have changed: then the target alone must be the only one that looks like this.
        narrow = around(Box(*target.box), place, NARROW)
        inner = picture.crop(_numbers(narrow.offset(-place.left, -place.top)))
        return find(inner, narrow, screenshot.image, [])

    async def _see_effect(self) -> None:
        """Compare what came of the last action with what came of it when it was recorded."""
        track, change, effect = self._track, self._eye.take_change(), self._eye.take_effect()
        if track.fresh.decisions:
            last = track.fresh.decisions[-1]
            if change is not None and last.changed is None:
                last.changed = [_numbers(box) for box in change.boxes[:8]]
            if effect is not None and last.effect is None and not self._strict:
                seen = Expected.of(effect)
                last.effect = Expected.model_validate(generalise(seen.model_dump(), track.variables))
        if track.owed is not None and effect is not None:
            track.owed.note(effect)
        if track.pending is not None:
            track.unseen, track.pending = (track.pending, effect, change), None
        if track.unseen is None:
            return
        pending, effect, change = track.unseen
        name = parse_action(specialise(pending.action, track.variables)).name
        if pending.effect is not None and effect is not None and not self._strict:
            await self._see_words(pending.effect, effect, name)
        elif pending.changed is not None and change is not None:
            self._see_places(pending.changed, change, name)
        track.unseen = None

    async def _see_words(self, recorded: Expected, effect: Effect, name: str) -> None:
        """The effect must come again in kind; what is late has some seconds."""
        track = self._track
        expected = Expected.model_validate(specialise(recorded.model_dump(), track.variables))
        screenshot = self._eye.seen
        assert screenshot is not None, "an action was performed on what was seen"
        first = after = await self._eye.in_words(screenshot)
        until = time.monotonic() + LATE_SECONDS  # reading may take as long on a busy machine: it is looked again at least once
        while True:
            comparison = compare(expected, effect, track.decided_by, after)
            if comparison.judged == "as recorded":
                return
            if time.monotonic() >= until:
                break
            await asyncio.sleep(POLL_SECONDS)
            after = await self._eye.in_words(await self._eye.look_again())
        late = comparison.judged == "nothing" and not says_the_same(first, after)
        track.doubt = f"{name}: {'something else came late; ' if late else ''}{comparison.reason}"
        track.broken = comparison.judged in ("nothing", "contrary") and not late
        track.owed = Owed(expected, track.decided_by, track.doubt, track.broken)

    def _see_places(self, recorded: list[BoxNumbers], change: Change, name: str) -> None:
        """Something must change where it changed, nothing where nothing did."""
        then = [Box(*numbers).offset(self._track.moved.dx, self._track.moved.dy) for numbers in recorded]
        if bool(then) == bool(change.boxes) and (not then or any(a.intersection(b) for a in then for b in change.boxes)):
            return
        reported = "changed nothing" if not change.boxes else "changed another place" if then else "changed something"
        before = "changed something" if then and not change.boxes else "changed this place" if then else "changed nothing"
        self._track.doubt = f"{name} {reported}; when it was recorded it {before}"


def _alike(one: BaseAction, other: BaseAction) -> bool:
    """Whether two actions do the same, wherever their targets are now."""
    if one.name != other.name:
        return False
    ignored = {"start_box", "end_box", "path", "element_info"}
    return one.model_dump(exclude=ignored) == other.model_dump(exclude=ignored)


def _aimed(action: BaseAction, places: list[Box | Point], frame: Box) -> BaseAction:
    """The action with its places (pixels of the virtual screen) in thousandths of `frame`; those that are there keep their numbers."""
    data = {"action": action.name, **action.arguments()}
    names = ["start_box", "end_box"] if "end_box" in data else ["start_box"]
    for name, place in zip(names, (places[0], places[-1]), strict=False):
        recorded = parse_location(data[name]).to_pixels(frame)
        if place in (recorded, Box.of_size(recorded.x, recorded.y, 1, 1) if isinstance(recorded, Point) else recorded):
            continue
        point = place if isinstance(place, Point) else place.center
        if isinstance(place, Point) or isinstance(parse_location(data[name]), RelativePoint):
            data[name] = location_numbers(RelativePoint.of(point, frame))
        else:
            data[name] = location_numbers(RelativeBox.of(place, frame))
    return parse_action(data)


def _moved_by(moved: Found) -> str:
    parts = [f"{abs(moved.dx)} px {'right' if moved.dx > 0 else 'left'}"] if moved.dx else []
    parts += [f"{abs(moved.dy)} px {'down' if moved.dy > 0 else 'up'}"] if moved.dy else []
    return f"found {', '.join(parts)} of its place" if parts else ""


def _center(place: Box | Point) -> Point:
    return place.center if isinstance(place, Box) else place


def _cut(screenshot: Screenshot, piece: Box) -> Any:
    inside = piece.offset(-screenshot.region.left, -screenshot.region.top)
    return screenshot.image.crop(_numbers(inside))


def _numbers(box: Box) -> tuple[int, int, int, int]:
    return box.left, box.top, box.right, box.bottom
