"""Places that may be widgets, and the roles that they are given."""

import numpy as np
import pytest

from gui_agent.perception.element import Element
from gui_agent.perception.elements.picture_parts import Parts
from gui_agent.perception.elements.roles.forest import CLASSES
from gui_agent.perception.elements.roles.nearby import NEAREST, RELATIONS, nearest, relations
from gui_agent.perception.elements.roles.network import weigh
from gui_agent.perception.elements.roles.proposals import Proposal
from gui_agent.perception.elements.roles.refine import Sight, settled, sight_of
from gui_agent.perception.elements.roles.views import AROUND, END, WHOLE, Views
from gui_agent.perception.geometry import Box


@pytest.mark.parametrize("box", [Box(-4, -4, 30, 20), Box(70, 50, 104, 66), Box(-9, 10, 109, 30)], ids=["corner", "end", "wide"])
def test_a_place_at_the_edge_is_cut_to_the_picture(box: Box) -> None:
    """Rules pad the boxes of texts, which then reach out of the picture."""
    scene = Parts(np.full((60, 100, 3), 255, np.uint8), [])
    sight = sight_of(scene, [], [Element("menuitem", "File", box)])
    assert [place.box for place in sight.places] == [box.intersection(Box(0, 0, 100, 60))]
    assert all(isinstance(element, Element) for element in settled(sight, weigh))


def test_equal_areas_in_a_column_have_one_role() -> None:
    """Buttons in the rows of a list: one that is less sure than those above it is a button too."""
    boxes = [Box(10, 10 + 30 * row, 90, 36 + 30 * row) for row in range(3)]
    scene = Parts(np.full((120, 200, 3), 255, np.uint8), [])
    places = [Proposal(box, {"area"}) for box in (*boxes, Box(120, 10, 160, 36))]
    array = np.array([[box.left, box.top, box.right, box.bottom] for box in (place.box for place in places)])
    sight = Sight(scene, [], [], places, array, np.zeros((4, 0), np.float32), 20.0)
    chances = np.zeros((4, len(CLASSES)))
    chances[:, CLASSES.index("button")] = (0.9, 0.2, 0.05, 0.2)
    found = settled(sight, lambda _: chances)
    assert [element.box for element in found if element.role == "button"] == boxes[:2]


def test_the_nearest_places_come_first_and_few_are_filled_up() -> None:
    boxes = np.array([[0, 0, 40, 20], [50, 0, 90, 20], [0, 300, 40, 320]])
    near = nearest(boxes)
    assert near.shape == (3, NEAREST)
    assert set(near[0].tolist()) == {0, 1, 2}
    many = np.array([[100 * number, 0, 100 * number + 40, 20] for number in range(40)])
    assert set(nearest(many)[0].tolist()) == set(range(1, NEAREST + 1))
    assert relations(many, nearest(many), 20.0).shape == (40, NEAREST, RELATIONS)


@pytest.mark.parametrize("box", [(0, 0, 30, 20), (80, 45, 100, 60), (0, 0, 100, 60)], ids=["corner", "end", "whole"])
def test_a_place_at_the_edge_is_shown_whole(box: tuple[int, int, int, int]) -> None:
    picture = np.full((60, 100, 3), 200, np.uint8)
    whole, ends, around = Views(picture, [Box(10, 10, 40, 25)], 20.0).of(np.array([box]))
    assert (whole.shape, ends.shape, around.shape) == ((1, *WHOLE, 5), (1, 2, *END, 5), (1, *AROUND, 5))
    assert {int(value) for view in (whole, ends, around) for value in np.unique(view[..., :3])} == {200}
