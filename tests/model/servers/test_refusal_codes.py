"""The code that a server puts into an error object may be anything."""

import pytest

from gui_agent.model.servers.refusal import failure_of_body


@pytest.mark.parametrize(
    ("code", "retried"),
    [
        (503, True),
        ("503", True),
        (400, False),
        ("400", False),
        (None, True),
        ("²", True),
        ("9" * 5000, True),
        (-1, True),
        ([], True),
    ],
)
def test_an_error_in_a_reply_is_retried_unless_its_code_says_that_it_stays(code: object, retried: bool) -> None:
    failure = failure_of_body({"error": {"message": "no", "code": code}})
    assert failure is not None
    assert failure.retry is retried
    assert str(failure.error).startswith("the server reports an error: no")
