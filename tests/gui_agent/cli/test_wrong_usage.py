"""Wrong usage: one clear line that names the remedy, the right exit status, no traceback, and no screen is started for it."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import Cli, clean_environment

TASK = "run 'Click OK' --app true"
MODEL = "--model m --base-url http://127.0.0.1:9/v1"
WRONG: dict[str, tuple[int, str]] = {
    # commands and options that do not exist
    "rnu x": (2, "Did you mean `gui-agent run`"),
    "frobnicate": (2, "unknown command 'frobnicate'"),
    "'Click OK'": (2, 'gui-agent run "Click OK ..."'),
    "runs shwo": (2, "Did you mean `gui-agent runs show`"),
    "config pth": (2, "Did you mean `gui-agent config path`"),
    "run x --max-step 3": (2, "Did you mean --max-steps"),
    "run x --frobnicate": (2, "unknown option --frobnicate"),
    "test --worker 2": (2, "Did you mean --workers"),
    "completion tcsh": (2, "'tcsh' is none of"),
    # arguments that are missing, or too many
    "run": (2, "gui-agent run needs TASK"),
    "act": (2, "gui-agent act needs"),
    "ask": (2, "gui-agent ask needs QUESTION"),
    "locate": (2, "gui-agent locate needs DESCRIPTION"),
    "run Click OK": (2, "Quote it: gui-agent run 'Click OK'"),
    "locate the Save button": (2, "Quote it: gui-agent locate 'the Save button'"),
    "scenarios new": (2, "gui-agent scenarios new needs FILE"),
    "report a b": (2, "too many arguments"),
    "run x --app": (2, "--app needs a value"),
    # values that cannot be
    f"{TASK} --max-steps 0": (2, "--max-steps 0: must be at least 1"),
    f"{TASK} --max-steps many": (2, "--max-steps: must be a whole number"),
    f"{TASK} --timeout -1": (2, "--timeout -1.0: must be more than 0"),
    f"{TASK} --max-cost 1": (2, "--max-cost"),
    f"{TASK} --approve sometimes": (2, "'sometimes' is none of 'never', 'risky' or 'always'"),
    f"{TASK} --approve alway": (2, "Did you mean always"),
    "test --replay bogus": (2, "'bogus' is none of"),
    "test -n 0": (2, "--workers: must be at least 1"),
    "studio --port 99999": (2, "--port: must be at most 65535"),
    # screens and programs
    "run 'Click OK'": (3, "there is no desktop here"),
    "screenshot x.png": (3, "there is no desktop here"),
    'act \'{"action": "left_click", "start_box": [500, 300]}\'': (3, "there is no desktop here"),
    "locate 'the Save button'": (3, "there is no desktop here"),
    "run 'Click OK' --app ''": (2, "--app is empty"),
    "run 'Click OK' --app \"'x\"": (2, "a quote is not closed"),
    "run 'Click OK' --app /no/such/program": (3, "no such program: '/no/such/program'"),
    "screenshot x.png --app no-such-program": (3, "no such program: 'no-such-program'"),
    f"{TASK} --display virtual:99999x99999": (2, "28 to 32767 pixels"),
    f"{TASK} --display virtual:800": (2, "WIDTHxHEIGHT"),
    f"{TASK} --display nowhere": (2, "is not understood"),
    f"{TASK} --output /proc/x": (3, "cannot be written to"),
    f"{TASK} --output /etc/passwd": (2, "/etc/passwd is not a folder"),
    "run '' --app true": (2, "the task is empty"),
    "run '  ' --app true": (2, "the task is empty"),
    "locate ''": (2, "what is to be found"),
    # models
    f"{TASK} --base-url notaurl --model m": (2, "is no web address"),
    "models --base-url notaurl": (2, "is no web address"),
    "models": (2, "no server to ask"),
    f"{TASK} --base-url http://127.0.0.1:9/v1": (2, "Add --model NAME"),
    f"{TASK} --quantize 8bit": (2, "--quantize has no effect on the embedded model"),
    f"{TASK} --device-map cpu": (2, "--device-map has no effect"),
    f"{TASK} --thinking": (2, "--thinking has no effect"),
    f"{TASK} {MODEL} --quantize 8bit": (2, "--quantize has no effect on a model behind"),
    f"{TASK} --network": (2, "--network has no effect without --sandbox"),
    f"{TASK} --secret NOPE": (2, "--secret NOPE"),
    "test --address ray://x": (2, "--address has no effect without --engine ray"),
    "mcp --port 9000": (2, "--port has no effect without --http"),
    "studio --token-env NOPE": (2, "--token-env NOPE: this environment variable is not set"),
    # actions
    "act '{}'": (2, "'action' is missing"),
    "act '[]'": (2, "must be an object"),
    "act nonsense": (2, "is not JSON"),
    'act \'{"action": "left_clik", "start_box": [1, 1]}\'': (2, "Did you mean left_click"),
    'act \'{"action": "left_click", "start_box": [5000, 1]}\'': (2, "5000"),
    'act \'{"action": "key", "keys": "ctrl+bogus"}\'': (2, "bogus"),
    # files and runs
    "locate x --image /no/such.png": (2, "/no/such.png"),
    "test /no/such.yaml": (2, "/no/such.yaml"),
    "report nothing": (2, "no runs yet"),
    "runs show": (2, "no runs yet"),
    "resume last": (2, "no runs yet"),
    "runs delete": (2, "which runs?"),
    "skill install --user --folder x": (2, "exclude each other"),
}


@pytest.mark.parametrize("line", WRONG)
def test_one_line_and_the_right_status(line: str, cli: Cli, tmp_path: Path) -> None:
    status, words = WRONG[line]
    answer = cli(*shlex.split(line))
    assert words in answer.stderr, answer
    assert answer.status == status, answer
    assert answer.stdout == ""
    assert not (tmp_path / ".gui-agent").exists()
    assert answer.stderr.startswith("gui-agent: error: ")
    assert answer.stderr.count("\n") == 1
    for leak in ("Traceback", "pydantic", "Errno", "Value error", "Input should be", "discriminator"):
        assert leak not in answer.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="arguments are no bytes there")
@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_bytes_that_are_no_text(locale: str, tmp_path: Path) -> None:
    environment = {**clean_environment(tmp_path), "LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [os.fsencode(sys.executable), b"-m", b"gui_agent", b"run", b"Click Gr\xe9", b"--app", b"true"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, timeout=120, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith(b"gui-agent: error: an argument has bytes that are not UTF-8")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="arguments are no bytes there")
def test_umlauts_are_understood_without_a_locale(tmp_path: Path) -> None:
    environment = {**clean_environment(tmp_path), "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [sys.executable, "-m", "gui_agent", "rün"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, timeout=120, check=False)
    assert done.returncode == 2
    assert b"gui-agent run" in done.stderr
