"""A window whose parts change places when it is told to, as late reactions do: python shifting.py LOG [SCENE].

What it receives goes to LOG, one word a line. It listens on a UDP port, whose number is the first line of LOG: `swap` exchanges the
good and the bad thing of the scene (buttons, drop targets, the field with the focus), `popup` puts a question over the good one.
Good things are green, bad ones red, the question is magenta with a yellow No. A clock, a spinner and a blinking caret run beside.
"""

import socket
import sys
import time
import tkinter as tk
from collections.abc import Callable
from pathlib import Path

GREEN, RED, YELLOW, MAGENTA, BLUE, CYAN = "#00c000", "#e00000", "#e0e000", "#d000d0", "#0000e0", "#00c0c0"
LEFT, RIGHT = (120, 200), (420, 200)


class Shifting:
    """SCENE may end with a colon and milliseconds, after which something happens."""

    def __init__(self, log: Path, scene: str) -> None:
        self.log = log
        self.root = tk.Tk()
        self.root.title("Shifting")
        self.root.geometry("800x600+60+40")
        self.places = {"good": LEFT, "bad": RIGHT}
        self.parts: dict[str, tk.Widget] = {}
        self.port = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.port.bind(("127.0.0.1", 0))
        self.write(str(self.port.getsockname()[1]))
        self.root.createfilehandler(self.port, tk.READABLE, self.reported)
        self.movement()
        self.focused = "good"
        scene, _, delay = scene.partition(":")
        self.delay = int(delay or 0)
        getattr(self, scene)()

    def write(self, word: str) -> None:
        with self.log.open("a") as file:
            file.write(word + "\n")

    def movement(self) -> None:
        clock = tk.Label(self.root, font=("TkFixedFont", 12))
        clock.place(x=700, y=560)
        spinner = tk.Canvas(self.root, width=40, height=40)
        spinner.place(x=20, y=540)
        arc = spinner.create_arc(5, 5, 35, 35, extent=90)
        note = tk.Entry(self.root, width=20)
        note.place(x=300, y=560)

        def tick() -> None:
            clock.config(text=time.strftime("%H:%M:%S"))
            self.root.after(200, tick)

        def turn(angle: int = 0) -> None:
            spinner.itemconfig(arc, start=angle % 360)
            self.root.after(60, turn, angle + 30)

        tick()
        turn()

    def put(self) -> None:
        for name, part in self.parts.items():
            if name in self.places:
                x, y = self.places[name]
                part.place(x=x, y=y, width=160, height=60)

    def buttons(self) -> None:
        for name, label, colour in (("good", "Save", GREEN), ("bad", "Delete", RED)):
            part = tk.Label(self.root, text=label, bg=colour, font=("TkDefaultFont", 14))
            part.bind("<Button-1>", self.writer(f"click {name}"))
            part.bind("<Double-Button-1>", self.writer(f"double {name}"))
            self.parts[name] = part
        self.put()

    def writer(self, word: str) -> Callable[[object], None]:
        def received(_: object) -> None:
            self.write(word)
            self.root.title(f"Shifting: {word}")

        return received

    def letters(self, name: str) -> Callable[[tk.Event], None]:
        return lambda event: self.write(f"key {name} {event.char!r}")

    def marker(self, name: str) -> Callable[[object], None]:
        return lambda _: self.focus_mark(name)

    def drag(self) -> None:
        self.places = {"good": (420, 100), "bad": (420, 320)}
        for name, label, colour in (("good", "Keep", GREEN), ("bad", "Trash", RED)):
            self.parts[name] = tk.Label(self.root, text=label, bg=colour)
        thing = tk.Label(self.root, text="thing", bg=BLUE, fg="white")
        thing.place(x=100, y=220, width=80, height=60)
        thing.bind("<B1-Motion>", lambda event: thing.place(x=thing.winfo_x() + event.x - 40, y=thing.winfo_y() + event.y - 30))
        thing.bind("<ButtonRelease-1>", lambda event: self.dropped(event.x_root, event.y_root, thing))
        self.put()

    def dropped(self, x: int, y: int, thing: tk.Label) -> None:
        for name in ("good", "bad"):
            part = self.parts[name]
            inside = 0 <= x - part.winfo_rootx() < part.winfo_width() and 0 <= y - part.winfo_rooty() < part.winfo_height()
            if inside:
                self.write(f"drop {name}")
        thing.place(x=100, y=220)

    def fields(self) -> None:
        for name, colour in (("good", GREEN), ("bad", RED)):
            x, y = self.places[name]
            mark = tk.Label(self.root, bg=colour)
            mark.place(x=x, y=y - 40, width=160, height=30)
            entry = tk.Entry(self.root, font=("TkDefaultFont", 12))
            entry.bind("<KeyPress>", self.letters(name))
            entry.bind("<FocusIn>", self.marker(name))
            self.parts[name] = entry
        self.put()
        self.root.after(300, self.parts["good"].focus_force)

    def focus_mark(self, name: str) -> None:
        """A cyan bar below the field with the focus, beside the caret and the ring that the toolkit draws."""
        self.focused = name
        x, y = self.places[name]
        if not hasattr(self, "bar"):
            self.bar = tk.Label(self.root, bg=CYAN)
        self.bar.place(x=x, y=y + 64, width=160, height=6)

    def keys(self) -> None:
        for name, label, colour in (("good", "Save", GREEN), ("bad", "Delete", RED)):
            part = tk.Button(self.root, text=label, bg=colour, activebackground=colour, takefocus=True)
            part.bind("<Return>", self.writer(f"enter {name}"))
            part.bind("<FocusIn>", self.marker(name))
            part.bind("<Button-1>", lambda event: event.widget.focus_force())
            self.parts[name] = part
        self.put()
        self.root.after(300, self.parts["good"].focus_force)

    def turn(self) -> None:
        """What is clicked first brings the question up a moment later, over the good button and with the keyboard."""
        self.buttons()
        first = tk.Entry(self.root, bg=BLUE, font=("TkDefaultFont", 12))
        first.place(x=420, y=320, width=160, height=40)
        first.bind("<Button-1>", self.ask_soon)
        first.bind("<KeyPress>", self.letters("first"))

    def ask_soon(self, _: object) -> None:
        self.write("click first")
        self.root.after(self.delay, self.popup)

    def reported(self, *_: object) -> None:
        word = self.port.recv(100).decode()
        if word == "swap" and self.parts["good"].winfo_class() in ("Entry", "Button"):
            self.parts["bad" if self.focused == "good" else "good"].focus_force()
        elif word == "swap":
            self.places["good"], self.places["bad"] = self.places["bad"], self.places["good"]
            self.put()
        elif word == "popup":
            self.popup()

    def popup(self) -> None:
        part = self.parts["good"]
        window = tk.Toplevel(self.root, bg=MAGENTA)
        window.title("Delete all data?")
        window.geometry(f"260x140+{part.winfo_rootx() - 40}+{part.winfo_rooty() - 40}")
        tk.Label(window, text="Delete all data?", bg=MAGENTA).place(x=10, y=4)
        yes = tk.Label(window, text="Yes", bg=RED)
        yes.place(x=40, y=30, width=170, height=64)
        yes.bind("<Button-1>", lambda event: self.write("click yes"))
        no = tk.Label(window, text="No", bg=YELLOW)
        no.place(x=190, y=108, width=60, height=28)
        no.bind("<Button-1>", lambda event: window.destroy())
        window.bind("<KeyPress>", self.letters("popup"))
        window.focus_force()


if __name__ == "__main__":
    Shifting(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "buttons").root.mainloop()
