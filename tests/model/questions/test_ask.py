"""Questions about pictures, videos and PDFs, over real HTTP: what the model is shown, what is said of it, what comes back."""

import asyncio
import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from command_line import Cli, command_line
from glm_server import GlmServer, Message, Reply, Script
from PIL import Image, ImageDraw, ImageFont

from gui_agent.errors import UnparseableReply, UsageError
from gui_agent.model.choice import ModelChoice
from gui_agent.model.provider import open_endpoint
from gui_agent.model.questions.ask import Answer, ask
from gui_agent.model.questions.media import Source, sample, source_of, spread


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    return command_line(tmp_path)


def picture(path: Path, size: tuple[int, int] = (640, 400), text: str = "total 42") -> Path:
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).text((40, 40), text, fill="black", font=ImageFont.load_default(40))
    image.save(path)
    return path


def pdf(path: Path, pages: int) -> Path:
    images = [Image.new("RGB", (850, 1100), (255, 255, 255 - index)) for index in range(pages)]
    images[0].save(path, save_all=True, append_images=images[1:], resolution=100)
    return path


def video(path: Path, seconds: int) -> Path:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*"mp4v"), 10.0, (320, 240))  # type: ignore[attr-defined]
    for index in range(seconds * 10):
        writer.write(np.full((240, 320, 3), min(255, index * 255 // (seconds * 10)), np.uint8))
    writer.release()
    return path


def put(script: Script, question: str, sources: list[Source], **settings: Any) -> tuple[Answer, GlmServer]:
    async def put_it(choice: ModelChoice) -> Answer:
        endpoint = open_endpoint(choice)
        try:
            return await ask(endpoint, choice, question, sources)
        finally:
            await endpoint.close()

    with GlmServer(script) as server:
        return asyncio.run(put_it(ModelChoice(name=server.model, base_url=server.base_url, call_timeout=20, **settings))), server


@pytest.mark.parametrize("shape", ["vllm", "sglang", "raw"])
@pytest.mark.parametrize("stream", [True, False])
def test_an_answer_and_its_thinking(shape: Any, stream: bool, tmp_path: Path) -> None:
    reply = Reply(
        thinking="I read it.",
        text="It is <|begin_of_box|>42<|end_of_box|>.\n\nIt is <|begin_of_box|>42<|end_of_box|>.",
        shape=shape,
    )
    answer, server = put([reply], "What is the total?", [source_of(picture(tmp_path / "a.png"))], stream=stream)
    assert (answer.text, answer.thinking) == ("It is 42.", "I read it.")
    assert list(answer.sampled) == ["a.png: 640x400"]
    request = server.requests[0]
    assert [image.size for image in request.images] == [(616, 392)]
    assert request.text.endswith("a.png:\nWhat is the total?")
    assert "tools" not in request.body


def test_an_empty_answer_is_asked_for_again(tmp_path: Path) -> None:
    answer, server = put([Reply(thinking="hm " * 9, finish="length"), Reply(text="42")], "Total?", [])
    assert answer.text == "42"
    assert answer.usage.requests == 2
    assert server.requests[1].body["chat_template_kwargs"] == {"enable_thinking": False}
    with pytest.raises(UnparseableReply):
        put([Message({"content": None})] * 2, "Total?", [], reasks=1)


def test_pictures_that_do_not_fit_are_scaled_down_and_it_is_said(tmp_path: Path) -> None:
    sources = [source_of(picture(tmp_path / f"{index}.png", (1280, 800))) for index in range(3)]
    answer, server = put([Reply(text="ok")], "What?", sources, context_tokens=6000, sampling={"max_tokens": 2000})
    assert all("scaled down to" in line for line in answer.sampled)
    assert sum(image.width * image.height // 784 + 2 for image in server.requests[0].images) < 3000
    with pytest.raises(UsageError, match="3 files do not fit"):
        sample(sources, 300)


def test_small_pictures_leave_their_room_to_large_ones(tmp_path: Path) -> None:
    sources = [source_of(picture(tmp_path / "small.png", (112, 112))), source_of(picture(tmp_path / "large.png", (1260, 784)))]
    small, large = sample(sources, 1400)
    assert small.tokens + large.tokens <= 1400
    assert "scaled" not in small.description
    assert large.tokens > 1000


def test_all_pages_of_a_short_document_and_a_sample_of_a_long_one(tmp_path: Path) -> None:
    answer, server = put([Reply(text="ok")], "What?", [source_of(pdf(tmp_path / "short.pdf", 3))])
    assert list(answer.sampled) == ["short.pdf: all 3 pages"]
    assert "short.pdf, page 3 of 3:" in server.requests[0].text
    answer, server = put([Reply(text="ok")], "What?", [source_of(pdf(tmp_path / "long.pdf", 60))], context_tokens=20_000)
    assert list(answer.sampled) == ["long.pdf: 5 of 60 pages: 1, 16, 31, 45, 60"]
    assert len(server.requests[0].images) == 5
    assert "page 60 of 60" in server.requests[0].text


def test_frames_of_a_video_with_their_times(tmp_path: Path) -> None:
    answer, server = put([Reply(text="ok")], "What?", [source_of(video(tmp_path / "clip.mp4", 4))])
    assert list(answer.sampled) == ["clip.mp4: 5 frames from 0.0 s to 3.9 s, one every 1.0 s"]
    shades = [image.getpixel((100, 100))[0] for image in server.requests[0].images]  # type: ignore[index]
    assert shades == sorted(shades)
    assert shades[-1] > shades[0] + 150
    assert "clip.mp4 at 3.9 s:" in server.requests[0].text


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    text = tmp_path / "text.png"
    text.write_text("no picture")
    for path, message in ((text, "cannot be read as a picture"), (text.rename(tmp_path / "x.pdf"), "cannot be read as a PDF")):
        source = Source(path if path.exists() else tmp_path / "x.pdf", "image" if "picture" in message else "pdf")
        with pytest.raises(UsageError, match=message):
            sample([source], 9000)
    with pytest.raises(UsageError, match="cannot be read as a video"):
        sample([Source(tmp_path / "x.pdf", "video")], 9000)
    with pytest.raises(UsageError, match="no such file"):
        source_of(tmp_path / "nothing.png")


def test_numbers_are_spread_evenly() -> None:
    assert spread(3, 5) == [0, 1, 2]
    assert spread(100, 4) == [0, 33, 66, 99]
    assert spread(9, 1) == [4]
    assert spread(0, 4) == []


def test_the_command_takes_several_files_and_streams(cli: Cli, tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        picture(tmp_path / name)
    with GlmServer([Reply(thinking="hm", text="They are equal."), Reply(thinking="hm", text="Yes.")]) as server:
        where = ("--model", server.model, "--base-url", server.base_url)
        shown = cli("ask", "Are they equal?", "--image", "a.png", "b.png", "--stream", "--show-thinking", *where)
        asked = cli("ask", "--image", "a.png", "b.png", "Equal?", "--json", *where)
    assert (shown.status, shown.stdout) == (0, "They are equal.\n")
    assert "hm" in shown.stderr
    assert "saw b.png: 640x400" in shown.stderr
    assert asked.json["answer"] == "Yes."
    assert [len(request.images) for request in server.requests] == [2, 2]
    assert server.requests[1].text.endswith("Equal?")


def test_the_commands_say_what_is_wrong(cli: Cli, tmp_path: Path) -> None:
    picture(tmp_path / "a.png")
    assert cli("ask", "What?", "--image", "none.png", "--model", "m", "--base-url", "http://127.0.0.1:9/v1").status == 2
    literal = cli("ask", "What?", "--image", "a.png")
    assert (literal.status, "--base-url" in literal.stderr) == (2, True)


def test_locate_prints_boxes_and_draws_them(cli: Cli, tmp_path: Path) -> None:
    Image.new("RGB", (1000, 800), "white").save(tmp_path / "shot.png")
    with GlmServer([Reply(text="<|begin_of_box|>[[100,100,300,200]]<|end_of_box|>"), Reply(text="[]")]) as server:
        where = ("--image", "shot.png", "--model", server.model, "--base-url", server.base_url)
        found = cli("locate", "the Save button", "--out", "marked.png", *where)
        missing = cli("locate", "the moon", *where)
    assert found.status == 0, found.stderr
    [place] = json.loads(found.stdout)["found"]
    assert place == {"box": [100, 80, 300, 160], "center": [200, 120], "thousandths": [100, 100, 300, 200], "refined": False}
    with Image.open(tmp_path / "marked.png") as marked:
        assert marked.getpixel((99, 120)) == (255, 0, 0)
    assert (missing.status, json.loads(missing.stdout)["found"]) == (1, [])


def test_locate_works_without_a_server_by_text(cli: Cli, tmp_path: Path) -> None:
    picture(tmp_path / "shot.png", (1260, 784), "Save all")
    found = cli("locate", "the text 'Save all'", "--image", "shot.png")
    assert found.status == 0, found.stderr
    [place] = json.loads(found.stdout)["found"]
    left, top, right, bottom = place["box"]
    assert left < 60 < 150 < right
    assert top < 65 < bottom
    missing = cli("locate", "the Frobnicate button", "--image", "shot.png")
    assert (missing.status, json.loads(missing.stdout)["found"]) == (1, [])
    assert "Frobnicate" in missing.stderr
