"""Two runs step by step: what they did alike, and where they part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import dist
from typing import TYPE_CHECKING, Any

from gui_agent.record.run_log import read_events
from gui_agent.report.story import Entry, tell

if TYPE_CHECKING:
    from pathlib import Path

NEAR = 24
"""Pixels between two points that are still the same place, where neither is in the other's box."""
MOST_PAIRS = 250_000
"""Of longer runs only the equal beginnings are matched: matching all of it takes their product."""


def compare(first: Path, second: Path) -> dict[str, Any]:
    """`rows` of `{first, second, same, differs}`, matched steps beside each other, and `parts`, the row where they part first.

    Raises UsageError for a folder that is no run.
    """
    stories = [tell(read_events(folder)) for folder in (first, second)]
    ones, others = (story.entries for story in stories)
    rows = []
    for one, other in matched(ones, others, alike):
        same = one is not None and other is not None and alike(one, other)
        differs = _differences(one, other) if same and one and other else []
        rows.append({"first": _shown(one), "second": _shown(other), "same": same, "differs": differs})
    parts = next((index for index, row in enumerate(rows) if not row["same"] or row["differs"]), None)
    return {"rows": rows, "parts": parts, "sizes": [story.size for story in stories]}


def matched(
    first: Sequence[Entry], second: Sequence[Entry], same: Callable[[Entry, Entry], bool]
) -> list[tuple[Entry | None, Entry | None]]:
    """The longest common sequence side by side; what is between two matches is beside each other as it comes."""
    pairs: list[tuple[Entry | None, Entry | None]] = []
    done = [0, 0]
    for i, j in [*_common(first, second, same), (len(first), len(second))]:
        left, right = first[done[0] : i], second[done[1] : j]
        for index in range(max(len(left), len(right))):
            pairs.append((left[index] if index < len(left) else None, right[index] if index < len(right) else None))
        if i < len(first):
            pairs.append((first[i], second[j]))
        done = [i + 1, j + 1]
    return pairs


def _common(first: Sequence[Entry], second: Sequence[Entry], same: Callable[[Entry, Entry], bool]) -> list[tuple[int, int]]:
    start = 0
    while start < min(len(first), len(second)) and same(first[start], second[start]):
        start += 1
    common = [(index, index) for index in range(start)]
    rows, columns = len(first) - start, len(second) - start
    if rows * columns > MOST_PAIRS:
        return common
    equal = [[same(one, other) for other in second[start:]] for one in first[start:]]
    length = [[0] * (columns + 1) for _ in range(rows + 1)]
    for i in reversed(range(rows)):
        for j in reversed(range(columns)):
            length[i][j] = length[i + 1][j + 1] + 1 if equal[i][j] else max(length[i + 1][j], length[i][j + 1])
    i = j = 0
    while i < rows and j < columns:
        if equal[i][j]:
            common.append((start + i, start + j))
            i, j = i + 1, j + 1
        elif length[i + 1][j] >= length[i][j + 1]:
            i += 1
        else:
            j += 1
    return common


def alike(one: Entry, other: Entry) -> bool:
    """Whether two steps are the same: what they do, and where; words for a place and a pixel more or less are no difference."""
    if one.kind != other.kind:
        return False
    if one.kind != "action" or not (one.mark.points and other.mark.points):
        return one.title == other.title
    if one.executed.partition("(")[0] != other.executed.partition("(")[0] or len(one.mark.points) != len(other.mark.points):
        return False
    if one.title.startswith("scroll") and one.title.split()[:3] != other.title.split()[:3]:
        return False
    boxes = [(one.mark.box, other.mark.points[-1]), (other.mark.box, one.mark.points[-1])]
    if any(box and box[0] <= x < box[2] and box[1] <= y < box[3] for box, (x, y) in boxes):
        return True
    return all(dist(place, there) <= NEAR for place, there in zip(one.mark.points, other.mark.points, strict=True))


def _differences(one: Entry, other: Entry) -> list[str]:
    """In what two equal steps differ that matters: what came of them."""
    found = []
    if one.verdict != other.verdict:
        found.append("verdict")
    if one.kind == "action" and bool(one.mark.changes) != bool(other.mark.changes):
        found.append("effect")
    if one.kind in ("read", "expect", "shell") and one.observed != other.observed:
        found.append("observed")
    return found


def _shown(entry: Entry | None) -> dict[str, Any] | None:
    if entry is None:
        return None
    calls = entry.calls
    return {
        "kind": entry.kind,
        "step": entry.step,
        "title": entry.title,
        "before": entry.before,
        "after": entry.after,
        "mark": entry.mark.__dict__,
        "effect": entry.effect or entry.observed or entry.note,
        "verdict": entry.verdict,
        "at": entry.at,
        "thinking": "\n".join(call.thinking for call in calls if call.thinking),
        "said": "\n".join(call.text for call in calls if call.text),
        "model": round(sum(call.seconds for call in calls), 3),
        "ours": round(sum(seconds for phase, seconds in entry.timings.items() if phase != "model"), 3),
        "prompt": sum(call.prompt for call in calls),
        "cached": sum(call.cached for call in calls),
        "completion": sum(call.completion for call in calls),
    }
