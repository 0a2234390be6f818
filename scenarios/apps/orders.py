"""An order form (Tk): fields, a drop-down list, radio buttons, check boxes, a spinner, a total; orders go to JSON lines.

python scenarios/apps/orders.py [STATE_FILE]
"""

import json
import sys
import tkinter as tk
from pathlib import Path
from tkinter import ttk

PRICES = {"Coffee": 4, "Tea": 3, "Cocoa": 5, "Juice": 6}


class Orders(tk.Tk):
    def __init__(self, state_file: Path) -> None:
        super().__init__()
        self.title("Orders")
        self.geometry("520x440+160+90")
        self.state_file = state_file
        self.customer, self.street = tk.StringVar(), tk.StringVar()
        self.drink, self.size = tk.StringVar(value="Coffee"), tk.StringVar(value="Small")
        self.count = tk.IntVar(value=1)
        self.milk, self.sugar = tk.BooleanVar(), tk.BooleanVar()
        form = ttk.Frame(self, padding=16)
        form.pack(fill="both", expand=True)
        self._build_fields(form)
        self._build_options(form)
        self._build_end(form)

    def _build_fields(self, form: ttk.Frame) -> None:
        for row, (label, variable) in enumerate((("Customer", self.customer), ("Street", self.street))):
            ttk.Label(form, text=label).grid(row=row, column=0, sticky="w", padx=8, pady=6)
            ttk.Entry(form, textvariable=variable, width=30).grid(row=row, column=1, sticky="w")
        ttk.Label(form, text="Drink").grid(row=2, column=0, sticky="w", padx=8, pady=6)
        box = ttk.Combobox(form, textvariable=self.drink, values=list(PRICES), state="readonly", width=18)
        box.grid(row=2, column=1, sticky="w")
        ttk.Label(form, text="Cups").grid(row=3, column=0, sticky="w", padx=8, pady=6)
        ttk.Spinbox(form, textvariable=self.count, from_=1, to=20, width=6).grid(row=3, column=1, sticky="w")

    def _build_options(self, form: ttk.Frame) -> None:
        for row, size in enumerate(("Small", "Medium", "Large")):
            ttk.Radiobutton(form, text=size, value=size, variable=self.size).grid(row=4 + row, column=1, sticky="w", pady=3)
        ttk.Checkbutton(form, text="With milk", variable=self.milk).grid(row=7, column=1, sticky="w", pady=3)
        ttk.Checkbutton(form, text="With sugar", variable=self.sugar).grid(row=8, column=1, sticky="w", pady=3)

    def _build_end(self, form: ttk.Frame) -> None:
        ttk.Label(form, text="Total").grid(row=9, column=0, sticky="w", padx=8, pady=10)
        self.total = ttk.Label(form, text="0.00")
        self.total.grid(row=9, column=1, sticky="w")
        buttons = ttk.Frame(form)
        buttons.grid(row=10, column=1, sticky="w", pady=8)
        ttk.Button(buttons, text="Compute", command=self.compute).pack(side="left", padx=4)
        ttk.Button(buttons, text="Place order", command=self.place).pack(side="left", padx=4)
        ttk.Button(buttons, text="Reset", command=self.reset).pack(side="left", padx=4)

    def compute(self) -> None:
        self.total.configure(text=f"{PRICES[self.drink.get()] * self.count.get():.2f}")

    def place(self) -> None:
        order = {
            "customer": self.customer.get(), "street": self.street.get(), "drink": self.drink.get(), "size": self.size.get(),
            "cups": self.count.get(), "milk": self.milk.get(), "sugar": self.sugar.get(),
        }  # fmt: skip
        with self.state_file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(order) + "\n")
        self.title("Orders: placed")

    def reset(self) -> None:
        self.customer.set("")
        self.street.set("")
        self.count.set(1)
        self.total.configure(text="0.00")


if __name__ == "__main__":
    Orders(Path(sys.argv[1] if len(sys.argv) > 1 else "orders.jsonl")).mainloop()
