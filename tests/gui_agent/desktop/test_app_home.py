"""What an application on a private screen changes in its settings is in its own home, and nowhere else."""

from pathlib import Path

import pytest

from gui_agent.desktop.app_home import AppHome
from gui_agent.perception.screen.display import Display, VirtualDisplay


@pytest.mark.parametrize("given", [True, False])
def test_settings_are_kept_in_a_file_of_the_home(tmp_path: Path, given: bool) -> None:
    home = tmp_path / "home"
    home.mkdir()
    at = AppHome(VirtualDisplay(":1", tmp_path / "Xauthority", tmp_path, []), home if given else None)
    try:
        environment = at.environment({"HOME": "/somewhere", "XDG_CONFIG_HOME": "/somewhere/config"})
        assert environment["GSETTINGS_BACKEND"] == "keyfile"
        assert environment.get("XDG_CONFIG_HOME", "").startswith("/somewhere") is False
        assert not given or environment["HOME"] == str(home)
        assert at.environment({"GSETTINGS_BACKEND": "memory"})["GSETTINGS_BACKEND"] == "memory"
    finally:
        at.remove()


def test_a_home_with_a_database_and_the_users_own_screen_keep_theirs(tmp_path: Path) -> None:
    (tmp_path / ".config/dconf").mkdir(parents=True)
    (tmp_path / ".config/dconf/user").write_bytes(b"")
    private = VirtualDisplay(":1", tmp_path / "Xauthority", tmp_path, [])
    assert "GSETTINGS_BACKEND" not in AppHome(private, tmp_path).environment({})
    assert AppHome(Display(":0"), None).environment({"A": "b"}) == {"A": "b"}
