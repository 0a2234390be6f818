"""Settings (Tk): tabs, a slider with its number, check boxes, a progress that finishes late; the state is saved as JSON.

python scenarios/apps/mixer.py [STATE_FILE]
"""

import json
import sys
import tkinter as tk
from pathlib import Path
from tkinter import ttk


class Mixer(tk.Tk):
    def __init__(self, state_file: Path) -> None:
        super().__init__()
        self.title("Mixer")
        self.geometry("480x320+180+120")
        self.state_file = state_file
        self.volume = tk.IntVar(value=30)
        self.mute, self.loop = tk.BooleanVar(), tk.BooleanVar(value=True)
        tabs = ttk.Notebook(self)
        tabs.pack(fill="both", expand=True, padx=10, pady=10)
        sound, network = ttk.Frame(tabs, padding=16), ttk.Frame(tabs, padding=16)
        tabs.add(sound, text="Sound")
        tabs.add(network, text="Network")
        self._build_sound(sound)
        self._build_network(network)
        self.save("started")

    def _build_sound(self, frame: ttk.Frame) -> None:
        row = ttk.Frame(frame)
        row.pack(anchor="w", pady=6)
        ttk.Label(row, text="Volume").pack(side="left", padx=6)
        slider = ttk.Scale(row, from_=0, to=100, length=220, command=lambda value: self.set_volume(float(value)))
        slider.set(30)
        slider.pack(side="left")
        slider.bind("<Button-1>", lambda _: slider.focus_set(), add=True)
        self.number = ttk.Label(row, text="30", width=5)
        self.number.pack(side="left", padx=10)
        ttk.Checkbutton(frame, text="Mute", variable=self.mute, command=lambda: self.save("mute")).pack(anchor="w", pady=4)
        ttk.Checkbutton(frame, text="Loop", variable=self.loop, command=lambda: self.save("loop")).pack(anchor="w", pady=4)
        ttk.Button(frame, text="Test sound", command=self.test).pack(anchor="w", pady=8)
        self.status = ttk.Label(frame, text="Idle")
        self.status.pack(anchor="w")

    def _build_network(self, frame: ttk.Frame) -> None:
        ttk.Label(frame, text="Host").grid(row=0, column=0, padx=6, pady=6)
        self.host = ttk.Entry(frame, width=24)
        self.host.grid(row=0, column=1)
        ttk.Button(frame, text="Connect", command=lambda: self.save("connect")).grid(row=1, column=1, sticky="w", pady=8)
        ttk.Button(frame, text="Disconnect", state="disabled").grid(row=2, column=1, sticky="w")

    def set_volume(self, value: float) -> None:
        self.volume.set(round(value))
        if hasattr(self, "number"):
            self.number.configure(text=str(round(value)))
            self.save("volume")

    def test(self) -> None:
        self.status.configure(text="Playing")
        self.after(1500, lambda: self.status.configure(text="Finished"))
        self.save("test")

    def save(self, last: str) -> None:
        state = {"volume": self.volume.get(), "mute": self.mute.get(), "loop": self.loop.get(), "last": last}
        if hasattr(self, "host"):
            state["host"] = self.host.get()
        self.state_file.write_text(json.dumps(state))


if __name__ == "__main__":
    Mixer(Path(sys.argv[1] if len(sys.argv) > 1 else "mixer.json")).mainloop()
