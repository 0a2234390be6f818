"""gui-agent in somebody else's program: the environment stays the host's, and what goes wrong there is a verdict."""

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest
from agents import Agent, ModelSettings, RunConfig, Runner
from glm_server import GlmServer, Reply

from gui_agent import GlmModel, GuiAgent, ModelChoice, gui_agent_tool
from gui_agent.errors import UsageError
from gui_agent.perception.screen.display import VirtualDisplay

KEY: Any = ("key", {"keys": "a"})
DONE: Any = ("done", {})


def agent(server: GlmServer, **settings: Any) -> GuiAgent:
    return GuiAgent(model=ModelChoice(name=server.model, base_url=server.base_url), **settings)


def bug(*_: Any) -> None:
    raise KeyError("nosuchkey")


def test_two_private_runs_and_one_on_a_display_of_the_hosts_leave_its_environment_alone(
    display: VirtualDisplay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XAUTHORITY", str(display.xauthority))
    before = dict(os.environ)
    with GlmServer(lambda _: Reply(calls=[DONE])) as server:
        for place in ("virtual", "virtual", str(display.name)):
            result = agent(server, display=place, output=str(tmp_path)).run("x")
            assert (result.verdict, result.reason) == ("done", "")
    assert dict(os.environ) == before
    display.check()


def test_run_in_a_running_loop_names_the_way() -> None:
    async def host() -> None:
        GuiAgent().run("x")

    with pytest.raises(UsageError, match=r"await agent\.run_async"):
        asyncio.run(host())


@pytest.mark.parametrize("name", ["listener", "on_delta"])
def test_a_callback_that_fails_is_a_verdict(name: str, tmp_path: Path) -> None:
    with GlmServer(lambda _: Reply(thinking="Hm.", calls=[KEY])) as server:
        result = agent(server, display="virtual", output=tmp_path, **{name: bug}).run("x")
    assert result.verdict == "failed"
    assert f"callback `{name}`" in result.reason
    assert "KeyError: 'nosuchkey'" in result.reason


def test_an_approver_that_fails_is_a_verdict(tmp_path: Path) -> None:
    async def approver(*_: Any) -> bool:
        raise RuntimeError("no terminal")

    with GlmServer(lambda _: Reply(calls=[KEY])) as server:
        result = agent(server, display="virtual", output=tmp_path, approve="always", approver=approver).run("x")
    assert (result.verdict, result.steps) == ("failed", 0)
    assert "RuntimeError: no terminal" in result.reason


def test_progress_that_fails_never_ends_the_outer_run(tmp_path: Path) -> None:
    async def outer(tool: Any, leading: GlmServer) -> Any:
        model = GlmModel(leading.model, base_url=leading.base_url)
        clerk = Agent("clerk", model=model, tools=[tool], model_settings=ModelSettings())
        try:
            return await Runner.run(clerk, "x", run_config=RunConfig(tracing_disabled=True))
        finally:
            await model.close()

    leads = [Reply(calls=[("use_computer", {"task": "press a"})]), Reply(text="It failed.")]
    with GlmServer(leads) as leading, GlmServer(lambda _: Reply(calls=[KEY])) as server:
        tool = gui_agent_tool(agent(server, display="virtual", output=tmp_path), on_progress=bug)
        result = asyncio.run(outer(tool, leading))
    assert result.final_output == "It failed."
    assert "nosuchkey" in leading.requests[1].text


def test_a_wrong_word_is_refused_at_once() -> None:
    with pytest.raises(UsageError, match="alway"):
        GuiAgent(approve="alway")  # type: ignore[arg-type]
