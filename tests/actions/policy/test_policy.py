"""The rules of a policy, on situations that need no screen."""

from pathlib import Path
from typing import Any

import pytest

from gui_agent.actions.action import parse_action
from gui_agent.actions.policy.policy import PolicyRefusal, Situation, Touched, load_policy, parse_policy
from gui_agent.errors import UsageError
from gui_agent.perception.geometry import Point

CLICK = {"action": "left_click", "start_box": [500, 500]}
DRAG = {"action": "left_drag", "start_box": [1, 1], "end_box": [2, 2]}
TODO, BROWSER, UNKNOWN_PAGE = (
    Touched("Todo - notes", ("todo",)),
    Touched("Shop", ("chromium",), "a.example.org"),
    Touched("x", ("firefox-esr",)),
)
INSIDE, OUTSIDE = Point(50, 50), Point(150, 50)
REGION = [40, 40, 100, 80]


def key(keys: str) -> dict[str, Any]:
    return {"action": "key", "keys": keys}


def typing(content: str) -> dict[str, Any]:
    return {"action": "type", "content": content}


@pytest.mark.parametrize(
    ("rule", "action", "points", "windows", "denied", "allowed"),
    [
        ({"region": REGION}, CLICK, [INSIDE], [TODO], True, True), ({"region": REGION}, CLICK, [OUTSIDE], [TODO], False, False),
        ({"region": REGION}, DRAG, [INSIDE, OUTSIDE], [TODO], True, False), ({"region": REGION}, key("a"), [], [TODO], False, False),
        ({"region": REGION}, CLICK, [Point(40, 40)], [TODO], True, True),
        ({"region": REGION}, CLICK, [Point(100, 80)], [TODO], False, False),
        ({"action": ["left_click", "key"]}, CLICK, [INSIDE], [TODO], True, True),
        ({"action": "hover"}, CLICK, [INSIDE], [TODO], False, False),
        ({"keys": "ctrl+q"}, key("q+ctrl"), [], [TODO], True, True), ({"keys": "ctrl+q"}, key("ctrl+w ctrl+q"), [], [TODO], True, False),
        ({"keys": "ctrl+q"}, key("ctrl+w"), [], [TODO], False, False), ({"keys": "ctrl+q"}, CLICK, [INSIDE], [TODO], False, False),
        ({"keys": "a"}, key("nosuchkey"), [], [TODO], True, True),
        ({"text": "sudo"}, typing("SUDO"), [], [TODO], True, True), ({"text": "sudo"}, typing("su"), [], [TODO], False, False),
        ({"text": "sudo"}, CLICK, [INSIDE], [TODO], False, False),
        ({"secret": "PW*"}, typing("{{secret:PW2}}"), [], [TODO], True, True), ({"secret": "PW"}, typing("x"), [], [TODO], False, False),
        ({"secret": "PW"}, typing("{{secret:PW}}{{secret:X}}"), [], [TODO], True, False),
        ({"secret": "*"}, key("a"), [], [TODO], False, False),
        ({"window": "TODO"}, CLICK, [INSIDE], [TODO], True, True), ({"window": "to*"}, CLICK, [INSIDE], [TODO], True, True),
        ({"window": "notes*"}, CLICK, [INSIDE], [TODO], False, False),
        ({"window": "Todo"}, DRAG, [INSIDE, OUTSIDE], [TODO, BROWSER], True, False),
        ({"application": "TODO"}, CLICK, [INSIDE], [TODO], True, True), ({"application": "tod"}, CLICK, [INSIDE], [TODO], False, False),
        ({"application": "t*"}, CLICK, [INSIDE], [TODO], True, True), ({"domain": "example.org"}, CLICK, [INSIDE], [BROWSER], True, True),
        ({"domain": "*.A.example.org"}, CLICK, [INSIDE], [BROWSER], True, True),
        ({"domain": "b.example.org"}, CLICK, [INSIDE], [BROWSER], False, False),
        ({"domain": "ample.org"}, CLICK, [INSIDE], [BROWSER], False, False),
        ({"domain": "example.org"}, CLICK, [INSIDE], [UNKNOWN_PAGE], True, False),
        ({"domain": "example.org"}, CLICK, [INSIDE], [TODO], False, False),
        ({"risk": "reversible"}, CLICK, [INSIDE], [TODO], True, True), ({"risk": "sensitive"}, CLICK, [INSIDE], [TODO], False, False),
        ({"risk": "sensitive"}, typing("ls"), [], [TODO, Touched("user@host: ~")], True, True),
        ({"risk": ["reading", "sensitive"]}, {"action": "hover", "start_box": [1, 1]}, [INSIDE], [TODO], True, True),
        ({"element": "delete"}, CLICK, [INSIDE], [Touched(element="Delete all")], True, True),
        ({"element": "delete"}, CLICK, [INSIDE], [Touched(element="Keep", says="Delete all?")], False, False),
        ({"says": "delete all"}, CLICK, [INSIDE], [Touched(element="OK", says="Delete\u00a0ALL?")], True, True),
        ({"window": "Todo", "action": "hover"}, CLICK, [INSIDE], [TODO], False, False),
    ],
)  # fmt: skip
def test_a_rule(
    rule: dict[str, Any], action: dict[str, Any], points: list[Point], windows: list[Touched], denied: bool, allowed: bool
) -> None:
    situation = Situation(parse_action(action), points, windows)
    assert bool(parse_policy({"deny": [rule]}, "p").refusal(situation)) is denied
    assert (not parse_policy({"allow": [rule]}, "p").refusal(situation)) is allowed


def test_deny_wins_and_what_ends_or_waits_is_always_let_through() -> None:
    policy = parse_policy({"deny": [{"window": "Todo"}], "allow": [{"window": "Todo"}]}, "p")
    assert policy.refusal(Situation(parse_action(CLICK), [INSIDE], [TODO])) == "the policy denies it (window Todo)"
    for action in ({"action": "done"}, {"action": "fail", "reason": "x"}, {"action": "wait"}):
        assert policy.refusal(Situation(parse_action(action), [], [TODO])) == ""
    assert parse_policy({}, "p").refusal(Situation(parse_action(CLICK))) == ""
    several = parse_policy({"deny": [{"window": ["a", "b"], "action": "left_click"}]}, "p")
    assert str(several.deny[0]) == "action left_click, window ['a', 'b']"


@pytest.mark.parametrize(
    ("rule", "windows", "domains", "elements"),
    [
        ({"window": "x"}, True, False, False), ({"application": "x"}, True, False, False), ({"domain": "x"}, True, True, False),
        ({"element": "x"}, True, False, True), ({"says": "x"}, True, False, True), ({"text": "x"}, False, False, False),
    ],
)  # fmt: skip
def test_what_a_policy_must_know(rule: dict[str, Any], windows: bool, domains: bool, elements: bool) -> None:
    for kind in ("deny", "allow"):
        policy = parse_policy({kind: [rule]}, "p")
        assert (policy.asks_for_windows, policy.asks_for_domains, policy.asks_for_elements) == (windows, domains, elements)
        assert policy.denied_texts == (["x"] if kind == "deny" and "text" in rule else [])


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"region": [40, 40, 40, 80]}, "region"), ({"region": [40, 60, 80, 60]}, "region"), ({"region": [40, 60, 80, 50]}, "region"),
        ({"action": "fly"}, "unknown action 'fly'"), ({"keys": "ctrl+nosuch"}, "nosuch"), ({"colour": "red"}, "deny.0.colour"),
        ({"text": ""}, "text"), ({"text": []}, "text"), ({"risk": "high"}, "risk"),
    ],
)  # fmt: skip
def test_a_rule_that_is_wrong_is_named(rule: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        parse_policy({"deny": [rule]}, "policy.yaml")


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text("deny:\n  - {window: Terminal}\n")
    assert load_policy(path).deny[0].window == ["Terminal"]
    path.write_text("")
    assert load_policy(path).deny == []
    path.write_text("deny: [")
    with pytest.raises(UsageError, match="cannot be read"):
        load_policy(path)
    with pytest.raises(UsageError, match=r"none\.yaml"):
        load_policy(tmp_path / "none.yaml")


def test_a_refusal_says_for_the_audit_what_would_have_been_touched() -> None:
    refusal = PolicyRefusal("no", [BROWSER])
    window = {"title": "Shop", "applications": ["chromium"], "domain": "a.example.org"}
    assert refusal.to_json() == {"reason": "no", "windows": [window]}
    assert "Do not try it in another way" in str(refusal)


@pytest.mark.parametrize(
    ("listed", "action", "denied", "allowed"),
    [
        ("enter", {"action": "type", "content": "ls\n"}, True, False),
        ("enter", {"action": "type", "content": "ls\r\nx"}, True, False),
        ("enter", {"action": "type", "content": "ls"}, False, False),
        ("tab", {"action": "type", "content": "a\tb"}, True, False),
        ("space", {"action": "type", "content": "a b"}, True, False),
        ("shift+a", {"action": "type", "content": "bA"}, True, False),
        ("a", {"action": "type", "content": "bA"}, False, False),
        ("enter", key("kp_enter"), True, True),
        ("kp_enter", key("enter"), True, True),
        ("ctrl+c", key("ctrl_right+c"), True, True),
        ("ctrl_right+c", key("c+ctrl"), True, True),
        ("alt+f4", key("alt_right+f4"), True, True),
        ("super+l", key("super_right+l"), True, True),
        ("shift+insert", key("shift_right+kp_insert"), True, True),
        ("ctrl+c", key("ctrl+shift+c"), False, False),
        ("kp_1", key("1"), False, False),
        ("a", {"action": "left_click", "start_box": [1, 2]}, False, False),
    ],
)
def test_a_chord_has_many_ways(listed: str, action: dict[str, Any], denied: bool, allowed: bool) -> None:
    situation = Situation(parse_action(action))
    assert bool(parse_policy({"deny": [{"keys": listed}]}, "test").refusal(situation)) is denied
    assert (parse_policy({"allow": [{"keys": listed}]}, "test").refusal(situation) == "") is allowed
