"""A table of contacts (Tk) with buttons in every row, a search field and a scroll list of cities; every act is logged.

python scenarios/apps/contacts.py [LOG_FILE]
"""

import sys
import tkinter as tk
from pathlib import Path
from tkinter import ttk

PEOPLE = (("Anna Berg", "555-0101"), ("Bruno Costa", "555-0102"), ("Carla Diaz", "555-0103"), ("Dora Evans", "555-0104"))
CITIES = (
    "Athens",
    "Berlin",
    "Cairo",
    "Dublin",
    "Geneva",
    "Helsinki",
    "Lisbon",
    "Madrid",
    "Oslo",
    "Paris",
    "Prague",
    "Rome",
    "Tokyo",
    "Vienna",
)


class Contacts(tk.Tk):
    def __init__(self, log: Path) -> None:
        super().__init__()
        self.title("Contacts")
        self.geometry("640x460+140+90")
        self.log = log
        table = ttk.Frame(self, padding=14)
        table.pack(fill="x")
        for row, (name, phone) in enumerate(PEOPLE):
            ttk.Label(table, text=name, width=16).grid(row=row, column=0, sticky="w", pady=4)
            ttk.Label(table, text=phone, width=12).grid(row=row, column=1, sticky="w")
            ttk.Button(table, text="Call", command=lambda name=name: self.note(f"call {name}")).grid(row=row, column=2, padx=6)
            ttk.Button(table, text="Delete", command=lambda name=name: self.note(f"delete {name}")).grid(
                row=row, column=3, padx=6
            )
        lower = ttk.Frame(self, padding=14)
        lower.pack(fill="both", expand=True)
        ttk.Label(lower, text="City").pack(anchor="w")
        self.cities = tk.Listbox(lower, height=5, exportselection=False)
        bar = ttk.Scrollbar(lower, command=self.cities.yview)
        self.cities.configure(yscrollcommand=bar.set)
        for city in CITIES:
            self.cities.insert("end", city)
        self.cities.pack(side="left", anchor="n")
        bar.pack(side="left", anchor="n", fill="y")
        self.cities.bind("<<ListboxSelect>>", lambda _: self.note(f"city {self.cities.get('active')}", show=False))
        ttk.Button(lower, text="Choose city", command=self.choose).pack(side="left", anchor="n", padx=14)
        self.status = ttk.Label(self, text="Ready", padding=8)
        self.status.pack(side="bottom", anchor="w")

    def choose(self) -> None:
        chosen = [self.cities.get(index) for index in self.cities.curselection()]
        self.note("chosen " + ", ".join(chosen))

    def note(self, text: str, show: bool = True) -> None:
        if show:
            self.status.configure(text=text)
        with self.log.open("a", encoding="utf-8") as file:
            file.write(text + "\n")


if __name__ == "__main__":
    Contacts(Path(sys.argv[1] if len(sys.argv) > 1 else "contacts.log")).mainloop()
