"""Tk windows in places where they are hard to reach. usage: windows.py minimised|tall|off|under|two FILE"""

import sys
import tkinter as tk
from pathlib import Path

kind, file = sys.argv[1], Path(sys.argv[2])
root = tk.Tk()
root.title("First")
entry = tk.Entry(root, width=40)
entry.pack(padx=20, pady=20)
entry.bind("<KeyRelease>", lambda _: file.write_text(entry.get()))
root.geometry("400x300+100+100")
if kind == "minimised":
    root.bind("<Button-1>", lambda _: root.iconify())
elif kind in ("tall", "off", "under", "two"):
    place = {"tall": "500x1200+0+0", "off": "300x200+1500+900", "under": "300x200+120+150", "two": "300x200+700+300"}[kind]
    second = tk.Toplevel(root)
    second.title("Second")
    second.geometry(place)
    tk.Button(second, text="OK", command=lambda: file.write_text("pressed")).pack(side="bottom")
    if kind == "under":
        second.geometry("200x100+150+200")
        root.geometry("700x500+50+50")
        root.after(500, lambda: (root.lift(), file.write_text("lifted")))
root.after(100, entry.focus_force)
root.mainloop()
