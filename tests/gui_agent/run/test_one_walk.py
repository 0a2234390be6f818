"""The walk of an action through a run: what is found out about it is found out once, and secrets are covered in one place."""

import sys
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

from scripted_model import ScriptedModel

from gui_agent import GuiAgent
from gui_agent.record.events import ActionFinished, ActionStarted
from gui_agent.record.run_log import read_events

SCRIPT: list[dict[str, Any]] = [
    {"action": "left_click", "start_box": [400, 300], "element_info": "Name"},
    {"action": "type", "content": "open {{secret:pw}}"},
    {"action": "key", "keys": "ctrl+a"},
    {"action": "done", "answer": "typed hunter2222"},
]
FOLLOWED = {"risk_of", "aim_of", "describe_effect", "mask", "mask_all", "without_secrets"}


async def allow(*_: Any) -> bool:
    return True


def test_an_action_is_judged_aimed_and_described_once_and_masked_by_the_log(tmp_path: Path) -> None:
    calls: Counter[tuple[str, str]] = Counter()

    def note(frame: FrameType, event: str, _: Any) -> None:
        name = frame.f_code.co_name
        if event == "call" and name in FOLLOWED and "gui_agent" in frame.f_globals["__name__"] and frame.f_back is not None:
            caller = frame.f_back
            while caller.f_code.co_name.startswith("<") and caller.f_back is not None:
                caller = caller.f_back  # a comprehension
            calls[name, f"{caller.f_globals['__name__'].removeprefix('gui_agent.')}.{caller.f_code.co_name}"] += 1

    agent = GuiAgent(
        model=ScriptedModel(SCRIPT),
        display="virtual",
        secrets={"pw": "hunter2222"},
        approve="always",
        approver=allow,
        output=tmp_path,
    )
    sys.setprofile(note)
    try:
        result = agent.run("Type")
    finally:
        sys.setprofile(None)
    assert result.verdict == "done", result.reason
    assert result.answer == "typed {{secret:pw}}"
    assert result.run is not None
    events = list(read_events(result.run))
    started = sum(isinstance(event, ActionStarted) for event in events)
    finished = sum(isinstance(event, ActionFinished) for event in events)
    assert started == finished == len(SCRIPT) - 1
    assert calls["risk_of", "run.run.risk"] == len(SCRIPT)  # and `done`, about which is asked whether it must be asked
    assert {caller for name, caller in calls if name == "risk_of"} == {"run.run.risk"}
    assert calls["aim_of", "run.step._perform"] == started
    assert calls["describe_effect", "run.step._log_finish"] == finished
    masking = {caller for name, caller in calls if name in ("mask", "mask_all", "without_secrets")}
    allowed = {
        "actions.secrets.mask_all",
        "record.masking._masked",
        "record.run_log.without_secrets",
        "record.run_log.write_json",
        "agent.run_in_progress._finish",
    }
    assert masking <= allowed, masking - allowed
