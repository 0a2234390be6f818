"""`gui-agent act -`: what is no action gets its error object, and the stream continues."""

import json
import subprocess
import sys
from pathlib import Path

from command_line import clean_environment

from gui_agent.perception.screen.display import VirtualDisplay

BAD: dict[bytes, str] = {
    b"nonsense": "not JSON",
    b"[1, 2]": "must be an object",
    b"null": "must be an object",
    b'{"action": "fly"}': "'fly' is none of",
    b'{"action": "left_click"}': "start_box is missing",
    b'{"action": "left_click", "start_box": [1e999, 5]}': "outside of the screenshot",
    b'{"action": "left_click", "start_box": [10, 10], "unit": "cm"}': "unit 'cm' is none of",
    b'{"action": "key", "keys": "ctrl+nonsense"}': "unknown key 'nonsense'",
    b'{"action": "type", "content": "a\\ud800b"}': "content",
    b'{"action": "type", "content": "\\u0007"}': "control character",
    b'{"action": "type", "content": "\xff"}': "no UTF-8 text",
    b"[" * 100_000: "nested too deeply",
}
GOOD = b'{"action": "key", "keys": "shift"}'


def test_each_bad_line_gets_its_object_and_the_good_ones_are_performed(display: VirtualDisplay, tmp_path: Path) -> None:
    lines = [GOOD, *BAD, b"", GOOD]
    done = subprocess.run(
        [sys.executable, "-m", "gui_agent", "act", "-"],
        env={**clean_environment(tmp_path), **display.environment},
        input=b"\n".join(lines),
        capture_output=True,
        timeout=150,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, b"")
    first, *bad, last = map(json.loads, done.stdout.splitlines())
    assert [(one["action"], one["ok"]) for one in (first, last)] == [("key", True), ("key", True)]
    assert len(bad) == len(BAD)
    for outcome, said in zip(bad, BAD.values(), strict=True):
        assert (outcome["ok"], outcome["outcome"]) == (False, "refused")
        assert said in outcome["reason"]
