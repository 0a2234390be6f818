"""A sign-in form (Qt): a user, a passphrase, a role, a check box. Run it with a Python that has PyQt5: `team_room_qt.py`."""

import sys

from PyQt5.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)


def main() -> None:
    """Show the form until it is closed."""
    app = QApplication(sys.argv)
    window = QWidget()
    window.setWindowTitle("Team room")
    window.resize(480, 360)
    form = QFormLayout(window)
    user, passphrase, role = QLineEdit(), QLineEdit(), QComboBox()
    passphrase.setEchoMode(QLineEdit.Password)
    role.addItems(["Reader", "Writer", "Owner"])
    join, said = QPushButton("Join"), QLabel("Not signed in")
    for label, field in (("User", user), ("Passphrase", passphrase), ("Role", role)):
        form.addRow(label, field)
    for part in (QCheckBox("Stay signed in"), join, said):
        form.addRow(part)

    def answer() -> None:
        said.setText(f"{user.text()} joined as {role.currentText()}" if passphrase.text() else "Passphrase missing")

    join.clicked.connect(answer)
    window.show()
    app.exec_()


if __name__ == "__main__":
    main()
