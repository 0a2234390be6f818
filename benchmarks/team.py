"""What a team costs: requests and uncached tokens of the same ten-step task, done alone, by a team, and by a team with a repair.

    python benchmarks/team.py [--steps 10]

The server is scripted and the application real. Uncached tokens follow the message-prefix model of `benchmarks/loop.py`: what is
not a prefix of an earlier request, in whole messages, is paid for. No thinking and no answer tokens are counted.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests/support"))
sys.path.insert(0, str(ROOT / "benchmarks"))

from glm_server import GlmServer, Reply, Request  # noqa: E402
from observer import center, cost, lit, uncached_tokens  # noqa: E402
from todo_team import role_of  # noqa: E402

from gui_agent import GuiAgent, Limits, ModelChoice  # noqa: E402
from gui_agent.perception.geometry import Size  # noqa: E402

SIZE = Size(1280, 800)
PLAN = {
    "goals": [
        {"goal": "Click every button, in order", "success": "The lamp under each button of the window is green, none is grey"},
    ]
}


@dataclass
class Crew:
    """A scripted crew: the operator clicks what is next, the verifier looks whether the last lamp is lit."""

    steps: int
    forgets_last: bool
    """Whether the operator says that it is done one step too early, once."""
    clicked: int = 0
    asked: list[tuple[str, Request]] = field(default_factory=list)

    def __call__(self, request: Request) -> Reply:
        """The next reply of whoever asks."""
        role = role_of(request)
        self.asked.append((role, request))
        return Reply(calls=[getattr(self, f"_{role}")(request)])

    def _planner(self, _: Request) -> tuple[str, Any]:
        return "start_work", PLAN

    def _operator(self, _: Request) -> tuple[str, Any]:
        forgotten = self.forgets_last and self.clicked == self.steps - 1
        if self.clicked == self.steps or forgotten:
            self.forgets_last = False
            return "done", {"summary": "Every button was clicked."} if len({role for role, _ in self.asked}) > 1 else {}
        x, y = center(self.clicked)
        place = [round(x * 1000 / SIZE.width), round(y * 1000 / SIZE.height)]
        self.clicked += 1
        return "left_click", {"start_box": place, "element_info": f"button {self.clicked - 1}"}

    def _verifier(self, request: Request) -> tuple[str, Any]:
        if lit(request.images[-1], self.steps - 1, SIZE):
            return "verdict", {"passed": True, "reason": "All lamps are green", "evidence_box": [10, 50, 400, 200]}
        return "hand_back", {"missing": "The last lamp is grey", "evidence_box": [10, 50, 400, 200]}


def measure(steps: int, *, team: bool, forgets_last: bool = False) -> dict[str, Any]:
    """One run of the task."""
    crew = Crew(steps, forgets_last)
    with tempfile.TemporaryDirectory() as folder, GlmServer(crew) as server:
        log = Path(folder) / "clicks"
        agent = GuiAgent(
            model=ModelChoice(name=server.model, base_url=server.base_url),
            display=f"virtual:{SIZE.width}x{SIZE.height}",
            app=f"{sys.executable} {ROOT / 'benchmarks/apps/lamps.py'} {log} {steps} 0",
            limits=Limits(steps=steps + 5),
            output=Path(folder) / "runs",
            team=team,
        )
        result = agent.run("Click every button, in order")
        right = sum(click == str(number) for number, click in enumerate(log.read_text().split()))
    requests = [request for _, request in crew.asked]
    paid = uncached_tokens(requests)
    sums: dict[str, int] = {}
    for (role, _), tokens in zip(crew.asked, paid, strict=True):
        sums[role] = sums.get(role, 0) + tokens
    return {
        "verdict": result.verdict,
        "right": right,
        "requests": len(requests),
        "uncached": sum(paid),
        "sent": sum(cost({"tools": request.body.get("tools")}) + sum(map(cost, request.messages)) for request in requests),
        "roles": sums,
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--steps", type=int, default=10)
    steps = parser.parse_args().steps
    rows = {
        "solo": measure(steps, team=False),
        "team": measure(steps, team=True),
        "team, one repair": measure(steps, team=True, forgets_last=True),
    }
    solo = rows["solo"]
    print(f"{'':18} {'verdict':9} {'right':>6} {'requests':>9} {'uncached':>9} {'of solo':>8} {'sent':>8}   uncached by role")
    for name, row in rows.items():
        roles = ", ".join(f"{role} {tokens}" for role, tokens in row["roles"].items())
        share = row["uncached"] / solo["uncached"]
        print(
            f"{name:18} {row['verdict']:9} {row['right']:>3}/{steps} {row['requests']:>9} {row['uncached']:>9}"
            f" {share:>8.2f} {row['sent']:>8}   {roles}"
        )


if __name__ == "__main__":
    main()
