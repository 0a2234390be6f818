"""Pictures by their address: a file, a web address, a data URL, or base64 alone."""

from __future__ import annotations

import base64
import binascii
import re
from pathlib import Path
from urllib.parse import unquote

from PIL import Image

from gui_agent.errors import UsageError
from gui_agent.perception.screen.pictures import NotAPicture, decode_picture

FETCH_SECONDS = 20.0
LARGEST_BYTES = 30_000_000
LONGEST_NAME = 4096


async def open_picture(source: str) -> Image.Image:
    """The picture as RGB. Raises UsageError that says what is wrong with the source."""
    source = source.strip()
    if source.startswith(("http://", "https://")):
        return _decoded(await _fetched(source), source)
    if source.startswith("data:"):
        head, _, data = source.partition(",")
        if not head.endswith(";base64"):
            raise UsageError("the data URL of the picture is not base64", "Write data:image/png;base64,...")
        return _decoded(_from_base64(data), "the data URL")
    if (path := _file(source)) is not None:
        return _decoded(_read(path), source)
    if source.startswith("file:") or len(source) < 100 or "." in source:
        raise UsageError(f"no such picture: {source[:200]!r}", "Give a file, an http address, a data URL or base64")
    return _decoded(_from_base64(source), "the base64 text")


def _file(source: str) -> Path | None:
    """The file that a path or a `file:` address names, if there is one on this machine."""
    parts = re.fullmatch(r"file:(?://(?:localhost)?(?=/)|(?!//))([^?#]*)(?:[?#].*)?", source, re.DOTALL)
    name = unquote(parts[1]) if parts else source
    try:
        path = Path(name).expanduser()
        return path if len(source) < LONGEST_NAME and path.is_file() else None
    except (OSError, RuntimeError):  # longer than names may be: base64; a home folder that there is not
        return None


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise UsageError(f"{path} is larger than {LARGEST_BYTES // 1_000_000} MB", "Scale the picture down")
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}", "Give another file") from error


async def _fetched(address: str) -> bytes:
    import httpx2

    data = bytearray()
    try:
        async with (
            httpx2.AsyncClient(timeout=FETCH_SECONDS, follow_redirects=True) as client,
            client.stream("GET", address) as response,
        ):
            response.raise_for_status()
            async for chunk in response.aiter_bytes():
                data += chunk
                if len(data) > LARGEST_BYTES:
                    raise UsageError(f"{address} is larger than {LARGEST_BYTES // 1_000_000} MB", "Scale the picture down")
    except httpx2.HTTPError as error:
        raise UsageError(f"cannot fetch {address}: {error}", "Check the address") from error
    return bytes(data)


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise UsageError("the picture is neither a file nor valid base64", "Give a file, an http address or base64") from error


def _decoded(data: bytes, name: str) -> Image.Image:
    try:
        return decode_picture(data)
    except NotAPicture as error:
        raise UsageError(f"{name} is not a picture that can be read", "Give a PNG, JPEG, WebP, GIF or BMP picture") from error
