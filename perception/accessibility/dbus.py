"""A D-Bus connection for many questions at once: hundreds of short calls in the time of a few, within a time limit.

Linux only, unix sockets only; the messages are put together and taken apart by jeepney.
"""

from __future__ import annotations

import socket
import time
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from jeepney import DBusAddress, HeaderFields, Message, MessageFlag, MessageType, Parser, new_method_call
from jeepney.bus import get_bus
from jeepney.io.blocking import prep_socket

_OUTSTANDING = 64
"""Calls that are on their way at the same time: enough to hide the way there and back, few enough to leave no pile behind."""
_PAUSE = 0.25
"""Seconds without an answer after which none is coming."""
_NAME_OF_BUS = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")


class MessageBus:
    """A connection to one bus that asks and answers until a deadline; used in one thread.

    `deadline` is a time of `time.monotonic()`. Raises OSError (no such bus, TimeoutError past the deadline), ValueError or
    RuntimeError (an address that is no unix socket, a bus that does not let this user in).
    """

    def __init__(self, address: str, deadline: float) -> None:
        self._deadline = self._latest = deadline
        self._answered = time.monotonic()
        self._parser = Parser()
        self._waiting: deque[tuple[Message, str, Callable[[Any], None]]] = deque()
        self._asked: dict[int, tuple[str, Callable[[Any], None]]] = {}
        self._serial = 0
        self._socket: socket.socket = prep_socket(get_bus(address), timeout=self._left())
        self.ask(_NAME_OF_BUS, "Hello", "s", lambda _name: None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the connection; safe to call twice."""
        self._socket.close()

    def extend(self, deadline: float, latest: float | None = None) -> None:
        """Ask more until another deadline; while answers come, until `latest` (also of `time.monotonic()`)."""
        self._deadline, self._latest = deadline, max(deadline, latest or deadline)

    def ask(
        self,
        target: DBusAddress,
        method: str,
        answer: str,
        then: Callable[[Any], None],
        signature: str | None = None,
        arguments: tuple[Any, ...] = (),
    ) -> None:
        """Queue a call; `run` sends it and gives the answer's first value to `then`.

        An error, or an answer whose D-Bus signature is not `answer`, is passed over: `then` is not called. No program is
        started to answer.
        """
        message = new_method_call(target, method, signature, arguments)
        message.header.flags |= MessageFlag.no_auto_start
        self._waiting.append((message, answer, then))

    def run(self) -> bool:
        """Ask everything, also what the answers ask, in the order asked; False when the deadline or the bus' end cut it short."""
        try:
            while self._waiting or self._asked:
                self._send()
                self._receive()
        except OSError:
            return False
        return True

    def _left(self) -> float:
        """Seconds to the deadline. Raises TimeoutError when there are none."""
        now = time.monotonic()
        left = max(self._deadline, min(self._latest, self._answered + _PAUSE)) - now
        if left <= 0:
            raise TimeoutError
        return left

    def _send(self) -> None:
        """Send as many calls as may be on their way, in one piece."""
        data = b""
        while self._waiting and len(self._asked) < _OUTSTANDING:
            message, answer, then = self._waiting.popleft()
            self._serial += 1
            self._asked[self._serial] = answer, then
            data += message.serialise(serial=self._serial)
        if data:
            self._socket.settimeout(self._left())
            self._socket.sendall(data)

    def _receive(self) -> None:
        """Wait for some bytes and hand out the answers that are complete."""
        self._socket.settimeout(self._left())
        data = self._socket.recv(1 << 16)
        if not data:
            raise ConnectionResetError
        self._answered = time.monotonic()
        self._parser.add_data(data, fds=[])
        while (message := self._parser.get_next_message()) is not None:
            fields = message.header.fields
            asked = self._asked.pop(fields.get(HeaderFields.reply_serial, -1), None)
            if asked is None or message.header.message_type is not MessageType.method_return:
                continue
            answer, then = asked
            if fields.get(HeaderFields.signature, "") == answer:
                then(message.body[0])
