"""A Tk text field whose content is always in FILE. usage: probe_text_tk.py FILE"""

import sys
import tkinter
from pathlib import Path

file = Path(sys.argv[1])
root = tkinter.Tk()
root.title("probe text")
field = tkinter.Text(root, width=100, height=30)
field.pack()


def save(*_: object) -> None:
    part = file.with_suffix(".part")
    part.write_text(field.get("1.0", "end-1c"), encoding="utf-8", errors="surrogatepass")
    part.replace(file)


def changed(*_: object) -> None:
    field.edit_modified(False)
    root.after_idle(save)


field.bind("<<Modified>>", changed)
field.bind("<FocusIn>", save)
field.focus_set()
root.mainloop()
