"""A Qt text field whose content is always in FILE; needs the system's python3-pyqt5. usage: probe_text_qt.py FILE"""

import sys
from pathlib import Path

from PyQt5.QtGui import QFocusEvent
from PyQt5.QtWidgets import QApplication, QPlainTextEdit

file = Path(sys.argv[1])


class Field(QPlainTextEdit):  # type: ignore[misc]
    def save(self) -> None:
        part = file.with_suffix(".part")
        part.write_text(self.toPlainText(), encoding="utf-8")
        part.replace(file)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.save()


app = QApplication(sys.argv[:1])
field = Field()
field.textChanged.connect(field.save)
field.setWindowTitle("probe text")
field.resize(900, 500)
field.show()
field.activateWindow()
app.exec_()
