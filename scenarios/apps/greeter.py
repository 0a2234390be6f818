"""The smallest form (Tk): a name, a button, a greeting.

    python scenarios/apps/greeter.py [LOG_FILE]

Each greeting is also appended to LOG_FILE, where one is named.
"""

import sys
import tkinter as tk
from pathlib import Path
from tkinter import ttk


class Greeter(tk.Tk):
    def __init__(self, log: Path | None) -> None:
        super().__init__()
        self.title("Greeter")
        self.geometry("420x200+200+140")
        self.log = log
        self.name = tk.StringVar()
        form = ttk.Frame(self, padding=20)
        form.pack(fill="both", expand=True)
        ttk.Label(form, text="Name").grid(row=0, column=0, padx=8, pady=8)
        ttk.Entry(form, textvariable=self.name, width=28).grid(row=0, column=1)
        ttk.Button(form, text="Greet", command=self.greet).grid(row=1, column=1, sticky="w", pady=8)
        self.greeting = ttk.Label(form, text="", font=("DejaVu Sans", 14))
        self.greeting.grid(row=2, column=0, columnspan=2, sticky="w", pady=8)

    def greet(self) -> None:
        self.greeting.configure(text=f"Hello, {self.name.get()}!")
        if self.log is not None:
            with self.log.open("a", encoding="utf-8") as file:
                file.write(self.name.get() + "\n")


if __name__ == "__main__":
    Greeter(Path(sys.argv[1]) if len(sys.argv) > 1 else None).mainloop()
