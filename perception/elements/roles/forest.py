"""A forest of decision trees, grown by `benchmarks/screens/train.py` on real screens, and evaluated with NumPy alone."""

from __future__ import annotations

import functools
from importlib import resources

import numpy as np
from numpy.typing import NDArray

CLASSES = (
    "none button icon field checkbox radio slider spinner dropdown tab link menuitem listrow".split()
)  # `icon`: a button that shows no words
_FILE = "forest.npz"


class Forest:
    """Trees of one split per node. The leaves are behind the nodes, and each leads to itself."""

    def __init__(self, arrays: dict[str, NDArray[np.generic]]) -> None:
        nodes, leaves = len(arrays["feature"]), len(arrays["value"])
        ends = nodes + np.arange(leaves)
        self._feature = np.concatenate([arrays["feature"].astype(np.int64), np.zeros(leaves, np.int64)])
        self._threshold = np.concatenate([arrays["threshold"].astype(np.float32), np.full(leaves, np.inf, np.float32)])
        sides = [np.concatenate([_numbered(arrays[side], nodes), ends]) for side in ("left", "right")]
        self._next = np.stack(sides, axis=1).ravel()
        self._value = np.concatenate([np.zeros(nodes, np.float32), arrays["value"].astype(np.float32)])
        self._roots = _numbered(arrays["root"], nodes)
        self._depth = int(arrays["depth"])

    def chances(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """(places, CLASSES): how probable each is, from (places, features)."""
        flat = np.ascontiguousarray(features, np.float32).ravel()
        first = np.arange(len(features))[:, None] * features.shape[1]
        node = np.repeat(self._roots[None], len(features), axis=0)
        for _ in range(self._depth):
            right = flat.take(first + self._feature.take(node)) > self._threshold.take(node)
            node = self._next.take(2 * node + right)
        scores = self._value.take(node).astype(np.float64).reshape(len(features), -1, len(CLASSES)).sum(1)
        scores = np.exp(scores - scores.max(1, keepdims=True))
        return np.asarray(scores / scores.sum(1, keepdims=True))


def _numbered(places: NDArray[np.generic], nodes: int) -> NDArray[np.int64]:
    """Nodes by their places, and leaves, which are stored as -1 minus their place, behind all nodes."""
    numbers = places.astype(np.int64)
    return np.where(numbers >= 0, numbers, nodes - numbers - 1)


@functools.cache
def forest() -> Forest:
    """The trained forest."""
    with resources.as_file(resources.files(__package__) / _FILE) as path, np.load(path) as arrays:
        return Forest(dict(arrays))
