"""A small text editor (Tk) with menus, a find field and a dialog; saved text goes to the file, what was chosen to its log.

python scenarios/apps/notes.py [FILE]
"""

import sys
import tkinter as tk
from pathlib import Path
from tkinter import ttk


class Notes(tk.Tk):
    def __init__(self, file: Path) -> None:
        super().__init__()
        self.title("Notes")
        self.geometry("600x400+150+100")
        self.file = file
        self.log = file.with_suffix(".log")
        bar = tk.Menu(self)
        for name, entries in (("File", ("New", "Save", "Export")), ("Edit", ("Clear all", "Insert date")), ("Help", ("About",))):
            menu = tk.Menu(bar, tearoff=False)
            for entry in entries:
                menu.add_command(label=entry, command=lambda entry=entry: self.choose(entry))
            bar.add_cascade(label=name, menu=menu)
        self.configure(menu=bar)
        row = ttk.Frame(self, padding=8)
        row.pack(fill="x")
        self.word = tk.StringVar()
        ttk.Label(row, text="Find").pack(side="left")
        ttk.Entry(row, textvariable=self.word, width=20).pack(side="left", padx=8)
        ttk.Button(row, text="Search", command=self.search).pack(side="left")
        self.text = tk.Text(self, height=12, font=("DejaVu Sans", 12))
        self.text.pack(fill="both", expand=True, padx=8, pady=8)
        self.text.focus_set()
        self.status = ttk.Label(self, text="0 matches", padding=6)
        self.status.pack(anchor="w")
        self.bind("<Control-s>", lambda _: self.choose("Save"))
        self.bind("<Control-Shift-T>", lambda _: self.choose("Shortcut"))

    def search(self) -> None:
        self.status.configure(text=f"{self.text.get('1.0', 'end').count(self.word.get())} matches")

    def choose(self, entry: str) -> None:
        with self.log.open("a", encoding="utf-8") as log:
            log.write(entry + "\n")
        if entry == "Save":
            self.file.write_text(self.text.get("1.0", "end-1c"), encoding="utf-8")
        elif entry in ("New", "Clear all"):
            self.text.delete("1.0", "end")
        elif entry == "About":
            self.about()

    def about(self) -> None:
        box = tk.Toplevel(self)
        box.title("About")
        box.geometry("260x120+300+220")
        box.transient(self)
        ttk.Label(box, text="Notes, version 1.4", padding=16).pack()
        ttk.Button(box, text="OK", command=box.destroy).pack()


if __name__ == "__main__":
    Notes(Path(sys.argv[1] if len(sys.argv) > 1 else "notes.txt")).mainloop()
