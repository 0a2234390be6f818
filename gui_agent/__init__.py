"""gui-agent: a GUI-automation agent that looks at the screen, thinks with GLM-4.5V, acts, and tells the truth about how it ended.

Names are loaded when they are first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gui_agent.agent import GuiAgent
    from gui_agent.desktop import Desktop
    from gui_agent.errors import GuiAgentError
    from gui_agent.limits import Limits
    from gui_agent.model.provider import ModelChoice
    from gui_agent.result import RunResult

__all__ = ["Desktop", "GuiAgent", "GuiAgentError", "Limits", "ModelChoice", "RunResult"]

_HOMES = {
    "Desktop": "gui_agent.desktop",
    "GuiAgent": "gui_agent.agent",
    "GuiAgentError": "gui_agent.errors",
    "Limits": "gui_agent.limits",
    "ModelChoice": "gui_agent.model.provider",
    "RunResult": "gui_agent.result",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
