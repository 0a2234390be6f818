"""Places in answers: which picture, which numbers are a place at all."""

import pytest

from gui_agent.model.questions.named_places import NamedPlace, named_places

ONE = ["screen.png"]
PAGES = ["bill.pdf, page 1 of 3", "bill.pdf, page 2 of 3", "shop.png"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is at <|begin_of_box|>[[100,200,300,400]]<|end_of_box|>.", [(100, 200, 300, 400)]),
        ("Save: [10, 20, 30.5, 40] and Quit: [50,60,70,80]", [(10, 20, 30.5, 40), (50, 60, 70, 80)]),
        ("<|begin_of_box|>[[500, 300]]<|end_of_box|>", [(500, 300, 500, 300)]),
        ("twice [[1,2,3,4]] and again [1, 2, 3, 4]", [(1, 2, 3, 4)]),
        ("the range [5, 9] of the years [2019, 2020, 2021, 2022]", []),
        ("not a box: [300, 400, 100, 200]; the list [1, 2, 3]", []),
        ("The total is <|begin_of_box|>42<|end_of_box|>", []),
    ],
)
def test_places_are_boxes_in_thousandths(text: str, expected: list[tuple[float, ...]]) -> None:
    assert [(place.box, place.picture) for place in named_places(text, ONE)] == [(box, 0) for box in expected]


@pytest.mark.parametrize(
    ("text", "picture"),
    [
        ("In shop.png the button is at [1,2,3,4]", 2),
        ("The Shop shows it at [1,2,3,4]", 2),
        ("On page 2 of the bill: [1,2,3,4]", 1),
        ("In bill.pdf, page 1 of 3: [1,2,3,4]", 0),
        ("Not on page 1 but in image 3: [1,2,3,4]", 2),
        ("Somewhere: [1,2,3,4]", None),
        ("In bill.pdf: [1,2,3,4]", None),
    ],
)
def test_the_picture_that_was_named_last_is_meant(text: str, picture: int | None) -> None:
    assert named_places(text, PAGES) == [NamedPlace((1, 2, 3, 4), picture)]
