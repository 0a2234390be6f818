"""The command line, killed (SIGKILL) at one exact point of a run: `python kill_point.py PHASE STEP run ...`.

The phases of a step, in order:
    asking    the model is about to be asked      answered  its answer has come, nothing is recorded
    replied   the answer is recorded              begun     the action is recorded as begun, nothing has happened
    half      in the middle of the action         acted     the action is complete, nothing is recorded
    sent      that is recorded                    settled   its effect has been seen, nothing is recorded
    torn      half of that record is on disk      finished  all of it is
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

PHASES = ("asking", "answered", "replied", "begun", "half", "acted", "sent", "settled", "torn", "finished")
_AFTER = {"replied": "model_replied", "begun": "action_started", "sent": "action_sent", "finished": "action_finished"}


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def arm(phase: str, step: int) -> None:
    """Let this process die when it comes to `phase` of `step` (from 1)."""
    from gui_agent.record.events import ActionFinished, ActionStarted
    from gui_agent.record.run_log import RunLog

    write = RunLog._write
    now = {"step": 0}

    def recorded(self: RunLog, event: Any, *, wait: bool) -> Any:
        if isinstance(event, ActionStarted):
            now["step"] = event.step
        here = getattr(event, "step", None) == step
        if here and phase == "settled" and isinstance(event, ActionFinished):
            die()
        if here and phase == "torn" and isinstance(event, ActionFinished):
            os.write(self._file._file.fileno(), b'{"seq": 99, "event": "action_fin')
            die()
        result = write(self, event, wait=wait)
        if here and _AFTER.get(phase) == event.event:
            die()
        return result

    RunLog._write = recorded  # type: ignore[method-assign]
    if phase in ("asking", "answered"):
        _arm_model(phase, step)
    if phase in ("half", "acted"):
        _arm_hands(phase, step, now)


def _arm_model(phase: str, step: int) -> None:
    from gui_agent.model.glm.glm import EndpointModel
    from gui_agent.run.run import current_run

    ask = EndpointModel.get_response

    async def asked(self: EndpointModel, *args: Any, **kwargs: Any) -> Any:
        here = current_run().next_step == step
        if here and phase == "asking":
            die()
        response = await ask(self, *args, **kwargs)
        if here:
            die()
        return response

    EndpointModel.get_response = asked  # type: ignore[method-assign]


def _arm_hands(phase: str, step: int, now: dict[str, int]) -> None:
    from gui_agent.actions.execute import Executor
    from gui_agent.actions.platforms.x11.hands import X11Hands

    perform, release, type_text = Executor.perform, X11Hands.release, X11Hands.type_text

    def performed(self: Executor, *args: Any) -> None:
        perform(self, *args)
        if now["step"] == step and phase == "acted":
            die()

    def released(self: X11Hands, token: str) -> None:
        if now["step"] == step and phase == "half":
            self._x.sync()
            die()
        release(self, token)

    def typed(self: X11Hands, text: str, delay: float = 0.0) -> None:
        if now["step"] == step and phase == "half":
            type_text(self, text[: len(text) // 2], delay)
            self._x.sync()
            die()
        type_text(self, text, delay)

    Executor.perform = performed  # type: ignore[assignment,method-assign]
    X11Hands.release = released  # type: ignore[method-assign]
    X11Hands.type_text = typed  # type: ignore[method-assign]


if __name__ == "__main__":
    kill_phase, kill_step, *arguments = sys.argv[1:]
    arm(kill_phase, int(kill_step))
    sys.argv = ["gui-agent", *arguments]
    from gui_agent.cli.main import main

    main()
