"""Places that may be widgets, and the roles that the forest gives them."""

import numpy as np
import pytest

from gui_agent.perception.element import Element
from gui_agent.perception.elements.picture_parts import Parts
from gui_agent.perception.elements.roles.forest import forest
from gui_agent.perception.elements.roles.refine import settled, sight_of
from gui_agent.perception.geometry import Box


@pytest.mark.parametrize("box", [Box(-4, -4, 30, 20), Box(70, 50, 104, 66), Box(-9, 10, 109, 30)], ids=["corner", "end", "wide"])
def test_a_place_at_the_edge_is_cut_to_the_picture(box: Box) -> None:
    """Rules pad the boxes of texts, which then reach out of the picture."""
    scene = Parts(np.full((60, 100, 3), 255, np.uint8), [])
    sight = sight_of(scene, [], [Element("menuitem", "File", box)])
    assert [place.box for place in sight.places] == [box.intersection(Box(0, 0, 100, 60))]
    assert all(isinstance(element, Element) for element in settled(sight, forest()))
