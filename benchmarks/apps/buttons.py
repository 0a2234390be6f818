"""A window with 15 buttons in one toolkit; its title is the label of the button pressed last. usage: buttons.py gtk3|gtk4|qt."""

import sys

LABELS = "Apple Banana Cherry Damson Elder Fig Grape Hazel Iris Juniper Kiwi Lemon Mango Nectar Olive".split()  # noqa: SIM905
COLUMNS = 3


def gtk(version: str) -> None:
    import gi

    gi.require_version("Gdk", version)
    gi.require_version("Gtk", version)
    from gi.repository import GLib, Gtk

    window, grid = Gtk.Window(title="none"), Gtk.Grid(row_spacing=12, column_spacing=12, margin_top=10, margin_start=10)
    for number, label in enumerate(LABELS):
        button = Gtk.Button(label=label)
        button.connect("clicked", lambda _, name=label: window.set_title(name))
        grid.attach(button, number % COLUMNS, number // COLUMNS, 1, 1)
    if version == "3.0":
        window.add(grid)
        window.show_all()
    else:
        window.set_child(grid)
        window.present()
    GLib.MainLoop().run()


def qt() -> None:
    from PyQt5 import QtWidgets

    application = QtWidgets.QApplication([])
    window = QtWidgets.QWidget()
    window.setWindowTitle("none")
    grid = QtWidgets.QGridLayout(window)
    for number, label in enumerate(LABELS):
        button = QtWidgets.QPushButton(label)
        button.clicked.connect(lambda _, name=label: window.setWindowTitle(name))
        grid.addWidget(button, number // COLUMNS, number % COLUMNS)
    window.show()
    application.exec_()


if __name__ == "__main__":
    {"gtk3": lambda: gtk("3.0"), "gtk4": lambda: gtk("4.0"), "qt": qt}[sys.argv[1]]()
