"""The network that weighs the roles of places, trained by `benchmarks/screens/train_network.py` on real and drawn screens.

It looks at small pictures of each place, at the numbers of `Looks` and `Context`, and at the places near it.
"""

from __future__ import annotations

import functools
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gui_agent.perception.elements.roles.context import CONTEXT
from gui_agent.perception.elements.roles.forest import forest
from gui_agent.perception.elements.roles.looks import LOOKS
from gui_agent.perception.elements.roles.nearby import nearest, relations
from gui_agent.perception.elements.roles.proposals import GROUPED
from gui_agent.perception.elements.roles.views import Views

if TYPE_CHECKING:
    from gui_agent.perception.elements.roles.refine import Sight
    from gui_agent.perception.text.engines import Classify

_FILE = "network.onnx"
_MANY = 800
"""A picture with more places is a table mostly: the forest alone weighs them, since the network would take as long as reading does."""
_SHARE = 0.5
"""How much the network counts beside the forest, which is surer of what the rules see."""
_LEAST, _MOST = -20.0, 60.0
_IN_PICTURE = frozenset(
    "lum_in sat_in lum_out sat_out lum_far signed_far page letters_sat letters_blue confidence".split()
) | frozenset(f"from {source}" for source in GROUPED)
"""Colours, which the network sees itself in the small pictures, and what only training has."""
_NAMES = [*LOOKS, *CONTEXT]
KNOWN = [index for index, name in enumerate(_NAMES) if name not in _IN_PICTURE]
"""Columns of the features that the network is given."""
OF_RULES = [place for place, index in enumerate(KNOWN) if _NAMES[index].startswith(("is ", "most ", "row ", "column "))]
"""Which of these say what the rules say."""


def known_of(features: NDArray[np.float32]) -> NDArray[np.float32]:
    """(places, KNOWN) of (places, features), as the network is given them."""
    return np.clip(features[:, KNOWN], _LEAST, _MOST).astype(np.float32)


def weigh(sight: Sight) -> NDArray[np.float64]:
    """(places, CLASSES): how probable each role is of each place."""
    rough = forest().chances(sight.features)
    if len(sight.places) > _MANY:
        return rough
    whole, ends, around = Views(sight.scene.picture, (line.box for line in sight.lines), sight.unit).of(sight.boxes)
    near = nearest(sight.boxes)
    related = relations(sight.boxes, near, sight.unit)
    given: dict[str, NDArray[Any]] = {
        "whole": whole,
        "ends": ends,
        "around": around,
        "known": known_of(sight.features),
        "near": near,
        "related": related,
    }
    return np.asarray(_SHARE * _network()(given).astype(np.float64) + (1 - _SHARE) * rough)


@functools.cache
def _network() -> Classify:
    """The trained network, loaded once."""
    from gui_agent.perception.text.engines import load_classifier

    with resources.as_file(resources.files(__package__) / _FILE) as path:
        return load_classifier(path)
