"""What came of an action, by the evidence; and the words that are made of it."""

import numpy as np
import pytest
from PIL import Image

from gui_agent.actions.action import BaseAction, parse_action
from gui_agent.actions.effect import Effect, Evidence
from gui_agent.perception.change.change import Change
from gui_agent.perception.change.settle import Settled
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.record.wording import describe_effect, effect_message
from gui_agent.run.judgement import judge
from gui_agent.run.observe import both_waits

AFTER = Screenshot.of(Image.new("RGB", (1000, 1000)))
NEAR, FAR_DIGIT = Box(480, 480, 560, 520), Box(900, 20, 912, 34)


def act(name: str, **arguments: object) -> BaseAction:
    return parse_action({"action": name, **arguments})


CLICK = act("left_click", start_box=[500, 500])
TYPE = act("type", content="Buy milk today")
LINES = ("def f():", "    return 1")
CODE = act("type", content="\n".join(LINES))
DRAG = act("left_drag", start_box=[100, 100], end_box=[500, 500])
CASES: dict[str, tuple[BaseAction, tuple[Box, ...], tuple[Evidence, ...], str]] = {
    "a click with an effect": (CLICK, (NEAR,), (Evidence("appeared", "Saved"),), "confirmed"),
    "a click into nothing": (CLICK, (), (), "no_effect"),
    "a clock that ticks far away": (CLICK, (FAR_DIGIT,), (), "unverifiable"),
    "a number that changes far away": (CLICK, (FAR_DIGIT,), (Evidence("changed", "0 items", "1 items"),), "confirmed"),
    "a check box at the left of its row": (CLICK, (Box(280, 495, 292, 507),), (), "confirmed"),
    "a check box at the right of its row": (CLICK, (Box(740, 495, 752, 507),), (), "confirmed"),
    "a tick a little above its row": (CLICK, (Box(700, 478, 712, 488),), (), "confirmed"),
    "a tick a little below its row": (CLICK, (Box(700, 512, 712, 522),), (), "confirmed"),
    "a tick near by": (CLICK, (Box(545, 545, 555, 555),), (), "confirmed"),
    "a tick at the last pixel that is near": (CLICK, (Box(560, 440, 570, 450), Box(440, 560, 450, 570)), (), "confirmed"),
    "a tick a pixel too far to the right": (CLICK, (Box(561, 440, 571, 450),), (), "unverifiable"),
    "a tick a pixel too far below": (CLICK, (Box(440, 561, 450, 571),), (), "unverifiable"),
    "a digit below the row": (CLICK, (Box(700, 525, 712, 539),), (), "unverifiable"),
    "a digit beyond the row": (CLICK, (Box(775, 495, 787, 507),), (), "unverifiable"),
    "two digits far away": (CLICK, (FAR_DIGIT, Box(900, 60, 912, 74)), (), "unverifiable"),
    "a digit far away and something near": (CLICK, (FAR_DIGIT, NEAR), (), "confirmed"),
    "something large far away": (CLICK, (Box(800, 20, 912, 34),), (), "confirmed"),
    "a text that is read back": (TYPE, (NEAR,), (Evidence("value", "Title", "Buy milk today"),), "confirmed"),
    "a text with a misread letter": (TYPE, (NEAR,), (Evidence("appeared", "Buy mi1k today"),), "confirmed"),
    "half a text": (TYPE, (NEAR,), (Evidence("appeared", "Buy milk"),), "partial"),
    "a password": (TYPE, (NEAR,), (Evidence("appeared", "••••••••••"),), "confirmed"),
    "a text that cannot be read": (TYPE, (NEAR,), (), "unverifiable"),
    "a text that opens a window": (TYPE, (NEAR,), (Evidence("opened", "Restore?"),), "unexpected"),
    "code of which each line is read": (
        CODE,
        (NEAR,),
        tuple(Evidence("appeared", line.strip()) for line in LINES),
        "unverifiable",
    ),
    "code in a field that reports it": (CODE, (NEAR,), (Evidence("value", "File", "\n".join(LINES)),), "confirmed"),
    "code in a field that indents": (CODE, (NEAR,), (Evidence("value", "File", "def f():\n        return 1"),), "unverifiable"),
    "a text that goes nowhere": (TYPE, (), (), "no_effect"),
    "nothing but line ends": (act("type", content="\n\t\n"), (NEAR,), (), "confirmed"),
    "a short text whose first letter is hidden": (
        act("type", content="Milk"),
        (NEAR,),
        (Evidence("appeared", "ilk"),),
        "confirmed",
    ),
    "a shorter one": (act("type", content="cat"), (NEAR,), (Evidence("appeared", "at"),), "unverifiable"),
    "a text of which a third is read": (act("type", content="abcdefghij"), (NEAR,), (Evidence("appeared", "abc"),), "partial"),
    "a text of which less is read": (
        act("type", content="abcdefghijkl"),
        (NEAR,),
        (Evidence("appeared", "abc"),),
        "unverifiable",
    ),
    "two letters of a long text": (act("type", content="abcdefgh"), (NEAR,), (Evidence("appeared", "ab"),), "unverifiable"),
    "one line of two": (act("type", content="first\nother"), (NEAR,), (Evidence("appeared", "other"),), "partial"),
    "code with an empty line": (
        act("type", content="def f():\n\n    return 1\n"),
        (NEAR,),
        (Evidence("value", "File", "def f():\n\n    return 1  \n"),),
        "confirmed",
    ),
    "code of which a line is indented elsewhere": (
        CODE,
        (NEAR,),
        (Evidence("value", "File", "def f():\nreturn 1"), Evidence("appeared", "def f():     return 1")),
        "unverifiable",
    ),
    "code that is indented by one blank": (
        act("type", content="if x:\n y"),
        (NEAR,),
        (Evidence("appeared", "if x:"), Evidence("appeared", "y")),
        "unverifiable",
    ),
    "one line that begins with blanks": (
        act("type", content="   indented"),
        (NEAR,),
        (Evidence("appeared", "indented"),),
        "confirmed",
    ),
    "a secret": (act("type", content="{{secret:pw}}"), (NEAR,), (), "confirmed"),
    "a tick beside a place that is far from the diagonal": (
        act("left_click", start_box=[200, 700]),
        (Box(280, 695, 292, 707),),
        (),
        "confirmed",
    ),
    "a tick where the place would be with its numbers exchanged": (
        act("left_click", start_box=[200, 700]),
        (Box(695, 195, 707, 207),),
        (),
        "unverifiable",
    ),
    "a digit while it waits": (act("wait"), (FAR_DIGIT,), (), "confirmed"),
    "a digit while it hovers": (act("hover", start_box=[500, 500]), (FAR_DIGIT,), (), "confirmed"),
    "a digit after a key": (act("key", keys="f9"), (FAR_DIGIT,), (), "unverifiable"),
    "a scroll bar that comes after a key": (act("key", keys="f9"), (Box(498, 162, 503, 614),), (), "unverifiable"),
    "a scroll bar and a text after a key": (
        act("key", keys="down"),
        (Box(498, 162, 503, 614),),
        (Evidence("appeared", "Row 40"),),
        "confirmed",
    ),
    "a line that is too wide for a scroll bar": (act("key", keys="f9"), (Box(498, 162, 505, 614),), (), "confirmed"),
    "an underline after a key": (act("key", keys="ctrl+u"), (Box(300, 400, 420, 402),), (), "confirmed"),
    "a change as high as a clock's digit may be": (CLICK, (Box(900, 20, 910, 44),), (), "unverifiable"),
    "a change that is a pixel higher": (CLICK, (Box(900, 20, 910, 45),), (), "confirmed"),
    "a change of as much as a clock's digit has": (CLICK, (Box(900, 20, 913, 40),), (), "unverifiable"),
    "a drag whose beginning changes": (DRAG, (Box(90, 90, 120, 120),), (), "confirmed"),
    "a drag with a text that says what came": (DRAG, (Box(800, 800, 900, 900),), (Evidence("appeared", "Moved"),), "confirmed"),
    "a drag": (DRAG, (Box(480, 480, 520, 520),), (), "confirmed"),
    "a drag that moves something else": (DRAG, (Box(800, 800, 900, 900),), (), "unexpected"),
}


@pytest.mark.parametrize("name", CASES)
def test_an_outcome(name: str) -> None:
    action, boxes, evidence, outcome = CASES[name]
    effect = judge(action, Change(boxes, 0.01 if boxes else 0.0), evidence, AFTER)
    assert effect.outcome == outcome
    assert Effect.from_json(effect.to_json()).outcome == outcome


@pytest.mark.parametrize(
    ("action", "evidence", "only_looks", "outcome"),
    [
        (CLICK, (), True, "unverifiable"),
        (CLICK, (), False, "confirmed"),
        (CLICK, (Evidence("selected", "Berlin"),), True, "confirmed"),
        (CLICK, (Evidence("focus", "Send", role="button"),), False, "unverifiable"),
        (CLICK, (Evidence("focus", "Name", role="field"),), True, "confirmed"),
        (act("key", keys="f9"), (), True, "unverifiable"),
        (act("key", keys="tab"), (Evidence("focus", "Send", role="button"),), False, "confirmed"),
    ],
)
def test_a_look_alone_proves_nothing(action: BaseAction, evidence: tuple[Evidence, ...], only_looks: bool, outcome: str) -> None:
    effect = judge(action, Change((NEAR,), 0.01), evidence, AFTER, only_looks=only_looks)
    assert effect.outcome == outcome


def test_what_also_changed_before_an_input_is_no_effect_of_it() -> None:
    spinner = np.zeros((32, 32), np.bool_)
    spinner[0:2, 27:30] = True
    far, key = (Box(890, 10, 940, 50),), act("key", keys="f9")

    def outcome(action: BaseAction, boxes: tuple[Box, ...], evidence: tuple[Evidence, ...] = ()) -> str:
        return judge(action, Change(boxes, 0.01), evidence, AFTER, restless=spinner).outcome

    assert outcome(key, far) == "unverifiable"
    assert outcome(CLICK, far) == "unverifiable"
    assert outcome(key, (Box(720, 30, 800, 34),)) == "unverifiable"
    assert outcome(key, (Box(720, 30, 800, 38),)) == "unverifiable"
    assert outcome(key, (Box(720, 30, 800, 39),)) == "confirmed"
    assert outcome(key, (Box(720, 130, 800, 134),)) == "confirmed"
    assert outcome(act("left_click", start_box=[700, 910]), far) == "unverifiable"
    assert outcome(key, (*far, NEAR)) == "confirmed"
    assert outcome(key, (Box(890, 10, 992, 50),)) == "unverifiable"
    assert outcome(key, (Box(890, 10, 1000, 50),)) == "confirmed"
    assert outcome(key, (Box(890, 10, 940, 110),)) == "confirmed"
    assert outcome(key, far, (Evidence("appeared", "Saved"),)) == "confirmed"
    assert outcome(act("left_click", start_box=[910, 30]), far) == "confirmed"
    assert outcome(act("wait"), far) == "confirmed"


def test_a_caret_is_an_effect_of_a_click_but_no_change() -> None:
    assert judge(CLICK, Change((), 0.0, caret=True), (), AFTER).outcome == "confirmed"
    assert judge(CLICK, Change((NEAR,), 0.01, caret=True), (), AFTER, only_looks=True).outcome == "confirmed"
    seen = judge(CLICK, Change((NEAR,), 0.01), (), AFTER)
    assert (seen.fraction, seen.caret, [round(box.left) for box in seen.changed]) == (0.01, False, [480])


def test_the_words_of_the_evidence() -> None:
    evidence = (
        Evidence("opened", "Preferences"),
        Evidence("value", "New todo", "", "field"),
        Evidence("checked", "Wi-Fi", role="checkbox"),
        Evidence("changed", "0 items", "1 item left"),
        Evidence("appeared", "Buy milk"),
    )
    assert describe_effect(Effect("confirmed", evidence=evidence)) == (
        "the window 'Preferences' opened; the field 'New todo' is empty; checkbox 'Wi-Fi' is now checked; "
        "'0 items' now says '1 item left'; 'Buy milk' appeared"
    )
    assert effect_message(Effect("partial", "only a part of the text can be read", evidence[-1:])) == (
        "Performed, but only in part. 'Buy milk' appeared; only a part of the text can be read"
    )
    assert effect_message(Effect("stale", "it changed"), " Try again.") == "Not performed: it changed. Try again."


def test_the_words_are_short_and_name_no_numbers() -> None:
    many = tuple(Evidence("appeared", f"A line of text that is number {'x' * number}") for number in range(40))
    assert len(describe_effect(Effect("confirmed", evidence=many))) < 320
    blind = judge(CLICK, Change((NEAR, FAR_DIGIT), 0.01), (), AFTER)
    assert describe_effect(blind) == "something without text changed in the middle of the screen and at the top right"


@pytest.mark.parametrize(
    ("first", "again", "drawn", "only_looks"),
    [
        (True, False, None, True),
        (True, False, Box(300, 300, 301, 316), True),
        (True, False, Box(300, 300, 380, 316), False),
        (True, True, Box(300, 300, 380, 316), True),
        (False, False, None, False),
    ],
    ids=["nothing more", "a caret", "something else", "another look", "no look"],
)
def test_a_look_stays_all_that_came_while_only_a_caret_follows(
    first: bool, again: bool, drawn: Box | None, only_looks: bool
) -> None:
    picture = Image.new("RGB", (1000, 1000))
    if drawn is not None:
        picture.paste("white", (drawn.left, drawn.top, drawn.right, drawn.bottom))
    waits = Settled(AFTER, "settled", 0.4, only_looks=first), Settled(Screenshot.of(picture), "settled", 0.4, only_looks=again)
    assert both_waits(*waits).only_looks is only_looks
