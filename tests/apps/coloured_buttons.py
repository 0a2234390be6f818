"""Three coloured buttons without a name (Tk): `coloured_buttons.py LOG_FILE [SEED]`.

Each press is a line in LOG_FILE. A seed moves the buttons; a pressed button stays as it is: only the
file says what was pressed.
"""

import random
import sys
import tkinter as tk
from functools import partial
from pathlib import Path

COLOURS = {"red": "#d32f2f", "green": "#2ea043", "blue": "#2160d4"}
WIDTH, HEIGHT, SPACE = 190, 96, 24


class ColouredButtons(tk.Tk):
    def __init__(self, log: Path, seed: int) -> None:
        super().__init__()
        self.title("Buttons")
        self.geometry("1000x600+120+90")
        self.configure(background="#e8e8ec")
        self.log = log
        self.log.touch()
        for colour, (x, y) in zip(COLOURS, places(seed), strict=True):
            button = tk.Button(
                self,
                text=f"Say {colour[0].upper()}",
                background=COLOURS[colour],
                activebackground=COLOURS[colour],
                foreground="white",
                borderwidth=0,
                highlightthickness=0,
                command=partial(self.pressed, colour),
            )
            button.place(x=x, y=y, width=WIDTH, height=HEIGHT)

    def pressed(self, colour: str) -> None:
        with self.log.open("a", encoding="utf-8") as file:
            file.write(colour + "\n")


def places(seed: int) -> list[tuple[int, int]]:
    """Top left corners of three buttons that keep their distance."""
    chance = random.Random(seed)
    found: list[tuple[int, int]] = []
    while len(found) < len(COLOURS):
        x, y = chance.randint(20, 980 - WIDTH), chance.randint(20, 560 - HEIGHT)
        if all(abs(x - a) > WIDTH + SPACE or abs(y - b) > HEIGHT + SPACE for a, b in found):
            found.append((x, y))
    return found


if __name__ == "__main__":
    ColouredButtons(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0).mainloop()
