"""A session bus for one private display, on which only the accessibility bus can be started."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gui_agent.perception.display import Display
from gui_agent.perception.processes import end_process

_SERVICE = Path("/usr/share/dbus-1/services/org.a11y.Bus.service")
_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <servicedir>{folder}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


def missing_for_accessibility() -> str:
    """What has to be installed for an accessibility bus; empty if nothing is missing."""
    missing = [] if shutil.which("dbus-daemon") else ["dbus-daemon (Debian package dbus)"]
    return " and ".join(missing if _SERVICE.exists() else [*missing, "at-spi-bus-launcher (Debian package at-spi2-core)"])


@contextmanager
def private_bus(display: Display, folder: Path) -> Iterator[dict[str, str]]:
    """The environment for programs on this display and its own bus; the bus ends afterwards, and with it all that it started."""
    shutil.copy(_SERVICE, folder)
    config = folder / "bus.conf"
    config.write_text(_CONFIG.format(folder=folder), encoding="utf-8")
    environment = {
        **display.environment,
        "ACCESSIBILITY_ENABLED": "1",
        "XDG_CONFIG_HOME": str(folder),
        "GSETTINGS_BACKEND": "memory",
    }
    environment.pop("NO_AT_BRIDGE", None)
    with (folder / "bus.log").open("wb") as log:
        process = subprocess.Popen(
            ["dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile", "--print-address"],
            stdout=subprocess.PIPE,
            stderr=log,
            env=environment,
            text=True,
            start_new_session=True,
        )
    try:
        assert process.stdout
        address = process.stdout.readline().strip()
        assert address, (folder / "bus.log").read_text(errors="replace")
        yield {**environment, "DBUS_SESSION_BUS_ADDRESS": address}
    finally:
        end_process(process)
        if process.stdout:
            process.stdout.close()
