"""Parts of invented pages as whole applications have them: side bars, tool bars, tabs of every kind, lists, prose, marks that are drawn."""

from __future__ import annotations

from invented_kits import Design

_TICK = '<svg width="{0}" height="{0}" viewBox="0 0 16 16" fill="none" stroke="{1}" stroke-width="{2}" style="position:absolute;left:0;top:0"><path d="M3 8.5l3.2 3.2L13 4.8"/></svg>'


def _names(d: Design, least: int, most: int) -> list[str]:
    names = [
        d.word() if d.chance.random() < 0.7 else f"{d.word()} {d.word().lower()}" for _ in range(d.chance.randint(least, most))
    ]
    return [name.upper() for name in names] if d.chance.random() < 0.15 else names


def tab_strip(d: Design) -> str:
    """Tabs: text alone with a bar, on a line or not, pills, a segmented bar, boxes; level or upright; with drawings, counts or none."""
    r, names = d.chance, _names(d, 2, 7)
    look = r.choice(("bar", "bar", "bar", "baseline", "pill", "segment", "boxed", "folder", "colour", "bold"))
    chosen, upright = r.randrange(len(names)), r.random() < 0.15
    pad, thick, wide = r.randint(3, 13), r.choice((2, 2, 3, 4)), r.random() < 0.2
    gap = r.choice((0, 0, 2, 8, 16, 28)) if look not in ("segment", "folder") else 0
    above, drawing = r.random() < 0.08, r.random() < 0.15
    side = ("left" if r.random() < 0.5 else "right") if upright else "bottom"
    tabs = []
    for index, name in enumerate(names):
        own = index == chosen
        faint = "" if own or r.random() < 0.5 else ";opacity:.75"
        style = {
            "bar": f"border-{side}:{thick}px solid {d.accent if own else 'transparent'};{'color:' + d.accent if own and thick == 2 else ''}{faint}",
            "baseline": f"border-{side}:{thick if own else 1}px solid {d.accent if own else d.line}{faint}",
            "pill": f"border-radius:{r.choice((4, 8, 99))}px;{'background:' + d.accent + ';color:#fff' if own else ''}",
            "segment": f"border:1px solid {d.line};margin-left:-1px;{'background:' + d.soft if own else ''}",
            "boxed": f"border:1px solid {d.line if own else 'transparent'};border-bottom-color:{d.page if own else 'transparent'};border-radius:4px 4px 0 0;margin-bottom:-1px",
            "folder": f"border:1px solid {d.line};background:{d.page if own else d.soft};{'border-bottom:0' if own else ''};border-radius:{d.round // 2}px {d.round // 2}px 0 0",
            "colour": f"color:{d.accent if own else 'inherit'}",
            "bold": f"font-weight:{700 if own else 400}{faint}",
        }[look]
        badge = (
            f' <small style="background:{d.line};border-radius:9px;padding:0 6px">{r.randint(1, 30)}</small>'
            if r.random() < 0.07
            else ""
        )
        icon = (d.icon() + ("<br>" if above else " ")) if drawing else ""
        tabs.append(
            f'<div role="tab" tabindex="0" style="padding:{pad}px {r.randint(pad, pad + 3) + 6}px;text-align:center;cursor:pointer;{"flex:1;" if wide else ""}{style}">{icon}{name}{badge}</div>'
        )
    line = f"border-{side}:1px solid {d.line};" if look in ("bar", "boxed", "folder") and r.random() < 0.7 else ""
    frame = f"background:{d.soft};border-radius:{d.round}px;padding:3px;" if look == "pill" and r.random() < 0.5 else ""
    flow = f"flex-direction:column;width:{r.randint(120, 220)}px;align-items:stretch" if upright else ""
    return f'<div role="tablist" style="display:flex;gap:{gap}px;margin:10px 0;{"" if wide else "width:fit-content;max-width:100%;" if r.random() < 0.4 else ""}{line}{frame}{flow}">{"".join(tabs)}</div><div style="padding:6px">{d.word()} {d.word().lower()} {d.word().lower()}</div>'


def side_bar(d: Design) -> str:
    """A column of links, one of them chosen, with drawings or headings."""
    r, names = d.chance, _names(d, 3, 9)
    dark, chosen, drawing = r.random() < 0.3, r.randrange(len(names)), r.random() < 0.5
    look, pad = r.choice(("ground", "bar", "bold", "colour", "none")), r.randint(3, 11)
    rows = []
    for index, name in enumerate(names):
        own = index == chosen
        style = (
            {
                "ground": f"background:{d.accent};color:#fff",
                "bar": f"border-left:3px solid {d.accent}",
                "bold": "font-weight:700",
                "colour": f"color:{d.accent}",
                "none": "",
            }[look]
            if own
            else ("border-left:3px solid transparent" if look == "bar" else "")
        )
        arrow = '<span style="float:right">\u203a</span>' if r.random() < 0.15 else ""
        if r.random() < 0.1:
            rows.append(f'<div style="padding:{pad}px 10px;font-size:80%;opacity:.6">{d.word().upper()}</div>')
        rows.append(
            f'<a href="#" style="display:block;text-decoration:none;color:inherit;padding:{pad}px {r.choice((10, 10, 14))}px;border-radius:{r.choice((0, d.round))}px;{style}">{d.icon() + " " if drawing else ""}{name}{arrow}</a>'
        )
    colours = "background:#24292e;color:#ddd" if dark else f"background:{r.choice((d.soft, d.page))}"
    return f'<div style="width:{r.randint(140, 260)}px;{colours};padding:{r.randint(0, 10)}px;margin:6px 0">{"".join(rows)}</div>'


def icon_bar(d: Design) -> str:
    """Buttons of drawings alone at even distances, in groups, with or without frames and arrows."""
    r, buttons = d.chance, []
    size, pad, gap = r.choice((12, 14, 16, 16, 18, 20, 24)), r.randint(3, 10), r.choice((0, 0, 1, 2, 4, 8))
    frame = r.choice(("", "", "", f"border:1px solid {d.line}", f"background:{d.soft}"))
    for _ in range(r.randint(3, 16)):
        if r.random() < 0.1:
            buttons.append(f'<i style="width:1px;height:{size + pad}px;background:{d.line};margin:0 4px"></i>')
        arrow = (
            '<svg width="8" height="8" viewBox="0 0 8 8"><path d="M1 2h6L4 6z" fill="currentColor"/></svg>'
            if r.random() < 0.08
            else ""
        )
        style = frame or (f"background:{d.soft}" if r.random() < 0.06 else "")
        faint = ";opacity:.4" if r.random() < 0.1 else ""
        letter = f'<b style="font-size:{size}px;line-height:1">{r.choice("BIUS")}</b>' if r.random() < 0.06 else d.icon(size)
        buttons.append(
            f'<button title="x" style="border:0;background:transparent;color:inherit;padding:{pad}px;display:inline-flex;align-items:center;border-radius:{d.round}px;{style}{faint}">{letter}{arrow}</button>'
        )
    ground = r.choice(("", f"background:{d.soft};", f"border-bottom:1px solid {d.line};", f"background:{d.accent};color:#fff;"))
    upright = "flex-direction:column;width:fit-content;" if r.random() < 0.12 else ""
    return f'<div style="display:flex;align-items:center;gap:{gap}px;padding:{r.randint(0, 6)}px;{ground}{upright}">{"".join(buttons)}</div>'


def prose(d: Design) -> str:
    """Sentences with links that differ by colour, line or weight; headings, badges and emphasised words that are none."""
    r = d.chance
    colour = r.choice((d.accent, "inherit", "#1a5fd0", "#0a7d48"))
    style = f"color:{colour};text-decoration:{'underline' if colour == 'inherit' or r.random() < 0.4 else 'none'}"

    def words(most: int) -> str:
        return " ".join(d.word().lower() for _ in range(r.randint(1, most)))

    pieces = []
    for _ in range(r.randint(3, 8)):
        pieces.append(words(12))
        kind = r.random()
        if kind < 0.55:
            pieces.append(f'<a href="#" style="{style}">{words(3)}</a>')
        elif kind < 0.75:
            pieces.append(
                r.choice(
                    (
                        f"<b>{words(2)}</b>",
                        f"<i>{words(2)}</i>",
                        f'<code style="background:{d.soft}">{words(1)}</code>',
                        f'<mark style="background:{d.line};color:inherit">{words(1)}</mark>',
                    )
                )
            )
    badge = (
        f'<span style="background:{d.accent};color:#fff;border-radius:{r.choice((3, 9))}px;padding:1px 7px;font-size:80%">{r.choice((d.word(), str(r.randint(1, 99)), "NEW"))}</span>'
        if r.random() < 0.5
        else ""
    )
    alert = (
        f'<div style="background:{d.soft};border:1px solid {d.line};border-radius:{d.round}px;padding:10px;margin:6px 0">{d.word()} {words(6)}</div>'
        if r.random() < 0.4
        else ""
    )
    return f'<h{r.randint(1, 4)}>{d.word()} {words(2)} {badge}</h{3}><p style="max-width:{r.randint(300, 900)}px;line-height:{r.choice((1.2, 1.4, 1.6))}">{" ".join(pieces)}.</p>{alert}'


def crumbs(d: Design) -> str:
    """A path of links, and numbers of pages."""
    r, names = d.chance, _names(d, 2, 5)
    sign = r.choice(("/", "\u203a", ">", "\u00bb"))
    path = f" {sign} ".join(f'<a href="#">{name}</a>' for name in names[:-1]) + f" {sign} {names[-1]}"
    cell = r.choice(
        (f"border:1px solid {d.line};padding:4px 10px", "padding:4px 10px", f"background:{d.soft};padding:3px 9px;margin:0 2px")
    )
    pages = "".join(
        f'<a href="#" style="text-decoration:none;color:inherit;display:inline-block;{cell};{"background:" + d.accent + ";color:#fff" if index == 1 else ""}">{index}</a>'
        for index in range(1, r.randint(3, 7))
    )
    return f'<div style="margin:6px 0">{path}</div><div style="margin:6px 0">{pages}</div>'


def drawn_marks(d: Design) -> str:
    """Check boxes and radio buttons that a library draws, on light and dark pages, and their captions before, behind or below."""
    r, rows = d.chance, []
    size, thick, kind = r.randint(12, 24), r.choice((1, 1, 2, 2, 3)), r.choice(("checkbox", "radio"))
    corner = "99px" if kind == "radio" else f"{r.choice((0, 2, 3, 5))}px"
    level, filled = r.random() < 0.35, r.random() < 0.6
    for _ in range(r.randint(2, 6)):
        on = r.random() < 0.4
        colour = d.accent if on else d.line
        inside = ""
        if on and kind == "checkbox":
            inside = _TICK.format(size - 2 * thick, "#fff" if filled else d.accent, r.choice((1.6, 2, 2.6)))
        elif on:
            dot = round(size * r.uniform(0.35, 0.55))
            at = (size - 2 * thick - dot) / 2
            inside = f'<i style="position:absolute;left:{at}px;top:{at}px;width:{dot}px;height:{dot}px;border-radius:99px;background:{d.accent}"></i>'
        ground = d.accent if on and filled and kind == "checkbox" else r.choice((d.page, d.page, "transparent"))
        mark = f'<span role="{kind}" tabindex="0" aria-checked="{str(on).lower()}" aria-label="x" style="display:inline-block;position:relative;box-sizing:border-box;flex:none;width:{size}px;height:{size}px;border:{thick}px solid {colour};border-radius:{corner};background:{ground}">{inside}</span>'
        text = f"<span>{d.verb()} {d.word().lower()}</span>"
        rows.append(
            f'<div style="display:flex;align-items:center;gap:{r.randint(4, 14)}px;margin:{r.randint(2, 9)}px 0">{mark}{text}</div>'
        )
    return f'<div style="display:{"flex" if level else "block"};gap:24px;flex-wrap:wrap">{"".join(rows)}</div>'


def plain_areas(d: Design) -> str:
    """Text areas and fields: with a pale frame, only a ground or only a line, with a name inside, above or on the frame."""
    r, rows = d.chance, []
    for _ in range(r.randint(1, 4)):
        look = r.choice(
            (
                f"border:1px solid {d.line}",
                f"background:{d.soft};border:0",
                f"border:0;border-bottom:{r.choice((1, 2))}px solid {d.line}",
                f"border:1px solid {d.line};background:{d.soft}",
                f"box-shadow:0 1px 3px #0003;border:0;background:{d.page}",
            )
        )
        high, wide, text = (
            r.randint(50, 160),
            r.randint(200, 620),
            r.choice(("", d.word(), f"{d.word()} {d.word().lower()} {d.word().lower()}")),
        )
        frame = f"box-sizing:border-box;width:{wide}px;{look};padding:{d.pad + 3}px;border-radius:{d.round // 2}px;color:inherit;resize:{r.choice(('none', 'both'))}"
        name = d.word()
        if r.random() < 0.5:
            rows.append(
                f'<div style="margin:8px 0">{name}<br><textarea aria-label="x" style="height:{high}px;{frame}" placeholder="{d.word() if r.random() < 0.4 else ""}">{text}</textarea></div>'
            )
        else:
            on_frame = f'<span style="position:absolute;left:10px;top:{r.choice((-8, 3))}px;font-size:75%;background:{d.page};padding:0 3px">{name}</span>'
            rows.append(
                f'<div style="margin:14px 0;position:relative;width:{wide}px">{on_frame}<input aria-label="x" value="{text}" style="{frame};padding-top:{d.pad + 8}px"></div>'
            )
    return "".join(rows)


def rows_of_list(d: Design) -> str:
    """A list whose rows have a drawing, a text or two, and a switch, an arrow or a small button at the end."""
    r, rows = d.chance, []
    drawing, second, end = r.random() < 0.5, r.random() < 0.4, r.choice(("", "arrow", "button", "switch", "tick"))
    for _ in range(r.randint(3, 7)):
        on = r.random() < 0.5
        tail = {
            "": "", "arrow": "\u203a",
            "button": f'<button title="x" style="border:0;background:transparent;color:inherit;padding:4px">{d.icon(16)}</button>',
            "switch": f'<button class="switch" role="switch" aria-label="x" aria-checked="{str(on).lower()}"></button>',
            "tick": f'<input type="checkbox" aria-label="x" {"checked" if on else ""}>',
        }[end]  # fmt: skip
        text = f"{d.word()} {d.word().lower()}{f'<br><small style={chr(34)}opacity:.6{chr(34)}>{d.word()} {d.word().lower()}</small>' if second else ''}"
        rows.append(
            f'<div role="option" tabindex="0" style="display:flex;align-items:center;gap:12px;padding:{d.pad + 2}px 12px;border-bottom:1px solid {d.line}">{d.icon(20) if drawing else ""}<span style="flex:1">{text}</span>{tail}</div>'
        )
    return f'<div role="listbox" style="max-width:{r.randint(240, 700)}px;margin:8px 0;border:1px solid {d.line};border-radius:{d.round}px">{"".join(rows)}</div>'


def head_bar(d: Design) -> str:
    """The bar above an application's page: its name, words that lead elsewhere, a field, drawings, a picture of the user."""
    r = d.chance
    colours = r.choice(
        (
            f"background:{d.accent};color:#fff",
            f"background:{d.soft}",
            "background:#20262d;color:#eee",
            f"border-bottom:1px solid {d.line}",
        )
    )
    links = "".join(
        f'<a href="#" style="color:inherit;text-decoration:none;padding:6px 9px;{"font-weight:700" if not index and r.random() < 0.3 else ""}">{name}</a>'
        for index, name in enumerate(_names(d, 0, 6))
    )
    field = (
        f'<input aria-label="x" placeholder="{d.word()}" style="border:1px solid {d.line};border-radius:{d.round}px;padding:5px 9px;background:#fff">'
        if r.random() < 0.5
        else ""
    )
    drawn = "".join(
        f'<button title="x" style="border:0;background:transparent;color:inherit;padding:6px">{d.icon(18)}</button>'
        for _ in range(r.randint(0, 4))
    )
    face = (
        '<i style="width:28px;height:28px;border-radius:50%;background:linear-gradient(#fa7,#49c);flex:none"></i>'
        if r.random() < 0.5
        else ""
    )
    menu = (
        f'<button title="x" style="border:0;background:transparent;color:inherit">{d.icon(20)}</button>'
        if r.random() < 0.4
        else ""
    )
    return f'<div style="display:flex;align-items:center;gap:{r.randint(2, 14)}px;padding:{r.randint(3, 12)}px;{colours}">{menu}<b style="font-size:115%">{d.word()}</b>{links}<span style="flex:1"></span>{field}{drawn}{face}</div>'


PARTS = (
    tab_strip,
    tab_strip,
    side_bar,
    icon_bar,
    icon_bar,
    prose,
    prose,
    crumbs,
    drawn_marks,
    drawn_marks,
    plain_areas,
    rows_of_list,
    head_bar,
)
