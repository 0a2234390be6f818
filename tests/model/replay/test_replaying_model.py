"""A decision that came to nothing, because the screen had changed, is taken again, as another call."""

import asyncio
from pathlib import Path
from typing import Any

from openai.types.responses import ResponseFunctionToolCall
from PIL import Image

from gui_agent.model.replay.cassette import CassetteFile, Decision, Section
from gui_agent.model.replay.model import ReplayingModel
from gui_agent.perception.screen.screenshot import Screenshot


class HeldBackOnce:
    """An eye on a screen that changed right before the first action."""

    def __init__(self) -> None:
        self.seen: Screenshot | None = Screenshot.of(Image.new("RGB", (64, 64)))
        self.window = None
        self.held_back = [False, True]

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
