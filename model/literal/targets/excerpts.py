"""Reading texts off the screen: the text of a target, the value next to a label, one word of a paragraph."""

from __future__ import annotations

from collections.abc import Callable

from gui_agent.model.literal.language.steps import Excerpt, Target
from gui_agent.model.literal.language.text_match import similarity
from gui_agent.model.literal.sight.spot import Spot
from gui_agent.model.literal.targets import relations
from gui_agent.model.literal.targets.find import locate
from gui_agent.model.literal.targets.situation import NotFound, Situation
from gui_agent.perception.geometry import Box

_LABELLED_ROLES = frozenset({"field", "textarea", "dropdown", "spinner"})


def text_of(excerpt: Excerpt, situation: Situation) -> str:
    """The text that an excerpt means. Raises NotFound where its source is not on the screen, or too short."""
    target = excerpt.source
    remembered = situation.facts.read if target.pronoun else None
    text = remembered if remembered else _text(target, situation)
    if excerpt.word is None:
        return text
    words = text.split()
    index = excerpt.word - 1 if excerpt.word > 0 else excerpt.word
    if not -len(words) <= index < len(words):
        raise NotFound(f"{target} has only {len(words)} words")
    return words[index].strip(".,;:!?")


def _text(target: Target, situation: Situation) -> str:
    scene = situation.scene
    if target.role in ("paragraph",) or (target.role == "text" and not target.label and not target.relation):
        return _paragraph(target, situation)
    if target.role == "text" and target.relation is not None and not target.label:
        return _beside(locate(target.relation.anchor, situation), target.relation.kind, situation)
    spot = locate(target, situation)
    if spot.kind in _LABELLED_ROLES or spot.kind in ("dropdown", "slider"):
        return spot.value or scene.text_in(spot.box)
    if spot.label and similarity(target.label, spot.label) > 0.9 and spot.kind in ("text", "word"):
        return _beside(spot, "right", situation)
    return spot.label or scene.text_in(spot.box)


def _beside(anchor: Spot, kind: str, situation: Situation) -> str:
    """The text next to a label: in its row to the right, else below it; a "Total: 12" in one line is split at the colon."""
    scene = situation.scene
    for spot in scene.spots:
        if spot.kind in _LABELLED_ROLES and spot.value and similarity(anchor.label, spot.label) > 0.9:
            return spot.value
    for line in scene.lines:
        if line.box.contains(anchor.box.center) and ":" in line.text and line.text.partition(":")[2].strip():
            name, _, value = line.text.partition(":")
            if similarity(anchor.label.partition(":")[0], name) > 0.7:
                return value.strip()
    others = [line for line in scene.lines if not line.box.padded(2).contains(anchor.box.center)]
    tests: dict[str, Callable[[Box], bool]] = {
        "below": lambda box: box.top >= anchor.box.bottom - 4 and relations.overlap_across(box, anchor.box) > 0,
        "above": lambda box: box.bottom <= anchor.box.top + 4 and relations.overlap_across(box, anchor.box) > 0,
        "left": lambda box: box.right <= anchor.box.left + 4 and relations.same_row(box, anchor.box),
        "right": lambda box: box.left >= anchor.box.right - 4 and relations.same_row(box, anchor.box),
    }
    order = [kind] if kind in tests else ["right", "below"]
    for name in [*order, *(["below"] if kind == "right" else [])]:
        found = [line for line in others if tests[name](line.box)]
        if found:
            return min(found, key=lambda line: relations.gap(line.box, anchor.box)).text
    raise NotFound(f"I see no text next to {anchor.label!r}")


def _paragraph(target: Target, situation: Situation) -> str:
    blocks = paragraphs(situation)
    if not blocks:
        raise NotFound("I see no text on the screen")
    index = (target.ordinal or 1) - (1 if (target.ordinal or 1) > 0 else 0)
    if not -len(blocks) <= index < len(blocks):
        raise NotFound(f"there is no {target.phrase!r}: I see {len(blocks)} paragraphs")
    return " ".join(text for text, _ in blocks[index])


def paragraphs(situation: Situation) -> list[list[tuple[str, Box]]]:
    """Blocks of text lines that follow one another, widgets' texts left out."""
    widgets = [
        spot.box
        for spot in situation.scene.spots
        if spot.kind not in ("text", "word", "link", "panel", "dialog", "list", "shape", "image")
    ]
    blocks: list[list[tuple[str, Box]]] = []
    for line in situation.scene.lines:
        if any(box.contains(line.box.center) for box in widgets):
            continue
        last = blocks[-1][-1][1] if blocks else None
        if (
            last
            and abs(line.box.left - last.left) < 60
            and line.box.center.y - last.center.y < 1.6 * max(last.height, line.box.height) * 0.8
        ):
            blocks[-1].append((line.text, line.box))
        else:
            blocks.append([(line.text, line.box)])
    return blocks
