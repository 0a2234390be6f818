"""How well the eyes do on the corpus of `shoot.py`: words, roles, `checked`, labels; precision and recall apart, by source.

    python benchmarks/screens/score.py FOLDER [--half open|opened|closed] [--faults] [--merged] [SOURCE ...]

Only pixels are read here: what applications tell is the truth to compare with. `--faults` prints each fault, but not those of the closed part.

* words: of the words that the truth has, those that are read at their place, to the last character.
* roles: of the widgets that are found where the truth speaks (see `_Speaks`), those whose role is one that the truth accepts (precision);
  of the truth's widgets (see `wanted_widgets`), those that are found with such a role (recall). Texts, icons and rows are no widgets here.
* checked: of the check boxes, switches and radio buttons of the truth for which a state is said, those where it is right; those
  where it is wrong; and how many are left unknown.
* labels: of the widgets that are found with the right role and that the truth names by a visible text, those named so.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from rapidfuzz import fuzz
from sources import half_of

from gui_agent.perception.element import Element
from gui_agent.perception.elements.elements import find_elements
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.text import TextLine, TextReader

INTERACTIVE = {"button", "field", "checkbox", "radio", "slider", "spinner", "dropdown", "tab", "link", "menuitem"}
TICKED = {"checkbox", "radio"}
_WHOLES = {"dropdown", "spinner"}
_TOGGLE = 22
"""Pixels: what is reported as a check box, is square, without words and not smaller is a toggle of a tool bar."""
CLICKED = frozenset({"button", "link", "tab", "menuitem", "listrow", "text"})
"""Roles of what is only clicked: its words are all of it that is seen, or its frame."""
_FAINT = 20
"""Of 255: a drawing that differs less from its ground is not seen."""
_STACKED = 3
"""Pixels: tabs whose left or right sides differ less are one below the other."""
_UNSAID = 120
"""Pixels: a higher place that answers to clicks is a panel, not a widget."""
MEASURES = ("words", "precision", "recall", "checked", "wrong", "said", "labels")


class Tally:
    """Counts of one source, or of several."""

    def __init__(self) -> None:
        self.right: Counter[str] = Counter()
        self.all: Counter[str] = Counter()
        self.screens = 0

    def add(self, measure: str, right: bool) -> None:
        """One case of a measure."""
        self.all[measure] += 1
        self.right[measure] += right

    def join(self, other: Tally) -> None:
        """The other's counts too."""
        self.right += other.right
        self.all += other.all
        self.screens += other.screens

    def cells(self) -> list[str]:
        """Each measure as a share of its cases."""
        return [
            f"{100 * self.right[name] / self.all[name]:.1f}% of {self.all[name]}" if self.all[name] else "-" for name in MEASURES
        ]


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("sources", nargs="*")
    options.add_argument("--half", choices=["open", "opened", "closed"])
    options.add_argument("--faults", action="store_true")
    options.add_argument("--most", type=int, default=1000, help="so many screens of each source, spread by their names")
    given = options.parse_intermixed_args()
    by_source: dict[str, Tally] = defaultdict(Tally)
    halves: dict[str, Tally] = defaultdict(Tally)
    for path in _paths(given.folder, given.most):
        truth = json.loads(path.read_text(encoding="utf-8"))
        half = half_of(truth)
        if (
            "widgets" not in truth
            or (given.half and half != given.half)
            or (given.sources and truth["source"] not in given.sources)
        ):
            continue
        tally = score(path, truth, given.faults and half != "closed")
        by_source[f"{half}: {truth['source']} ({truth['toolkit']})"].join(tally)
        halves[half].join(tally)
        print(".", end="", file=sys.stderr, flush=True)
    print("| source | screens | " + " | ".join(MEASURES) + " |\n" + "|---" * (len(MEASURES) + 2) + "|")
    for name, tally in [*sorted(by_source.items()), *sorted(halves.items())]:
        print(f"| {name} | {tally.screens} | " + " | ".join(tally.cells()) + " |")


def _paths(folder: Path, most: int) -> list[Path]:
    return [path for source in sorted(path for path in folder.iterdir() if path.is_dir()) for path in spread(source, most)]


def spread(source: Path, most: int) -> list[Path]:
    """So many screens of a source's folder at most, in an order that says nothing about them."""
    return sorted(source.glob("*.json"), key=lambda path: hashlib.sha256(path.stem.encode()).digest())[:most]


def score(path: Path, truth: dict[str, Any], faults: bool = False) -> Tally:
    """The counts of one screen."""
    tally = Tally()
    tally.screens = 1
    with Image.open(path.with_suffix(".png")) as image:
        shot = Screenshot(image.convert("RGB"), Box(0, 0, *image.size), time.monotonic())
    reader = TextReader()
    lines = reader.read(shot)
    found = find_elements(shot, reader, icons=True)
    say = (lambda *words: print(f"  {path.parent.name}/{path.stem}:", *words)) if faults else (lambda *_: None)
    _score_words(tally, truth["words"], lines, say)
    _score_widgets(tally, truth, found, say, np.asarray(shot.image))
    return tally


def _plain(text: str) -> str:
    return (
        unicodedata.normalize("NFKC", text)
        .replace("\u2026", "...")
        .replace("\u2019", "'")
        .replace("\u2018", "'")
        .replace("\u2212", "-")
    )


def _score_words(tally: Tally, words: list[dict[str, Any]], lines: list[TextLine], say: Any) -> None:
    for item in words:
        box = Box(*item["box"])
        near = "".join(line.text for line in lines if line.box.padded(2).intersection(box)).replace(" ", "")
        near = _plain(near)
        for word in re.split(r"\s+", _plain(item["text"])):
            if not re.search(r"\w", word):
                continue
            tally.add("words", word in near)
            if word not in near:
                say("word", repr(word), "in", repr(near[:60]), tuple(item["box"]))


def wanted_widgets(truth: dict[str, Any], picture: NDArray[np.uint8]) -> list[dict[str, Any]]:
    """The truth's widgets with the roles that the (height, width, RGB) picture allows, and the place of their `words`.

    A button without words may be an icon, and none where nothing is drawn. What applications report as a toggle of that kind looks the
    same, a hyperlink that is reported as a button looks like a link, tabs one below the other look like the rows of a menu or list, and a
    field or button inside of a drop-down or number field is a part of it, not a widget of its own. What reports one place twice is one.
    """
    wanted = _once([dict(item) for item in truth["widgets"] if Box(*item["box"]).area])
    texts = [Box(*item["box"]) for item in truth["words"]]
    wholes = [Box(*item["box"]) for item in wanted if item["roles"][0] in _WHOLES]
    is_reported = bool(truth.get("told"))
    kept = []
    for item in wanted:
        box, roles = Box(*item["box"]), item["roles"]
        own = [text for text in texts if box.padded(1).contains(text.center)]
        wordless = not own
        item["words"] = Box.around(own) if own else None
        toggle = is_reported and roles == ["checkbox"] and min(box.size) >= _TOGGLE and max(box.size) <= 2 * min(box.size)
        if wordless and ("button" in roles or toggle):
            item["roles"] = [*roles, "button", "icon"]
            item["label"] = None
            if not _is_drawn(picture, box):
                continue
        elif roles == ["tab"] and _is_stacked(box, wanted):
            item["roles"] = ["tab", "listrow", "link", "menuitem"]
        elif is_reported and roles == ["button"]:
            item["roles"] = ["button", "link"]
        inside = roles[0] == "field" or (wordless and roles[0] in ("button", "checkbox"))
        if not (inside and any(whole.padded(2).intersection(box) == box and whole.area > box.area for whole in wholes)):
            kept.append(item)
    return kept


def _once(widgets: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each widget once: a component and the native input inside of it both report the same place. The one with a label is kept."""
    kept: dict[tuple[object, ...], dict[str, Any]] = {}
    for item in widgets:
        key = (*item["box"], item["roles"][0])
        if key not in kept or not kept[key]["label"]:
            kept[key] = item
    return list(kept.values())


def _is_drawn(picture: NDArray[np.uint8], box: Box) -> bool:
    """Whether something in a box differs from its ground so that it can be seen."""
    part = picture[max(0, box.top + 2) : box.bottom - 2, max(0, box.left + 2) : box.right - 2].reshape(-1, 3)
    return bool(len(part)) and int(np.ptp(part, axis=0).max()) >= _FAINT


def _is_stacked(box: Box, wanted: list[dict[str, Any]]) -> bool:
    """Whether a tab has another one above or below it, and none beside."""
    others = [Box(*item["box"]) for item in wanted if item["roles"][0] == "tab"]
    others = [other for other in others if other != box]
    beside = any(
        other.top < box.center.y < other.bottom and abs(other.center.x - box.center.x) < 4 * box.width for other in others
    )
    return not beside and any(
        min(abs(other.left - box.left), abs(other.right - box.right)) <= _STACKED
        and abs(other.center.y - box.center.y) <= 2.5 * box.height
        for other in others
    )


def _score_widgets(tally: Tally, truth: dict[str, Any], found: list[Element], say: Any, picture: NDArray[np.uint8]) -> None:
    wanted = wanted_widgets(truth, picture)
    matched: set[int] = set()
    for item in wanted:
        best = max(found, key=lambda element: _fits(element, item), default=None)
        good = best is not None and _fits(best, item) >= 1
        if best is not None and good and best.role in ("text", "listrow"):
            continue  # it looks like one, and the truth knows that
        tally.add("recall", good)
        if not good:
            say(
                "missing",
                item["roles"],
                repr(item["label"]),
                tuple(item["box"]),
                "best",
                best and (best.role, best.text, best.box),
            )
            continue
        assert best is not None
        matched.add(id(best))
        _score_state(tally, item, best, say)
        if item["label"] and best.role in INTERACTIVE:
            alike = fuzz.ratio(_name(best.text), _name(item["label"])) >= 85
            tally.add("labels", alike)
            if not alike:
                say("label", repr(best.text), "for", repr(item["label"]), best.role, tuple(item["box"]))
    speaks = _Speaks(truth)
    for element in found:
        if element.role not in INTERACTIVE or not speaks.of(element):
            continue
        if id(element) not in matched and speaks.leaves_open(element):
            continue
        tally.add("precision", id(element) in matched)
        if id(element) not in matched:
            say("extra", element.role, repr(element.text), element.box)


def _score_state(tally: Tally, item: dict[str, Any], best: Element, say: Any) -> None:
    if best.role not in TICKED or item["checked"] is None:
        return
    tally.add("said", best.checked is not None)
    tally.add("wrong", best.checked is not None and best.checked is not item["checked"])
    if best.checked is not None:
        tally.add("checked", best.checked is item["checked"])
        if best.checked is not item["checked"]:
            say("state", best.checked, "for", item["checked"], repr(best.text), tuple(item["box"]))


def _name(text: str) -> str:
    return re.sub(r"[\s:*]+", " ", _plain(text)).strip().casefold()


def _fits(element: Element, item: dict[str, Any]) -> float:
    """From 1 on it is the widget: an accepted role, and a click in its middle reaches the widget.

    Of what is only clicked its words are enough, however much blank space around them answers to clicks too.
    """
    box, roles, words = Box(*item["box"]), item["roles"], item.get("words")
    common = element.box.intersection(box)
    if common is None:
        return 0.0
    overlap = common.area / (element.box.area + box.area - common.area)
    on_it = box.contains((element.mark or element.box).center) or box.padded(3).contains(element.box.center)
    close = on_it and (overlap >= 0.2 or (element.role in TICKED and common.area >= 0.5 * min(box.area, element.box.area)))
    if not close and words is not None and element.role in CLICKED and box.padded(3).intersection(element.box) == element.box:
        on_words = element.box.intersection(words)
        close = on_words is not None and on_words.area >= 0.6 * words.area
    return (1.0 if close and element.role in roles else 0.0) + overlap


class _Speaks:
    """Where the truth speaks at all.

    A document reports everything. Applications report nothing outside of their windows (title bars), and some leave parts out: where
    words are read of which nothing is reported, what they are is not known. A document's parts that answer to clicks and have no role
    are `unsaid`.
    """

    def __init__(self, truth: dict[str, Any]) -> None:
        self._windows = [Box(*window) for window in truth.get("windows", [])]
        self._reported = [(item[1], Box(*item[2:])) for item in truth.get("told", [])] if self._windows else None
        self._unsaid = [place for place in (Box(*box) for box in truth.get("unsaid", [])) if place.height <= _UNSAID]
        boxes = [Box(*item["box"]) for item in [*truth["widgets"], *truth["words"]]]
        self._region = Box(0, 0, 0, 0)
        for box in boxes:
            self._region = self._region.union(box) if self._region.area else box

    def leaves_open(self, element: Element) -> bool:
        """Whether an element answers to clicks and the truth does not say what it is."""
        return any(place.contains((element.mark or element.box).center) for place in self._unsaid)

    def of(self, element: Element) -> bool:
        """Whether the truth would report an element if it were one."""
        middle = element.box.center
        if not self._region.contains(middle):
            return False
        if self._reported is None:
            return True
        if not any(window.contains(middle) for window in self._windows):
            return False
        words = re.findall(r"\w{3,}", _plain(f"{element.text} {element.value}").casefold())
        near = " ".join(_plain(text) for text, box in self._reported if box.padded(4).intersection(element.box)).casefold()
        return not words or any(fuzz.partial_ratio(word, near) >= 75 for word in words)


if __name__ == "__main__":
    main()
