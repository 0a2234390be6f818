"""Draws a page of `content.py` with Tk: `page_tk.py PAGE [classic|default|clam|alt]`; prints where everything is."""

from __future__ import annotations

import json
import sys
import tkinter as tk
from tkinter import font, ttk
from typing import Any

from content import PAGES, Page, Widget

report: list[dict[str, Any]] = []
drawn: list[tuple[Widget, Any, dict[str, Any]]] = []


def note(role: str, text: str, widget: tk.Misc, **more: Any) -> None:
    drawn.append((Widget(role, text), widget, more))


def labelled(parent: tk.Misc, text: str, kit: Any) -> None:
    if text:
        label = kit.Label(parent, text=text)
        label.pack(side="left", padx=(8, 4))
        note("text", text, label)


def rows_of(parent: tk.Misc, widget: Widget) -> tk.Listbox:
    made = tk.Listbox(parent, height=len(widget.options), width=34, activestyle="none", exportselection=False)
    made.insert("end", *widget.options)
    made.selection_set(widget.options.index(widget.value))
    return made


def dropdown(parent: tk.Misc, widget: Widget, kit: Any) -> Any:
    if kit is tk:
        variable = tk.StringVar(value=widget.value)
        menu: Any = tk.OptionMenu(parent, variable, *widget.options)
        menu.variable = variable
        return menu
    made = ttk.Combobox(parent, values=widget.options, state="readonly", width=len(widget.value) + 3)
    made.set(widget.value)
    return made


def add(parent: tk.Misc, widget: Widget, kit: Any) -> None:
    state = "disabled" if widget.disabled else "normal"
    common = {"text": widget.text, "checked": widget.checked, "disabled": widget.disabled}
    made: Any
    if widget.role == "text":
        made = kit.Label(parent, text=widget.text)
    elif widget.role == "link":
        made = tk.Label(
            parent,
            text=widget.text,
            fg="#0000ee",
            cursor="hand2",
            font=(font.nametofont("TkDefaultFont").actual("family"), font.nametofont("TkDefaultFont").cget("size"), "underline"),
        )
    elif widget.role == "button":
        made = kit.Button(parent, text=widget.text, state=state)
    elif widget.role == "field":
        labelled(parent, widget.text, kit)
        made = kit.Entry(parent, width=max(12, len(widget.value) + 2))
        made.insert(0, widget.value)
    elif widget.role == "checkbox":
        made = kit.Checkbutton(parent, text=widget.text, state=state)
        made.variable = tk.BooleanVar(value=widget.checked)
        made.configure(variable=made.variable)
    elif widget.role == "radio":
        made = kit.Radiobutton(parent, text=widget.text, variable=choice, value=widget.text)
        if widget.checked:
            choice.set(widget.text)
    elif widget.role == "dropdown":
        labelled(parent, widget.text, kit)
        made = dropdown(parent, widget, kit)
    elif widget.role == "spinner":
        labelled(parent, widget.text, kit)
        made = kit.Spinbox(parent, from_=0, to=99, width=5)
        made.delete(0, "end")
        made.insert(0, widget.value)
    elif widget.role == "slider":
        labelled(parent, widget.text, kit)
        made = kit.Scale(parent, from_=0, to=100, orient="horizontal", length=160, **({} if kit is ttk else {"showvalue": False}))
        made.set(float(widget.value))
    else:
        made = rows_of(parent, widget)
    made.pack(side="left", padx=6, pady=4)
    if widget.role == "list":
        made.options = widget
    common.pop("text")
    drawn.append((widget, made, {**common, "value": widget.value}))


def show(page: Page, style: str) -> None:
    kit: Any = tk if style == "classic" else ttk
    for name in ("TkDefaultFont", "TkTextFont", "TkMenuFont", "TkHeadingFont"):
        font.nametofont(name).configure(family="DejaVu Sans", size=-page.font)
    if style != "classic":
        ttk.Style().theme_use(style)
        root.configure(bg=ttk.Style().lookup("TFrame", "background"))
    if page.menu:
        bar = tk.Menu(root, tearoff=False)
        for entry in page.menu:
            bar.add_cascade(label=entry, menu=tk.Menu(bar, tearoff=False))
        root.configure(menu=bar)
    body: Any = kit.Frame(root)
    if page.tabs:
        book = ttk.Notebook(root)
        body = kit.Frame(book)
        book.add(body, text=page.tabs[0])
        for name in page.tabs[1:]:
            book.add(ttk.Frame(book), text=name)
        book.pack(fill="both", expand=True)
    else:
        body.pack(fill="both", expand=True)
    for row in page.rows:
        line = kit.Frame(body)
        line.pack(anchor="w", fill="x", padx=8, pady=3)
        for widget in row:
            add(line, widget, kit)


def tell(page: Page) -> None:
    root.update_idletasks()
    for widget, made, more in drawn:
        left, top = made.winfo_rootx(), made.winfo_rooty()
        box = [left, top, left + made.winfo_width(), top + made.winfo_height()]
        if widget.role == "list":
            for index, option in enumerate(widget.options):
                x, y, _, height = made.bbox(index)
                row = [left + x, top + y, box[2] - x, top + y + height]
                report.append({"role": "listrow", "text": option, "value": "", "box": row, "selected": option == widget.value})
        else:
            report.append({"role": widget.role, "text": widget.text, "box": box, **{"value": "", **more}})
    texts = [("menuitem", name) for name in page.menu] + [("tab", name) for name in page.tabs]
    report.extend({"role": role, "text": text, "value": "", "box": None} for role, text in texts)
    print(json.dumps({"widgets": report}), flush=True)


if __name__ == "__main__":
    root = tk.Tk()
    chosen = PAGES[sys.argv[1]]
    root.title(chosen.title)
    choice = tk.StringVar()
    root.geometry("+40+40")
    show(chosen, sys.argv[2] if len(sys.argv) > 2 else "default")
    root.wait_visibility()
    root.after(300, tell, chosen)
    root.mainloop()
