"""What is said of a change by what applications report."""

from concurrent.futures import Future

from PIL import Image

from gui_agent.perception.change.change import compare
from gui_agent.perception.element import Element
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.run.reported_changes import of_reported
from gui_agent.run.screens import Screens

ROWS = (Box(0, 0, 200, 40), Box(0, 40, 200, 80))
NAMES = ("Flags", "Symbols")


def screen(selected: int, focused: int | None = None) -> Screenshot:
    """A list of two rows without names of their own, as GTK 4 reports them."""
    shot = Screenshot.of(Image.new("RGB", (200, 80), "white"))
    answer: Future[tuple[Element, ...]] = Future()
    rows = [Element("listrow", "", box, selected=at == selected, focused=at == focused) for at, box in enumerate(ROWS)]
    texts = [Element("text", name, Box(40, box.top + 12, 120, box.top + 28)) for name, box in zip(NAMES, ROWS, strict=True)]
    answer.set_result((*rows, *texts))
    shot.tell(answer)
    return shot


def test_a_row_without_a_name_is_called_by_what_is_in_it() -> None:
    before, after = screen(0), screen(1, focused=1)
    found = list(of_reported(Screens(before, after, compare(before, after), {}, {})))
    assert [(item.kind, item.what, item.role) for item in found] == [
        ("selected", "Symbols", "listrow"),
        ("focus", "Symbols", "listrow"),
    ]
