"""More pages of component libraries, for the open part: tabs of every kind, side bars, tool bars, text areas and lists as they draw them."""

from __future__ import annotations

import json
from collections.abc import Callable

from kits import Texts, vue_page
from pages import COUNTRIES, css, document, js, options, texts

_COUNTRIES = json.dumps(COUNTRIES)
_REACT = ("react/umd/react.production.min.js", "react-dom/umd/react-dom.production.min.js")


def _tdesign(t: Texts) -> str:
    head = css("tdesign-vue-next/dist/tdesign.min.css")
    template = """<div style="display:flex;gap:16px"><t-menu value="a" style="height:740px" width="200px"><t-menu-item value="a">{{t.profile}}</t-menu-item><t-menu-item value="b">{{t.security}}</t-menu-item>
<t-menu-item value="c">{{t.notes}}</t-menu-item><t-menu-item value="d">{{t.help}}</t-menu-item></t-menu><div style="flex:1"><t-tabs value="a"><t-tab-panel value="a" :label="t.profile"></t-tab-panel>
<t-tab-panel value="b" :label="t.mail"></t-tab-panel><t-tab-panel value="c" :label="t.country"></t-tab-panel></t-tabs><t-tabs value="a" theme="card"><t-tab-panel value="a" :label="t.first"></t-tab-panel>
<t-tab-panel value="b" :label="t.notes"></t-tab-panel></t-tabs><div style="max-width:560px;display:flex;flex-direction:column;gap:12px;padding:12px"><t-input v-model="name"></t-input>
<t-textarea :placeholder="t.write"></t-textarea><t-select v-model="country" :options="countries.map(c => ({label: c, value: c}))"></t-select><t-input-number v-model="number"></t-input-number>
<div><t-switch v-model="on"></t-switch> <t-switch v-model="off"></t-switch></div><t-slider v-model="level"></t-slider><div><t-checkbox v-model="on">{{t.remember}}</t-checkbox><t-checkbox v-model="off">{{t.news}}</t-checkbox></div>
<t-radio-group v-model="one"><t-radio value="a">{{t.standard}}</t-radio><t-radio value="b">{{t.express}}</t-radio></t-radio-group>
<t-radio-group variant="default-filled" v-model="one"><t-radio-button value="a">{{t.profile}}</t-radio-button><t-radio-button value="b">{{t.notes}}</t-radio-button></t-radio-group>
<div><t-button>{{t.save}}</t-button> <t-button theme="default" variant="outline">{{t.cancel}}</t-button> <t-button variant="text">{{t.help}}</t-button> <t-link theme="primary" href="#">{{t.help}}</t-link></div></div></div></div>"""
    return vue_page(t, head, ("tdesign-vue-next/dist/tdesign.min.js",), template, "app.use(TDesign.default ?? TDesign)")


def _view_ui(t: Texts) -> str:
    head = css("view-ui-plus/dist/styles/viewuiplus.css")
    template = """<Menu mode="horizontal" active-name="1"><MenuItem name="1">{{t.profile}}</MenuItem><MenuItem name="2">{{t.security}}</MenuItem><MenuItem name="3">{{t.help}}</MenuItem></Menu>
<Tabs model-value="a" style="margin-top:10px"><TabPane :label="t.profile" name="a"></TabPane><TabPane :label="t.notes" name="b"></TabPane><TabPane :label="t.mail" name="c"></TabPane></Tabs>
<Form :label-width="170" style="max-width:600px"><FormItem :label="t.first"><Input v-model="name"></Input></FormItem><FormItem :label="t.comments"><Input type="textarea" :rows="3" :placeholder="t.write"></Input></FormItem>
<FormItem :label="t.country"><Select v-model="country"><Option v-for="c in countries" :value="c" :key="c">{{c}}</Option></Select></FormItem><FormItem :label="t.amount"><InputNumber v-model="number"></InputNumber></FormItem>
<FormItem :label="t.notes"><Switch v-model="on"></Switch> <Switch v-model="off"></Switch></FormItem><FormItem :label="t.volume"><Slider v-model="level"></Slider></FormItem>
<FormItem><Checkbox v-model="on">{{t.remember}}</Checkbox><Checkbox v-model="off">{{t.news}}</Checkbox></FormItem><FormItem><RadioGroup v-model="one"><Radio label="a">{{t.standard}}</Radio><Radio label="b">{{t.express}}</Radio></RadioGroup></FormItem>
<FormItem><Button type="primary">{{t.save}}</Button> <Button>{{t.cancel}}</Button> <Button type="text">{{t.help}}</Button></FormItem></Form>"""
    return vue_page(t, head, ("view-ui-plus/dist/viewuiplus.min.js",), template, "app.use(ViewUIPlus)")


def _mui(t: Texts) -> str:
    head = "<style>body{font-family:Roboto,sans-serif;margin:0}</style>" + js(
        *_REACT, "@mui/material/umd/material-ui.production.min.js"
    )
    script = f"""const t = {json.dumps(t)}, e = React.createElement, m = MaterialUI, dark = location.search.includes('ja');
const tick = (kind, name, on) => e(m.FormControlLabel, {{label: t[name], control: e(m[kind], {{defaultChecked: on}})}});
const icon = d => e(m.IconButton, {{key: d}}, e(m.SvgIcon, null, e('path', {{d}})));
ReactDOM.createRoot(document.getElementById('s')).render(e(m.ThemeProvider, {{theme: m.createTheme({{palette: {{mode: dark ? 'dark' : 'light'}}}})}}, e(m.CssBaseline),
e(m.AppBar, {{position: 'static'}}, e(m.Toolbar, null, icon('M3 18h18v-2H3v2zm0-5h18v-2H3v2zm0-7v2h18V6H3z'), e(m.Typography, {{variant: 'h6', sx: {{flexGrow: 1}}}}, t.title), e(m.Button, {{color: 'inherit'}}, t.help))),
e('div', {{style: {{display: 'flex'}}}}, e(m.List, {{sx: {{width: 220}}}}, ['profile', 'security', 'notes', 'mail'].map((k, i) => e(m.ListItemButton, {{key: k, selected: !i}}, e(m.ListItemText, {{primary: t[k]}})))),
e('div', {{style: {{padding: 16, width: 620}}}}, e(m.Tabs, {{value: 0}}, ['profile', 'country', 'first'].map(k => e(m.Tab, {{key: k, label: t[k]}}))),
e(m.Stack, {{spacing: 2, sx: {{mt: 2}}}}, e(m.TextField, {{label: t.first, defaultValue: 'Maria'}}), e(m.TextField, {{variant: 'standard', label: t.mail}}), e(m.TextField, {{variant: 'filled', label: t.country, select: true, value: 'Sweden'}}, {_COUNTRIES}.map(c => e(m.MenuItem, {{key: c, value: c}}, c))),
e(m.TextField, {{label: t.comments, multiline: true, rows: 2}}), e(m.Slider, {{defaultValue: 40}}), e('div', null, tick('Switch', 'notes', true), tick('Switch', 'news', false), tick('Checkbox', 'remember', true), tick('Checkbox', 'volume', false)),
e('div', null, tick('Radio', 'standard', true), tick('Radio', 'express', false)), e('div', null, ['M6 19c0 1.1.9 2 2 2h8c1.1 0 2-.9 2-2V7H6v12zM19 4h-3.5l-1-1h-5l-1 1H5v2h14V4z', 'M19 13h-6v6h-2v-6H5v-2h6V5h2v6h6v2z', 'M10 20v-6h4v6h5v-8h3L12 3 2 12h3v8z'].map(icon)),
e('div', null, e(m.Button, {{variant: 'contained'}}, t.save), e(m.Button, {{variant: 'outlined', sx: {{ml: 1}}}}, t.cancel), e(m.Button, null, t.help)))))))"""
    return document(head, '<div id="s"></div>', script)


def _rsuite(t: Texts) -> str:
    head = css("rsuite/dist/rsuite.min.css") + js(*_REACT, "rsuite/dist/rsuite.min.js")
    script = f"""const t = {json.dumps(t)}, e = React.createElement, r = rsuite;
ReactDOM.createRoot(document.getElementById('s')).render(e('div', {{style: {{display: 'flex', gap: 16}}}}, e('div', {{style: {{width: 220}}}}, e(r.Sidenav, null, e(r.Sidenav.Body, null, e(r.Nav, {{activeKey: 'profile'}}, ['profile', 'security', 'help', 'notes'].map(k => e(r.Nav.Item, {{key: k, eventKey: k}}, t[k])))))),
e('div', {{style: {{flex: 1, padding: 12}}}}, e(r.Navbar, null, e(r.Nav, null, ['profile', 'mail'].map(k => e(r.Nav.Item, {{key: k}}, t[k])))), e(r.Nav, {{appearance: 'subtle', activeKey: 'first'}}, ['first', 'country', 'notes'].map(k => e(r.Nav.Item, {{key: k, eventKey: k, role: 'tab'}}, t[k]))),
e(r.Nav, {{appearance: 'tabs', activeKey: 'help'}}, ['help', 'security'].map(k => e(r.Nav.Item, {{key: k, eventKey: k, role: 'tab'}}, t[k]))), e('div', {{style: {{maxWidth: 520, display: 'grid', gap: 12, marginTop: 12}}}}, e(r.Input, {{defaultValue: 'Maria'}}), e(r.Input, {{as: 'textarea', rows: 3, placeholder: t.write}}),
e(r.SelectPicker, {{data: {_COUNTRIES}.map(c => ({{label: c, value: c}})), defaultValue: 'Sweden', searchable: false}}), e(r.InputNumber, {{defaultValue: 3}}), e(r.Slider, {{defaultValue: 40, progress: true}}), e('div', null, e(r.Toggle, {{defaultChecked: true}}), ' ', e(r.Toggle)),
e('div', null, e(r.Checkbox, {{defaultChecked: true, inline: true}}, t.remember), e(r.Checkbox, {{inline: true}}, t.news)), e(r.RadioGroup, {{inline: true, defaultValue: 'a', name: 'x'}}, e(r.Radio, {{value: 'a'}}, t.standard), e(r.Radio, {{value: 'b'}}, t.express)),
e('div', null, e(r.Button, {{appearance: 'primary'}}, t.save), ' ', e(r.Button, null, t.cancel), ' ', e(r.Button, {{appearance: 'ghost'}}, t.help), ' ', e(r.Button, {{appearance: 'link'}}, t.security))))))"""
    return document(head, '<div id="s"></div>', script)


def _daisy(t: Texts) -> str:
    head = (
        css("daisyui/dist/full.css")
        + "<style>*{box-sizing:border-box}body{margin:0;font-family:system-ui;padding:14px}ul{list-style:none;padding:0}</style>"
    )

    def tabs(look: str, names: tuple[str, ...]) -> str:
        items = "".join(
            f'<a role="tab" tabindex="0" class="tab {look} {"" if i else "tab-active"}">{t[name]}</a>'
            for i, name in enumerate(names)
        )
        return f'<div class="tabs" role="tablist" style="margin:8px 0">{items}</div>'

    side = "".join(
        f'<li><a href="#" class="{"active" if name == "profile" else ""}">{t[name]}</a></li>'
        for name in ("profile", "security", "notes", "help")
    )
    body = f"""<div style="display:flex;gap:20px"><ul class="menu bg-base-200 rounded-box" style="width:210px">{side}</ul><div style="width:620px">{tabs("tab-bordered", ("profile", "mail", "country"))}{tabs("tab-lifted", ("first", "notes"))}
<div class="tabs tabs-boxed" role="tablist"><a role="tab" tabindex="0" class="tab">{t["help"]}</a><a role="tab" tabindex="0" class="tab tab-active">{t["volume"]}</a></div>
<p><label for="a">{t["first"]}</label><br><input id="a" class="input input-bordered" value="Maria"></p><p><textarea class="textarea textarea-bordered" placeholder="{t["write"]}" style="width:400px"></textarea></p>
<p><select class="select select-bordered">{options()}</select></p><p><input type="range" class="range range-primary" value="40" style="width:300px"></p>
<p><input type="checkbox" class="toggle toggle-primary" id="b" checked> <label for="b">{t["notes"]}</label> <input type="checkbox" class="toggle" id="c"> <label for="c">{t["news"]}</label></p>
<p><input type="checkbox" class="checkbox" id="d" checked> <label for="d">{t["remember"]}</label> <input type="checkbox" class="checkbox" id="e"> <label for="e">{t["volume"]}</label></p>
<p><input type="radio" class="radio" name="r" id="f" checked> <label for="f">{t["standard"]}</label> <input type="radio" class="radio" name="r" id="g"> <label for="g">{t["express"]}</label></p>
<p><button class="btn btn-primary">{t["save"]}</button> <button class="btn">{t["cancel"]}</button> <button class="btn btn-ghost">{t["help"]}</button> <a class="link" href="#">{t["security"]}</a></p></div></div>"""
    return document(head, body)


def _beer(t: Texts) -> str:
    head = css("beercss/dist/cdn/beer.min.css") + js()
    body = f"""<header><nav><h5 class="max">{t["title"]}</h5><button class="transparent">{t["help"]}</button></nav></header><main class="responsive"><div class="tabs left-align" role="tablist">
<a class="active" role="tab" href="#">{t["profile"]}</a><a role="tab" href="#">{t["notes"]}</a><a role="tab" href="#">{t["mail"]}</a></div><div style="max-width:560px"><div class="field label border"><input id="a" value="Maria"><label for="a">{t["first"]}</label></div>
<div class="field label fill"><input id="b"><label for="b">{t["mail"]}</label></div><div class="field textarea label border"><textarea id="c"></textarea><label for="c">{t["comments"]}</label></div>
<div class="field label suffix border"><select id="d">{options()}</select><label for="d">{t["country"]}</label></div><label class="slider"><input type="range" value="40"><span></span></label>
<nav><label class="switch"><input type="checkbox" checked><span></span></label><label class="switch"><input type="checkbox"><span></span></label></nav>
<nav><button>{t["save"]}</button><button class="border">{t["cancel"]}</button><button class="transparent">{t["help"]}</button><a class="link" href="#">{t["security"]}</a></nav></div></main>"""
    return document(head, body)


def _swatch(theme: str) -> Callable[[Texts], str]:
    def page(t: Texts) -> str:
        head = css(f"bootswatch/dist/{theme}/bootstrap.min.css")

        def nav(look: str, names: tuple[str, ...], role: str = "tab", way: str = "") -> str:
            items = "".join(
                f'<li class="nav-item"><a class="nav-link {"active" if not i else ""}" {f"role={role}" if role else ""} href="#">{t[name]}</a></li>'
                for i, name in enumerate(names)
            )
            return f'<ul class="nav {look} mb-2" {"role=tablist" if role == "tab" else ""} {way}>{items}</ul>'

        icons = (
            "M2 4h12v2H2zM2 9h12v2H2z",
            "M7 2h2v5h5v2H9v5H7V9H2V7h5z",
            "M3 3l10 10M13 3L3 13",
            "M8 2a6 6 0 1 0 .1 0",
            "M3 13l2-5 6-6 3 3-6 6z",
            "M2 8l6-6 6 6v6H2z",
        )
        bar = "".join(
            f'<button class="btn btn-{"light" if i % 2 else "secondary"} btn-sm" title="x"><svg width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.5"><path d="{d}"/></svg></button> '
            for i, d in enumerate(icons)
        )
        rows = "".join(
            f"<tr><td><a href='#'>{name}</a></td><td>{place}</td><td><button class='btn btn-sm btn-outline-danger'>&times;</button></td></tr>"
            for name, place in zip(("Ann", "Maria", "Jean"), COUNTRIES, strict=True)
        )
        body = f"""<nav class="navbar navbar-expand bg-primary" data-bs-theme="dark"><div class="container-fluid"><a class="navbar-brand" href="#">{t["title"]}</a>{nav("navbar-nav", ("profile", "security", "help"), "")}
<form class="d-flex"><input class="form-control" placeholder="{t["mail"]}"><button class="btn btn-secondary" type="button">{t["save"]}</button></form></div></nav><div class="d-flex"><div class="p-3" style="width:220px">{nav("nav-pills flex-column", ("profile", "notes", "country", "volume"), "")}
<div class="list-group"><a href="#" class="list-group-item list-group-item-action active">{t["first"]}</a><a href="#" class="list-group-item list-group-item-action">{t["mail"]} <span class="badge bg-secondary">3</span></a></div></div>
<div class="p-3 flex-fill">{nav("nav-tabs", ("notes", "mail", "country"))}{nav("nav-pills", ("first", "help", "volume"))}<div class="mb-2">{bar}</div><div class="row"><div class="col-6"><label for="a" class="form-label">{t["comments"]}</label><textarea id="a" class="form-control" rows="3"></textarea>
<label for="b" class="form-label">{t["country"]}</label><select id="b" class="form-select">{options()}</select><input type="range" class="form-range" aria-label="x"><div class="form-check form-switch"><input class="form-check-input" type="checkbox" id="c"><label class="form-check-label" for="c">{t["news"]}</label></div>
<div class="form-check"><input class="form-check-input" type="checkbox" id="d"><label class="form-check-label" for="d">{t["remember"]}</label></div><div class="form-check"><input class="form-check-input" type="radio" id="e"><label class="form-check-label" for="e">{t["express"]}</label></div></div>
<div class="col-6"><div class="card mb-2"><h5 class="card-header">{t["title"]}</h5><div class="card-body"><p>{t["write"]} <span class="badge bg-primary">12</span>, <a href="#">{t["help"]}</a>.</p><button class="btn btn-primary">{t["save"]}</button> <button class="btn btn-link">{t["cancel"]}</button></div></div>
<table class="table"><tr><th>{t["first"]}</th><th>{t["country"]}</th><th></th></tr>{rows}</table><ul class="pagination"><li class="page-item"><a class="page-link" href="#">&laquo;</a></li><li class="page-item active"><a class="page-link" href="#">1</a></li><li class="page-item"><a class="page-link" href="#">2</a></li></ul></div></div></div></div>"""
        return document(head, body)

    return page


def _fluent(t: Texts) -> str:
    head = '<script type="module" src="/npm/@fluentui/web-components/dist/web-components.min.js"></script><style>body{font-family:Segoe UI,sans-serif;padding:16px}</style>'
    choices = "".join(f"<fluent-option>{country}</fluent-option>" for country in COUNTRIES)
    body = f"""<fluent-tabs activeid="x"><fluent-tab id="x">{t["profile"]}</fluent-tab><fluent-tab id="y">{t["notes"]}</fluent-tab><fluent-tab id="z">{t["mail"]}</fluent-tab><fluent-tab-panel id="p"></fluent-tab-panel><fluent-tab-panel></fluent-tab-panel>
<fluent-tab-panel></fluent-tab-panel></fluent-tabs><p><fluent-text-field value="Maria">{t["first"]}</fluent-text-field></p><p><fluent-text-area placeholder="{t["write"]}">{t["comments"]}</fluent-text-area></p><p><fluent-select>{choices}</fluent-select></p>
<p><fluent-number-field value="3">{t["amount"]}</fluent-number-field></p><p><fluent-switch checked>{t["notes"]}</fluent-switch></p><p><fluent-switch>{t["news"]}</fluent-switch></p><p><fluent-slider min="0" max="100" value="40" style="width:300px"></fluent-slider></p>
<p><fluent-checkbox checked>{t["remember"]}</fluent-checkbox> <fluent-checkbox>{t["volume"]}</fluent-checkbox></p><fluent-radio-group value="a"><fluent-radio value="a">{t["standard"]}</fluent-radio><fluent-radio value="b">{t["express"]}</fluent-radio></fluent-radio-group>
<p><fluent-button appearance="accent">{t["save"]}</fluent-button> <fluent-button>{t["cancel"]}</fluent-button> <fluent-button appearance="stealth">{t["help"]}</fluent-button> <fluent-anchor appearance="hypertext" href="#">{t["security"]}</fluent-anchor></p>"""
    return document(head, body)


def _ionic(t: Texts) -> str:
    head = (
        css("@ionic/core/css/ionic.bundle.css") + '<script type="module" src="/npm/@ionic/core/dist/ionic/ionic.esm.js"></script>'
    )
    body = f"""<ion-app><ion-header><ion-toolbar><ion-title>{t["title"]}</ion-title><ion-buttons slot="end"><ion-button>{t["help"]}</ion-button></ion-buttons></ion-toolbar></ion-header><ion-content>
<ion-segment value="a"><ion-segment-button value="a"><ion-label>{t["profile"]}</ion-label></ion-segment-button><ion-segment-button value="b"><ion-label>{t["notes"]}</ion-label></ion-segment-button></ion-segment><ion-list>
<ion-item><ion-input label="{t["first"]}" value="Maria"></ion-input></ion-item><ion-item><ion-textarea label="{t["comments"]}"></ion-textarea></ion-item><ion-item><ion-toggle checked>{t["notes"]}</ion-toggle></ion-item><ion-item><ion-toggle>{t["news"]}</ion-toggle></ion-item>
<ion-item><ion-checkbox checked>{t["remember"]}</ion-checkbox></ion-item><ion-item><ion-checkbox>{t["volume"]}</ion-checkbox></ion-item><ion-item><ion-range value="40" label="{t["volume"]}"></ion-range></ion-item></ion-list><ion-button>{t["save"]}</ion-button><ion-button fill="outline">{t["cancel"]}</ion-button></ion-content></ion-app>"""
    return document(head, body)


def _jqwidgets(t: Texts) -> str:
    head = css("jqwidgets-scripts/jqwidgets/styles/jqx.base.css", "jqwidgets-scripts/jqwidgets/styles/jqx.energyblue.css") + js(
        "jquery/dist/jquery.min.js", "jqwidgets-scripts/jqwidgets/jqx-all.js"
    )
    body = f"""<div style="padding:12px;font:13px sans-serif"><div id="menu"><ul><li>{t["profile"]}</li><li>{t["security"]}</li><li>{t["help"]}</li></ul></div><br><div id="tabs"><ul><li>{t["profile"]}</li><li>{t["notes"]}</li><li>{t["mail"]}</li></ul><div></div><div></div><div></div></div><br>
<p>{t["first"]} <input id="a" value="Maria"></p><p>{t["country"]}</p><div id="b"></div><p>{t["amount"]}</p><div id="c"></div><p></p><div id="d">{t["remember"]}</div><p></p><div id="e">{t["news"]}</div><p></p><div id="f">{t["standard"]}</div><p></p><div id="g">{t["express"]}</div><p></p><div id="h"></div>
<p></p><div id="i"></div><p><input type="button" id="j" value="{t["save"]}"> <input type="button" id="k" value="{t["cancel"]}"></p></div>"""
    script = f"""const o = {{theme: 'energyblue'}}; $('#menu').jqxMenu({{...o, width: 500, height: 30}}); $('#tabs').jqxTabs({{...o, width: 520, height: 90}}); $('#a').jqxInput({{...o, width: 200, height: 25}});
$('#b').jqxDropDownList({{...o, source: {_COUNTRIES}, selectedIndex: 0, width: 200}}); $('#c').jqxNumberInput({{...o, spinButtons: true, width: 120}}); $('#d').jqxCheckBox({{...o, checked: true}}); $('#e').jqxCheckBox(o); $('#f').jqxRadioButton({{...o, checked: true}});
$('#g').jqxRadioButton(o); $('#h').jqxSwitchButton({{...o, checked: true, width: 80, height: 24}}); $('#i').jqxSlider({{...o, width: 320, value: 4}}); $('#j').jqxButton(o); $('#k').jqxButton(o)"""
    return document(head, body, script)


_PAGES: dict[str, Callable[[Texts], str]] = {
    "tdesign": _tdesign, "view-ui": _view_ui, "mui": _mui, "rsuite": _rsuite, "daisy": _daisy, "beer": _beer, "fluent": _fluent, "ionic": _ionic, "jqwidgets": _jqwidgets,
    **{f"swatch-{theme}": _swatch(theme) for theme in ("cerulean", "cyborg", "lux", "sketchy", "united", "vapor", "slate", "minty", "journal", "quartz")},
}  # fmt: skip


def page(name: str, language: str) -> str | None:
    """The page `name` in a language, as HTML; None where there is no such page. npm's packages are expected below /npm/."""
    make = _PAGES.get(name)
    return make(texts(language)) if make else None
