"""Draws invented windows with GTK 3: a number per line of input, and a line of what is where (JSON) for each."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("Gdk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402
from spec import window  # noqa: E402

ICONS = "open-menu document-open document-save edit-copy edit-paste edit-undo list-add list-remove go-previous go-next view-refresh edit-find".split()
drawn: list[tuple[str, dict[str, Any], Any]] = []
styled = Gtk.CssProvider()
Gtk.StyleContext.add_provider_for_screen(Gdk.Screen.get_default(), styled, Gtk.STYLE_PROVIDER_PRIORITY_APPLICATION)


def themes() -> list[str]:
    """The themes that are installed."""
    found = {"Adwaita", "HighContrast"}
    for folder in (Path("/usr/share/themes"), Path.home() / ".themes"):
        found |= {path.parent.parent.name for path in folder.glob("*/gtk-3.0/gtk.css")}
    return sorted(found - {"Default", "Emacs"})


def note(role: str, item: dict[str, Any], widget: Any) -> Any:
    """Keep what is drawn, to report its place."""
    drawn.append((role, item, widget))
    return widget


def labelled(text: str) -> Any:
    """A text."""
    return note("text", {"text": text}, Gtk.Label(label=text))


def look(spec: dict[str, Any]) -> None:
    """Theme and font."""
    settings, names = Gtk.Settings.get_default(), themes()
    settings.set_property("gtk-theme-name", names[int(spec["theme"] * 0.999 * len(names))] if spec["hue"] < 0.6 else "Adwaita")
    settings.set_property("gtk-application-prefer-dark-theme", spec["dark"])
    family = f"font-family: '{spec['font']}';" if spec["font"] else ""
    styled.load_from_data(f"* {{ {family} font-size: {spec['size'] + 3}px; }}".encode())


Made = tuple[str, dict[str, Any], Any]
"""Role, what is said about it, and the widget."""


def _button(item: dict[str, Any]) -> Made:
    button = Gtk.Button(label=item["text"])
    if item["flat"]:
        button.set_relief(Gtk.ReliefStyle.NONE)
    elif item["level"] < 0.15:
        button.get_style_context().add_class("suggested-action" if item["checked"] else "destructive-action")
    return "button", item, button


def _switch(item: dict[str, Any]) -> Made:
    return "checkbox", {**item, "text": ""}, Gtk.Switch(active=item["checked"], valign=Gtk.Align.CENTER)


def _check(item: dict[str, Any]) -> Made:
    return "checkbox", item, Gtk.CheckButton(label=item["text"], active=item["checked"])


def _radio(item: dict[str, Any]) -> Made:
    widget, other = Gtk.RadioButton(label=item["text"]), Gtk.RadioButton()
    widget.join_group(other)
    (widget if item["checked"] else other).set_active(True)
    widget.other = other
    return "radio", item, widget


def _dropdown(item: dict[str, Any]) -> Made:
    widget = Gtk.ComboBoxText.new_with_entry() if item["role"] == "combo" else Gtk.ComboBoxText()
    for option in item["options"]:
        widget.append_text(option)
    widget.set_active(0)
    return "dropdown", {**item, "value": item["options"][0]}, widget


def _spinner(item: dict[str, Any]) -> Made:
    widget, value = Gtk.SpinButton.new_with_range(0, 9999, 1), int(1000 * item["level"])
    widget.set_value(value)
    return "spinner", {**item, "value": str(value)}, widget


def _slider(item: dict[str, Any]) -> Made:
    widget = Gtk.Scale.new_with_range(Gtk.Orientation.HORIZONTAL, 0, 100, 1)
    widget.set_draw_value(False)
    widget.set_value(100 * item["level"])
    widget.set_size_request(80 + 5 * item["wide"], -1)
    return "slider", item, widget


def _area(item: dict[str, Any]) -> Made:
    widget = Gtk.Frame()
    widget.add(Gtk.TextView())
    widget.set_size_request(120 + 6 * item["wide"], 64)
    return "field", {**item, "value": "", "text": ""}, widget


def _field(item: dict[str, Any]) -> Made:
    is_secret, shown = item["role"] == "password", item["value"]
    widget = Gtk.Entry(width_chars=item["wide"], visibility=not is_secret)
    widget.set_text(shown)
    if not shown and item["level"] < 0.5:
        widget.set_placeholder_text(item["text"])
        shown = item["text"]
    return "field", {**item, "value": "" if is_secret else shown}, widget


_MAKERS: dict[str, Callable[[dict[str, Any]], Made]] = {
    "text": lambda item: ("text", item, Gtk.Label(label=item["text"])),
    "bar": lambda item: ("none", {}, Gtk.ProgressBar(fraction=item["level"], valign=Gtk.Align.CENTER)),
    "button": _button,
    "switch": _switch,
    "checkbox": _check,
    "radio": _radio,
    "dropdown": _dropdown,
    "combo": _dropdown,
    "spinner": _spinner,
    "slider": _slider,
    "area": _area,
}


def group_of(group: dict[str, Any], spec: dict[str, Any]) -> Any:
    """Rows of widgets with their labels."""
    box = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=spec["space"])
    if group["title"]:
        box.pack_start(note("text", {"text": group["title"]}, Gtk.Label(label=group["title"], xalign=0)), False, False, 2)
    for row in group["rows"]:
        line = Gtk.Box(spacing=spec["space"])
        for item in row:
            role, said, widget = _MAKERS.get(item["role"], _field)(item)
            if item["label"] and role in ("field", "dropdown", "spinner", "slider"):
                line.pack_start(labelled(item["label"]), False, False, 2)
            widget.set_sensitive(not item["disabled"])
            line.pack_start(note(role, said, widget), False, False, 2)
        box.pack_start(line, False, False, 0)
    return box


def bars(spec: dict[str, Any], outer: Any) -> None:
    """Menu bar and tool bar."""
    if spec["menu"]:
        bar = Gtk.MenuBar()
        for text in spec["menu"]:
            bar.append(note("menuitem", {"text": text}, Gtk.MenuItem(label=text)))
        outer.pack_start(bar, False, False, 0)
    if spec["tools"]:
        line = Gtk.Box(spacing=2)
        for tool in spec["tools"]:
            button = (
                Gtk.Button(label=tool["text"])
                if tool["text"]
                else Gtk.Button.new_from_icon_name(ICONS[tool["icon"]], Gtk.IconSize.BUTTON)
            )
            if spec["tools_flat"]:
                button.set_relief(Gtk.ReliefStyle.NONE)
            line.pack_start(note("button", {"text": tool["text"], "icon": not tool["text"]}, button), False, False, 0)
        outer.pack_start(line, False, False, 2)


def contents(spec: dict[str, Any]) -> Any:
    """A text area, a table, groups of widgets, a keypad and buttons, one below the other."""
    body = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, spacing=spec["space"], margin=8)
    if spec["area"] is not None:
        frame = Gtk.Frame()
        frame.add(Gtk.TextView())
        frame.set_size_request(500, 80)
        body.pack_start(note("field", {"text": "", "value": ""}, frame), False, False, 0)
    if spec["table"]:
        store = Gtk.ListStore(str, str, str)
        for row in spec["table"]:
            store.append(row)
        table = Gtk.TreeView(model=store)
        for index, head in enumerate(("Name", "Date", "Size")):
            table.append_column(Gtk.TreeViewColumn(head, Gtk.CellRendererText(), text=index))
        body.pack_start(note("unsaid", {"text": ""}, table), False, False, 0)
    side = Gtk.Box(orientation=Gtk.Orientation.HORIZONTAL if spec["columns"] == 2 else Gtk.Orientation.VERTICAL, spacing=8)
    for group in spec["groups"]:
        side.pack_start(group_of(group, spec), False, False, 0)
    body.pack_start(side, False, False, 0)
    if spec["keypad"]:
        grid = Gtk.Grid(row_spacing=spec["space"] // 2, column_spacing=spec["space"] // 2, column_homogeneous=True)
        for y, keys in enumerate(spec["keypad"]):
            for x, text in enumerate(keys):
                grid.attach(note("button", {"text": text}, Gtk.Button(label=text)), x, y, 1, 1)
        body.pack_start(grid, False, False, 0)
    if spec["buttons"]:
        line = Gtk.Box(spacing=spec["space"])
        for text in spec["buttons"]:
            line.pack_end(note("button", {"text": text}, Gtk.Button(label=text)), False, False, 0)
        body.pack_start(line, False, False, 4)
    return body


def draw(spec: dict[str, Any]) -> tuple[Any, list[dict[str, Any]]]:
    """The window, and what is where."""
    drawn.clear()
    look(spec)
    main = Gtk.Window(title=spec["title"])
    if spec["hue"] > 0.7:
        head = Gtk.HeaderBar(title=spec["title"], show_close_button=True)
        for text in spec["buttons"][:2]:
            head.pack_start(note("button", {"text": text}, Gtk.Button(label=text)))
        main.set_titlebar(head)
    outer = Gtk.Box(orientation=Gtk.Orientation.VERTICAL)
    main.add(outer)
    bars(spec, outer)
    across = Gtk.Box()
    outer.pack_start(across, True, True, 0)
    if spec["side"]:
        rows = Gtk.ListBox()
        rows.set_size_request(190, -1)
        for text in spec["side"]:
            row = Gtk.ListBoxRow()
            row.add(Gtk.Label(label=text, xalign=0, margin=spec["space"]))
            rows.add(note("listrow", {"text": text}, row))
        across.pack_start(rows, False, False, 0)
    body = contents(spec)
    if spec["tabs"]:
        book = Gtk.Notebook()
        for index, text in enumerate(spec["tabs"]):
            label = Gtk.Label(label=text)
            book.append_page(body if index == 0 else Gtk.Box(), label)
            drawn.append(("tab", {"text": text}, label))
        across.pack_start(book, True, True, 0)
    else:
        across.pack_start(body, True, True, 0)
    if spec["status"]:
        outer.pack_end(labelled(spec["status"]), False, False, 2)
    main.set_default_size(1230 if spec["hue"] > 0.3 else 10, 720 if spec["hue"] > 0.3 else 10)
    main.show_all()
    main.present()
    wait(350)
    return main, [entry for role, item, widget in drawn if (entry := report(main, role, item, widget))]


def report(main: Any, role: str, item: dict[str, Any], widget: Any) -> dict[str, Any] | None:
    """What one widget shows; None where it is hidden."""
    if not widget.get_mapped():
        return None
    area, at = widget.get_allocation(), widget.translate_coordinates(main, 0, 0)
    if at is None:
        return None
    _, left, top = main.get_window().get_origin()
    box = [left + at[0], top + at[1], left + at[0] + area.width, top + at[1] + area.height]
    if role == "tab":  # the label alone is known
        box = [box[0] - 10, box[1] - 5, box[2] + 10, box[3] + 5]
    more = {key: item[key] for key in ("value", "checked", "label", "icon") if key in item}
    return {"role": role, "text": item.get("text", ""), "box": box, **more}


def wait(milliseconds: int) -> None:
    """Let GTK work."""
    GLib.timeout_add(milliseconds, Gtk.main_quit)
    Gtk.main()


shown = None
for line in sys.stdin:
    if shown is not None:
        shown.destroy()
    shown, reported = draw(window(int(line)))
    print(json.dumps(reported), flush=True)
