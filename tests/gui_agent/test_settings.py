from pathlib import Path

import pytest

from gui_agent.errors import UsageError
from gui_agent.settings import ResolvedSettings


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))


def test_flags_beat_environment_beats_project_beats_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    user = tmp_path / "config/gui-agent/config.toml"
    user.parent.mkdir(parents=True)
    user.write_text('model = "user"\ntimeout = 1\nmax_steps = 1\ndisplay = "virtual"\n')
    (tmp_path / "gui-agent.toml").write_text('model = "project"\ntimeout = 2\nmax_steps = 2\n')
    monkeypatch.setenv("GUI_AGENT_MODEL", "environment")
    monkeypatch.setenv("GUI_AGENT_TIMEOUT", "3")
    resolved = ResolvedSettings.load({"model": "flag", "timeout": None})
    values = resolved.values
    assert (values.model, values.timeout, values.max_steps, values.display) == ("flag", 3, 2, "virtual")
    assert [resolved.origin(name) for name in ("model", "timeout", "max_steps", "stream")] == [
        "flags",
        "environment",
        "gui-agent.toml",
        "default",
    ]
    assert resolved.origin("display") == str(user)


def test_nested_settings_merge_key_by_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.gui-agent.sampling]\ntop_p = 0.5\nseed = 7\n")
    monkeypatch.setenv("GUI_AGENT_SAMPLING__TOP_P", "0.9")
    sampling = ResolvedSettings.load().values.sampling
    assert (sampling.top_p, sampling.seed) == (0.9, 7)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("modell = 'x'\n", "gui-agent.toml: unknown setting 'modell'"),
        ("max_steps = 0\n", "gui-agent.toml: max_steps"),
        ("model = \n", "gui-agent.toml cannot be read"),
    ],
)
def test_a_wrong_file_is_named_with_the_place(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "gui-agent.toml").write_text(content)
    with pytest.raises(UsageError) as caught:
        ResolvedSettings.load()
    assert message in str(caught.value)
