"""Import every module of the installed package that this platform has, without any extra: nothing may fail, print or open a display."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import gui_agent

OTHER_PLATFORMS = {
    "linux": ("platforms.windows", "platforms.macos"),
    "darwin": ("platforms.windows", "platforms.x11"),
    "win32": ("platforms.macos", "platforms.x11"),
}
EXTRAS = ("gui_agent.pytest_plugin", "gui_agent.studio", "gui_agent.model.in_process", "gui_agent.__main__")
"""What needs an extra, or runs when it is imported."""


def names() -> list[str]:
    """The modules to import."""
    skipped = OTHER_PLATFORMS.get(sys.platform, ())
    found = [module.name for module in pkgutil.walk_packages(gui_agent.__path__, "gui_agent.", onerror=lambda _: None)]
    return [name for name in found if not name.startswith(EXTRAS) and not any(part in name for part in skipped)]


if __name__ == "__main__":
    for name in names():
        importlib.import_module(name)
    print(f"{len(names())} modules imported")
