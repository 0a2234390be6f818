"""Fit the weights of `literal`'s scorer on the corpus: `python benchmarks/fit_literal.py [--write] [SOURCE...]`.

Each case with one place to act on gives pairs: the features of the spot that is meant against those of every other candidate. The
weights are the maximum a posteriori of a logistic regression on these pairs, with the present weights as the prior; then the
margin by which the best must be better than the next is the smallest one that lets no wrong spot through. Deterministic.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from literal_corpus import OPEN, Case, StoredScene, cases, screens

from gui_agent.model.literal.language.grammar import NotUnderstood, parse
from gui_agent.model.literal.language.intents import Target
from gui_agent.model.literal.targets import scorer
from gui_agent.model.literal.targets.candidates import features_of
from gui_agent.model.literal.targets.situation import Situation
from gui_agent.perception.geometry import Box

STRENGTH = 4.0
"""Of the prior: how many pairs the present weights are worth."""
SHARPNESS = 25.0
"""Log odds per unit of score."""
ROUNDS = 400
FIXED = frozenset({"label", "role_without_label"})
"""Their weights are the unit in which all others are given."""
MARGINS = tuple(round(0.005 * step, 3) for step in range(1, 41))


def main() -> int:
    """Fit, print the old and the new weights, and write them with --write."""
    arguments = [argument for argument in sys.argv[1:] if argument != "--write"]
    names = sorted(scorer.FEATURES)
    old = np.array([scorer.weights().get(name, 0.0) for name in names])
    groups = [group for source in arguments or OPEN for case in cases(source) if (group := _group(case, names)) is not None]
    pairs = np.array([right - wrong for right, others in groups for wrong in others])
    new = fitted(pairs, old, names)
    for name, before, after in zip(names, old, new, strict=True):
        print(f"{name:22} {before:+.3f} {after:+.3f}")
    margin = smallest_margin(groups, new)
    print(f"{len(groups)} cases, {len(pairs)} pairs; margin {scorer.CLEAR} -> {margin}")
    if "--write" in sys.argv:
        data = json.loads(scorer.WEIGHTS_FILE.read_text())
        data["features"] = {name: round(float(weight), 3) for name, weight in zip(names, new, strict=True)}
        data["clear"] = margin
        scorer.WEIGHTS_FILE.write_text(json.dumps(data, indent=2) + "\n")
    return 0


def _group(case: Case, names: list[str]) -> tuple[np.ndarray, list[np.ndarray]] | None:
    """The features of the spot that is meant, and those of the others; None where the case is not about one spot."""
    target = _target(case)
    if target is None:
        return None
    situation = Situation(StoredScene(screens(case.source)[case.screen], case.instruction))
    wanted = Box(*case.expect["at"]).padded(3)
    found = [(spot, features) for spot, features in features_of(target, situation) if features.get("label", 1.0) >= scorer.ENOUGH]
    vectors = [
        (wanted.contains(spot.box.center), np.array([features.get(name, 0.0) for name in names])) for spot, features in found
    ]
    right = [vector for inside, vector in vectors if inside]
    wrong = [vector for inside, vector in vectors if not inside]
    old = np.array([scorer.weights().get(name, 0.0) for name in names])
    return (max(right, key=lambda vector: float(vector @ old)), wrong) if right and wrong else None


def _target(case: Case) -> Target | None:
    if "at" not in case.expect:
        return None
    try:
        step = parse(case.instruction).steps[0]
    except NotUnderstood:
        return None
    target = getattr(step, "target", None)
    if not isinstance(target, Target) or target.pronoun or target.ordinal or target.relation or target.role == "shape":
        return None
    return replace(target, quantity="one")


def fitted(pairs: np.ndarray, old: np.ndarray, names: list[str]) -> np.ndarray:
    """The weights that make the right spot of each pair likeliest, not far from the old ones."""
    free = np.array([name not in FIXED for name in names], dtype=float)
    new = old.copy()
    for _ in range(ROUNDS):
        certain = 1 / (1 + np.exp(-SHARPNESS * (pairs @ new)))
        slope = SHARPNESS * pairs.T @ (1 - certain) - SHARPNESS * STRENGTH * (new - old)
        new = new + free * slope / (SHARPNESS * (STRENGTH + len(pairs) * SHARPNESS / 4))
    return new


def smallest_margin(groups: list[tuple[np.ndarray, list[np.ndarray]]], weights: np.ndarray) -> float:
    """The smallest margin by which no wrong spot is clearly the best one."""
    worst = [max(float((wrong - right) @ weights) for wrong in others) for right, others in groups]
    return next((margin for margin in MARGINS if margin >= 0.02 and all(lead < margin for lead in worst)), MARGINS[-1])


if __name__ == "__main__":
    raise SystemExit(main())
