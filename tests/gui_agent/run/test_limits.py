import pytest

from gui_agent.actions.action import Key, Wait
from gui_agent.errors import LimitReached
from gui_agent.perception.change.change import Change
from gui_agent.perception.geometry import Box
from gui_agent.run.limits import Budget, Limits, Prices
from gui_agent.run.result import EXIT_STATUS, Usage
from gui_agent.run.stuck import StuckDetector

NOTHING = Change(boxes=(), fraction=0.0)
SOMETHING = Change(boxes=(Box(0, 0, 10, 10),), fraction=0.1)


def test_steps_beyond_the_limit_are_refused() -> None:
    budget = Budget(Limits(steps=2))
    assert [budget.take_step(), budget.take_step()] == [1, 2]
    with pytest.raises(LimitReached, match="--max-steps"):
        budget.take_step()


def test_tokens_and_time_are_checked_before_the_model_is_asked() -> None:
    budget = Budget(Limits(tokens=100, seconds=1e9))
    budget.check_time()
    budget.check_tokens()
    budget.usage += Usage(1, 90, 0, 10)
    with pytest.raises(LimitReached, match="100 tokens"):
        budget.check_tokens()
    with pytest.raises(LimitReached, match="--timeout"):
        Budget(Limits(seconds=0)).check_time()


def test_a_repeated_action_without_effect_is_told_and_in_the_end_stops() -> None:
    detector = StuckDetector()
    told = [detector.after(Key(keys="enter"), NOTHING) for _ in range(5)]
    assert told[0] == ""
    assert all("no effect" in text for text in told[1:])
    with pytest.raises(LimitReached, match="stuck"):
        detector.after(Key(keys="enter"), NOTHING)


def test_an_effect_another_action_or_waiting_starts_the_count_anew() -> None:
    detector = StuckDetector()
    for _ in range(10):
        assert detector.after(Key(keys="enter"), NOTHING) == ""
        assert detector.after(Key(keys="tab"), NOTHING) == ""
        assert detector.after(Key(keys="tab"), SOMETHING) == ""
        assert detector.after(Wait(), NOTHING) == ""


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
