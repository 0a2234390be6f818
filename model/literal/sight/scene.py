"""One screenshot as the skills see it: texts, widgets and shapes, each found at most once and only when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from gui_agent.model.literal.sight.figures import Figure, find_figures
from gui_agent.model.literal.sight.front import dialog_in_front, is_blocked, open_menu
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.sight.view import View
from gui_agent.perception.geometry import Box, RelativeBox

if TYPE_CHECKING:
    from gui_agent.perception.screen.x_windows import TopWindow


class Scene(View):
    """What is on the screen now."""

    @cached_property
    def kept(self) -> dict[type, object]:
        """What others have found out about it, by type; it ends with the scene."""
        return {}

    def look(self) -> None:
        """Find now what would be found at the first question."""
        _ = self.spots

    @cached_property
    def figures(self) -> list[Figure]:
        """Coloured shapes, in pixels of the picture."""
        found = find_figures(self.screenshot.image)
        if not self.echo:
            return found
        block = Box.around(line.box for line in self.echo)
        return [figure for figure in found if not (block.contains(figure.box.center) or figure.box.contains(block.center))]

    @cached_property
    def spots(self) -> list[Spot]:
        """Everything that can be acted on or read, in reading order."""
        from gui_agent.model.literal.sight.spots import spots_of

        return [spot for spot in spots_of(self) if self.takes_input(spot.box)]

    @cached_property
    def dialog(self) -> tuple[Box, Box] | None:
        """A dialog that dims its page, and the page, in pixels of the picture."""
        from gui_agent.model.literal.sight.spots import dialog_of

        return dialog_of(self)

    @cached_property
    def windows(self) -> tuple[TopWindow, ...]:
        """The windows on the picture, the one in front last, in its pixels; empty where they are not known."""
        return self.screenshot.windows

    @property
    def front(self) -> TopWindow | None:
        """The dialog in front of its application's window, in pixels of the picture; None where none is, or that is not known."""
        return dialog_in_front(self.windows)

    @property
    def menu(self) -> Box | None:
        """The menu or list that is open in front of all windows; None where none is, or that is not known."""
        return open_menu(self.windows)

    def takes_input(self, box: Box) -> bool:
        """Whether what is at this place takes input: what is behind a modal dialog, or one that dims its page, does not."""
        if is_blocked(box, self.windows):
            return False
        if self.dialog is None:
            return True
        dialog, page = self.dialog
        return not page.contains(box.center) or dialog.padded(6).contains(box.center)

    def value_in(self, box: Box) -> str:
        """What is in the widget at this place, or the text there."""
        for spot in self.spots:
            if spot.value and box.padded(4).contains(spot.box.center):
                return spot.value
        return self.text_in(box)

    def reported_value(self, box: Box) -> str:
        """What the application reports to be in the field at this place; empty where it reports none, or nothing in it."""
        for element in self.reported:
            common = element.box.intersection(box) if element.role in ("field", "spinner", "dropdown") else None
            if common is not None and 2 * common.area > max(element.box.area, box.area):
                return element.value
        return ""

    def thousandths(self, box: Box) -> RelativeBox:
        """A box as an action wants it: whole thousandths, inside the picture."""
        inside = box.intersection(self.frame) or box
        relative = RelativeBox.of(inside, self.frame)
        return RelativeBox(
            *(float(min(999, max(0, round(side)))) for side in (relative.left, relative.top, relative.right, relative.bottom))
        )

    def pixels(self, numbers: Sequence[float]) -> Box:
        """The box of the picture that thousandths from earlier notes mean."""
        if len(numbers) == 2:
            numbers = [*numbers, *numbers]
        return RelativeBox(*numbers).to_pixels(self.frame)
