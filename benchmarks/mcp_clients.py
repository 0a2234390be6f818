"""Every tool of `gui-agent mcp` in the clients that others use, each in an environment of its own.

    python benchmarks/mcp_clients.py FOLDER [--only langchain] [--transport http] [--jsonl RESULTS]

FOLDER keeps the environments (made where they are missing, from PyPI and npm). Each client, over stdio and, where it can, over
HTTP: lists the tools, calls each of them on a screen of 3840x2160, sends a large picture, makes mistakes on purpose, cancels a task
or, where it cannot, is ended in the middle of it; over HTTP two clients of a kind also give a task at the same time. A client
passes where each of these came as it must, and nothing is left behind. The model is a scripted server on this machine.
"""

from __future__ import annotations

import argparse
import base64
import io
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests/support"))

from glm_server import GlmServer, Hang, Reply, Request  # noqa: E402
from npm_packages import install  # noqa: E402
from PIL import Image  # noqa: E402

SCRIPTS = Path(__file__).parent / "mcp_clients"
TOKEN, SECONDS = "a-token-for-this-run", 420.0
SCREEN = "virtual:3840x2160"
LARGEST = 1568
TODO = f"{sys.executable} {ROOT / 'scenarios/apps/todo.py'}"
TOOLS = {"run_task", "screenshot", "locate", "act", "ask_image", "vision_chat", "list_models", "get_model", "chat"}
INSPECTOR = "@modelcontextprotocol/inspector@0.15.0"


@dataclass(frozen=True)
class Kind:
    """A client: the packages that it needs (empty: those of this environment), and what it can do."""

    name: str
    packages: tuple[str, ...] = ()
    progress: bool = True
    http: bool = True
    cancels: bool = True
    pictures: bool = True
    """It hands a tool's pictures on."""
    token: bool = True
    """It can send a header."""


KINDS = [
    Kind("python_sdk"),
    Kind("agents_sdk", progress=False),
    Kind("fastmcp", ("fastmcp==4.2.3",)),
    Kind("langchain", ("langchain-mcp-adapters==0.3.2",)),
    Kind("crewai", ("crewai-tools[mcp]==1.15.30",), progress=False, cancels=False, pictures=False),
    Kind("inspector", progress=False, cancels=False, token=False),
]


class Model:
    """A model that sees pictures, finds a button, performs a task of one step, and hangs where the task says so."""

    def __call__(self, request: Request) -> Reply | Hang:
        """Answer as the conversation so far asks for; nothing is remembered, so that two tasks may run."""
        if "Hang" in request.text:
            return Hang()
        if "start_work" in request.tools:
            return Reply(calls=[("start_work", {"goals": [{"goal": "Press tab", "success": "It was pressed"}]})])
        if "verdict" in request.tools:
            return Reply(calls=[("verdict", {"passed": True, "reason": "It was pressed", "evidence_box": [0, 0, 999, 999]})])
        if request.tools:
            pressed = any(message["role"] == "tool" for message in request.messages) or "Performed" in request.text
            return Reply(calls=[("done", {"answer": "pressed"}) if pressed else ("key", {"keys": "tab"})])
        if "the Add button" in request.text:
            return Reply(text="<|begin_of_box|>[[440,140,500,175]]<|end_of_box|>")
        return Reply(text=f"I see {len(request.images)} pictures.")


@dataclass
class Expected:
    """A call and what must come of it."""

    tool: str
    arguments: dict[str, Any]
    words: str
    error: bool = False
    picture: bool = False


def large_picture(folder: Path) -> tuple[Path, str]:
    """A picture of some megabytes, as a file and as a data URL."""
    pixels = random.Random(22).randbytes(3840 * 2160 // 4)
    picture = Image.frombytes("L", (1920, 1080), pixels).resize((3840, 2160)).convert("RGB")
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=90)
    file = folder / "large.jpg"
    file.write_bytes(written.getvalue())
    return file, f"data:image/jpeg;base64,{base64.b64encode(written.getvalue()).decode()}"


def expectations(folder: Path, *, by_file: bool) -> list[Expected]:
    """All calls; `by_file`: the client's arguments are words of a command, which have a limit."""
    file, address = large_picture(folder)
    large = str(file) if by_file else address
    click = {"action": "left_click", "start_box": [500, 900]}
    parts = [{"type": "text", "text": "Look"}, {"type": "image_url", "image_url": {"url": large}}]
    return [
        Expected("list_models", {}, "glm-4.5v"),
        Expected("get_model", {"message": "Hello"}, "I see 0 pictures."),
        Expected("vision_chat", {"model": "glm-4.5v", "image_url": large, "question": "What?"}, "I see 1 pictures."),
        Expected("ask_image", {"question": "What?", "image": large}, "I see 1 pictures."),
        Expected("chat", {"messages": [{"role": "user", "content": "Hello"}], "temperature": 0.2}, "I see 0 pictures."),
        Expected("chat", {"messages": [{"role": "user", "content": parts}]}, "I see 1 pictures."),
        Expected("screenshot", {}, "of a screen of 3840 x 2160", picture=True),
        Expected("locate", {"description": "the Add button"}, "found"),
        Expected("locate", {"description": "the Add button", "image": large}, "found"),
        Expected("act", {"action": click}, "performed"),
        Expected("act", {"action": {"action": "left_click", "start_box": [300, 300]}, "unit": "px"}, "performed"),
        Expected("act", {"action": {"action": "type", "content": "naïve 東京"}}, "performed"),
        Expected("run_task", {"task": "Press tab", "max_steps": 5}, "pressed"),
        Expected("act", {"action": {"action": "fly"}}, "not an action|fly|anyOf|valid", error=True),
        Expected("act", {"action": {"action": "left_click", "start_box": [9999, 1]}, "unit": "px"}, "outside", error=True),
        Expected("run_task", {"task": "x", "max_step": 1}, "max_step|extra|additional|unexpected", error=True),
        Expected("run_task", {}, "task", error=True),
        Expected("run_task", {"task": "x", "max_steps": 0}, "at least 1|greater|minimum|max_steps", error=True),
        Expected("vision_chat", {"image_url": str(folder / "none.png"), "question": "?"}, "no such picture", error=True),
        Expected("vision_chat", {"model": "gpt", "image_url": large, "question": "?"}, "there is no model 'gpt'", error=True),
        Expected("screenshots", {}, "screenshots", error=True),
    ]


def server_words(model: GlmServer, folder: Path) -> list[str]:
    """The command that starts the server."""
    words = [sys.executable, "-m", "gui_agent", "mcp", "--base-url", model.base_url, "--model", model.model, "--display", SCREEN]
    return [*words, "--app", f"{TODO} {folder / 'todo.json'}"]


def environment(folder: Path) -> dict[str, str]:
    """The server's: without this session's display and settings."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    return {**kept, "HOME": str(folder)}


@contextmanager
def over_http(model: GlmServer, folder: Path, token: str) -> Iterator[str]:
    """A server that is there before its clients; its address."""
    words = [*server_words(model, folder), "--http", "--port", "0"]
    process = subprocess.Popen(
        words, cwd=folder, env={**environment(folder), "GUI_AGENT_MCP_TOKEN": token}, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    try:
        yield next(line.split("MCP at ")[1].split()[0] for line in process.stderr if "MCP at " in line)
    finally:
        process.terminate()
        process.communicate(timeout=60)


@dataclass
class Report:
    """What went wrong with a client, and how much was right."""

    right: int = 0
    wrong: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def check(self, holds: object, words: str) -> None:
        """Count a claim."""
        if holds:
            self.right += 1
        else:
            self.wrong.append(words)


def python_of(kind: Kind, folder: Path) -> Path:
    """The Python with the client's packages, installed where they are missing."""
    if not kind.packages:
        return Path(sys.executable)
    place = folder / kind.name
    python = place / "bin/python"
    if not (place / "installed").exists():
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *kind.packages], check=True)
        (place / "installed").write_text("\n".join(kind.packages))
    return python


def script_answers(kind: Kind, folder: Path, plan: dict[str, Any], home: Path, name: str = "plan") -> list[dict[str, Any]]:
    """What a client's script answers to a plan; it is ended where it says that it cannot end a call by itself."""
    file = home / f"{name}.json"
    file.write_text(json.dumps(plan))
    words = [str(python_of(kind, folder)), str(SCRIPTS / f"with_{kind.name}.py"), str(file)]
    own = {**environment(home), "CREWAI_DISABLE_TELEMETRY": "true", "OTEL_SDK_DISABLED": "true", "ANONYMIZED_TELEMETRY": "false"}
    answers: list[dict[str, Any]] = []
    with (home / f"{name}.log").open("w") as log:
        process = subprocess.Popen(words, cwd=home, env=own, stdout=subprocess.PIPE, stderr=log, text=True)
        assert process.stdout is not None
        for line in process.stdout:
            if not line.startswith("{"):
                continue
            answers.append(json.loads(line))
            if "ending" in answers[-1]:
                time.sleep(answers[-1]["ending"])
                process.kill()
        process.wait(60)
    if process.returncode not in (0, -signal.SIGKILL):
        answers.append({"ended": process.returncode, "said": (home / f"{name}.log").read_text()[-600:]})
    return answers


def inspector_words(folder: Path, plan: dict[str, Any], home: Path) -> list[str]:
    """The Inspector's command line for this server."""
    modules = install(folder / "inspector", [INSPECTOR])
    command = ["node", str(modules / "@modelcontextprotocol/inspector/cli/build/cli.js"), "--cli"]
    if plan["transport"] == "http":
        return [*command, plan["url"], "--transport", "http"]
    first, *words = plan["command"]
    settings = {"mcpServers": {"gui-agent": {"command": first, "args": words, "env": plan["environment"]}}}
    (home / "mcp.json").write_text(json.dumps(settings))
    return [*command, "--config", str(home / "mcp.json"), "--server", "gui-agent"]


def inspector_answers(folder: Path, plan: dict[str, Any], home: Path) -> list[dict[str, Any]]:
    """The same for the Inspector: a process for each call, as its user starts it."""
    base = inspector_words(folder, plan, home)
    own = {**os.environ, **environment(home)}

    def started(*words: str) -> subprocess.Popen[str]:
        return subprocess.Popen([*base, *words], cwd=home, env=own, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    listed, said = started("--method", "tools/list").communicate(timeout=SECONDS)
    answers: list[dict[str, Any]] = [{"tools": sorted(one["name"] for one in json.loads(listed)["tools"])}]
    for number, (name, arguments) in enumerate(plan["calls"]):
        given = [f"{key}={value if isinstance(value, str) else json.dumps(value)}" for key, value in arguments.items()]
        words = [word for one in given for word in ("--tool-arg", one)]
        out, said = started("--method", "tools/call", "--tool-name", name, *words).communicate(timeout=SECONDS)
        answers.append({"call": number, "progress": [], **_inspected(out, said)})
    if plan["hang"]:
        process = started(
            "--method", "tools/call", "--tool-name", plan["hang"][0], "--tool-arg", f"task={plan['hang'][1]['task']}"
        )
        time.sleep(15)
        process.kill()
        process.communicate()
    return answers


def _inspected(out: str, said: str) -> dict[str, Any]:
    try:
        result = json.loads(out)
    except ValueError:
        return {"text": f"{out}\n{said}", "pictures": [], "error": True}
    parts = result.get("content", [])
    texts = [one["text"] for one in parts if one["type"] == "text"]
    pictures = [one["data"] for one in parts if one["type"] == "image"]
    return {"text": "\n".join(texts), "pictures": pictures, "error": bool(result.get("isError"))}


def judge(kind: Kind, wanted: list[Expected], answers: list[dict[str, Any]], report: Report) -> None:
    """Compare what came with what must come."""
    listed = next((one["tools"] for one in answers if "tools" in one), [])
    report.check(set(listed) == TOOLS, f"lists {listed}")
    came = {one["call"]: one for one in answers if "call" in one}
    for number, expected in enumerate(wanted):
        got = came.get(number)
        name = f"{expected.tool} {str(expected.arguments)[:60]}"
        if got is None:
            report.check(False, f"{name}: no answer")
            continue
        text = str(got["text"])
        shown = f"{name}: {'error ' if got['error'] else ''}{text[:200]!r}"
        named = re.search(expected.words, text, re.IGNORECASE)
        report.check(named, shown)
        report.check("Traceback" not in text and "Error executing tool" not in text, f"{shown}: not clear")
        if expected.error:
            report.notes += (
                [f"{name}: the client itself says {text[:120]!r}"] if got.get("raised") not in (None, "ToolException") else []
            )
        else:
            report.check(not got["error"], f"{shown}: an error")
        if expected.picture and kind.pictures:
            report.check(
                got["pictures"] and max(_size(got["pictures"][0])) <= LARGEST, f"{shown}: pictures {len(got['pictures'])}"
            )
        if expected.tool == "run_task" and not expected.error and kind.progress:
            values = [value for value, _ in got["progress"]]
            report.check(len(values) > 2 and values == sorted(set(values)), f"progress {got['progress']}")
    if kind.cancels:
        report.check(any(one.get("after_cancelling") for one in answers), "a screenshot after cancelling")
    complete = len(came) == len(wanted) and (not kind.cancels or any("after_cancelling" in one for one in answers))
    for one in answers:
        if "ended" in one and complete:  # it was asked for nothing more than to close its connection
            report.notes.append(f"the client itself fails while it closes the connection: {one['said'][-160:]!r}")
        else:
            report.check("ended" not in one, f"the client ended: {one}")


def _size(picture: str) -> tuple[int, int]:
    return Image.open(io.BytesIO(base64.b64decode(picture.rpartition(",")[2]))).size


def left(folder: Path) -> list[str]:
    """Processes that have this folder in their command: the application's names it."""
    found = subprocess.run(["pgrep", "-af", str(folder)], capture_output=True, text=True, check=False).stdout.splitlines()
    return [line for line in found if line.split()[0] != str(os.getpid()) and "pgrep" not in line]


def hung_ends(home: Path) -> list[str]:
    """How the runs of the call that never ends by itself ended."""
    from gui_agent.record.events import RunFinished, RunStarted
    from gui_agent.record.run_log import list_runs, read_events

    ends = []
    for run in list_runs(home / ".gui-agent/runs"):
        events = list(read_events(run))
        if any(isinstance(one, RunStarted) and "Hang" in one.task for one in events):
            ends.append(events[-1].verdict if isinstance(events[-1], RunFinished) else "unfinished")
    return ends


def wait_for_end(home: Path, *, server_stays: bool) -> tuple[list[str], list[str]]:
    """How the hung run ended, and what is left of the server; waited for."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        ends, there = hung_ends(home), [] if server_stays else left(home)
        if ends == ["interrupted"] and not there:
            break
        time.sleep(0.5)
    return ends, there


def try_client(kind: Kind, folder: Path, transport: str) -> Report:
    """One client over one transport."""
    report = Report()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place, GlmServer(Model()) as model:
        home = Path(place)
        wanted = expectations(home, by_file=kind.name == "inspector")
        calls = [(one.tool, one.arguments) for one in wanted]
        plan: dict[str, Any] = {"transport": transport, "calls": calls, "hang": ["run_task", {"task": "Hang"}], "folder": place}
        if transport == "stdio":
            plan |= {"command": server_words(model, home), "environment": environment(home)}
            judge(kind, wanted, _answers(kind, folder, plan, home), report)
            ends, there = wait_for_end(home, server_stays=False)
        else:
            with over_http(model, home, TOKEN if kind.token else "") as url:
                plan |= {"url": url, "token": TOKEN}
                judge(kind, wanted, _answers(kind, folder, plan, home), report)
                ends, _ = wait_for_end(home, server_stays=True)
                two_at_once(kind, folder, plan, home, report)
            there = left(home)
        report.check(ends == ["interrupted"], f"the task that hung ended as {ends}")
        report.check(not there, f"left: {there}")
    return report


def two_at_once(kind: Kind, folder: Path, plan: dict[str, Any], home: Path, report: Report) -> None:
    """Two clients of a kind give a task at the same time."""
    task = [("run_task", {"task": "Press tab", "max_steps": 5}), ("screenshot", {})]
    both = {**plan, "calls": task, "hang": None}
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda number: _answers(kind, folder, both, home, f"two-{number}"), range(2)))
    for answers in found:
        texts = [str(one["text"]) for one in answers if "call" in one]
        report.check(len(texts) == 2 and "pressed" in texts[0], f"two clients: {[text[:100] for text in texts]}")


def _answers(kind: Kind, folder: Path, plan: dict[str, Any], home: Path, name: str = "plan") -> list[dict[str, Any]]:
    if kind.name == "inspector":
        return inspector_answers(folder, plan, home)
    return script_answers(kind, folder, plan, home, name)


def main() -> int:
    """Try the clients; the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", choices=[kind.name for kind in KINDS])
    parser.add_argument("--transport", choices=["stdio", "http"])
    parser.add_argument("--jsonl", type=Path, help="also write each result to this file")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    folder, wrong = arguments.folder.absolute(), 0
    for kind in KINDS:
        for transport in ["stdio", "http"] if arguments.transport is None else [arguments.transport]:
            if arguments.only not in (None, kind.name) or (transport == "http" and not kind.http):
                continue
            began = time.monotonic()
            report = try_client(kind, folder, transport)
            wrong += len(report.wrong)
            total, seconds = report.right + len(report.wrong), time.monotonic() - began
            print(f"{kind.name} over {transport}: {report.right} of {total} right, {seconds:.0f} s", flush=True)
            for line in report.wrong:
                print(f"  wrong: {line}", flush=True)
            for line in report.notes:
                print(f"  note: {line}", flush=True)
            if arguments.jsonl:
                row = {
                    "client": kind.name,
                    "transport": transport,
                    "right": report.right,
                    "wrong": report.wrong,
                    "notes": report.notes,
                }
                with arguments.jsonl.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(row) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
