"""How long an application is waited for by its work."""

from collections.abc import Sequence

import pytest

from gui_agent.perception.change.work import LONGEST, Work

STEP = 0.05


def asked(worked: Sequence[float | None], start: int = 0) -> tuple[list[bool], Work]:
    """Whether it is done, asked every 50 ms; `worked` is what it has worked until then, the first at the input."""
    moments = iter(worked)
    work = Work(lambda: next(moments), start * STEP)
    return [work.is_done((start + number) * STEP) for number in range(1, len(worked))], work


@pytest.mark.parametrize(
    ("worked", "done"),
    [
        ([5.0, 5.0], [True]),
        ([5.0, 5.004], [True]),
        ([5.0, 5.04, 5.08, 5.081], [False, False, True]),
        ([5.0, 5.009, 5.009], [True, True]),
        ([5.0, 4.2], [True]),  # a thread has ended
        ([5.0, None], [True]),
    ],
)
def test_it_is_done_when_it_has_not_worked_for_a_while(worked: list[float | None], done: list[bool]) -> None:
    assert asked(worked)[0] == done


def test_where_nobody_knows_nothing_is_waited_for() -> None:
    assert Work(None, 0.0).is_done(0.01)


def test_one_that_never_rests_is_not_waited_for_longer() -> None:
    moments = round(LONGEST / STEP)
    done, work = asked([number * STEP for number in range(moments + 1)])
    assert done == [False] * (moments - 1) + [True]
    assert work.endless


def test_a_long_time_without_work_is_no_endless_work() -> None:
    work = Work(lambda: 5.0, 0.0)
    assert work.is_done(0.05)
    assert work.is_done(60.0)
    assert not work.endless


def test_what_was_done_before_a_change_is_in_the_picture() -> None:
    moments = iter([5.0, 5.3, 5.3])
    work = Work(lambda: next(moments), 0.0)
    work.changed(0.3)
    assert work.is_done(0.35)
