"""Pictures from files as a viewer shows them."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from gui_agent.perception.screen.pictures import as_seen


def stored(image: Image.Image, kind: str = "PNG", **options: object) -> Image.Image:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    buffer.seek(0)
    return Image.open(buffer)


@pytest.mark.parametrize(("orientation", "corner"), [(1, (0, 0)), (3, (39, 19)), (6, (19, 0)), (8, (0, 39))])
def test_exif_orientation_is_obeyed(orientation: int, corner: tuple[int, int]) -> None:
    image = Image.new("RGB", (40, 20), "white")
    image.paste("black", (0, 0, 8, 8))
    exif = Image.Exif()
    exif[0x0112] = orientation
    seen = as_seen(stored(image, "JPEG", quality=95, exif=exif))
    assert seen.size == ((40, 20) if orientation in (1, 3) else (20, 40))
    assert sum(seen.getpixel(corner)) < 200  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparent_parts_are_white(mode: str) -> None:
    image = Image.new("RGBA", (8, 8), (0, 0, 0, 0))
    image.paste((200, 0, 0, 255), (0, 0, 4, 8))
    given = image.convert("P") if mode == "P" else image.convert(mode)
    if mode == "P":
        given.info["transparency"] = given.getpixel((7, 0))
    seen = as_seen(given)
    assert seen.mode == "RGB"
    assert seen.getpixel((7, 4)) == (255, 255, 255)
    assert seen.getpixel((1, 4)) != (255, 255, 255)


def test_sixteen_bits_of_grey_keep_their_tones() -> None:
    tones = np.linspace(0, 65535, 256).astype(np.uint16).reshape(1, 256)
    seen = as_seen(stored(Image.fromarray(tones)))
    assert [seen.getpixel((x, 0))[0] for x in (0, 128, 255)] == [0, 128, 255]  # type: ignore[index]


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "F", "I", "YCbCr"])
def test_every_mode_becomes_rgb(mode: str) -> None:
    seen = as_seen(Image.new("L", (4, 4), 255).convert(mode))
    assert (seen.mode, seen.getpixel((2, 2))) == ("RGB", (255, 255, 255))
