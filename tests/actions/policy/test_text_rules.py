"""Forty ways around a rule that denies a text: which are caught, and which cannot be."""

from collections.abc import Sequence
from typing import Any, cast

import pytest

from gui_agent.actions.action import parse_action
from gui_agent.actions.policy.guard import Guard
from gui_agent.actions.policy.policy import PolicyRefusal, Situation, Touched, parse_policy
from gui_agent.actions.policy.surroundings import Surroundings
from gui_agent.actions.policy.text_match import completes, contains, could_complete, plain, readings
from gui_agent.actions.policy.typed_text import TypedText
from gui_agent.perception.geometry import Point

POLICY = parse_policy({"deny": [{"text": ["rm -rf", "sudo"]}]}, "test")
PLACE = [Point(10, 10)]


class Around:
    """What is around on a screen that a test makes up: one window, one field, one clipboard."""

    known = True

    def __init__(self, field: Sequence[str] = (), copied: str | None = "", applications: tuple[str, ...] = ("xterm",)) -> None:
        self.field, self.text, self.applications = list(field), copied, applications

    def windows(self, points: Sequence[Point], **_: bool) -> list[Touched]:
        return [Touched("user@host: ~", self.applications)]

    def in_the_field(self, place: Point | None) -> list[str]:
        return self.field

    def copied(self, selection: str) -> str | None:
        return self.text


def guard(around: Around | None = None) -> Guard:
    return Guard(POLICY, cast("Surroundings", around or Around()))


def typed(*pieces: str) -> list[Any]:
    return [{"action": "type", "content": piece} for piece in pieces]


def keys(*chords: str) -> list[Any]:
    return [{"action": "key", "keys": chord} for chord in chords]


CLICK = {"action": "left_click", "start_box": [500, 500]}
CAUGHT: dict[str, list[Any]] = {
    "as it is": typed("sudo ls"),
    "in capitals": typed("SUDO ls"),
    "within a longer text": typed("echo; sudo ls"),
    "two blanks": typed("rm  -rf /"),
    "a tab": typed("rm\t-rf /"),
    "a no-break space": typed("rm\u00a0-rf /"),
    "an ideographic space": typed("rm\u3000-rf /"),
    "a thin space": typed("rm\u2009-rf /"),
    "a new line after a backslash": typed("rm \\\n-rf /"),
    "full width": typed("ｓｕｄｏ ls"),
    "mathematical letters": typed("𝐬𝐮𝐝𝐨 ls"),
    "a zero width space": typed("su\u200bdo"),
    "a soft hyphen": typed("su\u00addo"),
    "a word joiner": typed("su\u2060do"),
    "a byte order mark": typed("su\ufeffdo"),
    "a turned direction": typed("\u202esudo"),
    "tag characters": typed("su\U000e0041do"),
    "a variation selector": typed("su\ufe0fdo"),
    "a Cyrillic letter": typed("\u0455udo"),
    "an en dash": typed("rm \u2013rf"),
    "a minus sign": typed("rm \u2212rf"),
    "quotes in the middle": typed("su''do ls"),
    "a backslash in the middle": typed("s\\udo ls"),
    "quotes around a letter": typed('"s"udo ls'),
    "two pieces": typed("su", "do ls"),
    "letter by letter": typed("s", "u", "d", "o"),
    "a piece with other blanks": typed("rm\u00a0", "-", "rf"),
    "letters as keys": keys("s", "u", "d", "o"),
    "letters as one list of keys": keys("s u d o"),
    "keys and text": [*typed("su"), *keys("d"), *typed("o")],
    "a wrong letter that is taken back": [*typed("sux"), *keys("backspace"), *typed("do")],
    "a letter that is deleted in the middle": [*typed("suxdo"), *keys("left", "left", "backspace")],
    "the end first": [*typed("udo"), *keys("home"), *typed("s")],
    "the middle last": [*typed("suo"), *keys("left"), *typed("d")],
    "the beginning after a click": [*typed("udo"), CLICK, *typed("s")],
    "capitals by the other shift": keys("shift_right+s", "shift_right+u", "shift_right+d", "shift_right+o"),
    "a letter taken back with ctrl+h": [*typed("suXdo"), *keys("left left ctrl+h")],
    "a letter taken out with ctrl+d": [*typed("suXdo"), *keys("left left left ctrl+d")],
    "two letters exchanged": [*typed("sduo"), *keys("left left ctrl+t")],
    "the last letters exchanged": [*typed("suod"), *keys("ctrl+t")],
    "a word taken out": [*typed("su xx"), *keys("ctrl+w backspace"), *typed("do")],
    "what is before the caret taken out": [*typed("xdo"), *keys("home right ctrl+u"), *typed("su")],
    "words behind the caret taken out": [*typed("su xx"), *keys("left left left alt+d"), *typed("do")],
    "the rest of the line taken out": [*typed("sux"), *keys("left ctrl+k"), *typed("do")],
    "capitals by shift": keys("shift+s", "shift+u", "shift+d", "shift+o"),
}  # fmt: skip
WITH_A_FIELD: dict[str, tuple[Around, list[Any]]] = {
    "a field that holds the beginning": (Around(["su"]), [CLICK, *typed("do ls")]),
    "a field that holds the end": (Around(["rf /"]), [CLICK, *typed("rm -")]),
    "pasted": (Around(copied="sudo ls"), keys("ctrl+v")),
    "pasted with the other ctrl": (Around(copied="sudo ls"), keys("ctrl_right+v")),
    "pasted with the keypad": (Around(copied="sudo ls"), keys("shift_right+kp_insert")),
    "pasted behind what was typed": (Around(copied="do ls"), [*typed("su"), *keys("shift+insert")]),
    "pasted with the middle button": (Around(copied="sudo"), [{"action": "middle_click", "start_box": [500, 500]}]),
    "a clipboard that cannot be read": (Around(copied=None), keys("ctrl+shift+v")),
}  # fmt: skip
NOT_CAUGHT: dict[str, list[Any]] = {
    "flags apart": typed("rm -r -f /"),
    "a variable": typed("x=su; ${x}do ls"),
    "an encoding": typed("echo c3VkbyBscw== | base64 -d | sh"),
    "another program that does the same": typed("find / -delete"),
    "the shell's history": keys("up", "enter"),
    "a menu that pastes": [{"action": "left_click", "start_box": [500, 500], "element_info": "Paste"}],
    "an on-screen keyboard": [CLICK, CLICK, CLICK, CLICK],
}  # fmt: skip
"""What a text rule cannot see, as docs/trust.md says."""


def caught(where: Guard, actions: list[Any]) -> bool:
    for number, action in enumerate(actions, 1):
        parsed = parse_action(action)
        try:
            where.check(parsed, PLACE if parsed.places else [])
        except PolicyRefusal:
            assert number == len(actions), "only the action that would complete the text is refused"
            return True
    return False


@pytest.mark.parametrize("actions", CAUGHT.values(), ids=CAUGHT)
def test_a_way_around_is_caught(actions: list[Any]) -> None:
    assert caught(guard(), actions)


@pytest.mark.parametrize(("around", "actions"), WITH_A_FIELD.values(), ids=WITH_A_FIELD)
def test_a_way_through_what_is_there_already_is_caught(around: Around, actions: list[Any]) -> None:
    assert caught(guard(around), actions)


@pytest.mark.parametrize("actions", NOT_CAUGHT.values(), ids=NOT_CAUGHT)
def test_what_a_text_rule_cannot_see(actions: list[Any]) -> None:
    assert not caught(guard(), actions)


def test_these_are_at_least_forty_ways() -> None:
    assert len(CAUGHT) + len(WITH_A_FIELD) >= 40


@pytest.mark.parametrize(
    "actions",
    [
        typed("pseudonym, rumour, resume, document, dosage, surf -r"),
        [*typed("su"), *keys("tab"), *typed("do")],
        [*typed("su"), *keys("ctrl+a"), *typed("do")],
        [*typed("sux"), *typed("do")],
        [*typed("s"), *keys("u", "p", "e", "r")],
        [*keys("ctrl+s", "ctrl+u", "ctrl+d", "ctrl+o")],
        [*typed("rm"), *keys("enter"), *typed("ls -rf")],
        [*typed("summary"), CLICK, *typed("do it")],
    ],
)  # fmt: skip
def test_other_texts_are_let_through(actions: list[Any]) -> None:
    assert not caught(guard(), actions)


def test_a_field_that_holds_the_text_already_is_no_way_around() -> None:
    """What was there before is not made by what is typed."""
    assert not caught(guard(Around(["sudo ls"])), [CLICK, *typed("do it")])
    assert not caught(guard(Around(["something else"])), [CLICK, *typed("do it")])


def test_the_field_is_read_where_the_mouse_was_last() -> None:
    places: list[Point | None] = []
    around = Around()
    around.in_the_field = lambda place: places.append(place) or []  # type: ignore[method-assign, func-returns-value]
    where = guard(around)
    where.check(parse_action(typed("do")[0]), [])
    where.check(parse_action({"action": "left_drag", "start_box": [1, 1], "end_box": [2, 2]}), [Point(1, 1), Point(2, 2)])
    where.check(parse_action(keys("end")[0]), [])
    where.check(parse_action(typed("do")[0]), [])
    assert places == [None, Point(2, 2)]


def test_two_applications_have_two_texts() -> None:
    around = Around()
    where = guard(around)
    where.check(parse_action(typed("su")[0]), [])
    around.applications = ("mousepad",)
    where.check(parse_action(typed("do")[0]), [])
    around.applications = ("xterm",)
    with pytest.raises(PolicyRefusal):
        where.check(parse_action(typed("do")[0]), [])


def test_a_refused_piece_was_not_typed() -> None:
    where = guard()
    where.check(parse_action(typed("su")[0]), [])
    for _ in range(2):
        with pytest.raises(PolicyRefusal):
            where.check(parse_action(typed("do")[0]), [])
    where.check(parse_action(typed("mmary")[0]), [])


def test_what_is_allowed_must_be_typed_at_once() -> None:
    policy = parse_policy({"allow": [{"text": "hello"}]}, "test")
    assert policy.refusal(Situation(parse_action(typed("o")[0]), typed=["hello"]))
    assert not policy.refusal(Situation(parse_action(typed("say HELLO")[0])))


@pytest.mark.parametrize("text", ["h\u0435llo", "hel\u200blo", "ｈｅｌｌｏ", "he'llo", "he\\llo", "hel lo"])
def test_what_only_looks_like_an_allowed_text_is_none(text: str) -> None:
    policy = parse_policy({"allow": [{"text": ["hello", "x*y"]}]}, "test")
    assert policy.refusal(Situation(parse_action(typed(text)[0])))
    assert not policy.refusal(Situation(parse_action(typed("X \t Y")[0])))
    assert not parse_policy({"allow": [{"text": "Two \t  words"}]}, "t").refusal(Situation(parse_action(typed("two words")[0])))


class TestMatching:
    def test_plain(self) -> None:
        assert plain("a\U000e0000b\ufe00c\ufe0fd\u2800e\u3164f\x00g") == "abcdefg"
        assert plain("\u2010\u2014\u2212") == "---"
        assert plain("ＲＭ\u00a0\u200b-RF \n x") == "rm -rf x"
        assert plain("a\ufdffb\u2030c") == "a\ufdffb\u2030c"
        assert readings("plain") == ["plain"]
        assert readings("su''do") == ["su''do", "sudo"]

    def test_patterns_are_for_the_whole_text(self) -> None:
        assert contains("rm  -rf /home", ["rm*home"])
        assert not contains("x rm -rf /home/a", ["rm*home"])

    def test_what_completes_a_part_in_a_field(self) -> None:
        assert completes("su", "do", "sudo")
        assert completes("do", "su", "sudo")
        assert not completes("sudo", "x", "sudo"), "it was there before"
        assert not completes("s", "do", "sudo")
        assert could_complete("do it", ["sudo"])
        assert could_complete("re su", ["sudo"])
        assert not could_complete("hello", ["sudo"])


class TestTypedText:
    @pytest.mark.parametrize(
        ("actions", "held"),
        [
            ([*typed("ab"), *keys("left"), *typed("c")], ["acb"]),
            ([*typed("ab"), *keys("home", "delete")], ["b"]),
            ([*typed("a\nbc"), *keys("home"), *typed("x")], ["a\nxbc"]),
            ([*typed("a\nbc"), *keys("home", "left", "left", "end"), *typed("x")], ["ax\nbc"]),
            ([*typed("ab"), *keys("left", "right", "right"), *typed("c")], ["abc"]),
            ([*typed("\nab"), *keys("home", "left", "end"), *typed("x")], ["x\nab"]),
            ([*typed("ab"), *keys("home", "backspace", "left"), *typed("c")], ["cab"]),
            ([*typed("x" * 1999), *typed("yz"), *keys("left"), *typed("!")], ["x" * 1997 + "y!z"]),
            ([*typed("ab"), *keys("ctrl+a", "backspace"), *typed("c")], ["c"]),
            ([*typed("ab"), *keys("ctrl+a"), *typed("c")], ["c"]),
            ([*typed("ab"), *keys("up"), *typed("c")], ["abc", "cab"]),
            ([*typed("ab"), *keys("tab"), *typed("c")], ["c"]),
            ([*typed("ab"), *keys("shift", "ctrl+l"), *typed("c")], ["abc", "cab"]),
            ([{"action": "key", "keys": "a", "presses": 3}], ["aaa"]),
            (keys("minus slash space kp_1 kp_subtract"), ["-/ 1-"]),
            (typed("x" * 3000), ["x" * 2000]),
            ([{"action": "key", "keys": "nosuchkey"}], [""]),
        ],
    )  # fmt: skip
    def test_what_a_field_may_hold(self, actions: list[Any], held: list[str]) -> None:
        found = [TypedText("", 0)]
        for action in actions:
            found = [after for one in found for after in one.after(parse_action(action))]
        assert sorted({str(one) for one in found}) == held
