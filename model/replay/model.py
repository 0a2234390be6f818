"""A model that decides by a cassette: each decision is verified on the screen, and the real model is asked where it fails."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from agents import Model, ModelResponse, Usage
from openai.types.responses import ResponseFunctionToolCall, ResponseOutputMessage, ResponseOutputText, ResponseReasoningItem
from openai.types.responses.response_reasoning_item import Summary

from gui_agent.actions.action import BaseAction, Done, Fail, location_numbers, parse_action, parse_location
from gui_agent.errors import Undecided
from gui_agent.model.replay.cassette import CassetteFile, Decision, Section, Target, generalise, same_picture, specialise
from gui_agent.perception.change.likeness import NARROW, Found, around, find, fingerprint
from gui_agent.perception.geometry import Box, RelativeBox, RelativePoint

if TYPE_CHECKING:
    from agents.items import TResponseStreamEvent

    from gui_agent.perception.change.change import Change
    from gui_agent.perception.screen.screenshot import Screenshot

Source = Literal["cassette", "model", "healed"]


class Eye(Protocol):
    """What the replaying model knows of the screen."""

    @property
    def seen(self) -> Screenshot | None:
        """The newest screenshot."""

    def take_change(self) -> Change | None:
        """What the last action visibly changed; None when none was performed since this was asked last."""

    def take_held_back(self) -> bool:
        """Whether the last action was not performed because the screen had changed; asked once."""

    @property
    def window(self) -> Box | None:
        """The application's window, in pixels; None where it is not known."""

    def decided(self, source: Source, reason: str) -> None:
        """Told of each decision and where it came from."""


@dataclass
class _Track:
    """How far the replay of one step has come."""

    recorded: Section | None
    variables: Mapping[str, Any]
    fresh: Section
    position: int = 0
    pending: Decision | None = None
    """The decision whose effect has not been seen yet, as recorded; None after a decision of the real model."""
    doubt: str = ""
    """Why the next decision is asked of the model."""
    healed: int = 0
    moved: Found = field(default=Found(0, 0))


class ReplayingModel(Model):
    """Takes decisions from a cassette where they hold; else from `inner`, which is None where no model may be asked."""

    def __init__(self, inner: Model | None, store: CassetteFile, eye: Eye) -> None:
        """`store` has the pictures; new ones are remembered in it."""
        self._inner = inner
        self._store = store
        self._eye = eye
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

    def finish(self) -> Section:
        """What was decided for the step, in the form of a cassette.

        Raises Undecided when the last action did not have its effect, and no model may be asked about it.
        """
        self._see_effect()
        if self._track.doubt and self._inner is None:
            raise Undecided(self._track.doubt)
        return self._track.fresh

    async def get_response(self, *args: Any, **kwargs: Any) -> ModelResponse:
        """The next decision. Raises Undecided where only the real model could take it, and there is none."""
        if self._eye.take_held_back():
            self._take_back()
        self._see_effect()
        track, screenshot = self._track, self._eye.seen
        assert screenshot is not None, "the loop shows a screenshot before each decision"
        recorded = track.recorded.decisions[track.position :] if track.recorded is not None else []
        why = track.doubt
        if recorded and not why:
            action, why = self._again(recorded[0], screenshot)
            if action is not None:
                track.position += 1
                track.pending = recorded[0]
                self._keep(action, recorded[0].said, recorded[0].thinking, screenshot)
                self._eye.decided("cassette", why)
                return _response(action, specialise(recorded[0].said, track.variables), recorded[0].thinking, track.position)
        if not why:
            why = "the recorded decisions are used up" if track.recorded is not None else "this step is not recorded"
        if self._inner is None:
            raise Undecided(f"{why}, and no model may be asked", "Record the scenario again with --replay record")
        response = await self._inner.get_response(*args, **kwargs)
        self._take(response, recorded, screenshot, why)
        return response

    def stream_response(self, *args: Any, **kwargs: Any) -> AsyncIterator[TResponseStreamEvent]:
        """Not offered: the loop asks for whole responses."""
        raise NotImplementedError

    def _take_back(self) -> None:
        """The last decision came to nothing: it is to be taken again, by the new screen."""
        track = self._track
        if track.pending is not None:
            track.position, track.pending = track.position - 1, None
        if track.fresh.decisions:
            track.fresh.decisions.pop()

    def _take(self, response: ModelResponse, recorded: list[Decision], screenshot: Screenshot, why: str) -> None:
        """Note what the real model decided."""
        track = self._track
        action, said, thinking = _decision_in(response)
        source: Source = "healed" if track.recorded is not None else "model"
        self._eye.decided(source, why)
        track.healed += source == "healed"
        track.pending, track.doubt = None, ""
        if action is None:
            return
        if recorded and _alike(action, parse_action(specialise(recorded[0].action, track.variables))):
            track.position += 1  # this one decision is healed; the next ones are tried again
        self._keep(action, said, thinking, screenshot)

    def _keep(self, action: BaseAction, said: str, thinking: str, screenshot: Screenshot) -> None:
        if isinstance(action, Fail):
            return
        described = {"action": action.name, **action.arguments()}
        answered = isinstance(action, Done) and bool(action.answer)
        variables = self._track.variables
        self._track.fresh.decisions.append(
            Decision(
                action=generalise(described, variables),
                said=generalise(said, variables),
                thinking=thinking,
                targets=[self._target(place, screenshot) for place in action.places],
                picture=self._store.keep(screenshot.image) if answered else None,
            )
        )

    def _target(self, place: RelativePoint | RelativeBox, screenshot: Screenshot) -> Target:
        frame = screenshot.region
        pixels = place.to_pixels(frame)
        box = pixels if isinstance(pixels, Box) else Box.of_size(pixels.x, pixels.y, 1, 1)
        piece = around(pixels, frame)
        image = _cut(screenshot, piece)
        window = self._eye.window
        return Target(
            box=_numbers(box.offset(-frame.left, -frame.top)),
            piece=_numbers(piece.offset(-frame.left, -frame.top)),
            picture=self._store.keep(image),
            fingerprint=fingerprint(image),
            window=_numbers(window.offset(-frame.left, -frame.top)) if window else None,
        )

    def _again(self, decision: Decision, screenshot: Screenshot) -> tuple[BaseAction | None, str]:
        """The recorded action for the screen as it is now, with a word on how it was found; or None, and why not."""
        action = parse_action(specialise(decision.action, self._track.variables))
        if isinstance(action, Done) and action.answer:
            picture = self._store.picture(decision.picture or "")
            if picture is None or not same_picture(picture, screenshot.image):
                return None, "the screen is not the one that the recorded answer was read from"
        moves = []
        for target in decision.targets:
            moved = self._find(target, screenshot)
            if moved is None:
                return None, f"{action.target or 'the target'} is not where and as it was, nor found once elsewhere"
            moves.append(moved)
        if not any(move.dx or move.dy for move in moves):
            return action, ""
        self._track.moved = moves[0]
        shown = f"found {abs(moves[0].dx)} px {'right' if moves[0].dx > 0 else 'left'}, "
        shown += f"{abs(moves[0].dy)} px {'down' if moves[0].dy > 0 else 'up'} of its place"
        return _moved(action, moves, screenshot.region), shown

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
        # What stands around it may have changed: then the target alone must be the only one that looks like this.
        narrow = around(Box(*target.box), place, NARROW)
        inner = picture.crop(_numbers(narrow.offset(-place.left, -place.top)))
        return find(inner, narrow, screenshot.image, [])

    def _see_effect(self) -> None:
        """Compare what the last action changed with what it changed when it was recorded."""
        track, change = self._track, self._eye.take_change()
        if change is not None and track.fresh.decisions and track.fresh.decisions[-1].changed is None:
            track.fresh.decisions[-1].changed = [_numbers(box) for box in change.boxes[:8]]
        pending, track.pending = track.pending, None
        if pending is None or pending.changed is None or change is None:
            return
        then = [Box(*numbers).offset(track.moved.dx, track.moved.dy) for numbers in pending.changed]
        if bool(then) == bool(change.boxes) and (not then or any(a.intersection(b) for a in then for b in change.boxes)):
            return
        told = "changed nothing" if not change.boxes else "changed another place" if then else "changed something"
        before = "changed something" if then and not change.boxes else "changed this place" if then else "changed nothing"
        name = parse_action(specialise(pending.action, track.variables)).name
        track.doubt = f"{name} {told}; when it was recorded it {before}"


def _alike(one: BaseAction, other: BaseAction) -> bool:
    """Whether two actions do the same, wherever their targets are now."""
    if one.name != other.name:
        return False
    ignored = {"start_box", "end_box", "path", "element_info"}
    return one.model_dump(exclude=ignored) == other.model_dump(exclude=ignored)


def _moved(action: BaseAction, moves: list[Found], frame: Box) -> BaseAction:
    data = {"action": action.name, **action.arguments()}
    places = {"start_box": moves[0]}
    if "end_box" in data:
        places["end_box"] = moves[-1]
    for name, move in places.items():
        location = parse_location(data[name])
        dx, dy = move.dx * 1000 / frame.width, move.dy * 1000 / frame.height
        if isinstance(location, RelativePoint):
            data[name] = location_numbers(RelativePoint(location.x + dx, location.y + dy))
        else:
            data[name] = location_numbers(
                RelativeBox(location.left + dx, location.top + dy, location.right + dx, location.bottom + dy)
            )
    return parse_action(data)


def _decision_in(response: ModelResponse) -> tuple[BaseAction | None, str, str]:
    action: BaseAction | None = None
    said, thinking = "", ""
    for item in response.output:
        if isinstance(item, ResponseFunctionToolCall):
            try:
                action = parse_action({**json.loads(item.arguments or "{}"), "action": item.name})
            except ValueError:
                action = None  # the loop tells the model what is wrong with it
        elif isinstance(item, ResponseOutputMessage):
            said = "\n".join(part.text for part in item.content if isinstance(part, ResponseOutputText))
        elif isinstance(item, ResponseReasoningItem):
            thinking = "\n".join(part.text for part in item.summary)
    return action, said, thinking


def _response(action: BaseAction, said: str, thinking: str, number: int) -> ModelResponse:
    output: list[Any] = []
    if thinking:
        summary = [Summary(text=thinking, type="summary_text")]
        output.append(ResponseReasoningItem(id=f"rs_replay_{number}", summary=summary, type="reasoning"))
    if said:
        text = ResponseOutputText(annotations=[], text=said, type="output_text", logprobs=[])
        output.append(
            ResponseOutputMessage(id=f"msg_replay_{number}", content=[text], role="assistant", status="completed", type="message")
        )
    output.append(
        ResponseFunctionToolCall(
            id=f"fc_replay_{number}",
            call_id=f"call_replay_{number}",
            name=action.name,
            arguments=json.dumps(action.arguments(), ensure_ascii=False),
            type="function_call",
        )
    )
    return ModelResponse(output=output, usage=Usage(), response_id=None)


def _cut(screenshot: Screenshot, piece: Box) -> Any:
    inside = piece.offset(-screenshot.region.left, -screenshot.region.top)
    return screenshot.image.crop(_numbers(inside))


def _numbers(box: Box) -> tuple[int, int, int, int]:
    return box.left, box.top, box.right, box.bottom
