"""Secrets out of events: in every text that others can have given, and in nothing else."""

from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel

from gui_agent.record.event_base import NOT_TEXT
from gui_agent.record.events import ActionStarted, LoggedAction, ModelReplied, RunFinished, Usage
from gui_agent.record.masking import masked

SECRETS = {"PW": "hunter2", "PIN": "2"}
COVERED = "a {{secret:PW}} b"


class Inner(BaseModel):
    words: str = ""


class Sample(BaseModel):
    """Each form that a field of an event has."""

    text: str = ""
    maybe: str | None = None
    inner: Inner = Inner()
    several: tuple[str, ...] = ()
    pair: tuple[Inner, ...] = ()
    table: dict[str, Any] = {}
    anything: Any = None
    kind: Literal["hunter2", "other"] = "other"
    number: int = 0
    numbers: tuple[int, ...] = ()
    by_name: dict[str, float] = {}
    maybe_number: float | None = None
    maybe_kind: Literal["hunter2"] | None = None
    path: Annotated[str, NOT_TEXT] = ""
    paths: tuple[Annotated[str, NOT_TEXT], ...] = ()


SECRET = {"PW": "hunter2"}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"text": "a hunter2 b"}, {"text": COVERED}),
        ({"maybe": "a hunter2 b"}, {"maybe": COVERED}),
        ({"inner": {"words": "a hunter2 b"}}, {"inner": {"words": COVERED}}),
        ({"several": ("x", "a hunter2 b")}, {"several": ("x", COVERED)}),
        ({"pair": ({"words": "a hunter2 b"},)}, {"pair": ({"words": COVERED},)}),
        ({"table": {"hunter2": ["a hunter2 b", {"deep": "hunter2"}]}},
         {"table": {"{{secret:PW}}": [COVERED, {"deep": "{{secret:PW}}"}]}}),
        ({"anything": {"a": "hunter2"}}, {"anything": {"a": "{{secret:PW}}"}}),
        ({"kind": "hunter2"}, {"kind": "hunter2"}),
        ({"maybe_kind": "hunter2"}, {"maybe_kind": "hunter2"}),
        ({"path": "steps/hunter2.webp"}, {"path": "steps/hunter2.webp"}),
        ({"paths": ("hunter2",)}, {"paths": ("hunter2",)}),
        ({"number": 2, "numbers": (2,), "by_name": {"a": 2.0}, "maybe_number": 2.0}, {"number": 2, "numbers": (2,)}),
    ],
)  # fmt: skip
def test_texts_are_masked_and_the_programs_own_words_stay(given: dict[str, Any], kept: dict[str, Any]) -> None:
    found = masked(Sample.model_validate(given), SECRET).model_dump()
    assert {name: found[name] for name in kept} == kept


def test_without_secrets_the_event_is_the_same() -> None:
    sample = Sample(text="hunter2")
    assert masked(sample, {}) is sample


def test_real_events() -> None:
    action = LoggedAction.model_validate({"action": "type", "content": "my hunter2"})
    started = masked(ActionStarted(step=2, action=action, picture="steps/0002/before.webp"), SECRETS)
    assert started.action.arguments["content"] == "my {{secret:PW}}"
    assert started.step == 2
    assert started.picture == "steps/0002/before.webp", "a path is no text of others"
    replied = masked(
        ModelReplied(step=1, agent="operator", thinking="hunter2", text="hunter2", usage=Usage(), seconds=2.0), SECRETS
    )
    assert (replied.thinking, replied.text, replied.seconds) == ("{{secret:PW}}", "{{secret:PW}}", 2.0)
    ended = masked(
        RunFinished(verdict="done", answer="hunter2", reason="", steps=2, seconds=2.0, usage=Usage(), timings={}), SECRETS
    )
    assert (ended.verdict, ended.answer, ended.steps) == ("done", "{{secret:PW}}", 2)
