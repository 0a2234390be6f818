"""Draws invented windows with Tk: a number per line of input, and a line of what is where (JSON) for each."""

from __future__ import annotations

import colorsys
import json
import sys
import tkinter as tk
from collections.abc import Callable
from tkinter import font, ttk
from typing import Any

from spec import window

ICONS = ("\u2630", "\u25b6", "\u25a0", "\u2715", "\u271a", "\u25c0", "\u25b2", "\u2731", "\u2190", "\u2192", "\u21bb", "\u2699")
root = tk.Tk()
drawn: list[tuple[str, dict[str, Any], Any]] = []


def note(role: str, item: dict[str, Any], widget: Any) -> Any:
    """Keep what is drawn, to report its place."""
    drawn.append((role, item, widget))
    return widget


def colours(spec: dict[str, Any], style: ttk.Style) -> None:
    """A theme of ttk, and a palette for Tk's own widgets."""
    themes = ("classic", "alt", "default", "clam")
    style.theme_use(themes[int(spec["theme"] * 4)])
    low, high = (0.16, 0.28) if spec["dark"] else (0.8, 0.95)
    light = low + (high - low) * spec["hue"]
    ground = "#" + "".join(f"{int(255 * part):02x}" for part in colorsys.hls_to_rgb(spec["hue"], light, 0.12))
    text = "#f0f0f0" if spec["dark"] else "#101010"
    if spec["dark"] or spec["theme"] * 40 % 1 < 0.5:
        root.tk_setPalette(background=ground, foreground=text)
        style.configure(".", background=ground, foreground=text, fieldbackground="#202020" if spec["dark"] else "white")
    else:
        root.tk_setPalette("#d9d9d9")
    for name in ("TkDefaultFont", "TkTextFont", "TkMenuFont", "TkHeadingFont"):
        if spec["font"]:
            font.nametofont(name).configure(family=spec["font"])
        font.nametofont(name).configure(size=spec["size"])


Made = tuple[str, dict[str, Any], Any]
"""Role, what is said about it, and the widget."""


def _button(parent: tk.Misc, item: dict[str, Any], kit: Any) -> Made:
    made = kit.Button(parent, text=item["text"])
    if item["flat"]:
        made.configure(**({"relief": "flat", "bd": 1} if kit is tk else {"style": "Toolbutton"}))
    return "button", item, made


def _mark(parent: tk.Misc, item: dict[str, Any], kit: Any) -> Made:
    variable = tk.IntVar(value=int(item["checked"]))
    is_radio = item["role"] == "radio"
    more = {"value": 1} if is_radio else {}
    made = (kit.Radiobutton if is_radio else kit.Checkbutton)(parent, text=item["text"], variable=variable, **more)
    made.variable = variable
    return "radio" if is_radio else "checkbox", item, made


def _dropdown(parent: tk.Misc, item: dict[str, Any], kit: Any) -> Made:
    first = item["options"][0]
    if kit is tk and item["role"] == "dropdown":
        variable = tk.StringVar(value=first)
        menu: Any = tk.OptionMenu(parent, variable, *item["options"])
        menu.variable = variable
        return "dropdown", {**item, "value": first}, menu
    state = "readonly" if item["role"] == "dropdown" else "normal"
    made = ttk.Combobox(parent, values=item["options"], width=max(6, item["wide"] // 2), state=state)
    made.set(first)
    if item["selected"]:
        made.selection_range(0, "end")
    return "dropdown", {**item, "value": first}, made


def _spinner(parent: tk.Misc, item: dict[str, Any], kit: Any) -> Made:
    made, value = kit.Spinbox(parent, from_=0, to=999, width=max(4, item["wide"] // 4)), str(int(100 * item["level"]))
    made.delete(0, "end")
    made.insert(0, value)
    return "spinner", {**item, "value": value}, made


def _slider(parent: tk.Misc, item: dict[str, Any], kit: Any) -> Made:
    made = kit.Scale(parent, from_=0, to=100, orient="horizontal", length=80 + 5 * item["wide"])
    made.set(100 * item["level"])
    return "slider", item, made


def _area(parent: tk.Misc, item: dict[str, Any], _: Any) -> Made:
    made = tk.Text(parent, width=max(12, item["wide"]), height=3)
    made.insert("1.0", item["value"])
    return "field", item, made


def _field(parent: tk.Misc, item: dict[str, Any], kit: Any) -> Made:
    is_secret = item["role"] == "password"
    made = kit.Entry(parent, width=max(6, item["wide"]), **({"show": "*"} if is_secret else {}))
    made.insert(0, item["value"])
    if item["selected"]:
        made.selection_range(0, "end")
        made.focus_set()
    return "field", {**item, "value": "" if is_secret else item["value"]}, made


_MAKERS: dict[str, Callable[[tk.Misc, dict[str, Any], Any], Made]] = {
    "text": lambda parent, item, kit: ("text", item, kit.Label(parent, text=item["text"])),
    "bar": lambda parent, item, _: ("none", {}, ttk.Progressbar(parent, length=80 + 5 * item["wide"], value=100 * item["level"])),
    "button": _button,
    "checkbox": _mark,
    "switch": _mark,
    "radio": _mark,
    "dropdown": _dropdown,
    "combo": _dropdown,
    "spinner": _spinner,
    "slider": _slider,
    "area": _area,
}


def add(parent: tk.Misc, item: dict[str, Any], kit: Any) -> None:
    """One widget with its label."""
    if item["label"] and item["role"] in ("field", "dropdown", "combo", "spinner", "slider", "password", "area"):
        label = kit.Label(parent, text=item["label"])
        label.pack(side="left", padx=4)
        note("text", {"text": item["label"]}, label)
    role, said, made = _MAKERS.get(item["role"], _field)(parent, item, kit)
    if item["disabled"] and item["role"] in ("button", "checkbox", "radio"):
        made.configure(state="disabled")
    made.pack(side="left", padx=4, pady=2)
    note(role, said, made)


def bars(spec: dict[str, Any], kit: Any) -> None:
    """Menu bar and tool bar, status line and the row of buttons."""
    if spec["menu"]:
        bar = tk.Frame(root, relief="raised", bd=1)
        bar.pack(fill="x")
        for text in spec["menu"]:
            entry = tk.Menubutton(bar, text=text, padx=6)
            entry.pack(side="left")
            note("menuitem", {"text": text}, entry)
    flat = ({"relief": "flat"} if kit is tk else {"style": "Toolbutton"}) if spec["tools_flat"] else {}
    tools = kit.Frame(root)
    tools.pack(fill="x")
    for tool in spec["tools"]:
        button = kit.Button(tools, text=tool["text"] or ICONS[tool["icon"]], **flat)
        button.pack(side="left", padx=1)
        note("button", {"text": tool["text"], "icon": not tool["text"]}, button)
    if spec["status"]:
        label = kit.Label(root, text=spec["status"], anchor="w", relief="sunken" if spec["theme"] < 0.5 else "flat")
        label.pack(side="bottom", fill="x")
        note("text", {"text": spec["status"]}, label)
    bottom = kit.Frame(root)
    bottom.pack(side="bottom", fill="x", pady=spec["space"])
    for text in spec["buttons"]:
        button = kit.Button(bottom, text=text)
        button.pack(side="right" if spec["hue"] < 0.7 else "left", padx=spec["space"])
        note("button", {"text": text}, button)


def page(spec: dict[str, Any], kit: Any) -> Any:
    """A list at the left and tabs, and the frame that is for everything else."""
    body: Any = kit.Frame(root)
    body.pack(fill="both", expand=True)
    if spec["side"]:
        rows = tk.Listbox(body, width=18, height=len(spec["side"]), activestyle="none", exportselection=False)
        rows.insert("end", *spec["side"])
        rows.selection_set(0)
        rows.pack(side="left", fill="y", padx=spec["space"])
        note("list", {"rows": spec["side"]}, rows)
    if not spec["tabs"]:
        return body
    book = ttk.Notebook(body)
    book.pack(side="left", fill="both", expand=True)
    pages = [kit.Frame(book) for _ in spec["tabs"]]
    for frame, text in zip(pages, spec["tabs"], strict=True):
        book.add(frame, text=text)
    book.select(min(spec["tab"], len(pages) - 1))
    note("book", {"tabs": spec["tabs"]}, book)
    return pages[min(spec["tab"], len(pages) - 1)]


def contents(spec: dict[str, Any], kit: Any, body: Any) -> None:
    """A text area, a table, groups of widgets, a keypad."""
    gap = spec["space"]
    if spec["area"] is not None:
        text = tk.Text(body, height=4, width=50)
        text.insert("1.0", spec["area"])
        text.pack(padx=gap, pady=gap, anchor="w")
        note("field", {"value": "", "text": ""}, text)
    if spec["table"]:
        table = ttk.Treeview(body, columns=("a", "b", "c"), show="headings", height=len(spec["table"]))
        for column, head in zip("abc", ("Name", "Date", "Size"), strict=True):
            table.heading(column, text=head)
            table.column(column, width=140)
        for row in spec["table"]:
            table.insert("", "end", values=row)
        table.pack(padx=gap, pady=gap, anchor="w")
        note("table", {}, table)
    for group in spec["groups"]:
        frame = kit.LabelFrame(body, text=group["title"]) if group["title"] else kit.Frame(body)
        frame.pack(side="left" if spec["columns"] == 2 else "top", anchor="nw", padx=gap, pady=gap)
        for row in group["rows"]:
            line = kit.Frame(frame)
            line.pack(anchor="w", pady=gap // 2)
            for item in row:
                add(line, item, kit)
    pad = kit.Frame(body)
    pad.pack(anchor="w", padx=gap, pady=gap)
    for y, keys in enumerate(spec["keypad"]):
        for x, name in enumerate(keys):
            key = kit.Button(pad, text=name, width=4)
            key.grid(row=y, column=x, sticky="nsew", padx=gap // 3, pady=gap // 3)
            note("button", {"text": name}, key)


def draw(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """One window; what is where."""
    for child in root.winfo_children():
        child.destroy()
    drawn.clear()
    root.title(spec["title"])
    colours(spec, ttk.Style(root))
    kit: Any = ttk if spec["theme"] * 12 % 1 < 0.5 else tk
    bars(spec, kit)
    contents(spec, kit, page(spec, kit))
    root.geometry("" if spec["hue"] < 0.3 else "1240x740+6+6")
    root.update()
    root.after(250, root.quit)
    root.mainloop()
    root.update()
    return [part for role, item, widget in drawn for part in report(role, item, widget)]


def report(role: str, item: dict[str, Any], widget: Any) -> list[dict[str, Any]]:
    """What one widget shows: of a list its rows, of a notebook its tabs."""
    x, y, wide, high = widget.winfo_rootx(), widget.winfo_rooty(), widget.winfo_width(), widget.winfo_height()
    if not widget.winfo_viewable() or wide < 4 or high < 4:
        return []
    if role == "list":
        boxes = [(text, widget.bbox(index)) for index, text in enumerate(item["rows"])]
        return [{"role": "listrow", "text": text, "box": [x, y + b[1], x + wide, y + b[1] + b[3]]} for text, b in boxes if b]
    if role == "book":
        found: dict[int, list[int]] = {}
        for dx in range(0, wide, 2):
            try:
                found.setdefault(widget.index(f"@{dx},12"), []).append(dx)
            except tk.TclError:
                continue
        return [
            {"role": "tab", "text": item["tabs"][index], "box": [x + min(at), y + 1, x + max(at) + 2, y + 27]}
            for index, at in found.items()
        ]
    if role == "table":
        return [{"role": "unsaid", "text": "", "box": [x, y, x + wide, y + high]}]
    more = {key: item[key] for key in ("value", "checked", "label", "icon") if key in item}
    return [{"role": role, "text": item.get("text", ""), "box": [x, y, x + wide, y + high], **more}]


for line in sys.stdin:
    print(json.dumps(draw(window(int(line)))), flush=True)
