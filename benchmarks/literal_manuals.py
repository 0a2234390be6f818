"""How steps of manuals are read: `python benchmarks/literal_manuals.py [FILE] [--misses]`.

FILE is a file of `tests/model/literal/corpus` (default: manuals-apps.jsonl, the help of eleven desktop applications, read by hand
before it was measured). Prints the right readings by manual, and whether a description would have been typed.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from literal_manuals import is_right, is_shown, manual_steps, read


def main() -> int:
    """Read every step, print the table."""
    files = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    right: Counter[str] = Counter()
    all_: Counter[str] = Counter()
    typed = ends = 0
    for step in manual_steps(file=files[0] if files else "manuals-apps.jsonl"):
        got = read(step.text, step.labels)
        good = is_right(got, step.reading)
        all_[step.source] += 1
        ends += good or ("refuse" in step.reading.split("|") and not is_shown(step.text, step.labels))
        right[step.source] += good
        typed += "type " not in step.reading and any(part.startswith("type ") for part in got)
        if not good and "--misses" in sys.argv:
            print(f"  {step.source}: {step.text!r}: {got}, to be {step.reading!r}")
    for source, count in sorted(all_.items()):
        print(f"{source}: {right[source]} of {count}")
    print(f"all: {right.total()} of {all_.total()} right readings, {typed} texts typed that were not to be")
    print(
        f"{ends} of {all_.total()} with those that are to be refused and whose object no screen shows: a run ends as failed there"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
