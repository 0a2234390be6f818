"""How well `literal` decides on stored screens: `python benchmarks/literal_screens.py [--misses] [SOURCE...]`.

Prints the score by source and by kind; a wrong act (it did something that was not meant) counts apart from a refusal.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from literal_corpus import cases, decided_on, sources, verdict


def main() -> int:
    """Decide every case, print the table."""
    arguments = sys.argv[1:]
    misses = "--misses" in arguments
    wanted = [name for name in arguments if not name.startswith("--")] or sources()
    total: Counter[str] = Counter()
    for source in wanted:
        right: Counter[str] = Counter()
        wrong: Counter[str] = Counter()
        all_: Counter[str] = Counter()
        for case in cases(source):
            problem = verdict(case, decided_on(case))
            all_[case.kind] += 1
            right[case.kind] += not problem
            wrong[case.kind] += problem.startswith("wrong")
            if problem and misses:
                print(f"  {source}/{case.screen}: {case.instruction!r}: {problem}")
        total.update(cases=all_.total(), right=right.total(), wrong=wrong.total())
        parts = ", ".join(f"{kind} {right[kind]}/{count}" for kind, count in sorted(all_.items()))
        print(f"{source}: {right.total()} of {all_.total()} right, {wrong.total()} wrong acts ({parts})", flush=True)
    print(
        f"all: {total['right']} of {total['cases']} right ({total['right'] / max(1, total['cases']):.1%}), {total['wrong']} wrong acts"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
