"""A hash chain over the lines of an event log: a line that was changed, removed, added or moved afterwards is found.

Each line ends with `"hash"`: the SHA-256 of the hash before it and of the line without it. When a run's process closes the log,
`seal.json` keeps the number of lines and the last hash, so that lines missing at the end are found too. Who can write the folder can
write a whole new chain: an auditor who must exclude that keeps the last hash elsewhere (`gui-agent runs verify RUN --hash HASH`).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

SEAL_FILE = "seal.json"
_LINKED = re.compile(rb'^(\{.*),"hash":"([0-9a-f]{64})"\}$', re.DOTALL)


def link(line: bytes, previous: str) -> tuple[bytes, str]:
    """A JSON object (one line, without its newline) with its hash as the last field, and that hash."""
    digest = _digest(previous, line)
    return line[:-1] + b',"hash":"' + digest.encode() + b'"}', digest


def last_hash(log: bytes) -> str:
    """What the next line of a log is linked to: the last line's hash, or the hash of all lines of a log that has none yet."""
    lines = log.splitlines()
    if not lines:
        return ""
    linked = _LINKED.match(lines[-1])
    return linked[2].decode() if linked else sha256(log).hexdigest()


@dataclass(frozen=True)
class ChainReport:
    """What the chain says of a log."""

    events: int
    head: str
    """The last line's hash; empty for an empty log or one without hashes."""
    fault: str = ""
    """What is wrong, with the number of the line; empty where nothing is."""
    sealed: bool = False
    """Whether the seal holds, so that nothing is missing at the end."""

    @property
    def intact(self) -> bool:
        """Whether every line is as it was written, and none is missing."""
        return self.sealed and not self.fault


def verify(log: bytes, seal: bytes | None) -> ChainReport:
    """Check the lines of an event log against their hashes, and against the `seal` (the content of `seal.json`; None without)."""
    *lines, rest = log.split(b"\n")
    previous, first = "", True
    for number, line in enumerate(lines, 1):
        linked = _LINKED.match(line)
        if linked is None:
            if first:
                continue  # lines of a version without hashes: the first line with one covers them
            return ChainReport(len(lines), previous, f"line {number} has no hash")
        if first and number > 1:
            previous = sha256(b"".join(before + b"\n" for before in lines[: number - 1])).hexdigest()
        first = False
        digest = _digest(previous, linked[1] + b"}")
        if digest.encode() != linked[2]:
            return ChainReport(len(lines), previous, f"line {number} is not the line that was written here")
        previous = digest
    if rest:
        return ChainReport(len(lines), previous, f"line {len(lines) + 1} is cut off or was added")
    if first:
        return ChainReport(len(lines), "", "no line has a hash: the log is empty, or was written by a version without hashes")
    return _sealed(ChainReport(len(lines), previous), seal)


def write_seal(folder: Path, events: int, head: str) -> None:
    """Write down how a complete log ends. Raises OSError."""
    partial = folder / f"{SEAL_FILE}.partial"
    partial.write_text(json.dumps({"events": events, "hash": head}) + "\n", encoding="utf-8")
    partial.replace(folder / SEAL_FILE)


def verify_run(folder: Path, events_file: str) -> ChainReport:
    """Check the log of a run's folder. Raises OSError when the log cannot be read."""
    try:
        seal: bytes | None = (folder / SEAL_FILE).read_bytes()
    except FileNotFoundError:
        seal = None
    return verify((folder / events_file).read_bytes(), seal)


def _sealed(report: ChainReport, seal: bytes | None) -> ChainReport:
    if seal is None:
        return report
    try:
        kept = json.loads(seal)
        expected = (kept["events"], kept["hash"])
    except (ValueError, KeyError, TypeError):
        return ChainReport(report.events, report.head, f"{SEAL_FILE} is damaged")
    if expected != (report.events, report.head):
        return ChainReport(report.events, report.head, f"{expected[0]} lines were sealed, and these {report.events} are others")
    return ChainReport(report.events, report.head, sealed=True)


def _digest(previous: str, line: bytes) -> str:
    return sha256(previous.encode() + b"\n" + line).hexdigest()
