"""Cassettes: a decision is taken again only where the screen bears it out; a broken application is never waved through."""

import asyncio
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from scripted_model import ScriptedModel

from gui_agent.errors import UsageError
from gui_agent.model.choice import ModelChoice
from gui_agent.model.replay.cassette import Cassette, CassetteFile, Look, Section, generalise, same_picture, specialise
from gui_agent.perception.change.likeness import Found, around, distance, find, fingerprint, same
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.record.events import Checked, Decided, Usage
from gui_agent.record.run_log import read_events
from gui_agent.scenarios.format.load import load_scenarios
from gui_agent.scenarios.format.planned import Scenario
from gui_agent.scenarios.play.examiner import Finding
from gui_agent.scenarios.play.play_options import PlayOptions
from gui_agent.scenarios.play.player import play
from gui_agent.scenarios.play.scenario_result import ScenarioResult
from gui_agent.scenarios.play.shared_models import Brains

ADD = [432, 142, 503, 175]
FIELD = [163, 145, 422, 170]
SCRIPT: list[dict[str, Any]] = [
    {"action": "left_click", "start_box": FIELD, "element_info": "the New todo field"},
    {"action": "type", "content": "Milk"},
    {"action": "left_click", "start_box": ADD, "element_info": "the Add button"},
    {"action": "done"},
]
FILE = """\
version: 1
app: {start: "python APP ${work}/todo.json", window: Todo}
vars: {item: Milk}
scenarios:
  - name: add
    steps:
      - do: Add ${item}
      - check: {that: "the list holds ${item}", timeout: 1s}
"""


class Counter:
    """Judges by the pixels of the todo application's counter; counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    async def check(self, statement: str, screenshot: Screenshot) -> Finding:
        """Yes where something is below the entry row."""
        self.asked += 1
        part = screenshot.image.crop((130, 160, 330, 190)).convert("L")
        low, high = part.getextrema()
        assert isinstance(low, int)
        assert isinstance(high, int)
        return Finding("yes" if high - low > 100 else "no", "looked at the list")

    async def read(self, what: str, form: str, screenshot: Screenshot, *, many: bool) -> tuple[object, Usage]:
        """Not needed."""
        raise NotImplementedError


def scenario(folder: Path, change: tuple[str, str] | None = None, check: tuple[str, str] = ("", "")) -> Scenario:
    text = Path("scenarios/apps/todo.py").read_text()
    if change is not None:
        assert change[0] in text
        text = text.replace(*change)
    (folder / "todo.py").write_text(text)
    (folder / "todo.yaml").write_text(FILE.replace("APP", str(folder / "todo.py")).replace(*check))
    return load_scenarios(folder / "todo.yaml", {})[0]


def played(one: Scenario, folder: Path, mode: str, script: list[dict[str, Any]] | None = None) -> tuple[ScenarioResult, int, int]:
    """The result, and how often the model and the examiner were asked."""
    model, examiner = ScriptedModel(script or []), Counter()
    options = PlayOptions(output=folder / "runs", root=Path.cwd(), report=False)
    options = replace(options, replay=mode)  # type: ignore[arg-type]
    result = asyncio.run(play(one, options, Brains(ModelChoice(), model, examiner)))
    return result, model.asked, examiner.asked


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("recorded")
    result, asked, judged = played(scenario(folder), folder, "record", SCRIPT)
    assert result.ok, result.failure
    assert (asked, judged) == (4, 1)
    return folder / "cassettes"


@pytest.fixture
def recorded(recording: Path, tmp_path: Path) -> Path:
    """A folder with the cassette, and nothing else yet."""
    shutil.copytree(recording, tmp_path / "cassettes")
    return tmp_path


def test_only_replays_without_asking_anybody(recorded: Path) -> None:
    result, asked, judged = played(scenario(recorded), recorded, "only")
    assert result.ok, result.failure
    assert (asked, judged, result.healed) == (0, 0, 0)
    assert [event.source for event in read_events(Path(result.run)) if isinstance(event, Decided)] == ["cassette"] * 4


def test_a_value_that_differs_is_typed_as_it_is_now(recorded: Path) -> None:
    cassette = (recorded / "cassettes/todo/add.json").read_text()
    assert '"content": "${item}"' in cassette
    assert "Milk" not in cassette


def test_a_moved_button_is_found_and_the_check_judged_anew(recorded: Path) -> None:
    moved = scenario(recorded, ('self.geometry("560x480+120+80")', 'self.geometry("560x480+320+180")'))
    result, asked, _ = played(moved, recorded, "auto")
    assert asked == 0, "the window moved, and everything in it was found again without the model"
    assert result.stages[-1].rejudged == 1
    result, asked, judged = played(moved, recorded, "only")
    assert (result.verdict, asked, judged) == ("undecided", 0, 0)
    assert result.exit_status == 6


def test_a_judgement_that_can_be_read_holds_elsewhere_and_strict_compares_pixels(tmp_path: Path) -> None:
    counted = ('the list holds ${item}", timeout: 1s', "the counter says '1 left of 1'\", timeout: 2s")
    result, _, judged = played(scenario(tmp_path, check=counted), tmp_path, "record", SCRIPT)
    assert result.ok, result.failure
    moved = ('self.geometry("560x480+120+80")', 'self.geometry("600x500+320+180")')
    elsewhere = scenario(tmp_path, moved, check=counted)
    result, asked, judged = played(elsewhere, tmp_path, "only")
    assert result.ok, result.failure
    assert (asked, judged) == (0, 0)
    assert [event.source for event in read_events(Path(result.run)) if isinstance(event, Checked)] == ["reading"]
    assert played(elsewhere, tmp_path, "strict")[0].verdict == "undecided"
    wrong = scenario(tmp_path, ("{left} left of", "{left + 1} left of"), check=counted)
    result, *_ = played(wrong, tmp_path, "only")
    assert result.verdict == "failed", "the text is in the list, as recorded, and the check is not true"
    assert "2 left of 1" in result.failure
    old = json.loads((tmp_path / "cassettes/todo/add.json").read_text())
    for section in old["sections"]:
        for decision in section.get("decisions", []):
            decision.pop("effect", None)
            for target in decision.get("targets", []):
                target.pop("words", None)
        for look in section.get("looks", []):
            look.pop("by", None)
    old.pop("display")
    (tmp_path / "cassettes/todo/add.json").write_text(json.dumps({**old, "version": 1}))
    converted = CassetteFile(tmp_path / "cassettes/todo/add.json").load()
    assert converted is not None
    words = [target.words and target.words.label for one in converted.sections[0].decisions for target in one.targets]
    assert words == ["New todo", "Add"]
    assert [look.by for look in converted.sections[1].looks] == ["reading"]


def test_a_changed_label_is_healed_and_proposed_not_written(recorded: Path) -> None:
    before = (recorded / "cassettes/todo/add.json").read_text()
    changed = scenario(recorded, ('text="Add"', 'text="Put"'))
    result, asked, _ = played(changed, recorded, "auto", SCRIPT[2:])
    assert result.ok, result.failure
    assert (asked, result.healed) == (1, 1)
    assert (recorded / "cassettes/todo/add.json").read_text() == before
    assert Path(result.proposed).is_file()
    assert "+" in Path(result.proposed).with_suffix(".diff").read_text()
    assert played(changed, recorded, "only")[0].verdict == "undecided"


@pytest.mark.parametrize("mode", ["auto", "only"])
@pytest.mark.parametrize(
    "change",
    [
        ("self.items.append", "[].append"),
        ('command=self.add).pack(side="left")', 'command=lambda: None).pack(side="left")'),
        ('            self.new_title.set("")', '            raise SystemExit(3)\n            self.new_title.set("")'),
    ],
    ids=["the item is lost", "the button does nothing", "it crashes"],
)
def test_a_broken_application_fails(recorded: Path, change: tuple[str, str], mode: str) -> None:
    result, _, _ = played(scenario(recorded, change), recorded, mode, SCRIPT[3:])
    assert not result.ok
    assert result.verdict in ("failed", "undecided")


UNCHECKED = ('      - check: {that: "the list holds ${item}", timeout: 1s}\n', "")


@pytest.mark.parametrize(
    "change",
    [
        ('command=self.add).pack(side="left")', 'command=lambda: None).pack(side="left")'),
        pytest.param(("self.items.append(", "[].append("), marks=pytest.mark.slow),
    ],
    ids=["nothing happens", "the item is lost"],
)
def test_without_a_check_the_effects_decide(recorded: Path, change: tuple[str, str]) -> None:
    """Nothing but the recorded effects speaks against the model, which says done."""
    result, asked, _ = played(scenario(recorded, change, UNCHECKED), recorded, "auto", SCRIPT[3:])
    assert result.verdict in ("failed", "undecided")
    assert "when it was recorded" in result.reason
    assert asked == 1


def test_without_a_cassette_only_is_undecided(tmp_path: Path) -> None:
    result, asked, judged = played(scenario(tmp_path), tmp_path, "only")
    assert (result.verdict, asked, judged) == ("undecided", 0, 0)


def test_a_damaged_cassette_is_reported(tmp_path: Path) -> None:
    store = CassetteFile(tmp_path / "x.json")
    assert store.load() is None
    store.path.write_text('{"version": 1, "scenario": 3}')
    with pytest.raises(UsageError, match="damaged"):
        store.load()


def test_a_cassette_keeps_its_pictures_and_forgets_others(tmp_path: Path) -> None:
    store = CassetteFile(tmp_path / "x.json")
    image = Image.new("RGB", (40, 30), "red")
    name = store.keep(image)
    store.save(Cassette(scenario="x", sections=[Section(step="check: a", looks=[Look(statement="a", picture=name)])]))
    loaded = CassetteFile(tmp_path / "x.json")
    picture = loaded.picture(name)
    assert picture is not None
    assert same_picture(picture, image)
    section = loaded.load()
    assert section is not None
    assert section.section("check:  A", 0) is not None
    assert section.section("check: a", 1) is None
    loaded.save(Cassette(scenario="x"))
    assert loaded.picture(name) is None


def test_texts_are_made_general_and_special_again() -> None:
    values = {"item": "Buy milk", "no": 1}
    general = generalise({"content": "Buy milk and 1"}, values)
    assert general == {"content": "${item} and 1"}
    assert specialise(general, {"item": "Tea"}) == {"content": "Tea and 1"}


def _picture(*labels: tuple[int, int, str]) -> Image.Image:
    picture = Image.new("RGB", (600, 400), (217, 217, 217))
    draw = ImageDraw.Draw(picture)
    for x, y, text in labels:
        draw.rectangle((x, y, x + 90, y + 26), fill=(236, 236, 236), outline=(120, 120, 120))
        draw.text((x + 20, y + 8), text, fill=(0, 0, 0))
    return picture


def test_a_piece_is_found_where_it_went_and_only_if_it_is_alone() -> None:
    old = _picture((100, 100, "Item 1"), (100, 200, "Item 2"))
    place = around(Box(100, 100, 191, 127), Box(0, 0, 600, 400))
    piece = old.crop((place.left, place.top, place.right, place.bottom))
    assert find(piece, place, old, [Found(0, 0)]) == Found(0, 0)
    assert find(piece, place, _picture((300, 150, "Item 1"), (100, 250, "Item 2")), [Found(0, 0)]) == Found(200, 50)
    assert find(piece, place, _picture((100, 100, "Item 2"), (100, 200, "Item 3")), [Found(0, 0)]) is None
    assert find(piece, place, _picture((300, 100, "Item 1"), (300, 300, "Item 1")), [Found(0, 0)]) is None


def test_a_caret_is_no_difference_and_a_letter_is() -> None:
    one = _picture((100, 100, "Item 1"))
    caret = one.copy()
    ImageDraw.Draw(caret).line((150, 200, 150, 215), fill=(0, 0, 0))
    assert same(one, caret)
    assert same_picture(one, caret)
    other = _picture((100, 100, "Item 2"))
    assert not same(one, other)
    assert not same_picture(one, other)


def test_fingerprints_of_like_pictures_are_near() -> None:
    slope = Image.linear_gradient("L").resize((64, 64)).convert("RGB")
    marked = slope.copy()
    ImageDraw.Draw(marked).point((30, 30), fill=(255, 0, 0))
    assert distance(fingerprint(slope.rotate(90)), fingerprint(marked.rotate(90))) <= 2
    assert distance(fingerprint(slope.rotate(90)), fingerprint(slope.rotate(270))) > 32
