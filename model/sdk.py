"""Importing the Agents SDK in half the time: its MCP client is put off until a run has an MCP server.

The SDK takes two exception classes from the `mcp` package, and importing that package's own contents (a client, a server,
authentication) takes as long as all the rest of the SDK. So these contents are loaded when something of them is first used.
"""

from __future__ import annotations

import gc
import sys
import threading
import warnings
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

_PACKAGES = ("mcp", "mcp.client")
_LOCK = threading.RLock()


def import_sdk() -> None:
    """Import the Agents SDK, unless that has been done. Use it from one thread at a time."""
    if "agents" in sys.modules:
        return
    # A run that is interrupted just when a turn begins leaves that turn's coroutine unawaited: of no use to anyone who reads it.
    warnings.filterwarnings("ignore", "coroutine 'run_single_turn' was never awaited", RuntimeWarning)
    for package in _PACKAGES:
        _put_off(package)
    # Hundreds of thousands of objects are made that all stay: looking for garbage among them is a tenth of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        import_module("agents")
    finally:
        if collecting:
            gc.enable()


class _PutOff(ModuleType):
    """A package whose own code runs when something of it is first asked for; its modules can be imported meanwhile."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        with _LOCK:
            if isinstance(self, _PutOff):
                self.__class__ = ModuleType  # type: ignore[assignment]
                assert self.__spec__ is not None
                assert self.__spec__.loader is not None
                self.__spec__.loader.exec_module(self)
        return getattr(self, name)


def _put_off(name: str) -> None:
    spec = find_spec(name)
    if name in sys.modules or spec is None or spec.submodule_search_locations is None:
        return
    package = _PutOff(name)
    package.__spec__, package.__loader__, package.__file__, package.__package__ = spec, spec.loader, spec.origin, name
    package.__path__ = spec.submodule_search_locations
    sys.modules[name] = package
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, package)
