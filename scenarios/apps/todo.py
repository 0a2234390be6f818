"""A small todo list (Tk): add an item, tick it, delete it; every change is saved at once as JSON.

    python scenarios/apps/todo.py [STATE_FILE]

The state file holds `[{"title": "Milk", "done": true}, ...]`.
"""

import json
import sys
import tkinter as tk
from pathlib import Path
from tkinter import ttk
from typing import TypedDict

PADDING = 10


class Item(TypedDict):
    title: str
    done: bool


class Todo(tk.Tk):
    def __init__(self, state_file: Path) -> None:
        super().__init__()
        self.title("Todo")
        self.geometry("560x480+120+80")
        self.state_file = state_file
        self.items: list[Item] = json.loads(state_file.read_text()) if state_file.exists() else []
        self.new_title = tk.StringVar()
        self._build_entry_row()
        self.list_frame = ttk.Frame(self, padding=PADDING)
        self.list_frame.pack(fill="both", expand=True)
        self._build_bottom_row()
        self.refresh()

    def _build_entry_row(self) -> None:
        row = ttk.Frame(self, padding=PADDING)
        row.pack(fill="x")
        ttk.Label(row, text="New todo").pack(side="left")
        entry = ttk.Entry(row, textvariable=self.new_title, width=36)
        entry.pack(side="left", padx=PADDING)
        entry.bind("<Return>", lambda _: self.add())
        ttk.Button(row, text="Add", command=self.add).pack(side="left")

    def _build_bottom_row(self) -> None:
        row = ttk.Frame(self, padding=PADDING)
        row.pack(fill="x", side="bottom")
        self.counter = ttk.Label(row)
        self.counter.pack(side="left")
        ttk.Button(row, text="Delete done", command=self.delete_done).pack(side="right")

    def add(self) -> None:
        title = self.new_title.get().strip()
        if title:
            self.items.append({"title": title, "done": False})
            self.new_title.set("")
            self.refresh()

    def toggle(self, item: Item, done: bool) -> None:
        item["done"] = done
        self.refresh()

    def delete_done(self) -> None:
        self.items = [item for item in self.items if not item["done"]]
        self.refresh()

    def refresh(self) -> None:
        for child in self.list_frame.winfo_children():
            child.destroy()
        for item in self.items:
            variable = tk.BooleanVar(value=item["done"])
            box = ttk.Checkbutton(self.list_frame, text=item["title"], variable=variable)
            box.configure(command=lambda item=item, variable=variable: self.toggle(item, variable.get()))
            box.pack(anchor="w", pady=4)
            box.variable = variable  # type: ignore[attr-defined]  # Tk keeps no reference of its own
        left = sum(not item["done"] for item in self.items)
        self.counter.configure(text=f"{left} left of {len(self.items)}")
        self.state_file.write_text(json.dumps(self.items))


if __name__ == "__main__":
    Todo(Path(sys.argv[1] if len(sys.argv) > 1 else "todo.json")).mainloop()
