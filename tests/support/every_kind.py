"""Five runs that together write every kind of event: a team, a steered run, a resumed one, a refused action, a scenario."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from command_line import ROOT, TODO
from glm_server import GlmServer, Reply, Request
from scripted_model import ScriptedModel
from todo_team import CLICK_ADD, CLICK_FIELD, PLAN, TYPE_MILK, Call, role_of

from gui_agent import GuiAgent, Limits, ModelChoice
from gui_agent.actions.policy.policy import parse_policy
from gui_agent.agent.verification import CommandCheck
from gui_agent.control.socket import Control, tell
from gui_agent.control.steering import Steering
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.record.events import Usage
from gui_agent.scenarios.format.load import load_scenarios
from gui_agent.scenarios.play.examiner import Finding
from gui_agent.scenarios.play.play_options import PlayOptions
from gui_agent.scenarios.play.player import play
from gui_agent.scenarios.play.shared_models import Brains

ADD_MILK = [CLICK_FIELD, TYPE_MILK, CLICK_ADD]
HOVER: Call = ("hover", {"start_box": [700, 700], "element_info": "an empty place"})
SCENARIO = """\
version: 1
app: {start: "python APP ${work}/todo.json", window: Todo}
setup: [{shell: 'true'}]
scenarios:
  - name: add
    steps:
      - do: Add Milk
      - check: {that: "the list holds Milk", timeout: 1s}
      - read: {as: count, from: the number of todos, schema: int}
      - expect: {count: 1}
"""


def agent_for(server: GlmServer, folder: Path, **settings: Any) -> GuiAgent:
    choice = ModelChoice(name=server.model, base_url=server.base_url)
    given = {"app": f"{TODO} {folder / 'todo.json'}", "limits": Limits(seconds=60), "folder": folder, **settings}
    return GuiAgent(model=choice, **given)


async def yes(*_: Any) -> bool:
    return True


def team(folder: Path) -> Path:
    """A planner, an operator who asks a reader and calls a foreign tool after approval, and a verifier."""
    reading: Iterator[Call] = iter([("collect", {"rows": ["Milk"]}), ("give_to_operator", {"complete": True})])
    working: Iterator[Call] = iter([("ask_reader", {"what": "all todos"}), *ADD_MILK, ("done", {"answer": "Milk"})])
    noted: list[str] = []

    def script(request: Request) -> Reply:
        role = role_of(request)
        if role == "planner":
            return Reply(thinking="One goal is enough.", calls=[("start_work", PLAN)])
        if role == "verifier":
            return Reply(calls=[("verdict", {"passed": True, "reason": "It is there", "evidence_box": [100, 205, 145, 235]})])
        if role == "reader":
            return Reply(calls=[next(reading)])
        tool = next(name for name in request.tools if name.endswith("write_note"))
        if not noted:
            noted.append(tool)
            return Reply(calls=[(tool, {"text": "begun"})])
        return Reply(calls=[next(working)])

    notes = f"{sys.executable} {ROOT / 'tests/apps/notes_server.py'} {folder / 'notes.txt'}"
    with GlmServer(script) as server:
        agent_for(server, folder, team=True, mcp_servers=[notes], approver=yes).run("Add Milk and say what is there")
    return folder


def refused(folder: Path) -> Path:
    """An action that the policy refuses; a command verifies the end."""
    policy = parse_policy({"deny": [{"action": "type"}]}, "policy")
    with GlmServer([Reply(calls=[call]) for call in (*ADD_MILK[:2], ("done", {}))]) as server:
        agent_for(server, folder, policy=policy, verify=CommandCheck("true")).run("Add Milk")
    return folder


def steered(folder: Path) -> Path:
    """A run that is paused, resumed and given a hint, and whose actions wait for approval in another program."""

    async def until(there: Callable[[], object]) -> None:
        async with asyncio.timeout(60):
            while not there():
                await asyncio.sleep(0.02)

    async def steer(agent: GuiAgent) -> None:
        assert agent.control is not None
        steering = agent.control.steering
        await until((folder / "control.json").exists)
        await tell(folder, {"do": "pause"})
        await until(lambda: '"paused"' in (folder / "events.jsonl").read_text())
        await tell(folder, {"do": "hint", "text": "be quick"})
        await tell(folder, {"do": "go_on"})
        await until(lambda: steering.question)
        await tell(folder, {"do": "answer", "number": 1, "granted": True})

    async def both(agent: GuiAgent) -> None:
        await asyncio.gather(agent.run_async("Look around"), steer(agent))

    with GlmServer([Reply(calls=[HOVER]), Reply(calls=[("done", {})])]) as server:
        control = Control(Steering())
        agent = agent_for(
            server, folder, control=control, listener=control.on_event, approve="always", approver=control.steering.ask
        )
        asyncio.run(both(agent))
    return folder


def resumed(folder: Path) -> Path:
    """A run that its limit ends after one step, and that another agent continues."""
    script = [Reply(calls=[call]) for call in (ADD_MILK[0], ADD_MILK[1], ("done", {}))]
    with GlmServer(script) as server:
        agent_for(server, folder, limits=Limits(steps=1)).run("Add Milk")
        server.requests.clear()
        asyncio.run(agent_for(server, folder).resume(folder))
    return folder


class Looked:
    """Finds everything to be so."""

    async def check(self, statement: str, screenshot: Screenshot) -> Finding:
        return Finding("yes", "it is shown")

    async def read(self, what: str, form: str, screenshot: Screenshot, *, many: bool) -> tuple[object, Usage]:
        return 1, Usage(1, 100, 0, 5)


def scenario(folder: Path) -> Path:
    """A scenario of every kind of step, played with a cassette, of which one decision is healed; the folder of the run."""
    script = [{"action": name, **arguments} for name, arguments in [*ADD_MILK, ("done", {})]]
    app = folder / "todo.py"
    app.write_text((ROOT / "scenarios/apps/todo.py").read_text())
    (folder / "todo.yaml").write_text(SCENARIO.replace("APP", str(app)))
    options = PlayOptions(output=folder / "runs", root=folder, report=False)

    def played(mode: Any, actions: list[dict[str, Any]]) -> Path:
        brains = Brains(ModelChoice(), ScriptedModel(actions), Looked())
        (one,) = load_scenarios(folder / "todo.yaml", {})
        return Path(asyncio.run(play(one, replace(options, replay=mode), brains)).run)

    played("record", script)
    app.write_text(app.read_text().replace('text="Add"', 'text="Put"'))
    return played("auto", script[2:])


EVERY: dict[str, Callable[[Path], Path]] = {
    "team": team,
    "refused": refused,
    "steered": steered,
    "resumed": resumed,
    "scenario": scenario,
}
