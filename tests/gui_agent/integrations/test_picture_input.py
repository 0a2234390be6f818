"""Pictures as clients name them: files, addresses, data URLs, base64 of any length."""

import asyncio
import base64
import io
from pathlib import Path
from random import Random

import pytest
from PIL import Image

from gui_agent.errors import UsageError
from gui_agent.integrations import picture_input
from gui_agent.integrations.picture_input import open_picture


def png(side: int) -> bytes:
    """A picture that cannot be compressed."""
    buffer = io.BytesIO()
    Image.frombytes("RGB", (side, side), Random(side).randbytes(3 * side * side)).save(buffer, "PNG")
    return buffer.getvalue()


def size(source: str) -> tuple[int, int]:
    return asyncio.run(open_picture(source)).size


@pytest.mark.parametrize("side", [4, 9, 16, 30, 60])
def test_base64_of_any_length_is_a_picture(side: int) -> None:
    text = base64.b64encode(png(side)).decode()
    lines = "\n".join(text[at : at + 76] for at in range(0, len(text), 76))
    for source in (text, lines, f"data:image/png;base64,{text}"):
        assert size(source) == (side, side)


def test_files_by_their_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "a picture #1.png"
    (tmp_path / name).write_bytes(png(5))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    quoted = str(tmp_path / name).replace(" ", "%20").replace("#", "%23")
    for source in (name, str(tmp_path / name), f"~/{name}", f"file://{quoted}", f"file:{quoted}", f"file://localhost{quoted}"):
        assert size(source) == (5, 5), source


@pytest.mark.parametrize(
    "source",
    [
        "",
        "no.png",
        "~nobody-has-this-name/x.png",
        "a\0b.png",
        "file://[",
        "file://elsewhere/etc/hostname",
        "file:",
        "x" * 300,
        "y" * 5000 + ".",
        "data:image/png,plain",
        "data:image/png;base64,***",
        "/dev/zero",
        "/etc/hostname",
    ],
)
def test_what_is_no_picture_is_refused_in_one_line(source: str) -> None:
    with pytest.raises(UsageError) as refused:
        size(source)
    assert len(str(refused.value)) < 400


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_input, "LARGEST_BYTES", 100)
    (tmp_path / "x.png").write_bytes(png(20))
    with pytest.raises(UsageError, match="larger than"):
        size(str(tmp_path / "x.png"))
