"""What was found out about a screen is found once, and ends with the screen: a process that judges for hours keeps none of them."""

import gc
import weakref

from literal_corpus import StoredScene, screens

from gui_agent.model.literal.targets.statement_evidence import Evidence


def test_evidence_is_found_once_and_ends_with_its_scene() -> None:
    scene = StoredScene(next(iter(screens("zenity").values())), "")
    assert Evidence.of(scene) is Evidence.of(scene)
    assert Evidence.of(scene).cells
    gone = weakref.ref(scene)
    del scene
    gc.collect()
    assert gone() is None
