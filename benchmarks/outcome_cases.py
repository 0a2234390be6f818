"""Actions with known effects on real applications, for outcomes.py: split by application.

The open and the closed half have been looked at; the fresh part was written before it was run, on other applications, and so was
the one of GTK 4, from screenshots of the applications' first windows.
The unseen part was written from what is known of the applications, without a look at them.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

APPS = Path(__file__).parents[1] / "scenarios/apps"
TESTS = Path(__file__).parents[1] / "tests/apps"
PYTHON = sys.executable
CHROMIUM = "chromium --no-sandbox --test-type --no-first-run --window-size=1000,700"
PAGE = (
    "data:text/html,<title>Page</title><body style='font:16px sans-serif'><h1 id=h>Hello</h1>"
    "<label>Name <input id=n></label> <button onclick=\"h.textContent='Welcome '+n.value\">Greet</button> "
    "<label><input type=checkbox> Newsletter</label> <p><button onclick=\"document.title='Other page'\">Rename</button> "
    "<button>Nothing</button></p>"
)
SURVEY = (
    "data:text/html,<title>Survey</title><body style='font:15px sans-serif'><h2>Survey</h2><p id=s>0 answers</p>"
    "<p><label><input type=radio name=a> Always</label> <label><input type=radio name=a> Never</label></p>"
    "<p><label>Remark <textarea id=r rows=2></textarea></label></p>"
    "<p><button onclick=\"s.textContent='1 answer';l.insertAdjacentHTML('beforeend','<li>'+r.value)\">Submit</button> "
    "<button onclick=\"l.innerHTML=''\">Remove all</button> <button disabled>Export</button></p><ul id=l></ul>"
    "<details><summary>More about us</summary>We ask twice a year.</details>"
)
SETTINGS = (
    "data:text/html,<title>Settings</title><body style='font:15px sans-serif'><h2>Settings</h2>"
    "<p><label><input type=checkbox> Dark mode</label></p><p id=n>Volume 0</p>"
    "<p><button onclick=\"n.textContent='Volume '+(k+=1)\">Louder</button> "
    "<button onclick=\"t.textContent='Nothing yet'\">History</button></p><p id=t>Welcome</p>"
    "<p><button onclick='d.showModal()'>Delete account</button></p>"
    "<dialog id=d><p>Are you sure?</p><button onclick='d.close()'>Keep it</button></dialog><script>let k=0</script>"
)

ALARM = (
    "data:text/html,<title>Alarm</title><style>.s{appearance:none;width:44px;height:24px;border-radius:12px;background:gray;"
    "position:relative;vertical-align:middle}.s:checked{background:seagreen}.s::after{content:'';position:absolute;left:2px;top:2px;"
    "width:20px;height:20px;border-radius:10px;background:white}.s:checked::after{left:22px}.r{padding:6px;width:300px}"
    ".on{background:navy;color:white}</style><body style='font:16px sans-serif'><h2>Alarm clock</h2>"
    "<p><label><input class=s type=checkbox role=switch> Night mode</label></p><p id=p>Nothing is saved</p>"
    "<div id=l><div class=r>Monday</div><div class=r>Tuesday</div><div class=r>Friday</div></div>"
    "<p><label>Note <input id=n></label> "
    "<button onclick=\"l.insertAdjacentHTML('beforeend','<div class=r>'+n.value);n.value=''\">Put it in</button> "
    "<button onclick=\"p.textContent='Saved for Monday'\">Save</button></p><script>"
    "l.onclick=e=>{[...l.children].forEach(c=>c.classList.remove('on'));e.target.classList.add('on')}</script>"
)


@dataclass(frozen=True)
class Known:
    """An action with a known effect."""

    action: dict[str, Any]
    at: str = ""
    """What it is aimed at, in words; empty for keys and text."""
    kinds: tuple[str, ...] = ("confirmed",)
    names: tuple[str, ...] = ()
    """Texts or states, one of which the words must name; empty where nothing is to be named."""


def click(at: str, *names: str) -> Known:
    """A click on what these words describe, which changes this."""
    return Known({"action": "left_click"}, at, names=names)


def idle(at: str) -> Known:
    """A click that does nothing."""
    return Known({"action": "left_click"}, at, ("no_effect", "unverifiable"))


def double(at: str) -> Known:
    """A double click, which selects a word."""
    return Known({"action": "left_double_click"}, at)


def text(content: str) -> Known:
    """Text, which must be read back."""
    return Known({"action": "type", "content": content}, names=(content,))


def rest(seconds: float) -> Known:
    """Waiting, for what an application shows at its start and takes away again; not counted."""
    return Known({"action": "wait", "seconds": seconds})


def key(keys: str, *names: str) -> Known:
    """A key that changes this."""
    return Known({"action": "key", "keys": keys}, names=names)


def dead(keys: str) -> Known:
    """A key that does nothing."""
    return Known({"action": "key", "keys": keys}, kinds=("no_effect", "unverifiable"))


OPEN: dict[str, Sequence[Known]] = {
    f"{PYTHON} {APPS / 'greeter.py'}": [
        click("the Name field"), text("Ada Lovelace"), click("the Greet button", "Ada"), idle("the word Name"), dead("f9"),
        click("the Name field"), dead("f8"), text("Bob"), click("the Greet button", "Bob"), dead("f6"),
    ],
    f"{PYTHON} {APPS / 'todo.py'} STATE": [
        click("the New todo field"), text("Buy milk"), click("the Add button", "Buy milk"), click("the New todo field"),
        text("Call Ann"), key("enter", "Call Ann"), dead("f9"), text("Pay rent"), key("enter", "Pay rent"), dead("f7"),
    ],
    "mousepad": [
        text("Dear friend"), text(" and all"), click("the Edit menu", "Undo"), key("esc"), dead("f9"), key("ctrl+a"),
        key("delete", "Dear", "is empty"), text("Another one"), click("the Help menu", "About"), key("esc"),
    ],
    "gnome-text-editor --standalone": [
        text("First words"), text(" again"), dead("f9"), key("ctrl+a"), key("delete", "First", "is empty"), text("New text"),
        click("the Open button", "Search"), key("esc"), dead("f8"), key("ctrl+f", "Find", "Search"),
    ],
    "featherpad --standalone": [
        rest(12), text("Some letters"), click("the File menu", "Save"), key("esc"), dead("f9"), key("ctrl+a", "Sel"),
        dead("delete"),  # a closed menu leaves the keyboard to the menu bar: Qt gives it back with the next click or a second esc
        Known({"action": "type", "content": "Once more"}, kinds=("partial", "unexpected", "unverifiable"), names=("Some letters",)),
        click("the New button", "Untitled"), click("the Help menu", "About"), key("esc"),
    ],
    f"{CHROMIUM} {shlex.quote('--app=' + PAGE)}": [
        click("the Name field"), text("Grace Hopper"), click("the Greet button", "Welcome Grace"),
        click("the Newsletter check box", "Newsletter"), click("the Newsletter check box", "Newsletter"),
        click("the Rename button", "Other page"), dead("f9"), idle("the word Hello"), double("the Name field"), text("Ada"),
    ],
}  # fmt: skip
CLOSED: dict[str, Sequence[Known]] = {
    f"{PYTHON} {APPS / 'contacts.py'} STATE": [
        idle("the word City"), dead("f9"), click("Berlin", "Berlin"), click("the Choose city button", "Berlin"), idle("Anna Berg"),
        click("the Call button next to Carla Diaz", "Carla"), dead("f8"), click("the Delete button next to Dora Evans", "Dora"),
    ],
    "galculator": [
        click("the 4 button", "4"), click("the 5 button", "45"), click("the + button"), click("the 6 button", "6"),
        click("the = button", "51"), dead("f9"), click("the AC button", "0"), click("the Edit menu", "Copy"), key("esc"), dead("f8"),
    ],
    "gnome-calculator": [
        click("the 4 button", "4"), click("the 5 button", "45"), click("the + button", "45+"), click("the 6 button", "45+6"),
        click("the = button", "51"), dead("f9"), key("esc", "is empty", "51"), key("7", "7"), click("the Basic button", "Advanced"),
        key("esc"),
    ],
    "kcalc": [
        click("the 4 button", "4"), click("the 5 button", "45"), click("the 6 button", "456"), dead("f9"), click("the C button", "0"),
        click("the Edit menu", "Copy"), key("esc"), click("the Help menu", "About"), key("esc"), dead("f8"),
    ],
    f"{CHROMIUM} {shlex.quote('--app=' + SURVEY)}": [
        click("the Always radio button", "Always"), click("the Never radio button", "Never"), click("the Remark field"),
        text("Very good"), click("the Submit button", "1 answer"), idle("the word Survey"), idle("the Export button"),
        click("More about us", "twice a year"), click("the Remove all button", "Very good"), dead("f9"),
    ],
}  # fmt: skip
FRESH: dict[str, Sequence[Known]] = {
    f"{PYTHON} {APPS / 'notes.py'} STATE": [
        text("Buy milk"), click("the Find field"), text("milk"), click("the Search button", "1 match"), dead("f9"),
        click("the Help menu", "About"), click("About", "About", "version 1.4"), click("the OK button", "About", "version 1.4"),
    ],
    "l3afpad": [
        text("Shopping list"), click("the Search menu", "Find"), key("esc", "Find"), key("ctrl+a"), key("delete", "Shopping", "empty"),
        dead("f9"),
    ],
    "gtk4-widget-factory": [
        click("the checkbutton check box", "checkbutton"), click("the radiobutton radio button", "radiobutton"), dead("f9"),
    ],
    "speedcrunch": [text("6*7"), key("enter", "42"), click("the Edit menu", "Copy"), key("esc", "Copy"), dead("f9")],
    f"{CHROMIUM} {shlex.quote('--app=' + SETTINGS)}": [
        click("the Dark mode check box", "Dark mode"), click("the Louder button", "Volume 1"), click("the Louder button", "Volume 2"),
        click("the History button", "Nothing yet"), idle("the History button"), click("the Delete account button", "Are you sure"),
        click("the Keep it button", "Are you sure", "Keep it"), idle("the word Settings"), dead("f9"),
        Known({"action": "type", "content": "abc"}, kinds=("no_effect", "unverifiable")),
    ],
}  # fmt: skip
GTK4: dict[str, Sequence[Known]] = {
    "gnome-clocks": [
        click("Alarms", "Add Alarm", "Alarms is now selected"), dead("f9"), click("Stopwatch", "Start"), click("World", "Add World Clock"),
        click("the Menu button", "About", "Keyboard"), key("esc", "About", "Keyboard"),
        click("Alarms", "Add Alarm", "Alarms is now selected"), idle("Alarms"), click("Timer"), dead("f8"),
    ],
    "gnome-characters": [
        click("Food & Drink", "Food & Drink"), dead("f9"), click("Flags", "Flags"), click("the Menu button", "About", "Keyboard"),
        key("esc", "About", "Keyboard"), key("ctrl+f"), text("heart"), key("esc", "heart"), dead("f8"),
    ],
    "gtk4-demo": [
        click("Builder", "Builder"), click("Clipboard", "Clipboard"), dead("f9"), click("Source", "gtk", "include"),
        click("the Run button", "Clipboard"), dead("f8"),
    ],
    "adwaita-1-demo": [
        click("Lists", "Lists"), click("Avatar", "Avatar"), dead("f9"), click("Toasts", "Toasts"),
        click("the Menu button", "About", "Inspector"), key("esc", "About", "Inspector"), click("Buttons", "Buttons"), dead("f8"),
    ],
    "ghex": [
        dead("f9"), click("the Main menu button", "Find and Replace"), key("esc", "Find and Replace"), idle("No File Loaded"),
        key("ctrl+n", "Untitled", "No File Loaded", "Offset"), dead("f8"),
    ],
}  # fmt: skip
UNSEEN: dict[str, Sequence[Known]] = {
    "keepassxc": [
        click("the Help menu", "About"), key("esc", "About"), dead("f9"), click("the Tools menu", "Password Generator"),
        key("esc", "Password Generator"),
    ],
    "kwrite STATE": [
        text("Dear Sir"), dead("f8"), click("the Tools menu", "Spelling", "Mode"), key("esc"), key("ctrl+a"),
        dead("delete"),  # as in featherpad
    ],
    "gtk4-print-editor": [
        text("Once upon a time"), dead("f9"), click("the File menu", "Page Setup", "Save"), key("esc", "Page Setup", "Save"),
        key("ctrl+a", "About"), key("esc", "About"),
    ],
    f"java {TESTS / 'SwingForm.java'} STATE": [
        click("Row 3", "Row 3"), dead("f9"), click("the File menu", "Open thing"), key("esc", "Open thing"), click("Row 5", "Row 5"),
    ],
    f"{CHROMIUM} {shlex.quote('--app=' + ALARM)}": [
        click("Night mode", "Night mode"), click("the Save button", "Saved for Monday"), click("Tuesday", "Tuesday"), idle("Alarm clock"),
        click("the Note field"), text("Water the plants"), click("the Put it in button", "Water the plants"), dead("f9"),
    ],
}  # fmt: skip
