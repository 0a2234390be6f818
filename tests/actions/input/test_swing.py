"""A Java window (Swing) gets what is typed, clicked, dragged and scrolled; its menu can be named. Needs a JDK."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from text_fields import running, wait_for

from gui_agent.actions.action import parse_action
from gui_agent.actions.aim import from_pixels
from gui_agent.actions.execute import Executor
from gui_agent.agent.agent import GuiAgent
from gui_agent.desktop.window_list import WindowList
from gui_agent.model.choice import ModelChoice
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.display import DEFAULT_SIZE, VirtualDisplay, start_virtual_display

pytestmark = [pytest.mark.slow, pytest.mark.skipif(shutil.which("javac") is None, reason="needs a JDK")]
SWING = Path(__file__).parents[2] / "apps" / "SwingForm.java"
SCREEN = Box(0, 0, *DEFAULT_SIZE)


class Form:
    """The window, and what it says of itself."""

    def __init__(self, display: VirtualDisplay, executor: Executor, file: Path) -> None:
        self.display, self.executor, self._file = display, executor, file
        with closing(WindowList(display)) as listed:
            wait_for(lambda: any(one.title == "Swing form" for one in listed.windows()), "the window is not managed")
            self.box = next(one.box for one in listed.windows() if one.title == "Swing form")

    def __getitem__(self, name: str) -> str:
        lines = dict(line.split("=", 1) for line in self._file.read_text(encoding="utf-8").splitlines())
        return lines[name]

    def waits_for(self, name: str, value: str) -> None:
        wait_for(lambda: self[name] == value, f"{name} is {self[name]!r}, not {value!r}")

    def at(self, across: int, down: int) -> list[int]:
        """A place in pixels from the window's left and top side, or from its bottom where `down` is negative."""
        return [self.box.left + across, (self.box.top if down >= 0 else self.box.bottom) + down]

    def do(self, **action: object) -> None:
        parsed = from_pixels(action, SCREEN) if "start_box" in action else parse_action(action)
        self.executor.perform(parsed, SCREEN)


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Form]:
    folder = tmp_path_factory.mktemp("swing")
    file = folder / "state"
    with ExitStack() as stack:
        display = stack.enter_context(start_virtual_display())
        executor = stack.enter_context(Executor(display))
        stack.enter_context(running(["java", str(SWING), str(file)], display, folder / "log"))
        wait_for(file.exists, "the window did not start")
        yield Form(display, executor, file)


def test_text_of_several_scripts(form: Form) -> None:
    form.do(action="type", content="Größe 東京 <&>")
    form.waits_for("field", "Größe 東京 <&>")
    form.do(action="key", keys="ctrl+a")
    form.do(action="type", content="instead")
    form.waits_for("field", "instead")


def test_a_button_is_pressed_as_often_as_asked(form: Form) -> None:
    for number in range(1, 4):
        form.do(action="left_click", start_box=form.at(300, -13))
        form.waits_for("pressed", str(number))


def test_a_slider_is_dragged(form: Form) -> None:
    form.do(action="left_drag", start_box=form.at(8, -38), end_box=form.at(560, -38))
    wait_for(lambda: int(form["slider"]) > 80, form["slider"])


def test_the_list_is_scrolled_and_double_clicked(form: Form) -> None:
    form.do(action="scroll", start_box=form.at(200, 300), direction="down", step=5)
    wait_for(lambda: int(form["scrolled"]) > 0, "it was not scrolled")
    form.do(action="left_double_click", start_box=form.at(200, 300))
    form.waits_for("doubled", "1")
    form.do(action="right_click", start_box=form.at(200, 320))
    form.waits_for("right", "1")


def test_its_menu_is_opened_by_its_name(form: Form, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XAUTHORITY", str(form.display.xauthority))
    agent = GuiAgent(model=ModelChoice(name="literal"), display=str(form.display.name), output=tmp_path)
    result = agent.run("click File, then click Open thing")
    assert result.verdict == "done", result.reason
    form.waits_for("opened", "yes")
