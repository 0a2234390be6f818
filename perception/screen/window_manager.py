"""The window manager of a private screen: openbox, with keys that get every window back and no way to lose one."""

from __future__ import annotations

import shlex
import subprocess
import time
from pathlib import Path

from gui_agent.errors import EnvironmentProblem

_START_SECONDS = 20.0
# The button that minimises puts the window behind the others: nothing on the screen would show it again. Alt with the mouse is
# the application's.
_CONFIG = """<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <focus><focusNew>yes</focusNew><followMouse>no</followMouse></focus>
  <placement><policy>Smart</policy><center>yes</center></placement>
  <theme><name>Clearlooks</name></theme>
  <desktops><number>1</number><popupTime>0</popupTime></desktops>
  <mouse>
    <context name="Titlebar">
      <mousebind button="Left" action="Press"><action name="Focus"/><action name="Raise"/></mousebind>
      <mousebind button="Left" action="Drag"><action name="Move"/></mousebind>
      <mousebind button="Left" action="DoubleClick"><action name="ToggleMaximize"/></mousebind>
    </context>
    <context name="Client">
      <mousebind button="Left" action="Press"><action name="Focus"/><action name="Raise"/></mousebind>
      <mousebind button="Middle" action="Press"><action name="Focus"/><action name="Raise"/></mousebind>
      <mousebind button="Right" action="Press"><action name="Focus"/><action name="Raise"/></mousebind>
    </context>
    <context name="Close"><mousebind button="Left" action="Click"><action name="Close"/></mousebind></context>
    <context name="Iconify"><mousebind button="Left" action="Click"><action name="Lower"/></mousebind></context>
    <context name="Maximize"><mousebind button="Left" action="Click"><action name="ToggleMaximize"/></mousebind></context>
  </mouse>
  <keyboard>
    <keybind key="A-F4"><action name="Close"/></keybind>
    <keybind key="A-Tab"><action name="NextWindow"><dialog>none</dialog><finalactions>
      <action name="Focus"/><action name="Raise"/><action name="Unshade"/></finalactions></action></keybind>
    <keybind key="A-S-Tab"><action name="PreviousWindow"><dialog>none</dialog><finalactions>
      <action name="Focus"/><action name="Raise"/><action name="Unshade"/></finalactions></action></keybind>
    <keybind key="W-Next"><action name="MoveRelative"><x>0</x><y>-300</y></action></keybind>
    <keybind key="W-Prior"><action name="MoveRelative"><x>0</x><y>300</y></action></keybind>
    <keybind key="W-Home"><action name="MoveResizeTo"><x>0</x><y>0</y></action></keybind>
  </keyboard>
  <menu/>
</openbox_config>
"""


def start_window_manager(folder: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start openbox with its files in `folder`; it manages windows when this returns. Raises EnvironmentProblem."""
    config = folder / "openbox.xml"
    config.write_text(_CONFIG, encoding="utf-8")
    started = folder / "openbox.ready"
    with (folder / "openbox.log").open("wb") as log:
        process = subprocess.Popen(
            ["openbox", "--sm-disable", "--config-file", str(config), "--startup", f"touch {shlex.quote(str(started))}"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment,
            start_new_session=True,
        )
    deadline = time.monotonic() + _START_SECONDS
    while not started.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            process.wait()
            raise EnvironmentProblem("the window manager openbox did not start", "Check that `openbox --version` runs")
        time.sleep(0.005)
    return process
