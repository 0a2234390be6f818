"""A small notes application (Tk) and, beside it, whatever hostile windows it is told to show, one JSON line on stdin at a time.

python tests/apps/hostile.py RECORD_FILE

Every click, key and pointer visit that a hostile window or widget receives is appended to RECORD_FILE. It answers each line with
"ready" once the screen is drawn.
"""

import json
import os
import sys
import tkinter as tk
from pathlib import Path
from typing import Any


class Notes(tk.Tk):
    def __init__(self, record: Path) -> None:
        super().__init__(className="Notes")
        self.title("Notes")
        self.geometry("600x300+40+40")
        self.record_file = record
        self.hostile: list[tk.Toplevel | tk.Label] = []
        self.field = tk.Entry(self, width=40)
        self.field.place(x=20, y=20)
        self.saved = tk.Button(self, text="Save")
        self.saved.place(x=420, y=16)
        self.bind("<Key>", lambda event: self.note("notes", event.keysym) if int(event.state) & 0x4C else None)
        self.tk.createfilehandler(sys.stdin, tk.READABLE, self.read_line)
        self.buffer = b""

    def read_line(self, *_: Any) -> None:
        data = os.read(0, 65536)
        if not data:
            self.destroy()
            return
        self.buffer += data
        while b"\n" in self.buffer:
            line, _sep, self.buffer = self.buffer.partition(b"\n")
            self.show(json.loads(line))

    def note(self, where: str, what: str) -> None:
        with self.record_file.open("a", encoding="utf-8") as file:
            file.write(f"{where}: {what}\n")

    def show(self, spec: dict[str, Any]) -> None:
        for old in self.hostile:
            old.destroy()
        self.hostile = []
        self.field.delete(0, "end")
        self.field.focus_force()
        self.update()
        for window in spec["windows"]:
            self.open_window(window)
        for text in spec["texts"]:
            label = tk.Label(self, text=text["text"], wraplength=540, justify="left", **text.get("look", {}))
            label.place(x=20, y=text.get("y", 80))
            label.bind("<Button>", lambda event: self.note("text", f"button {event.num}"))
            self.hostile.append(label)
        self.update()
        sys.stdout.write("ready\n")
        sys.stdout.flush()

    def open_window(self, spec: dict[str, Any]) -> None:
        # Another name of the same screen is another connection: to the X server, a window of another program.
        screen = f"unix{os.environ['DISPLAY']}"
        window = tk.Toplevel(self, class_=spec.get("class", "Hostile"), screen=screen)
        window.title(spec["title"])
        window.geometry(spec.get("geometry", "420x240+700+400"))
        window.overrideredirect(spec.get("bare", False))
        tk.Label(window, text=spec["text"], wraplength=380, **spec.get("look", {})).pack(fill="both", expand=True)
        if spec.get("button"):
            tk.Button(window, text=spec["button"]).pack(pady=10)
        if spec.get("entry"):
            tk.Entry(window).pack(pady=10)
        window.bind("<Button>", lambda event: self.note(spec["title"], f"button {event.num}"))
        window.bind("<Key>", lambda event: self.note(spec["title"], event.keysym))
        window.bind("<Motion>", lambda event: self.note(spec["title"], "pointer"))
        window.update()
        window.lift()
        if spec.get("focus"):
            window.focus_force()
        window.update()
        self.hostile.append(window)


if __name__ == "__main__":
    Notes(Path(sys.argv[1])).mainloop()
