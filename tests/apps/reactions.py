"""A window that reacts to lines on its standard input, each in a way that is hard to wait for: see `REACTIONS`.

Prints `ready` when it is on the screen, and the place of its button.
"""

from __future__ import annotations

import sys
import threading
import tkinter as tk

root = tk.Tk()
root.geometry("800x560+60+60")
title = tk.Label(root, text="nothing yet", font=("DejaVu Sans", 16))
title.place(x=420, y=300)
button = tk.Label(root, text="Apply", relief="raised", borderwidth=3, padx=20, pady=8, font=("DejaVu Sans", 12))
button.place(x=60, y=60)
entry = tk.Entry(root, insertontime=120, insertofftime=120)
entry.place(x=60, y=200)
beside = tk.Label(root, text="Add", relief="flat", padx=10, pady=2)
beside.place(x=300, y=200)
status = tk.Label(root, text="status")
status.place(x=60, y=520)
spinner = tk.Canvas(root, width=40, height=40, highlightthickness=0)
spinner.place(x=700, y=40)
count = 0


def effect() -> None:
    global count
    count += 1
    title.configure(text=f"applied {count}")


def press() -> None:
    button.configure(relief="sunken", background="#b8b8b8")


def release() -> None:
    button.configure(relief="raised", background=root.cget("background"))


def spin(angle: int = 0) -> None:
    spinner.delete("all")
    spinner.create_arc(4, 4, 36, 36, start=angle, extent=100, style="arc", width=5, outline="#2060c0")
    root.after(40, spin, (angle + 30) % 360)


def later(milliseconds: int) -> None:
    press()
    root.after(milliseconds, effect)
    root.after(milliseconds, release)


def in_two_parts() -> None:
    effect()
    root.after(120, lambda: status.configure(text=f"status {count}"))


def spin_and_effect() -> None:
    spin()
    effect()


REACTIONS = {
    "instant": effect,
    "in two parts": in_two_parts,
    "late": lambda: later(300),
    "load": lambda: later(700),
    "feedback": press,
    "spin": spin,
    "spin and effect": spin_and_effect,
    "caret": entry.focus_force,
    "nothing": lambda: None,
}


def listen() -> None:
    for line in sys.stdin:
        root.after(0, REACTIONS[line.strip()])
    root.after(0, root.destroy)


root.wait_visibility()
root.after(200, lambda: print("ready", button.winfo_rootx() + 30, button.winfo_rooty() + 15, flush=True))
threading.Thread(target=listen, daemon=True).start()
root.mainloop()
