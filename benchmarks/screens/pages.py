"""The corpus's own web pages: one form in each framework's documented markup, with texts in several languages."""

from __future__ import annotations

from collections.abc import Callable

TEXTS = {
    "en": "First name|Email address|Country|Amount|Remember me|Send me news|Standard delivery|Express delivery|Save|Cancel|Profile|Security"
    "|Comments|Write here|Account settings|Help and support|Volume|Notifications",
    "de": "Vorname|E-Mail-Adresse|Land|Anzahl|Angemeldet bleiben|Neuigkeiten senden|Normaler Versand|Schneller Versand|Speichern|Abbrechen"
    "|Profil|Sicherheit|Bemerkungen|Hier schreiben|Kontoeinstellungen|Hilfe und Support|Lautstärke|Benachrichtigungen",
    "fr": "Prénom|Adresse électronique|Pays|Quantité|Rester connecté|Envoyer les nouvelles|Livraison normale|Livraison rapide|Enregistrer"
    "|Annuler|Profil|Sécurité|Remarques|Écrire ici|Paramètres du compte|Aide et assistance|Volume|Notifications",
    "es": "Nombre|Correo electrónico|País|Cantidad|Recordarme|Enviar noticias|Envío normal|Envío rápido|Guardar|Cancelar|Perfil|Seguridad"
    "|Comentarios|Escriba aquí|Ajustes de la cuenta|Ayuda y soporte|Volumen|Avisos",
    "pl": "Imię|Adres e-mail|Kraj|Liczba|Zapamiętaj mnie|Wysyłaj nowości|Zwykła dostawa|Szybka dostawa|Zapisz|Anuluj|Profil|Bezpieczeństwo"
    "|Uwagi|Pisz tutaj|Ustawienia konta|Pomoc i wsparcie|Głośność|Powiadomienia",
    "ja": "名前|メールアドレス|国|数量|ログイン状態を保持|お知らせを受け取る|通常配送|速達|保存|キャンセル|プロフィール|セキュリティ|コメント|ここに入力"
    "|アカウント設定|ヘルプとサポート|音量|通知",
}  # fmt: skip
NAMES = (
    "first mail country amount remember news standard express save cancel profile security comments write title help volume notes"
)
COUNTRIES = ("Sweden", "Portugal", "Canada")


def document(head: str, body: str, script: str = "") -> str:
    """A whole page."""
    return f'<!DOCTYPE html><html><head><meta charset="utf-8">{head}</head><body>{body}<script>{script}</script></body></html>'


def css(*names: str) -> str:
    """Style sheets out of npm's packages."""
    return "".join(f'<link rel="stylesheet" href="/npm/{name}">' for name in names)


def js(*names: str) -> str:
    """Scripts out of npm's packages."""
    return "".join(f'<script src="/npm/{name}"></script>' for name in names)


def options() -> str:
    """The options of a drop-down of countries."""
    return "".join(f"<option>{country}</option>" for country in COUNTRIES)


def _form_bootstrap(t: dict[str, str]) -> str:
    body = f"""<nav class="navbar navbar-expand bg-body-tertiary"><div class="container-fluid"><a class="navbar-brand" href="#">{t["title"]}</a>
<ul class="navbar-nav"><li class="nav-item"><a class="nav-link active" href="#">{t["profile"]}</a></li><li class="nav-item">
<a class="nav-link" href="#">{t["security"]}</a></li></ul></div></nav><div class="container mt-3"><form class="row g-3">
<div class="col-6"><label for="a" class="form-label">{t["first"]}</label><input id="a" class="form-control" value="Maria"></div>
<div class="col-6"><label for="b" class="form-label">{t["mail"]}</label><input id="b" type="email" class="form-control" placeholder="name@example.org"></div>
<div class="col-4"><label for="c" class="form-label">{t["country"]}</label><select id="c" class="form-select">{options()}</select></div>
<div class="col-4"><label for="d" class="form-label">{t["amount"]}</label><input id="d" type="number" class="form-control" value="3"></div>
<div class="col-12"><label for="e" class="form-label">{t["comments"]}</label><textarea id="e" class="form-control" rows="2"></textarea></div>
<div class="col-6"><div class="form-check"><input class="form-check-input" type="checkbox" id="f" checked><label class="form-check-label" for="f">
{t["remember"]}</label></div><div class="form-check form-switch"><input class="form-check-input" type="checkbox" role="switch" id="g">
<label class="form-check-label" for="g">{t["notes"]}</label></div><div class="form-check form-switch"><input class="form-check-input"
type="checkbox" role="switch" id="g2" checked><label class="form-check-label" for="g2">{t["news"]}</label></div></div>
<div class="col-6"><div class="form-check"><input class="form-check-input" type="radio" name="r" id="h" checked><label for="h">{t["standard"]}</label>
</div><div class="form-check"><input class="form-check-input" type="radio" name="r" id="i"><label for="i">{t["express"]}</label></div></div>
<div class="col-12"><button class="btn btn-primary" type="button">{t["save"]}</button> <button class="btn btn-outline-secondary" type="button">
{t["cancel"]}</button> <a href="#">{t["help"]}</a></div></form></div>"""
    return document(css("bootstrap/dist/css/bootstrap.min.css"), body)


def _more_bootstrap(t: dict[str, str]) -> str:
    cards = "".join(
        f'<div class="col"><div class="card"><div class="card-header">{t[name]}</div><div class="card-body"><p>{t["write"]}</p>'
        f'<a href="#" class="btn btn-sm btn-secondary">{t["save"]}</a></div></div></div>'
        for name in ("profile", "security", "notes")
    )
    body = f"""<div class="d-flex"><div class="list-group p-3" style="width:240px"><button class="list-group-item active">{t["profile"]}</button>
<button class="list-group-item">{t["security"]}</button><button class="list-group-item">{t["notes"]}</button></div><div class="p-3 flex-fill">
<ul class="nav nav-tabs" role="tablist"><li class="nav-item"><button class="nav-link active" role="tab" aria-selected="true">{t["first"]}</button></li>
<li class="nav-item"><button class="nav-link" role="tab">{t["mail"]}</button></li><li class="nav-item"><button class="nav-link" role="tab">
{t["country"]}</button></li></ul><div class="row mt-3">{cards}</div><div class="input-group mt-3"><span class="input-group-text">@</span>
<input class="form-control" placeholder="{t["first"]}" aria-label="x"><button class="btn btn-outline-primary">{t["save"]}</button></div>
<div class="btn-group mt-3" role="group"><button class="btn btn-outline-dark">1</button><button class="btn btn-outline-dark">2</button>
<button class="btn btn-outline-dark">3</button></div><div class="mt-3"><label for="v">{t["volume"]}</label><input type="range" id="v"
class="form-range"></div><table class="table table-striped mt-3"><tr><th>#</th><th>{t["first"]}</th><th>{t["country"]}</th></tr>
<tr><td>1</td><td>Maria</td><td>Sweden</td></tr><tr><td>2</td><td>João</td><td>Portugal</td></tr></table></div></div>"""
    return document(css("bootstrap/dist/css/bootstrap.min.css"), body)


def _plain(t: dict[str, str], button: str = "", field: str = "", select: str = "", group: str = "", label: str = "") -> str:
    """A form in plain markup with a framework's classes."""
    return f"""<h2>{t["title"]}</h2><form>
<div class="{group}"><label for="a" class="{label}">{t["first"]}</label><div class="control"><input class="{field}" id="a" value="Maria"></div></div>
<div class="{group}"><label for="b" class="{label}">{t["mail"]}</label><div class="control"><input class="{field}" id="b" type="email"
placeholder="{t["write"]}"></div></div>
<div class="{group}"><label for="c" class="{label}">{t["country"]}</label><div class="{select}"><select id="c">{options()}</select></div></div>
<div class="{group}"><label for="e" class="{label}">{t["comments"]}</label><textarea id="e" rows="2" class="{field}"></textarea></div>
<div class="{group}"><label class="checkbox"><input type="checkbox" checked> {t["remember"]}</label> &nbsp;
<label class="checkbox"><input type="checkbox"> {t["news"]}</label></div>
<div class="{group}"><label class="radio"><input type="radio" name="r" checked> {t["standard"]}</label> &nbsp;
<label class="radio"><input type="radio" name="r"> {t["express"]}</label></div>
<div class="{group}"><button type="button" class="{button}">{t["save"]}</button> <button type="button" class="{button}">{t["cancel"]}</button>
<a href="#">{t["help"]}</a></div></form>"""


def _materialize(t: dict[str, str]) -> str:
    body = f"""<div class="container"><h5>{t["title"]}</h5><div class="row"><div class="input-field col s6"><input id="a" value="Maria">
<label for="a" class="active">{t["first"]}</label></div><div class="input-field col s6"><input id="b" type="email"><label for="b">{t["mail"]}</label></div>
</div><div class="input-field"><select id="c">{options()}</select><label>{t["country"]}</label></div>
<p><label><input type="checkbox" class="filled-in" checked><span>{t["remember"]}</span></label></p><p><label><input type="checkbox" class="filled-in">
<span>{t["news"]}</span></label></p><p><label><input type="checkbox" checked><span>{t["notes"]}</span></label></p>
<p><label><input name="r" type="radio" checked><span>{t["standard"]}</span></label></p>
<p><label><input name="r" type="radio"><span>{t["express"]}</span></label></p><div class="switch"><label>{t["security"]}<input type="checkbox" checked>
<span class="lever"></span></label></div><br><div class="switch"><label>{t["volume"]}<input type="checkbox"><span class="lever"></span></label></div><br>
<a class="btn" href="#">{t["save"]}</a> <a class="btn-flat" href="#">{t["cancel"]}</a></div>"""
    script = "M.FormSelect.init(document.querySelectorAll('select'))"
    return document(
        css("materialize-css/dist/css/materialize.min.css") + js("materialize-css/dist/js/materialize.min.js"), body, script
    )


def _fomantic(t: dict[str, str]) -> str:
    def box(kind: str, name: str, on: str = "") -> str:
        return (
            f'<div class="field"><div class="ui {kind} checkbox"><input type="checkbox" {on}><label>{t[name]}</label></div></div>'
        )

    body = f"""<div class="ui menu"><a class="active item">{t["profile"]}</a><a class="item">{t["security"]}</a><a class="item">{t["help"]}</a></div>
<div class="ui container"><form class="ui form"><div class="two fields"><div class="field"><label for="a">{t["first"]}</label><input id="a" value="Ann"></div>
<div class="field"><label for="b">{t["mail"]}</label><input id="b" placeholder="{t["write"]}"></div></div><div class="field"><label for="c">{t["country"]}</label>
<select id="c">{options()}</select></div>{box("", "remember", "checked")}{box("", "news")}{box("toggle", "notes", "checked")}{box("toggle", "volume")}
{box("slider", "standard")}{box("slider", "express", "checked")}<button class="ui primary button" type="button">{t["save"]}</button>
<button class="ui button" type="button">{t["cancel"]}</button><button class="ui basic button" type="button">{t["help"]}</button></form></div>"""
    return document(css("fomantic-ui-css/semantic.min.css"), body)


def _flatpickr(t: dict[str, str]) -> str:
    body = f"""<div style="font-family:sans-serif;padding:20px"><h3>{t["title"]}</h3><p><label for="x">{t["amount"]}</label> <input id="x"></p>
<div id="d"></div></div>"""
    script = "flatpickr('#d', {inline: true, defaultDate: '2024-05-17'}); flatpickr('#x', {defaultDate: '2024-03-05'})"
    return document(css("flatpickr/dist/flatpickr.min.css") + js("flatpickr/dist/flatpickr.min.js"), body, script)


def _quill(t: dict[str, str]) -> str:
    body = f'<div style="padding:20px"><div id="q"><h2>{t["title"]}</h2><p>{t["help"]}</p></div></div>'
    script = """new Quill('#q', {theme: 'snow', modules: {toolbar: [[{header: [1, 2, false]}], ['bold', 'italic', 'underline'],
['image', 'code-block'], [{list: 'ordered'}, {list: 'bullet'}]]}})"""
    return document(css("quill/dist/quill.snow.css") + js("quill/dist/quill.js"), body, script)


def _tinymce(t: dict[str, str]) -> str:
    script = "tinymce.init({selector: '#t', license_key: 'gpl', promotion: false, branding: false})"
    return document(js("tinymce/tinymce.min.js"), f'<textarea id="t"><h2>{t["title"]}</h2><p>{t["help"]}</p></textarea>', script)


def _shoelace(t: dict[str, str]) -> str:
    options = "".join(f'<sl-option value="{country}">{country}</sl-option>' for country in COUNTRIES)
    head = css("@shoelace-style/shoelace/cdn/themes/light.css", "@shoelace-style/shoelace/cdn/themes/dark.css")
    head += '<script type="module" src="/npm/@shoelace-style/shoelace/cdn/shoelace-autoloader.js"></script>'
    body = f"""<style>body{{font-family:var(--sl-font-sans);background:var(--sl-color-neutral-0);color:var(--sl-color-neutral-900);padding:20px}}
</style><sl-tab-group><sl-tab slot="nav" panel="g">{t["profile"]}</sl-tab><sl-tab slot="nav" panel="h">{t["security"]}</sl-tab></sl-tab-group><br>
<sl-input label="{t["first"]}" value="Maria"></sl-input><br><sl-input label="{t["mail"]}" placeholder="{t["write"]}"></sl-input><br>
<sl-select label="{t["country"]}" value="Sweden">{options}</sl-select><br><sl-checkbox checked>{t["remember"]}</sl-checkbox>
<sl-checkbox>{t["news"]}</sl-checkbox><br><br><sl-switch checked>{t["notes"]}</sl-switch> <sl-switch>{t["volume"]}</sl-switch><br><br>
<sl-radio-group value="1"><sl-radio value="1">{t["standard"]}</sl-radio><sl-radio value="2">{t["express"]}</sl-radio></sl-radio-group><br>
<sl-button variant="primary">{t["save"]}</sl-button> <sl-button>{t["cancel"]}</sl-button>"""
    return document(head, body)


def _mdui(t: dict[str, str]) -> str:
    body = f"""<div style="padding:20px"><mdui-text-field label="{t["first"]}" value="Maria"></mdui-text-field><br><br>
<mdui-text-field variant="outlined" label="{t["mail"]}"></mdui-text-field><br><br><mdui-checkbox checked>{t["remember"]}</mdui-checkbox>
<mdui-checkbox>{t["news"]}</mdui-checkbox><br><mdui-radio-group value="a"><mdui-radio value="a">{t["standard"]}</mdui-radio>
<mdui-radio value="b">{t["express"]}</mdui-radio></mdui-radio-group><br><mdui-list><mdui-list-item>{t["notes"]}<mdui-switch slot="end-icon" checked
aria-label="{t["notes"]}"></mdui-switch></mdui-list-item><mdui-list-item>{t["volume"]}<mdui-switch slot="end-icon" aria-label="{t["volume"]}">
</mdui-switch></mdui-list-item></mdui-list><mdui-button>{t["save"]}</mdui-button> <mdui-button variant="text">{t["cancel"]}</mdui-button></div>"""
    return document(css("mdui/mdui.css") + js("mdui/mdui.global.js"), body)


def _tabler(t: dict[str, str]) -> str:
    body = f"""<div class="page"><div class="container p-3"><div class="card"><div class="card-header"><h3 class="card-title">{t["title"]}</h3></div>
<div class="card-body"><div class="mb-3"><label class="form-label" for="a">{t["first"]}</label><input id="a" class="form-control" value="Ann"></div>
<div class="mb-3"><label class="form-label" for="c">{t["country"]}</label><select id="c" class="form-select">{options()}</select></div>
<label class="form-check"><input class="form-check-input" type="checkbox" checked><span class="form-check-label">{t["remember"]}</span></label>
<label class="form-check"><input class="form-check-input" type="checkbox"><span class="form-check-label">{t["news"]}</span></label>
<label class="form-check form-switch"><input class="form-check-input" type="checkbox" checked><span class="form-check-label">{t["notes"]}</span></label>
<label class="form-check form-switch"><input class="form-check-input" type="checkbox"><span class="form-check-label">{t["volume"]}</span></label>
</div><div class="card-footer"><button class="btn btn-primary">{t["save"]}</button> <button class="btn">{t["cancel"]}</button></div></div></div></div>"""
    return document(css("@tabler/core/dist/css/tabler.min.css"), body)


def _foundation(t: dict[str, str]) -> str:
    head = css("foundation-sites/dist/css/foundation.min.css")
    switches = f"""<div class="switch"><input class="switch-input" id="s1" type="checkbox" checked><label class="switch-paddle" for="s1"></label></div>
<div class="switch"><input class="switch-input" id="s2" type="checkbox"><label class="switch-paddle" for="s2"></label></div>
<ul class="tabs"><li class="tabs-title is-active"><a role="tab" href="#x">{t["profile"]}</a></li><li class="tabs-title"><a role="tab" href="#y">
{t["security"]}</a></li></ul>"""
    return document(head, f'<div class="grid-container">{_plain(t, "button")}{switches}</div>')


def _tabulator(t: dict[str, str]) -> str:
    script = """new Tabulator('#t', {layout: 'fitColumns', data: [...Array(12).keys()].map(i => ({id: i, name: ['Maria', 'Ann', 'Ken'][i % 3],
country: ['Sweden', 'Japan'][i % 2], amount: i * 7})), columns: ['id', 'name', 'country', 'amount'].map(f => ({title: f, field: f,
headerFilter: 'input'}))})"""
    return document(
        css("tabulator-tables/dist/css/tabulator.min.css") + js("tabulator-tables/dist/js/tabulator.min.js"),
        f'<h3>{t["title"]}</h3><div id="t"></div>',
        script,
    )


def _jspreadsheet(t: dict[str, str]) -> str:
    head = css("jspreadsheet-ce/dist/jspreadsheet.css", "jsuites/dist/jsuites.css")
    head += js("jsuites/dist/jsuites.js", "jspreadsheet-ce/dist/index.js")
    script = """jspreadsheet(document.getElementById('s'), {data: [['Mazda', 2001, 2000], ['Peugeot', 2010, 5000], ['Honda', 2009, 3000]],
minDimensions: [8, 14]})"""
    return document(head, f'<h3>{t["title"]}</h3><div id="s"></div>', script)


def _select2(t: dict[str, str]) -> str:
    head = css("select2/dist/css/select2.min.css") + js("jquery/dist/jquery.min.js", "select2/dist/js/select2.min.js")
    body = f"""<div style="font-family:sans-serif;padding:24px;width:420px"><p><label for="a">{t["country"]}</label><br><select id="a" style="width:300px">
{options()}</select></p><p><label for="b">{t["profile"]}</label><br><select id="b" multiple style="width:300px"><option selected>Ann</option>
<option>Maria</option></select></p><p><input type="checkbox" id="c" checked><label for="c">{t["remember"]}</label></p></div>"""
    return document(head, body, "$('select').select2()")


def _swagger(_: dict[str, str]) -> str:
    script = """const op = (s, tag) => ({tags: [tag], summary: s, parameters: [{name: 'petId', in: 'path', required: true, schema: {type: 'integer'}},
{name: 'status', in: 'query', schema: {type: 'string', enum: ['available', 'sold']}}], responses: {200: {description: 'successful operation'}}});
SwaggerUIBundle({dom_id: '#s', docExpansion: 'list', tryItOutEnabled: true, spec: {openapi: '3.0.0', info: {title: 'Pet shop', version: '1.0.2'},
paths: {'/pet/{petId}': {get: op('Find pet by ID', 'pet'), post: op('Updates a pet with form data', 'pet'), delete: op('Deletes a pet', 'pet')},
'/store/order': {post: op('Place an order', 'store')}}}})"""
    return document(
        css("swagger-ui-dist/swagger-ui.css") + js("swagger-ui-dist/swagger-ui-bundle.js"), '<div id="s"></div>', script
    )


def _bootstrap_switch(t: dict[str, str]) -> str:
    head = css(
        "admin-lte/plugins/bootstrap-switch/css/bootstrap3/bootstrap-switch.min.css",
        "bootstrap-switch/dist/css/bootstrap3/bootstrap-switch.min.css",
    )
    head += js("jquery/dist/jquery.min.js", "bootstrap-switch/dist/js/bootstrap-switch.min.js")
    body = "".join(
        f'<p><label for="{name}">{t[name]}</label> <input id="{name}" type="checkbox" {on}></p>'
        for name, on in (("remember", "checked"), ("news", ""), ("notes", "checked"), ("volume", ""))
    )
    return document(head, f'<div style="padding:30px;font-family:sans-serif">{body}</div>', "$('input').bootstrapSwitch()")


def _bulma(t: dict[str, str]) -> str:
    form = _plain(t, "button is-link", "input", "select", "field", "label")
    tabs = f"""<div class="tabs"><ul><li class="is-active"><a role="tab">{t["profile"]}</a></li><li><a role="tab">{t["security"]}</a></li></ul></div>"""
    return document(css("bulma/css/bulma.min.css"), f'<section class="section">{tabs}{form}</section>')


def _pico(t: dict[str, str]) -> str:
    switch = f'<label><input type="checkbox" role="switch" checked>{t["notes"]}</label><label><input type="checkbox" role="switch">{t["volume"]}</label>'
    return document(css("@picocss/pico/css/pico.min.css"), f'<main class="container">{switch}{_plain(t)}</main>')


_PAGES: dict[str, Callable[[dict[str, str]], str]] = {
    "form-bootstrap": _form_bootstrap, "more-bootstrap": _more_bootstrap, "swagger": _swagger, "flatpickr": _flatpickr, "quill": _quill,
    "tinymce": _tinymce, "shoelace": _shoelace, "materialize": _materialize, "mdui": _mdui, "bulma": _bulma, "pico": _pico,
    "fomantic": _fomantic, "tabler": _tabler, "foundation": _foundation, "tabulator": _tabulator, "jspreadsheet": _jspreadsheet,
    "select2": _select2, "bootstrap-switch": _bootstrap_switch,
}  # fmt: skip


def texts(language: str) -> dict[str, str]:
    """The texts of a page in a language, by their names."""
    return dict(zip(NAMES.split(), TEXTS[language].split("|"), strict=True))


def page(name: str, language: str) -> str | None:
    """The page `name` in a language, as HTML; None where there is no such page. npm's packages are expected below /npm/."""
    make = _PAGES.get(name)
    return make(texts(language)) if make else None
