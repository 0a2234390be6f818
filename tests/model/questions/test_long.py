"""Documents and videos that do not fit into the context: every part is asked, and the answer has its page or its time."""

import asyncio
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from glm_server import GlmServer, Reply, Request
from PIL import Image

from gui_agent.model.choice import ModelChoice
from gui_agent.model.provider import open_endpoint
from gui_agent.model.questions.ask import Answer, ask
from gui_agent.model.questions.long import says_nothing
from gui_agent.model.questions.media import source_of
from gui_agent.model.questions.scenes import telling_frames

RED = (200, 30, 30)
SHORT: dict[str, Any] = {"context_tokens": 16_384}
"""A context of three pages, or thirteen frames."""


def pdf(path: Path, pages: int, red: int | None) -> Path:
    images = [Image.new("RGB", (85, 110), RED if index == red else "white") for index in range(pages)]
    images[0].save(path, save_all=True, append_images=images[1:], resolution=10)
    return path


def video(path: Path, seconds: int, red: int | None) -> Path:
    """Ten frames a second, all of them grey but one."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"mp4v"), 10.0, (160, 120))  # type: ignore[attr-defined]
    for index in range(seconds * 10):
        frame = np.full((120, 160, 3), 128, np.uint8)
        if index == red:
            frame[30:90, 40:120] = RED[::-1]
        writer.write(frame)
    writer.release()
    return path


def sees_red(request: Request) -> list[int]:
    """Which pictures of a request are red in their middle."""
    found = []
    for index, image in enumerate(request.images):
        red, green, _ = image.getpixel((image.width // 2, image.height // 2))  # type: ignore[misc]
        found += [index] if red > 150 and green < 90 else []
    return found


def put(script: Any, path: Path, **settings: Any) -> tuple[Answer, GlmServer, list[str]]:
    reported: list[str] = []

    async def put_it() -> Answer:
        choice = ModelChoice(name=server.model, base_url=server.base_url, **settings)
        endpoint = open_endpoint(choice)
        try:
            return await ask(
                endpoint, choice, "Which one is red?", [source_of(path)], split_long=True, on_segment=reported.append
            )
        finally:
            await endpoint.close()

    with GlmServer(script) as server:
        return asyncio.run(put_it()), server, reported


def says_where(request: Request) -> Reply:
    red = sees_red(request)
    labels = [part["text"] for part in request.messages[1]["content"] if part["type"] == "text"]
    return Reply(text=f"It is {labels[red[0]].rstrip(':')}." if red else "NOTHING HERE")


def says_only_what(request: Request) -> Reply:
    return Reply(text="The red one is there.") if sees_red(request) else Reply(text="I cannot find it.")


@pytest.mark.slow
@pytest.mark.timeout(900)  # 300 pages are rendered and compressed: 20 s of a processor, minutes on a busy machine
def test_a_fact_on_page_217_of_300_is_found_with_its_page(tmp_path: Path) -> None:
    answer, server, reported = put(says_where, pdf(tmp_path / "long.pdf", 300, 216))
    assert answer.text == "It is long.pdf, page 217 of 300."
    assert list(answer.sampled) == [f"long.pdf: 300 of 300 pages in {len(server.requests)} parts"]
    assert sum(len(request.images) for request in server.requests) == 300
    assert len(reported) == len(server.requests)


def test_a_fact_is_found_with_its_page(tmp_path: Path) -> None:
    answer, server, reported = put(says_where, pdf(tmp_path / "long.pdf", 12, 6), **SHORT)
    assert answer.text == "It is long.pdf, page 7 of 12."
    assert list(answer.sampled) == [f"long.pdf: 12 of 12 pages in {len(server.requests)} parts"]
    assert sum(len(request.images) for request in server.requests) == 12
    assert len(reported) == len(server.requests) > 1


def test_a_model_that_names_no_page_is_asked_about_smaller_parts(tmp_path: Path) -> None:
    answer, _, _ = put(says_only_what, pdf(tmp_path / "long.pdf", 12, 7), **SHORT)
    assert answer.text == "The red one is there.\n(long.pdf, page 8 of 12)"


@pytest.mark.parametrize("script", [says_where, says_only_what])
def test_one_frame_of_a_video_is_found_with_its_time(script: Any, tmp_path: Path) -> None:
    answer, _, _ = put(script, video(tmp_path / "clip.mp4", 30, 177), **SHORT)
    assert "17.7 s" in answer.text
    assert "of 300 frames" in answer.sampled[0]
    assert "were not looked at" in answer.sampled[0]


def test_what_is_in_no_part_is_said(tmp_path: Path) -> None:
    answer, _, _ = put(says_where, pdf(tmp_path / "long.pdf", 8, None), **SHORT)
    assert answer.text == "That was found in no part of the files."


def test_several_places_are_merged_by_the_model(tmp_path: Path) -> None:
    def script(request: Request) -> Reply:
        if not request.images:
            return Reply(text="Pages 3 and 9." if "page 3 of 10" in request.text and "page 9" in request.text else "?")
        return says_where(request)

    images = [Image.new("RGB", (85, 110), RED if index in (2, 8) else "white") for index in range(10)]
    images[0].save(tmp_path / "long.pdf", save_all=True, append_images=images[1:], resolution=10)
    assert put(script, tmp_path / "long.pdf", **SHORT)[0].text == "Pages 3 and 9."


def test_what_fits_is_asked_at_once(tmp_path: Path) -> None:
    answer, server, _ = put(says_where, pdf(tmp_path / "short.pdf", 3, 1))
    assert len(server.requests) == 1
    assert list(answer.sampled) == ["short.pdf: all 3 pages"]


def test_a_still_video_is_one_frame_a_second(tmp_path: Path) -> None:
    frames, count, rate = telling_frames(video(tmp_path / "still.mp4", 5, None))
    assert (frames, count, rate) == ([0, 10, 20, 30, 40], 50, 10.0)


@pytest.mark.parametrize(
    ("text", "nothing"),
    [
        ("NOTHING HERE", True),
        ("**NOTHING HERE.**", True),
        ("This part shows a table of contents only.\nNOTHING HERE", True),
        ("I cannot see a date.", True),
        ("No.", True),
        ("The receipt does not show a tax, but the total is 42.", False),
        ("The tax is not shown. The total is 42.", False),
        ("Page 3: NOTHING HERE\nPage 4: the total is 42", False),
        ("Notes on page 4", False),
    ],
)
def test_a_part_that_says_more_than_no_is_not_left_out(text: str, nothing: bool) -> None:
    assert says_nothing(text) is nothing
