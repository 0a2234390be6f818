"""The `literal` model as an agent for MiniWoB++ harnesses that call `solve(display, utterance)`: the real loop on a given display.

python harness.py --tasks @a --seeds 0-9 --agent py:miniwob_agent:solve
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from gui_agent.agent import GuiAgent
from gui_agent.limits import Limits
from gui_agent.model.literal import LiteralModel

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
