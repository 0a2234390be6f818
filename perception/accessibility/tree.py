"""What applications say about their own windows: the accessibility tree (AT-SPI, Linux), and how it joins what is seen.

GTK, Qt, Firefox and LibreOffice offer a tree, Java with its bridge, Chromium with `--force-renderer-accessibility`; Tk and xterm
none. Role and state numbers are those of at-spi2-core's `atspi-constants.h`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from jeepney import DBusAddress

from gui_agent.perception.accessibility.dbus import MessageBus
from gui_agent.perception.accessibility.displaced import displacements, is_reported_in_pixels
from gui_agent.perception.accessibility.placing import Placement, covered, place_window
from gui_agent.perception.element import Element, Role
from gui_agent.perception.elements.elements import in_reading_order
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.x_windows import TopWindow

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
_DROPDOWN, _FRAME, _MENU_BAR, _SCROLL_PANE, _TEXT, _TOGGLE, _VIEWPORT = 11, 23, 34, 49, 61, 62, 68
_ROLES_OF_LISTS = {32, 35, 45, 8}
"""What a drop-down's list consists of: list items, menu entries."""
_PAGES = {82, 95}
_HEADERS, _CONTAINERS_OF_TEXT = {10, 57}, {73, 83}
_TICKED = {7, 8, 44, 45, 130}
_WITH_TEXT = {_DROPDOWN, _TEXT, 79}
_TOPLEVEL_DEPTH = 2
_APPLICATION_DEPTH = 1
_ACTIVE, _CHECKED, _EDITABLE, _FOCUSABLE, _FOCUSED, _PRESSED = (1 << bit for bit in (1, 4, 7, 11, 12, 20))
_SELECTABLE, _SELECTED, _SENSITIVE, _SHOWING = (1 << bit for bit in (22, 23, 24, 25))
_MODAL, _VISIBLE, _MANAGES_DESCENDANTS, _INDETERMINATE = (1 << bit for bit in (16, 30, 31, 32))
_LABELLED_BY = 2
_CLASS = re.compile(r"(Gtk|Adw|Gd|Hdy)[A-Z]\w+|Gjs_\w+")
"""What GTK 4 calls a widget without a name: by its class."""
_MNEMONIC = re.compile(r"_(?=\w)")
"""The mark before the letter that is underlined."""
_CLASS_NAMES = {"GtkMenuButton": "Menu"}
_NAMED: frozenset[Role] = frozenset({"button", "tab", "menuitem", "checkbox", "radio", "link"})
"""What is named by the texts in it, where it has no name of its own."""
_MOST_NODES, _MOST_CHILDREN, _MOST_LETTERS = 4000, 500, 1000
_SCREEN_COORDINATES = 0
Reference = tuple[str, str]
"""A node on the bus: the name of its application's connection and the node's path."""


@dataclass
class Node:
    """What was learned about one node of the tree."""

    reference: Reference
    parent: Node | None
    role: int = 0
    states: int = 0
    name: str = ""
    label: str = ""
    value: str = ""
    box: Box | None = None
    process: int | None = None
    """Of an application: the number of its process."""
    relative: bool = False
    """Of an application: it counts places from its windows' corners, and does not say what is showing (GTK 4)."""
    parents: list[Node] = field(init=False)

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
    def is_container(self) -> bool:
        """Whether it is no element itself."""
        return self.kind is None

    @property
    def toplevel(self) -> Node:
        """The window that it is in (desktop and application are above it)."""
        line = [*self.parents, self]
        return line[min(_TOPLEVEL_DEPTH, len(line) - 1)]

    @property
    def application(self) -> Node:
        """The application that it is of."""
        line = [*self.parents, self]
        return line[min(_APPLICATION_DEPTH, len(line) - 1)]


def reported_elements(nodes: list[Node], screen: Box, windows: Sequence[TopWindow] = ()) -> list[Element]:
    """The visible elements of a tree, in reading order; see `read_accessible`."""
    _put_right(nodes)
    _name_by_contents(nodes)
    reported = {id(node.parent) for node in nodes if node.kind == "text"}
    placements = _placements(nodes, windows)
    nodes = [node for node in _uncovered(_unblocked(nodes)) if node.role not in _CONTAINERS_OF_TEXT or id(node) not in reported]
    nodes = _innermost(nodes)
    elements = (_element(node, screen, placements, windows) for node in nodes)
    return in_reading_order([element for element in elements if element is not None])


class Walk:
    """Asks for the tree breadth-first, and below a node only where it is showing."""

    def __init__(self, bus: MessageBus) -> None:
        self.nodes: list[Node] = []
        self._bus = bus
        self._met: set[Reference] = set()
        root = Node(("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root"), None)
        self._ask(root, "GetChildren", "a(so)", partial(self._applications, root))

    def _ask(
        self, node: Node, method: str, answer: str, then: Callable[[Any], None], interface: str = "Accessible", **call: Any
    ) -> None:
        owner, path = node.reference
        self._bus.ask(DBusAddress(path, owner, f"org.a11y.atspi.{interface}"), method, answer, then, **call)

    def _name_of(self, reference: Reference, then: Callable[[str], None]) -> None:
        self._property(reference, "Accessible", "Name", "s", lambda name: then(" ".join(name[:_MOST_LETTERS].split())))

    def _property(self, reference: Reference, interface: str, name: str, kind: str, then: Callable[[Any], None]) -> None:
        target = DBusAddress(reference[1], reference[0], "org.freedesktop.DBus.Properties")
        arguments = (f"org.a11y.atspi.{interface}", name)
        self._bus.ask(target, "Get", "v", lambda variant: then(variant[1]) if variant[0] == kind else None, "ss", arguments)

    def _applications(self, root: Node, references: list[Reference]) -> None:
        for reference in references:
            application = Node(reference, root)
            self._about(application)
            self._ask(application, "GetChildren", "a(so)", partial(self._children, application))

    def _about(self, application: Node) -> None:
        """Whose process it is, and whether its toolkit is GTK 4."""
        owner = application.reference[0]
        bus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
        set_process = partial(setattr, application, "process")
        self._bus.ask(bus, "GetConnectionUnixProcessID", "u", set_process, "s", (owner,))
        self._property(application.reference, "Application", "ToolkitName", "s", partial(self._toolkit, application))

    def _toolkit(self, application: Node, name: str) -> None:
        application.relative = name == "GTK"  # GTK 3 calls itself "gtk"

    def _children(self, parent: Node, references: list[Reference]) -> None:
        for reference in references[:_MOST_CHILDREN]:
            if reference in self._met or len(self._met) >= _MOST_NODES or not _is_node(reference):
                continue
            self._met.add(reference)
            node = Node(reference, parent)
            self._ask(node, "GetState", "au", partial(self._states, node))

    def _states(self, node: Node, words: list[int]) -> None:
        node.states = sum(word << 32 * index for index, word in enumerate(words))
        if not node.states & (_VISIBLE if node.application.relative else _SHOWING):
            return
        self.nodes.append(node)
        self._ask(node, "GetRole", "u", partial(self._role, node))
        self._name_of(node.reference, partial(self._name, node))
        arguments = {"signature": "u", "arguments": (_SCREEN_COORDINATES,)}
        self._ask(node, "GetExtents", "(iiii)", partial(self._place, node), "Component", **arguments)
        if node.states & _MANAGES_DESCENDANTS:  # a sheet would report each of its millions of cells
            self._property(node.reference, "Accessible", "ChildCount", "i", partial(self._few_children, node))
        else:
            self._ask(node, "GetChildren", "a(so)", partial(self._children, node))

    def _few_children(self, node: Node, count: int) -> None:
        if 0 < count <= _MOST_NODES:
            self._ask(node, "GetChildren", "a(so)", partial(self._children, node))

    def _role(self, node: Node, role: int) -> None:
        node.role = role
        if role in _WITH_TEXT:
            arguments = {"signature": "ii", "arguments": (0, _MOST_LETTERS)}
            self._ask(node, "GetText", "s", partial(self._value, node), "Text", **arguments)
        if role == _DROPDOWN:
            arguments = {"signature": "i", "arguments": (0,)}
            self._ask(node, "GetSelectedChild", "(so)", partial(self._choice, node), "Selection", **arguments)
        if node.kind in {"slider", "spinner"}:
            self._property(node.reference, "Value", "CurrentValue", "d", lambda value: self._value(node, f"{value:g}"))

    def _name(self, node: Node, name: str) -> None:
        node.name = _CLASS_NAMES.get(name, "") if node.application.relative and _CLASS.fullmatch(name) else _once(name)
        if not node.name and node.kind in {"field", "dropdown", "slider", "spinner"}:
            self._ask(node, "GetRelationSet", "a(ua(so))", partial(self._relations, node))

    def _relations(self, node: Node, relations: list[tuple[int, list[Reference]]]) -> None:
        for kind, targets in relations:
            if kind == _LABELLED_BY and targets and _is_node(targets[0]):
                self._name_of(targets[0], partial(self._label, node))

    def _label(self, node: Node, name: str) -> None:
        node.label = name.rstrip(" :*")

    def _choice(self, node: Node, child: Reference) -> None:
        if _is_node(child):
            self._name_of(child, partial(self._value, node))

    def _value(self, node: Node, text: str) -> None:
        node.value = text.replace("\ufffc", "").strip()[:_MOST_LETTERS]

    def _place(self, node: Node, place: tuple[int, int, int, int]) -> None:
        node.box = Box.of_size(*place)


def _is_node(reference: Reference) -> bool:
    """Whether it leads to a node; the bus ends the connection of who asks a name that is none."""
    owner, path = reference
    return owner.startswith(":") and not path.endswith("/null")


def _uncovered(nodes: list[Node]) -> list[Node]:
    """Without what is in another main window than the active one, under the active window or dialog."""
    active = [node for node in nodes if node.states & _ACTIVE and node.toplevel is node and node.box]

    def covered(node: Node) -> bool:
        if node.box is None or node.toplevel.role != _FRAME or node.toplevel.states & _ACTIVE:
            return False
        return any(window.box is not None and window.box.contains(node.box.center) for window in active)

    return [node for node in nodes if not covered(node)]


def _put_right(nodes: list[Node]) -> None:
    """Move what is reported beside the container that it fills to where it is drawn."""
    moves = displacements(nodes)
    for node in nodes:
        move = moves.get(id(node))
        if node.box is not None and move is not None:
            node.box = node.box.offset(move.x, move.y)


def _name_by_contents(nodes: list[Node]) -> None:
    """Give each button, tab or entry without a name the texts inside it, which are no elements of their own then."""
    inside: dict[int, list[str]] = {}
    for node in nodes:
        text = _once(node.name or node.value)
        owner = next((parent for parent in reversed(node.parents) if parent.kind in _NAMED), None)
        if node.kind == "text" and text and owner is not None:
            inside.setdefault(id(owner), []).append(text)
    for node in nodes:
        if node.kind in _NAMED and not node.name:
            node.name = " ".join(inside.get(id(node), []))


def _innermost(nodes: list[Node]) -> list[Node]:
    """Without buttons that only hold another button of their kind: GTK 4's menu buttons are reported twice."""
    outer: dict[int, Node] = {}
    for node in nodes:
        for parent in node.parents:
            if parent.kind == node.kind == "button" and (not node.name or not parent.name or node.name == parent.name):
                outer[id(parent)] = node
    for node in nodes:
        inner = outer.get(id(node))
        if inner is not None and not inner.name:
            inner.name = node.name
    return [node for node in nodes if id(node) not in outer]


def _unblocked(nodes: list[Node]) -> list[Node]:
    """Without what a modal dialog of the same application keeps from being used."""
    modal = [node for node in nodes if node.toplevel is node and node.states & _MODAL and len(node.parents) == _TOPLEVEL_DEPTH]
    blocked = {id(node.application) for node in modal}
    return [
        node for node in nodes if id(node.application) not in blocked or node.toplevel in modal or node.toplevel.role != _FRAME
    ]


def _placements(nodes: list[Node], windows: Sequence[TopWindow]) -> dict[int, Placement | None]:
    """How the places in each reported window become places of the screen, by the window's node; None where that is not known."""
    found: dict[int, Placement | None] = {}
    boxes: dict[int, Box] = {}
    for node in nodes:
        if node.box is not None and node.box.area > 1:
            boxes.setdefault(id(node.toplevel), node.box)  # the window's own, or (Java) what fills it
    tops = [node for node in nodes if len(node.parents) == _TOPLEVEL_DEPTH and id(node) in boxes]
    scales: dict[int, float] = {}
    for top in tops:
        application = top.application
        place = place_window(top.name, boxes[id(top)], windows, application.process, relative=application.relative)
        found[id(top)] = place
        if place is not None and top.role == _FRAME:
            scales[id(application)] = place.scale
    for top in tops:  # menus and lists: the same scale as their windows
        if found[id(top)] is None and not top.application.relative:
            found[id(top)] = Placement(scales.get(id(top.application), 1.0))
    return found


def _element(node: Node, screen: Box, placements: dict[int, Placement | None], windows: Sequence[TopWindow]) -> Element | None:
    """The element that a node is; None for containers, for what is out of sight and for a caption that its widget already has."""
    kind = node.kind
    place = placements.get(id(node.toplevel))
    if kind is None or place is None:
        return None
    if _is_on_page_in_pixels(node, place.scale):
        place = Placement(window=place.window)
    box = place.of(node.box).intersection(screen) if node.box else None
    for pane in node.parents:
        if box and pane.box and pane.role in {_SCROLL_PANE, _VIEWPORT}:
            box = box.intersection(place.of(pane.box))
    if box is None or covered(box, place.window, windows) or not _is_shown(node, box, windows):
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
        checked=bool(node.states & _CHECKED) if node.role in _TICKED and not node.states & _INDETERMINATE else None,
        selected=bool(node.states & _SELECTED or (node.role == _TOGGLE and node.states & (_CHECKED | _PRESSED))),
        focused=bool(node.states & _FOCUSED),
        disabled=not node.states & _SENSITIVE,
        mark=box if kind in {"checkbox", "radio"} and box.width <= 2 * box.height else None,
    )


def _is_on_page_in_pixels(node: Node, scale: float) -> bool:
    """Whether it is on a page of a browser that is reported in pixels of the screen, unlike its window."""
    pages = [parent for parent in node.parents if parent.role in _PAGES]
    if not pages:
        return False
    page, container = pages[0], pages[0].parents[-1]
    return page.box is not None and container.box is not None and is_reported_in_pixels(page.box, container.box, scale)


def _is_shown(node: Node, box: Box, windows: Sequence[TopWindow]) -> bool:
    """Whether a window of its application is there; the list of a drop-down is in a window of its own.

    Qt reports the lists of closed drop-downs, at places where nothing is.
    """
    if any(parent.role == _MENU_BAR and parent.box is not None and not parent.box.area for parent in node.parents):
        return False  # LibreOffice reports its own menu bar too, which GTK draws
    own = [window for window in windows if window.process in (node.application.process, None)]
    if node.role in _ROLES_OF_LISTS and any(parent.role == _DROPDOWN for parent in node.parents):
        own = [window for window in own if window.is_popup]
        return not windows or any(window.frame.contains(box.center) for window in own)
    return not own or any(window.frame.contains(box.center) for window in own)


def _once(name: str) -> str:
    """A name without its repetition, and without the mark of its mnemonic: GTK 4 names a button by its caption and by its tooltip."""
    words = name.split()
    half = len(words) // 2
    plain = [_MNEMONIC.sub("", word) for word in words[:half]]
    return " ".join(plain) if half and plain == words[half:] else name
