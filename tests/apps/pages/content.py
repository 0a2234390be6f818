"""What the rendered pages show: four pages of widgets with known texts, drawn by the Tk, GTK and web renderers beside this file.

A page is a list of rows; a row is a list of widgets. What the renderers report (one JSON object on a line of its own):
`{"widgets": [{"role", "text", "value", "box", "checked", "disabled", "selected"}]}`, boxes in pixels of the screen.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Widget:
    """One widget: `text` is its label or caption, `value` what is in it."""

    role: str
    text: str = ""
    value: str = ""
    checked: bool = False
    disabled: bool = False
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """A page and the font size in pixels at which it is drawn."""

    title: str
    font: int
    rows: tuple[tuple[Widget, ...], ...]
    menu: tuple[str, ...] = ()
    tabs: tuple[str, ...] = ()


def _field(label: str, value: str = "") -> Widget:
    return Widget("field", label, value)


def _button(text: str, disabled: bool = False) -> Widget:
    return Widget("button", text, disabled=disabled)


def _check(text: str, checked: bool = False, disabled: bool = False) -> Widget:
    return Widget("checkbox", text, checked=checked, disabled=disabled)


def _radio(text: str, checked: bool = False) -> Widget:
    return Widget("radio", text, checked=checked)


def _text(text: str) -> Widget:
    return Widget("text", text)


PAGES = {
    "account": Page(
        "Account settings",
        13,
        (
            (_text("Change how other people see your profile and how we reach you."),),
            (_field("First name", "Maria"), _field("Last name", "Lindqvist")),
            (_field("Street and number", "27 Harbour Road"), _field("Postal code", "90210")),
            (_field("Email address", "maria.lindqvist@example.org"), _field("Phone", "")),
            (Widget("dropdown", "Country", "Sweden", options=("Sweden", "Norway", "Finland")), _field("City", "Uppsala")),
            (_check("Send me the weekly newsletter", True), _check("Show my profile to everyone")),
            (_check("Remember this device", True), _check("Use two steps to sign in", disabled=True)),
            (_radio("Daily"), _radio("Weekly", True), _radio("Never")),
            (_text("Changes are saved when you leave this page."), Widget("link", "Read the privacy policy")),
            (_button("Save changes"), _button("Cancel"), _button("Delete account", disabled=True)),
        ),
        menu=("File", "Edit", "View", "Help"),
    ),
    "printer": Page(
        "Print document",
        11,
        (
            (
                Widget("dropdown", "Printer", "Office LaserJet 400", options=("Office LaserJet 400", "PDF file")),
                _button("Properties"),
            ),
            (Widget("spinner", "Copies", "3"), _check("Collate", True), _check("Print on both sides")),
            (_radio("All pages", True), _radio("Current page"), _radio("Pages from"), _field("", "1-4, 9")),
            (_text("Resolution 600 dpi, about 14 sheets of paper, 2.5 minutes."),),
            (Widget("slider", "Quality", "40"), Widget("slider", "Brightness", "75")),
            (_check("Print background colors"), _check("Fit to page width", True), _check("Save toner")),
            (_field("Job name", "Quarterly report 2026"), _field("Notes", "leave at desk 12")),
            (_text("Queue: 2 jobs waiting, 0 failed. Next job starts at 14:35."),),
            (_button("Print"), _button("Preview"), _button("Close"), Widget("link", "Advanced options")),
        ),
        tabs=("General", "Page setup", "Advanced"),
    ),
    "orders": Page(
        "Orders of this week",
        16,
        (
            (_field("Search", "copper pipe"), _button("Find"), _button("Clear")),
            (Widget("dropdown", "Status", "Shipped", options=("Shipped", "Open")), _check("Only mine", True)),
            (
                Widget(
                    "list",
                    "",
                    "#10482  Green tea, 12 boxes",
                    options=(
                        "#10481  Copper pipe, 15 mm",
                        "#10482  Green tea, 12 boxes",
                        "#10483  Desk lamp, black",
                        "#10484  Printer paper A4",
                        "#10485  Garden hose, 25 m",
                        "#10486  Wall clock, silver",
                    ),
                ),
            ),
            (_text("6 orders, total 1,284.50 EUR"), Widget("link", "Download as CSV")),
            (_button("Open order"), _button("Mark as shipped"), _button("Refund")),
        ),
        menu=("Orders", "Customers", "Reports", "Settings"),
    ),
    "game": Page(
        "New game",
        22,
        (
            (_field("Player", "Oskar"), _button("Rename")),
            (_radio("Easy"), _radio("Medium", True), _radio("Hard")),
            (Widget("slider", "Volume", "60"),),
            (_check("Full screen", True), _check("Show tips")),
            (_text("Best score: 48,210 points"),),
            (_button("Start"), _button("Quit"), Widget("link", "Rules")),
        ),
        tabs=("Play", "Controls"),
    ),
}
