"""Key names of four vocabularies."""

import pytest

from gui_agent.actions.keys import named_keys, parse_keys
from gui_agent.errors import ActionError

# What pyautogui's documentation lists beside the characters.
PYAUTOGUI = """
accept add alt altleft altright apps backspace browserback browserfavorites browserforward browserhome browserrefresh
browsersearch browserstop capslock clear convert ctrl ctrlleft ctrlright decimal del delete divide down end enter esc escape
execute f1 f10 f11 f12 f13 f14 f15 f16 f17 f18 f19 f2 f20 f21 f22 f23 f24 f3 f4 f5 f6 f7 f8 f9 final fn hanguel hangul hanja
help home insert junja kana kanji launchapp1 launchapp2 launchmail launchmediaselect left modechange multiply nexttrack
nonconvert num0 num1 num2 num3 num4 num5 num6 num7 num8 num9 numlock pagedown pageup pause pgdn pgup playpause prevtrack
print printscreen prntscrn prntscr prtsc prtscr return right scrolllock select separator shift shiftleft shiftright sleep
space stop subtract tab up volumedown volumemute volumeup win winleft winright yen command option optionleft optionright
"""


@pytest.mark.parametrize(
    ("written", "chords"),
    [
        ("Return", [["enter"]]),
        ("ctrl+shift+t", [["ctrl", "shift", "t"]]),
        ("Ctrl + C", [["ctrl", "c"]]),
        ("ctrl-c", [["ctrl", "c"]]),
        ("ctrl++", [["ctrl", "+"]]),
        ("ctrl+-", [["ctrl", "-"]]),
        ("ctrl+shift++", [["ctrl", "shift", "+"]]),
        ("+", [["+"]]),
        ("-", [["-"]]),
        (" ", [["space"]]),
        ("page down", [["page_down"]]),
        ("Page_Down", [["page_down"]]),
        ("cmd", [["super"]]),
        ("Meta", [["super"]]),
        ("ctrl+k ctrl+s", [["ctrl", "k"], ["ctrl", "s"]]),
        ("Tab Tab Enter", [["tab"], ["tab"], ["enter"]]),
        ("A", [["A"]]),
        ("ctrl+C", [["ctrl", "c"]]),
        ("KeyA", [["a"]]),
        ("Digit7", [["7"]]),
        ("U+20AC", [["€"]]),
        ("ArrowDown", [["down"]]),
        ("NumpadEnter", [["kp_enter"]]),
        ("AudioVolumeUp", [["volume_up"]]),
        ("ctrl a", [["ctrl", "a"]]),
        ("ctrl shift t", [["ctrl", "shift", "t"]]),
        ("ctrl a delete", [["ctrl", "a"], ["delete"]]),
        ("ctrl+shift t", [["ctrl", "shift", "t"]]),
        ("Tab ctrl a", [["tab"], ["ctrl", "a"]]),
        ("ctrl k ctrl s", [["ctrl", "k"], ["ctrl", "s"]]),
        ("shift left", [["shift", "left"]]),
        ("left shift", [["shift"]]),
        ("alt gr", [["altgr"]]),
        ("ctrl ctrl", [["ctrl"], ["ctrl"]]),
        ("ctrl shift", [["ctrl", "shift"]]),
        ("down down down", [["down"], ["down"], ["down"]]),
        ("a b a", [["a"], ["b"], ["a"]]),
        ("page down page down", [["page_down"], ["page_down"]]),
        ("ctrl page up", [["ctrl", "page_up"]]),
        ("ctrl+k+k", [["ctrl", "k"], ["ctrl", "k"]]),
        ("alt 1", [["alt", "1"]]),
        ("ctrl +", [["ctrl", "+"]]),
        ("<Control><Shift>t", [["ctrl", "shift", "t"]]),
        ("<Primary>q", [["ctrl", "q"]]),
        ("<Control-Key-x>", [["ctrl", "x"]]),
        ("<C-S-Tab>", [["ctrl", "shift", "tab"]]),
        ("<Esc>", [["escape"]]),
        ("C-x C-s", [["ctrl", "x"], ["ctrl", "s"]]),
        ("M-x", [["alt", "x"]]),
        ("C--", [["ctrl", "-"]]),
        ("{ENTER}", [["enter"]]),
        ("^c", [["ctrl", "c"]]),
        ("^", [["^"]]),
        ("%{F4}", [["alt", "f4"]]),
        ("⌘C", [["super", "c"]]),
        ("⇧⌘T", [["shift", "super", "t"]]),
        ("⌘+C", [["super", "c"]]),
        ("←", [["left"]]),
        ('["ctrl", "c"]', [["ctrl", "c"]]),
        ("Key.enter", [["enter"]]),
        ("Keys.CONTROL", [["ctrl"]]),
        ("XK_Return", [["enter"]]),
        ("KEY_LEFTCTRL", [["ctrl"]]),
        ("VK_RETURN", [["enter"]]),
        ("Qt::Key_Escape", [["escape"]]),
        ("ctrl+k, ctrl+s", [["ctrl", "k"], ["ctrl", "s"]]),
        ("ctrl+k then ctrl+s", [["ctrl", "k"], ["ctrl", "s"]]),
        ("ctrl+,", [["ctrl", ","]]),
        (",", [[","]]),
        ("<", [["<"]]),
        (">", [[">"]]),
        ("{", [["{"]]),
        ("[", [["["]]),
        ("ctrl_c", [["ctrl", "c"]]),
        ("control-alt-t", [["ctrl", "alt", "t"]]),
        ("Ctrl+Shift+Arrow_Down", [["ctrl", "shift", "down"]]),
        ("^{a}", [["ctrl", "a"]]),
        ("!{F4}", [["alt", "f4"]]),
        ("ctrl+equals", [["ctrl", "="]]),
        ("l_ctrl+a", [["ctrl", "a"]]),
        ("MetaLeft+KeyL", [["super", "l"]]),
        ("⌥⌘I", [["alt", "super", "i"]]),
        ("⎋", [["escape"]]),
        ("C-M-t", [["ctrl", "alt", "t"]]),
        ("Ctrl+Break", [["ctrl", "pause"]]),
        ("ISO_Level3_Shift", [["altgr"]]),
        ("Multi_key", [["compose"]]),
        ("ctrl+ф", [["ctrl", "ф"]]),
        ("😀", [["😀"]]),
        ("ctrl+a\nctrl+c", [["ctrl", "a"], ["ctrl", "c"]]),
    ],
)
def test_a_name_is_understood(written: str, chords: list[list[str]]) -> None:
    assert parse_keys(written) == chords


@pytest.mark.parametrize(
    "written", ["Tab x3", "2x Tab", "hold shift", "ctrl+a;delete", "Ctrl.C", "dead_acute", "{Ctrl down}c{Ctrl up}"]
)
def test_what_is_no_key_is_refused_and_nothing_of_it_is_pressed(written: str) -> None:
    with pytest.raises(ActionError, match="unknown key"):
        parse_keys(written)


def test_every_name_of_pyautogui_is_known() -> None:
    unknown = []
    for name in PYAUTOGUI.split():
        try:
            assert len(parse_keys(name)) == 1
        except ActionError:
            unknown.append(name)
    assert unknown == []


@pytest.mark.parametrize("name", sorted(named_keys()))
def test_every_canonical_name_and_every_keysym_of_the_table_means_itself(name: str) -> None:
    key = named_keys()[name]
    assert parse_keys(name) == [[name]]
    if key.keysym:
        assert parse_keys(key.keysym) == [[name]]


@pytest.mark.parametrize("written", ["ctrl+a | delete", "ctrl+a / delete", "tab & enter", "a ; ctrl+c"])
def test_a_sign_between_two_chords_is_not_pressed(written: str) -> None:
    with pytest.raises(ActionError, match="it is unclear what"):
        parse_keys(written)


@pytest.mark.parametrize(("written", "keys"), [("|", [["|"]]), ("ctrl+/", [["ctrl", "/"]]), ("8 / 2", [["8"], ["/"], ["2"]])])
def test_a_sign_that_is_a_key_is_pressed(written: str, keys: list[list[str]]) -> None:
    assert parse_keys(written) == keys


def test_an_unknown_name_is_refused_with_near_ones() -> None:
    with pytest.raises(ActionError, match=r"unknown key 'pagedwn'.*page_down"):
        parse_keys("ctrl+pagedwn")
    assert parse_keys("Greek_alpha", lambda name: name == "Greek_alpha") == [["Greek_alpha"]]
    with pytest.raises(ActionError):
        parse_keys("ctrl++a")
