"""How risky an action is, and when the user is asked."""

import pytest

from gui_agent.actions.action import Risk, parse_action
from gui_agent.actions.policy.risk import needs_approval, risk_of

CLICK = {"action": "left_click", "start_box": [5, 5]}


@pytest.mark.parametrize(
    ("action", "text", "window", "risk"),
    [
        ({"action": "scroll", "start_box": [5, 5], "direction": "down"}, "Delete", "Terminal", "reading"),
        ({"action": "hover", "start_box": [5, 5], "element_info": "Delete button"}, "", "", "reading"),
        ({"action": "wait"}, "", "", "reading"),
        (CLICK, "Documents", "", "reversible"),
        (CLICK, "Delete", "", "sensitive"),
        (CLICK, "Deleting", "", "sensitive"),
        (CLICK, "Undeletable", "", "reversible"),
        (CLICK, "Shut down", "", "sensitive"),
        (CLICK, "shutdown", "", "sensitive"),
        (CLICK, "Two-factor", "", "sensitive"),
        (CLICK, "Credit cards", "", "sensitive"),
        (CLICK, "D\u0435l\u0435te", "", "sensitive"),
        (CLICK, "De\u00adle\u200bte", "", "sensitive"),
        (CLICK, "ＤＥＬＥＴＥ", "", "sensitive"),
        (CLICK, "\u0423\u0434\u0430\u043b\u0438\u0442\u044c", "", "sensitive"),
        ({**CLICK, "element_info": "Pay now button"}, "", "", "sensitive"),
        ({**CLICK, "element_info": "the button"}, "删除", "", "sensitive"),
        (CLICK, "Löschen", "", "sensitive"),
        (CLICK, "Payload", "", "reversible"),
        (CLICK, "Network", "System Settings", "sensitive"),
        (CLICK, "Continue", "Checkout - Shop", "sensitive"),
        ({"action": "type", "content": "hello"}, "Name", "Form", "reversible"),
        ({"action": "type", "content": "hello"}, "Password", "Form", "sensitive"),
        ({"action": "type", "content": "{{secret:pw}}"}, "", "", "sensitive"),
        ({"action": "type", "content": "ls"}, "", "user@host: ~", "sensitive"),
        ({"action": "key", "keys": "enter"}, "", "xterm", "sensitive"),
        ({"action": "key", "keys": "Return"}, "Send", "Chat", "sensitive"),
        ({"action": "key", "keys": "ctrl+c"}, "", "", "reversible"),
        ({"action": "key", "keys": "alt+F4"}, "", "", "sensitive"),
        ({"action": "key", "keys": "Shift+Delete"}, "", "", "sensitive"),
        ({"action": "key", "keys": "ctrl+W"}, "", "", "sensitive"),
        ({"action": "key", "keys": "delete"}, "", "Report - Editor", "reversible"),
        ({"action": "key", "keys": "delete"}, "", "Files", "sensitive"),
        ({"action": "key", "keys": "kp_delete"}, "", "Files", "sensitive"),
        ({"action": "key", "keys": "alt_right+f4"}, "", "", "sensitive"),
        ({"action": "key", "keys": "a shift_right+kp_delete"}, "", "", "sensitive"),
        ({"action": "key", "keys": "space"}, "Send", "Chat", "sensitive"),
        ({"action": "key", "keys": "kp_enter"}, "Send", "Chat", "sensitive"),
        ({"action": "key", "keys": "a"}, "Send", "Chat", "reversible"),
        ({"action": "key", "keys": "enter"}, "", "Checkout - Shop", "sensitive"),
        ({"action": "key", "keys": "kp_enter"}, "", "System Settings", "sensitive"),
        ({"action": "key", "keys": "a"}, "", "Checkout - Shop", "reversible"),
        ({"action": "key", "keys": "enter"}, "", "Notes", "reversible"),
        ({"action": "key", "keys": "nosuchkey"}, "", "", "sensitive"),
        ({"action": "left_drag", "start_box": [5, 5], "end_box": [9, 9]}, "", "Files", "sensitive"),
        ({"action": "left_drag", "start_box": [5, 5], "end_box": [9, 9]}, "", "Drawing", "reversible"),
        (CLICK, "", "Files", "reversible"),
    ],
)
def test_the_risk_of_an_action(action: dict[str, object], text: str, window: str, risk: Risk) -> None:
    assert risk_of(parse_action(action), text, window) == risk


def test_when_the_person_is_asked() -> None:
    click, hover = parse_action(CLICK), parse_action({"action": "hover", "start_box": [5, 5]})
    assert not needs_approval(click, "never", "Delete")
    assert needs_approval(click, "risky", "Delete")
    assert not needs_approval(click, "risky", "Documents")
    assert needs_approval(click, "always", "Documents")
    assert needs_approval(hover, "always")
    assert not needs_approval(parse_action({"action": "done"}), "always")
