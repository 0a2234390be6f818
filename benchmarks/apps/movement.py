"""A small window in front of the others in which everything moves by itself (Tk): a clock, a spinner, a video and a text caret.

python benchmarks/apps/movement.py X Y
"""

import random
import sys
import time
import tkinter as tk

FRAME = 24
"""Pixels a side of the squares of the video."""


class Movement(tk.Tk):
    def __init__(self, x: int, y: int) -> None:
        super().__init__()
        self.title("Movement")
        self.geometry(f"260x170+{x}+{y}")
        self.attributes("-topmost", True)
        self.clock = tk.Label(self, font=("DejaVu Sans", 12))
        self.clock.place(x=10, y=6)
        self.spinner = tk.Canvas(self, width=40, height=40, highlightthickness=0)
        self.spinner.place(x=200, y=6)
        self.video = tk.Canvas(self, width=120, height=96, highlightthickness=0)
        self.video.place(x=10, y=60)
        self.caret = tk.Entry(self, width=8)
        self.caret.place(x=150, y=90)
        self.tick()
        self.turn()
        self.play()

    def tick(self) -> None:
        self.clock.configure(text=time.strftime("%H:%M:%S"))
        self.after(100, self.tick)

    def turn(self, angle: int = 0) -> None:
        self.spinner.delete("all")
        self.spinner.create_arc(4, 4, 36, 36, start=angle, extent=100, style="arc", width=5, outline="#2060c0")
        self.after(50, self.turn, (angle + 25) % 360)

    def play(self) -> None:
        self.video.delete("all")
        for x in range(0, 120, FRAME):
            for y in range(0, 96, FRAME):
                colour = f"#{random.randrange(1 << 24):06x}"
                self.video.create_rectangle(x, y, x + FRAME, y + FRAME, fill=colour, outline="")
        self.after(40, self.play)


if __name__ == "__main__":
    Movement(int(sys.argv[1]), int(sys.argv[2])).mainloop()
