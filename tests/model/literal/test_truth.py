"""What is not seen is not done, and nothing is guessed: counting, commands on a row, styles on a selection, typing twice."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

import pytest
from literal_corpus import StoredScene, first_step
from PIL import Image, ImageDraw, ImageFont

from gui_agent.actions.effect import Effect
from gui_agent.model.literal.language.grammar import parse
from gui_agent.model.literal.language.intents import Click, Enter, Highlight, Target, Tick
from gui_agent.model.literal.plan import SKILLS
from gui_agent.model.literal.sight.mark_shape import mark_shape
from gui_agent.model.literal.sight.view import View
from gui_agent.model.literal.skills import entering, into_fields, moving, pointing
from gui_agent.model.literal.skills.outcome import Act, Finished, Stuck
from gui_agent.model.literal.targets.find import locate
from gui_agent.model.literal.targets.lexicon import readings_on
from gui_agent.model.literal.targets.progress import Facts
from gui_agent.model.literal.targets.selected_text import are_redrawn, ground_of, letters_in
from gui_agent.model.literal.targets.situation import NotFound, Situation
from gui_agent.perception.element import Element
from gui_agent.perception.geometry import Box, RelativeBox
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.text import TextLine, Word

SIZE = (400, 300)
CHANGED = Effect("confirmed", changed=(RelativeBox(10, 10, 300, 300),))


def scene(picture: Image.Image, spots: list[list[Any]] = [], lines: list[Any] = []) -> StoredScene:  # noqa: B006
    found = StoredScene({"name": "", "size": list(SIZE), "lines": lines, "spots": spots}, "")
    found.screenshot = Screenshot.of(picture)
    return found


def line(text: str, left: int, top: int) -> list[Any]:
    right = left + 9 * len(text)
    return [[left, top, right, top + 16], 0.9, [[text, left, top, right, top + 16]], text]


def column(kinds: list[str], marks: str) -> Situation:
    """A column of options: `kinds` as the eyes see them, `marks` as they are drawn (s: a square, o: a circle, x: a cross)."""
    picture = Image.new("RGB", SIZE, "#ddd")
    draw = ImageDraw.Draw(picture)
    spots, lines = [], []
    for row, (kind, mark) in enumerate(zip(kinds, marks, strict=True)):
        top, name = 20 + 26 * row, f"Row{row}"
        box = (20, top + 2, 32, top + 14)
        if mark == "x":
            draw.line(box, "#333", 2)
            draw.line((20, top + 14, 32, top + 2), "#333", 2)
        else:
            (draw.rectangle if mark == "s" else draw.ellipse)(box, "white", "#333")
        left = 40 if kind == "text" else 20
        spots.append([kind, [left, top, 85, top + 16], name])
        lines.append(line(name, 40, top))
    return Situation(scene(picture, spots, lines))


SECOND = Target("the 2nd check box", role="checkbox", noun="check box", ordinal=2)


@pytest.mark.parametrize(
    ("kinds", "marks", "found"),
    [
        (["checkbox", "checkbox", "checkbox"], "sss", "Row1"),
        (["radio", "radio", "checkbox", "checkbox"], "ooss", "Row3"),
        (["checkbox", "text", "checkbox"], "sss", None),  # one was overlooked
        (["checkbox", "radio", "checkbox", "checkbox"], "ooss", None),  # a radio button was taken for a check box
        (["radio", "checkbox", "checkbox"], "sss", None),  # a check box was taken for a radio button
        (["checkbox", "checkbox", "text"], "sss", "Row1"),  # what is behind it makes no difference
        (["radio", "radio"], "oo", None),  # what is only like a check box is none
    ],
)
def test_what_is_counted_was_made_out(kinds: list[str], marks: str, found: str | None) -> None:
    if found is None:
        with pytest.raises(NotFound, match="2nd check box"):
            locate(SECOND, column(kinds, marks))
    else:
        assert locate(SECOND, column(kinds, marks)).label == found


def test_the_shape_of_a_mark() -> None:
    seen = column(["checkbox"] * 3, "sox").scene
    assert [mark_shape(seen, Box(16, 19 + 26 * row, 39, 37 + 26 * row)) for row in range(3)] == ["square", "round", "unclear"]
    assert mark_shape(seen, Box(200, 20, 230, 40)) is None


@pytest.mark.parametrize(
    ("control", "clicked"),
    [
        (["icon", [18, 20, 34, 36], "", {"name": "close"}], False),  # in the column of the check boxes
        (["icon", [300, 20, 316, 36], "", {"name": "close"}], True),
        (["button", [300, 20, 370, 36], "Delete"], True),
        (["checkbox", [300, 20, 370, 36], "\u00d7"], False),
    ],
)
def test_a_command_never_ticks_the_entry_itself(control: list[Any], clicked: bool) -> None:
    spots = [control, ["text", [40, 20, 90, 36], "Tea"], ["checkbox", [20, 60, 90, 76], "Milk"]]
    situation = Situation(scene(Image.new("RGB", SIZE, "white"), spots, [line("Tea", 40, 20)]))
    (step,) = parse("Delete the task 'Tea'").steps
    assert isinstance(step, Click)
    if clicked:
        assert isinstance(pointing.click(step, situation), Act)
    else:
        with pytest.raises(NotFound, match="Delete"):
            pointing.click(step, situation)


def written(selected: bool, bold: bool) -> Image.Image:
    picture = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(picture)
    if selected:
        draw.rectangle((48, 52, 110, 74), "#3060c0")
    draw.text((50, 53), "whale", "white" if selected else "black", ImageFont.load_default(18), stroke_width=int(bold))
    return picture


WORDS = [[[50, 50, 108, 76], 0.9, [["whale", 50, 50, 108, 76]], "whale"]]
WORD = Highlight("", Target("the word whale", label="whale", role="word", noun="word"))


def test_a_text_must_be_seen_to_be_selected() -> None:
    first = moving.highlight(WORD, Situation(scene(written(False, False), lines=WORDS)))
    assert isinstance(first, Act)
    selected = Situation(scene(written(True, False), lines=WORDS), first.state, effect=CHANGED)
    assert isinstance(moving.highlight(WORD, selected), Finished)
    again = moving.highlight(WORD, Situation(scene(written(False, False), lines=WORDS), first.state, effect=CHANGED))
    assert isinstance(again, Act)
    assert again.action.name == "left_drag"
    last = moving.highlight(WORD, Situation(scene(written(False, False), lines=WORDS), again.state, effect=CHANGED))
    assert isinstance(last, Stuck)


@pytest.mark.parametrize(
    ("selected", "bold", "done"), [(True, True, True), (False, True, True), (True, False, False), (False, False, False)]
)
def test_a_style_must_be_seen_on_the_text(selected: bool, bold: bool, done: bool) -> None:
    plain, marked = scene(written(False, False)), scene(written(True, False))
    place = marked.thousandths(Box(50, 50, 108, 76))
    sides = (place.left, place.top, place.right, place.bottom)
    box = marked.pixels(sides)
    facts = Facts(place=sides, letters=letters_in(plain, box), ground=ground_of(plain, box))
    step = Click("", Target("bold", label="Bold"), shows=True, restyles=WORD.target)
    state = pointing.Clicking(1, letters=letters_in(marked, box), ground=ground_of(marked, box), text=sides, looks=2)
    found = pointing.click(step, Situation(scene(written(selected, bold)), state, facts=facts, effect=CHANGED))
    assert isinstance(found, Finished if done else Stuck)
    assert not are_redrawn("", "")


def entered(seen: str, state: into_fields.TextTyped, **changes: Any) -> Any:
    shown = [line(seen, 20, 20)] if seen else []
    situation = Situation(scene(Image.new("RGB", SIZE, "white"), lines=shown), state, effect=Effect("no_effect"))
    return entering.enter(Enter("", "Ann Lee", Target("Name", label="Name"), **changes), situation)


def test_nothing_is_typed_twice_into_one_field() -> None:
    box = (40.0, 50.0, 700.0, 140.0)
    typed = into_fields.TextTyped(text="Ann Lee", boxes=(box,), label="field")
    looks = []
    found = entered("", typed)
    while isinstance(found, Act) and found.action.name == "wait":
        looks.append(found)
        assert isinstance(found.state, into_fields.TextTyped)
        found = entered("", found.state)
    assert len(looks) == 2
    assert isinstance(found, Act)
    assert found.action.name == "left_click"
    assert isinstance(entered("Ann Lee", typed), Finished)
    assert isinstance(entered("Ann LeeAnn Lee", typed), Stuck)
    late = into_fields.ContentSelected(text="Ann Lee", boxes=(box,), label="field", again=True)
    assert isinstance(entered("Ann Lee", late), Stuck)  # type: ignore[arg-type]
    over = entered("", late)  # type: ignore[arg-type]
    assert isinstance(over, Act)
    assert over.action.name == "type"
    last = into_fields.TextTyped(text="Ann Lee", boxes=(box,), label="field", looks=2)
    assert isinstance(entered("", last, append=True), Stuck)


@pytest.mark.parametrize(
    "task",
    ["Select the option Restore windows on startup", "Choose 'Restore windows on startup'", "Pick Restore windows on startup"],
)
@pytest.mark.parametrize(("checked", "clicked"), [(True, False), (False, True)])
def test_a_box_that_is_to_be_chosen_stays_ticked(task: str, checked: bool, clicked: bool) -> None:
    name = "Restore windows on startup"
    box = ["checkbox", [100, 100, 380, 120], name, {"checked": checked}]
    found = StoredScene({"name": "", "size": list(SIZE), "lines": [line(name, 130, 102)], "spots": [box]}, task)
    assert not [one.restated for one in readings_on(task, Situation(found)) if one.restated.startswith("click")]
    step = first_step(Situation(found))
    assert isinstance(SKILLS[type(step)](step, Situation(found)), Act if clicked else Finished)


@pytest.mark.parametrize(
    ("task", "kind"),
    [
        ("Clear the Toolbar in new windows box", "checkbox"),
        ("Clear the Toolbar box", "checkbox"),
        ("Clear the Toolbar box", "field"),
    ],
)
def test_a_box_that_is_to_be_cleared_is_a_check_box_or_a_field(task: str, kind: str) -> None:
    name = task.removeprefix("Clear the ").removesuffix(" box")
    box = [kind, [100, 100, 380, 120], name, {"checked": True} if kind == "checkbox" else {"value": "x"}]
    found = StoredScene({"name": "", "size": list(SIZE), "lines": [line(name, 20, 102)], "spots": [box]}, task)
    assert isinstance(first_step(Situation(found)), Tick if kind == "checkbox" else Enter)


class _Page:
    """Texts at given heights, in place of a reader of pictures."""

    def __init__(self, *texts: str) -> None:
        self.lines = [
            TextLine(
                text, Box(20, top, 380, top + 16), 0.9, tuple(Word(word, Box(20, top, 60, top + 16)) for word in text.split())
            )
            for top, text in zip(range(20, 280, 24), texts, strict=False)
        ]

    def read(self, _screenshot: Screenshot) -> list[TextLine]:
        return self.lines


@pytest.mark.parametrize(
    ("task", "texts", "repeated"),
    [
        ("Tick Copy the selection to the clipboard", ["Copy the selection to the clipboard"], 0),
        ("Open the Buttons and Feedback settings tab", ["Buttons and Feedback settings"], 0),
        ("Click on the button that says Go", ["Click on the button that says Go", "Go"], 1),
        ("Select Anna and Bert, then click Submit now", ["Select Anna and Bert,", "then click Submit now", "Anna"], 2),
        ("Select Anna and Bert, then click Submit now", ["5elect Anna and Bert,", "then click Submit now", "Anna"], 2),
    ],
)
def test_a_long_label_does_not_repeat_the_instruction(task: str, texts: list[str], repeated: int) -> None:
    view = View(Screenshot.of(Image.new("RGB", SIZE, "white")), _Page(*texts), task)  # type: ignore[arg-type]
    assert [one.text for one in view.echo] == texts[:repeated]


def test_what_an_application_reports_as_a_control_does_not_repeat_the_instruction() -> None:
    page = _Page("Enable the event sounds")
    reported = (Element("checkbox", "Enable the event sounds", Box(10, 15, 260, 40)),)
    shot = Screenshot.of(Image.new("RGB", SIZE, "white"))
    answer: Future[tuple[Element, ...]] = Future()
    answer.set_result(reported)
    shot.tell(answer)
    assert View(shot, page, "Enable the event sounds").echo == []  # type: ignore[arg-type]
