"""Buttons that light a lamp each, at once or late (Tk): the application of the loop's benchmark.

    python benchmarks/apps/lamps.py LOG_FILE COUNT DELAY_MS

Each click appends the button's number to LOG_FILE when it arrives; the lamp, in the lower half of the window, turns green
DELAY_MS later, and goes out at the next click on its button. The button itself shows at once that it is pressed, as buttons do.
"""

import sys
import tkinter as tk
from pathlib import Path

SIDE = 60
STEP = 100
COLUMNS = 10
LAMPS = 320
LIT = "#00c000"
DARK = "#404040"


class Lamps(tk.Tk):
    def __init__(self, log: Path, count: int, delay: int) -> None:
        super().__init__()
        self.geometry(f"{STEP * COLUMNS}x{2 * LAMPS}+20+40")
        self.log = log
        self.delay = delay
        self.buttons = [
            tk.Button(self, text=str(number), command=lambda number=number: self.click(number)) for number in range(count)
        ]
        for number, button in enumerate(self.buttons):
            place(button, number, 0)
        self.lamps = [tk.Frame(self, background=DARK) for _ in range(count)]
        for number, lamp in enumerate(self.lamps):
            place(lamp, number, LAMPS)

    def click(self, number: int) -> None:
        with self.log.open("a") as file:
            file.write(f"{number}\n")
        lamp = self.lamps[number]
        self.after(self.delay, lambda: lamp.configure(background=DARK if lamp["background"] == LIT else LIT))


def place(widget: tk.Widget, number: int, top: int) -> None:
    widget.place(x=20 + number % COLUMNS * STEP, y=top + 20 + number // COLUMNS * STEP, width=SIDE, height=SIDE)


if __name__ == "__main__":
    Lamps(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])).mainloop()
