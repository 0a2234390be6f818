"""The `literal` model as an agent for MiniWoB++ harnesses that call `solve(display, utterance)`: the real loop on a given display.

python harness.py --tasks @a --seeds 0-9 --agent py:miniwob_agent:solve
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

# The harness's folder holds an agents.py of its own, which would hide the Agents SDK's package of that name.
sys.path[:] = [folder for folder in sys.path if not (Path(folder or ".") / "agents.py").is_file()]
sys.modules.pop("agents", None)

from gui_agent.agent.agent import GuiAgent  # noqa: E402
from gui_agent.model.literal import LiteralModel  # noqa: E402
from gui_agent.run.limits import Limits  # noqa: E402

MODEL = LiteralModel()
MODEL.warm_up()


def solve(display: str, utterance: str) -> None:
    """Perform one instruction on `display`; what happened goes to stderr. Raises RuntimeError where it failed."""
    with tempfile.TemporaryDirectory(prefix="gui-agent-miniwob-") as folder:
        agent = GuiAgent(model=MODEL, display=display, limits=Limits(steps=60, seconds=120), output=Path(folder))
        result = agent.run(utterance)
    print(result.verdict, result.reason, result.timings, file=sys.stderr)
    if result.verdict != "done":
        raise RuntimeError(result.reason)
