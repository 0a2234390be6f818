"""What is reported at another place or in another unit than its window: by the tree's own sizes."""

from __future__ import annotations

from dataclasses import dataclass, field

from gui_agent.perception.accessibility.displaced import displacements, is_reported_in_pixels
from gui_agent.perception.geometry import Box, Point


@dataclass
class Part:
    box: Box | None
    parents: list[Part] = field(default_factory=list)
    is_container: bool = True

    def holds(self, box: Box, *, is_container: bool = True) -> Part:
        return Part(box, [*self.parents, self], is_container)


def libreoffice() -> dict[str, Part]:
    """As LibreOffice reports its window: a menu bar of 25 pixels, and what it draws below from the window's upper edge."""
    frame = Part(Box(0, 19, 1260, 784))
    below = frame.holds(Box(0, 44, 1260, 784))
    drawn = below.holds(Box(0, 19, 1260, 759))
    bar = drawn.holds(Box(0, 58, 1260, 97))
    font = bar.holds(Box(4, 60, 211, 94))
    return {
        "frame": frame,
        "below": below,
        "drawn": drawn,
        "bar": bar,
        "bold": bar.holds(Box(328, 60, 361, 95), is_container=False),
        "font": font,
        "combo": font.holds(Box(4, 85, 211, 119), is_container=False),
    }


def test_what_is_drawn_below_a_menu_bar_is_moved_down_by_its_height() -> None:
    parts = libreoffice()
    moves = displacements(parts.values())
    assert {name: moves.get(id(part)) for name, part in parts.items()} == {
        "frame": None,
        "below": None,
        "drawn": Point(0, 25),
        "bar": Point(0, 25),
        "bold": Point(0, 25),
        "font": Point(0, 25),
        "combo": None,  # GTK draws it, and reports it rightly
    }


def test_what_fills_a_menu_together_is_moved_into_it() -> None:
    window = Part(Box(301, 220, 539, 315))
    menu = window.holds(Box(338, 239, 539, 305))
    rows = [(223, 242), (242, 246), (246, 265), (265, 284)]  # as Java reports them: from the upper edge of the menu bar
    entries = [menu.holds(Box(339, top, 538, bottom), is_container=False) for top, bottom in rows]
    caption = entries[3].holds(Box(350, 266, 400, 283), is_container=False)
    parts = [window, menu, *entries, caption]
    moves = displacements(parts)
    assert [moves.get(id(part)) for part in parts] == [None, None, *[Point(0, 18)] * 5]


def test_the_only_entry_of_a_menu_is_moved_into_it() -> None:
    menu = Part(Box(834, 462, 939, 486))
    entry = menu.holds(Box(640, 468, 743, 487), is_container=False)
    assert displacements([menu, entry]) == {id(entry): Point(195, -4)}


def test_parts_stay_that_do_not_fill_their_container_or_are_in_it_or_scrolled() -> None:
    menu = Part(Box(100, 100, 300, 180))
    for boxes in (
        [Box(102, 102, 298, 140), Box(102, 140, 298, 178)],  # where they are reported
        [Box(102, 94, 298, 134), Box(102, 134, 298, 172)],  # a few pixels beside, as shadows and rings are
        [Box(102, 60, 298, 98), Box(102, 98, 298, 110)],  # they leave a part of it empty
        [Box(102, 20, 298, 98), Box(102, 98, 298, 260)],  # a list that is scrolled: higher than what shows it
    ):
        assert displacements([menu, *(menu.holds(box, is_container=False) for box in boxes)]) == {}


def test_parts_of_other_sizes_stay_where_they_are_reported() -> None:
    pane = Part(Box(0, 100, 300, 400))
    scrolled = pane.holds(Box(0, -500, 300, 900))
    button = pane.holds(Box(0, 40, 300, 340), is_container=False)
    assert displacements([pane, scrolled, scrolled.holds(Box(10, -450, 90, -420)), button]) == {}


def test_a_page_that_is_as_large_as_its_scaled_container_is_reported_in_pixels() -> None:
    container = Box(10, 66, 620, 382)
    assert is_reported_in_pixels(Box(20, 132, 1240, 764), container, 2.0)
    assert not is_reported_in_pixels(Box(10, 66, 620, 382), container, 2.0)
    assert not is_reported_in_pixels(Box(10, 66, 620, 382), container, 1.0)
    assert is_reported_in_pixels(Box(15, 99, 930, 573), container, 1.5)
