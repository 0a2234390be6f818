"""`literal`, the embedded model: follows literal English instructions by pixels and by what applications report, on the processor.

LiteralModel                        the Agents SDK's model interface
check(statement, screenshot, ...)   whether a literal statement holds
read(what, screenshot, ...)         the text that a noun phrase names
read_several, read_fields, read_rows    a column or list, an object of labelled fields, the rows of a table
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gui_agent.model.literal.model import LiteralModel
    from gui_agent.model.literal.targets.tables import read_fields, read_rows, read_several
    from gui_agent.model.literal.targets.verdicts import Judgement, check, read

__all__ = ["Judgement", "LiteralModel", "check", "read", "read_fields", "read_rows", "read_several"]


def __getattr__(name: str) -> Any:
    """Load on first use: the model needs the Agents SDK, which takes a while to import."""
    if name == "LiteralModel":
        from gui_agent.model.literal.model import LiteralModel

        return LiteralModel
    if name.startswith("read_") and name in __all__:
        from gui_agent.model.literal.targets import tables

        return getattr(tables, name)
    if name in __all__:
        from gui_agent.model.literal.targets import verdicts

        return getattr(verdicts, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
