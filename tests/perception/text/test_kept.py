"""What was made of pixels is made once, for all readers and threads of a process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from PIL import Image, ImageDraw, ImageFont

from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.kept import Kept
from gui_agent.perception.text.networks import TextNetworks
from gui_agent.perception.text.text import TextReader


def test_only_what_is_unknown_is_made_and_the_oldest_is_forgotten() -> None:
    kept: Kept[int, str] = Kept(2)
    made: list[list[int]] = []

    def make(given: list[int]) -> list[str]:
        made.append(given)
        return [str(one) for one in given]

    assert kept.of({b"1": 1, b"2": 2}, make) == {b"1": "1", b"2": "2"}
    assert kept.of({b"1": 1, b"3": 3}, make) == {b"1": "1", b"3": "3"}
    assert kept.of({b"3": 3, b"2": 2}, make) == {b"2": "2", b"3": "3"}
    assert made == [[1, 2], [3], [2]]
    assert len(kept) == 2


def test_more_at_once_than_are_kept_are_all_answered() -> None:
    kept: Kept[int, int] = Kept(2)
    assert kept.of({bytes([one]): one for one in range(9)}, list) == {bytes([one]): one for one in range(9)}


def test_what_one_reader_has_read_another_need_not_read_again_and_both_say_the_same() -> None:
    image = Image.new("RGB", (700, 300), "white")
    for row in range(4):
        ImageDraw.Draw(image).text((40, 30 + 60 * row), f"Order {row}: {row * 37}.50 EUR", "black", ImageFont.load_default(20))
    shot = Screenshot.of(image)
    networks = TextNetworks()
    first = TextReader(networks).read(shot)
    tiles, lines = len(networks.found), len(networks.readings)
    with ThreadPoolExecutor(4) as pool:
        others = list(pool.map(lambda _: TextReader(networks).read(shot), range(8)))
    assert others == [first] * 8
    assert (len(networks.found), len(networks.readings)) == (tiles, lines)
    assert len(first) == 4
