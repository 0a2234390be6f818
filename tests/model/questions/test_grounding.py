"""`locate` against a real server that looks at the picture it is sent and answers exactly, in whole thousandths."""

import asyncio
import json
import random
from typing import Any

import pytest
from glm_server import GlmServer, Message, Reply, Request, Script
from PIL import Image, ImageDraw

from gui_agent.errors import UnparseableReply
from gui_agent.model.choice import ModelChoice
from gui_agent.model.provider import open_endpoint
from gui_agent.model.questions.grounding import Grounding, closer_look, locate
from gui_agent.perception.geometry import Box, Size

GROUND = (225, 228, 232)
SIZES = [Size(1280, 800), Size(1920, 1080), Size(3840, 2160)]


def where(
    script: Script, image: Image.Image, description: str = "the Save button", **settings: Any
) -> tuple[Grounding, GlmServer]:
    async def look(choice: ModelChoice) -> Grounding:
        endpoint = open_endpoint(choice)
        try:
            return await locate(endpoint, choice, image, description)
        finally:
            await endpoint.close()

    with GlmServer(script) as server:
        return asyncio.run(look(ModelChoice(name=server.model, base_url=server.base_url, **settings))), server


def eye(request: Request) -> Reply:
    """The box of what is dark in the picture, to the thousandth."""
    picture = request.images[-1]
    box = picture.convert("L").point(lambda level: 255 if level < 150 else 0).getbbox()
    if box is None:
        return Reply(text="[]")
    sides = [*picture.size, *picture.size]
    numbers = [round(1000 * edge / side) for edge, side in zip(box, sides, strict=True)]
    return Reply(text=f"<|begin_of_box|>[{json.dumps(numbers)}]<|end_of_box|>")


def targets(size: Size, count: int) -> list[tuple[Image.Image, str, Box]]:
    """Pictures with one button each, of sizes from a small icon to a wide field, on seeded random places."""
    chance = random.Random(4500 + size.width)
    made = []
    for _ in range(count):
        width, height = chance.randint(14, 260), chance.randint(14, 60)
        left, top = chance.randint(0, size.width - width), chance.randint(0, size.height - height)
        colour = chance.choice(["#c2185b", "#1b5e20", "#0d47a1", "#4a148c", "#b71c1c"])
        image = Image.new("RGB", size, GROUND)
        ImageDraw.Draw(image).rectangle((left, top, left + width - 1, top + height - 1), fill=colour)
        made.append((image, colour, Box.of_size(left, top, width, height)))
    return made


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size.width}x{size.height}")
def test_centres_are_found_within_one_pixel(size: Size) -> None:
    missed = []
    for image, colour, box in targets(size, 17):
        grounding, _ = where(eye, image, f"the button coloured {colour}")
        center = grounding.found[0].center
        if abs(center.x - box.center.x) > 1 or abs(center.y - box.center.y) > 1:
            missed.append((box, grounding.found[0]))
    assert not missed


def test_a_small_target_is_looked_at_twice_and_a_large_one_once() -> None:
    image = Image.new("RGB", (1280, 800), GROUND)
    ImageDraw.Draw(image).rectangle((300, 300, 899, 599), fill="#0d47a1")
    large, server = where(eye, image, "the panel coloured #0d47a1")
    assert abs(large.found[0].center.y - 450) <= 1
    assert (large.found[0].center.x, large.found[0].refined, len(server.requests)) == (600, False, 1)
    image = Image.new("RGB", (1280, 800), GROUND)
    ImageDraw.Draw(image).rectangle((300, 300, 315, 315), fill="#0d47a1")
    small, server = where(eye, image, "the icon coloured #0d47a1")
    assert (small.found[0].box, small.found[0].refined, len(server.requests)) == (Box(300, 300, 316, 316), True, 2)
    assert small.usage.requests == 2
    assert server.requests[1].images[-1].width > 600


def test_a_second_look_that_finds_nothing_keeps_the_first_answer() -> None:
    image = Image.new("RGB", (1280, 800), GROUND)
    grounding, _ = where([Reply(text="[[500,500,510,510]]"), Reply(text="[]")], image)
    assert grounding.found[0].box == Box(640, 400, 653, 408)
    assert not grounding.found[0].refined


def test_several_places_are_all_given() -> None:
    text = "<|begin_of_box|>[[0,0,100,100],[500,500,600,600]]<|end_of_box|>"
    grounding, server = where([Reply(text=text)], Image.new("RGB", (1000, 1000)))
    assert [found.box for found in grounding.found] == [Box(0, 0, 100, 100), Box(500, 500, 600, 600)]
    assert len(server.requests) == 1


def test_what_is_not_there_is_not_found() -> None:
    grounding, _ = where([Reply(thinking="No such thing at [1,2,3,4].", text="[]")], Image.new("RGB", (1280, 800)))
    assert not grounding.found


def test_an_answer_without_a_box_is_asked_for_again() -> None:
    image = Image.new("RGB", (1000, 1000))
    script = [Reply(text="At the top left."), Reply(text="[[0,0,1200,100]]"), Reply(text="[[0, 0, 500, 400]]")]
    grounding, server = where(script, image)
    assert grounding.found[0].box == Box(0, 0, 500, 400)
    assert "holds no box" in server.requests[1].text
    assert "1200 is outside" in server.requests[2].text
    with pytest.raises(UnparseableReply):
        where([Reply(text="Over there.")] * 2, image, reasks=1)


def test_the_server_is_asked_to_leave_the_box_tokens_in() -> None:
    _, server = where([Message({"content": "<think>hm</think>[[0,0,900,900]]"})], Image.new("RGB", (1280, 800)))
    assert server.requests[0].body["skip_special_tokens"] is False


def test_the_crop_stays_inside_of_the_picture() -> None:
    for size in SIZES:
        for box in (Box(0, 0, 10, 10), Box(size.width - 10, size.height - 10, size.width, size.height)):
            crop = closer_look(box, size)
            assert crop is not None
            assert Box(0, 0, *size).intersection(crop) == crop
            assert crop.contains(box.center)
