"""A window full of buttons with names, in rows without much between them: python named_buttons.py PLACES [list]

`list`: flat entries with names of two words instead, in columns, close together.

The name and the box of each (pixels of the screen) go to PLACES as JSON, once the window is there.
"""

import json
import sys
import tkinter as tk
from pathlib import Path

NAMES = [
    "Save", "Open", "Close", "Delete", "Archive", "Rename", "Print", "Share", "Undo", "Redo", "Copy", "Paste",
    "Search", "Filter", "Sort", "Reload", "Import", "Export", "Sign", "Send", "Accept", "Reject", "Start", "Stop",
    "Left", "Right", "Zoom", "Rotate", "Crop", "Resize", "Mail", "Calendar", "Contacts", "Notes", "Tasks", "Files",
]  # fmt: skip


ENTRIES = [
    f"{first} {last}"
    for last in ("Berg", "Costa", "Diaz", "Evans")
    for first in ["Anna", "Bruno", "Carla", "Dora", "Emil", "Fay", "Gus", "Hana"]
]


def main() -> None:
    listed = sys.argv[2:] == ["list"]
    root = tk.Tk()
    root.title("Named buttons")
    root.geometry("900x600+40+40")
    buttons: list[tk.Widget] = []
    for index, name in enumerate(ENTRIES if listed else NAMES):
        font = ("TkDefaultFont", (9, 11, 14)[index // 12])
        button = tk.Label(root, text=name, font=font, anchor="w") if listed else tk.Button(root, text=name, font=font)
        gap = (8, 0) if listed else (3, 3)
        button.grid(row=index // 6, column=index % 6, padx=gap[0], pady=gap[1], sticky="nsew")
        buttons.append(button)
    tk.Label(root, text="Name").grid(row=7, column=0)
    entry = tk.Entry(root)
    entry.insert(0, "Ann Smith")
    entry.grid(row=7, column=1, columnspan=2)

    def write() -> None:
        places = {
            button["text"]: [
                button.winfo_rootx(),
                button.winfo_rooty(),
                button.winfo_rootx() + button.winfo_width(),
                button.winfo_rooty() + button.winfo_height(),
            ]
            for button in buttons
        }
        x, y = entry.winfo_rootx(), entry.winfo_rooty()
        places["the Name field"] = [x, y, x + entry.winfo_width(), y + entry.winfo_height()]
        Path(sys.argv[1]).write_text(json.dumps(places))

    root.after(500, write)
    root.mainloop()


if __name__ == "__main__":
    main()
