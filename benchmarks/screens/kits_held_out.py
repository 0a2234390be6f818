"""Pages of component libraries that were set aside together, before any rule or forest had seen one of them."""

from __future__ import annotations

import json
from collections.abc import Callable

from kits import Texts, vue_page
from pages import COUNTRIES, css, document, js, options, texts

_COUNTRIES = json.dumps(COUNTRIES)


def _primevue(t: Texts) -> str:
    parts = (
        "Menubar Tabs TabList Tab TabPanels TabPanel InputText Textarea Select InputNumber ToggleSwitch Slider Checkbox "
        "RadioButton Button SelectButton"
    ).split()
    template = """<p-menubar :model="[{label: t.profile}, {label: t.security}, {label: t.help}]"></p-menubar><p-tabs value="a"><p-tablist>
<p-tab value="a">{{t.profile}}</p-tab><p-tab value="b">{{t.notes}}</p-tab><p-tab value="c">{{t.security}}</p-tab></p-tablist></p-tabs>
<div style="max-width:520px;display:flex;flex-direction:column;gap:10px;padding:12px"><label for="a">{{t.first}}</label><p-inputtext id="a" v-model="name"></p-inputtext>
<label for="b">{{t.comments}}</label><p-textarea id="b" v-model="empty" rows="3" :placeholder="t.write"></p-textarea>
<label>{{t.country}}</label><p-select v-model="country" :options="countries"></p-select><label>{{t.amount}}</label>
<p-inputnumber v-model="number" show-buttons></p-inputnumber><div><p-toggleswitch v-model="on" input-id="c"></p-toggleswitch> <label for="c">{{t.notes}}</label></div>
<div><p-toggleswitch v-model="off" input-id="d"></p-toggleswitch> <label for="d">{{t.news}}</label></div><p-slider v-model="level"></p-slider>
<div><p-checkbox v-model="on" binary input-id="e"></p-checkbox> <label for="e">{{t.remember}}</label></div>
<div><p-radiobutton v-model="one" value="a" input-id="f"></p-radiobutton> <label for="f">{{t.standard}}</label> <p-radiobutton v-model="one" value="b" input-id="g">
</p-radiobutton> <label for="g">{{t.express}}</label></div><div><p-button :label="t.save"></p-button> <p-button severity="secondary" variant="outlined" :label="t.cancel"></p-button>
<p-button variant="text" :label="t.help"></p-button></div></div>"""
    use = (
        "const kit = (window.PrimeUIX ?? PrimeVue).Themes.Aura; app.use(PrimeVue.Config, {theme: {preset: kit, options: {darkModeSelector: '.dark'}}});"
        f"for (const name of {json.dumps(parts)}) app.component('p-' + name.toLowerCase(), PrimeVue[name])"
    )
    head = "<style>body{font-family:sans-serif;margin:0}html.dark{background:#18181b;color:#eee}</style>"
    return vue_page(t, head, ("primevue/umd/primevue.min.js", "@primevue/themes/umd/aura.min.js"), template, use)


def _naive_ui(t: Texts) -> str:
    template = """<n-menu mode="horizontal" value="a" :options="[{label: t.profile, key: 'a'}, {label: t.security, key: 'b'}, {label: t.help, key: 'c'}]"></n-menu>
<n-tabs type="segment" default-value="a" style="max-width:400px"><n-tab name="a" :tab="t.profile"></n-tab><n-tab name="b" :tab="t.notes"></n-tab></n-tabs>
<n-tabs type="line" default-value="a"><n-tab name="a" :tab="t.first"></n-tab><n-tab name="b" :tab="t.mail"></n-tab><n-tab name="c" :tab="t.country"></n-tab></n-tabs>
<n-form label-placement="left" label-width="170" style="max-width:620px;padding:8px"><n-form-item :label="t.first"><n-input v-model:value="name"></n-input></n-form-item>
<n-form-item :label="t.comments"><n-input type="textarea" rows="2" v-model:value="empty" :placeholder="t.write"></n-input></n-form-item>
<n-form-item :label="t.country"><n-select v-model:value="country" :options="countries.map(c => ({label: c, value: c}))"></n-select></n-form-item>
<n-form-item :label="t.amount"><n-input-number v-model:value="number"></n-input-number></n-form-item>
<n-form-item :label="t.notes"><n-switch v-model:value="on"></n-switch></n-form-item><n-form-item :label="t.news"><n-switch v-model:value="off"></n-switch></n-form-item>
<n-form-item :label="t.volume"><n-slider v-model:value="level"></n-slider></n-form-item>
<n-checkbox v-model:checked="on">{{t.remember}}</n-checkbox> <n-checkbox v-model:checked="off">{{t.news}}</n-checkbox><br>
<n-radio :checked="true">{{t.standard}}</n-radio> <n-radio :checked="false">{{t.express}}</n-radio><br><br>
<n-button type="primary">{{t.save}}</n-button> <n-button>{{t.cancel}}</n-button> <n-button text tag="a" href="#" type="info">{{t.help}}</n-button></n-form>"""
    return vue_page(t, "", ("naive-ui/dist/index.prod.js",), template, "app.use(naive)")


def _webix(t: Texts) -> str:
    head = css("webix/webix.min.css") + js("webix/webix.min.js")
    script = f"""const t = {json.dumps(t)}; webix.ready(() => webix.ui({{rows: [
{{view: 'toolbar', elements: [{{view: 'icon', icon: 'wxi-menu'}}, {{view: 'label', label: t.title}}, {{view: 'button', value: t.help, width: 160}}, {{view: 'icon', icon: 'wxi-search'}}]}},
{{cols: [{{view: 'sidebar', width: 200, select: true, data: [{{id: 'a', value: t.profile}}, {{id: 'b', value: t.security}}, {{id: 'c', value: t.notes}}]}},
{{rows: [{{view: 'tabbar', value: 'x', options: [{{id: 'x', value: t.profile}}, {{id: 'y', value: t.notes}}, {{id: 'z', value: t.security}}]}},
{{view: 'form', elementsConfig: {{labelWidth: 190}}, elements: [{{view: 'text', label: t.first, value: 'Maria'}}, {{view: 'textarea', label: t.comments, height: 70}},
{{view: 'select', label: t.country, options: {_COUNTRIES}}}, {{view: 'counter', label: t.amount, value: 3}}, {{view: 'slider', label: t.volume, value: 40}},
{{view: 'switch', label: t.notes, value: 1}}, {{view: 'switch', label: t.news, value: 0}}, {{view: 'checkbox', label: t.remember, value: 1}},
{{view: 'radio', label: t.country, value: 1, options: [{{id: 1, value: t.standard}}, {{id: 2, value: t.express}}]}},
{{cols: [{{view: 'button', value: t.save, css: 'webix_primary', width: 160}}, {{view: 'button', value: t.cancel, width: 160}}, {{}}]}}]}}, {{}}]}}]}}]}}))"""
    return document(head, "", script)


def _devextreme(t: Texts) -> str:
    head = css("devextreme-dist/css/dx.light.css") + js("jquery/dist/jquery.min.js", "devextreme-dist/js/dx.all.js")
    body = '<div style="padding:12px"><div id="bar"></div><div id="tabs"></div><div id="form" style="max-width:640px;margin:14px 0"></div><div id="list" style="width:300px"></div></div>'
    script = f"""const t = {json.dumps(t)};
$('#bar').dxToolbar({{items: [{{location: 'before', widget: 'dxButton', options: {{icon: 'menu'}}}}, {{location: 'center', text: t.title}},
{{location: 'after', widget: 'dxButton', options: {{icon: 'refresh'}}}}, {{location: 'after', widget: 'dxButton', options: {{text: t.help}}}}]}});
$('#tabs').dxTabs({{selectedIndex: 0, items: [{{text: t.profile}}, {{text: t.security}}, {{text: t.notes}}]}});
$('#form').dxForm({{formData: {{first: 'Maria', country: 'Sweden', amount: 3, on: true, off: false, level: 40, text: '', way: t.standard}}, labelLocation: 'left', items: [
{{dataField: 'first', label: {{text: t.first}}}}, {{dataField: 'text', editorType: 'dxTextArea', label: {{text: t.comments}}}},
{{dataField: 'country', editorType: 'dxSelectBox', label: {{text: t.country}}, editorOptions: {{items: {_COUNTRIES}}}}},
{{dataField: 'amount', editorType: 'dxNumberBox', label: {{text: t.amount}}, editorOptions: {{showSpinButtons: true}}}},
{{dataField: 'on', editorType: 'dxSwitch', label: {{text: t.notes}}}}, {{dataField: 'off', editorType: 'dxSwitch', label: {{text: t.news}}}},
{{dataField: 'level', editorType: 'dxSlider', label: {{text: t.volume}}}}, {{dataField: 'on2', editorType: 'dxCheckBox', label: {{visible: false}}, editorOptions: {{text: t.remember, value: true}}}},
{{dataField: 'way', editorType: 'dxRadioGroup', label: {{text: t.country}}, editorOptions: {{items: [t.standard, t.express]}}}},
{{itemType: 'button', horizontalAlignment: 'left', buttonOptions: {{text: t.save, type: 'default'}}}}]}});
$('#list').dxList({{items: [t.profile, t.security, t.help], selectionMode: 'single', showSelectionControls: true}})"""
    return document(head, body, script)


def _govuk(t: Texts) -> str:
    head = css("govuk-frontend/dist/govuk/govuk-frontend.min.css")

    def ticks(kind: str, items: list[tuple[str, str]]) -> str:
        rows = "".join(
            f'<div class="govuk-{kind}__item"><input class="govuk-{kind}__input" id="{kind}{name}" name="{kind}" type="{"radio" if kind == "radios" else "checkbox"}" {on}>'
            f'<label class="govuk-label govuk-{kind}__label" for="{kind}{name}">{t[name]}</label></div>'
            for name, on in items
        )
        return f'<div class="govuk-{kind} govuk-{kind}--small">{rows}</div>'

    body = f"""<div class="govuk-service-navigation"><div class="govuk-width-container"><nav><ul class="govuk-service-navigation__list">
<li class="govuk-service-navigation__item govuk-service-navigation__item--active"><a class="govuk-service-navigation__link" href="#">{t["profile"]}</a></li>
<li class="govuk-service-navigation__item"><a class="govuk-service-navigation__link" href="#">{t["security"]}</a></li></ul></nav></div></div>
<div class="govuk-width-container"><main class="govuk-main-wrapper govuk-!-padding-top-3"><div class="govuk-tabs"><ul class="govuk-tabs__list" role="tablist">
<li class="govuk-tabs__list-item govuk-tabs__list-item--selected"><a class="govuk-tabs__tab" role="tab" href="#">{t["notes"]}</a></li>
<li class="govuk-tabs__list-item"><a class="govuk-tabs__tab" role="tab" href="#">{t["help"]}</a></li></ul></div>
<div class="govuk-form-group"><label class="govuk-label" for="a">{t["first"]}</label><input class="govuk-input govuk-input--width-20" id="a" value="Maria"></div>
<div class="govuk-form-group"><label class="govuk-label" for="b">{t["country"]}</label><select class="govuk-select" id="b">{options()}</select></div>
{ticks("checkboxes", [("remember", "checked"), ("news", "")])}{ticks("radios", [("standard", "checked"), ("express", "")])}
<p class="govuk-body">{t["write"]}: <a class="govuk-link" href="#">{t["help"]}</a>, <a class="govuk-link" href="#">{t["security"]}</a>.</p>
<button class="govuk-button">{t["save"]}</button> <button class="govuk-button govuk-button--secondary">{t["cancel"]}</button></main></div>"""
    return document(
        head, f'<div class="govuk-template__body">{body}</div>', "document.body.classList.add('govuk-frontend-supported')"
    )


def _lightning(t: Texts) -> str:
    head = css("@salesforce-ux/design-system/assets/styles/salesforce-lightning-design-system.min.css")
    tabs = "".join(
        f'<li class="slds-tabs_default__item {"slds-is-active" if name == "profile" else ""}"><a class="slds-tabs_default__link" href="#" role="tab">{t[name]}</a></li>'
        for name in ("profile", "security", "notes")
    )
    side = "".join(
        f'<li class="slds-nav-vertical__item {"slds-is-active" if name == "profile" else ""}"><a href="#" class="slds-nav-vertical__action">{t[name]}</a></li>'
        for name in ("profile", "help", "mail", "country")
    )
    field = '<div class="slds-form-element"><label class="slds-form-element__label" for="{0}">{1}</label><div class="slds-form-element__control">{2}</div></div>'
    body = f"""<div style="display:flex;gap:20px;padding:14px"><nav class="slds-nav-vertical" style="width:210px"><ul>{side}</ul></nav><div style="width:640px">
<div class="slds-tabs_default"><ul class="slds-tabs_default__nav" role="tablist">{tabs}</ul></div>
{field.format("a", t["first"], '<input id="a" class="slds-input" value="Maria">')}{field.format("b", t["comments"], '<textarea id="b" class="slds-textarea"></textarea>')}
{field.format("c", t["country"], f'<div class="slds-select_container"><select id="c" class="slds-select">{options()}</select></div>')}
<div class="slds-form-element"><div class="slds-checkbox"><input type="checkbox" id="d" checked><label class="slds-checkbox__label" for="d"><span class="slds-checkbox_faux"></span>
<span class="slds-form-element__label">{t["remember"]}</span></label></div></div><div class="slds-form-element"><span class="slds-radio"><input type="radio" id="e" name="r"><label class="slds-radio__label" for="e">
<span class="slds-radio_faux"></span><span class="slds-form-element__label">{t["standard"]}</span></label></span><span class="slds-radio"><input type="radio" id="f" name="r" checked><label class="slds-radio__label" for="f">
<span class="slds-radio_faux"></span><span class="slds-form-element__label">{t["express"]}</span></label></span></div>
<div class="slds-form-element"><label class="slds-checkbox_toggle slds-grid"><span class="slds-form-element__label slds-m-bottom_none">{t["notes"]}</span><input type="checkbox" checked>
<span class="slds-checkbox_faux_container"><span class="slds-checkbox_faux"></span></span></label></div>
<p style="margin-top:12px"><button class="slds-button slds-button_brand">{t["save"]}</button><button class="slds-button slds-button_neutral">{t["cancel"]}</button>
<a href="#">{t["help"]}</a></p></div></div>"""
    return document(head, body)


def _metro(t: Texts) -> str:
    head = css("metro4/build/css/metro-all.min.css")
    body = f"""<div class="p-4" style="max-width:680px"><ul class="h-menu bg-dark fg-white"><li><a href="#">{t["profile"]}</a></li><li><a href="#">{t["security"]}</a></li><li><a href="#">{t["help"]}</a></li></ul>
<ul data-role="tabs"><li><a href="#x">{t["notes"]}</a></li><li><a href="#y">{t["country"]}</a></li></ul><div id="x"></div><div id="y"></div>
<label>{t["first"]}</label><input data-role="input" value="Maria"><label>{t["comments"]}</label><textarea data-role="textarea"></textarea>
<label>{t["amount"]}</label><input data-role="spinner" value="3"><label>{t["country"]}</label><select data-role="select" data-filter="false">{options()}</select>
<input data-role="slider" data-value="40"><input type="checkbox" data-role="switch" data-caption="{t["notes"]}" checked><input type="checkbox" data-role="checkbox" data-caption="{t["remember"]}">
<input type="radio" name="r" data-role="radio" data-caption="{t["standard"]}" checked><input type="radio" name="r" data-role="radio" data-caption="{t["express"]}">
<p><button class="button primary">{t["save"]}</button> <button class="button">{t["cancel"]}</button> <button class="button outline">{t["help"]}</button></p></div>"""
    return document(head, body + js("metro4/build/js/metro.min.js"))


def _jodit(t: Texts) -> str:
    head = css("jodit/es2021/jodit.min.css") + js("jodit/es2021/jodit.min.js")
    body = f'<div style="padding:14px"><textarea id="q">&lt;h2&gt;{t["title"]}&lt;/h2&gt;&lt;p&gt;{t["help"]}&lt;/p&gt;</textarea></div>'
    return document(head, body, "Jodit.make('#q', {height: 420, buttons: undefined})")


def _arco(t: Texts) -> str:
    head = css("@arco-design/web-react/dist/css/arco.min.css")
    head += js(
        "react/umd/react.production.min.js",
        "react-dom/umd/react-dom.production.min.js",
        "@arco-design/web-react/dist/arco.min.js",
    )
    script = f"""const t = {json.dumps(t)}, e = React.createElement, a = arco; const row = (label, inner) => e(a.Form.Item, {{label, key: label}}, inner);
ReactDOM.createRoot(document.getElementById('s')).render(e('div', {{style: {{display: 'flex'}}}},
e(a.Menu, {{style: {{width: 200, height: 784}}, defaultSelectedKeys: ['a']}}, ['profile', 'security', 'help', 'notes'].map((k, i) => e(a.Menu.Item, {{key: i ? k : 'a'}}, t[k]))),
e('div', {{style: {{padding: 16, flex: 1}}}}, e(a.Tabs, {{defaultActiveTab: 'a', type: 'card'}}, ['first', 'mail', 'country'].map((k, i) => e(a.Tabs.TabPane, {{key: i ? k : 'a', title: t[k]}}))),
e(a.Form, {{labelCol: {{span: 6}}, style: {{maxWidth: 640}}}}, row(t.first, e(a.Input, {{defaultValue: 'Maria'}})), row(t.comments, e(a.Input.TextArea, {{placeholder: t.write}})),
row(t.country, e(a.Select, {{defaultValue: 'Sweden', options: {_COUNTRIES}}})), row(t.amount, e(a.InputNumber, {{defaultValue: 3, mode: 'button'}})),
row(t.notes, e(a.Switch, {{defaultChecked: true}})), row(t.news, e(a.Switch)), row(t.volume, e(a.Slider, {{defaultValue: 40}})),
row(t.remember, e(a.Checkbox, {{defaultChecked: true}}, t.remember)), row(t.title, e(a.Radio.Group, {{defaultValue: 'a'}}, e(a.Radio, {{value: 'a'}}, t.standard), e(a.Radio, {{value: 'b'}}, t.express))),
row(t.profile, e(a.Radio.Group, {{type: 'button', defaultValue: 'a'}}, e(a.Radio, {{value: 'a'}}, '1'), e(a.Radio, {{value: 'b'}}, '2'), e(a.Radio, {{value: 'c'}}, '3'))),
e('p', {{key: 'p'}}, e(a.Button, {{type: 'primary'}}, t.save), ' ', e(a.Button, {{}}, t.cancel), ' ', e(a.Link, {{href: '#'}}, t.help))))))"""
    return document(head, '<div id="s"></div>', script)


_PAGES: dict[str, Callable[[Texts], str]] = {
    "primevue": _primevue, "naive-ui": _naive_ui, "webix": _webix, "devextreme": _devextreme, "govuk": _govuk, "lightning": _lightning,
    "metro": _metro, "jodit": _jodit, "arco": _arco,
}  # fmt: skip


def page(name: str, language: str) -> str | None:
    """The page `name` in a language, as HTML; None where there is no such page. npm's packages are expected below /npm/."""
    make = _PAGES.get(name)
    return make(texts(language)) if make else None
