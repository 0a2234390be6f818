"""What a private screen keeps from its programs: this machine's fonts, theme, resolution, language, time zone and settings.

A program then looks the same wherever it is tested. The settings are files in the screen's folder and variables of the environment,
which GTK 3 and 4, Qt and Chromium follow; text carets do not blink and nothing is animated where the toolkit has a setting for it.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from gui_agent.errors import EnvironmentProblem, UsageError
from gui_agent.perception.screen.faked_python import write_python

FILE: Final = "seal.json"
_SETTINGS: Final = "config"
_FAKETIME: Final = "libfaketime*.so.1"
_LIBRARIES: Final = (Path("/usr/lib"), Path("/usr/local/lib"), Path("/usr/lib64"))
_REMOVED: Final = re.compile(
    r"GTK_THEME|GTK2_RC_FILES|GDK_(SCALE|DPI_SCALE)|QT_(SCALE_FACTOR\w*|SCREEN_SCALE_FACTORS|AUTO_SCREEN_SCALE_FACTOR|FONT_DPI)"
    r"|QT_(STYLE_OVERRIDE|QPA_PLATFORMTHEME|ENABLE_HIGHDPI_SCALING)|XCURSOR_\w+|LC_\w+|LANG|LANGUAGE|TZ|FAKETIME\w*"
    r"|FONTCONFIG_PATH|XDG_CURRENT_DESKTOP|DESKTOP_SESSION|KDE_\w+|GNOME_DESKTOP_\w+|ADW_\w+|GSETTINGS_BACKEND|XDG_CONFIG_DIRS"
)
"""Variables with which a machine changes what its programs look like."""
_BROWSERS: Final = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "brave-browser", "microsoft-edge", "chrome",
)  # fmt: skip
"""Programs that show nothing at all under libfaketime."""
_PROGRAMS: Final = "bin"
_PYTHON: Final = "python"
_WITHOUT_FAKETIME: Final = """#!/bin/sh
echo "{name} does not run under libfaketime: its clock is the machine's" >&2
LD_PRELOAD=$(printf %s "$LD_PRELOAD" | sed 's/[^:]*libfaketime[^:]*//; s/^:*//; s/:*$//')
[ -n "$LD_PRELOAD" ] || unset LD_PRELOAD
unset FAKETIME FAKETIME_DONT_FAKE_MONOTONIC
exec {program} "$@"
"""
_CLOCK: Final = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")


@dataclass(frozen=True)
class Seal:
    """What a private screen looks like, whatever machine it is on."""

    fonts: str = "DejaVu Sans"
    """The family of all texts for which a program names none."""
    font_size: float = 10
    """Points; for GTK and Chromium."""
    theme: str = "light"
    """light, dark, or the name of a GTK theme."""
    dpi: int = 96
    """Pixels per inch, by which fonts are scaled."""
    scale: int = 1
    """Everything is drawn so many times as large."""
    locale: str = "C.UTF-8"
    timezone: str = "UTC"
    clock: str = ""
    """When the programs believe that they start: `2026-01-05 09:00:00`; empty for the machine's time."""

    def __post_init__(self) -> None:
        """Raises UsageError for what does not exist."""
        if self.clock and _parsed(self.clock) is None:
            raise UsageError(f"the clock {self.clock!r} is not a time", "Write it like 2026-01-05 09:00")
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise UsageError(f"unknown time zone {self.timezone!r}", "Write it like Europe/Berlin, or UTC") from error

    def described(self) -> dict[str, str]:
        """The seal as texts, for a cassette and its report."""
        return {name: f"{value:g}" if isinstance(value, float) else str(value) for name, value in asdict(self).items()}

    def write(self, folder: Path) -> None:
        """Write the settings into the screen's folder. Raises EnvironmentProblem."""
        try:
            (folder / FILE).write_text(json.dumps(asdict(self)), encoding="utf-8")
            for toolkit in ("gtk-3.0", "gtk-4.0"):
                place = folder / _SETTINGS / toolkit
                place.mkdir(parents=True, exist_ok=True)
                (place / "settings.ini").write_text(self._gtk(), encoding="utf-8")
            (folder / "gtkrc-2.0").write_text(f'gtk-font-name = "{self._font}"\ngtk-cursor-blink = 0\n', encoding="utf-8")
            if self.clock and faketime() is not None:
                _write_browsers(folder / _PROGRAMS)
                write_python(folder / _PYTHON)
        except OSError as error:
            raise EnvironmentProblem(f"cannot write into {folder}: {error.strerror or error}", "Free some space") from error

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """The seal of the screen with this folder; None if it has none."""
        try:
            data = json.loads((folder / FILE).read_text(encoding="utf-8"))
            return cls(**{field.name: data[field.name] for field in fields(cls)})
        except (OSError, ValueError, KeyError, TypeError):
            return None

    @property
    def _font(self) -> str:
        return f"{self.fonts} {self.font_size:g}"

    @property
    def is_dark(self) -> bool:
        """Whether programs are asked for light letters on a dark ground."""
        return self.theme == "dark"

    def _gtk(self) -> str:
        name = "Adwaita" if self.theme in ("light", "dark") else self.theme
        settings = {
            "gtk-theme-name": name,
            "gtk-icon-theme-name": "Adwaita",
            "gtk-application-prefer-dark-theme": int(self.is_dark),
            "gtk-font-name": self._font,
            "gtk-xft-dpi": self.dpi * 1024,
            "gtk-xft-antialias": 1,
            "gtk-xft-hinting": 1,
            "gtk-xft-hintstyle": "hintslight",
            "gtk-xft-rgba": "none",
            "gtk-cursor-blink": 0,
            "gtk-enable-animations": 0,
        }
        return "\n".join(["[Settings]", *(f"{name}={value}" for name, value in settings.items()), ""])

    def resources(self) -> str:
        """The X resources of the screen: what Qt and Chromium scale their fonts by."""
        return f"Xft.dpi:\t{self.dpi}\nXft.antialias:\t1\nXft.hinting:\t1\nXft.hintstyle:\thintslight\nXft.rgba:\tnone\n"

    def environment(self, folder: Path, inherited: Mapping[str, str]) -> dict[str, str]:
        """The environment of a program on the screen with this folder, of the one that it would inherit."""
        environment = {name: value for name, value in inherited.items() if not _REMOVED.fullmatch(name)}
        preloaded = [name for name in environment.pop("LD_PRELOAD", "").split(":") if name and "libfaketime" not in name]
        environment |= {
            "LANG": self.locale,
            "LC_ALL": self.locale,
            "LANGUAGE": self.locale.partition(".")[0] if self.locale[:2].islower() else "en",
            "TZ": self.timezone,
            "XDG_CONFIG_DIRS": f"/etc/xdg:{folder / _SETTINGS}",
            "GTK2_RC_FILES": str(folder / "gtkrc-2.0"),
            "QT_FONT_DPI": str(self.dpi),
        }
        if self.scale != 1:
            environment |= {"GDK_SCALE": str(self.scale), "QT_SCALE_FACTOR": str(self.scale)}
        if self.is_dark:
            environment |= {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}
            if has_dark_qt():
                environment["QT_STYLE_OVERRIDE"] = "Adwaita-Dark"
        if self.clock and (library := faketime()) is not None:
            preloaded.append(str(library))
            environment |= {"FAKETIME": f"@{_parsed(self.clock):%Y-%m-%d %H:%M:%S}", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
            environment["PATH"] = f"{folder / _PROGRAMS}:{environment.get('PATH', os.defpath)}"
            environment["PYTHONPATH"] = ":".join(filter(None, (str(folder / _PYTHON), environment.get("PYTHONPATH"))))
        if preloaded:
            environment["LD_PRELOAD"] = ":".join(preloaded)
        return environment

    def lacking(self) -> list[str]:
        """What this machine cannot give, one clause each."""
        found = []
        if self.clock and faketime() is None:
            found.append("the clock is the machine's: libfaketime is not installed")
        if not has_font(self.fonts):
            found.append(f"the font {self.fonts!r} is not installed")
        if not has_locale(self.locale):
            found.append(f"the locale {self.locale!r} is not installed")
        return found


def _write_browsers(place: Path) -> None:
    """Programs with the names of the browsers that are installed: each starts the real one without libfaketime. Raises OSError."""
    place.mkdir(exist_ok=True)
    for name in _BROWSERS:
        program = shutil.which(name)
        if program is not None:
            (place / name).write_text(_WITHOUT_FAKETIME.format(name=name, program=shlex.quote(program)), encoding="utf-8")
            (place / name).chmod(0o755)


def machine_look() -> dict[str, str]:
    """What this machine's programs look like without a seal, as far as it can be known; texts as in `Seal.described`."""
    zone = os.environ.get("TZ") or _zone_of_machine()
    return {
        "fonts": default_font(),
        "theme": os.environ.get("GTK_THEME", ""),
        "dpi": os.environ.get("QT_FONT_DPI", ""),
        "scale": os.environ.get("GDK_SCALE", "1"),
        "locale": os.environ.get("LC_ALL") or os.environ.get("LANG", "C"),
        "timezone": zone,
    }


@cache
def faketime() -> Path | None:
    """The library that gives programs another time; None if it is not installed."""
    for folder in _LIBRARIES:
        for found in sorted([*folder.glob(f"faketime/{_FAKETIME}"), *folder.glob(f"*/faketime/{_FAKETIME}")]):
            if found.name == "libfaketime.so.1":
                return found
    return None


@cache
def has_dark_qt() -> bool:
    """Whether Qt has a dark style that can be chosen from outside."""
    return any(any(folder.glob("**/qt5/plugins/styles/adwaita.so")) for folder in _LIBRARIES if folder.is_dir())


@cache
def has_font(family: str) -> bool:
    """Whether a font is installed."""
    return family.casefold() in {
        name.strip().casefold() for name in _answer("fc-list", ":", "family").replace("\n", ",").split(",")
    }


@cache
def has_locale(name: str) -> bool:
    """Whether a locale is installed."""
    wanted = re.sub(r"utf-?8$", "utf8", name.casefold())
    return wanted in ("c", "posix") or wanted in _answer("locale", "-a").casefold().split()


@cache
def default_font() -> str:
    """The font of this machine for texts without one."""
    return _answer("fc-match", "-f", "%{family}", "sans-serif").partition(",")[0]


def _answer(program: str, *arguments: str) -> str:
    if (found := shutil.which(program)) is None:
        return ""
    try:
        return subprocess.run([found, *arguments], capture_output=True, text=True, timeout=10, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""


def _zone_of_machine() -> str:
    try:
        return Path("/etc/timezone").read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _parsed(clock: str) -> datetime | None:
    for form in _CLOCK:
        try:
            return datetime.strptime(clock, form)
        except ValueError:
            continue
    return None
