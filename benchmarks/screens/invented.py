"""Invented web pages for training: each has a design of its own (colours, borders, sizes, fonts), drawn by chance from a number.

They widen what the classifier of roles learns from; they are no part of the corpus and are in neither half.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import invented_apps
from invented_kits import drawn_form, drawn_menu, drawn_sliders, drawn_switches, drawn_tabs

WORDS = (
    "Name Address Country Search Profile Settings Help Account Orders Messages Report Status Price Amount Date Title Notes Files Users Groups "
    "Einstellungen Vorname Suche Datei Hilfe Nachricht Prénom Paramètres Quantité Fichier Nombre Correo Ajustes Ayuda Ustawienia Hasło "
    "Invoices Billing Team Overview Dashboard Calendar Network Privacy Security Language Theme Colour Width Height Font Style Volume Delivery"
).split()
_VERBS = "Save Cancel Open Close Delete Apply Add Remove Edit Send Print Copy Paste Undo Redo Next Back Refresh Download Speichern Löschen Annuler".split()
_SHAPES = (
    "M4 6h16M4 12h16M4 18h16",
    "M5 12h14M12 5v14",
    "M6 6l12 12M18 6L6 18",
    "M12 3a9 9 0 1 0 .1 0",
    "M4 4h16v16H4zM4 10h16",
    "M15 5l-7 7 7 7",
    "M9 5l7 7-7 7",
    "M12 17a5 5 0 1 0-.1 0M12 1v3M12 20v3M1 12h3M20 12h3",
    "M5 20l2-6L17 4l4 4L11 18z",
    "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13",
    "M11 4a7 7 0 1 0 .1 0M16 16l5 5",
    "M3 12l9-9 9 9M6 10v10h12V10",
)


_DRAWN_FROM, _APPS_FROM = 120, 160


@dataclass
class _Design:
    """What one page looks like, and its source of chance."""

    chance: random.Random

    def __post_init__(self) -> None:
        r = self.chance
        self.dark = r.random() < 0.35
        self.hue = r.randrange(360)
        self.page = (
            f"hsl({self.hue},{r.choice((0, 0, 10, 25))}%,{r.randint(8, 22) if self.dark else r.choice((100, 100, 97, 93, 88))}%)"
        )
        self.text = f"hsl({self.hue},8%,{r.randint(82, 98) if self.dark else r.randint(5, 25)}%)"
        self.accent = f"hsl({r.randrange(360)},{r.randint(50, 95)}%,{r.randint(32, 55)}%)"
        self.line = f"hsl({self.hue},8%,{r.randint(28, 45) if self.dark else r.randint(60, 88)}%)"
        self.soft = f"hsl({self.hue},12%,{r.randint(20, 32) if self.dark else r.randint(86, 95)}%)"
        self.size = r.choice((12, 13, 14, 14, 15, 16, 18))
        self.round = r.choice((0, 0, 3, 4, 6, 8, 20))
        self.pad = r.randint(3, 11)
        self.font = r.choice(("sans-serif", "Noto Sans", "DejaVu Sans", "Liberation Sans", "serif", "Cantarell"))
        self.button = r.choice(("filled", "outlined", "soft", "raised", "flat", "native"))
        self.field = r.choice(("outlined", "outlined", "underlined", "filled", "sunken", "native"))
        self.tabs = r.choice(("underlined", "boxed", "pills"))
        self.labels = r.choice(("above", "left", "inside"))

    def word(self) -> str:
        return self.chance.choice(WORDS)

    def verb(self) -> str:
        return self.chance.choice(_VERBS)

    def icon(self, size: int | None = None) -> str:
        size = size or self.size + self.chance.choice((0, 2, 4))
        fill = self.accent if self.chance.random() < 0.2 else "none"
        return (
            f'<svg width="{size}" height="{size}" viewBox="0 0 24 24" fill="{fill}" stroke="currentColor" stroke-width="2" '
            f'style="vertical-align:middle"><path d="{self.chance.choice(_SHAPES)}"/></svg>'
        )

    def css(self) -> str:
        border = {"outlined": f"1px solid {self.line}", "native": "", "sunken": f"2px inset {self.line}"}
        look = {
            "filled": f"background:{self.accent};color:#fff;border:0",
            "outlined": f"background:transparent;color:{self.accent};border:1px solid {self.accent}",
            "soft": f"background:{self.soft};color:{self.text};border:0",
            "raised": f"background:linear-gradient({self.soft},{self.line});color:{self.text};border:1px solid {self.line}",
            "flat": f"background:transparent;color:{self.accent};border:0;font-weight:600",
            "native": "",
        }[self.button]
        field = {
            "underlined": f"border:0;border-bottom:1px solid {self.line};background:transparent;color:inherit",
            "filled": f"border:0;background:{self.soft};color:inherit",
        }.get(self.field, f"border:{border.get(self.field, '')};background:{'#0004' if self.dark else '#fff'};color:inherit")
        native_field = (
            ""
            if self.field == "native"
            else f"input:not([type]),input[type=number],input[type=password],textarea,select,.in{{{field};padding:{self.pad}px {self.pad + 4}px;border-radius:{self.round}px}}"
        )
        native_button = (
            ""
            if self.button == "native"
            else f"button.b{{{look};padding:{self.pad}px {2 * self.pad + 4}px;border-radius:{self.round}px}}"
        )
        return f"""body{{background:{self.page};color:{self.text};font:{self.size}px {self.font};margin:{self.chance.randint(0, 24)}px;
accent-color:{self.accent};color-scheme:{"dark" if self.dark else "light"}}} input,select,button,textarea{{font:inherit}} {native_field}{native_button}
button.i{{background:transparent;border:0;color:inherit;padding:{self.pad}px}} .row{{display:flex;gap:{self.chance.randint(2, 16)}px;align-items:center;margin:{self.chance.randint(4, 14)}px 0}}
.bar{{display:flex;background:{self.soft};padding:{self.chance.randint(0, 6)}px;gap:{self.chance.randint(0, 6)}px;align-items:center}}
[role=menuitem]{{padding:{self.chance.randint(3, 6)}px {self.chance.randint(7, 13)}px}} a{{color:{self.chance.choice((self.accent, "#1a5fd0" if not self.dark else "#7ab8ff"))};text-decoration:{self.chance.choice(("none", "underline"))}}}
.card{{border:1px solid {self.line};border-radius:{self.round}px;padding:{self.pad + 6}px;margin:8px 0;max-width:420px}}
.tag{{background:{self.line};border-radius:8px;padding:1px 7px;font-size:85%}} td,th{{padding:{self.pad}px;text-align:left;border-bottom:1px solid {self.line}}}
.tabs{{display:flex;margin:8px 0;{f"border-bottom:1px solid {self.line}" if self.tabs != "pills" else ""}}} [role=tab]{{background:transparent;border:0;color:inherit;padding:{self.pad}px {self.pad + 8}px}}
[role=tab][aria-selected=true]{{{ {"underlined": f"border-bottom:3px solid {self.accent};color:{self.accent}", "boxed": f"border:1px solid {self.line};border-bottom-color:{self.page};border-radius:4px 4px 0 0;margin-bottom:-1px", "pills": f"background:{self.accent};color:#fff;border-radius:{self.round}px"}[self.tabs] } }}
.switch{{display:inline-block;width:{2 * self.size + 6}px;height:{self.size + 6}px;border-radius:99px;background:{self.line};position:relative;vertical-align:middle;border:0;padding:0}}
.switch[aria-checked=true]{{background:{self.accent}}} .switch::after{{content:'';position:absolute;left:2px;top:2px;width:{self.size + 2}px;height:{self.size + 2}px;border-radius:99px;background:#fff}}
.switch[aria-checked=true]::after{{left:auto;right:2px}} [role=option]{{padding:{self.pad}px}} .keys{{display:grid;grid-template-columns:repeat(4,{self.chance.randint(40, 80)}px);gap:{self.chance.randint(1, 8)}px}}
.side{{width:200px;background:{self.chance.choice((self.soft, self.page))};padding:6px;float:left;margin-right:20px;min-height:500px}} .side a{{display:block;padding:{self.pad}px;color:inherit;text-decoration:none}}"""


def page(number: int) -> str:
    """The HTML of an invented page; the same number gives the same page.

    From 120 on they show what libraries draw themselves, from 160 on what whole applications are made of.
    """
    d = _Design(random.Random(number))
    r = d.chance
    parts = [_toolbar, _form, _form, _ticks, _tabs, _buttons, _table, _cards, _list, _keys, _text, _form, _ticks]
    body = []
    if number >= _APPS_FROM:
        chosen = r.sample(invented_apps.PARTS, 6) + r.sample(
            [drawn_form, drawn_switches, drawn_sliders, drawn_menu, _form, _ticks, _buttons, _table, _cards, _list], 3
        )
        r.shuffle(chosen)
        body = [part(d) for part in chosen]
        if r.random() < 0.5:
            middle = r.randint(3, 6)
            return _document(d, [_columns(d, "".join(body[:middle]), "".join(body[middle:]))])
        return _document(d, body)
    if number >= _DRAWN_FROM:
        drawn = [drawn_form, drawn_form, drawn_switches, drawn_sliders, drawn_tabs, drawn_menu, _toolbar, _buttons, _text]
        body = [part(d) for part in r.sample(drawn, 6)]
        return _document(d, body)
    if r.random() < 0.6:
        body.append(_menus(d))
    if r.random() < 0.6:
        body.append(_toolbar(d))
    if r.random() < 0.4:
        body.append(
            '<div class="side">'
            + "".join(f'<a href="#">{d.icon() if r.random() < 0.7 else ""} {d.word()}</a>' for _ in range(r.randint(4, 9)))
            + "</div>"
        )
    body += [part(d) for part in r.sample(parts, 6)]
    return _document(d, body)


def _columns(d: _Design, left: str, right: str) -> str:
    return f'<div style="display:flex;gap:{d.chance.randint(8, 40)}px"><div style="flex:1;min-width:0">{left}</div><div style="flex:1;min-width:0">{right}</div></div>'


def _document(d: _Design, body: list[str]) -> str:
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"><style>{d.css()}</style></head><body>{"".join(body)}</body></html>'


def _menus(d: _Design) -> str:
    return (
        '<div class="bar">'
        + "".join(f'<span role="menuitem" tabindex="0">{d.word()}</span>' for _ in range(d.chance.randint(4, 9)))
        + "</div>"
    )


def _toolbar(d: _Design) -> str:
    r = d.chance
    words = r.random() < 0.4
    items = [
        f'<button class="i" title="x">{d.icon()}{" " + d.verb() if words and r.random() < 0.6 else ""}</button>'
        for _ in range(r.randint(4, 14))
    ]
    if r.random() < 0.4:
        items.insert(r.randrange(len(items)), f"<select><option>{d.word()}</option></select>")
    if r.random() < 0.4:
        items.append(f'<input placeholder="{d.word()}" aria-label="x">')
    return f'<div class="bar">{"".join(items)}</div>'


def _form(d: _Design) -> str:
    r = d.chance
    rows = []
    for index in range(r.randint(2, 5)):
        name, identity = f"{d.word()} {d.word().lower() if r.random() < 0.4 else ''}".strip(), f"f{r.random()}{index}"
        kind = r.choice(("text", "text", "select", "number", "range", "area", "password"))
        wide = f'style="width:{r.randint(90, 420)}px"'
        value = r.choice(("", d.word(), str(r.randint(1, 900)), f"{d.word()} {d.word()}"))
        inner = {
            "text": f'<input id="{identity}" {wide} value="{value}" placeholder="{d.word() if r.random() < 0.5 else ""}">',
            "password": f'<input type="password" id="{identity}" {wide} value="secret">',
            "select": f'<select id="{identity}" {wide}><option>{d.word()}</option></select>',
            "number": f'<input type="number" id="{identity}" value="{r.randint(0, 99)}">',
            "range": f'<input type="range" id="{identity}" value="{r.randint(5, 95)}">',
            "area": f'<textarea id="{identity}" {wide} rows="{r.randint(2, 4)}">{value}</textarea>',
        }[kind]
        colon = r.choice(("", ":"))
        between = "" if d.labels == "left" else "<br>"
        rows.append(
            f'<div style="margin:{r.randint(3, 12)}px 0"><label for="{identity}">{name}{colon}</label> {between}{inner}</div>'
        )
    return "".join(rows)


def _ticks(d: _Design) -> str:
    r, rows = d.chance, []
    kind = r.choice(("checkbox", "radio", "switch"))
    for index in range(r.randint(2, 5)):
        text, identity, on = f"{d.verb()} {d.word().lower()}", f"t{r.random()}", r.random() < 0.5
        if kind == "switch":
            mark = f'<button class="switch" role="switch" aria-checked="{str(on).lower()}" id="{identity}"></button>'
        else:
            mark = f'<input type="{kind}" name="g{number_of(d)}" id="{identity}" {"checked" if on and (kind == "checkbox" or index == 0) else ""}>'
        rows.append(f'<div style="margin:{r.randint(2, 8)}px 0">{mark} <label for="{identity}">{text}</label></div>')
    return "".join(rows)


def number_of(d: _Design) -> int:
    """A number that is new."""
    return d.chance.randrange(10**9)


def _tabs(d: _Design) -> str:
    names = d.chance.sample(WORDS, d.chance.randint(3, 5))
    tabs = "".join(
        f'<button role="tab" aria-selected="{str(index == 0).lower()}">{name}</button>' for index, name in enumerate(names)
    )
    return f'<div class="tabs" role="tablist">{tabs}</div>'


def _buttons(d: _Design) -> str:
    r = d.chance
    items = [
        f'<button class="b">{d.icon() + " " if r.random() < 0.25 else ""}{d.verb()}</button>' for _ in range(r.randint(2, 5))
    ]
    return f'<div class="row">{"".join(items)}<a href="#">{d.verb()} {d.word().lower()}</a></div>'


def _table(d: _Design) -> str:
    columns = d.chance.sample(WORDS, 4)
    head = "".join(f"<th>{name}</th>" for name in columns)
    rows = "".join(
        "<tr>" + "".join(f"<td>{d.word()}</td>" for _ in columns[1:]) + f"<td>{d.chance.randint(1, 999)}</td></tr>"
        for _ in range(3)
    )
    return f"<table><tr>{head}</tr>{rows}</table>"


def _cards(d: _Design) -> str:
    close = f'<button class="i" style="float:right">{d.icon(14)}</button>' if d.chance.random() < 0.5 else ""
    tag = f'<span class="tag">{d.chance.randint(1, 99)}</span>'
    return f'<div class="card">{close}<b>{d.word()} {tag}</b><p>{_sentence(d)}</p><button class="b">{d.verb()}</button></div>'


def _list(d: _Design) -> str:
    rows = "".join(f'<div role="option">{d.word()} {d.word()}</div>' for _ in range(d.chance.randint(3, 5)))
    return f'<div role="listbox" class="in" style="width:220px;padding:0">{rows}</div>'


def _keys(d: _Design) -> str:
    return (
        '<div class="keys">'
        + "".join(f'<button class="b" style="padding:{d.pad}px 0">{key}</button>' for key in "789+456-123=")
        + "</div>"
    )


def _text(d: _Design) -> str:
    return f'<h2>{d.word()} {d.word().lower()}</h2><p>{_sentence(d)} <a href="#">{d.word()}</a> {_sentence(d)}</p>'


def _sentence(d: _Design) -> str:
    return " ".join(d.chance.choice(WORDS).lower() for _ in range(d.chance.randint(6, 18))).capitalize() + "."
