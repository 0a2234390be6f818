"""Several calls in one reply, on a real form: all performed in order, or up to the first that does not hold; and thinking where it pays."""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command_line import ROOT
from glm_server import GlmServer, Reply, Request
from shifting_model import BLUE, GREEN, middle

from gui_agent import GuiAgent, ModelChoice, RunResult
from gui_agent.actions.action import Done, Key, LeftClick, Type
from gui_agent.actions.effect import Effect
from gui_agent.perception.geometry import RelativePoint
from gui_agent.run.batch import Batch
from gui_agent.run.thoughts import Thoughts

Call = tuple[str, dict[str, Any]]
DONE: Call = ("done", {})
MAGENTA = (208, 0, 208)


def place(x: int, y: int) -> list[float]:
    return [round(x * 1000 / 1260, 2), round(y * 1000 / 784, 2)]


def field(number: int) -> Call:
    return "left_click", {"start_box": place(500, 150 + 90 * number), "element_info": f"field {number + 1}"}


def button(number: int) -> Call:
    return "left_click", {"start_box": place(200, 150 + 90 * number), "element_info": f"Button {number + 1}"}


def text(content: str) -> Call:
    return "type", {"content": content}


def run(script: list[Reply], folder: Path, **settings: Any) -> tuple[RunResult, list[Request], dict[str, Any]]:
    state = folder / "state.json"
    model: dict[str, Any] = settings.pop("model", {})
    with GlmServer(script) as server:
        agent = GuiAgent(
            model=ModelChoice(name=server.model, base_url=server.base_url, **model),
            app=f"{sys.executable} {ROOT / 'tests/apps/counting_form.py'} {state}",
            output=folder / "runs",
            **settings,
        )
        result = agent.run("x")
    return result, server.requests, json.loads(state.read_text())


def results(request: Request) -> list[str]:
    return [str(message["content"]) for message in request.messages if message["role"] == "tool"]


def test_a_form_is_filled_in_in_one_turn(tmp_path: Path) -> None:
    fields = [call for number in range(3) for call in (field(number), text(f"text {number}"))]
    result, requests, state = run([Reply(calls=[*fields, button(3)]), Reply(calls=[DONE])], tmp_path)
    assert (result.verdict, result.steps, len(requests)) == ("done", 7, 2)
    assert state == {"clicks": [4], "fields": ["text 0", "text 1", "text 2"]}
    assert all(result.startswith("Performed.") for result in results(requests[1]))


def test_done_in_the_same_turn_is_put_off_until_the_result_was_seen(tmp_path: Path) -> None:
    result, requests, _ = run([Reply(calls=[button(0), DONE]), Reply(calls=[DONE])], tmp_path)
    assert (result.verdict, result.steps, len(requests)) == ("done", 1, 2)
    assert "look at the result" in results(requests[1])[1]


def test_the_first_that_does_not_hold_ends_the_turn(tmp_path: Path) -> None:
    """A text without a field for it changes nothing: what follows is not performed."""
    calls = [text("nowhere"), button(0), button(1)]
    result, requests, state = run([Reply(calls=calls), Reply(calls=[DONE])], tmp_path)
    assert (result.verdict, state["clicks"]) == ("done", [])
    reported = results(requests[1])
    assert reported[0].startswith("Performed.")
    assert all("did not do what was expected" in text for text in reported[1:])


def test_one_at_a_time_switches_it_off(tmp_path: Path) -> None:
    result, requests, state = run([Reply(calls=[button(0), button(1)]), Reply(calls=[DONE])], tmp_path, one_at_a_time=True)
    assert (result.steps, state["clicks"]) == (1, [1])
    assert "exactly one tool" in requests[0].text
    assert "Only left_click was performed" in requests[1].text


@pytest.mark.parametrize("setting", [{"approve": "risky"}, {"mcp_servers": ("x",)}, {"dry_run": True}])
def test_where_a_user_may_be_asked_in_between_it_is_off(setting: dict[str, Any]) -> None:
    assert GuiAgent(**setting).acts_one_at_a_time
    assert not GuiAgent().acts_one_at_a_time


@pytest.mark.parametrize(("delay", "second"), [(0, "click"), (200, "click"), (120, "type")])
def test_a_question_that_comes_in_mid_turn_gets_nothing_of_the_rest(delay: int, second: str, tmp_path: Path) -> None:
    """The first call is what brings it up: over the second one's target, and with the keyboard."""
    log = tmp_path / "log"

    def decide(request: Request) -> Reply:
        picture = np.asarray(request.images[-1], np.int16)
        if results(request) or middle(picture, MAGENTA) is not None:
            return Reply(calls=[DONE])
        first: Call = ("left_click", {"start_box": middle(picture, BLUE), "element_info": "the first field"})
        save: Call = ("left_click", {"start_box": middle(picture, GREEN), "element_info": "Save"})
        return Reply(calls=[first, save if second == "click" else text("abc")])

    with GlmServer(decide) as server:
        agent = GuiAgent(
            model=ModelChoice(name=server.model, base_url=server.base_url),
            app=f"{sys.executable} {ROOT / 'tests/apps/shifting.py'} {log} turn:{delay}",
            display="virtual:1280x800",
            output=tmp_path / "runs",
        )
        result = agent.run("x")
    received = log.read_text().split("\n", 1)[1].split()
    before = (
        received == ["click", "first", "click", "good"] and delay >= 200
    )  # a quick machine clicks before the question is there
    assert (result.verdict, before or received == ["click", "first"]) == ("done", True), received
    assert before or results(server.requests[-1])[1].startswith("Not performed")


def thought(requests: list[Request]) -> list[bool]:
    return [request.body["chat_template_kwargs"]["enable_thinking"] for request in requests]


def test_thinking_auto_thinks_first_and_after_what_had_no_effect(tmp_path: Path) -> None:
    nothing: Call = ("left_click", {"start_box": place(900, 700), "element_info": "nothing"})
    script = [Reply(calls=[call]) for call in (button(0), button(1), nothing, button(2), DONE)]
    result, requests, _ = run(script, tmp_path, model={"thinking": "auto"})
    assert result.verdict == "done"
    assert thought(requests) == [True, False, False, True, False]


def test_thinking_stays_on_by_default(tmp_path: Path) -> None:
    _, requests, _ = run([Reply(calls=[button(0)]), Reply(calls=[DONE])], tmp_path)
    assert thought(requests) == [True, True]


def test_a_planner_and_a_verifier_always_think() -> None:
    thoughts = Thoughts()
    wanted = []
    for agent in ("planner", "planner", "operator", "operator", "verifier", "verifier", "operator"):
        thoughts.ask(agent)
        wanted.append(thoughts.wanted)
        thoughts.note(Effect("confirmed"), "")
    assert wanted == [True, True, True, False, True, True, True]
    thoughts.note(Effect("confirmed"), " This is the third time.")
    thoughts.ask("operator")
    assert thoughts.wanted


CLICK = LeftClick(start_box=RelativePoint(1, 2))


@pytest.mark.parametrize("outcome", ["stale", "refused", "partial", "unexpected"])
def test_what_ends_a_turn(outcome: Any) -> None:
    batch = Batch(3)
    assert not batch.refusal(CLICK)
    batch.note(CLICK, Effect(outcome))
    assert "left_click" in batch.refusal(Type(content="x"))


def test_what_does_not_end_a_turn() -> None:
    batch = Batch(4)
    for action, effect in (
        (CLICK, Effect("no_effect")),
        (Type(content="x"), Effect("no_effect", caret=True)),
        (Key(keys="a"), Effect("confirmed")),
    ):
        assert not batch.refusal(action)
        batch.note(action, effect)
    assert batch.refusal(Done())
    assert not Batch(1).refusal(Done())
