"""Ten thousand broken and hostile requests at each server of ours: the studio, MCP over HTTP, the chat proxy.

    python benchmarks/fuzz_servers.py [--count 10000] [--seed 1] [--only studio]

Half of them come without the token (or with a wrong one): none may be answered but by a refusal. The other half has it: none may end
in a status of 500 or more, show a traceback, a file outside of the runs, or the token. Afterwards the server must answer as before,
hold no more open files, and not have grown. Exit status 1 where anything of this is not so.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TOKEN = "the-right-token-0123456789"
MARKER = "what-nobody-may-see"
WAIT_SECONDS = 10.0
GROWTH_MB = 150
REFUSED = range(400, 500)
Dice = random.Random


@dataclass(frozen=True)
class Server:
    """A server that runs."""

    name: str
    host: str
    port: int
    process: subprocess.Popen[str]

    @property
    def files(self) -> int:
        """How many files and connections it has open."""
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    @property
    def megabytes(self) -> float:
        """Memory that it uses."""
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{self.process.pid}/status").read_text())
        return int(found[1]) / 1024 if found else 0.0


COMMANDS = {
    "studio": ["studio", "--port", "0"],
    "mcp": ["mcp", "--http", "--port", "0", "--display", "virtual"],
    "proxy": ["proxy", "--port", "0", "--base-url", "http://127.0.0.1:9/v1", "--model", "glm-4.5v"],
}
PATHS = {
    "studio": ["/", "/api/runs", "/api/choices", "/api/going-on", "/api/ask", "/api/scenarios", "/api/scenarios/play", "/api/ask/models",
               "/api/runs/old/files/report.html", "/api/runs/..%2f..%2fmarker.txt/files/x",
               "/api/runs/old/files/../../../marker.txt", "/api/runs/old/live", "/api/runs/old/steer",
               "/api/proposals/old", "/api/comparison/old/old", "/static/js/app.js", "/static/../auth.py",
               "/api/runs/%2e%2e/files/marker.txt", "/api/runs/%00/live", f"/api/runs/{'x' * 300}/report", "/api/runs/old/files/%00.png",
               f"/api/runs/old/files/{'x' * 300}.png", f"/api/proposals/{'y' * 5000}", "/api/comparison/../%00"],
    "mcp": ["/mcp", "/mcp/", "/", "/sse", "/messages", "/.well-known/oauth-protected-resource"],
    "proxy": ["/v1/chat/completions", "/v1/models", "/v1/completions", "/v1/responses", "/health", "/"],
}  # fmt: skip
METHODS = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "CONNECT", "get", "G\x00T", ""]
TEXTS = [
    "",
    "a",
    "\x00",
    "\u202e",
    "é" * 50,
    "../../marker.txt",
    "%2e%2e%2f",
    "{{secret:PW}}",
    "' OR 1=1 --",
    "<script>",
    "A" * 5000,
    "\r\nX: y",
]
MCP_METHODS = ["initialize", "ping", "tools/list", "tools/call", "resources/read", "resources/list", "prompts/get", "server/discover", "x",
               "notifications/cancelled", "completion/complete", "logging/setLevel"]  # fmt: skip


def value(dice: Dice, depth: int = 0) -> Any:
    """Any JSON value."""
    kinds = [None, True, 0, -1, 1e308, 2**70, *TEXTS]
    if depth > 3 or dice.random() < 0.6:
        return dice.choice(kinds)
    if dice.random() < 0.5:
        return [value(dice, depth + 1) for _ in range(dice.randrange(4))]
    return {str(dice.choice(TEXTS))[:20]: value(dice, depth + 1) for _ in range(dice.randrange(4))}


def body_for(name: str, dice: Dice) -> bytes:
    """A body: what the server expects, spoilt; or anything."""
    kind = dice.randrange(6)
    if kind == 0:
        return dice.randbytes(dice.randrange(400))
    if kind == 1:
        return b"[" * dice.randrange(1, 3000)
    data: Any = value(dice)
    if kind > 2 and name == "mcp":
        data = {
            "jsonrpc": dice.choice(["2.0", "1.0", 2]),
            "id": value(dice),
            "method": dice.choice(MCP_METHODS),
            "params": value(dice),
        }
        if data["method"] == "tools/call":
            data["params"] = {"name": dice.choice(["nosuch", "act", "locate", 5]), "arguments": {"bogus": value(dice)}}
    elif kind > 2 and name == "proxy":
        message = {"role": dice.choice(["user", "x", None]), "content": value(dice)}
        data = {
            "model": value(dice),
            "messages": [message],
            "stream": value(dice),
            "tools": value(dice),
            "temperature": value(dice),
        }
    elif kind > 2:
        data = {"nonsense": value(dice), "max_steps": value(dice), "do": value(dice), "chosen": value(dice), "base_url": 5}
    return json.dumps(data).encode()


def request(server: Server, dice: Dice, *, inside: bool) -> bytes:
    """One request as bytes, with the right token if `inside`."""
    if not inside and dice.random() < 0.05:
        return dice.randbytes(dice.randrange(1, 300)) + b"\r\n\r\n"
    path = dice.choice(PATHS[server.name]) if dice.random() < 0.8 else "/" + str(dice.choice(TEXTS))
    if dice.random() < 0.3:
        path += "?" + dice.choice(["token=", "token=wrong", f"token={TOKEN[:-1]}", "after=-1", "x=" + "y" * 3000, "%00"])
    own = f"{server.host}:{server.port}"
    hosts = (
        [own, f"localhost:{server.port}"]
        if inside or dice.random() < 0.5
        else ["evil.example", "", f"{own}.evil.example", "127.0.0.1:1"]
    )
    lines = [f"{dice.choice(METHODS[:7] if inside else METHODS)} {path} HTTP/1.1", f"Host: {dice.choice(hosts)}"]
    if inside:
        lines.append(f"Authorization: Bearer {TOKEN}")
    else:
        wrong = [
            "Bearer",
            f"Bearer {TOKEN[:-1]}",
            f"Bearer {TOKEN}x",
            f"Basic {TOKEN}",
            f"Bearer {TOKEN.upper()}",
            "Bearer \xff",
            TOKEN,
        ]
        lines += [f"Authorization: {dice.choice(wrong)}"] if dice.random() < 0.5 else []
        lines += (
            [f"Cookie: gui_agent_studio_{server.port}={dice.choice(['', 'x', TOKEN[:-1], chr(34)])}"]
            if dice.random() < 0.3
            else []
        )
    origins = ["http://evil.example", "null", f"http://{own}", "http://[", "http://\xaa", "", "http://[::1]x:99999999"]
    lines += [f"Origin: {dice.choice(origins)}"] if dice.random() < 0.3 else []
    if dice.random() < 0.5:
        lines.append(f"Accept: {dice.choice(['application/json, text/event-stream', '*/*', 'x'])}")
    if dice.random() < 0.2:
        lines += [
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        ]
    else:
        lines.append("Connection: close")
    if dice.random() < 0.1:
        lines.append(f"X-{dice.choice(['A', 'Forwarded-Host', 'Real-IP'])}: {dice.choice(TEXTS)}")
    body = body_for(server.name, dice) if dice.random() < 0.6 else b""
    kinds = ["application/json", "multipart/form-data; boundary=x", "text/plain", "x" * 50]
    lines.append(f"Content-Type: {kinds[0] if dice.random() < 0.7 else dice.choice(kinds)}")
    length = len(body) if dice.random() < 0.95 else dice.choice([-1, 10**12, "x", len(body) // 2])
    lines.append(f"Content-Length: {length}")
    return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + body


def answer(server: Server, sent: bytes) -> bytes:
    """What the server says; empty where it closes the connection, or waits for more of a request that does not come."""
    said = bytearray()
    with socket.create_connection((server.host, server.port), WAIT_SECONDS) as connection:
        connection.settimeout(WAIT_SECONDS)
        try:
            connection.sendall(sent)
            if not _complete(sent):
                connection.shutdown(socket.SHUT_WR)
            while len(said) < 200_000 and (piece := connection.recv(65536)):
                said += piece
                if b"101 Switching" in said:
                    break
        except (ConnectionError, TimeoutError):
            pass
    return bytes(said)


def _complete(sent: bytes) -> bool:
    """Whether the server has all of a request, and closes the connection once it has answered."""
    head, _, body = sent.partition(b"\r\n\r\n")
    length = re.search(rb"Content-Length: (\d+)$", head)
    return b"Connection: close" in head and length is not None and len(body) >= int(length[1])


def faults_of(said: bytes, *, inside: bool, public: bool) -> list[str]:
    """What is wrong with an answer; a `public` address is answered without the token."""
    found = []
    status = int(said[9:12]) if re.match(rb"HTTP/1\.\d \d{3}", said) else 0
    if status and not inside and status not in REFUSED and not public:
        found.append(f"answered with {status} without the token")
    if status >= 500 and status not in (502, 503, 504):
        found.append(f"status {status}")
    for word in (b"Traceback", MARKER.encode(), TOKEN.encode()):
        if word in said:
            found.append(f"shows {word.decode()!r}")
    return found


@contextmanager
def running(name: str, folder: Path) -> Iterator[Server]:
    """A server in a process of its own."""
    (folder / "marker.txt").write_text(MARKER)
    run = folder / ".gui-agent/runs/old"
    run.mkdir(parents=True)
    (run / "events.jsonl").write_text('{"seq": 0, "event": "run_started", "task": "x"}\n')
    kept = {"PATH": "/usr/bin:/bin", "HOME": str(folder), f"GUI_AGENT_{name.upper()}_TOKEN": TOKEN}
    process = subprocess.Popen(
        [sys.executable, "-m", "gui_agent", *COMMANDS[name]], cwd=folder, env=kept, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    try:
        address = next(found for line in process.stderr if (found := re.search(r"http://([\w.]+):(\d+)", line)))
        # What it logs later is not read: it goes to nobody, and must not fill the pipe.
        drain = subprocess.Popen(["cat"], stdin=process.stderr, stdout=subprocess.DEVNULL)
        yield Server(name, address[1], int(address[2]), process)
        drain.terminate()
        drain.wait()
    finally:
        process.terminate()
        process.wait(30)
        process.stderr.close()


def fuzz(server: Server, count: int, dice: Dice, report: Callable[[str, bytes], None]) -> Counter[int]:
    """Send the requests; `report` gets each fault with the request. Gives how often each status came."""
    statuses: Counter[int] = Counter()
    for number in range(count):
        inside = number % 2 == 1
        sent = request(server, dice, inside=inside)
        said = answer(server, sent)
        statuses[int(said[9:12]) if re.match(rb"HTTP/1\.\d \d{3}", said) else 0] += 1
        for fault in faults_of(said, inside=inside, public=b" /health" in sent.partition(b"\r\n")[0]):
            report(fault, sent)
    return statuses


def main() -> int:
    """Fuzz each server; the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=10_000, help="requests at each server")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=COMMANDS)
    arguments = parser.parse_args()
    faults: list[str] = []
    for name in [arguments.only] if arguments.only else COMMANDS:

        def report(fault: str, sent: bytes, name: str = name) -> None:
            faults.append(fault)
            if len(faults) <= 20:
                print(f"{name}: {fault}: {sent[:300]!r}", flush=True)

        with tempfile.TemporaryDirectory() as folder, running(name, Path(folder)) as server:
            fuzz(server, min(300, arguments.count // 10), Dice(f"{arguments.seed} warm {name}"), report)
            files, memory, began = server.files, server.megabytes, time.monotonic()
            statuses = fuzz(server, arguments.count, Dice(f"{arguments.seed} {name}"), report)
            seconds = time.monotonic() - began
            time.sleep(2)
            if server.process.poll() is not None:
                report(f"the server ended with status {server.process.returncode}", b"")
            else:
                if server.megabytes - memory > GROWTH_MB:
                    report(f"the server grew from {memory:.0f} to {server.megabytes:.0f} MB", b"")
                if server.files > files + 20:
                    report(f"the server has {server.files} files open, {files} before", b"")
                shown = ", ".join(f"{status or 'closed'}: {number}" for status, number in sorted(statuses.items()))
                grown = f"{memory:.0f} to {server.megabytes:.0f} MB, {files} to {server.files} files"
                print(f"{name}: {arguments.count} requests in {seconds:.0f} s; {shown}; {grown}", flush=True)
    print(f"{len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
