"""Parts of invented pages that are drawn as component libraries draw them: drop-downs, fields, switches, sliders, tabs and menus of `div`s."""

from __future__ import annotations

import random
from typing import Protocol


class Design(Protocol):
    """What a page looks like (`invented._Design`)."""

    chance: random.Random
    line: str
    soft: str
    accent: str
    page: str
    size: int
    round: int
    pad: int

    def word(self) -> str: ...
    def verb(self) -> str: ...
    def icon(self, size: int | None = None) -> str: ...


def _arrow(d: Design) -> str:
    """The arrow of a drop-down: a triangle of borders, an angle, a drawing or a character."""
    size = d.chance.choice((4, 5, 6))
    return d.chance.choice(
        (
            f'<i style="border:{size}px solid transparent;border-top-color:currentColor;border-bottom:0"></i>',
            f'<i style="width:{size + 1}px;height:{size + 1}px;border:solid currentColor;border-width:0 2px 2px 0;transform:rotate(45deg)"></i>',
            f'<svg width="{3 * size}" height="{3 * size}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"><path d="M6 9l6 6 6-6"/></svg>',
            f'<svg width="{3 * size}" height="{3 * size}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"><path d="M7 9l5-5 5 5M7 15l5 5 5-5"/></svg>',
            "<i style='font-style:normal'>\u25be</i>",
        )
    )


def _frame(d: Design) -> str:
    """The style of a field that its library draws."""
    return d.chance.choice(
        (
            f"border:1px solid {d.line};border-radius:{d.round}px",
            f"border-bottom:{d.chance.choice((1, 2))}px solid {d.line}",
            f"background:{d.soft};border-radius:{d.round}px",
            f"background:{d.soft};border-bottom:1px solid {d.line};border-radius:4px 4px 0 0",
            f"box-shadow:0 0 0 1px {d.line} inset;border-radius:{d.round}px",
        )
    )


def drawn_form(d: Design) -> str:
    """Labels with drop-downs, fields, tags and counters that libraries draw."""
    r, rows = d.chance, []
    flow = "display:flex;align-items:center;gap:6px;justify-content:space-between"
    label_first = r.random() < 0.5
    for _ in range(r.randint(3, 6)):
        pad = f"padding:{d.pad}px {d.pad + 5}px"
        wide, name, value = r.randint(110, 420), d.word(), d.word()
        kind = r.choice(("select", "select", "select", "field", "field", "tags", "counter"))
        box = f'style="{_frame(d)};{pad};width:{wide}px;{flow};box-sizing:border-box;min-height:{2 * d.size + 2}px"'
        tag = f'<span style="background:{d.line};border-radius:4px;padding:1px 6px">{value} \u00d7</span>'
        inner = {
            "select": f'<div role="combobox" tabindex="0" aria-label="x" {box}><span>{value}</span>{_arrow(d)}</div>',
            "field": f'<input aria-label="x" value="{value if r.random() < 0.6 else ""}" placeholder="{d.word()}" style="{_frame(d)};{pad};width:{wide}px;'
            'background-clip:padding-box;border-top:0;border-left:0;border-right:0;color:inherit;background-color:transparent">',
            "tags": f'<div role="combobox" tabindex="0" aria-label="x" {box}><span>{tag} {tag}</span>{_arrow(d) if r.random() < 0.5 else ""}</div>',
            "counter": f'<div style="display:inline-flex;{_frame(d)}"><button class="i">\u2212</button><input aria-label="x" role="spinbutton" '
            f'value="{r.randint(1, 60)}" style="border:0;width:{r.randint(36, 90)}px;text-align:center;background:transparent;color:inherit"><button class="i">+</button></div>',
        }[kind]
        between = "&nbsp; " if label_first else "<br>"
        rows.append(f'<div style="margin:{r.randint(4, 12)}px 0;{"display:flex;align-items:center" if label_first else ""}">'
                    f"<span>{name}</span>{between}{inner}</div>")  # fmt: skip
    return "".join(rows)


def drawn_switches(d: Design) -> str:
    """Switches of many forms: a knob in, over or beyond its track, square ones, and with words inside."""
    r, rows = d.chance, []
    high = r.randint(12, 26)
    wide, knob = round(high * r.uniform(1.7, 2.3)), high + r.choice((-6, -4, -2, 6, 8))
    square = r.random() < 0.25
    words = r.random() < 0.25
    for _ in range(r.randint(2, 5)):
        on = r.random() < 0.5
        at = wide - knob - 2 if on else 2
        track = f"display:inline-block;position:relative;width:{wide + (26 if words else 0)}px;height:{high}px;background:{d.accent if on else d.line};"
        track += f"border-radius:{3 if square else 99}px;vertical-align:middle"
        at += 26 if words and on else 0
        inside = f'<small style="position:absolute;{"left" if on else "right"}:6px;top:0;line-height:{high}px;color:#fff;font-size:10px">{"ON" if on else "OFF"}</small>'
        mark = (
            f'<span role="switch" tabindex="0" aria-checked="{str(on).lower()}" aria-label="x" style="{track}">{inside if words else ""}<i style="position:absolute;left:{at}px;'
            f'top:{(high - knob) // 2}px;width:{knob}px;height:{knob}px;background:#fff;border-radius:{2 if square else 99}px;box-shadow:0 1px 2px #0006"></i></span>'
        )
        text = f"<span>{d.verb()} {d.word().lower()}</span>"
        pair = (text, mark) if r.random() < 0.4 else (mark, text)
        rows.append(
            f'<div style="margin:{r.randint(4, 12)}px 0;display:flex;gap:{r.randint(6, 40)}px;align-items:center">{"".join(pair)}</div>'
        )
    return "".join(rows)


def drawn_sliders(d: Design) -> str:
    """Sliders: a thin or thick track, a handle or two, filled up to it or not."""
    r, rows = d.chance, []
    for _ in range(r.randint(1, 3)):
        wide, high, handle = r.randint(160, 420), r.choice((2, 4, 6, 8, 14)), r.choice((12, 16, 20, 26))
        at, look = r.randint(5, 95), r.choice(("50%", "50%", "3px"))
        filled = (
            f'<i style="position:absolute;left:0;top:0;height:100%;width:{at}%;background:{d.accent};border-radius:9px"></i>'
            if r.random() < 0.7
            else ""
        )
        fill = d.chance.choice(("#fff", d.accent))
        rows.append(
            f'<div style="margin:14px 20px">{d.word()}<div role="slider" tabindex="0" aria-label="x" style="position:relative;width:{wide}px;height:{handle}px;margin:6px 0">'
            f'<div style="position:absolute;left:0;right:0;top:{(handle - high) // 2}px;height:{high}px;background:{d.line};border-radius:9px">{filled}</div>'
            f'<i style="position:absolute;left:calc({at}% - {handle // 2}px);top:0;width:{handle}px;height:{handle}px;border-radius:{look};background:{fill};'
            f'border:1px solid {d.line};box-sizing:border-box"></i></div></div>'
        )
    return "".join(rows)


def drawn_tabs(d: Design) -> str:
    """A strip of tabs as toolkits draw it: boxes that touch, a page below, small signs to close."""
    r = d.chance
    close = '<small style="margin-left:8px;opacity:.7">\u00d7</small>' if r.random() < 0.3 else ""
    upright = r.random() < 0.2
    look = r.choice(("boxes", "line", "grey"))
    chosen, tabs = r.randrange(3), []
    for index in range(r.randint(3, 6)):
        own = index == chosen
        style = {
            "boxes": f"border:1px solid {d.line};{'border-bottom-color:' + d.page + ';background:' + d.page if own else 'background:' + d.soft};margin-bottom:-1px",
            "line": f"border-bottom:{3 if own else 1}px solid {d.accent if own else 'transparent'}",
            "grey": f"background:{d.page if own else d.line}",
        }[look]
        tabs.append(f'<div role="tab" tabindex="0" style="padding:{d.pad}px {d.pad + 9}px;{style}">{d.word()}{close}</div>')
    direction = "flex-direction:column;width:170px" if upright else f"border-bottom:1px solid {d.line}"
    return f'<div role="tablist" style="display:flex;margin:8px 0;{direction}">{"".join(tabs)}</div><div style="padding:8px">{d.word()}</div>'


def drawn_menu(d: Design) -> str:
    """An open menu: rows with or without drawings, a key at the right, lines between."""
    r, rows = d.chance, []
    drawings = r.random() < 0.4
    for _ in range(r.randint(4, 8)):
        key = f'<span style="opacity:.6">Ctrl+{r.choice("ABCSZ")}</span>' if r.random() < 0.4 else ""
        rows.append(
            f'<div role="menuitem" tabindex="0" style="padding:{max(2, d.pad - 3)}px {d.pad + 6}px;display:flex;justify-content:space-between;gap:30px">'
            f"<span>{d.icon() + ' ' if drawings else ''}{d.verb()} {d.word().lower()}</span>{key}</div>"
        )
        if r.random() < 0.2:
            rows.append(f'<div style="border-top:1px solid {d.line};margin:3px 0"></div>')
    return f'<div style="border:1px solid {d.line};border-radius:{min(8, d.round)}px;width:{r.randint(180, 300)}px;background:{d.page};box-shadow:0 2px 8px #0004">{"".join(rows)}</div>'
