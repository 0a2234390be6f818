"""Checks and readings by a vision model, against a real HTTP server: what is asked, what becomes of the answers."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from glm_server import GlmServer, Reply, Request, Script
from PIL import Image

from gui_agent.errors import UnparseableReply
from gui_agent.model.choice import ModelChoice
from gui_agent.model.provider import open_model
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.scenarios.format.load import load_scenarios
from gui_agent.scenarios.play.examiner import CannotRead, Finding, ModelExaminer, vote
from gui_agent.scenarios.play.play_options import PlayOptions
from gui_agent.scenarios.play.player import play
from gui_agent.scenarios.play.scenario_result import ScenarioResult
from gui_agent.scenarios.play.shared_models import Brains

SCREEN = Screenshot(Image.new("RGB", (280, 140), "white"), Box(0, 0, 280, 140), 0.0)


def verdict(answer: str, reason: str = "I looked") -> Reply:
    return Reply(text=json.dumps({"reason": reason, "verdict": answer}), thinking="Let me look.")


def examined(
    script: Script, question: Callable[[ModelExaminer], Coroutine[Any, Any, Any]], **server: Any
) -> tuple[Any, GlmServer]:
    with GlmServer(script, **server) as running:

        async def ask() -> Any:
            model = open_model(ModelChoice(name=running.model, base_url=running.base_url))
            try:
                return await question(ModelExaminer(model))
            finally:
                await model.close()

        return asyncio.run(ask()), running


@pytest.mark.parametrize("shape", ["vllm", "sglang", "transformers", "raw"])
@pytest.mark.parametrize("answer", ["yes", "no", "unsure"])
def test_a_statement_is_judged(answer: str, shape: str) -> None:
    found, server = examined([verdict(answer)], lambda examiner: examiner.check("the box is white", SCREEN), shape=shape)
    assert (found.answer, found.reason, found.usage.requests) == (answer, "I looked", 1)
    (asked,) = server.requests
    assert "Statement: the box is white" in asked.text
    assert "must not pass by mistake" in asked.text
    assert [image.size for image in asked.images] == [(280, 140)]
    assert asked.images[0].getpixel((100, 100)) == (255, 255, 255)
    assert not asked.tools


@pytest.mark.parametrize("bad", ["Yes, it is.", '{"verdict": "maybe", "reason": ""}', '{"verdict": "yes"', ""])
def test_a_bad_reply_is_asked_again(bad: str) -> None:
    found, server = examined([Reply(text=bad), verdict("no")], lambda examiner: examiner.check("it is", SCREEN))
    assert (found.answer, found.usage.requests, len(server.requests)) == ("no", 2, 2)


def test_replies_that_stay_bad_are_no_pass() -> None:
    with pytest.raises(UnparseableReply):
        examined(lambda _: Reply(text="Yes!"), lambda examiner: examiner.check("it is", SCREEN))


@pytest.mark.parametrize(
    ("given", "wanted"),
    [("yes yes no", ("yes", "I looked (2 of 3 votes)")), ("no unsure no", ("no", "I looked (2 of 3 votes)"))],
)
def test_votes_count(given: str, wanted: tuple[str, str]) -> None:
    found, _ = examined([verdict(one) for one in given.split()], lambda examiner: vote(examiner, "it is", SCREEN, 3))
    assert (found.answer, found.reason, found.usage.requests) == (*wanted, 3)


def test_votes_without_a_majority_are_unsure() -> None:
    found, _ = examined([verdict(one) for one in ("yes", "no", "unsure")], lambda examiner: vote(examiner, "it is", SCREEN, 3))
    assert isinstance(found, Finding)
    assert (found.answer, found.reason) == ("unsure", "the votes differ: 1 yes, 1 no, 1 unsure")


@pytest.mark.parametrize(
    ("form", "many", "value", "read"),
    [
        ("number", False, 12.5, 12.5),
        ("int", False, 3, 3),
        ("text", False, "Buy milk", "Buy milk"),
        ("bool", False, True, True),
        ("text", True, ["a", "b"], ["a", "b"]),
        ("title, done bool", False, {"title": "Milk", "done": False}, {"title": "Milk", "done": False}),
        ("title, price number", True, [{"title": "Tea", "price": 3}], [{"title": "Tea", "price": 3.0}]),
    ],
)
def test_values_are_read_in_their_types(form: str, many: bool, value: Any, read: Any) -> None:
    script = [Reply(text="12 EUR"), Reply(text=json.dumps({"value": value}))]
    (found, _), server = examined(script, lambda examiner: examiner.read("the list", form, SCREEN, many=many))
    assert found == read
    assert "Read: the list" in server.requests[0].text
    assert len(server.requests) == 2


def test_what_is_not_there_is_not_read() -> None:
    with pytest.raises(CannotRead, match="cannot read the total: no total is shown"):
        examined(
            [Reply(text='{"value": null, "problem": "no total is shown"}')],
            lambda examiner: examiner.read("the total", "number", SCREEN, many=False),
        )


LIGHT = """\
import tkinter
window = tkinter.Tk()
window.title("Light")
window.geometry("560x280+0+0")
window.configure(background="#ff0000")
window.after(2000, lambda: window.configure(background="#00ff00"))
window.mainloop()
"""
FILE = """\
version: 1
display: virtual:560x280
app: {start: python light.py, window: Light}
scenarios:
  - name: looks
    steps:
      - wait: {until: the light is green, timeout: 20s}
      - check: {that: the door is open, votes: 3, timeout: 1s}
      - read: {as: doors, from: the doors, schema: "name, open bool", many: true}
      - expect: {doors.1.name: South, doors.0.open: true}
  - name: cannot tell
    steps: [{check: {that: the moon is full, timeout: 0.5s}}]
  - name: is not so
    steps: [{check: {that: the sun is cold, timeout: 0.5s}}]
  - name: breaks
    steps: [{check: {that: the server stands, timeout: 0.5s}}]
"""


def test_scenarios_by_a_vision_model(tmp_path: Path) -> None:
    (tmp_path / "looks.yaml").write_text(FILE)
    (tmp_path / "light.py").write_text(LIGHT)
    asked: list[str] = []

    def answer(request: Request) -> Reply:
        question = request.text.splitlines()[-1]
        asked.append(question)
        match question:
            case "Statement: the light is green":
                red, green, _ = request.images[-1].getpixel((280, 140))  # type: ignore[misc]
                return verdict("yes" if green > red else "no", f"the light is {red}, {green}")
            case "Statement: the door is open":
                return verdict("no" if asked.count(question) == 2 else "yes")
            case "Read: the doors":
                return Reply(text='{"value": [{"name": "North", "open": true}, {"name": "South", "open": false}]}')
            case "Statement: the moon is full":
                return verdict("unsure", "clouds")
            case "Statement: the sun is cold":
                return verdict("no", "it shines")
        return Reply(text="I would rather not say.")

    with GlmServer(answer) as server:
        choice = ModelChoice(name=server.model, base_url=server.base_url)
        options = PlayOptions(model=choice, replay="off", output=tmp_path / "runs", root=tmp_path, report=False)

        async def played() -> list[ScenarioResult]:
            brains = Brains(choice)
            return [await play(one, options, brains) for one in load_scenarios(tmp_path / "looks.yaml", {})]

        looks, unsure, wrong, broken = asyncio.run(played())
    assert looks.ok, looks.failure
    # Red and green: a picture that did not change is not asked about again.
    assert asked.count("Statement: the light is green") == 2
    stages = {stage.kind: stage for stage in looks.stages}
    assert 0 < stages["read"].tokens * 2 == stages["wait"].tokens
    assert stages["check"].tokens == stages["read"].tokens * 3
    assert looks.usage["requests"] == 6
    assert (unsure.verdict, unsure.exit_status) == ("unsure", 6)
    assert "cannot tell: clouds" in unsure.failure
    assert wrong.verdict == "failed"
    assert "it is not so: it shines" in wrong.failure
    assert (broken.verdict, broken.exit_status) == ("unparseable", 4)
