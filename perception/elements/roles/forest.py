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
    """Trees of one split per node; a node below 0 is a leaf."""

    def __init__(self, arrays: dict[str, NDArray[np.generic]]) -> None:
        self._feature = arrays["feature"].astype(np.int64)
        self._threshold = arrays["threshold"].astype(np.float32)
        self._next = np.stack([arrays["left"], arrays["right"]]).astype(np.int64)
        self._value = arrays["value"].astype(np.float32)
        self._roots = arrays["root"].astype(np.int64)
        self._depth = int(arrays["depth"])

    def chances(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """(places, CLASSES): how probable each is, from (places, features)."""
        rows = np.arange(len(features))[:, None]
        node = np.repeat(self._roots[None], len(features), axis=0)
        for _ in range(self._depth):
            inner = np.maximum(node, 0)
            right = features[rows, self._feature[inner]] > self._threshold[inner]
            node = np.where(node >= 0, self._next[right.astype(np.int64), inner], node)
        scores = self._value[-node - 1].astype(np.float64).reshape(len(features), -1, len(CLASSES)).sum(1)
        scores = np.exp(scores - scores.max(1, keepdims=True))
        return np.asarray(scores / scores.sum(1, keepdims=True))


@functools.cache
def forest() -> Forest:
    """The trained forest."""
    with resources.as_file(resources.files(__package__) / _FILE) as path, np.load(path) as arrays:
        return Forest(dict(arrays))
