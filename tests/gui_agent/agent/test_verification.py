"""The second channel: what an application says is not what it did."""

import asyncio
import sys
from pathlib import Path

import pytest
from glm_server import GlmServer, Reply

from gui_agent import GuiAgent, Limits, ModelChoice, RunResult
from gui_agent.agent.verification import CommandCheck, Verification, Verify, verify_with
from gui_agent.cli.options import second_channel
from gui_agent.errors import UsageError
from gui_agent.record.events import Verified
from gui_agent.record.run_log import read_events

APP = Path(__file__).parents[2] / "apps/lying_form.py"


def run_with(verify: Verify | None, folder: Path, *, honest: bool = False) -> RunResult:
    """A run whose model types, saves, reads "Saved" and says that it is done."""
    steps: list[tuple[str, dict[str, object]]] = [
        ("left_click", {"start_box": [220, 170], "element_info": "Title field"}),
        ("type", {"content": "milk"}),
        ("left_click", {"start_box": [176, 242], "element_info": "Save button"}),
        ("done", {}),
    ]
    with GlmServer([Reply(calls=[step]) for step in steps]) as server:
        agent = GuiAgent(
            model=ModelChoice(name=server.model, base_url=server.base_url),
            app=f"{sys.executable} {APP} {folder / 'saved'}{' honest' if honest else ''}",
            display="virtual:1260x784",
            limits=Limits(steps=8, seconds=90),
            output=folder / "runs",
            verify=verify,
        )
        return agent.run("Save milk")


def test_a_lying_application_is_found_out(tmp_path: Path) -> None:
    result = run_with(CommandCheck(f"cat {tmp_path / 'saved'}", "milk"), tmp_path)
    assert (result.verdict, result.exit_status) == ("failed", 1)
    assert "the model says that it is done, but" in result.reason
    assert "exit status 1" in result.reason
    assert result.run is not None
    assert [event.ok for event in read_events(result.run) if isinstance(event, Verified)] == [False]


def test_what_was_really_saved_is_verified(tmp_path: Path) -> None:
    result = run_with(lambda: (tmp_path / "saved").exists(), tmp_path, honest=True)
    assert (result.verdict, result.reason) == ("verified", "")
    assert (tmp_path / "saved").read_text() == "milk"


async def _coroutine() -> Verification:
    return Verification(True)


def _raising() -> bool:
    raise OSError("no such database")


CHECKS: dict[str, tuple[Verify, bool, str]] = {
    "exit status 0": (CommandCheck("true"), True, ""),
    "another exit status": (CommandCheck("echo nothing there >&2; exit 3"), False, "exit status 3: nothing there"),
    "the output": (CommandCheck("echo milk and bread", "milk"), True, ""),
    "another output": (CommandCheck("echo bread", "milk"), False, "does not contain 'milk': bread"),
    "a program that is not there": (CommandCheck("no-such-program-here"), False, "exit status 127"),
    "something left in the background": (CommandCheck("sleep 300 & echo milk", "milk"), True, ""),
    "a function that says no": (lambda: False, False, "the verification said no"),
    "a function that says what is wrong": (lambda: "there are two of them", False, "there are two of them"),
    "a coroutine": (_coroutine, True, ""),
    "a function that fails": (_raising, False, "OSError: no such database"),
}


@pytest.mark.parametrize("name", CHECKS)
def test_what_a_second_channel_says(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gui_agent.agent.verification.PAUSE", 0.0)
    check, ok, found = CHECKS[name]
    said = asyncio.run(verify_with(check))
    assert said.ok is ok
    assert found in said.found


def test_what_comes_a_moment_later_counts(tmp_path: Path) -> None:
    answers = iter([False, True])
    assert asyncio.run(verify_with(lambda: next(answers))).ok


def test_an_output_without_a_command_is_refused() -> None:
    with pytest.raises(UsageError, match="--verify"):
        second_channel(None, "milk")
    with pytest.raises(UsageError, match="needs a command"):
        second_channel(" ", None)
