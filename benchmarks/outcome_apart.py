"""Actions with known effects on applications and web widgets that no other part uses: written after the rules, and run once.

What is expected was decided from screenshots of the applications before and after each action, and not from what was read of them.
The web page is made of packages from npm: bootstrap, sweetalert2, tom-select, flatpickr, tabulator-tables.
"""

from __future__ import annotations

import shlex
import tempfile
from collections.abc import Sequence
from pathlib import Path

from npm_packages import install
from outcome_cases import CHROMIUM, Known, click, dead, idle, key, text

FOLDER = Path(tempfile.gettempdir()) / "gui-agent-outcomes"
PACKAGES = ("bootstrap@5", "sweetalert2", "tom-select", "flatpickr", "tabulator-tables")
ORDERS = """<!doctype html><meta charset=utf-8><title>Orders</title>
<link rel=stylesheet href=node_modules/bootstrap/dist/css/bootstrap.min.css>
<link rel=stylesheet href=node_modules/tom-select/dist/css/tom-select.bootstrap5.min.css>
<link rel=stylesheet href=node_modules/flatpickr/dist/flatpickr.min.css>
<link rel=stylesheet href=node_modules/tabulator-tables/dist/css/tabulator.min.css>
<script src=node_modules/bootstrap/dist/js/bootstrap.bundle.min.js></script>
<script src=node_modules/sweetalert2/dist/sweetalert2.all.min.js></script>
<script src=node_modules/tom-select/dist/js/tom-select.complete.min.js></script>
<script src=node_modules/flatpickr/dist/flatpickr.min.js></script>
<script src=node_modules/tabulator-tables/dist/js/tabulator.min.js></script>
<body class=p-3><ul class="nav nav-tabs">
<li class=nav-item><button class="nav-link active" data-bs-toggle=tab data-bs-target=#a>List</button>
<li class=nav-item><button class=nav-link data-bs-toggle=tab data-bs-target=#b>Delivery</button></ul>
<div class="tab-content pt-3"><div class="tab-pane show active" id=a><div id=t></div>
<p class=mt-3><button class="btn btn-primary" onclick="Swal.fire('Order sent','It arrives on Monday.','success')">Send</button>
<button class="btn btn-secondary" onclick="table.addData([{name:'Pears',amount:7}])">Add pears</button></p></div>
<div class=tab-pane id=b><div class="form-check form-switch"><input class=form-check-input type=checkbox id=e>
<label class=form-check-label for=e>Express</label></div>
<p class=mt-2><label>Day <input id=d></label></p>
<p>Payment <select id=s style="width:300px"><option>Card<option>Cash<option>Transfer</select></p>
<div class=accordion><div class=accordion-item><h2 class=accordion-header><button class="accordion-button collapsed"
data-bs-toggle=collapse data-bs-target=#c>Returns</button></h2><div id=c class="accordion-collapse collapse">
<div class=accordion-body>You may send it back within thirty days.</div></div></div></div></div></div>
<script>const table=new Tabulator('#t',{layout:'fitColumns',
data:[{name:'Plums',amount:12},{name:'Apples',amount:5},{name:'Figs',amount:9}],
columns:[{title:'Name',field:'name'},{title:'Amount',field:'amount'}]});
new TomSelect('#s',{});flatpickr('#d',{defaultDate:'2026-03-05'})</script>
"""


def page(name: str, html: str) -> str:
    """The command of a browser that shows this page, with the packages from npm beside it."""
    install(FOLDER, PACKAGES)
    path = FOLDER / f"{name}.html"
    path.write_text(html)
    return f"{CHROMIUM} {shlex.quote(f'--app={path.as_uri()}')}"


MENU = ("Number Base", "Numerical Display")
SELECTED = ("Minutes of May is now selected", "Present: all is now selected")
APART: dict[str, Sequence[Known]] = {
    "pluma": [
        text("Minutes of May"), key("enter", "Ln 2"), text("Present: all"), key("ctrl+a", *SELECTED), key("ctrl+x", "Minutes of May"),
        key("ctrl+z", "Minutes of May"), dead("f8"), click("the Search menu", "Find Next", "Incremental Search"),
        key("esc", "Find Next", "Incremental Search"), key("ctrl+n", "Unsaved Document 2"),
    ],
    "qalculate-gtk": [
        Known({"action": "type", "content": "12*12"}, names=("12×12",)), key("enter", "144"), dead("f9"),
        click("the Mode menu", *MENU), key("esc", *MENU), click("the word Help", "Contents", "Report a Bug"),
        key("esc", "Contents", "Report a Bug"),
    ],
    "geany --new-instance --no-session": [
        key("ctrl+n", "untitled closed", "New file"), text("int main"), click("the Build menu", "Make Object", "Execute"),
        key("esc", "Make Object", "Execute"), key("ctrl+a", "int main is now selected", "sel: 8"), key("delete", "int main", "sel: 0"),
        key("f4", "Terminal"),
    ],
    "sqlitebrowser": [
        click("the Execute SQL", "Execute SQL", "Create Table"),
        Known({"action": "type", "content": "select 6*7;"}, kinds=("no_effect", "unverifiable")),
        click("the View menu", "SQL Log", "DB Schema"), key("esc", "SQL Log", "DB Schema"), click("the Help menu", "Website", "Wiki"),
        key("esc", "Website", "Wiki"), dead("f9"),
    ],
    "kcharselect": [
        click("the File menu", "Quit"), key("esc", "Quit"), click("the Settings menu", "Configure Language"),
        key("esc", "Configure Language"), dead("f9"),
    ],
    "idle-python3.11": [
        text("6*7"), key("enter", "42"), text("x = 5"), key("enter", "Ln: 6"), click("the Help menu", "About IDLE"),
        key("esc", "About IDLE"), dead("f9"),
    ],
    "mate-calc": [
        click("the 8 button", "8"), click("the 1 button", "81"),
        Known({"action": "key", "keys": "enter"}, kinds=("confirmed", "unverifiable")),
        click("the Mode menu", "Advanced"), key("esc", "Advanced"), dead("f9"),
    ],
    "gnome-contacts": [idle("the word Welcome"), idle("the Done button"), dead("f9")],
    page("orders", ORDERS): [
        idle("Apples"), click("the word Name", "Apples", "Plums"),
        click("the Add pears button", "Pears"), click("the Send button", "Order sent"),
        click("the OK button", "Order sent"), click("Delivery", "Express"), click("Express", "Express"), click("the Day field", "March"),
        click("17", "2026-03-17"), click("Returns", "thirty days"), idle("the word Payment"), dead("f9"),
    ],
}  # fmt: skip
