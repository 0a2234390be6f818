from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image

from gui_agent.actions.action import BaseAction, Key, Wait, parse_action
from gui_agent.actions.effect import Effect, refused
from gui_agent.errors import LimitReached
from gui_agent.perception.geometry import RelativeBox
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.run.limits import Budget, Limits, Prices
from gui_agent.run.result import EXIT_STATUS, Usage
from gui_agent.run.stuck import StuckDetector

NOTHING = Effect("no_effect")
SOMETHING = Effect("confirmed", changed=(RelativeBox(0, 0, 10, 10),), fraction=0.1)
REFUSED = refused("the policy denies it")


def _steps(budget: Budget) -> int:
    number = budget.begin_step()
    budget.count_step()
    return number


def _screen(shade: int) -> Screenshot:
    return Screenshot.of(Image.new("RGB", (320, 200), (shade, shade, shade)))


def _click(x: float, info: str = "") -> BaseAction:
    return parse_action({"action": "left_click", "start_box": [x, 500], "element_info": info})


def test_steps_beyond_the_limit_are_refused() -> None:
    budget = Budget(Limits(steps=2))
    assert [_steps(budget), _steps(budget)] == [1, 2]
    with pytest.raises(LimitReached, match="--max-steps"):
        budget.begin_step()


def test_tokens_and_time_are_checked_before_the_model_is_asked() -> None:
    budget = Budget(Limits(tokens=100, seconds=1e9))
    budget.check_time()
    budget.check_tokens()
    budget.usage += Usage(1, 90, 0, 10)
    with pytest.raises(LimitReached, match="100 tokens"):
        budget.check_tokens()
    with pytest.raises(LimitReached, match="--timeout"):
        Budget(Limits(seconds=0)).check_time()


def test_a_repeated_action_without_effect_is_reported_and_in_the_end_stops() -> None:
    detector = StuckDetector()
    reported = [detector.after(Key(keys="enter"), NOTHING) for _ in range(5)]
    assert reported[0] == ""
    assert all("no effect" in text for text in reported[1:])
    with pytest.raises(LimitReached, match="stuck"):
        detector.after(Key(keys="enter"), NOTHING)


def test_an_effect_starts_the_count_anew() -> None:
    detector = StuckDetector()
    for number in range(12):
        assert detector.after(Key(keys="enter"), NOTHING) == ""
        assert detector.after(Key(keys="tab"), NOTHING) == ""
        assert detector.after(Key(keys="tab"), SOMETHING, _screen(number)) == ""


def _turns_until_stuck(actions: Sequence[BaseAction], effect: Effect, screens: Sequence[Screenshot]) -> tuple[int, int]:
    """How many turns until the model is warned, and until the run ends, when it does these in turn for ever."""
    detector = StuckDetector()
    warned = 0
    for turn in range(1, 60):
        try:
            said = detector.after(actions[turn % len(actions)], effect, screens[turn % len(screens)])
        except LimitReached:
            return warned, turn
        if said and not warned:
            warned = turn
    return warned, 60


ONE = [_screen(1)]
STUCK: dict[str, tuple[Sequence[BaseAction], Effect, Sequence[Screenshot]]] = {
    "the same place in other words, a pixel aside": ([_click(500, "Save"), _click(501, "the Save button")], NOTHING, ONE),
    "A-B-A-B with effects": ([_click(500), Key(keys="esc")], SOMETHING, [_screen(1), _screen(2)]),
    "a loop of three": ([_click(100), _click(500), _click(900)], SOMETHING, [_screen(1), _screen(2), _screen(3)]),
    "a box that is checked and cleared": ([_click(500)], SOMETHING, [_screen(1), _screen(2)]),
    "waiting for ever": ([Wait(seconds=1)], NOTHING, ONE),
    "refused for ever": ([_click(500)], REFUSED, ONE),
    "refused here and there": ([_click(100 * number) for number in range(1, 9)], REFUSED, ONE),
    "clicks into nothing": ([_click(100 * number) for number in range(1, 9)], NOTHING, ONE),
}


@pytest.mark.parametrize("case", STUCK)
def test_what_gets_nowhere_is_warned_early_and_ends_within_twelve_turns(case: str) -> None:
    warned, ended = _turns_until_stuck(*STUCK[case])
    assert 0 < warned < ended <= 12


def _in_turn(detector: StuckDetector, turns: Sequence[tuple[BaseAction, Effect, Screenshot | None]]) -> list[str]:
    return [detector.after(*turn) for turn in turns]


def test_a_refusal_in_between_hides_no_circle() -> None:
    detector = StuckDetector()
    turns = [(_click(100), SOMETHING, _screen(0)), (_click(500), SOMETHING, _screen(1)), (_click(900), REFUSED, None)]
    with pytest.raises(LimitReached, match="stuck"):
        _in_turn(detector, turns * 4)


def test_actions_in_any_order_that_lead_to_a_few_known_screens_end() -> None:
    detector = StuckDetector()
    turns = [
        (_click(100 + 300 * number), SOMETHING, _screen(number)) for number in (0, 1, 2, 1, 0, 0, 2, 1, 1, 2, 0, 1, 2, 2, 0, 1)
    ]
    assert "screens from before" in _in_turn(detector, turns[:10])[-1]
    with pytest.raises(LimitReached, match="screens from before"):
        _in_turn(detector, turns[10:])


def _with_counter(shade: int, count: int) -> Screenshot:
    image = Image.new("RGB", (1280, 800), (shade, shade, shade))
    image.paste((count, 255 - count, count), (0, 0, 60, 20))
    return Screenshot.of(image)


def test_a_counter_that_goes_on_by_itself_is_no_effect_of_two_clicks_in_turn() -> None:
    turns = [  # it counts now after one, now after the other
        (_click(100 + 400 * (number % 2)), SOMETHING if number % 3 else NOTHING, _with_counter(0, number * 2 // 3))
        for number in range(16)
    ]
    with pytest.raises(LimitReached, match="stuck"):
        _in_turn(StuckDetector(), turns)


def test_a_counter_that_a_click_moves_is_an_effect_and_so_is_a_list_that_is_scrolled_back() -> None:
    detector = StuckDetector()
    for number in range(30):
        assert detector.after(_click(500), SOMETHING, _with_counter(0, number)) == ""
    shades = [*range(20, 34), *reversed(range(20, 34))]
    for shade in shades:
        assert "stuck" not in detector.after(Key(keys="down"), SOMETHING, _with_counter(shade, 30))


def test_the_same_actions_on_a_screen_that_goes_on_are_no_circle() -> None:
    detector = StuckDetector()
    for number in range(40):
        assert detector.after(_click(500), SOMETHING, _screen(number)) == ""
        assert detector.after(Key(keys="down"), SOMETHING, _screen(100 + number)) == ""


def test_a_part_of_the_screen_that_moves_by_itself_hides_no_circle() -> None:
    detector = StuckDetector()
    moving = np.zeros((7, 10), np.bool_)
    moving[0, 0] = True
    said = []
    for number in range(7):
        image = Image.new("RGB", (320, 200), (number % 2, 0, 0))
        image.paste((number, number, number), (0, 0, 20, 20))
        action = _click(500) if number % 2 else Key(keys="esc")
        said.append(detector.after(action, SOMETHING, Screenshot.of(image), moving))
    assert "circle of 2" in said[-1]


def test_only_a_real_done_is_zero() -> None:
    assert {verdict for verdict, status in EXIT_STATUS.items() if status == 0} == {"done", "verified"}


def test_money_is_counted_by_kind_of_token_and_checked_before_the_model_is_asked() -> None:
    budget = Budget(Limits(cost=1.0, prices=Prices(input=2.0, output=4.0, cached=0.5)))
    budget.usage += Usage(1, 300_000, 200_000, 100_000)
    assert budget.cost == pytest.approx(0.2 + 0.1 + 0.4)
    budget.check_tokens()
    budget.usage += Usage(1, 0, 0, 80_000)
    with pytest.raises(LimitReached, match="--max-cost"):
        budget.check_tokens()
