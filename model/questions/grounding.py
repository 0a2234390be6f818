"""Where is it? Asking GLM-4.5V for the box of something described in words, and a closer second look at small things.

Boxes come back in thousandths of the picture, so one unit is almost four pixels of a screen 3840 wide: too coarse for a small
target. The second look asks again about a crop around the first answer and maps the result back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PIL import Image

from gui_agent.actions.action import Location
from gui_agent.model.glm.boxes import BOX_BEGIN, BOX_END, places_in
from gui_agent.model.glm.markup import split_thinking
from gui_agent.model.glm.question import answer
from gui_agent.model.glm.reply import Understanding
from gui_agent.model.prompts import load_prompt
from gui_agent.model.wire import ChatRequest, Endpoint, RawReply, TokenUsage
from gui_agent.perception.geometry import Box, Point, RelativeBox, RelativePoint, Size
from gui_agent.perception.screen.encoding import GRID, encode
from gui_agent.perception.screen.screenshot import Screenshot

if TYPE_CHECKING:
    from gui_agent.model.choice import ModelChoice

SMALL_AREA = 0.003
"""A box that covers less than this part of the picture is looked at again."""
COARSE_PIXELS = 1.5
"""Where a thousandth is more than this many pixels, a box of moderate size is looked at again as well."""
MODERATE_SIDE = 0.25
CROP_FACTOR = 3
SMALLEST_CROP = 10 * GRID
"""Pixels around a small box that the second look sees at least, so that it knows where it is."""
LOOK_CLOSER_AT = 28 * GRID
"""The crop is enlarged to about this side, so that the model sees more of it, not only less around it."""


@dataclass(frozen=True)
class Located:
    """One place that the model found, in pixels of the picture."""

    box: Box
    """As tight as the model said; one pixel where it gave only a point."""
    place: Location
    """The same in thousandths of the whole picture."""
    refined: bool = False
    """Whether a second look gave this box."""

    @property
    def center(self) -> Point:
        """Where to click."""
        return self.box.center


@dataclass(frozen=True)
class Grounding:
    """The answer to one question: the places in the order in which the model named them, perhaps none."""

    found: Sequence[Located]
    usage: TokenUsage
    thinking: str = ""
    candidates: Sequence[Located] = ()
    """Places that fit equally, where it is unclear which is meant; then nothing is `found`."""
    looked_at: Sequence[str] = ()
    """In parts: one line for the parts that were looked at, and one for each that was not."""


async def locate(
    endpoint: Endpoint, choice: ModelChoice, image: Image.Image, description: str, *, zoom: bool = True
) -> Grounding:
    """All places in `image` that fit the description; with `zoom`, a single small one is looked at a second time, closer.

    Raises EndpointError, and UnparseableReply when the model answers with anything but boxes.
    """
    first = await _look(endpoint, choice, image, description)
    if not zoom or len(first.found) != 1:
        return first
    found = first.found[0]
    crop = closer_look(found.box, Size(*image.size))
    if crop is None:
        return first
    second = await _look(endpoint, choice, _enlarged(image.crop((crop.left, crop.top, crop.right, crop.bottom))), description)
    usage = first.usage + second.usage
    if len(second.found) != 1:
        return replace(first, usage=usage)
    return Grounding([_mapped_back(second.found[0].place, crop, Size(*image.size))], usage, first.thinking)


def locate_literally(image: Image.Image, description: str) -> Grounding:
    """The same without a server: what the embedded literal model finds by text and shape; nothing where it is not sure."""
    from gui_agent.model.literal.language.phrases import parse_target
    from gui_agent.model.literal.language.tokens import tokenize
    from gui_agent.model.literal.sight.scene import Scene
    from gui_agent.model.literal.targets.find import locate_all
    from gui_agent.model.literal.targets.situation import NotFound, Situation
    from gui_agent.perception.text.text import TextReader

    frame = Box.of_size(0, 0, *image.size)
    situation = Situation(Scene(Screenshot.of(image), TextReader(), task=""))
    try:
        spots = locate_all(parse_target(description, tokenize(description)), situation)
    except NotFound as missing:
        among = [Located(spot.box, RelativeBox.of(spot.box, frame)) for spot in missing.candidates]
        return Grounding([], TokenUsage(requests=0), missing.reason, among)
    return Grounding([Located(spot.box, RelativeBox.of(spot.box, frame)) for spot in spots], TokenUsage(requests=0))


def closer_look(box: Box, picture: Size) -> Box | None:
    """The part of the picture to look at again for a small box; None where a second look would show nothing new."""
    small = box.area < SMALL_AREA * picture.width * picture.height
    coarse = max(picture) / 1000 > COARSE_PIXELS
    moderate = box.width < MODERATE_SIDE * picture.width and box.height < MODERATE_SIDE * picture.height
    if not small and not (coarse and moderate):
        return None
    side = max(SMALLEST_CROP, CROP_FACTOR * max(box.width, box.height))
    width, height = min(side, picture.width), min(side, picture.height)
    if width * 2 > picture.width and height * 2 > picture.height:
        return None
    left = min(max(0, box.center.x - width // 2), picture.width - width)
    top = min(max(0, box.center.y - height // 2), picture.height - height)
    return Box.of_size(left, top, width, height)


async def _look(endpoint: Endpoint, choice: ModelChoice, image: Image.Image, description: str) -> Grounding:
    content: list[dict[str, Any]] = [
        {"type": "image_url", "image_url": {"url": encode(image).data_url}},
        {"type": "text", "text": load_prompt("locate", description=description)},
    ]
    request = ChatRequest(
        messages=[{"role": "user", "content": content}],
        thinking=choice.thinks,
        stream=choice.stream,
        sampling=choice.sampling.fields(),
        keep_special_tokens=True,
    )
    answered = await answer(endpoint, request, read_places, reasks=choice.reasks)
    frame = Box.of_size(0, 0, *image.size)
    found = [Located(box_of(place, frame), place) for place in answered.value]
    return Grounding(found, answered.usage, answered.thinking)


def read_places(understanding: Understanding, reply: RawReply) -> list[Location]:
    """The places in an answer to `locate`. Raises ValueError where it names none without saying that there is none."""
    text = split_thinking(reply.content)[1] or understanding.text
    places = places_in(text)
    if not places and not _says_none(text):
        raise ValueError("it holds no box; boxes are [[x1,y1,x2,y2]] in thousandths (0-999), and [] means that it is not there")
    return places


def _says_none(text: str) -> bool:
    bare = text.replace(BOX_BEGIN, "").replace(BOX_END, "").strip()
    return bare.endswith("[]") or bare.endswith("[[]]")


def box_of(place: Location, frame: Box) -> Box:
    """The pixels of a place in a picture that shows `frame`; at least one."""
    if isinstance(place, RelativePoint):
        point = place.to_pixels(frame)
        return Box.of_size(point.x, point.y, 1, 1)
    box = place.to_pixels(frame)
    return Box(box.left, box.top, max(box.right, box.left + 1), max(box.bottom, box.top + 1))


def _mapped_back(place: Location, crop: Box, picture: Size) -> Located:
    frame = Box.of_size(0, 0, *picture)
    box = box_of(place, crop)
    whole = RelativeBox.of(box, frame)
    if isinstance(place, RelativePoint):
        return Located(box, RelativePoint.of(box.center, frame), refined=True)
    return Located(box, whole, refined=True)


def _enlarged(image: Image.Image) -> Image.Image:
    factor = max(1, round(LOOK_CLOSER_AT / max(image.size)))
    return image.resize((image.width * factor, image.height * factor), Image.Resampling.BICUBIC) if factor > 1 else image
