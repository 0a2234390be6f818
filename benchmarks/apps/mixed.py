"""A window with a field, a list, a surface, a thing to drag and a check box, as Tk or as a web page: the application of mixed.py.

    python benchmarks/apps/mixed.py tk|web LOG DELAY_MS

Each input that arrives goes to LOG, one word a line, and shows itself at once as such inputs do: a pressed look, a selected row,
letters, a moved thing. What it leads to comes DELAY_MS later: a row in the list of what was done, and a green square beside it.
Every target has a colour of its own, so that whoever looks at the picture finds it; green is only in the squares.
"""

import http.server
import subprocess
import sys
import tempfile
import threading
import tkinter as tk
from collections.abc import Callable
from pathlib import Path

COLOURS = {
    "button": "#e08000",
    "surface": "#00a0e0",
    "row": "#a000e0",
    "field": "#e0e000",
    "list": "#8080ff",
    "thing": "#e00000",
    "zone": "#804000",
    "box": "#ff80ff",
}
LIT = "#00c000"
TEXT = "milk and bread"
STEPS = 10


class Mixed(tk.Tk):
    def __init__(self, log: Path, delay: int) -> None:
        super().__init__()
        self.title("Mixed")
        self.geometry("1000x640+20+40")
        self.log, self.delay, self.done = log, delay, 0
        self.targets()
        self.results = tk.Frame(self)
        self.results.place(x=700, y=10, width=290, height=600)

    def write(self, word: str) -> None:
        with self.log.open("a") as file:
            file.write(word + "\n")
        self.after(self.delay, self.show, word)

    def show(self, word: str) -> None:
        tk.Label(self.results, bg=LIT).place(x=10, y=10 + 50 * self.done, width=30, height=30)
        tk.Label(self.results, text=f"done: {word}").place(x=60, y=10 + 50 * self.done)
        self.done += 1

    def reported(self, word: str) -> Callable[[object], None]:
        return lambda _: self.write(word)

    def mark(self, name: str, x: int, y: int) -> None:
        tk.Frame(self, bg=COLOURS[name]).place(x=x, y=y, width=20, height=20)

    def targets(self) -> None:
        button = tk.Button(self, text="Apply", bg=COLOURS["button"], activebackground=COLOURS["button"])
        button.configure(command=lambda: self.write("click"))
        button.place(x=40, y=30, width=120, height=50)
        surface = tk.Label(self, bg=COLOURS["surface"], text="Surface")
        surface.place(x=220, y=30, width=160, height=80)
        surface.bind("<Button-3>", lambda _: (surface.configure(relief="sunken", borderwidth=4), self.write("right click")))
        row = tk.Label(self, text="A row of a table", bg=COLOURS["row"], fg="white")
        row.place(x=420, y=30, width=200, height=30)
        row.bind("<Button-1>", lambda _: row.configure(fg="black"))
        row.bind("<Double-Button-1>", self.reported("double click"))
        self.mark("field", 40, 145)
        self.text = tk.StringVar()
        self.text.trace_add("write", lambda *_: self.text.get() == TEXT and self.write("type"))
        self.entry = tk.Entry(self, font=("TkDefaultFont", 12), textvariable=self.text)
        self.entry.place(x=70, y=140, width=300, height=30)
        self.entry.bind("<Button-1>", self.reported("field"))
        self.entry.bind("<Return>", self.reported("enter"))
        self.entry.bind("<Control-a>", lambda _: (self.entry.select_range(0, "end"), self.write("select all"))[0])
        self.mark("list", 40, 215)
        rows = tk.Listbox(self)
        for number in range(60):
            rows.insert("end", f"Entry number {number}")
        rows.place(x=70, y=200, width=300, height=160)
        self.scrolled = False
        rows.bind("<Button-5>", self.first_scroll)
        zone = tk.Label(self, bg=COLOURS["zone"], text="Drop here", fg="white")
        zone.place(x=420, y=420, width=180, height=120)
        thing = tk.Label(self, bg=COLOURS["thing"], text="Thing", fg="white")
        thing.place(x=70, y=440, width=90, height=60)
        thing.bind("<B1-Motion>", lambda event: thing.place(x=thing.winfo_x() + event.x - 45, y=thing.winfo_y() + event.y - 30))
        thing.bind("<ButtonRelease-1>", lambda _: self.write("drop" if thing.winfo_x() > 380 else "dropped outside"))
        box = tk.Checkbutton(self, text="Remember", bg=COLOURS["box"], activebackground=COLOURS["box"])
        box.configure(command=lambda: self.write("tick"))
        box.place(x=420, y=140, width=160, height=40)

    def first_scroll(self, _: object) -> None:
        if not self.scrolled:
            self.scrolled = True
            self.write("scroll")


PAGE = """<!doctype html><meta charset=utf-8><title>Mixed</title><style>
body{font:15px sans-serif;margin:0} .t{position:absolute;box-sizing:border-box} .m{width:20px;height:20px;position:absolute}
#button:active{border:4px inset} #row{color:white} #row.on{color:black}</style><body>
<button class=t id=button style="left:40px;top:30px;width:120px;height:50px;background:%(button)s">Apply</button>
<div class=t id=surface style="left:220px;top:30px;width:160px;height:80px;background:%(surface)s">Surface</div>
<div class=t id=row style="left:420px;top:30px;width:200px;height:30px;background:%(row)s;user-select:none">A row</div>
<div class=m style="left:40px;top:145px;background:%(field)s"></div>
<input class=t id=field style="left:70px;top:140px;width:300px;height:30px" autocomplete=off>
<div class=m style="left:40px;top:215px;background:%(list)s"></div>
<div class=t id=list style="left:70px;top:200px;width:300px;height:160px;overflow:auto;border:1px solid gray"></div>
<div class=t id=zone style="left:420px;top:420px;width:180px;height:120px;background:%(zone)s;color:white">Drop here</div>
<div class=t id=thing style="left:70px;top:440px;width:90px;height:60px;background:%(thing)s;color:white;user-select:none">Thing</div>
<label class=t style="left:420px;top:140px;width:160px;height:40px;background:%(box)s"><input type=checkbox id=box> Remember</label>
<div id=results style="position:absolute;left:700px;top:10px"></div><script>
const $=id=>document.getElementById(id); let done=0, scrolled=false, drag=null;
function write(word){fetch('/log?'+encodeURIComponent(word)); setTimeout(()=>{const y=10+50*done++;
 $('results').insertAdjacentHTML('beforeend',`<div style="position:absolute;left:10px;top:${y}px;width:30px;height:30px;background:%(lit)s">
 </div><div style="position:absolute;left:60px;top:${y}px;white-space:nowrap">done: ${word}</div>`)},%(delay)d)}
for(let i=0;i<60;i++) $('list').insertAdjacentHTML('beforeend',`<div>Entry number ${i}</div>`);
$('button').onclick=()=>write('click');
$('surface').oncontextmenu=e=>{e.preventDefault();$('surface').style.border='4px inset';write('right click')};
$('row').onclick=()=>$('row').classList.add('on'); $('row').ondblclick=()=>write('double click');
$('field').onmousedown=()=>write('field');
$('field').oninput=()=>{if($('field').value==='%(text)s')write('type')};
$('field').onkeydown=e=>{if(e.key==='Enter')write('enter')};
onkeydown=e=>{if(e.ctrlKey&&e.key==='a')write('select all')};
$('list').onscroll=()=>{if(!scrolled){scrolled=true;write('scroll')}};
$('thing').onmousedown=e=>drag=[e.offsetX,e.offsetY];
onmousemove=e=>{if(drag){$('thing').style.left=e.pageX-drag[0]+'px';$('thing').style.top=e.pageY-drag[1]+'px'}};
onmouseup=()=>{if(drag)write($('thing').offsetLeft>380?'drop':'dropped outside');drag=null};
$('box').onchange=()=>write('tick');</script>"""


def serve(log: Path, delay: int) -> None:
    page = (PAGE % {**COLOURS, "lit": LIT, "delay": delay, "text": TEXT}).encode()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/log?"):
                with log.open("a") as file:
                    file.write(self.path.partition("?")[2].replace("%20", " ") + "\n")
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page if self.path == "/" else b"")

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory(prefix="gui-agent-mixed-") as profile:
        flags = ["--no-sandbox", "--test-type", "--no-first-run", f"--user-data-dir={profile}", "--window-position=20,20"]
        address = f"http://127.0.0.1:{server.server_port}/"
        subprocess.run(["chromium", *flags, "--window-size=1040,720", f"--app={address}"], check=False)


if __name__ == "__main__":
    kind, path, milliseconds = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    if kind == "tk":
        Mixed(path, milliseconds).mainloop()
    else:
        serve(path, milliseconds)
