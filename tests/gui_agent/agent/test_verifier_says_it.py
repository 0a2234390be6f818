"""Whatever a verifier's word looks like on the wire, it counts, and a verifier that never decides ends."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from glm_server import GlmServer, Reply, Request
from todo_team import PLAN, role_of

from gui_agent import GuiAgent, ModelChoice, RunResult

PASSED: dict[str, Any] = {"passed": True, "reason": "it can be seen"}


def run(folder: Path, verify: Callable[[Request], tuple[str, dict[str, Any]]]) -> tuple[RunResult, GlmServer]:
    def script(request: Request) -> Reply:
        match role_of(request):
            case "planner":
                return Reply(calls=[("start_work", PLAN)])
            case "verifier":
                return Reply(calls=[verify(request)])
        return Reply(calls=[("done", {"summary": "done"})])

    with GlmServer(script) as server:
        choice = ModelChoice(name=server.model, base_url=server.base_url)
        return GuiAgent(model=choice, display="virtual", team=True, output=folder).run("x"), server


@pytest.mark.parametrize(
    "box",
    [
        [[1, 2, 3, 4]],
        "[[1,2,3,4]]",
        "<|begin_of_box|>[[1,2,3,4]]<|end_of_box|>",
        [],
        "none",
        "the list",
        [1.5, 2, 3, 4],
        [5000, 1, 2, 3],
    ],
)
def test_a_proof_in_any_form_or_in_none_leaves_the_verdict(box: Any, tmp_path: Path) -> None:
    result, server = run(tmp_path, lambda _: ("verdict", {**PASSED, "evidence_box": box}))
    assert (result.verdict, len(server.requests)) == ("verified", 3)


def test_what_a_verifier_hands_back_a_third_time_is_the_reason_of_the_failure(tmp_path: Path) -> None:
    result, _ = run(tmp_path, lambda _: ("hand_back", {"missing": "the milk"}))
    assert (result.verdict, result.reason) == ("failed", "the milk")


def test_a_verdict_against_itself_ends_as_failed(tmp_path: Path) -> None:
    result, server = run(tmp_path, lambda _: ("verdict", {**PASSED, "unmet": ["the milk"]}))
    assert (result.verdict, result.reason) == ("failed", "not met: the milk")
    assert len(server.requests) < 10
