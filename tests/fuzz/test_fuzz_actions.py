"""Whatever is given as an action or a policy: a valid one, or an error in words."""

from typing import Any

from fuzzing import FUZZ
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from gui_agent.actions.action import ACTIONS, BaseAction, parse_action
from gui_agent.actions.aim import aim
from gui_agent.actions.policy.policy import Rule, Situation, Touched, parse_policy
from gui_agent.actions.policy.risk import risk_of
from gui_agent.errors import UsageError
from gui_agent.perception.geometry import Box

FRAME = Box(-100, 0, 1160, 784)
NAMES = sorted({field for kind in ACTIONS.values() for field in kind.model_fields} | {"surplus"})
NUMBERS = st.one_of(st.integers(-10, 1010), st.floats(), st.integers())
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | NUMBERS
    | st.text(max_size=20)
    | st.sampled_from(["ctrl+c", "{{secret:X}}", "up", "left", "middle"]),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
PLACES = st.lists(NUMBERS, min_size=2, max_size=4)
ARGUMENTS = st.dictionaries(st.sampled_from(NAMES), VALUES | PLACES, max_size=5)
ACTION_JSON = st.builds(
    lambda name, arguments: {**arguments, "action": name}, st.sampled_from(list(ACTIONS)) | st.text(max_size=8), ARGUMENTS
)


def parsed(data: object) -> BaseAction | None:
    try:
        return parse_action(data)
    except ValidationError:
        return None


@FUZZ
@given(st.one_of(ACTION_JSON, VALUES))
def test_an_action_is_valid_and_stays_so_or_is_refused(data: object) -> None:
    action = parsed(data)
    if action is not None:
        assert parse_action({"action": action.name, **action.arguments()}) == action
        assert all(FRAME.contains(point) for point in aim(action, FRAME))
        assert str(action)
        assert risk_of(action) in ("reading", "reversible", "sensitive")


CONDITIONS = st.dictionaries(st.sampled_from([*Rule.model_fields, "surplus"]), VALUES | PLACES, max_size=3)
POLICIES = st.one_of(VALUES, st.fixed_dictionaries({}, optional={"deny": st.lists(CONDITIONS), "allow": st.lists(CONDITIONS)}))


@FUZZ
@given(POLICIES, ACTION_JSON, st.text(max_size=8))
def test_a_policy_is_understood_and_decides_or_is_refused(data: object, action_json: object, title: str) -> None:
    try:
        policy = parse_policy(data, "policy")
    except UsageError:
        return
    action = parsed(action_json)
    if action is not None:
        assert isinstance(policy.refusal(Situation(action, aim(action, FRAME), [Touched(title)])), str)
