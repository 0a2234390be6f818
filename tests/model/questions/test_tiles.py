"""Pictures in overlapping parts: each thing is found once, small print is read, and what was not looked at is said."""

import asyncio
import json
import random
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from command_line import command_line
from glm_server import GlmServer, Reply, Request, Script
from PIL import Image, ImageDraw

from gui_agent.errors import UnparseableReply, UsageError
from gui_agent.model.choice import ModelChoice
from gui_agent.model.provider import open_endpoint
from gui_agent.model.questions.ask import Answer, ask
from gui_agent.model.questions.grounding import Grounding
from gui_agent.model.questions.media import source_of
from gui_agent.model.questions.tiled import locate_in_tiles
from gui_agent.model.questions.tiles import MOST, Tile, merged, tiles_of
from gui_agent.perception.geometry import Box, Size

GROUND = (230, 230, 230)
SIZES = [Size(400, 300), Size(1280, 800), Size(1920, 1080), Size(700, 3000), Size(3840, 2160)]


@pytest.mark.parametrize("size", [*SIZES, Size(12_000, 9_000), Size(30, 20)], ids=str)
def test_the_parts_cover_the_picture_and_overlap(size: Size) -> None:
    tiles = tiles_of(size)
    assert 1 <= len(tiles) <= MOST
    seen = np.zeros((size.height, size.width), np.uint8)
    for tile in tiles:
        assert tile.box.intersection(tile.picture) == tile.box
        seen[tile.box.top : tile.box.bottom, tile.box.left : tile.box.right] += 1
    assert seen.min() == 1
    for tile in tiles:
        for other in tiles:
            common = tile.box.intersection(other.box)
            if common is not None and tile is not other:
                assert min(common.size) >= tile.overlap - 1


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("wrong", [0, 3])
def test_each_thing_is_found_once_wherever_the_parts_cut_it(size: Size, wrong: int) -> None:
    chance = random.Random(size.width + wrong)
    things = scattered(chance, size, 40, 8, min(110, min(size) // 4))
    assert len(things) >= 12
    seen = [(tile, list(pieces(tile, things, chance, wrong))) for tile in tiles_of(size)]
    found = merged(seen)
    assert len(found) == len(things)
    for box in found:
        assert any(near(box, thing, wrong) for thing in things)


def test_what_is_larger_than_a_part_is_seen_whole() -> None:
    large, small = Box(100, 90, 1190, 700), Box(20, 20, 44, 44)
    seen = [(tile, list(pieces(tile, [large, small], random.Random(1), 0))) for tile in tiles_of(Size(1280, 800))]
    assert merged(seen, [large]) == [small, large]
    assert merged(seen) == [small, large]


def test_a_box_around_a_group_gives_way_to_what_is_in_it() -> None:
    icons = [Box.of_size(300 + 40 * index, 300, 24, 24) for index in range(8)]
    seen = [(tile, list(pieces(tile, icons, random.Random(1), 0))) for tile in tiles_of(Size(1280, 800))]
    assert merged(seen, [Box(300, 300, 604, 324)]) == icons


def test_what_a_closer_look_does_not_show_was_seen_wrongly() -> None:
    icon, nothing = Box.of_size(300, 300, 24, 24), Box.of_size(900, 500, 30, 30)
    seen = [(tile, list(pieces(tile, [icon], random.Random(1), 0))) for tile in tiles_of(Size(1280, 800))]
    assert merged(seen, [icon, nothing]) == [icon]
    assert merged([(tile, []) for tile, _ in seen], [nothing]) == [nothing]
    assert merged([(tile, boxes) for tile, boxes in seen if not tile.box.intersection(nothing)], [icon, nothing]) == [
        icon,
        nothing,
    ]


def test_many_small_things_are_located_each_once(tmp_path: Path) -> None:
    image, things = dotted(Size(1280, 800), 30)
    grounding, server = located(sharp_eye, image)
    assert len(grounding.found) == len(things)
    for found in grounding.found:
        assert any(near(found.box, thing, 2) for thing in things)
    assert len(server.requests) == 1 + len(tiles_of(Size(1280, 800))) == grounding.usage.requests
    assert list(grounding.looked_at) == ["the picture: 1280x800, 6 of 6 parts, enlarged 2 times"]


def test_a_part_without_a_usable_answer_is_named(tmp_path: Path) -> None:
    image, things = dotted(Size(1280, 800), 12)

    def script(request: Request) -> Reply:
        return Reply(text="Somewhere.") if "row 2 of 2, column 3 of 3" in request.text else sharp_eye(request)

    grounding, _ = located(script, image, reasks=0)
    assert "5 of 6 parts" in grounding.looked_at[0]
    assert "not looked at: row 2 of 2, column 3 of 3" in grounding.looked_at[1]
    missing = tiles_of(Size(1280, 800))[5]
    assert len(grounding.found) == sum(seen_elsewhere(thing, missing) for thing in things)
    with pytest.raises(UnparseableReply):
        located([Reply(text="Somewhere.")] * 7, image, reasks=0)


def test_a_question_is_answered_from_all_parts(tmp_path: Path) -> None:
    image, things = dotted(Size(1280, 800), 17)
    image.save(tmp_path / "dots.png")

    def script(request: Request) -> Reply:
        if "looked at in overlapping parts" in request.text:
            said = request.text.split("counted once: ")[-1].split(" ")[0]
            return Reply(text=f"There are {said} dots.")
        boxes = boxes_of(request.images[-1])
        return Reply(text="I see " + ", ".join(f"a dot at {json.dumps(box)}" for box in boxes) if boxes else "NOTHING HERE")

    answer, server = asked(script, tmp_path / "dots.png")
    assert answer.text == f"There are {len(things)} dots."
    assert len(answer.places) == len(things)
    assert list(answer.sampled) == ["dots.png: 1280x800, 6 of 6 parts, enlarged 2 times"]
    assert len(server.requests) == 7


def test_boxes_of_a_part_are_reported_as_places_of_the_whole(tmp_path: Path) -> None:
    Image.new("RGB", (1280, 800), GROUND).save(tmp_path / "a.png")

    def script(request: Request) -> Reply:
        if "overlapping parts, enlarged. This" in request.text:
            return Reply(text=request.text.split("column 3 of 3: ")[1].split("\n")[0])
        return Reply(text="A cat at [[0,0,1000,1000]]." if "row 1 of 2, column 3 of 3" in request.text else "NOTHING HERE")

    tile = tiles_of(Size(1280, 800))[2].box
    left, bottom = round(tile.left / 1.28), round(tile.bottom / 0.8)
    assert asked(script, tmp_path / "a.png")[0].text == f"A cat at [[{left},0,1000,{bottom}]]."


def test_only_pictures_have_parts(tmp_path: Path) -> None:
    Image.new("RGB", (100, 100)).save(tmp_path / "a.pdf")
    with pytest.raises(UsageError, match="only pictures"):
        asked([], tmp_path / "a.pdf")
    result = command_line(tmp_path)("ask", "how many?", "--tiles", "--pdf", "a.pdf")
    assert (result.status, "--tiles is for pictures" in result.stderr) == (2, True)


def located(script: Script, image: Image.Image, **settings: int) -> tuple[Grounding, GlmServer]:
    async def look(choice: ModelChoice) -> Grounding:
        endpoint = open_endpoint(choice)
        try:
            return await locate_in_tiles(endpoint, choice, image, "a dot")
        finally:
            await endpoint.close()

    with GlmServer(script) as server:
        return asyncio.run(look(ModelChoice(name=server.model, base_url=server.base_url, **settings))), server


def asked(script: Script, path: Path) -> tuple[Answer, GlmServer]:
    async def put(choice: ModelChoice) -> Answer:
        endpoint = open_endpoint(choice)
        try:
            return await ask(endpoint, choice, "How many dots?", [source_of(path)], tiles=True)
        finally:
            await endpoint.close()

    with GlmServer(script) as server:
        return asyncio.run(put(ModelChoice(name=server.model, base_url=server.base_url))), server


def scattered(chance: random.Random, size: Size, count: int, least: int, most: int) -> list[Box]:
    """Boxes that keep a distance from each other, in reading order."""
    things: list[Box] = []
    for _ in range(count * 4):
        width, height = chance.randint(least, most), chance.randint(least, most)
        box = Box.of_size(chance.randint(0, size.width - width), chance.randint(0, size.height - height), width, height)
        if len(things) < count and all(box.padded(6).intersection(other) is None for other in things):
            things.append(box)
    return things


def pieces(tile: Tile, things: list[Box], chance: random.Random, wrong: int) -> Iterator[Box]:
    """What somebody who sees only this part says of things, a little wrong at each side; slivers are not noticed."""
    for thing in things:
        piece = tile.box.intersection(thing)
        if piece is not None and (piece.area > 0.3 * thing.area or min(piece.size) > 40):
            sides = [side + chance.randint(-wrong, wrong) for side in (piece.left, piece.top, piece.right, piece.bottom)]
            moved = Box(*sides).intersection(tile.box)
            if moved is not None:
                yield moved


def near(box: Box, thing: Box, wrong: int) -> bool:
    sides = zip((box.left, box.top, box.right, box.bottom), (thing.left, thing.top, thing.right, thing.bottom), strict=True)
    return all(abs(one - other) <= wrong for one, other in sides)


def seen_elsewhere(thing: Box, missing: Tile) -> bool:
    """Whether a part other than the missing one shows enough of a thing."""
    others = [tile for tile in tiles_of(Size(1280, 800)) if tile.box != missing.box]
    return any((piece := tile.box.intersection(thing)) is not None and piece.area > 0.3 * thing.area for tile in others)


def dotted(size: Size, count: int) -> tuple[Image.Image, list[Box]]:
    """A picture with so many small dark squares."""
    things = scattered(random.Random(count), size, count, 9, 16)
    image = Image.new("RGB", size, GROUND)
    for box in things:
        ImageDraw.Draw(image).rectangle((box.left, box.top, box.right - 1, box.bottom - 1), fill=(20, 30, 120))
    assert len(things) == count
    return image, things


def boxes_of(picture: Image.Image) -> list[list[int]]:
    """What is dark in a picture, in thousandths; what is smaller than 18 pixels is not made out."""
    dark = (np.asarray(picture.convert("L")) < 140).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(dark)
    boxes = [(x, y, x + w, y + h) for x, y, w, h, _ in stats[1:] if w >= 10 and h >= 10 and w * h >= 18 * 18 // 2]
    sides = [*picture.size, *picture.size]
    return [
        [round(1000 * int(edge) / side) for edge, side in zip(box, sides, strict=True)]
        for box in boxes
        if max(box[2] - box[0], box[3] - box[1]) >= 18
    ]


def sharp_eye(request: Request) -> Reply:
    """The boxes of what is dark."""
    return Reply(text=f"<|begin_of_box|>{json.dumps(boxes_of(request.images[-1]))}<|end_of_box|>")
