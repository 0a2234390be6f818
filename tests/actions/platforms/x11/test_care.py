"""Windows in all kinds of places on a private screen: what is said of them, and that they can be fetched; one screen for all."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from text_fields import running

from gui_agent.actions.action import parse_action
from gui_agent.actions.execute import Executor
from gui_agent.actions.input.window_care import ManagedWindow, out_of_reach
from gui_agent.actions.platforms.x11.care import X11WindowCare
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.display import DEFAULT_SIZE, VirtualDisplay, start_virtual_display

PLACED = Path(__file__).parents[3] / "apps" / "placed.py"
SCREEN = Box(0, 0, *DEFAULT_SIZE)
SECONDS = 30.0


class Stage:
    """The private screen, its windows, and hands on it."""

    def __init__(self, display: VirtualDisplay, executor: Executor) -> None:
        self._executor, self.care = executor, X11WindowCare(display)
        self._display = display

    @contextmanager
    def showing(self, *windows: str, folder: Path) -> Iterator[None]:
        expected = [words.split(":")[0] for words in windows if not words.endswith(":withdrawn")]
        with running([sys.executable, str(PLACED), *windows], self._display, folder / "log"):
            self.wait_for(lambda: sorted(one.title for one in self.care.windows()) == sorted(expected))
            yield
        self.wait_for(lambda: not self.care.windows())

    def press(self, keys: str) -> None:
        self._executor.perform(parse_action({"action": "key", "keys": keys}), SCREEN)

    def reported(self) -> list[str]:
        return out_of_reach(self.care.windows(), SCREEN, keys=True)

    def window(self, title: str) -> ManagedWindow:
        return next(one for one in self.care.windows() if one.title == title)

    @staticmethod
    def wait_for(condition: object) -> None:
        assert callable(condition)
        deadline = time.monotonic() + SECONDS
        while not condition():
            assert time.monotonic() < deadline
            time.sleep(0.02)


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with start_virtual_display() as display, Executor(display) as executor:
        started = Stage(display, executor)
        yield started
        started.care.close()


REPORTED: dict[str, tuple[list[str], list[str]]] = {
    "wider than the screen": (["Wide:2000x300+0+100"], ["Wide", "pixels at the right", "super+home"]),
    "higher than the screen": (["High:300x1500+100+0"], ["High", "pixels at the bottom", "super+page_down moves it up"]),
    "larger in both directions": (["Large:1800x1200+0+0"], ["Large", "at the right", "at the bottom", "super+page_down"]),
    "beyond the left edge": (["Left:400x300+-350+100"], ["Left", "pixels at the left", "super+home"]),
    "wholly outside": (["Away:300x200+3000+2500"], ["Away", "at the right", "at the bottom"]),
    "under one of the same size": (["Below:300x200+200+200", "Above:300x200+200+200"], ["Below", "hidden behind 'Above'", "alt+tab"]),
    "under one that fills the screen": (["Below:300x200+200+200", "Full:300x200+0+0:fullscreen"], ["Below", "hidden behind 'Full'"]),
    "a dialog under another window": (
        ["Main:500x400+100+100", "Ask:200x100+150+150:of Main", "Other:600x500+80+80"],
        ["hidden behind 'Other'"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REPORTED)
def test_a_window_that_is_not_seen_whole_is_reported(name: str, stage: Stage, tmp_path: Path) -> None:
    windows, words = REPORTED[name]
    with stage.showing(*windows, folder=tmp_path):
        stage.wait_for(lambda: all(word in " ".join(stage.reported()) for word in words))


NOT_REPORTED = {
    "at the edges": ["Corner:300x200+0+0"],
    "two pixels over an edge": ["Edge:300x200+955+100"],
    "partly under another": ["Below:300x200+200+200", "Above:300x200+260+260"],
    "withdrawn by its program": ["Shown:300x200+200+200", "Gone:300x200+200+500:withdrawn"],
    "a full screen": ["Full:300x200+0+0:fullscreen"],
}


@pytest.mark.parametrize("name", NOT_REPORTED)
def test_nothing_is_said_of_a_window_that_can_be_seen(name: str, stage: Stage, tmp_path: Path) -> None:
    with stage.showing(*NOT_REPORTED[name], folder=tmp_path):
        stage.wait_for(lambda: not stage.reported())


@pytest.mark.parametrize("geometry", ["400x300+-350+100", "300x200+3000+2500", "400x300+1200+100", "400x300+100+760"])
def test_a_window_outside_is_fetched(geometry: str, stage: Stage, tmp_path: Path) -> None:
    with stage.showing(f"Away:{geometry}", folder=tmp_path):
        stage.wait_for(lambda: stage.reported())
        stage.press("super+home")
        stage.wait_for(lambda: not stage.reported())


def test_every_part_of_a_window_higher_than_the_screen_can_be_brought_into_sight(stage: Stage, tmp_path: Path) -> None:
    with stage.showing("High:300x1500+100+0", folder=tmp_path):
        stage.press("super+page_down super+page_down super+page_down")
        stage.wait_for(lambda: stage.window("High").frame.bottom <= SCREEN.bottom)
        stage.press("super+page_up super+page_up super+page_up")
        stage.wait_for(lambda: stage.window("High").frame.top >= SCREEN.top)


@pytest.mark.parametrize(
    "windows",
    [
        ["One:300x200+50+50:minimised"],
        ["One:300x200+50+50:minimised", "Two:300x200+400+50:minimised", "Three:300x200+50+300:minimised"],
        ["Shown:300x200+50+50", "Two:300x200+400+50:minimised"],
    ],
    ids=["one", "three", "one of two"],
)
def test_minimised_windows_come_back(windows: list[str], stage: Stage, tmp_path: Path) -> None:
    minimised = sum(words.endswith("minimised") for words in windows)
    with stage.showing(*windows, folder=tmp_path):
        stage.wait_for(lambda: sum(one.minimised for one in stage.care.windows()) == minimised)
        assert sum("is minimised" in sentence for sentence in stage.reported()) == minimised
        assert stage.care.bring_back() == minimised
        stage.wait_for(lambda: not any(one.minimised for one in stage.care.windows()))
        assert stage.care.bring_back() == 0
