"""A message bus of its own for a private screen: its applications are reachable there, and the user's own bus is left alone.

Without it an application on the private screen would talk to the user's desktop: an editor that runs there already would open
the file in its own window. Only the accessibility bus and the settings service can be started on it, by who asks for them.
The accessibility bus is started at once and says that there is a listener: applications ask for that only when they start.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

_PROGRAM = "dbus-daemon"
_SERVICES = Path("/usr/share/dbus-1/services")
_STARTED = ("org.a11y.Bus.service", "ca.desrt.dconf.service")
_SETTINGS = "services-config"
_LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
_JAVA_BRIDGE = Path("/usr/share/java/java-atk-wrapper.jar")
_JAVA_OPTIONS = (
    "-Djavax.accessibility.assistive_technologies=org.GNOME.Accessibility.AtkWrapper "
    f"-Xbootclasspath/a:{_JAVA_BRIDGE} -Djava.library.path=/usr/lib/jni:/usr/lib/x86_64-linux-gnu/jni"
)
_START_SECONDS = 5.0
_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={folder}/bus</listen>
  <servicedir>{folder}/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


def start_session_bus(folder: Path, environment: dict[str, str]) -> subprocess.Popen[bytes] | None:
    """Start a bus at `bus_address(folder)` with `environment`; None where the program is not installed.

    It is there a few milliseconds later: see `wait_for_bus`. The settings of its services are in `folder`, not the user's.
    """
    if shutil.which(_PROGRAM) is None:
        return None
    services = folder / "services"
    services.mkdir()
    for name in _STARTED:
        if (_SERVICES / name).exists():
            (services / name).symlink_to(_SERVICES / name)
    config = folder / "bus.conf"
    config.write_text(_CONFIG.format(folder=folder), encoding="utf-8")
    with (folder / "bus.log").open("wb") as log:
        try:
            return subprocess.Popen(
                [_PROGRAM, f"--config-file={config}", "--nofork", "--nopidfile"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**environment, "DBUS_SESSION_BUS_ADDRESS": bus_address(folder), "XDG_CONFIG_HOME": str(folder / _SETTINGS)},
                start_new_session=True,
            )
        except OSError:
            return None


def start_accessibility(environment: dict[str, str]) -> subprocess.Popen[bytes] | None:
    """Start the accessibility bus of the session bus in `environment`, switched on; None where it is not installed."""
    if not _LAUNCHER.exists():
        return None
    silent = subprocess.DEVNULL
    try:
        return subprocess.Popen(
            [_LAUNCHER, "--launch-immediately", "--a11y=1"],
            stdin=silent,
            stdout=silent,
            stderr=silent,
            env=environment,
            start_new_session=True,
        )
    except OSError:
        return None


def accessible_environment() -> dict[str, str]:
    """Variables with which the toolkits report their windows: GTK, Qt, Chromium and Firefox, and Java with its bridge."""
    found = {
        "ACCESSIBILITY_ENABLED": "1",
        "GNOME_ACCESSIBILITY": "1",
        "GTK_MODULES": "gail:atk-bridge",
        "QT_ACCESSIBILITY": "1",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
    }
    return {**found, "JDK_JAVA_OPTIONS": _JAVA_OPTIONS} if _JAVA_BRIDGE.exists() else found


def wait_for_bus(bus: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait until the bus listens, or has ended without: then applications do without one."""
    deadline = time.monotonic() + _START_SECONDS
    while not (folder / "bus").exists() and bus.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)


def bus_address(folder: Path) -> str:
    """Where the bus of this folder listens, as D-Bus writes it."""
    return f"unix:path={folder}/bus"
