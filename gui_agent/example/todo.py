"""A small todo list (Tk): add an item, tick it, delete what is done. Every change is saved at once as JSON.

    python todo.py [STATE_FILE]

The state file holds `[{"title": "Milk", "done": true}, ...]`.
"""

import json
import sys
import tkinter as tk
from pathlib import Path
from tkinter import font, ttk
from typing import TypedDict

PAPER, INK, QUIET, ACCENT, ACCENT_DARK, LINE = "#ffffff", "#222222", "#606060", "#2456d6", "#1b43a8", "#8c96a6"
PADDING = 24


class Item(TypedDict):
    """One line of the list."""

    title: str
    done: bool


class Todo(tk.Tk):
    """The window."""

    def __init__(self, state_file: Path) -> None:
        super().__init__()
        self.title("Todo")
        self.geometry("640x460+300+130")
        self.configure(background=PAPER)
        self._look()
        self.state_file = state_file
        self.items: list[Item] = json.loads(state_file.read_text(encoding="utf-8")) if state_file.exists() else []
        self.new_title = tk.StringVar()
        self._build_entry_row()
        self.list_frame = ttk.Frame(self, padding=(PADDING, 8))
        self.list_frame.pack(fill="both", expand=True)
        self._build_bottom_row()
        self.refresh()

    def _look(self) -> None:
        """Light colours, and a font that is easy to read."""
        for name in ("TkDefaultFont", "TkTextFont"):
            font.nametofont(name).configure(family="DejaVu Sans", size=12)
        style = ttk.Style(self)
        style.theme_use("clam")
        style.configure(".", background=PAPER, foreground=INK)
        style.configure("Quiet.TLabel", foreground=QUIET)
        style.configure("TEntry", padding=8, bordercolor=LINE, lightcolor=PAPER, fieldbackground=PAPER)
        style.configure("TButton", padding=(16, 8), background="#e7eaf0", bordercolor=LINE)
        style.configure("Accent.TButton", background=ACCENT, foreground=PAPER, bordercolor=ACCENT_DARK)
        style.map("Accent.TButton", background=[("active", ACCENT_DARK), ("pressed", ACCENT_DARK)])
        style.configure("TCheckbutton", indicatorsize=18, indicatormargin=(2, 2, 16, 2), padding=4)
        style.configure("TCheckbutton", upperbordercolor=QUIET, lowerbordercolor=QUIET)
        style.map("TCheckbutton", background=[("active", PAPER)], indicatorbackground=[("selected", PAPER)])

    def _build_entry_row(self) -> None:
        row = ttk.Frame(self, padding=(PADDING, PADDING, PADDING, 8))
        row.pack(fill="x")
        ttk.Label(row, text="New todo").pack(side="left")
        entry = ttk.Entry(row, textvariable=self.new_title, font="TkTextFont")
        entry.pack(side="left", padx=12, fill="x", expand=True)
        entry.bind("<Return>", lambda _: self.add())
        ttk.Button(row, text="Add", command=self.add, style="Accent.TButton").pack(side="left")

    def _build_bottom_row(self) -> None:
        row = ttk.Frame(self, padding=PADDING)
        row.pack(fill="x", side="bottom")
        self.counter = ttk.Label(row, style="Quiet.TLabel")
        self.counter.pack(side="left")
        ttk.Button(row, text="Delete done", command=self.delete_done).pack(side="right")

    def add(self) -> None:
        """Append what is in the field."""
        title = self.new_title.get().strip()
        if title:
            self.items.append({"title": title, "done": False})
            self.new_title.set("")
            self.refresh()

    def toggle(self, item: Item, done: bool) -> None:
        """Tick an item, or take its tick away."""
        item["done"] = done
        self.refresh()

    def delete_done(self) -> None:
        """Keep what is still to be done."""
        self.items = [item for item in self.items if not item["done"]]
        self.refresh()

    def refresh(self) -> None:
        """Draw the list and the counter, and save."""
        for child in self.list_frame.winfo_children():
            child.destroy()
        for item in self.items:
            variable = tk.BooleanVar(value=item["done"])
            box = ttk.Checkbutton(self.list_frame, text=item["title"], variable=variable)
            box.configure(command=lambda item=item, variable=variable: self.toggle(item, variable.get()))
            box.pack(anchor="w", pady=3)
            box.variable = variable  # type: ignore[attr-defined]  # Tk keeps no reference of its own
        left = sum(not item["done"] for item in self.items)
        self.counter.configure(text=f"{left} left of {len(self.items)}")
        self.state_file.write_text(json.dumps(self.items), encoding="utf-8")


if __name__ == "__main__":
    Todo(Path(sys.argv[1] if len(sys.argv) > 1 else "todo.json")).mainloop()
