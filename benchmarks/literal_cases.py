"""Instructions for the embedded model over five small applications: 41 to follow, 20 to refuse.

A case to follow names what the application's own state file must (or must not) hold afterwards, or the answer; a case to refuse names
the words that the reason must hold.
"""

from __future__ import annotations

from typing import NamedTuple


class Case(NamedTuple):
    """One instruction and how to tell that it was followed."""

    app: str
    instruction: str
    expected: tuple[str, ...] = ()
    """Texts that the state file must hold."""
    unwanted: tuple[str, ...] = ()
    """Texts that it must not hold."""
    answer: str | None = None


class Refusal(NamedTuple):
    """One instruction that cannot be followed, and a word that the reason must name."""

    app: str
    instruction: str
    named: str


FOLLOW = (
    Case("orders", "Type 'Ann Lee' into the Customer field, then click Place order", ('"customer": "Ann Lee"',)),
    Case("orders", 'Enter "12 High Street" into the Street field and press the Place order button', ('"street": "12 High Street"',)),
    Case("orders", "Please fill in Customer with 'Bo', then tick With milk and click Place order.", ('"customer": "Bo"', '"milk": true')),
    Case("orders", "Select Tea from the Drink drop-down list, click Place order", ('"drink": "Tea"',)),
    Case("orders", "Choose Large, then click Place order", ('"size": "Large"',)),
    Case("orders", "1. Select Medium\n2. Check With sugar\n3. Click Place order", ('"size": "Medium"', '"sugar": true')),
    Case("orders", "Set the Cups to 4 and click Place order", ('"cups": 4',)),
    Case("orders", "Set the Cups to 3, click Compute and read the value next to Total", answer="12.00"),
    Case("orders", "check the box With milk, check the box With sugar, then uncheck With milk and click Place order",
         ('"milk": false', '"sugar": true')),
    Case("orders", "Type 'Cy' into the first text field, press Tab, type 'Elm Road', click the 'Place order' button",
         ('"customer": "Cy"', '"street": "Elm Road"')),
    Case("orders", "Type 'mia' in all upper case letters in the Customer field, then click Place order", ('"customer": "MIA"',)),
    Case("orders", "Click the radio button Small, click the 2nd check box, click Place order", ('"size": "Small"', '"sugar": true')),
    Case("contacts", "Click Delete in the row of Carla Diaz", ("delete Carla Diaz",), ("delete Anna", "delete Bruno", "delete Dora")),
    Case("contacts", "Click the Call button next to 'Bruno Costa'", ("call Bruno Costa",)),
    Case("contacts", "For Dora Evans, click Call", ("call Dora Evans",)),
    Case("contacts", "Call Anna", ("call Anna Berg",), ("call Bruno", "call Carla", "call Dora")),
    Case("contacts", "Click the 2nd Delete button", ("delete Bruno Costa",)),
    Case("contacts", "Click the last Call button", ("call Dora Evans",)),
    Case("contacts", "Find Anna Berg and click Delete in the row of Anna Berg", ("delete Anna Berg",)),
    Case("contacts", "Select Berlin from the list and click Choose city", ("chosen Berlin",)),
    Case("contacts", "Select Tokyo from the scroll list and click Choose city", ("chosen Tokyo",)),
    Case("contacts", "Click Choose city, then make sure the screen shows 'chosen'", ("chosen",)),
    Case("contacts", "read the text next to 'Carla Diaz'", answer="555-0103"),
    Case("sketch", "Click the red square", ("click red square",)),
    Case("sketch", "Click on the green circle", ("click green circle",)),
    Case("sketch", "Double-click the blue circle", ("double blue circle",)),
    Case("sketch", "right-click the yellow square", ("right yellow square",)),
    Case("sketch", "Click the purple square while holding shift", ("shift-click purple square",)),
    Case("sketch", "Move the mouse over the triangle without clicking", ("enter orange triangle",), ("click orange",)),
    Case("sketch", "Drag the red square down by 60 pixels", ("drag red square",)),
    Case("sketch", "Drag the yellow square onto the blue circle", ("drag yellow square",)),
    Case("sketch", "Click the largest circle", ("click blue circle",)),
    Case("notes", "type exactly the following text and nothing else, and do not press Enter afterwards: Hello, world.", ("",)),
    Case("notes", "Type 'two words', then press ctrl+s", ("two words",)),
    Case("notes", "Type 'draft' and click Save in the File menu", ("draft",)),
    Case("notes", "press the keyboard shortcut ctrl+shift+t once", ("Shortcut",)),
    Case("notes", "Select Edit > Insert date", ("Insert date",)),
    Case("notes", "Select Help > About, then click OK in the dialog", ("About",)),
    Case("mixer", "Select 55 with the slider", ('"volume": 55',)),
    Case("mixer", "Tick Mute and untick Loop", ('"mute": true', '"loop": false')),
    Case("mixer", "Click the Network tab, type 'example.org' into the Host field and click Connect", ('"host": "example.org"', "connect")),
)  # fmt: skip

REFUSE = (
    Refusal("orders", "Type 'x' into the Nickname field", "Nickname"),
    Refusal("orders", "Click Submit", "Submit"),
    Refusal("orders", "book me a flight", "book me a flight"),
    Refusal("orders", "Select Lemonade from the Drink drop-down list", "Lemonade"),
    Refusal("orders", "Make the order cheaper", "Make the order cheaper"),
    Refusal("orders", "Click the 5th check box", "5th check box"),
    Refusal("orders", "Tick With honey", "With honey"),
    Refusal("orders", "Summarise the form in one sentence", "Summarise"),
    Refusal("contacts", "Click Delete", "ambiguous"),
    Refusal("contacts", "Click Call in the row of Zoe Young", "Zoe Young"),
    Refusal("contacts", "Call Zoe", "Zoe"),
    Refusal("contacts", "Select Sydney from the list and click Choose city", "Sydney"),
    Refusal("sketch", "Click the pink square", "pink square"),
    Refusal("sketch", "Click the hexagon", "hexagon"),
    Refusal("sketch", "Paint the circle green", "Paint the circle green"),
    Refusal("notes", "Select File > Print", "Print"),
    Refusal("notes", "Translate the text into French", "Translate"),
    Refusal("notes", "Click Replace", "Replace"),
    Refusal("mixer", "Click Disconnect in the Bluetooth tab", "Bluetooth"),
    Refusal("mixer", "Turn the lights on", "lights"),
)  # fmt: skip
