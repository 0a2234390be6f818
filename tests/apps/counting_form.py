"""Four buttons that count and three fields (Tk): a form on which a doubled action shows.

python tests/apps/counting_form.py STATE_FILE
"""

import json
import sys
import tkinter as tk
from functools import partial
from pathlib import Path

GREEN, GREY = "#20c040", "#c8c8c8"


class TenSteps(tk.Tk):
    def __init__(self, state: Path) -> None:
        super().__init__()
        self.title("Ten steps")
        self.geometry("600x400+100+80")
        self.state_file = state
        self.clicks: list[int] = []
        self.fields: list[tk.StringVar] = []
        for row in range(4):
            button = tk.Button(self, text=f"Button {row + 1}", bg=GREY, activebackground=GREY)
            button.configure(command=partial(self.press, row, button))
            button.place(x=20, y=20 + 90 * row, width=160, height=60)
        for row in range(3):
            text = tk.StringVar()
            text.trace_add("write", lambda *_: self.save())
            tk.Entry(self, textvariable=text, font=("DejaVu Sans", 14)).place(x=240, y=20 + 90 * row, width=320, height=60)
            self.fields.append(text)
        self.save()

    def press(self, number: int, button: tk.Button) -> None:
        self.clicks.append(number + 1)
        button.configure(bg=GREEN, activebackground=GREEN)
        self.save()

    def save(self) -> None:
        state = {"clicks": self.clicks, "fields": [text.get() for text in self.fields]}
        partial = self.state_file.with_suffix(".partial")
        partial.write_text(json.dumps(state))
        partial.replace(self.state_file)


if __name__ == "__main__":
    TenSteps(Path(sys.argv[1])).mainloop()
