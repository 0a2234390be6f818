"""Text arrives as it is written although something stands between: dead keys, the Compose key, a terminal, an editor that indents."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from text_fields import Read, active_title, arrived, reader, running, type_text, wait_for

from gui_agent.actions.action import parse_action
from gui_agent.actions.aim import from_pixels
from gui_agent.actions.effect import Effect
from gui_agent.actions.execute import Executor
from gui_agent.desktop.desktop import Desktop
from gui_agent.desktop.window_list import WindowList
from gui_agent.integrations.agents_sdk_computer import perform_on
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.display import DEFAULT_SIZE, Display, VirtualDisplay, start_virtual_display
from gui_agent.run.evidence import Witness

APPS = Path(__file__).parents[2] / "apps"
SCREEN = Box(0, 0, *DEFAULT_SIZE)
INTO_CAT = "printf 'alpha beta gamma\n'; stty -echo; exec cat > {}"


@dataclass
class Field:
    """A field on a screen of its own, and what it contains."""

    display: VirtualDisplay
    executor: Executor
    read: Read

    def gets(self, text: str) -> str:
        """What comes behind what is there already when `text` is typed."""
        return self.added(lambda: type_text(self.executor, text), text)

    def added(self, do: object, expected: str) -> str:
        before = self.read() or ""
        assert callable(do)
        do()
        now = arrived(self.read, before + expected) or ""
        assert now.startswith(before)
        return now.removeprefix(before)

    def press(self, keys: str) -> None:
        self.executor.perform(parse_action({"action": "key", "keys": keys}), SCREEN)

    def layout(self, *words: str) -> None:
        subprocess.run(["setxkbmap", *words], env=self.display.environment, check=True)


@pytest.fixture(scope="module")
def tk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    folder = tmp_path_factory.mktemp("tk")
    file, words = folder / "content", ["env", "LC_ALL=C.UTF-8", sys.executable, str(APPS / "probe_text_tk.py")]
    with start_virtual_display() as display, Executor(display) as executor, running([*words, str(file)], display, folder / "log"):
        wait_for(lambda: file.exists() and active_title(display) == "probe text", "the field did not start")
        yield Field(display, executor, reader(file))


DEAD_KEYS = {
    "us -variant intl": 'it\'s "quoted" ~/x `cmd` \'e "o ^a ~n ç',
    "de": "^1 ´e `a ^^ a^b ``",
    "fr": "^e ¨u ê ë ~n",
    "es": "´a ¨u `o ñ",
    "cz": "ˇc ´y °u ¨o",
    "ch -variant fr": "^i ~a `e ¨i",
}


@pytest.mark.parametrize("layout", DEAD_KEYS)
def test_accents_that_are_dead_keys_are_typed_as_they_stand(layout: str, tk: Field) -> None:
    tk.layout(*layout.split())
    try:
        assert tk.gets(DEAD_KEYS[layout]) == DEAD_KEYS[layout]
    finally:
        tk.layout("us")


@pytest.mark.parametrize(("keys", "character"), [("dead_acute e", "é"), ("dead_diaeresis U", "Ü"), ("Multi_key ' a", "á")])
def test_keys_that_wait_for_another_one_make_a_character(keys: str, character: str, tk: Field) -> None:
    assert tk.added(lambda: tk.press(keys), character) == character


LONG = {
    "2,000 characters in one line": "".join(chr(33 + number * 7 % 94) for number in range(2000)),
    "300 lines": "".join(f"line {number}\n" for number in range(300)),
    "blanks at the ends of lines": "a  \n  b\t\n\t\n \n" * 40,
    "the same letter a thousand times": "e" * 1000,
    "nothing but line ends": "\n" * 60,
}


@pytest.mark.parametrize("name", LONG)
def test_a_long_text_arrives(name: str, tk: Field) -> None:
    assert tk.gets(LONG[name]) == LONG[name]


def test_every_line_end_is_one(tk: Field) -> None:
    before = tk.read() or ""
    type_text(tk.executor, "one\r\ntwo\rthree\n")
    assert arrived(tk.read, f"{before}one\ntwo\nthree\n") == f"{before}one\ntwo\nthree\n"


@pytest.fixture(scope="module")
def xterm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    folder = tmp_path_factory.mktemp("xterm")
    file = folder / "content"
    words = ["xterm", "-T", "terminal", "-geometry", "90x30+40+40", "-e", "sh", "-c", INTO_CAT.format(file)]
    words = ["env", "LC_ALL=C.UTF-8", *words]
    with start_virtual_display() as display, Executor(display) as executor, running(words, display, folder / "log"):
        wait_for(lambda: file.exists() and active_title(display) == "terminal", "xterm did not start")
        yield Field(display, executor, reader(file))


def test_a_terminal_gets_2000_characters_in_many_lines(xterm: Field) -> None:
    text = "".join(f"{number}: echo \"$HOME\" 'q' \\ `id` # naïve 東京 {{}}\n" for number in range(50))
    assert len(text) > 2000
    assert xterm.gets(text) == text


@pytest.mark.parametrize("way", ["the middle button", "shift+insert"])
def test_a_terminal_pastes_what_is_selected(way: str, xterm: Field) -> None:
    text = f"pasted with {way}, ü\n"
    copy = ["xclip", "-selection", "primary"]
    subprocess.run(copy, input=text.encode(), env=xterm.display.environment, stdout=subprocess.DEVNULL, check=True)
    click = from_pixels({"action": "middle_click", "start_box": [300, 300]}, SCREEN)
    paste = (lambda: xterm.press("shift+insert")) if way == "shift+insert" else (lambda: xterm.executor.perform(click, SCREEN))
    assert xterm.added(paste, text) == text


def test_a_drag_selects_in_a_terminal(xterm: Field) -> None:
    with closing(WindowList(xterm.display)) as listed:
        box = listed.windows()[-1].box
    drag = {"action": "left_drag", "start_box": [box.left + 3, box.top + 4], "end_box": [box.right - 30, box.top + 60]}
    xterm.executor.perform(from_pixels(drag, SCREEN), SCREEN)
    taken = ["xclip", "-selection", "primary", "-o"]

    def selected() -> bytes:
        return subprocess.run(taken, env=xterm.display.environment, capture_output=True, check=False).stdout

    wait_for(lambda: b"alpha beta gamma" in selected(), "nothing was selected")


CODE = "def f():\n    if x:\n        return 1\n    return 2"


def test_an_editor_that_indents_is_not_taken_for_one_that_does_not(display: VirtualDisplay, tmp_path: Path) -> None:
    """And `:set paste` before it, as the documentation says, gets it right."""
    file = tmp_path / "code.py"
    words = ["xterm", "-T", "editor", "-e", "vim.tiny", "-u", "NONE", "-c", "set ai nocp", str(file)]

    async def write() -> Effect:
        witness = Witness()
        async with Desktop(Display(display.name, display.xauthority)) as desktop:

            async def press(*keys: str) -> None:
                for one in keys:
                    await desktop.act(parse_action({"action": "key", "keys": one}), desktop.screen)

            async def put(text: str) -> None:
                await desktop.act(parse_action({"action": "type", "content": text}), desktop.screen)

            await desktop.connect()
            try:
                await press("i")
                sight = await desktop.show(await desktop.screenshot())
                effect = await perform_on(desktop, parse_action({"action": "type", "content": CODE}), witness, sight)
            finally:
                witness.close()
            await press("escape")
            await put(":w\n")
            wait_for(lambda: file.exists() and file.read_text(), "it was not saved")
            assert file.read_text() != CODE + "\n", "this editor does not indent"
            await put(":set paste\nggdGi")
            await put(CODE)
            await press("escape")
            await put(":w\n")
        return effect

    with running(words, display, tmp_path / "log"):
        wait_for(lambda: active_title(display) == "editor", "the editor did not start")
        effect = asyncio.run(write())
        assert effect.outcome != "confirmed"
        assert arrived(file.read_text, CODE + "\n") == CODE + "\n"
