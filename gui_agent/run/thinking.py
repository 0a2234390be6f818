"""`--thinking auto`: the model is asked to think where it pays, and to answer at once in between."""

from __future__ import annotations

from gui_agent.run.run import current_run


def thinking_pays() -> bool:
    """Whether the decision that the current run asks for now is to be thought about; outside of a run it is."""
    try:
        return current_run().thoughts.wanted
    except LookupError:
        return True
