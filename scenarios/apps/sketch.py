"""Coloured shapes on a canvas (Tk): clicks, double clicks, right clicks, drags and modifiers on each are logged.

python scenarios/apps/sketch.py [LOG_FILE]
"""

import sys
import tkinter as tk
from pathlib import Path

SHAPES = (
    ("red square", "rectangle", (40, 40, 110, 110), "#e00000"),
    ("blue circle", "oval", (180, 40, 250, 110), "#0000d0"),
    ("green circle", "oval", (320, 40, 360, 80), "#008000"),
    ("yellow square", "rectangle", (40, 180, 80, 220), "#f0e000"),
    ("orange triangle", "polygon", (215, 170, 180, 240, 250, 240), "#ffa500"),
    ("purple square", "rectangle", (320, 180, 390, 250), "#800080"),
)
SHIFT = 0x1
"""The bit of Tk's event state that says that Shift is held."""


class Sketch(tk.Tk):
    def __init__(self, log: Path) -> None:
        super().__init__()
        self.title("Sketch")
        self.geometry("440x330+200+120")
        self.log = log
        self.canvas = tk.Canvas(self, width=440, height=290, background="white", highlightthickness=0)
        self.canvas.pack()
        self.status = tk.Label(self, text="Ready", anchor="w")
        self.status.pack(fill="x")
        self.held: tuple[str, int, int] | None = None
        for name, kind, box, colour in SHAPES:
            self._add(name, kind, box, colour)

    def _add(self, name: str, kind: str, box: tuple[int, ...], colour: str) -> None:
        item = getattr(self.canvas, f"create_{kind}")(*box, fill=colour, outline=colour)
        self.canvas.tag_bind(item, "<ButtonPress-1>", lambda event: self.press(name, event))
        self.canvas.tag_bind(item, "<ButtonRelease-1>", lambda event: self.release(item, event))
        self.canvas.tag_bind(item, "<Double-Button-1>", lambda _: self.note(f"double {name}"))
        self.canvas.tag_bind(item, "<Button-3>", lambda _: self.note(f"right {name}"))
        self.canvas.tag_bind(item, "<Enter>", lambda _: self.note(f"enter {name}"))

    def press(self, name: str, event: "tk.Event[tk.Canvas]") -> None:
        self.held = (name, event.x, event.y)

    def release(self, item: int, event: "tk.Event[tk.Canvas]") -> None:
        if self.held is None:
            return
        name, x, y = self.held
        self.held = None
        if abs(event.x - x) + abs(event.y - y) > 8:
            self.canvas.move(item, event.x - x, event.y - y)
            self.note(f"drag {name} {event.x - x} {event.y - y}")
        else:
            shift = "shift-" if int(event.state) & SHIFT else ""
            self.note(f"{shift}click {name}")

    def note(self, text: str) -> None:
        self.status.configure(text=text)
        with self.log.open("a", encoding="utf-8") as file:
            file.write(text + "\n")


if __name__ == "__main__":
    Sketch(Path(sys.argv[1] if len(sys.argv) > 1 else "sketch.log")).mainloop()
