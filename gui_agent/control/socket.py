"""The control of a run over a socket: the studio, or another program of the same user, watches and steers the run's process.

The run listens on loopback and writes the port and a key into `control.json` in its folder, which only its owner can read: who may
read the run's folder as its owner may steer it. Both sides speak lines of JSON. The client says `{"key": ..., "watch": bool}` first.
Then it may send `{"do": NAME, ...}`, each answered in order with `{"re": NAME, "error": ""}`:

    pause | go_on | stop | take_over      hint {text}      answer {number, granted}      use {gesture}

A watcher also receives `{"state": {...}}` when it changes (see `Steering.state`), and the model's words as they stream in:
`{"delta": kind, "text": ...}`, kind being thinking, text or call; `{"delta": "new", "seq": ...}` when a reply is complete, which is
in the log as the event of this number: what streams in after that belongs to the next one.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Self

from gui_agent.control.steering import Steering, masked
from gui_agent.errors import EnvironmentProblem, GuiAgentError, UsageError
from gui_agent.model.wire import DeltaKind
from gui_agent.record.events import Event, ModelReplied

FILE = "control.json"
LONGEST_LINE = 256 * 1024
DELTA_SECONDS = 0.03
"""Pieces of the model's words are gathered for so long: a watcher's page is not drawn for each token."""
SLOW_BYTES = 1024 * 1024
"""A watcher that has this much unread is let go: it may come again."""
GREETING_SECONDS = 5.0


class Control:
    """Serves the steering of one run, from `start` to `close`, on the run's event loop."""

    def __init__(self, steering: Steering) -> None:
        self.steering = steering
        steering.on_change = self._tell_state
        self._key = secrets.token_urlsafe(32)
        self._server: asyncio.Server | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._folder: Path | None = None
        self._watchers: set[asyncio.StreamWriter] = set()
        self._words: list[tuple[DeltaKind, str]] = []
        """Of the reply that streams in now: what a watcher who comes late has missed."""
        self._replied = -1
        self._fresh: list[tuple[DeltaKind, str]] = []
        self._timer: asyncio.TimerHandle | None = None
        self._clients: set[asyncio.Task[None]] = set()

    async def start(self, folder: Path) -> Self:
        """Listen, and say where in the run's folder. Raises EnvironmentProblem."""
        self._loop = asyncio.get_running_loop()
        self._folder = folder
        try:
            self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=LONGEST_LINE)
            _write_private(folder / FILE, {"port": self._server.sockets[0].getsockname()[1], "key": self._key})
        except OSError as error:
            raise EnvironmentProblem(f"the run's control cannot be served: {error.strerror or error}") from error
        return self

    async def close(self) -> None:
        """Stop listening and let the watchers go; safe to call twice."""
        if self._folder is not None:
            (self._folder / FILE).unlink(missing_ok=True)
        self._flush()
        if self._server is not None:
            self._server.close()
        for client in self._clients:
            client.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)

    def on_event(self, event: Event) -> None:
        """A listener of the run's log: a complete reply ends what streamed in."""
        if isinstance(event, ModelReplied):
            self._flush()
            self._words.clear()
            self._replied = event.seq
            self._tell({"delta": "new", "seq": self._replied})

    def on_delta(self, kind: DeltaKind, text: str) -> None:
        """The model's words as they stream in; may be called from any thread."""
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop is closed: the run has ended
                self._loop.call_soon_threadsafe(self._gather, kind, text)

    def _gather(self, kind: DeltaKind, text: str) -> None:
        self._words.append((kind, text))
        self._fresh.append((kind, text))
        if self._timer is None and self._loop is not None:
            self._timer = self._loop.call_later(DELTA_SECONDS, self._flush)

    def _flush(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for kind, text in _joined(self._fresh):
            self._tell({"delta": kind, "text": text})
        self._fresh.clear()

    def _tell_state(self) -> None:
        self._tell({"state": self.steering.state})

    def _tell(self, message: dict[str, Any]) -> None:
        line = _line(masked(self.steering, message))
        for writer in list(self._watchers):
            if writer.transport.get_write_buffer_size() > SLOW_BYTES:
                self._watchers.discard(writer)
                writer.close()
            else:
                writer.write(line)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = asyncio.create_task(self._serve(reader, writer))
        self._clients.add(client)
        client.add_done_callback(self._clients.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client, until it goes away: that changes nothing for the run, whatever it was doing."""
        try:
            with suppress(OSError, ValueError, TimeoutError):
                greeting = await asyncio.wait_for(_read(reader), GREETING_SECONDS)
                if not hmac.compare_digest(str(greeting.get("key", "")).encode(), self._key.encode()):
                    writer.write(_line({"re": "key", "error": "this is not the key of this run"}))
                else:
                    await self._obey(greeting, reader, writer)
        finally:
            self._watchers.discard(writer)
            writer.close()

    async def _obey(self, greeting: dict[str, Any], reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if greeting.get("watch"):
            self._flush()
            writer.write(_line(masked(self.steering, {"state": self.steering.state})))
            writer.write(_line({"delta": "new", "seq": self._replied}))
            for kind, text in _joined(self._words):
                writer.write(_line(masked(self.steering, {"delta": kind, "text": text})))
            self._watchers.add(writer)
        while message := await _read(reader):
            name = str(message.get("do", ""))
            try:
                await self._do(name, message)
                problem = ""
            except GuiAgentError as error:
                problem = str(error)
            writer.write(_line({"re": name, "error": problem}))
            await writer.drain()

    async def _do(self, name: str, message: dict[str, Any]) -> None:
        match name:
            case "pause":
                self.steering.pause()
            case "go_on":
                await self.steering.go_on()
            case "stop":
                self.steering.stop()
            case "take_over":
                self.steering.take_over()
            case "hint":
                self.steering.hint(str(message.get("text", "")))
            case "answer":
                self.steering.answer(int(message.get("number", 0)), granted=message.get("granted") is True)
            case "use":
                await self.steering.use(message.get("gesture") or {})
            case _:
                raise UsageError(f"unknown order to a run: {name!r}")


class ControlLine:
    """The other end: a connection to a run's control."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def messages(self) -> AsyncIterator[dict[str, Any]]:
        """What the run says, until it ends."""
        with suppress(OSError, ValueError):
            while message := await _read(self._reader):
                yield message

    async def send(self, message: dict[str, Any]) -> None:
        """Tell the run something; the answer comes among the messages. Raises OSError when the run is gone."""
        self._writer.write(_line(message))
        await self._writer.drain()


@asynccontextmanager
async def connect(folder: Path, *, watch: bool = False) -> AsyncIterator[ControlLine]:
    """A connection to the control of the run in `folder`. Raises UsageError when it cannot be steered (any more)."""
    try:
        where = json.loads((folder / FILE).read_text(encoding="utf-8"))
        reader, writer = await asyncio.open_connection("127.0.0.1", int(where["port"]), limit=LONGEST_LINE)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"the run {folder.name} cannot be steered: it has ended, or was started without --control",
            "Runs that the studio starts can be steered; so can `gui-agent run --control`",
        ) from error
    try:
        line = ControlLine(reader, writer)
        with suppress(OSError):
            await line.send({"key": where["key"], "watch": watch})
        yield line
    finally:
        writer.close()


async def tell(folder: Path, message: dict[str, Any]) -> None:
    """Tell the run in `folder` one thing, and wait until it was taken. Raises UsageError with the run's own words if it was not."""
    async with connect(folder) as line:
        with suppress(OSError):
            await line.send(message)
        async for answer in line.messages():
            if answer.get("re") == message["do"]:
                if answer["error"]:
                    raise UsageError(answer["error"])
                return
    if message["do"] != "stop":  # it stopped: that may be the answer
        raise UsageError(f"the run {folder.name} ended before it answered", "Look at how it ended")


async def _read(reader: asyncio.StreamReader) -> dict[str, Any]:
    """The next message; empty at the end. Raises ValueError for what is no message, OSError."""
    line = await reader.readline()
    message = json.loads(line) if line.endswith(b"\n") else {}
    if not isinstance(message, dict):
        raise ValueError("not a message")
    return message


def _line(message: dict[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False).encode() + b"\n"


def _joined(words: list[tuple[DeltaKind, str]]) -> list[tuple[DeltaKind, str]]:
    """The same words with neighbours of one kind put together."""
    joined: list[tuple[DeltaKind, str]] = []
    for kind, text in words:
        if joined and joined[-1][0] == kind:
            joined[-1] = (kind, joined[-1][1] + text)
        else:
            joined.append((kind, text))
    return joined


def _write_private(path: Path, data: dict[str, Any]) -> None:
    """Whole or not at all, and private to this user from its first moment."""
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(data, file)
    partial.replace(path)
