"""Callbacks of the program that embeds gui-agent: what goes wrong in them becomes the run's verdict, never an error of the outer run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gui_agent.errors import GuiAgentError

if TYPE_CHECKING:
    from gui_agent.actions.action import BaseAction
    from gui_agent.agent.setup import AgentSetup
    from gui_agent.run.approver import Approver
    from gui_agent.run.foreign_tools import ForeignCall
    from gui_agent.run.run import Run


class CallbackFailed(GuiAgentError):
    """A callback raised an error: it cannot be known what its program wanted, so the run ends."""


def with_guarded_callbacks(setup: AgentSetup) -> AgentSetup:
    """The same setup for one run, whose callbacks raise CallbackFailed once, and are not called after that."""
    return replace(
        setup,
        listener=_guarded("listener", setup.listener) if setup.listener else None,
        on_delta=_guarded("on_delta", setup.on_delta) if setup.on_delta else None,
        approver=_guarded_approver(setup.approver),
    )


def _guarded(name: str, callback: Callable[..., None]) -> Callable[..., None]:
    failed = False

    def call(*values: Any) -> None:
        nonlocal failed
        if failed:
            return
        try:
            callback(*values)
        except GuiAgentError:
            raise
        except Exception as error:
            failed = True
            raise _failure(name, error) from error

    return call


def _guarded_approver(approver: Approver) -> Approver:
    async def ask(action: BaseAction | ForeignCall, run: Run) -> bool:
        try:
            return await approver(action, run)
        except GuiAgentError:
            raise
        except Exception as error:
            raise _failure("approver", error) from error

    return ask


def _failure(name: str, error: Exception) -> CallbackFailed:
    return CallbackFailed(f"the callback `{name}` of the program that started the run raised {type(error).__name__}: {error}")
