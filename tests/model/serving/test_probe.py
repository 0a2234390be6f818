"""The proof of an endpoint, against one that really looks (text recognition, a colour) and whose habits can be spoiled one by one."""

import asyncio
import time
from typing import Any

import numpy as np
import pytest
from PIL import Image

from gui_agent.errors import EndpointError
from gui_agent.model.choice import ModelChoice
from gui_agent.model.in_process.endpoint import decode_image
from gui_agent.model.serving.probe import WORDS, Finding, probe, probe_endpoint
from gui_agent.model.wire import ChatRequest, OnDelta, RawCall, RawReply
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.text import TextReader

READER = TextReader()


class Looking:
    """Answers like GLM-4.5V: words it reads, green it finds."""

    model_name = "looking"

    def __init__(self, **habits: Any) -> None:
        self.habits = {"blind": False, "off": 0, "raw": False, "thinks": True, "obeys": True, "pieces": 5, "fails": "", **habits}

    async def complete(self, request: ChatRequest, on_delta: OnDelta | None = None) -> RawReply:
        if self.habits["fails"]:
            raise EndpointError(str(self.habits["fails"]), "start it")
        for _ in range(int(self.habits["pieces"]) if request.stream and on_delta else 0):
            assert on_delta is not None
            on_delta("call", "...")
        thought = "It is green." if self.habits["thinks"] and (request.thinking or not self.habits["obeys"]) else ""
        urls = [part["image_url"]["url"] for part in request.messages[-1]["content"] if part["type"] == "image_url"]
        if not urls:
            return RawReply("Hello.")
        image = Image.new("RGB", (640, 400), "white") if self.habits["blind"] else decode_image(urls[0])
        if "word" in str(request.messages):
            lines = READER.read(Screenshot(image, Box(0, 0, *image.size), time.monotonic()))
            return RawReply(" ".join(line.text for line in lines) or "nothing")
        x, y = self.green(image)
        if not request.tools:
            return RawReply(f"<|begin_of_box|>[[{x - 9},{y - 9},{x + 9},{y + 9}]]<|end_of_box|>")
        if self.habits["raw"]:
            value = f"<arg_key>start_box</arg_key>\n<arg_value>[{x}, {y}]</arg_value>\n"
            return RawReply(f"\n<think>{thought}</think>\n<tool_call>left_click\n{value}</tool_call>")
        return RawReply("", thought, (RawCall("left_click", f'{{"start_box": [{x}, {y}]}}'),))

    def green(self, image: Image.Image) -> tuple[int, int]:
        """The middle of what is green, in thousandths."""
        pixels = np.asarray(image).astype(int)
        down, across = np.nonzero(np.abs(pixels - (46, 160, 67)).sum(axis=2) < 40)
        if not len(down):
            return 500, 500
        x, y = across.mean() * 1000 / image.width, down.mean() * 1000 / image.height
        return round(x) + int(self.habits["off"]), round(y)

    async def close(self) -> None:
        """Nothing is open."""


def proof(**habits: Any) -> dict[str, Finding]:
    return {finding.name: finding for finding in asyncio.run(probe_endpoint(Looking(**habits)))}


def test_a_good_endpoint_has_no_failures() -> None:
    findings = proof()
    assert [finding for finding in findings.values() if not finding.ok or finding.remedy] == []
    assert any(word in findings["model sees pictures"].detail for word in WORDS)
    assert float(findings["model points"].detail.split()[0]) <= 2


@pytest.mark.parametrize(
    ("habits", "failing", "remedy"),
    [
        ({"blind": True}, "model sees pictures", "vision model"),
        ({"off": 120}, "model points", "Other models count in pixels"),
        ({"off": 600}, "model points", "Other models count in pixels"),
        ({"thinks": False}, "model thinks", "enable_thinking"),
        ({"obeys": False}, "model answers without thinking", "GUI_AGENT_PROFILE"),
        ({"pieces": 1}, "model streams", "buffering"),
    ],
)
def test_what_is_wrong_is_named_with_what_to_change(habits: dict[str, Any], failing: str, remedy: str) -> None:
    found = proof(**habits)[failing]
    assert not found.ok
    assert remedy in found.remedy


def test_raw_markup_works_and_could_be_better() -> None:
    findings = proof(raw=True)
    assert all(finding.ok for finding in findings.values())
    assert "--tool-call-parser glm45" in findings["model calls tools"].remedy
    assert "--reasoning-parser glm45" in findings["model thinks"].remedy


def test_an_endpoint_that_does_not_answer_is_one_finding() -> None:
    assert proof(fails="cannot reach it") == {"model answers": Finding("model answers", False, "cannot reach it", "start it")}
    (finding,) = asyncio.run(probe(ModelChoice(name="x", base_url="http://127.0.0.1:9/v1", max_retries=0)))
    assert not finding.ok
    assert "cannot reach" in finding.detail
    assert finding.remedy
