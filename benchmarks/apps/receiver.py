"""A window of one toolkit whose title tells the last input events that it got.

usage: receiver.py tk|gtk3|gtk4|qt|xterm

The title is "NUMBER|EVENT;EVENT;...": how many there were, and the last 40. Events are "k:NAME:MODIFIERS", "m:BUTTON:MODIFIERS" (a press)
and "s:up", "s:down" (one notch of the wheel). Modifiers are letters: c, s, a.
"""

import sys
from collections.abc import Callable

KEPT = 40


class Reporter:
    """The events as a title."""

    def __init__(self, show: Callable[[str], object]) -> None:
        self._show, self._events, self._number = show, [], 0
        show("0|")

    def tell(self, *parts: object) -> None:
        self._events.append(
            ":".join(str(part).replace(";", "semicolon").replace(":", "colon").replace("|", "bar") for part in parts)
        )
        self._number += 1
        self._show(f"{self._number}|{';'.join(self._events[-KEPT:])}")


def letters(state: int, masks: dict[str, int]) -> str:
    return "".join(letter for letter, mask in masks.items() if state & mask)


X_MASKS = {"c": 4, "s": 1, "a": 8}
MODIFIERS = ("Control", "Shift", "Alt", "Meta", "Super", "ISO_")


def tk() -> None:
    import tkinter

    root = tkinter.Tk()
    root.geometry("900x600+60+60")
    reporter = Reporter(root.title)

    def key(event: "tkinter.Event[tkinter.Misc]") -> None:
        if not event.keysym.startswith(MODIFIERS):
            name = event.char if event.char and event.char.isprintable() else event.keysym
            reporter.tell("k", name, letters(int(event.state), X_MASKS))

    def press(event: "tkinter.Event[tkinter.Misc]") -> None:
        if event.num in (4, 5):
            reporter.tell("s", "up" if event.num == 4 else "down")
        else:
            reporter.tell("m", event.num, letters(int(event.state), X_MASKS))

    root.bind("<Key>", key)
    root.bind("<Button>", press)
    root.focus_force()
    root.mainloop()


def gtk3() -> None:
    import gi

    gi.require_version("Gdk", "3.0")
    gi.require_version("Gtk", "3.0")
    from gi.repository import Gdk, Gtk

    window = Gtk.Window(default_width=900, default_height=600)
    reporter = Reporter(window.set_title)
    masks = Gdk.EventMask
    window.add_events(masks.BUTTON_PRESS_MASK | masks.SCROLL_MASK | masks.KEY_PRESS_MASK)

    def key(_: object, event: "Gdk.EventKey") -> bool:
        _gdk_key(reporter, Gdk, event.keyval, int(event.state))
        return True

    def press(_: object, event: "Gdk.EventButton") -> bool:
        if event.type == Gdk.EventType.BUTTON_PRESS:
            reporter.tell("m", event.button, letters(int(event.state), X_MASKS))
        return True

    def scroll(_: object, event: "Gdk.EventScroll") -> bool:
        reporter.tell("s", {Gdk.ScrollDirection.UP: "up", Gdk.ScrollDirection.DOWN: "down"}.get(event.direction, "smooth"))
        return True

    window.connect("key-press-event", key)
    window.connect("button-press-event", press)
    window.connect("scroll-event", scroll)
    window.show_all()
    Gtk.main()


def _gdk_key(reporter: Reporter, gdk: object, value: int, state: int) -> None:
    name, character = gdk.keyval_name(value), chr(gdk.keyval_to_unicode(value) or 0)
    if not name.startswith(MODIFIERS):
        reporter.tell("k", character if character.isprintable() else name, letters(state, X_MASKS))


def gtk4() -> None:
    import gi

    gi.require_version("Gdk", "4.0")
    gi.require_version("Gtk", "4.0")
    from gi.repository import Gdk, GLib, Gtk

    window = Gtk.Window(default_width=900, default_height=600)
    reporter = Reporter(window.set_title)
    keys, clicks = Gtk.EventControllerKey(), Gtk.GestureClick(button=0)
    wheel = Gtk.EventControllerScroll(flags=Gtk.EventControllerScrollFlags.VERTICAL)
    keys.connect("key-pressed", lambda _, value, __, state: _gdk_key(reporter, Gdk, value, int(state)) or True)
    clicks.connect(
        "pressed",
        lambda gesture, *_: reporter.tell(
            "m", gesture.get_current_button(), letters(int(gesture.get_current_event_state()), X_MASKS)
        ),
    )
    wheel.connect("scroll", lambda _, __, down: reporter.tell("s", "down" if down > 0 else "up") or True)
    for controller in (keys, clicks, wheel):
        window.add_controller(controller)
    window.present()
    GLib.MainLoop().run()


def qt() -> None:
    from PyQt5 import QtCore, QtGui, QtWidgets

    application = QtWidgets.QApplication([])
    masks = {"c": int(QtCore.Qt.ControlModifier), "s": int(QtCore.Qt.ShiftModifier), "a": int(QtCore.Qt.AltModifier)}
    buttons = {QtCore.Qt.LeftButton: 1, QtCore.Qt.MiddleButton: 2, QtCore.Qt.RightButton: 3}

    class Window(QtWidgets.QWidget):
        def keyPressEvent(self, event: QtGui.QKeyEvent) -> None:
            if event.key() not in (QtCore.Qt.Key_Control, QtCore.Qt.Key_Shift, QtCore.Qt.Key_Alt, QtCore.Qt.Key_Meta):
                text = event.text()
                name = text if text and text.isprintable() else QtGui.QKeySequence(event.key()).toString()
                reporter.tell("k", name, letters(int(event.modifiers()), masks))

        def mousePressEvent(self, event: QtGui.QMouseEvent) -> None:
            reporter.tell("m", buttons.get(event.button(), 0), letters(int(event.modifiers()), masks))

        mouseDoubleClickEvent = mousePressEvent

        def wheelEvent(self, event: QtGui.QWheelEvent) -> None:
            for _ in range(abs(event.angleDelta().y()) // 120):
                reporter.tell("s", "up" if event.angleDelta().y() > 0 else "down")

    window = Window()
    window.resize(900, 600)
    reporter = Reporter(window.setWindowTitle)
    window.show()
    application.exec_()


def xterm() -> None:
    """Within xterm: bytes as they come; no mouse."""
    import codecs
    import os
    import tty

    tty.setraw(0)
    reporter = Reporter(lambda title: os.write(1, f"\033]2;{title}\007".encode()))
    decoder = codecs.getincrementaldecoder("utf-8")()
    sequences = {
        "\r": "Return",
        "\t": "Tab",
        "\x7f": "BackSpace",
        "\033": "Escape",
        "\033[A": "Up",
        "\033[B": "Down",
        "\033[C": "Right",
    }
    sequences |= {"\033[D": "Left", "\033[H": "Home", "\033[F": "End", "\033[3~": "Delete", "\033[5~": "Prior", "\033[6~": "Next"}
    while data := decoder.decode(os.read(0, 1000)):
        while data:
            found = max((one for one in sequences if data.startswith(one)), key=len, default=data[0])
            data = data[len(found) :]
            if found in sequences:
                reporter.tell("k", sequences[found], "")
            elif ord(found) < 0x20:
                reporter.tell("k", chr(ord(found) + 0x60), "c")
            else:
                reporter.tell("k", found, "")


if __name__ == "__main__":
    {"tk": tk, "gtk3": gtk3, "gtk4": gtk4, "qt": qt, "xterm": xterm}[sys.argv[1]]()
