"""Names that requests carry: they lead to files of the run that they name, and to nothing else."""

from pathlib import Path
from typing import Any, cast

import pytest
from starlette.exceptions import HTTPException
from starlette.websockets import WebSocketDisconnect

from gui_agent.errors import UsageError
from gui_agent.studio.files import send_file
from gui_agent.studio.live_socket import gesture_in
from gui_agent.studio.runs_page import scenario_file
from gui_agent.studio.shared_state import Studio


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """A folder of runs with one run, and files above it that are nobody's business."""
    output = tmp_path / "runs"
    (output / "one/steps").mkdir(parents=True)
    for folder in (tmp_path, output, output / "one"):
        (folder / "events.jsonl").write_text("{}")
    (output / "one/control.json").write_text("{}")
    (output / "one/steps/1.png").write_text("")
    (output / "one/linked.json").symlink_to("control.json")
    (output / "one/outside.jsonl").symlink_to(output / "events.jsonl")
    (output / "one/circle.png").symlink_to("circle.png")
    return output


@pytest.mark.parametrize("name", ["", ".", "..", "two", "one/", "one/.", "one/../one", "/", "a\0b", "x" * 300, "steps", "ONE\n"])
def test_a_run_is_a_folder_right_below(runs: Path, name: str) -> None:
    with pytest.raises(UsageError, match="no run"):
        Studio(cast("Any", None), runs).run_folder(name)
    assert Studio(cast("Any", None), runs).run_folder("one") == runs / "one"


@pytest.mark.parametrize(
    "path",
    [
        "control.json",
        "steps/../control.json",
        "linked.json",
        "outside.jsonl",
        "circle.png",
        "../events.jsonl",
        "../../events.jsonl",
        "/etc/hosts.txt",
        "steps",
        "",
        "no.png",
        "a\0.png",
        "x" * 300 + ".png",
        "steps/1.png/x.png",
        "1.sh",
    ],
)
def test_only_pages_files_of_the_run_are_sent(runs: Path, path: str) -> None:
    with pytest.raises(HTTPException) as refused:
        send_file(runs / "one", path)
    assert refused.value.status_code == 404
    assert Path(send_file(runs / "one", "steps/1.png").path) == runs / "one/steps/1.png"  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["x", "../x.yaml", "/tmp/x.yaml", "a\0.yaml", "circle.png/../../../x.yaml"])
def test_a_scenario_is_written_below_the_folder_only(runs: Path, name: str) -> None:
    with pytest.raises(UsageError):
        scenario_file(name, runs / "one")
    assert scenario_file("a/b.yml", runs) == runs / "a/b.yml"


@pytest.mark.parametrize(
    "text", [None, "", "{", "[]", "3", "null", "{}", '{"gesture": 3}', '{"gesture": null}', "[" * 100_000, '"\\ud800"']
)
def test_what_is_no_gesture_is_passed_over(text: str | None) -> None:
    assert gesture_in({"type": "websocket.receive", "text": text}) is None
    assert gesture_in({"type": "websocket.receive", "bytes": b"x"}) is None
    assert gesture_in({"type": "websocket.receive", "text": '{"gesture": {"kind": "move"}}'}) == {"kind": "move"}
    with pytest.raises(WebSocketDisconnect):
        gesture_in({"type": "websocket.disconnect", "code": 1001})
