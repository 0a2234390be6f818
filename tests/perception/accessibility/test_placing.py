"""Where reported windows are put on the screen, by what the X server knows of its windows."""

from gui_agent.perception.accessibility.placing import place_window
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.x_windows import TopWindow

WINDOW = TopWindow("Swing", 7, Box(301, 220, 539, 315), Box(300, 200, 540, 320))


def popup(box: Box, process: int = 7) -> TopWindow:
    return TopWindow("win0", process, box, box, is_popup=True)


def placed(reported: Box, *windows: TopWindow) -> Box | None:
    place = place_window("", reported, windows, 7, relative=False)
    return None if place is None else place.of(reported)


def test_a_menu_that_is_reported_far_from_its_only_window_is_put_there() -> None:
    menu = Box(534, 262, 639, 305)
    assert placed(menu.offset(300, 200), WINDOW, popup(menu)) == menu


def test_a_menu_is_put_where_it_is_reported_if_a_window_of_its_size_is_there() -> None:
    menu, other = Box(534, 262, 639, 305), Box(10, 10, 115, 53)
    for windows in ([popup(other), popup(menu)], [popup(menu), popup(other)]):
        assert placed(menu, WINDOW, *windows) == menu
    assert placed(menu.offset(3, 3), WINDOW, popup(menu)) == menu.offset(3, 3)  # beside its shadow


def test_a_menu_is_not_put_onto_a_window_of_another_size_or_program() -> None:
    menu = Box(834, 462, 990, 705)
    assert placed(menu, WINDOW, popup(Box(534, 262, 690, 530))) is None
    assert placed(menu, WINDOW, popup(Box(534, 262, 690, 505), process=8)) is None


def test_a_main_window_is_put_where_it_says() -> None:
    reported = WINDOW.content.offset(40, 40)  # it was moved between the two answers
    place = place_window("Swing", reported, [WINDOW], 7, relative=False)
    assert place is not None
    assert place.of(reported) == reported
