"""Draws a page of `content.py` with GTK 3 (system Python with python3-gi): `page_gtk.py PAGE`; prints where everything is."""

from __future__ import annotations

import json
import sys
from typing import Any

import gi  # type: ignore[import-not-found]

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from content import PAGES, Page, Widget  # noqa: E402
from gi.repository import Gdk, GLib, Gtk  # type: ignore[import-not-found]  # noqa: E402

drawn: list[tuple[Widget, Any]] = []
group: list[Any] = []


def rows_of(widget: Widget) -> Any:
    made = Gtk.ListBox()
    for option in widget.options:
        made.add(Gtk.Label(label=option, xalign=0, margin=4))
    made.select_row(made.get_row_at_index(widget.options.index(widget.value)))
    made.set_size_request(420, -1)
    return made


def labelled(row: Any, widget: Widget) -> None:
    if widget.role in {"field", "dropdown", "spinner", "slider"} and widget.text:
        label = Gtk.Label(label=widget.text)
        row.pack_start(label, False, False, 4)
        drawn.append((Widget("text", widget.text), label))


def add(row: Any, widget: Widget) -> None:
    labelled(row, widget)
    made: Any
    if widget.role == "text":
        made = Gtk.Label(label=widget.text)
    elif widget.role == "link":
        made = Gtk.Label()
        made.set_markup(f'<a href="https://example.org">{widget.text}</a>')
    elif widget.role == "button":
        made = Gtk.Button(label=widget.text)
    elif widget.role == "field":
        made = Gtk.Entry(text=widget.value, width_chars=max(12, len(widget.value) + 2))
    elif widget.role == "checkbox":
        made = Gtk.CheckButton(label=widget.text, active=widget.checked)
    elif widget.role == "radio":
        made = Gtk.RadioButton(label=widget.text, group=group[0] if group else None)
        group.append(made)
        made.set_active(widget.checked)
    elif widget.role == "dropdown":
        made = Gtk.ComboBoxText()
        for option in widget.options:
            made.append_text(option)
        made.set_active(widget.options.index(widget.value))
    elif widget.role == "spinner":
        made = Gtk.SpinButton.new_with_range(0, 99, 1)
        made.set_value(float(widget.value))
    elif widget.role == "slider":
        made = Gtk.Scale.new_with_range(Gtk.Orientation.HORIZONTAL, 0, 100, 1)
        made.set_value(float(widget.value))
        made.set_draw_value(False)
        made.set_size_request(180, -1)
    else:
        made = rows_of(widget)
    made.set_sensitive(not widget.disabled)
    row.pack_start(made, False, False, 4)
    drawn.append((widget, made))


def place(made: Any) -> list[int]:
    area = made.get_allocation()
    x, y = made.translate_coordinates(window, 0, 0)
    _, left, top = window.get_window().get_origin()
    return [left + x, top + y, left + x + area.width, top + y + area.height]


def tell(page: Page) -> bool:
    report: list[dict[str, Any]] = []
    for widget, made in drawn:
        if widget.role == "list":
            for index, option in enumerate(widget.options):
                box = place(made.get_row_at_index(index))
                report.append({"role": "listrow", "text": option, "value": "", "box": box, "selected": option == widget.value})
            continue
        state = {"checked": widget.checked, "disabled": widget.disabled}
        report.append({"role": widget.role, "text": widget.text, "value": widget.value, "box": place(made), **state})
    texts = [("menuitem", name) for name in page.menu] + [("tab", name) for name in page.tabs]
    report.extend({"role": role, "text": text, "value": "", "box": None} for role, text in texts)
    print(json.dumps({"widgets": report}), flush=True)
    return False


def show(page: Page) -> None:
    outer = Gtk.Box(orientation=Gtk.Orientation.VERTICAL)
    window.add(outer)
    if page.menu:
        bar = Gtk.MenuBar()
        for name in page.menu:
            bar.append(Gtk.MenuItem(label=name))
        outer.pack_start(bar, False, False, 0)
    body = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=6, margin=8)
    if page.tabs:
        book = Gtk.Notebook()
        book.append_page(body, Gtk.Label(label=page.tabs[0]))
        for name in page.tabs[1:]:
            book.append_page(Gtk.Label(label=""), Gtk.Label(label=name))
        outer.pack_start(book, True, True, 0)
    else:
        outer.pack_start(body, True, True, 0)
    for widgets in page.rows:
        row = Gtk.Box(spacing=6)
        body.pack_start(row, False, False, 0)
        for widget in widgets:
            add(row, widget)


if __name__ == "__main__":
    chosen = PAGES[sys.argv[1]]
    window = Gtk.Window(title=chosen.title)
    window.connect("destroy", Gtk.main_quit)
    style = Gtk.CssProvider()
    style.load_from_data(f"* {{ font-family: 'DejaVu Sans'; font-size: {chosen.font}px; }}".encode())
    Gtk.StyleContext.add_provider_for_screen(Gdk.Screen.get_default(), style, Gtk.STYLE_PROVIDER_PRIORITY_APPLICATION)
    show(chosen)
    window.show_all()
    GLib.timeout_add(500, tell, chosen)
    Gtk.main()
