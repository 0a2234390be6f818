"""What invented windows show, drawn by chance from a number: the same for Tk, GTK and Qt."""

from __future__ import annotations

import random
from typing import Any

WORDS = (
    "Name Address Country Search Profile Settings Help Account Orders Messages Report Status Price Amount Date Title Notes Files Users Groups "
    "Suche Datei Hilfe Nachricht Bearbeiten Ansicht Prénom Fichier Quantité Nombre Correo Ajustes Ayuda Hasło Plik Invoices Billing Team Overview "
    "Calendar Network Privacy Security Language Theme Colour Width Height Font Style Volume Delivery Printer Backup Keyboard Mouse Sound Display"
).split()
VERBS = "Save Cancel Open Close Delete Apply Add Remove Edit Send Print Copy Paste Undo Redo Next Back Refresh Browse... OK Yes No Speichern Löschen Annuler".split()


def window(number: int) -> dict[str, Any]:
    """The contents of one window, as plain data."""
    r = random.Random(number)

    def word() -> str:
        return r.choice(WORDS)

    def words(least: int = 1, most: int = 3) -> str:
        return " ".join(word() if index == 0 else word().lower() for index in range(r.randint(least, most)))

    def some(least: int, most: int) -> list[str]:
        return [words(1, 2) for _ in range(r.randint(least, most))]

    def widget() -> dict[str, Any]:
        role = r.choice(
            "field field button button checkbox checkbox radio dropdown dropdown spinner slider text combo password bar area switch".split()
        )
        options = some(2, 5)
        return {
            "role": role,
            "text": r.choice(VERBS) if role == "button" else words(),
            "label": words(1, 2) + r.choice((":", "", ":")) if r.random() < 0.75 else "",
            "value": r.choice((words(), "", str(r.randint(0, 900)))),
            "options": options,
            "checked": r.random() < 0.5,
            "disabled": r.random() < 0.08,
            "selected": r.random() < 0.15,
            "flat": r.random() < 0.12,
            "level": r.random(),
            "wide": r.randint(6, 40),
        }

    groups = [
        {
            "title": words(1, 2) if r.random() < 0.5 else "",
            "rows": [[widget() for _ in range(r.choice((1, 1, 1, 2, 3)))] for _ in range(r.randint(2, 6))],
        }
        for _ in range(r.randint(1, 3))
    ]
    keypad = (
        [r.sample("0 1 2 3 4 5 6 7 8 9 + - = / C ( ) % .".split(), 4) for _ in range(r.randint(2, 5))] if r.random() < 0.2 else []
    )
    return {
        "number": number,
        "title": words(),
        "theme": r.random(),
        "dark": r.random() < 0.3,
        "hue": r.random(),
        "size": r.choice((9, 10, 10, 11, 12, 13)),
        "font": r.choice(("", "", "DejaVu Sans", "Noto Sans", "Liberation Sans", "Nimbus Sans", "DejaVu Serif")),
        "space": r.choice((2, 4, 6, 10)),
        "menu": [word() for _ in range(r.randint(3, 7))] if r.random() < 0.6 else [],
        "tools": [{"text": r.choice(VERBS) if r.random() < 0.4 else "", "icon": r.randrange(12)} for _ in range(r.randint(3, 12))]
        if r.random() < 0.5
        else [],
        "tools_flat": r.random() < 0.7,
        "tabs": some(2, 5) if r.random() < 0.5 else [],
        "tab": r.randint(0, 1),
        "side": some(4, 10) if r.random() < 0.4 else [],
        "table": [some(3, 4)[:3] for _ in range(r.randint(3, 9))] if r.random() < 0.35 else [],
        "area": " ".join(word().lower() for _ in range(r.randint(0, 30))) if r.random() < 0.3 else None,
        "groups": groups,
        "columns": r.choice((1, 1, 2)),
        "keypad": keypad,
        "buttons": r.sample(VERBS, r.randint(1, 4)) if r.random() < 0.7 else [],
        "status": words(2, 5) if r.random() < 0.4 else "",
    }
