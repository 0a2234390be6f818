"""The corpus's pages of component libraries: each shows the library's own fields, drop-downs, switches, sliders, tabs and menus."""

from __future__ import annotations

import json
from collections.abc import Callable

from pages import COUNTRIES, css, document, js, options, texts

Texts = dict[str, str]
_COUNTRIES = json.dumps(COUNTRIES)


def vue_page(t: Texts, head: str, scripts: tuple[str, ...], template: str, use: str) -> str:
    """A page that Vue draws from a template; `scripts` are the library's, and `use` is JavaScript that installs it into `app`."""
    data = json.dumps({"t": t, "countries": COUNTRIES, "name": "Maria", "country": COUNTRIES[0], "on": True, "off": False,
                       "one": "a", "number": 3, "level": 40, "tab": "a", "empty": ""})  # fmt: skip
    body = '<div id="s" style="padding:16px"></div>' + js("vue/dist/vue.global.prod.js", *scripts)
    start = f"const app = Vue.createApp({{data: () => ({data}), template: {json.dumps(template)}}}); {use}; app.mount('#s')"
    return document(head, body, start)


def _element_plus(t: Texts) -> str:
    head = css("element-plus/dist/index.css", "element-plus/theme-chalk/dark/css-vars.css")
    template = """<el-menu mode="horizontal" default-active="1"><el-menu-item index="1">{{t.profile}}</el-menu-item>
<el-menu-item index="2">{{t.security}}</el-menu-item><el-menu-item index="3">{{t.help}}</el-menu-item></el-menu>
<el-tabs v-model="tab"><el-tab-pane :label="t.profile" name="a"></el-tab-pane><el-tab-pane :label="t.notes" name="b"></el-tab-pane></el-tabs>
<el-form label-width="180px" style="max-width:620px"><el-form-item :label="t.first"><el-input v-model="name"/></el-form-item>
<el-form-item :label="t.mail"><el-input v-model="empty" placeholder="name@example.org"/></el-form-item>
<el-form-item :label="t.country"><el-select v-model="country"><el-option v-for="c in countries" :key="c" :label="c" :value="c"/></el-select></el-form-item>
<el-form-item :label="t.amount"><el-input-number v-model="number"/></el-form-item>
<el-form-item :label="t.notes"><el-switch v-model="on"/></el-form-item><el-form-item :label="t.news"><el-switch v-model="off"/></el-form-item>
<el-form-item :label="t.volume"><el-slider v-model="level"/></el-form-item>
<el-form-item><el-checkbox v-model="on">{{t.remember}}</el-checkbox><el-checkbox v-model="off">{{t.news}}</el-checkbox></el-form-item>
<el-form-item><el-radio v-model="one" value="a">{{t.standard}}</el-radio><el-radio v-model="one" value="b">{{t.express}}</el-radio></el-form-item>
<el-form-item><el-button type="primary">{{t.save}}</el-button><el-button>{{t.cancel}}</el-button><el-link type="primary" href="#">{{t.help}}</el-link>
</el-form-item></el-form>"""
    return vue_page(t, head, ("element-plus/dist/index.full.min.js",), template, "app.use(ElementPlus)")


def _quasar(t: Texts) -> str:
    head = css("quasar/dist/quasar.prod.css")
    template = """<q-toolbar class="bg-primary text-white"><q-toolbar-title>{{t.title}}</q-toolbar-title><q-btn flat :label="t.help"/>
<q-btn flat :label="t.security"/></q-toolbar><q-tabs v-model="tab" align="left"><q-tab name="a" :label="t.profile"/><q-tab name="b" :label="t.notes"/></q-tabs>
<div style="max-width:520px" class="q-gutter-sm"><q-input outlined v-model="name" :label="t.first"/><q-input filled v-model="empty" :label="t.mail"/>
<q-select outlined v-model="country" :options="countries" :label="t.country"/><q-input v-model.number="number" type="number" :label="t.amount"/>
<q-toggle v-model="on" :label="t.notes"/><q-toggle v-model="off" :label="t.news"/><q-slider v-model="level" :min="0" :max="100"/>
<div><q-checkbox v-model="on" :label="t.remember"/><q-checkbox v-model="off" :label="t.news"/></div>
<div><q-radio v-model="one" val="a" :label="t.standard"/><q-radio v-model="one" val="b" :label="t.express"/></div>
<div><q-btn color="primary" :label="t.save"/> <q-btn outline :label="t.cancel"/></div></div>"""
    return vue_page(t, head, ("quasar/dist/quasar.umd.prod.js",), template, "app.use(Quasar)")


def _vuetify(t: Texts) -> str:
    head = css("vuetify/dist/vuetify.min.css")
    template = """<v-app><v-toolbar density="compact"><v-toolbar-title>{{t.title}}</v-toolbar-title><v-btn>{{t.help}}</v-btn></v-toolbar>
<v-tabs v-model="tab"><v-tab value="a">{{t.profile}}</v-tab><v-tab value="b">{{t.security}}</v-tab></v-tabs><div style="max-width:560px;padding:12px">
<v-text-field v-model="name" :label="t.first"/><v-text-field v-model="empty" :label="t.mail" variant="outlined"/>
<v-select v-model="country" :items="countries" :label="t.country"/><v-slider v-model="level" :label="t.volume"/>
<v-switch v-model="on" color="primary" :label="t.notes" density="compact" hide-details/><v-switch v-model="off" :label="t.news" density="compact" hide-details/>
<v-checkbox v-model="off" :label="t.remember" density="compact" hide-details/>
<v-radio-group v-model="one"><v-radio :label="t.standard" value="a"/><v-radio :label="t.express" value="b"/></v-radio-group>
<v-btn color="primary">{{t.save}}</v-btn> <v-btn variant="outlined">{{t.cancel}}</v-btn></div></v-app>"""
    return vue_page(t, head, ("vuetify/dist/vuetify.min.js",), template, "app.use(Vuetify.createVuetify())")


def _antd(t: Texts) -> str:
    plugins = "customParseFormat weekday localeData weekOfYear weekYear advancedFormat quarterOfYear".split()
    head = css("antd/dist/reset.css") + js("react/umd/react.production.min.js", "react-dom/umd/react-dom.production.min.js",
                                           "dayjs/dayjs.min.js", *(f"dayjs/plugin/{name}.js" for name in plugins),
                                           "antd/dist/antd.min.js")  # fmt: skip
    script = f"""const t = {json.dumps(t)}, e = React.createElement, a = antd;
const row = (label, inner) => e(a.Form.Item, {{label, key: label}}, inner);
ReactDOM.createRoot(document.getElementById('s')).render(e('div', {{style: {{padding: 16}}}},
e(a.Menu, {{mode: 'horizontal', selectedKeys: ['a'], items: [{{key: 'a', label: t.profile}}, {{key: 'b', label: t.security}}]}}),
e(a.Tabs, {{items: [{{key: 'a', label: t.profile}}, {{key: 'b', label: t.notes}}, {{key: 'c', label: t.help}}]}}),
e(a.Form, {{labelCol: {{span: 6}}, style: {{maxWidth: 640}}}}, row(t.first, e(a.Input, {{defaultValue: 'Maria'}})),
row(t.mail, e(a.Input, {{placeholder: 'name@example.org'}})), row(t.country, e(a.Select, {{defaultValue: 'Sweden', options:
{_COUNTRIES}.map(value => ({{value}}))}})), row(t.amount, e(a.InputNumber, {{defaultValue: 3}})), row(t.notes, e(a.Switch, {{defaultChecked: true}})),
row(t.news, e(a.Switch)), row(t.volume, e(a.Slider, {{defaultValue: 30}})), row(t.remember, e(a.Checkbox, {{defaultChecked: true}}, t.remember)),
e(a.Radio.Group, {{defaultValue: 1, key: 'r'}}, e(a.Radio, {{value: 1}}, t.standard), e(a.Radio, {{value: 2}}, t.express)),
e('p', {{key: 'p'}}, e(a.Button, {{type: 'primary'}}, t.save), ' ', e(a.Button, {{}}, t.cancel), ' ', e(a.Button, {{type: 'link'}}, t.help)))))"""
    return document(head, '<div id="s"></div>', script)


def _carbon(t: Texts) -> str:
    head = css("carbon-components/css/carbon-components.min.css")

    def tick(kind: str, name: str, identity: str, on: str) -> str:
        group = 'name="r"' if kind == "radio-button" else ""
        return (
            f'<input id="{identity}" class="bx--{kind}" type="{kind.split("-")[0]}" {group} {on}><label for="{identity}" '
            f'class="bx--{kind}{"__" if kind == "radio-button" else "-"}label">'
            f"{'<span class=bx--radio-button__appearance></span>' if kind == 'radio-button' else ''}{name}</label>"
        )

    arrow = '<svg class="bx--select__arrow" width="16" height="16" viewBox="0 0 16 16"><path d="M8 11L3 6 3.7 5.3 8 9.6 12.3 5.3 13 6z"></path></svg>'
    body = f"""<div style="padding:16px;max-width:620px"><nav class="bx--tabs--scrollable"><ul class="bx--tabs--scrollable__nav" role="tablist">
<li class="bx--tabs--scrollable__nav-item bx--tabs--scrollable__nav-item--selected"><button class="bx--tabs--scrollable__nav-link" role="tab">{t["profile"]}</button></li>
<li class="bx--tabs--scrollable__nav-item"><button class="bx--tabs--scrollable__nav-link" role="tab">{t["security"]}</button></li></ul></nav>
<div class="bx--form-item"><label for="a" class="bx--label">{t["first"]}</label><input id="a" class="bx--text-input" value="Maria"></div>
<div class="bx--form-item"><label for="b" class="bx--label">{t["mail"]}</label><input id="b" class="bx--text-input" placeholder="name@example.org"></div>
<div class="bx--form-item"><div class="bx--select"><label for="c" class="bx--label">{t["country"]}</label><div class="bx--select-input__wrapper">
<select id="c" class="bx--select-input">{options()}</select>{arrow}</div></div></div>
<div class="bx--form-item"><label for="d" class="bx--label">{t["comments"]}</label><textarea id="d" class="bx--text-area" rows="3"></textarea></div>
<div class="bx--form-item">{tick("checkbox", t["remember"], "e", "checked")}</div><div class="bx--form-item">{tick("checkbox", t["news"], "f", "")}</div>
<div class="bx--form-item"><div class="bx--radio-button-group">{tick("radio-button", t["standard"], "g", "checked")}{tick("radio-button", t["express"], "h", "")}</div></div>
<div class="bx--form-item"><input class="bx--toggle-input" id="t" type="checkbox" checked><label class="bx--toggle-input__label" for="t">{t["notes"]}
<span class="bx--toggle__switch"></span></label></div>
<p style="margin-top:16px"><button class="bx--btn bx--btn--primary">{t["save"]}</button> <button class="bx--btn bx--btn--tertiary">{t["cancel"]}</button>
<a class="bx--link" href="#">{t["help"]}</a></p></div>"""
    return document(head, body)


def _coreui(t: Texts) -> str:
    head = css("@coreui/coreui/dist/css/coreui.min.css")
    body = f"""<div class="sidebar border-end" style="position:fixed;width:220px;height:100%"><div class="sidebar-header border-bottom">{t["title"]}</div>
<ul class="sidebar-nav"><li class="nav-item"><a class="nav-link active" href="#">{t["profile"]}</a></li><li class="nav-item"><a class="nav-link" href="#">
{t["security"]}</a></li><li class="nav-item"><a class="nav-link" href="#">{t["help"]}</a></li></ul></div><div style="margin-left:240px;padding:16px;max-width:640px">
<ul class="nav nav-underline-border"><li class="nav-item"><a class="nav-link active" role="tab" href="#">{t["profile"]}</a></li><li class="nav-item">
<a class="nav-link" role="tab" href="#">{t["notes"]}</a></li></ul><div class="card my-3"><div class="card-header">{t["title"]}</div><div class="card-body">
<div class="input-group mb-3"><span class="input-group-text">@</span><input class="form-control" placeholder="{t["first"]}"></div>
<div class="form-floating mb-3"><input id="a" class="form-control" value="maria@example.org" placeholder=" "><label for="a">{t["mail"]}</label></div>
<label for="b">{t["country"]}</label><select id="b" class="form-select mb-3">{options()}</select><label for="c">{t["volume"]}</label>
<input id="c" type="range" class="form-range"><div class="form-check form-switch form-switch-xl"><input class="form-check-input" type="checkbox" role="switch" id="d" checked>
<label class="form-check-label" for="d">{t["notes"]}</label></div><div class="form-check"><input class="form-check-input" type="checkbox" id="e">
<label class="form-check-label" for="e">{t["remember"]}</label></div><div class="form-check"><input class="form-check-input" type="radio" id="f" checked>
<label class="form-check-label" for="f">{t["standard"]}</label></div></div><div class="card-footer"><button class="btn btn-primary">{t["save"]}</button>
<button class="btn btn-ghost-danger">{t["cancel"]}</button> <div class="btn-group"><button class="btn btn-outline-secondary active">1</button>
<button class="btn btn-outline-secondary">2</button><button class="btn btn-outline-secondary">3</button></div></div></div></div>"""
    return document(head, body)


def _spectre(t: Texts) -> str:
    head = css(
        "spectre.css/dist/spectre.min.css", "spectre.css/dist/spectre-exp.min.css", "spectre.css/dist/spectre-icons.min.css"
    )
    body = f"""<div style="padding:16px;max-width:640px"><ul class="tab"><li class="tab-item active"><a href="#" role="tab">{t["profile"]}</a></li>
<li class="tab-item"><a href="#" role="tab">{t["security"]}</a></li></ul><ul class="menu" style="width:220px"><li class="menu-item"><a href="#" role="menuitem">{t["notes"]}</a></li>
<li class="menu-item"><a href="#" role="menuitem">{t["help"]}</a></li></ul><div class="form-group"><label class="form-label" for="a">{t["first"]}</label>
<input id="a" class="form-input" value="Maria"></div><div class="form-group"><label class="form-label" for="b">{t["country"]}</label>
<select id="b" class="form-select">{options()}</select></div><div class="form-group"><label class="form-switch"><input type="checkbox" checked><i class="form-icon"></i>
{t["notes"]}</label><label class="form-switch"><input type="checkbox"><i class="form-icon"></i> {t["news"]}</label><label class="form-checkbox">
<input type="checkbox"><i class="form-icon"></i> {t["remember"]}</label><label class="form-radio"><input type="radio" name="r" checked><i class="form-icon"></i>
{t["standard"]}</label><label class="form-radio"><input type="radio" name="r"><i class="form-icon"></i> {t["express"]}</label></div>
<input class="slider" type="range" value="30"><p><button class="btn btn-primary">{t["save"]}</button> <button class="btn">{t["cancel"]}</button>
<button class="btn btn-link">{t["help"]}</button></p></div>"""
    return document(head, body)


def _slim_select(t: Texts) -> str:
    head = css("slim-select/dist/slimselect.css") + js("slim-select/dist/slimselect.js")
    body = f"""<div style="padding:24px;max-width:420px;font-family:sans-serif"><p><label for="a">{t["country"]}</label><select id="a">{options()}</select></p>
<p><label for="b">{t["profile"]}</label><select id="b" multiple><option selected>Ann</option><option selected>Maria</option></select></p>
<p><label for="c">{t["first"]}</label> <input id="c" value="Maria"></p><p><button>{t["save"]}</button> <button>{t["cancel"]}</button></p></div>"""
    return document(head, body, "new SlimSelect({select: '#a'}); new SlimSelect({select: '#b'})")


def _w2ui(t: Texts) -> str:
    head = css("w2ui/w2ui-2.0.min.css") + js("jquery/dist/jquery.min.js", "w2ui/w2ui-2.0.min.js")
    body = '<div id="bar" style="padding:4px"></div><div id="tabs"></div><div id="grid" style="width:100%;height:260px"></div><div id="form" style="width:600px"></div>'
    script = f"""const t = {json.dumps(t)};
new w2toolbar({{box: '#bar', name: 'bar', items: [{{type: 'button', id: 'a', text: t.save}}, {{type: 'button', id: 'b', text: t.cancel}},
{{type: 'check', id: 'c', text: t.notes}}, {{type: 'menu', id: 'd', text: t.profile, items: ['1']}}]}});
new w2tabs({{box: '#tabs', name: 'tabs', active: 'x', tabs: [{{id: 'x', text: t.profile}}, {{id: 'y', text: t.security}}]}});
new w2grid({{box: '#grid', name: 'grid', show: {{toolbar: true, footer: true}}, columns: [{{field: 'a', text: t.first, size: '40%'}},
{{field: 'b', text: t.country, size: '30%'}}, {{field: 'c', text: t.amount, size: '30%'}}], records: [{{recid: 1, a: 'Ann', b: 'Sweden', c: 3}},
{{recid: 2, a: 'Maria', b: 'Portugal', c: 5}}, {{recid: 3, a: 'Jean', b: 'Canada', c: 8}}]}});
new w2form({{box: '#form', name: 'form', fields: [{{field: 'first', type: 'text', html: {{label: t.first}}}}, {{field: 'country', type: 'list', html: {{label: t.country}},
options: {{items: {_COUNTRIES}}}}}, {{field: 'on', type: 'toggle', html: {{label: t.notes}}}}, {{field: 'tick', type: 'checkbox', html: {{label: t.remember}}}}],
actions: {{[t.save]() {{}}, [t.cancel]() {{}}}}}})"""
    return document(head, body, script)


def _layui(t: Texts) -> str:
    head = css("layui/dist/css/layui.css") + js("layui/dist/layui.js")
    body = f"""<ul class="layui-nav"><li class="layui-nav-item layui-this"><a href="#">{t["profile"]}</a></li><li class="layui-nav-item"><a href="#">{t["security"]}</a></li>
</ul><form class="layui-form" style="padding:20px;max-width:640px"><div class="layui-form-item"><label class="layui-form-label">{t["first"]}</label><div class="layui-input-block">
<input class="layui-input" value="Maria"></div></div><div class="layui-form-item"><label class="layui-form-label">{t["country"]}</label><div class="layui-input-block">
<select>{options()}</select></div></div><div class="layui-form-item"><div class="layui-input-block"><input type="checkbox" title="{t["remember"]}" checked>
<input type="checkbox" title="{t["news"]}"></div></div><div class="layui-form-item"><div class="layui-input-block"><input type="radio" name="r" title="{t["standard"]}" checked>
<input type="radio" name="r" title="{t["express"]}"></div></div><div class="layui-form-item"><div class="layui-input-block"><button type="button" class="layui-btn">{t["save"]}</button>
<button type="button" class="layui-btn layui-btn-primary">{t["cancel"]}</button></div></div></form>"""
    return document(head, body, "layui.use(['form', 'element'], () => layui.form.render())")


def _choices(t: Texts) -> str:
    head = css("choices.js/public/assets/styles/choices.min.css", "tom-select/dist/css/tom-select.default.min.css")
    head += js("choices.js/public/assets/scripts/choices.min.js")
    body = f"""<div style="padding:24px;max-width:460px;font-family:sans-serif"><h3>{t["title"]}</h3><label for="a">{t["country"]}</label>
<select id="a">{options()}</select><label for="b">{t["profile"]}</label><select id="b" multiple><option selected>Ann</option><option selected>Maria</option></select>
<label for="c">{t["first"]}</label><br><input id="c" value="Maria"><p><button>{t["save"]}</button> <button>{t["cancel"]}</button></p></div>"""
    return document(head, body, "new Choices('#a', {searchEnabled: false}); new Choices('#b', {removeItemButton: true})")


def _tom_select(t: Texts) -> str:
    head = css("tom-select/dist/css/tom-select.default.min.css") + js("tom-select/dist/js/tom-select.complete.min.js")
    body = f"""<div style="padding:24px;max-width:460px;font-family:sans-serif"><h3>{t["title"]}</h3><label for="a">{t["country"]}</label>
<select id="a">{options()}</select><label for="b">{t["profile"]}</label><select id="b" multiple><option selected>Ann</option><option selected>Maria</option></select>
<p><input type="checkbox" id="d" checked><label for="d">{t["remember"]}</label></p><p><button>{t["save"]}</button> <button>{t["cancel"]}</button></p></div>"""
    return document(head, body, "new TomSelect('#a'); new TomSelect('#b', {plugins: ['remove_button']})")


def _nouislider(t: Texts) -> str:
    head = css("nouislider/dist/nouislider.min.css") + js("nouislider/dist/nouislider.min.js")
    body = f"""<div style="padding:40px;max-width:520px;font-family:sans-serif"><p>{t["volume"]}</p><div id="a"></div><p>{t["amount"]}</p><div id="b"></div>
<p style="margin-top:40px"><button>{t["save"]}</button> <button>{t["cancel"]}</button></p></div>"""
    script = """noUiSlider.create(document.getElementById('a'), {start: 30, range: {min: 0, max: 100}});
noUiSlider.create(document.getElementById('b'), {start: [20, 80], connect: true, range: {min: 0, max: 100}})"""
    return document(head, body, script)


_PAGES: dict[str, Callable[[Texts], str]] = {
    "element-plus": _element_plus, "quasar": _quasar, "vuetify": _vuetify, "antd": _antd, "carbon": _carbon, "coreui": _coreui,
    "spectre": _spectre, "slim-select": _slim_select, "w2ui": _w2ui, "layui": _layui, "choices": _choices, "tom-select": _tom_select,
    "nouislider": _nouislider,
}  # fmt: skip


def page(name: str, language: str) -> str | None:
    """The page `name` in a language, as HTML; None where there is no such page. npm's packages are expected below /npm/."""
    make = _PAGES.get(name)
    return make(texts(language)) if make else None
