"""The screen of a scenario: which one, how it is sealed from the machine, and how it differs from the recorded one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.display import is_private
from gui_agent.perception.screen.seal import Seal, machine_look
from gui_agent.scenarios.format.scenario import DisplayEntry

_NAMES: Final = {"font_size": "font size", "timezone": "time zone"}


@dataclass(frozen=True)
class ScreenPlan:
    """How the screen of a scenario is opened."""

    choice: str
    seal: Seal | None
    """None on a screen that is not private, and where the file says `seal: off`."""
    own_fonts: bool

    @classmethod
    def of(cls, entry: str | DisplayEntry | None, override: str | None, *, with_app: bool) -> ScreenPlan:
        """The plan for what the file says; `override` takes the place of the file's display or size. Raises UsageError."""
        if not isinstance(entry, DisplayEntry):
            choice, entry = override or entry or "auto", DisplayEntry()
        else:
            choice = override or (f"virtual:{entry.size}" if entry.size else "auto")
        if not is_private(choice, with_app=with_app):
            return cls(choice, None, own_fonts=False)
        if not entry.seal:
            return cls(choice, None, own_fonts=False)
        seal = Seal(entry.fonts, entry.font_size, entry.theme, entry.dpi, entry.scale, entry.locale, entry.timezone, entry.clock)
        return cls(choice, seal, own_fonts=True)

    def described(self, screen: Box) -> dict[str, str]:
        """The screen in texts, as a cassette holds it."""
        look = self.seal.described() if self.seal is not None else machine_look()
        return {"size": f"{screen.width}x{screen.height}", "seal": "on" if self.seal is not None else "off", **look}


def screen_difference(recorded: Mapping[str, str], now: Mapping[str, str]) -> str:
    """How the screen differs from the recorded one, in one clause; empty where it does not, or nothing was recorded."""
    names = [name for name in now if name in recorded and recorded[name] != now[name]]
    reported = [f"{_NAMES.get(name, name)} {now[name] or 'unknown'} instead of {recorded[name] or 'unknown'}" for name in names]
    return f"the screen is not like the recorded one: {', '.join(reported)}" if reported else ""
