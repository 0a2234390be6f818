"""Events as gui-agent 0.1 wrote them (format 1), and what they are called now.

Only names differ between the formats; what 0.1 did not write has a default in the models.
"""

from __future__ import annotations

from typing import Any

_KINDS = {"went_on": "resumed", "approval": "approval_answered"}
_FIELDS = {"handoff": {"said": "message"}, "run_resumed": {"told": "message"}}


def upgraded(data: dict[str, Any]) -> dict[str, Any]:
    """The data of an event under the names of today; a new event is returned as it is."""
    kind = data["event"]
    if kind in _KINDS:
        return {**data, "event": _KINDS[kind]}
    if kind in _FIELDS:
        return {_FIELDS[kind].get(name, name): value for name, value in data.items()}
    return data
