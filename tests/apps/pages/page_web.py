"""Draws a page of `content.py` in Chromium: `page_web.py PAGE [plain|flat]`; prints where everything is."""

from __future__ import annotations

import html
import json
import subprocess
import sys
import tempfile
from http.server import BaseHTTPRequestHandler, HTTPServer

from content import PAGES, Page, Widget

FLAT = """
body { font-family: 'DejaVu Sans'; background: #f5f6f8; color: #222; margin: 14px; }
button { background: #2563eb; color: white; border: 0; border-radius: 6px; padding: 7px 14px; }
button:disabled { background: #c9d3e6; color: #8893a8; }
input[type=text], input[type=number], select { border: 1px solid #c4c9d2; border-radius: 6px; padding: 6px 9px; }
input[type=text], input[type=number], select { background: white; }
.tab { padding: 6px 14px; border-bottom: 3px solid transparent; display: inline-block; }
.tab.on { border-bottom-color: #2563eb; color: #2563eb; }
li.on { background: #dbe7ff; }
"""
PLAIN = """
body { font-family: 'DejaVu Sans'; margin: 10px; }
.tab { border: 1px solid #888; padding: 4px 10px; display: inline-block; background: #eee; margin-right: -1px; }
.tab.on { background: white; border-bottom-color: white; }
li.on { background: #3875d7; color: white; }
"""
SCRIPT = """
function box(e) { const r = e.getBoundingClientRect();
  const left = window.screenX + (window.outerWidth - window.innerWidth) / 2;
  const top = window.screenY + window.outerHeight - window.innerHeight;
  return [r.left + left, r.top + top, r.right + left, r.bottom + top].map(Math.round); }
setTimeout(() => fetch('/places', {method: 'POST', body: JSON.stringify({widgets:
  [...document.querySelectorAll('[data-role]')].map(e => ({...JSON.parse(e.dataset.role), box: box(e)}))})}), 600);
"""


def tag(widget: Widget, inside: str) -> str:
    state = {"checked": widget.checked, "disabled": widget.disabled}
    data = json.dumps({"role": widget.role, "text": widget.text, "value": widget.value, **state})
    return inside.replace("@", f'data-role="{html.escape(data)}"{" disabled" if widget.disabled else ""}', 1)


def draw(widget: Widget) -> str:
    text, value = html.escape(widget.text), html.escape(widget.value)
    label = tag(Widget("text", widget.text), f"<span @>{text}</span> ") if text else ""
    checked = " checked" if widget.checked else ""
    if widget.role == "field":
        return label + tag(widget, f'<input type=text @ size="{max(12, len(value) + 2)}" value="{value}">')
    if widget.role == "dropdown":
        return label + tag(
            widget, "<select @>" + "".join(f"<option>{option}</option>" for option in widget.options) + "</select>"
        )
    if widget.role == "spinner":
        return label + tag(widget, f"<input type=number @ value={value} style='width:70px'>")
    if widget.role == "slider":
        return label + tag(widget, f"<input type=range @ value={value}>")
    if widget.role in {"checkbox", "radio"}:
        return tag(
            widget, f"<label @><input type={widget.role} name=r{checked}{' disabled' if widget.disabled else ''}>{text}</label>"
        )
    if widget.role == "list":
        rows = [
            f'<li {"class=on" if option == widget.value else ""} data-role="'
            + html.escape(json.dumps({"role": "listrow", "text": option, "value": "", "selected": option == widget.value}))
            + f'">{html.escape(option)}</li>'
            for option in widget.options
        ]
        style = "list-style:none;padding:0;margin:6px 0;border:1px solid #999;width:420px;background:white"
        return f"<ul style='{style}'>{''.join(rows)}</ul>"
    names = {"button": "button", "link": 'a href="#"', "text": "span"}
    name = names[widget.role]
    return tag(widget, f"<{name} @>{text}</{name.split()[0]}>")


def page_html(page: Page, look: str) -> str:
    items = [Widget("menuitem", name) for name in page.menu]
    bar = " ".join(tag(item, f"<span @ style='padding:4px 8px'>{item.text}</span>") for item in items)
    tabs = [
        tag(Widget("tab", name), f"<span @ class='tab{' on' if not index else ''}'>{name}</span>")
        for index, name in enumerate(page.tabs)
    ]
    rows = "".join("<p style='margin:10px 0'>" + " &nbsp; ".join(draw(widget) for widget in row) + "</p>" for row in page.rows)
    style = (
        FLAT if look == "flat" else PLAIN
    ) + f"body, input, button, select {{ font-size: {page.font}px; font-family: 'DejaVu Sans' }}"
    head = f"<!doctype html><title>{page.title}</title><style>{style}</style>"
    return f"{head}<div>{bar}</div><div>{''.join(tabs)}</div>{rows}<script>{SCRIPT}</script>"


class Handler(BaseHTTPRequestHandler):
    """Serves the page and prints what its script reports."""

    def do_GET(self) -> None:
        """The page."""
        body = page_html(PAGES[sys.argv[1]], sys.argv[2] if len(sys.argv) > 2 else "plain").encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        """The report."""
        print(self.rfile.read(int(self.headers["Content-Length"])).decode(), flush=True)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Silence."""


if __name__ == "__main__":
    server = HTTPServer(("127.0.0.1", 0), Handler)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        address = f"http://127.0.0.1:{server.server_port}/"
        command = ["chromium", "--no-sandbox", "--test-type", "--no-first-run", "--disable-gpu", f"--user-data-dir={folder}"]
        browser = subprocess.Popen(
            [*command, f"--app={address}", "--window-position=0,0", "--window-size=1200,760"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            server.serve_forever()
        finally:
            browser.terminate()
            browser.wait()
