"""Reading texts off the screen: the text of a target, the value next to a label, one word of a paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gui_agent.model.literal.language.intents import Excerpt, Target
from gui_agent.model.literal.language.noun_phrases import Phrase, phrases
from gui_agent.model.literal.language.tokens import tokenize
from gui_agent.model.literal.targets.cells_named import cell_named
from gui_agent.model.literal.targets.contents import contents
from gui_agent.model.literal.targets.find import locate
from gui_agent.model.literal.targets.same_text import nearest
from gui_agent.model.literal.targets.situation import NotFound, Situation
from gui_agent.model.literal.targets.statement_evidence import Evidence
from gui_agent.perception.geometry import Box


def text_of(excerpt: Excerpt, situation: Situation) -> str:
    """The text that an excerpt means. Raises NotFound where its source is not on the screen, ambiguous, or too short."""
    target = excerpt.source
    if target.answer and not situation.facts.read:
        raise NotFound(f"nothing was found out before that {target.phrase!r} could mean")
    remembered = situation.facts.read if target.pronoun or target.answer else None
    text = remembered if remembered else _text(target, situation)
    if excerpt.after or excerpt.before:
        return _word_beside(text, excerpt)
    return text if excerpt.word is None else _word(text, excerpt.word, target)


def _word_beside(text: str, excerpt: Excerpt) -> str:
    """The word before or after another one."""
    words = [word.strip(_MARKS) for word in text.split()]
    known = (excerpt.after or excerpt.before).casefold()
    step = 1 if excerpt.after else -1
    found = {words[at + step] for at, word in enumerate(words) if word.casefold() == known and 0 <= at + step < len(words)}
    if len(found) != 1:
        raise NotFound(f"I see {len(found)} words {'after' if step > 0 else 'before'} {known!r}", len(found) > 1)
    return found.pop()


def text_named(what: str, evidence: Evidence) -> str:
    """The text that a noun phrase names: the content of a field, a cell, what is at a place; "" for an empty field.

    Raises NotFound where it is not on the screen, ambiguous, or may be another text.
    """
    return text_of_readings(phrases(what, tokenize(what)), what, evidence)


def text_of_readings(readings: Sequence[Phrase], what: str, evidence: Evidence) -> str:
    """The text of the first reading that the screen has. Raises NotFound as `text_named`."""
    missing: list[NotFound] = []
    for phrase in readings:
        held = contents(phrase, evidence)
        if held.unsure:
            missing.append(NotFound(held.unsure, True))
        elif held.texts:
            return held.texts[-1 if phrase.role == "row" else 0].text
        else:
            missing.insert(0, NotFound(f"{held.missing}{_nearest(phrase, evidence)}"))
    raise next((one for one in missing if one.ambiguous), missing[0] if missing else NotFound(f"{what!r} names nothing"))


def _nearest(phrase: Phrase, evidence: Evidence) -> str:
    close = nearest(phrase.label, [cell.text for cell in evidence.cells]) if phrase.label else []
    return f"; the nearest texts there: {', '.join(map(repr, close))}" if close else ""


def _word(text: str, word: int, target: Target) -> str:
    """One word of a text, without the marks around it."""
    words = text.split()
    index = word - 1 if word > 0 else word
    if not -len(words) <= index < len(words):
        raise NotFound(f"{target} has only {len(words)} words")
    return words[index].strip(_MARKS)


_MARKS: Final = '.,;:!?"()\u201c\u201d'


def _text(target: Target, situation: Situation) -> str:
    if target.role == "paragraph" or (target.role == "text" and not target.label and not target.relation):
        return _paragraph(target, situation)
    if (
        target.role == "text"
        and target.noun == "text"
        and target.relation is not None
        and target.relation.kind == "in"
        and not target.label
    ):
        spot = locate(target.relation.anchor, situation)
        return spot.value or situation.scene.text_in(spot.box)
    if target.role == "textarea" and not target.label:
        spot = locate(target, situation)
        return spot.value or situation.scene.text_in(spot.box)
    evidence = Evidence.of(situation.scene)
    cell = cell_named(target.phrase, evidence)
    return cell if cell is not None else text_named(target.phrase, evidence)


def _is_entry(line: Box, words: int, situation: Situation) -> bool:
    """Whether a line is an entry of a list or a menu: one item holds all of its few words."""
    return words < _SENTENCE and any(spot.kind == "item" and spot.box.padded(4).contains(line.center) and spot.box.width + 12 >= line.width
                                     for spot in situation.scene.spots)  # fmt: skip


_SENTENCE: Final = 5
"""Words from which on a line is a sentence and no entry."""


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
        if spot.kind not in ("text", "word", "link", "panel", "dialog", "list", "shape", "image", "item", "icon", "scrollbar")
    ]
    widgets += [line.box for line in situation.scene.lines if _is_entry(line.box, len(line.words), situation)]
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
