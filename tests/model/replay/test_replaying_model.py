"""Decisions that are taken again: those that came to nothing, and those whose recorded effect does not come."""

import asyncio
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openai.types.responses import ResponseFunctionToolCall
from PIL import Image
from scripted_model import ScriptedModel

from gui_agent.actions.effect import Effect, Evidence
from gui_agent.model.replay.cassette import CassetteFile, Decision, Section
from gui_agent.model.replay.expected import Expected
from gui_agent.model.replay.model import ReplayingModel, WrongEffect
from gui_agent.model.replay.words import ScreenInWords
from gui_agent.perception.element import Element
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot


class HeldBackOnce:
    """An eye on a screen that changed right before the first action."""

    def __init__(self) -> None:
        self.seen: Screenshot | None = Screenshot.of(Image.new("RGB", (64, 64)))
        self.window = None
        self.held_back = [True]
        self._steps = itertools.count(1)

    @property
    def step(self) -> int:
        return next(self._steps)

    def take_change(self) -> None:
        return None

    def take_effect(self) -> None:
        return None

    def take_held_back(self) -> bool:
        return self.held_back.pop(0) if self.held_back else False

    async def in_words(self, screenshot: Screenshot) -> Any:
        raise AssertionError("nothing is read")

    async def look_again(self) -> Screenshot:
        raise AssertionError("nothing is looked at")

    def decided(self, source: str, reason: str) -> None:
        return None


def test_a_decision_that_was_held_back_is_another_call_the_next_time(tmp_path: Path) -> None:
    model = ReplayingModel(None, CassetteFile(tmp_path / "x.json"), HeldBackOnce(), strict=True)
    decisions = [Decision(action={"action": "key", "keys": "a"}), Decision(action={"action": "done"})]
    model.begin("do: x", Section(step="do: x", decisions=decisions), {})

    async def calls() -> list[ResponseFunctionToolCall]:
        replies = [await model.get_response() for _ in range(3)]
        return [item for reply in replies for item in reply.output if isinstance(item, ResponseFunctionToolCall)]

    found = asyncio.run(calls())
    assert [call.name for call in found] == ["key", "key", "done"]
    assert len({call.call_id for call in found}) == 3


class Told:
    """An eye on a screen that shows one text after another; what came of each action is said."""

    def __init__(self, effects: list[Effect], *texts: str) -> None:
        self.seen: Screenshot | None = Screenshot.of(Image.new("RGB", (64, 64)))
        self.window = None
        self.effects = [None, *effects]
        self.texts = list(texts)
        self.steps: Iterator[int] = itertools.count(1)

    @property
    def step(self) -> int:
        return next(self.steps)

    def take_change(self) -> None:
        return None

    def take_effect(self) -> Effect | None:
        return self.effects.pop(0) if self.effects else None

    def take_held_back(self) -> bool:
        return False

    async def in_words(self, screenshot: Screenshot) -> ScreenInWords:
        shown = self.texts.pop(0) if len(self.texts) > 1 else self.texts[0]
        return ScreenInWords((Element("text", shown, Box(0, 0, 40, 12)),), frozenset())

    async def look_again(self) -> Screenshot:
        assert self.seen is not None
        return self.seen

    def decided(self, source: str, reason: str) -> None:
        return None


COUNTED = Effect("confirmed", evidence=(Evidence("changed", "0 items", "1 items"),), fraction=0.001)
TWICE = Effect("confirmed", evidence=(Evidence("changed", "0 items", "2 items"),), fraction=0.001)
NOTHING = Effect("no_effect")
DONE: dict[str, Any] = {"action": "done"}


def repeated(tmp_path: Path, eye: Told, script: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> ReplayingModel:
    """A step of one key, whose effect was one more item, after a model that follows the script was asked."""
    monkeypatch.setattr("gui_agent.model.replay.model.LATE_SECONDS", 0.0)
    model = ReplayingModel(ScriptedModel(script), CassetteFile(tmp_path / "x.json"), eye)
    key = Decision(action={"action": "key", "keys": "Return"}, effect=Expected.of(COUNTED))
    model.begin("key: add", Section(step="key: add", decisions=[key, Decision(action=DONE)]), {})

    async def play() -> None:
        for _ in range(len(script) + 2):
            reply = await model.get_response()
            if any(isinstance(item, ResponseFunctionToolCall) and item.name == "done" for item in reply.output):
                break
        await model.finish()

    asyncio.run(play())
    return model


def test_a_model_cannot_do_without_an_effect_that_did_not_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The model says done, for it pressed the key; nothing happened."""
    with pytest.raises(WrongEffect, match="nothing happened; when it was recorded, '0 items' became '1 items'"):
        repeated(tmp_path, Told([NOTHING], "0 items"), [DONE], monkeypatch)


def test_a_model_that_tries_again_may_bring_the_effect_about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    again = [{"action": "key", "keys": "Return"}, DONE]
    model = repeated(tmp_path, Told([NOTHING, COUNTED], "0 items"), again, monkeypatch)
    assert (model.healed, model.unproven) == (1, "")
    with pytest.raises(WrongEffect):
        repeated(tmp_path, Told([NOTHING, NOTHING], "0 items"), again, monkeypatch)


def test_an_effect_that_only_the_last_screen_shows_has_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    eye = Told([NOTHING], "0 items", "0 items", "0 items", "1 items")
    assert repeated(tmp_path, eye, [DONE], monkeypatch).unproven == ""


def test_something_else_than_recorded_needs_a_proof(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = repeated(tmp_path, Told([TWICE], "0 items"), [DONE], monkeypatch)
    assert model.unproven == "key: '0 items' became '2 items'; when it was recorded, '0 items' became '1 items'"


def test_a_reply_that_was_not_waited_for_is_given_again(tmp_path: Path) -> None:
    """The screen changed while `done` was decided: the request is ended, and made again for the same step."""
    eye = Told([COUNTED], "0 items", "1 items")
    eye.steps = iter([1, 2, 2, 2, 2])
    model = ReplayingModel(None, CassetteFile(tmp_path / "x.json"), eye)
    key = Decision(action={"action": "key", "keys": "Return"}, effect=Expected.of(COUNTED))
    model.begin("key: add", Section(step="key: add", decisions=[key, Decision(action=DONE)]), {})

    async def names() -> list[str]:
        replies = [await model.get_response() for _ in range(3)]
        return [item.name for reply in replies for item in reply.output if isinstance(item, ResponseFunctionToolCall)]

    assert asyncio.run(names()) == ["key", "done", "done"]
    assert len(asyncio.run(model.finish()).decisions) == 2


def test_an_effect_is_compared_although_the_request_was_ended_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    eye = Told([NOTHING], "0 items")
    model = ReplayingModel(None, CassetteFile(tmp_path / "x.json"), eye)
    key = Decision(action={"action": "key", "keys": "Return"}, effect=Expected.of(COUNTED))
    model.begin("key: add", Section(step="key: add", decisions=[key, Decision(action=DONE)]), {})

    async def play() -> None:
        await model.get_response()
        ended = asyncio.ensure_future(model.get_response())
        await asyncio.sleep(0.05)  # it waits for what may come late
        ended.cancel()
        monkeypatch.setattr("gui_agent.model.replay.model.LATE_SECONDS", 0.0)
        await model.get_response()

    with pytest.raises(WrongEffect, match="nothing happened"):
        asyncio.run(play())


class Slow(Told):
    """An eye that reads for longer than a late effect is waited for."""

    async def in_words(self, screenshot: Screenshot) -> ScreenInWords:
        await asyncio.sleep(0.15)
        return await super().in_words(screenshot)


def test_a_late_effect_is_looked_for_again_however_long_a_reading_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    eye = Slow([NOTHING], "0 items", "0 items", "1 items")
    monkeypatch.setattr("gui_agent.model.replay.model.LATE_SECONDS", 0.1)
    model = ReplayingModel(None, CassetteFile(tmp_path / "x.json"), eye)
    key = Decision(action={"action": "key", "keys": "Return"}, effect=Expected.of(COUNTED))
    model.begin("key: add", Section(step="key: add", decisions=[key]), {})

    async def play() -> None:
        await model.get_response()
        await model.finish()

    asyncio.run(play())
    assert model.healed == 0
