"""Draws invented windows with Qt: a number per line of input, and a line of what is where (JSON) for each."""

from __future__ import annotations

import json
import sys
from typing import Any

from PyQt5 import QtCore, QtGui, QtWidgets
from spec import window

W = QtWidgets
application = W.QApplication([])
drawn: list[tuple[str, dict[str, Any], Any]] = []


def note(role: str, item: dict[str, Any], widget: Any) -> Any:
    """Keep what is drawn, to report its place."""
    drawn.append((role, item, widget))
    return widget


def icon(number: int) -> QtGui.QIcon:
    """One of the icons of the style."""
    names = [name for name in dir(W.QStyle) if name.startswith("SP_") and name not in ("SP_CustomBase", "SP_LineEditClearButton")]
    return application.style().standardIcon(getattr(W.QStyle, names[number * 5 % len(names)]))


def look(spec: dict[str, Any]) -> None:
    """Style, palette and font."""
    styles = W.QStyleFactory.keys()
    application.setStyle(styles[int(spec["theme"] * len(styles))])
    palette = application.style().standardPalette()
    if spec["dark"]:
        ground, text = QtGui.QColor.fromHslF(spec["hue"], 0.1, 0.17), QtGui.QColor("#eeeeee")
        for role in (QtGui.QPalette.Window, QtGui.QPalette.Button):
            palette.setColor(role, ground)
        palette.setColor(QtGui.QPalette.Base, ground.darker(130))
        palette.setColor(QtGui.QPalette.AlternateBase, ground)
        for role in (QtGui.QPalette.WindowText, QtGui.QPalette.Text, QtGui.QPalette.ButtonText):
            palette.setColor(role, text)
    elif spec["hue"] < 0.4:
        palette.setColor(QtGui.QPalette.Window, QtGui.QColor.fromHslF(spec["hue"], 0.2, 0.93))
    application.setPalette(palette)
    font = QtGui.QFont(spec["font"]) if spec["font"] else QtGui.QFont()
    font.setPointSize(spec["size"])
    application.setFont(font)


def made(item: dict[str, Any]) -> tuple[str, dict[str, Any], Any]:
    """Role, what it says, and the widget."""
    role = item["role"]
    if role == "button":
        if item["flat"]:
            button: Any = W.QToolButton()
            button.setAutoRaise(True)
        else:
            button = W.QPushButton()
        button.setText(item["text"])
        return role, item, button
    if role in ("checkbox", "switch", "radio"):
        widget: Any = W.QRadioButton(item["text"]) if role == "radio" else W.QCheckBox(item["text"])
        widget.setAutoExclusive(False)
        widget.setChecked(item["checked"])
        return "radio" if role == "radio" else "checkbox", item, widget
    if role in ("dropdown", "combo"):
        widget = W.QComboBox()
        widget.addItems(item["options"])
        widget.setEditable(role == "combo")
        return "dropdown", {**item, "value": item["options"][0]}, widget
    if role == "spinner":
        widget = W.QSpinBox()
        widget.setMaximum(9999)
        widget.setValue(int(1000 * item["level"]))
        return role, {**item, "value": widget.text()}, widget
    if role == "slider":
        widget = W.QSlider(QtCore.Qt.Horizontal)
        widget.setValue(int(100 * item["level"]))
        widget.setMinimumWidth(80 + 5 * item["wide"])
        return role, item, widget
    if role == "bar":
        widget = W.QProgressBar()
        widget.setValue(int(100 * item["level"]))
        return role, {}, widget
    if role == "area":
        widget = W.QPlainTextEdit("" if len(item["value"]) > 12 else item["value"])
        widget.setFixedSize(120 + 6 * item["wide"], 70)
        return "field", {**item, "value": ""}, widget
    if role == "text":
        return role, item, W.QLabel(item["text"])
    widget = W.QLineEdit("" if role == "password" else item["value"])
    if not item["value"] and item["level"] < 0.5:
        widget.setPlaceholderText(item["text"])
        item = {**item, "value": item["text"]}
    widget.setFixedWidth(60 + 8 * item["wide"])
    if item["selected"]:
        QtCore.QTimer.singleShot(0, lambda: (widget.setFocus(), widget.selectAll()))
    return "field", {**item, "value": "" if role == "password" else item["value"]}, widget


def group_of(group: dict[str, Any], spec: dict[str, Any]) -> Any:
    """Rows of widgets with their labels."""
    box: Any = W.QGroupBox(group["title"]) if group["title"] else W.QWidget()
    lines = W.QVBoxLayout(box)
    lines.setSpacing(spec["space"])
    for row in group["rows"]:
        line = W.QHBoxLayout()
        for item in row:
            role, said, widget = made(item)
            if item["label"] and role in ("field", "dropdown", "spinner", "slider"):
                label = W.QLabel(item["label"])
                line.addWidget(note("text", {"text": item["label"]}, label))
            widget.setEnabled(not item["disabled"])
            line.addWidget(note(role, said, widget))
        line.addStretch(1)
        lines.addLayout(line)
    return box


def bars(main: Any, spec: dict[str, Any]) -> None:
    """Menu bar, tool bar and status bar."""
    for text in spec["menu"]:
        main.menuBar().addMenu(text)
    if spec["tools"]:
        bar = main.addToolBar("tools")
        bar.setIconSize(QtCore.QSize(*([16 if spec["hue"] < 0.5 else 22] * 2)))
        for tool in spec["tools"]:
            action = W.QAction(tool["text"], bar) if tool["text"] else W.QAction(icon(tool["icon"]), "", bar)
            bar.addAction(action)
            note("button", {"text": tool["text"], "icon": not tool["text"]}, bar.widgetForAction(action))
    if spec["status"]:
        label = W.QLabel(spec["status"])
        main.statusBar().addWidget(note("text", {"text": spec["status"]}, label))


def contents(spec: dict[str, Any]) -> Any:
    """A text area, a table, groups of widgets, a keypad and buttons, one below the other."""
    inner = W.QWidget()
    down = W.QVBoxLayout(inner)
    down.setSpacing(spec["space"])
    if spec["area"] is not None:
        area = W.QTextEdit()
        area.setFixedHeight(90)
        down.addWidget(note("field", {"text": "", "value": ""}, area))
    if spec["table"]:
        table = W.QTableWidget(len(spec["table"]), 3)
        for y, row in enumerate(spec["table"]):
            for x, text in enumerate(row):
                table.setItem(y, x, W.QTableWidgetItem(text))
        table.setFixedSize(420, 28 * len(spec["table"]) + 30)
        down.addWidget(note("unsaid", {"text": ""}, table))
    side = W.QHBoxLayout() if spec["columns"] == 2 else W.QVBoxLayout()
    for group in spec["groups"]:
        side.addWidget(group_of(group, spec))
    down.addLayout(side)
    grid = W.QGridLayout()
    grid.setSpacing(spec["space"])
    for y, keys in enumerate(spec["keypad"]):
        for x, text in enumerate(keys):
            grid.addWidget(note("button", {"text": text}, W.QPushButton(text)), y, x)
    down.addLayout(grid)
    line = W.QHBoxLayout()
    line.addStretch(1)
    for text in spec["buttons"]:
        line.addWidget(note("button", {"text": text}, W.QPushButton(text)))
    down.addLayout(line)
    down.addStretch(1)
    return inner


def draw(spec: dict[str, Any]) -> tuple[Any, list[dict[str, Any]]]:
    """The window, and what is where."""
    drawn.clear()
    look(spec)
    main, whole, rows, tabs = W.QMainWindow(), W.QWidget(), W.QListWidget(), W.QTabWidget()
    main.setWindowTitle(spec["title"])
    bars(main, spec)
    across, inner = W.QHBoxLayout(whole), contents(spec)
    if spec["side"]:
        rows.addItems(spec["side"])
        rows.setCurrentRow(0)
        rows.setFixedWidth(190)
        across.addWidget(rows)
    current = min(spec["tab"], len(spec["tabs"]) - 1)
    for index, text in enumerate(spec["tabs"]):
        tabs.addTab(inner if index == current else W.QWidget(), text)
    tabs.setCurrentIndex(current)
    across.addWidget(tabs if spec["tabs"] else inner)
    main.setCentralWidget(whole)
    main.move(4, 24)
    if spec["hue"] > 0.3:
        main.resize(1240, 730)
    main.show()
    wait(300)
    found = [part for role, item, widget in drawn for part in report(role, item, widget)]
    if spec["menu"]:
        menu = main.menuBar()
        found += [
            {"role": "menuitem", "text": one.text(), "box": box_of(menu, menu.actionGeometry(one))} for one in menu.actions()
        ]
    for index, text in enumerate(spec["side"]):
        found.append({"role": "listrow", "text": text, "box": box_of(rows.viewport(), rows.visualItemRect(rows.item(index)))})
    for index, text in enumerate(spec["tabs"]):
        found.append({"role": "tab", "text": text, "box": box_of(tabs.tabBar(), tabs.tabBar().tabRect(index))})
    return main, found


def box_of(widget: Any, area: Any) -> list[int]:
    """A part of a widget, in pixels of the screen."""
    at = widget.mapToGlobal(area.topLeft())
    return [at.x(), at.y(), at.x() + area.width(), at.y() + area.height()]


def report(role: str, item: dict[str, Any], widget: Any) -> list[dict[str, Any]]:
    """What one widget shows; nothing where it is hidden."""
    if widget is None or not widget.isVisible() or widget.visibleRegion().isEmpty():
        return []
    more = {key: item[key] for key in ("value", "checked", "label", "icon") if key in item}
    area = widget.rect()
    if role in ("checkbox", "radio"):
        area.setWidth(min(area.width(), widget.sizeHint().width()))
    return [{"role": "none" if role == "bar" else role, "text": item.get("text", ""), "box": box_of(widget, area), **more}]


def wait(milliseconds: int) -> None:
    """Let Qt work."""
    loop = QtCore.QEventLoop()
    QtCore.QTimer.singleShot(milliseconds, loop.quit)
    loop.exec_()


shown = None
for line in sys.stdin:
    before = shown
    shown, reported = draw(window(int(line)))
    if before is not None:
        before.close()
        before.deleteLater()
        shown.raise_()
        shown.activateWindow()
        wait(150)
    print(json.dumps(reported), flush=True)
