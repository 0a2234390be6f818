"""Eight fields one below the other (Tk): a form that can be filled in at once.

python benchmarks/apps/eight_fields.py STATE_FILE
"""

import json
import sys
import tkinter as tk
from pathlib import Path

LABELS = ("Name", "Street", "Town", "Country", "Phone", "Mail", "Order", "Remark")
LEFT, TOP, ROW = 240, 20, 64


class Form(tk.Tk):
    def __init__(self, state: Path) -> None:
        super().__init__()
        self.title("Eight fields")
        self.geometry("700x560+100+80")
        self.state_file = state
        self.fields: dict[str, tk.StringVar] = {}
        for row, label in enumerate(LABELS):
            text = tk.StringVar()
            text.trace_add("write", lambda *_: self.save())
            tk.Label(self, text=label, font=("DejaVu Sans", 13)).place(x=20, y=TOP + ROW * row, width=200, height=40)
            tk.Entry(self, textvariable=text, font=("DejaVu Sans", 13)).place(x=LEFT, y=TOP + ROW * row, width=400, height=40)
            self.fields[label] = text
        self.save()

    def save(self) -> None:
        partial = self.state_file.with_suffix(".partial")
        partial.write_text(json.dumps({label: text.get() for label, text in self.fields.items()}))
        partial.replace(self.state_file)


if __name__ == "__main__":
    Form(Path(sys.argv[1])).mainloop()
