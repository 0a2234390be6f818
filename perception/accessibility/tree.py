"""What applications say about their own windows: the accessibility tree (AT-SPI, Linux), and how it joins what is seen.

GTK and Qt offer a tree; Chromium with `--force-renderer-accessibility` and `ACCESSIBILITY_ENABLED=1`; Tk and xterm none. Role and
state numbers are those of at-spi2-core's `atspi-constants.h`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from jeepney import DBusAddress

from gui_agent.perception.accessibility.dbus import MessageBus
from gui_agent.perception.elements.elements import Element, Role, in_reading_order
from gui_agent.perception.geometry import Box

_ROLES: dict[int, Role] = {
    7: "checkbox",
    8: "menuitem",  # with a check mark
    10: "button",  # column header
    11: "dropdown",
    26: "icon",
    27: "icon",  # image
    29: "text",  # label
    32: "listrow",
    33: "menuitem",  # a menu, by its title
    35: "menuitem",
    37: "tab",
    40: "field",  # password
    43: "button",
    44: "radio",
    45: "menuitem",  # of a radio group
    51: "slider",
    52: "spinner",
    56: "listrow",  # table cell
    57: "button",  # table column header
    60: "field",  # terminal
    61: "text",  # or a field, if it is editable
    62: "button",  # toggle button
    73: "text",  # paragraph
    79: "field",  # entry
    83: "text",  # heading
    88: "link",
    90: "listrow",  # table row
    91: "listrow",  # tree item
    116: "text",  # static text
    129: "button",  # with a menu
    130: "checkbox",  # switch
}
_DROPDOWN, _FRAME, _SCROLL_PANE, _TEXT, _TOGGLE, _VIEWPORT = 11, 23, 49, 61, 62, 68
_HEADERS, _CONTAINERS_OF_TEXT = {10, 57}, {73, 83}
_TICKED = {7, 8, 44, 45, 130}
_WITH_TEXT = {_DROPDOWN, _TEXT, 79}
_TOPLEVEL_DEPTH = 2
_ACTIVE, _CHECKED, _EDITABLE, _FOCUSABLE, _FOCUSED, _PRESSED = (1 << bit for bit in (1, 4, 7, 11, 12, 20))
_SELECTABLE, _SELECTED, _SENSITIVE, _SHOWING = (1 << bit for bit in (22, 23, 24, 25))
_LABELLED_BY = 2
_MOST_NODES, _MOST_CHILDREN, _MOST_LETTERS = 4000, 500, 1000
_SCREEN_COORDINATES = 0
_MORE_THAN_TEXT: frozenset[Role] = frozenset({"link", "button"})
"""What a text is where it looks so: a label with a link in it, a button that is drawn by hand."""
_LINES = 2.6
"""What is taller than so many seen lines of text is not one line with its frame."""

Reference = tuple[str, str]
"""A node on the bus: the name of its application's connection and the node's path."""


@dataclass
class _Node:
    """What was learned about one node of the tree."""

    reference: Reference
    parent: _Node | None
    role: int = 0
    states: int = 0
    name: str = ""
    label: str = ""
    value: str = ""
    box: Box | None = None
    parents: list[_Node] = field(init=False)

    def __post_init__(self) -> None:
        self.parents = [*self.parent.parents, self.parent] if self.parent else []

    @property
    def kind(self) -> Role | None:
        """The role of the element that it is; None for a container."""
        kind = _ROLES.get(self.role)
        if self.role == _TEXT and self.states & _EDITABLE:
            return "field"
        if (kind == "listrow" and not self.states & _SELECTABLE) or (self.role in _HEADERS and not self.states & _FOCUSABLE):
            return None  # the cells of a table of data: their texts are children
        return kind

    @property
    def toplevel(self) -> _Node:
        """The window that it is in (desktop and application are above it)."""
        line = [*self.parents, self]
        return line[min(_TOPLEVEL_DEPTH, len(line) - 1)]


def read_accessible(bus_address: str | None, screen: Box, budget_seconds: float = 0.3) -> list[Element]:
    """The visible elements that applications tell of on the session bus `bus_address`, in reading order.

    `bus_address` is what `DBUS_SESSION_BUS_ADDRESS` holds for the applications on this screen. Boxes are pixels of the virtual
    screen, cut to `screen`; what is outside is left out. The list is empty where there is no bus, or no accessibility bus (none
    is started). What was not answered within the budget is missing, the windows' outer parts come first. The contents of password
    fields are not read, of other fields the first 1000 letters.
    """
    if not bus_address:
        return []
    deadline = time.monotonic() + budget_seconds
    found: list[str] = []
    nodes: list[_Node] = []
    try:
        with MessageBus(bus_address, deadline) as session:
            session.ask(DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus"), "GetAddress", "s", found.append)
            session.run()
        if found:
            with MessageBus(found[0], deadline) as bus:
                walk = _Walk(bus)
                nodes = walk.nodes
                bus.run()
    except (OSError, ValueError, RuntimeError):  # no such bus, or none for us
        return []
    told = {id(node.parent) for node in nodes if node.kind == "text"}
    nodes = [node for node in _uncovered(nodes) if node.role not in _CONTAINERS_OF_TEXT or id(node) not in told]
    elements = (_element(node, screen) for node in nodes)
    return in_reading_order([element for element in elements if element is not None])


class _Walk:
    """Asks for the tree breadth-first, and below a node only where it is showing."""

    def __init__(self, bus: MessageBus) -> None:
        self.nodes: list[_Node] = []
        self._bus = bus
        self._met: set[Reference] = set()
        root = _Node(("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root"), None)
        self._ask(root, "GetChildren", "a(so)", partial(self._applications, root))

    def _ask(
        self, node: _Node, method: str, answer: str, then: Callable[[Any], None], interface: str = "Accessible", **call: Any
    ) -> None:
        owner, path = node.reference
        self._bus.ask(DBusAddress(path, owner, f"org.a11y.atspi.{interface}"), method, answer, then, **call)

    def _name_of(self, reference: Reference, then: Callable[[str], None]) -> None:
        self._property(reference, "Accessible", "Name", "s", lambda name: then(" ".join(name[:_MOST_LETTERS].split())))

    def _property(self, reference: Reference, interface: str, name: str, kind: str, then: Callable[[Any], None]) -> None:
        target = DBusAddress(reference[1], reference[0], "org.freedesktop.DBus.Properties")
        arguments = (f"org.a11y.atspi.{interface}", name)
        self._bus.ask(target, "Get", "v", lambda variant: then(variant[1]) if variant[0] == kind else None, "ss", arguments)

    def _applications(self, root: _Node, references: list[Reference]) -> None:
        for reference in references:
            application = _Node(reference, root)
            self._ask(application, "GetChildren", "a(so)", partial(self._children, application))

    def _children(self, parent: _Node, references: list[Reference]) -> None:
        for reference in references[:_MOST_CHILDREN]:
            if reference in self._met or len(self._met) >= _MOST_NODES or not _is_node(reference):
                continue
            self._met.add(reference)
            node = _Node(reference, parent)
            self._ask(node, "GetState", "au", partial(self._states, node))

    def _states(self, node: _Node, words: list[int]) -> None:
        node.states = sum(word << 32 * index for index, word in enumerate(words))
        if not node.states & _SHOWING:
            return
        self.nodes.append(node)
        self._ask(node, "GetRole", "u", partial(self._role, node))
        self._name_of(node.reference, partial(self._name, node))
        arguments = {"signature": "u", "arguments": (_SCREEN_COORDINATES,)}
        self._ask(node, "GetExtents", "(iiii)", partial(self._place, node), "Component", **arguments)
        self._ask(node, "GetChildren", "a(so)", partial(self._children, node))

    def _role(self, node: _Node, role: int) -> None:
        node.role = role
        if role in _WITH_TEXT:
            arguments = {"signature": "ii", "arguments": (0, _MOST_LETTERS)}
            self._ask(node, "GetText", "s", partial(self._value, node), "Text", **arguments)
        if role == _DROPDOWN:
            arguments = {"signature": "i", "arguments": (0,)}
            self._ask(node, "GetSelectedChild", "(so)", partial(self._choice, node), "Selection", **arguments)
        if node.kind in {"slider", "spinner"}:
            self._property(node.reference, "Value", "CurrentValue", "d", lambda value: self._value(node, f"{value:g}"))

    def _name(self, node: _Node, name: str) -> None:
        node.name = name
        if not node.name and node.kind in {"field", "dropdown", "slider", "spinner"}:
            self._ask(node, "GetRelationSet", "a(ua(so))", partial(self._relations, node))

    def _relations(self, node: _Node, relations: list[tuple[int, list[Reference]]]) -> None:
        for kind, targets in relations:
            if kind == _LABELLED_BY and targets and _is_node(targets[0]):
                self._name_of(targets[0], partial(self._label, node))

    def _label(self, node: _Node, name: str) -> None:
        node.label = name.rstrip(" :*")

    def _choice(self, node: _Node, child: Reference) -> None:
        if _is_node(child):
            self._name_of(child, partial(self._value, node))

    def _value(self, node: _Node, text: str) -> None:
        node.value = text.replace("\ufffc", "").strip()[:_MOST_LETTERS]

    def _place(self, node: _Node, place: tuple[int, int, int, int]) -> None:
        node.box = Box.of_size(*place)


def _is_node(reference: Reference) -> bool:
    """Whether it leads to a node; the bus ends the connection of who asks a name that is none."""
    owner, path = reference
    return owner.startswith(":") and not path.endswith("/null")


def _uncovered(nodes: list[_Node]) -> list[_Node]:
    """Without what is in another main window than the active one, under the active window or dialog."""
    active = [node for node in nodes if node.states & _ACTIVE and node.toplevel is node and node.box]

    def covered(node: _Node) -> bool:
        if node.box is None or node.toplevel.role != _FRAME or node.toplevel.states & _ACTIVE:
            return False
        return any(window.box is not None and window.box.contains(node.box.center) for window in active)

    return [node for node in nodes if not covered(node)]


def _element(node: _Node, screen: Box) -> Element | None:
    """The element that a node is; None for containers, for what is out of sight and for a caption that its widget already has."""
    kind = node.kind
    box = node.box.intersection(screen) if node.box else None
    for pane in node.parents:
        if box and pane.box and pane.role in {_SCROLL_PANE, _VIEWPORT}:
            box = box.intersection(pane.box)
    if kind is None or box is None:
        return None
    name = node.label if kind == "dropdown" and node.name == node.value else node.name or node.label  # GTK names it by its choice
    if kind == "text":
        name = name or node.value
        if not name or any(name in parent.name for parent in node.parents if parent.kind not in {None, "text"}):
            return None
    return Element(
        kind,
        name,
        box,
        value=node.value if kind in {"field", "dropdown", "slider", "spinner"} else "",
        checked=bool(node.states & _CHECKED) if node.role in _TICKED else None,
        selected=bool(node.states & _SELECTED or (node.role == _TOGGLE and node.states & (_CHECKED | _PRESSED))),
        focused=bool(node.states & _FOCUSED),
        disabled=not node.states & _SENSITIVE,
        mark=box if kind in {"checkbox", "radio"} and box.width <= 2 * box.height else None,
    )


def merge(seen: list[Element], accessible: list[Element]) -> list[Element]:
    """Both lists as one, in reading order, each thing once.

    Where an element that was seen and one that was told are the same, name, role and states are those told; the colour is seen, as
    are a name and a value that were not told. What only one of the two has stays. A told text of several lines gives way to the
    lines that were seen in it, which have a place each; inside a tall field or row the lines seen stay as well.
    """
    told = [element for element in accessible if not _is_read_by_lines(element, seen)]
    partners: dict[int, list[Element]] = {}
    alone: list[Element] = []
    for element in seen:
        best = max(told, key=lambda other: _likeness(element, other), default=None)
        if best is not None and _likeness(element, best) > 0:
            partners.setdefault(id(best), []).append(element)
        elif not _is_made_of(element, told):
            alone.append(element)
    return in_reading_order([*alone, *(_joined(element, partners.get(id(element), []), told) for element in told)])


def _likeness(seen: Element, told: Element) -> float:
    """How well what was seen fits what was told: 0 (another thing) to 1 (the same box)."""
    common = seen.box.intersection(told.box)
    if common is None:
        return 0.0
    overlap = common.area / (seen.box.area + told.box.area - common.area)
    if overlap >= 0.5:
        return overlap
    if common.area >= 0.7 * seen.box.area:
        same_words = bool(seen.text) and seen.text in told.text
        is_low = told.box.height <= _LINES * seen.box.height
        return overlap if same_words or (is_low and seen.role in {"text", "link", "icon", "shape"}) else 0.0
    is_mark = told.role in {"checkbox", "radio"} and seen.role == told.role
    is_caption = told.role == "text" and seen.role in _MORE_THAN_TEXT and seen.text == told.text
    return overlap if (is_mark or is_caption) and common.area >= 0.7 * told.box.area else 0.0


def _is_read_by_lines(told: Element, seen: list[Element]) -> bool:
    """Whether it is a text of which several lines were seen, one below another."""
    if told.role != "text":
        return False
    lines = [other.box for other in seen if told.box.contains(other.box.center) and _LINES * other.box.height < told.box.height]
    return len(lines) > 1


def _is_made_of(seen: Element, told: list[Element]) -> bool:
    """Whether it is one line of pixels over several things that were told, such as the titles of a menu bar."""
    parts = [
        common for other in told if (common := seen.box.intersection(other.box)) and other.box.height <= _LINES * seen.box.height
    ]
    return len(parts) > 1 and sum(part.area for part in parts) >= 0.6 * seen.box.area


def _joined(told: Element, seen: list[Element], others: list[Element]) -> Element:
    """What was told, with what only eyes know; `others` are all elements told."""
    if not seen:
        return told
    captions = [other for other in in_reading_order(seen) if other.role in {"text", "link"}]
    inside = " ".join(other.text for other in captions)
    best = max(seen, key=lambda other: (other not in captions, _likeness(other, told)))
    name, value = ("", inside) if best in captions else (best.text, best.value or inside)
    if told.role not in {"field", "dropdown", "spinner", "slider"}:
        name, value = name or value, ""
    is_more = told.role == "text" and best.role in _MORE_THAN_TEXT
    box = told.box.union(best.box) if is_more or told.role in {"checkbox", "radio"} else told.box
    if any(box.contains(other.box.center) and not told.box.contains(other.box.center) for other in others):
        box = told.box
    return replace(
        told,
        role=best.role if is_more else told.role,
        text=told.text or name,
        box=box,
        value=told.value or value,
        colour=best.colour,
        mark=told.mark or best.mark,
    )
