"""Checks against reference pictures: what is compared, what is not, where the picture is, and how it is taken."""

import asyncio
from pathlib import Path

import pytest
from command_line import GREETER
from PIL import Image, ImageDraw

from gui_agent.model.choice import ModelChoice
from gui_agent.perception.geometry import Box
from gui_agent.scenarios.format.load import load_scenarios
from gui_agent.scenarios.format.steps import Check, parse_step
from gui_agent.scenarios.format.yaml_lines import ScenarioError
from gui_agent.scenarios.play.play_options import PlayOptions
from gui_agent.scenarios.play.player import play
from gui_agent.scenarios.play.reference_pictures import Reference, compare, place_of
from gui_agent.scenarios.play.shared_models import Brains


def header(words: str = "Orders", ground: str = "navy") -> Image.Image:
    image = Image.new("RGB", (200, 40), ground)
    ImageDraw.Draw(image).text((12, 12), words, fill="white")
    return image


def test_the_same_picture_differs_nowhere_and_another_one_says_where() -> None:
    same = compare(Reference.of(header()), header())
    assert (same.share, same.differs) == (0.0, None)
    changed = header()
    ImageDraw.Draw(changed).rectangle((100, 10, 119, 19), fill="red")
    found = compare(Reference.of(header()), changed)
    assert found.share == pytest.approx(20 * 10 / (200 * 40))
    assert found.differs == Box(100, 10, 120, 20)


def test_masks_and_transparent_pixels_are_not_compared() -> None:
    changed = header()
    ImageDraw.Draw(changed).rectangle((100, 10, 119, 19), fill="red")
    assert compare(Reference.of(header(), [Box(100, 10, 120, 20)]), changed).share == 0
    assert compare(Reference.of(header(), [Box(-5, -5, 500, 500)]), header("x", "red")).share == 0
    transparent = header().convert("RGBA")
    transparent.paste((0, 0, 0, 0), (100, 10, 120, 20))
    assert compare(Reference.of(transparent), changed).share == 0
    assert compare(Reference.of(transparent), header("Others")).share > 0


def test_shades_that_nobody_tells_apart_are_equal() -> None:
    assert compare(Reference.of(header(ground="#000080")), header(ground="#06068c")).share == 0
    assert compare(Reference.of(header(ground="#000080")), header(ground="#3030b0")).share > 0.5


def test_a_picture_is_found_where_it_is_on_the_screen() -> None:
    screen = Image.new("RGB", (640, 480), "white")
    screen.paste(header("Others"), (20, 30))
    screen.paste(header(), (301, 222))
    assert place_of(Reference.of(header()), screen) == Box(301, 222, 501, 262)
    transparent = header().convert("RGBA")
    transparent.paste((0, 0, 0, 0), (100, 0, 200, 40))
    assert place_of(Reference.of(transparent), screen) == Box(301, 222, 501, 262)
    assert place_of(Reference.of(Image.new("RGB", (700, 20))), screen) is None


def test_how_it_is_written() -> None:
    step = parse_step("check", {"looks like": "a.png", "masks": [[0, 0, 5, 5]], "tolerance": "1%", "area": [0, 0, 50, 50]})
    assert isinstance(step, Check)
    assert (step.tolerance, step.masks, step.sentence()) == (0.01, [(0, 0, 5, 5)], "looks like a.png")


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{looks like: a.png, that: it is so}", "say either `that` or `looks like`"),
        ("{masks: [[0, 0, 1, 1]], that: it is so}", "`area` and `masks` belong to `looks like`"),
        ("{looks like: a.png, tolerance: much}", "tolerance in check: a share is a number"),
        ("{looks like: a.png, tolerance: 120%}", "tolerance in check: a share is between 0 and 1"),
        ("{looks like: a.png, masks: [[0, 0, 1]]}", "masks"),
        ("{look like: a.png}", "unknown key 'look like' in check. Did you mean 'looks like'?"),
    ],
)
def test_mistakes_are_one_line(tmp_path: Path, entry: str, said: str) -> None:
    (tmp_path / "x.yaml").write_text(f"version: 1\nscenarios:\n  - name: x\n    steps:\n      - check: {entry}\n")
    with pytest.raises(ScenarioError) as caught:
        load_scenarios(tmp_path / "x.yaml", {})
    assert str(caught.value).startswith(f"{tmp_path / 'x.yaml'}:5: ")
    assert said in str(caught.value)


@pytest.mark.slow
def test_it_is_taken_compared_and_shown(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(
        f"version: 1\napp: {{start: '{GREETER}', window: Greeter}}\nscenarios:\n"
        "  - name: x\n    steps: [{check: {looks like: shots/window.png, timeout: 3s}}]\n"
    )
    (scenario,) = load_scenarios(tmp_path / "x.yaml", {})
    brains = Brains(ModelChoice())

    def played(*, update: bool = False) -> tuple[str, str]:
        options = PlayOptions(replay="off", output=tmp_path / "runs", root=tmp_path, report=False, update=update)
        result = asyncio.run(play(scenario, options, brains))
        return result.verdict, result.failure

    assert played() == ("failed", "x.yaml:5: step 1 failed: check looks like shots/window.png: no such picture: shots/window.png. Take it with --update, and look at it")  # fmt: skip # noqa: E501
    assert played(update=True)[0] == "passed"
    assert played()[0] == "passed"
    path = tmp_path / "shots/window.png"
    with Image.open(path) as opened:
        image = opened.convert("RGB")
    ImageDraw.Draw(image).rectangle((0, 0, image.width // 2, image.height // 2), fill="red")
    image.save(path)
    verdict, failure = played()
    assert verdict == "failed"
    assert "of the pixels differ from shots/window.png (0.50% are allowed), all from 0,0 to" in failure
