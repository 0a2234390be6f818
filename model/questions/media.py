"""Pictures, video frames and PDF pages as parts of a question, sampled and scaled so that they fit the model's context.

What is left out is said: to the model, in the labels before each picture, and to the user, in `Sampled.description`.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from PIL import Image

from gui_agent.errors import UsageError
from gui_agent.perception.geometry import Size
from gui_agent.perception.screen.encoding import GRID, encode, image_tokens, sent_size
from gui_agent.perception.screen.pictures import NotAPicture, read_picture

Kind = Literal["image", "video", "pdf"]
VIDEO_ENDINGS = frozenset({".mp4", ".m4v", ".mkv", ".mov", ".avi", ".webm", ".mpg", ".mpeg"})
PAGE_TOKENS = 2000
"""A page of text stays readable at about this size."""
FRAME_TOKENS = 500
FRAME_SECONDS = 1.0
"""The shortest time between two frames of a video."""
SMALLEST_IMAGE_TOKENS = 256
"""A picture is scaled down to this, not further: then there are too many of them."""
LABEL_TOKENS = 16
_PDFIUM = threading.Lock()
"""PDFium may be used by one thread at a time."""


@dataclass(frozen=True)
class Source:
    """One file that the question is about."""

    path: Path
    kind: Kind


@dataclass(frozen=True)
class Sampled:
    """The parts of one source as chat content, and what was left out."""

    content: Sequence[dict[str, Any]]
    tokens: int
    description: str

    @property
    def pictures(self) -> list[tuple[str, str]]:
        """Label and data URL of each picture, in order: `receipt.png`, `bill.pdf, page 2 of 3`, `clip.mp4 at 4.0 s`."""
        labels = [part["text"].removesuffix(":") for part in self.content if part["type"] == "text"]
        urls = [part["image_url"]["url"] for part in self.content if part["type"] == "image_url"]
        return list(zip(labels, urls, strict=True))


def source_of(path: Path, kind: Kind | None = None) -> Source:
    """The source that a file is, by its ending unless `kind` says it. Raises UsageError where no such file."""
    if not path.is_file():
        raise UsageError(f"no such file: {path}", "Check the name")
    if kind is None:
        ending = path.suffix.lower()
        kind = "pdf" if ending == ".pdf" else "video" if ending in VIDEO_ENDINGS else "image"
    return Source(path, kind)


def sample(sources: Sequence[Source], budget: int) -> list[Sampled]:
    """All sources within `budget` tokens together, each with its share. Raises UsageError where they cannot fit or be read."""
    if not sources:
        return []
    share = budget // len(sources)
    if share < SMALLEST_IMAGE_TOKENS:
        most = budget // SMALLEST_IMAGE_TOKENS
        raise UsageError(f"{len(sources)} files do not fit into the model's context", f"Give at most {most}, or a longer context")
    # What the small pictures leave over goes to the others.
    pictures = {source: opened(source.path) for source in sources if source.kind == "image"}
    wanted = {source: image_tokens(sent_size(Size(*image.size))) + LABEL_TOKENS for source, image in pictures.items()}
    saved = sum(max(0, share - tokens) for tokens in wanted.values())
    needy = [source for source in sources if wanted.get(source, share + 1) > share]
    share += saved // len(needy) if needy else 0
    samplers = {"video": _sample_video, "pdf": _sample_pdf}
    return [
        _sample_image(source, pictures[source], share) if source.kind == "image" else samplers[source.kind](source.path, share)
        for source in sources
    ]


def sample_part(source: Source, numbers: Sequence[int], budget: int) -> Sampled:
    """These pages of a document, or frames of a video (numbers from 0), within `budget` tokens. Raises UsageError."""
    if source.kind == "pdf":
        return _sample_pdf(source.path, budget, numbers)
    return _sample_video(source.path, budget, numbers)


def pages_of(path: Path) -> int:
    """How many pages a document has. Raises UsageError where it cannot be read."""
    with _opened_pdf(path) as document, _PDFIUM:
        return len(document)


def spread(count: int, most: int) -> list[int]:
    """At most `most` of the numbers 0..count-1, evenly spread, the first and the last among them."""
    if count <= most:
        return list(range(count))
    if most == 1:
        return [count // 2]
    return sorted({round(index * (count - 1) / (most - 1)) for index in range(most)})


def opened(path: Path) -> Image.Image:
    """A picture file, upright, on white. Raises UsageError where it is none."""
    try:
        return read_picture(path)
    except NotAPicture as error:
        raise UsageError(f"{path} cannot be read as a picture: {error}", "Give a PNG, JPEG, WebP, GIF or BMP file") from error


def _sample_image(source: Source, image: Image.Image, budget: int) -> Sampled:
    encoded = encode(image, max_pixels=pixels_for(budget - LABEL_TOKENS))
    full = sent_size(Size(*image.size))
    said = f"{source.path.name}: {image.width}x{image.height}"
    if encoded.size.width < full.width:
        said += f", scaled down to {encoded.size.width}x{encoded.size.height} to fit the context"
    content = [text_part(f"{source.path.name}:"), picture_part(encoded.data_url)]
    return Sampled(content, encoded.tokens + LABEL_TOKENS, said)


def _sample_pdf(path: Path, budget: int, pages: Sequence[int] | None = None) -> Sampled:
    with _opened_pdf(path) as document:
        with _PDFIUM:
            count = len(document)
        if count == 0:
            raise UsageError(f"{path} has no pages", "Give another file")
        most = max(1, budget // (PAGE_TOKENS + LABEL_TOKENS))
        chosen = spread(count, most) if pages is None else list(pages)
        each = min(2 * PAGE_TOKENS, budget // len(chosen) - LABEL_TOKENS)
        content: list[dict[str, Any]] = []
        tokens = 0
        for index in chosen:
            with _PDFIUM:
                image = _rendered(document[index], each)
            encoded = encode(image, max_pixels=pixels_for(each))
            content += [text_part(f"{path.name}, page {index + 1} of {count}:"), picture_part(encoded.data_url)]
            tokens += encoded.tokens + LABEL_TOKENS
    said = f"{path.name}: " + (
        f"all {count} pages" if len(chosen) == count else f"{len(chosen)} of {count} pages: {_ranges(chosen)}"
    )
    return Sampled(content, tokens, said)


@contextmanager
def _opened_pdf(path: Path) -> Iterator[Any]:
    """A document; each use of it needs the lock. Raises UsageError where it cannot be read."""
    import pypdfium2

    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError as error:
            raise UsageError(f"{path} cannot be read as a PDF: {error}", "Give a PDF file without a password") from error
    try:
        yield document
    finally:
        with _PDFIUM:
            document.close()


def _rendered(page: Any, tokens: int) -> Image.Image:
    """A page at the resolution that its share of tokens allows."""
    width, height = page.get_size()
    scale = math.sqrt(pixels_for(tokens) / max(1.0, width * height))
    image: Image.Image = page.render(scale=min(scale, 4.0)).to_pil()
    return image.convert("RGB")


def _sample_video(path: Path, budget: int, indices: Sequence[int] | None = None) -> Sampled:
    frames = list(_frames(path, max(1, budget // (FRAME_TOKENS + LABEL_TOKENS)), indices))
    if not frames:
        raise UsageError(f"{path} cannot be read as a video", "Give an MP4, WebM, MKV, MOV or AVI file")
    each = min(2 * FRAME_TOKENS, budget // len(frames) - LABEL_TOKENS)
    content: list[dict[str, Any]] = []
    tokens = 0
    for seconds, image in frames:
        encoded = encode(image, max_pixels=pixels_for(each))
        content += [text_part(f"{path.name} at {seconds:.1f} s:"), picture_part(encoded.data_url)]
        tokens += encoded.tokens + LABEL_TOKENS
    first, last = frames[0][0], frames[-1][0]
    gap = (last - first) / (len(frames) - 1) if len(frames) > 1 else 0.0
    said = f"{path.name}: {len(frames)} frames from {first:.1f} s to {last:.1f} s"
    return Sampled(content, tokens, said + (f", one every {gap:.1f} s" if gap else ""))


def _frames(path: Path, most: int, indices: Sequence[int] | None = None) -> Iterator[tuple[float, Image.Image]]:
    """Evenly spread frames with their times in seconds, or those with these numbers."""
    from gui_agent.perception.opencv import cv2

    video = cv2.VideoCapture(str(path))
    try:
        count = int(video.get(cv2.CAP_PROP_FRAME_COUNT))
        rate = video.get(cv2.CAP_PROP_FPS) or 25.0
        most = min(most, max(2, round(count / rate / FRAME_SECONDS) + 1))
        for index in spread(max(0, count), most) if indices is None else indices:
            video.set(cv2.CAP_PROP_POS_FRAMES, index)
            ok, frame = video.read()
            if ok:
                yield index / rate, Image.fromarray(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB))
    finally:
        video.release()


def pixels_for(tokens: int) -> int:
    """The pixels of a picture that costs so many tokens."""
    return max(1, tokens - 2) * GRID * GRID


def _ranges(indices: Sequence[int]) -> str:
    numbers = [str(index + 1) for index in indices]
    return ", ".join(numbers if len(numbers) <= 12 else [*numbers[:5], "...", *numbers[-2:]])


def text_part(text: str) -> dict[str, Any]:
    """A text as a part of a message."""
    return {"type": "text", "text": text}


def picture_part(url: str) -> dict[str, Any]:
    """A picture as a part of a message."""
    return {"type": "image_url", "image_url": {"url": url}}
