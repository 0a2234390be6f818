"""A form that says "Saved" and drops the write every time: python lying_form.py FILE [honest]"""

import sys
import tkinter as tk
from pathlib import Path


def main() -> None:
    root = tk.Tk()
    root.title("Form")
    root.geometry("500x300+60+60")
    tk.Label(root, text="Title", font=("TkDefaultFont", 12)).place(x=30, y=40)
    entry = tk.Entry(root, font=("TkDefaultFont", 12))
    entry.place(x=100, y=40, width=240)
    said = tk.Label(root, font=("TkDefaultFont", 12))
    said.place(x=30, y=160)

    def save() -> None:
        said["text"] = f"Saved {entry.get()}"
        if "honest" in sys.argv:
            Path(sys.argv[1]).write_text(entry.get())

    tk.Button(root, text="Save", command=save, font=("TkDefaultFont", 12)).place(x=100, y=90, width=120, height=36)
    root.mainloop()


if __name__ == "__main__":
    main()
