"""A program of somebody else's that uses the public names passes `mypy --strict`, also beside an editable clone."""

import subprocess
import sys
from pathlib import Path

import pytest
from command_line import ROOT

PROGRAM = """
from gui_agent import GlmModel, GlmProvider, GuiAgent, Limits, ModelChoice, RunResult

choice = ModelChoice(name="glm-4.5v", base_url="http://127.0.0.1:8000/v1")
agent = GuiAgent(model=choice, output="runs", display="virtual", limits=Limits(steps=3))
result: RunResult = agent.run("Save the file")
reason: str = result.reason
model = GlmModel("glm-4.5v", base_url="http://127.0.0.1:8000/v1", api_key_env="KEY")
provider = GlmProvider(base_url="http://127.0.0.1:8000/v1")
"""


def test_a_clone_has_a_folder_that_type_checkers_can_look_into() -> None:
    assert sorted(path.name for path in (ROOT / "src").iterdir()) == ["gui_agent"]
    assert (ROOT / "src/gui_agent").resolve() == ROOT / "gui_agent"
    assert (ROOT / "src/gui_agent/py.typed").is_file()
    assert (ROOT / "src/gui_agent/model/choice.py").is_file()


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_strict_program_passes_mypy(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAM)
    mypy = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "program.py"]
    checked = subprocess.run(mypy, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert checked.stdout == "Success: no issues found in 1 source file\n"
