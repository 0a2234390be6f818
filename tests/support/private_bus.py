"""What the accessibility bus of a private display needs on this machine."""

from __future__ import annotations

import shutil
from pathlib import Path

_SERVICE = Path("/usr/share/dbus-1/services/org.a11y.Bus.service")


def missing_for_accessibility() -> str:
    """What has to be installed for an accessibility bus; empty if nothing is missing."""
    missing = [] if shutil.which("dbus-daemon") else ["dbus-daemon (Debian package dbus)"]
    return " and ".join(missing if _SERVICE.exists() else [*missing, "at-spi-bus-launcher (Debian package at-spi2-core)"])
