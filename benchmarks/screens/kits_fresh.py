"""Pages of component libraries for the closed part that came with the network of roles: none was seen before it was trained."""

from __future__ import annotations

from collections.abc import Callable

from kits import Texts
from pages import css, document, js, options, texts


def _uswds(t: Texts) -> str:
    head = css("@uswds/uswds/dist/css/uswds.min.css")
    body = f"""<header class="usa-header usa-header--basic"><div class="usa-nav-container"><div class="usa-navbar"><div class="usa-logo"><em class="usa-logo__text">{t["title"]}</em></div></div>
<nav class="usa-nav"><ul class="usa-nav__primary usa-accordion"><li class="usa-nav__primary-item"><a class="usa-nav__link usa-current" href="#"><span>{t["profile"]}</span></a></li>
<li class="usa-nav__primary-item"><a class="usa-nav__link" href="#"><span>{t["security"]}</span></a></li><li class="usa-nav__primary-item"><a class="usa-nav__link" href="#"><span>{t["help"]}</span></a></li></ul></nav></div></header>
<div class="grid-container"><div class="grid-row grid-gap"><div class="grid-col-3"><ul class="usa-sidenav"><li class="usa-sidenav__item"><a class="usa-current" href="#">{t["profile"]}</a></li><li class="usa-sidenav__item"><a href="#">{t["notes"]}</a></li>
<li class="usa-sidenav__item"><a href="#">{t["mail"]}</a></li></ul></div><form class="usa-form grid-col-8"><label class="usa-label" for="a">{t["first"]}</label><input class="usa-input" id="a" value="Maria">
<label class="usa-label" for="b">{t["country"]}</label><select class="usa-select" id="b">{options()}</select><label class="usa-label" for="c">{t["comments"]}</label><textarea class="usa-textarea" id="c" style="height:70px"></textarea>
<div class="usa-checkbox"><input class="usa-checkbox__input" id="d" type="checkbox" checked><label class="usa-checkbox__label" for="d">{t["remember"]}</label></div>
<div class="usa-checkbox"><input class="usa-checkbox__input" id="e" type="checkbox"><label class="usa-checkbox__label" for="e">{t["news"]}</label></div>
<div class="usa-radio"><input class="usa-radio__input" id="f" name="r" type="radio" checked><label class="usa-radio__label" for="f">{t["standard"]}</label></div>
<div class="usa-radio"><input class="usa-radio__input" id="g" name="r" type="radio"><label class="usa-radio__label" for="g">{t["express"]}</label></div>
<button type="button" class="usa-button">{t["save"]}</button><button type="button" class="usa-button usa-button--outline">{t["cancel"]}</button><button type="button" class="usa-button usa-button--unstyled">{t["help"]}</button></form></div></div>"""
    return document(head, body)


def _patternfly(t: Texts) -> str:
    head = css("@patternfly/patternfly/patternfly.min.css", "@patternfly/patternfly/patternfly-addons.css")

    def tab(name: str, now: bool) -> str:
        more = " pf-m-current" if now else ""
        return (
            f'<li class="pf-v6-c-tabs__item{more}" role="presentation"><button type="button" class="pf-v6-c-tabs__link" role="tab"'
            f' aria-selected="{str(now).lower()}"><span class="pf-v6-c-tabs__item-text">{t[name]}</span></button></li>'
        )

    def row(name: str, inside: str) -> str:
        return (
            f'<div class="pf-v6-c-form__group"><div class="pf-v6-c-form__group-label"><label class="pf-v6-c-form__label" for="{name}">'
            f'<span class="pf-v6-c-form__label-text">{t[name]}</span></label></div><div class="pf-v6-c-form__group-control">{inside}</div></div>'
        )

    def tick(name: str, kind: str, on: bool) -> str:
        return (
            f'<div class="pf-v6-c-{kind}"><input class="pf-v6-c-{kind}__input" type="{"checkbox" if kind == "check" else kind}" id="{name}"'
            f'{" checked" if on else ""}><label class="pf-v6-c-{kind}__label" for="{name}">{t[name]}</label></div>'
        )

    links = "".join(
        f'<li class="pf-v6-c-nav__item"><a href="#" class="pf-v6-c-nav__link{" pf-m-current" if name == "profile" else ""}">'
        f'<span class="pf-v6-c-nav__link-text">{t[name]}</span></a></li>'
        for name in ("profile", "security", "notes", "help")
    )
    field = '<span class="pf-v6-c-form-control"><input type="text" id="first" value="Maria"></span>'
    select = f'<span class="pf-v6-c-form-control"><select id="country">{options()}</select></span>'
    area = (
        f'<span class="pf-v6-c-form-control pf-m-textarea"><textarea id="comments" placeholder="{t["write"]}"></textarea></span>'
    )
    body = f"""<div style="display:flex"><nav class="pf-v6-c-nav" style="width:230px;padding:10px"><ul class="pf-v6-c-nav__list">{links}</ul></nav><div style="flex:1;padding:16px"><h1 class="pf-v6-c-title pf-m-2xl">{t["title"]}</h1>
<div class="pf-v6-c-tabs"><ul class="pf-v6-c-tabs__list" role="tablist">{tab("profile", True)}{tab("mail", False)}{tab("volume", False)}</ul></div><br>
<form class="pf-v6-c-form" style="max-width:560px">{row("first", field)}{row("country", select)}{row("comments", area)}{tick("remember", "check", True)}{tick("news", "check", False)}{tick("standard", "radio", True)}{tick("express", "radio", False)}
<div><button type="button" class="pf-v6-c-button pf-m-primary"><span class="pf-v6-c-button__text">{t["save"]}</span></button> <button type="button" class="pf-v6-c-button pf-m-secondary"><span class="pf-v6-c-button__text">{t["cancel"]}</span></button>
<button type="button" class="pf-v6-c-button pf-m-link"><span class="pf-v6-c-button__text">{t["help"]}</span></button></div></form></div></div>"""
    return document(head, body)


def _primer(t: Texts) -> str:
    head = css("@primer/css/dist/primer.css", "@primer/css/dist/primitives.css")
    start = (
        '<script>document.documentElement.dataset.colorMode="light";document.documentElement.dataset.lightTheme="light"</script>'
    )
    body = f"""<div class="Header"><div class="Header-item"><a href="#" class="Header-link f4">{t["title"]}</a></div><div class="Header-item"><input type="search" class="form-control input-dark" placeholder="{t["write"]}"></div><div class="Header-item"><a href="#" class="Header-link">{t["help"]}</a></div></div>
<div class="UnderlineNav"><div class="UnderlineNav-body" role="tablist"><button class="UnderlineNav-item" role="tab" type="button" aria-selected="true">{t["profile"]}</button><button class="UnderlineNav-item" role="tab" type="button">{t["notes"]}</button><button class="UnderlineNav-item" role="tab" type="button">{t["mail"]}</button></div></div>
<div class="d-flex p-3"><nav class="SideNav border mr-4" style="width:200px"><a class="SideNav-item" href="#" aria-current="page">{t["profile"]}</a><a class="SideNav-item" href="#">{t["security"]}</a><a class="SideNav-item" href="#">{t["volume"]}</a></nav>
<form style="width:560px"><div class="form-group"><div class="form-group-header"><label for="a">{t["first"]}</label></div><input class="form-control" id="a" value="Maria"></div><div class="form-group"><div class="form-group-header"><label for="b">{t["country"]}</label></div><select class="form-select" id="b">{options()}</select></div>
<div class="form-group"><div class="form-group-header"><label for="c">{t["comments"]}</label></div><textarea class="form-control" id="c" style="height:70px"></textarea></div><div class="form-checkbox"><label><input type="checkbox" checked> {t["remember"]}</label></div><div class="form-checkbox"><label><input type="checkbox"> {t["news"]}</label></div>
<div class="BtnGroup mb-3"><button class="btn BtnGroup-item" type="button">{t["standard"]}</button><button class="btn BtnGroup-item" type="button">{t["express"]}</button></div><br><button class="btn btn-primary" type="button">{t["save"]}</button> <button class="btn" type="button">{t["cancel"]}</button> <button class="btn btn-invisible" type="button">{t["help"]}</button> <button class="btn btn-danger" type="button">{t["notes"]}</button></form></div>"""
    return document(head, start + body)


def _halfmoon(t: Texts) -> str:
    head = css("halfmoon/css/halfmoon.min.css")
    body = f"""<nav class="navbar navbar-expand bg-body-tertiary border-bottom"><div class="container-fluid"><a class="navbar-brand" href="#">{t["title"]}</a><ul class="navbar-nav me-auto"><li class="nav-item"><a class="nav-link active" href="#">{t["profile"]}</a></li><li class="nav-item"><a class="nav-link" href="#">{t["help"]}</a></li></ul></div></nav>
<div class="container-fluid p-3"><ul class="nav nav-pills mb-3"><li class="nav-item"><a class="nav-link active" role="tab" href="#">{t["first"]}</a></li><li class="nav-item"><a class="nav-link" role="tab" href="#">{t["mail"]}</a></li><li class="nav-item"><a class="nav-link" role="tab" href="#">{t["notes"]}</a></li></ul>
<div class="card specific-w-600 p-3" style="max-width:620px"><label class="form-label" for="a">{t["first"]}</label><input class="form-control mb-2" id="a" value="Maria"><label class="form-label" for="b">{t["country"]}</label><select class="form-select mb-2" id="b">{options()}</select>
<label class="form-label" for="c">{t["comments"]}</label><textarea class="form-control mb-2" id="c" placeholder="{t["write"]}"></textarea><div class="form-check"><input class="form-check-input" type="checkbox" id="d" checked><label class="form-check-label" for="d">{t["remember"]}</label></div>
<div class="form-check form-switch"><input class="form-check-input" type="checkbox" role="switch" id="e"><label class="form-check-label" for="e">{t["news"]}</label></div><div class="form-check"><input class="form-check-input" type="radio" id="f" checked><label class="form-check-label" for="f">{t["standard"]}</label></div>
<label class="form-label mt-2" for="g">{t["volume"]}</label><input type="range" class="form-range" id="g"><div class="d-flex gap-2 mt-2"><button type="button" class="btn btn-primary">{t["save"]}</button><button type="button" class="btn btn-secondary">{t["cancel"]}</button><button type="button" class="btn btn-outline-primary">{t["help"]}</button><button type="button" class="btn btn-link">{t["notes"]}</button></div></div></div>"""
    return document(head, body)


def _onsen(t: Texts) -> str:
    head = css("onsenui/css/onsenui.min.css", "onsenui/css/onsen-css-components.min.css") + js("onsenui/js/onsenui.min.js")
    body = f"""<ons-page><ons-toolbar><div class="left"><ons-toolbar-button>{t["cancel"]}</ons-toolbar-button></div><div class="center">{t["title"]}</div><div class="right"><ons-toolbar-button>{t["save"]}</ons-toolbar-button></div></ons-toolbar>
<div class="segment" style="width:320px;margin:14px auto"><div class="segment__item"><input type="radio" class="segment__input" name="s" checked><div class="segment__button">{t["profile"]}</div></div><div class="segment__item"><input type="radio" class="segment__input" name="s"><div class="segment__button">{t["notes"]}</div></div></div>
<div style="max-width:520px;margin:0 auto"><input type="text" class="text-input text-input--underbar" style="width:100%" value="Maria"><br><br><input type="search" class="search-input" placeholder="{t["write"]}" style="width:100%"><br><br><select class="select-input" style="width:100%">{options()}</select><br><br>
<textarea class="textarea" rows="3" style="width:100%" placeholder="{t["comments"]}"></textarea><br><br><label class="checkbox"><input type="checkbox" class="checkbox__input" checked><div class="checkbox__checkmark"></div> {t["remember"]}</label><br><label class="checkbox"><input type="checkbox" class="checkbox__input"><div class="checkbox__checkmark"></div> {t["news"]}</label><br>
<label class="radio-button"><input type="radio" class="radio-button__input" name="r" checked><div class="radio-button__checkmark"></div> {t["standard"]}</label><br><label class="radio-button"><input type="radio" class="radio-button__input" name="r"><div class="radio-button__checkmark"></div> {t["express"]}</label><br><br>
<button class="button">{t["save"]}</button> <button class="button button--outline">{t["cancel"]}</button> <button class="button button--quiet">{t["help"]}</button> <button class="button button--light">{t["security"]}</button></div></ons-page>"""
    return document(head, body)


_PAGES: dict[str, Callable[[Texts], str]] = {
    "uswds": _uswds,
    "patternfly": _patternfly,
    "primer": _primer,
    "halfmoon": _halfmoon,
    "onsen": _onsen,
}


def page(name: str, language: str) -> str | None:
    """The page `name` in a language, as HTML; None where there is no such page."""
    make = _PAGES.get(name)
    return make(texts(language)) if make else None
