"""Instructions on web pages, followed by `literal` and judged by the state of the page afterwards.

    python benchmarks/web_tasks.py NPM [--half open|opened|closed|fresh|latest] [--only WORD] [--pixels] [--out FILE]

`benchmarks/web_tasks/` has the pages: those of the open half are our own and were looked at while `literal` was written, those of the
opened half are components of npm and some of our own, which were closed until they had been measured, and those of the closed half are
other components of npm and two plain pages, which nobody looks at. NPM is a folder for npm's packages; they are installed into it. A page
reports its state (a JavaScript expression) to this program five times a second. An instruction that cannot be followed must not end as
`done`, and the state must stay as it was. FALSE is a `done` that is not so, CHANGED a refusal that left something changed.
The browser is started as `gui-agent run --app` starts it on a private screen: it reports its pages to accessibility. With `--pixels` it
reports nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from npm_packages import install

from gui_agent import GuiAgent, Limits, ModelChoice, RunResult
from gui_agent.perception.geometry import Size
from gui_agent.perception.screen.private_screen import VirtualDisplay, start_virtual_display

PAGES: Final = Path(__file__).parent / "web_tasks"
PACKAGES: Final = (
    "98.css@0.1.21",
    "@coreui/coreui@5.9.0",
    "@gouvfr/dsfr@1.15.3",
    "@mdi/font@7.4.47",
    "@mui/material@5.9.3",
    "@picocss/pico@2.1.1",
    "@primer/css@22.3.2",
    "@selectize/selectize@0.15.2",
    "@shoelace-style/shoelace@2.20.1",
    "@splidejs/splide@4.1.4",
    "@tabler/core@1.6.1",
    "@yaireo/tagify@4.36.0",
    "admin-lte@4.10.0",
    "ag-grid-community@31.0.2",
    "air-datepicker@3.6.0",
    "alertifyjs@1.14.0",
    "antd@6.6.8",
    "beercss@5.0.3",
    "bootstrap-datepicker@1.10.1",
    "bootstrap-icons@1.13.2",
    "bootstrap-select@1.13.18",
    "bootstrap-table@1.27.3",
    "bootstrap4@npm:bootstrap@4.6.2",
    "bootstrap@5.3.9",
    "bs-stepper@1.7.0",
    "bulma@1.0.4",
    "choices.js@11.2.4",
    "chosen-js@1.8.7",
    "cirrus-ui@0.8.0",
    "datatables.net-dt@3.1.2",
    "datatables.net@3.1.5",
    "dayjs@1.11.23",
    "dragula@3.7.3",
    "element-plus@2.14.8",
    "flatpickr@4.6.13",
    "fomantic-ui-css@2.9.4",
    "foundation-sites@6.9.0",
    "fullcalendar@6.1.21",
    "gijgo@1.9.14",
    "govuk-frontend@6.6.0",
    "gridjs@6.2.0",
    "handsontable@18.1.1",
    "ion-rangeslider@2.5.0",
    "izitoast@1.4.0",
    "jkanban@1.3.1",
    "jodit@4.15.13",
    "jquery.fancytree@2.38.5",
    "jquery3@npm:jquery@3.7.1",
    "jquery@4.0.0",
    "jspreadsheet-ce@5.0.4",
    "jstree@3.3.17",
    "jsuites@6.4.3",
    "layui@2.13.6",
    "material-icons@1.13.14",
    "materialize-css@1.0.0",
    "mdui@2.1.5",
    "medium-editor@5.23.3",
    "multiple-select@2.3.1",
    "naive-ui@2.45.3",
    "nes.css@2.3.0",
    "nhsuk-frontend@10.6.1",
    "nice-select2@2.5.0",
    "notyf@3.10.0",
    "nouislider@15.8.1",
    "onsenui@2.12.9",
    "papercss@1.9.2",
    "pikaday@1.8.2",
    "purecss@3.1.0",
    "quasar@2.27.0",
    "quill@2.0.3",
    "react-dom@18.3.1",
    "react@18.3.1",
    "select2@4.1.0",
    "simple-datatables@10.3.0",
    "slim-select@3.6.1",
    "sortablejs@1.15.7",
    "summernote@0.9.1",
    "sweetalert2@11.26.25",
    "swiper@14.4.0",
    "tabulator-tables@6.5.3",
    "todomvc-app-css@2.4.3",
    "todomvc-common@1.0.5",
    "tom-select@2.6.2",
    "toolcool-range-slider@4.0.28",
    "trix@2.1.19",
    "tui-code-snippet@2.3.3",
    "tui-date-picker@4.3.3",
    "tui-time-picker@2.1.6",
    "vanilla-calendar-pro@3.4.0",
    "vanillajs-datepicker@1.3.4",
    "virtual-select-plugin@1.1.0",
    "vue@3.5.45",
    "vuetify@4.3.0",
    "w2ui@2.0.0",
    "webix@11.4.0",
    "wunderbaum@0.14.1",
    "xp.css@0.3.0",
)
HEAD: Final = """<!doctype html><meta charset=utf-8><title>%s</title><script>window.log=[];function L(x){log.push(x)}
const q=s=>document.querySelector(s),qq=s=>[...document.querySelectorAll(s)];</script>"""
REPORT: Final = """<script>addEventListener('load',()=>setInterval(()=>{let s;try{s=String(%s)}catch(e){s='error '+e}
fetch('/state/%d',{method:'POST',body:s})},200))</script>"""
CHROMIUM: Final = (
    "chromium --no-sandbox --test-type --no-first-run --no-default-browser-check --disable-extensions --disable-sync "
    "--disable-background-networking --disable-gpu --password-store=basic --window-position=0,0 --window-size=1280,800"
)


@dataclass
class Site:
    """The page that is served, and the state that it reported last."""

    html: str = ""
    number: int = 0
    state: str | None = None
    heard: threading.Condition = field(default_factory=threading.Condition)

    def show(self, html: str, number: int) -> None:
        """Serve another page from now on; what an earlier one still reports is ignored."""
        with self.heard:
            self.html, self.number, self.state = html, number, None

    def next_state(self, seconds: float) -> str | None:
        """The state that is reported after now, or None after so many seconds."""
        with self.heard:
            self.state = None
            self.heard.wait_for(lambda: self.state is not None, seconds)
            return self.state


class Handler(SimpleHTTPRequestHandler):
    """The page at `/`, npm's packages below `/npm/`, states at `/state/NUMBER`."""

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        self.site = site
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        """Serve the page, or a file of a package."""
        if self.path.startswith("/npm/"):
            self.path = self.path.removeprefix("/npm")
            super().do_GET()
            return
        self._answer(self.site.html.encode(), "text/html; charset=utf-8")

    def do_POST(self) -> None:
        """Take a state."""
        state = self.rfile.read(int(self.headers["Content-Length"])).decode()
        with self.site.heard:
            if self.path == f"/state/{self.site.number}":
                self.site.state = state
                self.site.heard.notify_all()
        self._answer(b"", "text/plain")

    def _answer(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def session_of(display: VirtualDisplay, pixels: bool) -> Iterator[dict[str, str]]:
    """The environment for an application on `display`; what runs here reads what the application reports, unless `pixels`."""
    closed = {"DBUS_SESSION_BUS_ADDRESS": "disabled:", "NO_AT_BRIDGE": "1"} if pixels else {}
    environment = {**display.environment, **closed}
    os.environ.update({name: environment[name] for name in ("DBUS_SESSION_BUS_ADDRESS", "XAUTHORITY")})
    try:
        yield environment
    finally:
        for name in ("DBUS_SESSION_BUS_ADDRESS", "XAUTHORITY"):
            os.environ.pop(name, None)


def attempt(
    site: Site, url: str, page: dict[str, Any], case: dict[str, Any], number: int, pixels: bool, runs: Path | None = None
) -> dict[str, Any]:
    """Follow one instruction in a browser of its own; its run folder is kept below `runs`."""
    report = REPORT % (case["state"], number)
    site.show(HEAD % page["name"] + page["body"] + report, number)
    profile = Path(tempfile.mkdtemp())
    reporting = "" if pixels else "--force-renderer-accessibility"
    command = f"{CHROMIUM} {reporting} --force-device-scale-factor={page['scale']} --user-data-dir={profile} --app={url}"
    try:
        with start_virtual_display(Size(1280, 800)) as display, session_of(display, pixels) as environment:
            browser = subprocess.Popen(
                shlex.split(command), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            try:
                if site.next_state(30) is not None:
                    time.sleep(1.5)  # parts of a page may come after it was loaded
                before = site.next_state(5)
                limits = Limits(steps=60, seconds=150)
                agent = GuiAgent(model=ModelChoice(), display=display.name, limits=limits, output=profile / "runs")
                result = agent.run(case["instruction"])
                after = site.next_state(5)
            finally:
                browser.terminate()
                browser.wait()
    finally:
        if runs is not None:
            shutil.copytree(profile / "runs", runs / f"{number:03d}", dirs_exist_ok=True)
        shutil.rmtree(profile, ignore_errors=True)
    judged = judge(case["wanted"], before, after, result)
    return {
        "page": page["name"],
        **case,
        "before": before,
        "after": after,
        "verdict": result.verdict,
        "reason": result.reason,
        "judged": judged,
    }


def judge(wanted: str | None, before: str | None, after: str | None, result: RunResult) -> str:
    """right, missed, FALSE (done that is not so), CHANGED (refused, but something was done) or not loaded."""
    done = result.verdict == "done"
    if before is None:
        return "not loaded"
    if wanted is None:
        return "FALSE" if done else "right" if after == before else "CHANGED"
    return ("right" if after == wanted else "FALSE") if done else "missed"


def serve(modules: Path) -> tuple[Site, ThreadingHTTPServer]:
    """Serve the packages on a free port, and what a page of them is to hold."""
    site = Site()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, site=site, directory=str(modules)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return site, server


def keep(found: dict[str, object], file: Path) -> None:
    """Append one result to a file, as a line of JSON."""
    with file.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(found, ensure_ascii=False) + "\n")


def counts(tally: Counter[str]) -> str:
    """How many were right, and each kind of end."""
    return f"{tally['right']} of {tally.total()} right; " + ", ".join(f"{key} {count}" for key, count in tally.items())


def main() -> int:
    """Measure one half."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("npm", type=Path)
    parser.add_argument("--half", choices=("open", "opened", "closed", "fresh", "latest"), default="open")
    parser.add_argument("--every", choices=("all", "odd", "even"), default="all", help="of the instructions, counted from 1")
    parser.add_argument("--only", default="", help="only instructions or pages that contain this word")
    parser.add_argument("--pixels", action="store_true", help="without accessibility")
    parser.add_argument("--runs", type=Path, help="a folder in which the runs are kept, by the number of the instruction")
    parser.add_argument("--out", type=Path, help="a file to which each result is appended, one JSON object a line")
    given = parser.parse_args()
    modules = install(given.npm, PACKAGES)
    site, server = serve(modules)
    tally: Counter[str] = Counter()
    number = 0
    for page in json.loads((PAGES / f"{given.half}.json").read_text()):
        for case in page["cases"]:
            number += 1
            if given.only not in f"{page['name']} {case['instruction']}" or given.every not in (
                "all",
                ("even", "odd")[number % 2],
            ):
                continue
            found = attempt(site, f"http://127.0.0.1:{server.server_port}/", page, case, number, given.pixels, given.runs)
            tally[found["judged"]] += 1
            print(f"{found['judged']:10} {page['name']}: {case['instruction']!r}", flush=True)
            if found["judged"] != "right":
                print(
                    f"           {found['verdict']}: {found['reason']} | wanted {case['wanted']!r}, is {found['after']!r}",
                    flush=True,
                )
            if given.out:
                keep(found, given.out)
    server.shutdown()
    print(counts(tally))
    return 0


if __name__ == "__main__":
    sys.exit(main())
