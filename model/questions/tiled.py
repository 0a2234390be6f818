"""Questions about fine detail: every part of a picture is looked at on its own, enlarged, and what they show is put together."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PIL import Image

from gui_agent.actions.action import Location
from gui_agent.errors import UnparseableReply, UsageError
from gui_agent.model.glm.boxes import BOX_BEGIN, BOX_END
from gui_agent.model.glm.question import Answered, answer
from gui_agent.model.glm.reply import Understanding
from gui_agent.model.prompts import load_prompt
from gui_agent.model.questions.grounding import Grounding, Located, box_of, read_places
from gui_agent.model.questions.long import AT_ONCE, NOTHING, says_nothing
from gui_agent.model.questions.media import LABEL_TOKENS, Sampled, Source, opened, picture_part, pixels_for, sample, text_part
from gui_agent.model.questions.named_places import NamedPlace, named_places
from gui_agent.model.questions.tiles import Tile, merged, tiles_of
from gui_agent.model.wire import ChatRequest, Endpoint, Message, OnDelta, RawReply, TokenUsage
from gui_agent.perception.geometry import Box, RelativeBox, RelativePoint, Size
from gui_agent.perception.screen.encoding import EncodedImage, encode

if TYPE_CHECKING:
    from gui_agent.model.choice import ModelChoice

_BOX = re.compile(r"\[\s*\d{1,4}(?:\.\d+)?(?:\s*,\s*\d{1,4}(?:\.\d+)?){3}\s*\]")
Read = TypeVar("Read")


@dataclass(frozen=True)
class TiledAnswer:
    """The answer, the places that it is about in each picture, and what was looked at."""

    text: str
    thinking: str
    usage: TokenUsage
    seen: Sequence[str]
    places: Sequence[NamedPlace]


@dataclass
class _Looks(Generic[Read]):
    """What each part of a picture gave, and what became of those that gave nothing."""

    size: Size
    tiles: Sequence[Tile]
    read: list[tuple[Tile, Read]]
    unread: list[tuple[Tile, str]]
    scaled: float = 1.0
    """How large the parts were shown, against the picture."""

    def lines(self, name: str) -> list[str]:
        """What was looked at and what was not."""
        size = f"{self.size.width}x{self.size.height}"
        shown = f"enlarged {self.scaled:.2g} times" if self.scaled > 1 else f"at {self.scaled:.0%} of its size"
        parts = f"{len(self.read)} of {len(self.tiles)} parts" if len(self.tiles) != 1 else f"{len(self.read)} of 1 part"
        said = [f"{name}: {size}, {parts}, {shown}"]
        return said + [f"{name}: not looked at: {tile.name} ({why})" for tile, why in self.unread]


async def locate_in_tiles(endpoint: Endpoint, choice: ModelChoice, image: Image.Image, description: str) -> Grounding:
    """All places in `image` that fit the description: each part is looked at enlarged, and the whole picture once.

    A part of which no answer could be used is named in `looked_at`. Raises EndpointError, and UnparseableReply where no answer
    could be used at all.
    """
    asking = _Asking(endpoint, choice)
    frame = Box.of_size(0, 0, *image.size)

    async def whole() -> list[Location]:
        return await asking.put(_places_request(choice, encode(image), description, "It is the whole picture"), read_places)

    async def part(tile: Tile, shown: EncodedImage) -> list[Box]:
        what = f"It is one part of a larger picture ({tile.name})"
        places = await asking.put(_places_request(choice, shown, description, what), read_places)
        return [box_of(place, tile.box) for place in places]

    overall, looks = await asyncio.gather(_or_none(whole()), asking.parts(image, part))
    if overall is None and not looks.read:
        raise UnparseableReply(looks.unread[0][1], "Put the description differently, or check the server with gui-agent doctor")
    boxes = merged(looks.read, [box_of(place, frame) for place in overall or ()])
    found = [Located(box, RelativeBox.of(box, frame), refined=True) for box in boxes]
    return Grounding(found, asking.usage, looked_at=looks.lines("the picture"))


async def ask_in_tiles(
    endpoint: Endpoint,
    choice: ModelChoice,
    question: str,
    sources: Sequence[Source],
    budget: int,
    reported: Callable[[str], None] | None = None,
    on_delta: OnDelta | None = None,
) -> TiledAnswer:
    """The answer to a question about pictures, of which each part is looked at enlarged.

    `budget` is what the pictures of one request may cost, in tokens; `reported` is called with each part, `on_delta` with the last answer.
    Raises UsageError for anything but pictures, EndpointError, UnparseableReply.
    """
    if not sources or any(source.kind != "image" for source in sources):
        raise UsageError(
            "only pictures can be looked at in overlapping parts", "Leave out --tiles: a video or PDF is asked in parts"
        )
    asking = _Asking(endpoint, choice, budget)
    whole = await asyncio.to_thread(sample, sources, budget)
    seen: list[str] = []
    places: list[NamedPlace] = []
    shown: list[str] = []
    for index, source in enumerate(sources):
        name = source.path.name
        image = await asyncio.to_thread(opened, source.path)

        async def part(tile: Tile, picture: EncodedImage, name: str = name) -> str:
            words = load_prompt("tile", part=f"{name}, {tile.name}", question=question, nothing=NOTHING)
            text = await asking.put(_question(choice, [picture_part(picture.data_url), text_part(words)]), _text)
            if reported is not None:
                reported(f"{name}, {tile.name}: {'nothing' if says_nothing(text) else text}")
            return text

        looks = await asking.parts(image, part)
        seen += looks.lines(name)
        boxes = merged([(tile, _boxes(text, tile)) for tile, text in looks.read])
        frame = Box.of_size(0, 0, *image.size)
        places += [_named(box, frame, index) for box in boxes]
        shown.append(_findings(name, looks, boxes, frame))
    last = await asking.answered(_last_request(choice, question, whole, shown), _text, on_delta)
    return TiledAnswer(last.value, last.thinking, asking.usage, seen, places)


class _Asking:
    """Requests about one question: not too many at once, all counted."""

    def __init__(self, endpoint: Endpoint, choice: ModelChoice, budget: int | None = None) -> None:
        self._endpoint, self._choice = endpoint, choice
        self._most = None if budget is None else pixels_for(budget - LABEL_TOKENS)
        self._room = asyncio.Semaphore(AT_ONCE)
        self.usage = TokenUsage(requests=0)

    async def answered(
        self, request: ChatRequest, read: Callable[[Understanding, RawReply], Read], on_delta: OnDelta | None = None
    ) -> Answered[Read]:
        """The answer to one request, which `read` has made sense of. Raises EndpointError, UnparseableReply."""
        async with self._room:
            answered = await answer(self._endpoint, request, read, reasks=self._choice.reasks, on_delta=on_delta)
        self.usage += answered.usage
        return answered

    async def put(self, request: ChatRequest, read: Callable[[Understanding, RawReply], Read]) -> Read:
        """What `read` made of the answer to one request. Raises as `answered`."""
        return (await self.answered(request, read)).value

    async def parts(self, image: Image.Image, ask: Callable[[Tile, EncodedImage], Awaitable[Read]]) -> _Looks[Read]:
        """What each part of a picture gives; a part whose answers cannot be used is noted. Raises EndpointError."""
        tiles = tiles_of(Size(*image.size))
        looks: _Looks[Read] = _Looks(Size(*image.size), tiles, [], [])
        scales: list[float] = []

        async def look(tile: Tile) -> tuple[Tile, Read | None, str]:
            shown = await asyncio.to_thread(_enlarged, image, tile, self._most)
            scales.append(shown.size.width / tile.box.width)
            try:
                return tile, await ask(tile, shown), ""
            except UnparseableReply as error:
                return tile, None, str(error)

        tasks = [asyncio.create_task(look(tile)) for tile in tiles]
        try:
            for tile, read, why in await asyncio.gather(*tasks):
                if read is None:
                    looks.unread.append((tile, why))
                else:
                    looks.read.append((tile, read))
        finally:
            for task in tasks:
                task.cancel()
        looks.scaled = min(scales)
        return looks


def _text(understanding: Understanding, _: RawReply) -> str:
    return understanding.text


async def _or_none(look: Awaitable[Read]) -> Read | None:
    try:
        return await look
    except UnparseableReply:
        return None


def _enlarged(image: Image.Image, tile: Tile, most: int | None) -> EncodedImage:
    box = tile.box
    part = image.crop((box.left, box.top, box.right, box.bottom))
    if tile.factor > 1:
        part = part.resize((part.width * tile.factor, part.height * tile.factor), Image.Resampling.BICUBIC)
    return encode(part, most)


def _places_request(choice: ModelChoice, picture: EncodedImage, description: str, what: str) -> ChatRequest:
    words = load_prompt("locate_all", description=description, what=what)
    return _request(choice, [{"role": "user", "content": [picture_part(picture.data_url), text_part(words)]}], boxes=True)


def _question(choice: ModelChoice, content: list[dict[str, Any]]) -> ChatRequest:
    messages: list[Message] = [{"role": "system", "content": load_prompt("ask")}, {"role": "user", "content": content}]
    return _request(choice, messages, boxes=True)


def _request(choice: ModelChoice, messages: list[Message], *, boxes: bool) -> ChatRequest:
    return ChatRequest(
        messages=messages,
        thinking=choice.thinks,
        stream=choice.stream,
        sampling=choice.sampling.fields(),
        keep_special_tokens=boxes,
    )


def _last_request(choice: ModelChoice, question: str, whole: Sequence[Sampled], shown: Sequence[str]) -> ChatRequest:
    content = [piece for part in whole for piece in part.content]
    words = load_prompt("tiles", question=question, parts="\n".join(shown))
    return _question(choice, [*content, text_part(words)])


def _findings(name: str, looks: _Looks[str], boxes: Sequence[Box], frame: Box) -> str:
    """What the parts of one picture show, for the model, with the places of the whole picture."""
    lines = [f"- {name}, {tile.name}: {_moved(text, tile, frame)}" for tile, text in looks.read if not says_nothing(text)]
    lines += [f"- {name}, {tile.name}: not looked at" for tile, _ in looks.unread]
    if not lines:
        return f"- {name}: nothing of it in any part"
    if boxes:
        listed = ", ".join(_written(RelativeBox.of(box, frame)) for box in boxes)
        times = "1 place" if len(boxes) == 1 else f"{len(boxes)} different places"
        lines.append(f"What several parts of {name} show, counted once: {times}: [{listed}]")
    return "\n".join(lines)


def _boxes(text: str, tile: Tile) -> list[Box]:
    if says_nothing(text):
        return []
    return [
        box_of(RelativePoint(*one.box[:2]) if one.box[:2] == one.box[2:] else RelativeBox(*one.box), tile.box)
        for one in named_places(text, [tile.name])
    ]


def _moved(text: str, tile: Tile, frame: Box) -> str:
    """The text with its boxes in thousandths of the whole picture."""

    def in_whole(match: re.Match[str]) -> str:
        numbers = [float(number) for number in re.findall(r"[\d.]+", match[0])]
        if max(numbers) > 1000:
            return match[0]
        return _written(RelativeBox.of(box_of(RelativeBox(*numbers), tile.box), frame))

    return _BOX.sub(in_whole, text).replace(BOX_BEGIN, "").replace(BOX_END, "")


def _named(box: Box, frame: Box, picture: int) -> NamedPlace:
    place = RelativeBox.of(box, frame)
    return NamedPlace((place.left, place.top, place.right, place.bottom), picture)


def _written(place: RelativeBox) -> str:
    return f"[{place.left:.0f},{place.top:.0f},{place.right:.0f},{place.bottom:.0f}]"
