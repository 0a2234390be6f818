"""The answers with which a connection over stdin and stdout is opened, before the server itself is loaded.

Loading the server takes seconds of processor, and clients give up early. What they ask first needs none of it: the handshake and
what there is (tools, prompts, resources) are the same for every server of a version. This module imports a few modules of the
standard library alone, answers those requests from `mcp_opening.json`, and keeps all other lines for the server. That file is
made from the server by scripts/mcp_opening.py; a test compares the two.
"""

from __future__ import annotations

import json
import os
import threading
from contextlib import suppress
from pathlib import Path
from queue import Queue
from typing import Any

STORED = Path(__file__).with_name("mcp_opening.json")
VERSIONS = ("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")
"""The revisions with a handshake that the server speaks, the newest last."""
MODERN_VERSIONS = ("2026-07-28",)
"""Those without a handshake."""
PIECE = 65536
KEPT = 64
"""Lines that are read ahead of the server."""
STDIN, STDOUT, STDERR = 0, 1, 2
_META = "io.modelcontextprotocol/"


class Opening:
    """Reads a client's lines on a thread of its own, and answers those that open a connection until the server takes over."""

    def __init__(self, source: int, target: int) -> None:
        """`source` and `target` are the file descriptors of the wire."""
        self.source, self.target = source, target
        self._answers = Answers()
        self._lines: Queue[bytes | None] = Queue(KEPT)
        self._answering = threading.Lock()
        self._taken = False
        self._thread = threading.Thread(target=self._read, name="gui-agent opening", daemon=True)

    def start(self) -> Opening:
        """Begin to read and to answer."""
        self._thread.start()
        return self

    def take_over(self) -> int | str | None:
        """Answer nothing from now on. The number of the opening request, which the server gets although it was answered; or None."""
        with self._answering:
            self._taken = True
        return self._answers.opened

    def line(self) -> bytes | None:
        """The next line that the server has to see, without its end; None where the client is gone. Waits for it."""
        return self._lines.get()

    def _read(self) -> None:
        pieces: list[bytes] = []
        while piece := self._piece():
            *whole, rest = piece.split(b"\n")
            for line in whole:
                self._answer_or_keep(b"".join([*pieces, line]))
                pieces.clear()
            pieces.append(rest)
        self._lines.put(None)

    def _piece(self) -> bytes:
        try:
            return os.read(self.source, PIECE)
        except OSError:  # there is no stdin
            return b""

    def _answer_or_keep(self, line: bytes) -> None:
        with self._answering:
            before = self._answers.opened
            answer = None if self._taken else self._answers.to(line)
            if answer is not None:
                self._write(json.dumps(answer, separators=(",", ":")).encode() + b"\n")
        if answer is None or self._answers.opened is not before:  # the server has to know who opened the connection
            self._lines.put(line)

    def _write(self, data: bytes) -> None:
        left = memoryview(data)
        try:
            while left:
                left = left[os.write(self.target, left) :]
        except OSError:  # the client has gone; so will its lines
            return


class Answers:
    """What a client's opening requests are answered with."""

    def __init__(self) -> None:
        self.opened: int | str | None = None
        """The number of the request that opened the connection; None before."""
        self._stored: dict[str, Any] = {}

    def to(self, line: bytes) -> dict[str, Any] | None:
        """The answer to a line; None for what only the server can answer or refuse."""
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            return None
        if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
            return None
        number, method = message.get("id"), message.get("method")
        if isinstance(number, bool) or not isinstance(number, int | str) or not isinstance(method, str):
            return None
        result = self._result(method, message.get("params"))
        if result is None:
            return None
        if method in ("initialize", "server/discover"):
            self.opened = number
        return {"jsonrpc": "2.0", "id": number, "result": result}

    def _result(self, method: str, params: object) -> dict[str, Any] | None:
        if method == "initialize":
            return None if self.opened is not None else self._initialized(params)
        if method == "server/discover" and self.opened is not None:
            return None
        if method != "server/discover" and not method.endswith("/list"):
            return None
        stored: dict[str, Any] | None = self._load().get(method)
        if stored is None:
            return None
        if _modern(params):
            return {**stored, **self._load()["modern"]}
        return stored if method != "server/discover" and self.opened is not None and _plain(params) else None

    def _load(self) -> dict[str, Any]:
        if not self._stored:
            self._stored = json.loads(STORED.read_bytes())
        return self._stored

    def _initialized(self, params: object) -> dict[str, Any] | None:
        """The result of the handshake of older revisions."""
        if not isinstance(params, dict) or "_meta" in params:
            return None
        wanted = params.get("protocolVersion")
        if not isinstance(wanted, str) or not _introduced(params.get("clientInfo"), params.get("capabilities")):
            return None
        return {"protocolVersion": wanted if wanted in VERSIONS else VERSIONS[-1], **self._load()["initialize"]}


def _modern(params: object) -> bool:
    """Whether a request is one of the revisions without a handshake, with all that they ask for, and nothing else."""
    if not isinstance(params, dict) or set(params) != {"_meta"} or not isinstance(meta := params["_meta"], dict):
        return False
    if meta.get(f"{_META}protocolVersion") not in MODERN_VERSIONS:
        return False
    return _introduced(meta.get(f"{_META}clientInfo"), meta.get(f"{_META}clientCapabilities"))


def _plain(params: object) -> bool:
    """Whether a request asks for the first page, without anything special."""
    if params is None or params == {}:
        return True
    if not isinstance(params, dict) or set(params) != {"_meta"} or not isinstance(meta := params["_meta"], dict):
        return False
    return not any(name.startswith(_META) for name in meta)


def _introduced(client: object, capabilities: object) -> bool:
    return isinstance(capabilities, dict) and isinstance(client, dict) and isinstance(client.get("name"), str)


_of_this_process: list[Opening] = []


def opening() -> Opening:
    """The opening over this process's stdin and stdout, begun with the first call. From then on nothing else can use the wire."""
    if not _of_this_process:
        nothing = os.open(os.devnull, os.O_RDWR)
        wire_in = _moved(STDIN, nothing, nothing)
        _of_this_process.append(Opening(wire_in, _moved(STDOUT, STDERR, nothing)).start())
    return _of_this_process[0]


def serves_stdio(words: list[str]) -> bool:
    """Whether a command line, without the program's name, is that of a server over stdin and stdout."""
    return words[:1] == ["mcp"] and not {"--http", "-h", "--help"} & set(words) and "_GUI_AGENT_COMPLETE" not in os.environ


def _moved(descriptor: int, *others: int) -> int:
    """A private copy of a descriptor, in whose place the first of `others` that is open is from now on."""
    for other in others:
        with suppress(OSError):
            private = os.dup(descriptor)
            os.dup2(other, descriptor)
            return private
    return others[-1]
