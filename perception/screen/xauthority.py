"""X authority files: the cookies with which programs prove that they may use an X server (man Xsecurity)."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

COOKIE = b"MIT-MAGIC-COOKIE-1"
_LOCAL = 256
"""The family of entries for one host by its name."""
_WILD = 65535
"""The family of entries for any host: login managers write them, since a laptop changes its name with the network."""


class Entry(NamedTuple):
    """One entry of an X authority file."""

    family: int
    address: bytes
    number: bytes
    """The display's number in digits; empty for any display."""
    kind: bytes
    """The name of the protocol, COOKIE for example."""
    data: bytes


def write(path: Path, cookie: bytes, number: str = "") -> None:
    """Write a file that only its owner can read, with a cookie for one display (or for any) of this host.

    One entry is for any host, which Xlib and XCB read, and one for this host by name, which python-xlib insists on.
    """
    entries = [Entry(_LOCAL, socket.gethostname().encode(), number.encode(), COOKIE, cookie)]
    entries.append(Entry(_WILD, b"", number.encode(), COOKIE, cookie))
    path.touch(mode=0o600)
    path.write_bytes(b"".join(entry.family.to_bytes(2, "big") + b"".join(map(_counted, entry[1:])) for entry in entries))


def read(path: Path) -> list[Entry]:
    """The entries of a file; none where it cannot be read, and those before a broken one."""
    try:
        raw = path.read_bytes()
    except OSError:
        return []
    return list(_entries(raw))


def cookie_for(number: int, path: Path | None) -> bytes:
    """The cookie for the display `:number` of this host in a file (default: the session's); empty where there is none."""
    path = path or session_file()
    host = socket.gethostname().encode()
    for entry in read(path) if path is not None else []:
        here = (entry.family == _LOCAL and entry.address == host) or entry.family == _WILD
        if here and entry.number in (b"%d" % number, b"") and entry.kind == COOKIE:
            return entry.data
    return b""


def session_file(environment: Mapping[str, str] = os.environ) -> Path | None:
    """The file that programs of this session read, whether it exists or not; None without a home."""
    if named := environment.get("XAUTHORITY"):
        return Path(named)
    home = environment.get("HOME")
    return Path(home) / ".Xauthority" if home else None


def _entries(raw: bytes) -> Iterator[Entry]:
    position = 0
    while position + 2 <= len(raw):
        family = int.from_bytes(raw[position : position + 2], "big")
        position += 2
        fields = []
        for _ in range(4):
            length = int.from_bytes(raw[position : position + 2], "big")
            fields.append(raw[position + 2 : position + 2 + length])
            position += 2 + length
        if position > len(raw):
            return  # it is cut off
        yield Entry(family, *fields)


def _counted(field: bytes) -> bytes:
    return len(field).to_bytes(2, "big") + field
