"""A window (Tk) that takes the whole X server for itself with the first key: nobody else is answered until it ends."""

import tkinter as tk

from Xlib.display import Display


def grab(_: object) -> None:
    server.grab_server()
    server.sync()


if __name__ == "__main__":
    server = Display()
    root = tk.Tk()
    root.title("Grabber")
    root.geometry("300x200+100+100")
    root.bind("<Key>", grab)
    root.focus_force()
    root.mainloop()
