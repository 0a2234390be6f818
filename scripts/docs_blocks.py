"""Write the Python of each page of the documentation into a file, so that it can be type-checked (`make check`).

python scripts/docs_blocks.py build/docs_blocks && mypy build/docs_blocks
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from textwrap import indent

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^```python[^\n]*\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL)
PREAMBLE = """
from typing import Any
import pytest
from pathlib import Path
from agents import Agent, RunConfig, Runner, RunState
from pydantic import BaseModel
from gui_agent import Desktop, GlmModel, GlmProvider, GuiAgent, Limits, ModelChoice, gui_agent_tool
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.text import TextReader
from gui_agent.record.events import ActionFinished

class Order(BaseModel):
    number: int

agent: GuiAgent
assistant: Agent[Any]
any_vision_model: Any
tool: Any
text: str
screenshot: Screenshot
reader: TextReader
"""
"""What a block may use: what pages import once, and what their earlier blocks made."""
OTHERWISE = {"own-agents": "agent: Agent[Any]"}
"""Pages on which a name means something else."""


def page_module(page: Path) -> str:
    """The Python blocks of a page, each in a function of its own, since they await; empty where it has none."""
    texts = [match["text"] for match in BLOCK.finditer(page.read_text(encoding="utf-8"))]
    if not texts:
        return ""
    preamble = PREAMBLE
    if page.stem in OTHERWISE:
        preamble = PREAMBLE.replace("agent: GuiAgent\n", OTHERWISE[page.stem] + "\n")
    blocks = [f"async def block_{number}() -> None:\n{indent(text, '    ')}" for number, text in enumerate(texts, 1)]
    return "\n\n".join([preamble, *blocks]) + "\n"


def pages() -> list[Path]:
    """The pages of the documentation, and the README."""
    return sorted([*ROOT.glob("docs/**/*.md"), ROOT / "README.md"])


def main() -> None:
    """Write the files into the folder that is named, which is emptied first."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.py"):
        old.unlink()
    for page in pages():
        if text := page_module(page):
            (folder / f"{re.sub(r'[^a-z0-9]+', '_', page.stem.lower())}.py").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
