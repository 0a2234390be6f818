"""Tk windows at given places, the last one in front. usage: placed.py TITLE:GEOMETRY[:minimised|fullscreen|withdrawn|of FIRST]..."""

import sys
import tkinter as tk

root = tk.Tk()
root.withdraw()
windows: dict[str, tk.Toplevel] = {}
for words in sys.argv[1:]:
    title, geometry, state = (*words.split(":"), "")[:3]
    window = windows[title] = tk.Toplevel(root)
    window.title(title)
    window.geometry(geometry)
    window.update()
    if state == "minimised":
        window.iconify()
    elif state == "fullscreen":
        window.attributes("-fullscreen", True)
    elif state == "withdrawn":
        window.withdraw()
    elif state.startswith("of "):
        window.transient(windows[state[3:]])
    window.update()
root.mainloop()
