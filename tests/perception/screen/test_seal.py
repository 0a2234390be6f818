"""A sealed screen looks the same on every machine: its programs get its settings, and nothing of the machine's."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gui_agent.errors import UsageError
from gui_agent.perception.geometry import Size
from gui_agent.perception.screen.display import start_virtual_display
from gui_agent.perception.screen.seal import Seal, faketime, has_font, has_locale

MACHINE = {
    "PATH": "/usr/bin",
    "GTK_THEME": "Strange:dark",
    "GDK_DPI_SCALE": "2",
    "QT_FONT_DPI": "192",
    "QT_STYLE_OVERRIDE": "Windows",
    "LC_TIME": "de_DE.UTF-8",
    "LANG": "fr_FR.UTF-8",
    "TZ": "Asia/Tokyo",
    "FAKETIME": "+3d",
    "LD_PRELOAD": "/lib/libfaketime.so.1:/lib/other.so",
    "XDG_CONFIG_DIRS": "/opt/config",
}


def test_nothing_of_the_machine_gets_through(tmp_path: Path) -> None:
    sealed = Seal().environment(tmp_path, MACHINE)
    assert not {"GTK_THEME", "GDK_DPI_SCALE", "QT_STYLE_OVERRIDE", "LC_TIME", "FAKETIME"} & sealed.keys()
    assert (sealed["LANG"], sealed["LC_ALL"], sealed["TZ"], sealed["QT_FONT_DPI"]) == ("C.UTF-8", "C.UTF-8", "UTC", "96")
    assert (sealed["PATH"], sealed["LD_PRELOAD"]) == ("/usr/bin", "/lib/other.so")
    assert "/opt/config" not in sealed["XDG_CONFIG_DIRS"]


def test_the_settings_are_what_is_asked_for(tmp_path: Path) -> None:
    seal = Seal("Noto Sans", 12, "dark", 120, 2, "C.UTF-8", "Europe/Berlin", "2026-01-05 09:00")
    seal.write(tmp_path)
    sealed = seal.environment(tmp_path, MACHINE)
    assert (sealed["GDK_SCALE"], sealed["QT_SCALE_FACTOR"], sealed["TZ"]) == ("2", "2", "Europe/Berlin")
    settings = (tmp_path / "config/gtk-4.0/settings.ini").read_text()
    assert "gtk-font-name=Noto Sans 12\n" in settings
    assert "gtk-application-prefer-dark-theme=1\n" in settings
    assert f"gtk-xft-dpi={120 * 1024}\n" in settings
    assert Seal.read(tmp_path) == seal
    assert Seal.read(tmp_path / "none") is None


def test_what_does_not_exist_is_an_error_and_what_is_missing_is_said() -> None:
    with pytest.raises(UsageError, match="unknown time zone 'Mars/North'"):
        Seal(timezone="Mars/North")
    with pytest.raises(UsageError, match="'yesterday' is not a time"):
        Seal(clock="yesterday")
    assert Seal(fonts="No Such Font", locale="xx_XX.UTF-8").lacking() == [
        "the font 'No Such Font' is not installed",
        "the locale 'xx_XX.UTF-8' is not installed",
    ]
    assert has_font("DejaVu Sans")
    assert has_locale("C.UTF-8")


def test_a_program_on_a_sealed_screen_sees_it(tmp_path: Path) -> None:
    code = (
        "import os, time, tkinter; root = tkinter.Tk();"
        "print(root.winfo_fpixels('1i'), os.environ['TZ'], time.strftime('%Y'), root.option_get('dpi', 'Xft'))"
    )
    with start_virtual_display(Size(400, 300), seal=Seal(dpi=120, timezone="Asia/Tokyo", clock="2020-06-01")) as display:
        reported = subprocess.run(
            [sys.executable, "-c", code], env=display.environment, capture_output=True, text=True, check=True
        )
    inch, zone, year, *_ = reported.stdout.split()
    assert (round(float(inch)), zone) == (120, "Asia/Tokyo")
    if faketime() is not None:
        assert year == "2020"


@pytest.mark.skipif(faketime() is None, reason="libfaketime is not installed")
def test_a_browser_is_started_without_libfaketime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, folder = tmp_path / "real", tmp_path / "screen"
    real.mkdir()
    folder.mkdir()
    (real / "chromium").write_text('#!/bin/sh\necho "$1,$(date +%Y),$LD_PRELOAD,$FAKETIME"\n')
    (real / "chromium").chmod(0o755)
    monkeypatch.setenv("PATH", f"{real}:{os.environ['PATH']}")
    seal = Seal(clock="2020-06-01")
    seal.write(folder)
    environment = seal.environment(folder, os.environ)
    done = subprocess.run(["sh", "-c", "date +%Y; chromium --app"], env=environment, capture_output=True, text=True, check=True)
    year, browser = done.stdout.split()
    assert year == "2020"
    assert browser == f"--app,{datetime.now(tz=UTC).year},,"
    assert "its clock is the machine's" in done.stderr


@pytest.mark.skipif(faketime() is None, reason="libfaketime is not installed")
def test_a_python_program_sleeps_under_a_clock_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, own = tmp_path / "screen", tmp_path / "own"
    folder.mkdir()
    own.mkdir()
    (own / "sitecustomize.py").write_text("import os; os.environ['OWN'] = 'imported'")
    monkeypatch.setenv("PYTHONPATH", str(own))
    seal = Seal(clock="2020-06-01")
    seal.write(folder)
    code = (
        "import os, subprocess, sys, time; before = time.monotonic(); time.sleep(0.05); assert time.monotonic() - before >= 0.05\n"
        "try: subprocess.run(['sleep', '60'], timeout=0.05)\n"
        "except subprocess.TimeoutExpired: print(time.strftime('%Y'), os.environ['OWN'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=seal.environment(folder, os.environ), capture_output=True, text=True, check=False
    )
    assert (done.stdout.split(), done.stderr) == (["2020", "imported"], "")
