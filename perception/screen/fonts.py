"""The fonts of a private screen: named ones, whatever else the machine has installed.

The default font changes when any program's package brings fonts. Then texts move, lines break elsewhere, and what was recorded does
not fit. So a private screen has a fontconfig file of its own: DejaVu for every generic family, and for the families that metric
aliases would give to whatever is installed. Fonts that a program names and the machine has are used, as are those for other scripts.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from gui_agent.errors import EnvironmentProblem

FONTS: Final = {
    "DejaVu Sans": ("sans-serif", "system-ui", "ui-sans-serif"),
    "DejaVu Serif": ("serif", "ui-serif"),
    "DejaVu Sans Mono": ("monospace", "ui-monospace"),
}
"""The font of each generic family."""
_ALIASED: Final = {
    "DejaVu Sans": ("Arial", "Helvetica", "Helvetica Neue", "Verdana"),
    "DejaVu Serif": ("Times", "Times New Roman"),
    "DejaVu Sans Mono": ("Courier", "Courier New"),
}
"""Families that systems replace by a font of the same width, if one is installed."""
FILE: Final = "fonts.conf"


def write_font_configuration(folder: Path, sans: str = "DejaVu Sans") -> Path:
    """Write the fontconfig file of a private screen into its folder, for FONTCONFIG_FILE, with `sans` for texts without a font.

    Raises EnvironmentProblem.
    """
    path = folder / FILE
    chosen = {"DejaVu Sans": escape(sans)}
    generic = [_preferred(chosen.get(font, font), family) for font, families in FONTS.items() for family in families]
    aliased = [_replaced(chosen.get(font, font), family) for font, families in _ALIASED.items() for family in families]
    try:
        path.write_text(_document([*aliased, *generic], generic), encoding="utf-8")
    except OSError as error:
        raise EnvironmentProblem(f"cannot write {path}: {error.strerror or error}", "Free some space") from error
    return path


def _document(before: Iterable[str], after: Iterable[str]) -> str:
    return "\n".join(
        [
            '<?xml version="1.0"?>',
            '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">',
            "<fontconfig>",
            *before,
            '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>',
            *after,  # for families that the system's own rules make generic
            "</fontconfig>\n",
        ]
    )


def _preferred(font: str, family: str) -> str:
    return _edit(font, family, "prepend")


def _replaced(font: str, family: str) -> str:
    return _edit(font, family, "assign")


def _edit(font: str, family: str, mode: str) -> str:
    return (
        f'<match target="pattern"><test name="family" qual="any"><string>{family}</string></test>'
        f'<edit name="family" mode="{mode}" binding="strong"><string>{font}</string></edit></match>'
    )
