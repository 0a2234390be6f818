"""Check boxes and radio buttons of Tk's default theme and of classic Tk: as they are, under the pointer, with the focus.

Prints `NAME|ROLE|1` (or 0, not checked) of each, on one line.
"""

import tkinter as tk
from tkinter import ttk

WORDS = "Walk Read Lamp Orange Paper River Garden Window Bread Coffee Tulip Amber Copper Velvet Basket Hammer"
NAMES = iter(WORDS.split())

root = tk.Tk()
root.geometry("620x640+100+60")
root.title("Marks")
ttk.Style().theme_use("default")
variables: list[tk.IntVar] = []
reported: list[str] = []


def mark(parent: tk.Misc, kit: str, role: str, on: bool, states: list[str]) -> None:
    variable, name = tk.IntVar(value=int(on)), next(NAMES)
    variables.append(variable)
    reported.append(f"{name}|{role}|{int(on)}")
    if kit == "ttk":
        box = ttk.Checkbutton(parent, text=name, variable=variable)
        if role == "radio":
            box = ttk.Radiobutton(parent, text=name, variable=variable, value=1)  # type: ignore[assignment]
        box.state(["!alternate", *states])
        box.pack(anchor="w", padx=20, pady=4)
    else:
        state = "active" if "active" in states else "normal"
        classic = tk.Checkbutton(parent, text=name, variable=variable, state=state)  # type: ignore[arg-type]
        classic.pack(anchor="w", padx=20, pady=4)


frame = ttk.Frame(root)
frame.pack(fill="both", expand=True)
for ticked in (True, False):
    for look in ([], ["active"], ["focus"]):
        mark(frame, "ttk", "checkbox", ticked, look)
    for look in ([], ["active"]):
        mark(frame, "ttk", "radio", ticked, look)
plain = tk.Frame(root)
plain.pack(fill="both", expand=True)
for ticked in (True, False):
    for look in ([], ["active"]):
        mark(plain, "tk", "checkbox", ticked, look)
root.update()
print(" ".join(reported), flush=True)
root.mainloop()
