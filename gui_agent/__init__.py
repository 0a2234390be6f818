"""gui-agent: a GUI-automation agent that looks at the screen, thinks with GLM-4.5V, acts, and reports truthfully how it ended.

Names are loaded when they are first used, so that importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    __version__: str
    from gui_agent.agent.agent import GuiAgent
    from gui_agent.agent.live_run import LiveRun
    from gui_agent.agent.reading import ReadingFailed
    from gui_agent.desktop.desktop import Desktop
    from gui_agent.errors import GuiAgentError
    from gui_agent.integrations.agents_sdk_computer import DesktopComputer, desktop_tools, screenshot_filter
    from gui_agent.integrations.agents_sdk_tool import TaskResult, gui_agent_tool
    from gui_agent.model.choice import ModelChoice
    from gui_agent.model.glm_model import GlmModel, GlmProvider
    from gui_agent.run.limits import Limits
    from gui_agent.run.result import RunResult


__all__ = [
    "Desktop",
    "DesktopComputer",
    "GlmModel",
    "GlmProvider",
    "GuiAgent",
    "GuiAgentError",
    "Limits",
    "LiveRun",
    "ModelChoice",
    "ReadingFailed",
    "RunResult",
    "TaskResult",
    "desktop_tools",
    "gui_agent_tool",
    "screenshot_filter",
]

_HOMES = {
    "Desktop": "gui_agent.desktop.desktop",
    "DesktopComputer": "gui_agent.integrations.agents_sdk_computer",
    "GlmModel": "gui_agent.model.glm_model",
    "GlmProvider": "gui_agent.model.glm_model",
    "GuiAgent": "gui_agent.agent.agent",
    "GuiAgentError": "gui_agent.errors",
    "Limits": "gui_agent.run.limits",
    "LiveRun": "gui_agent.agent.live_run",
    "ModelChoice": "gui_agent.model.choice",
    "ReadingFailed": "gui_agent.agent.reading",
    "RunResult": "gui_agent.run.result",
    "TaskResult": "gui_agent.integrations.agents_sdk_tool",
    "desktop_tools": "gui_agent.integrations.agents_sdk_computer",
    "gui_agent_tool": "gui_agent.integrations.agents_sdk_tool",
    "screenshot_filter": "gui_agent.integrations.agents_sdk_computer",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("gui-agent")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
