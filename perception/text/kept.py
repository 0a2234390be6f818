"""What was made of pixels, kept by their key: the latest so many, for all threads of a process."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")


class Kept(Generic[Given, Made]):
    """The `most` values that were asked for last."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[bytes, Made] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._values)

    def of(self, wanted: Mapping[bytes, Given], make: Callable[[list[Given]], Iterable[Made]]) -> dict[bytes, Made]:
        """The value of each key: the one that is kept, or what `make` makes of those that are not (in their order)."""
        with self._lock:
            known = {key: self._values[key] for key in wanted if key in self._values}
        unknown = {key: given for key, given in wanted.items() if key not in known}
        made = dict(zip(unknown, make(list(unknown.values())), strict=True)) if unknown else {}
        values = {**known, **made}
        with self._lock:
            self._values.update(values)
            for key in values:
                self._values.move_to_end(key)
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return values
