"""Who can reach a server of ours, and that nobody else does without a token."""

from __future__ import annotations

import ipaddress

from gui_agent.errors import UsageError


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server that is bound to `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def require_token(host: str, token: str | None, variable: str) -> None:
    """Raise UsageError where anybody on the network could take the screen over."""
    if not is_loopback(host) and not token:
        raise UsageError(
            f"a server on {host} can be reached by others, and there is no token",
            f"Set {variable} to a long random text, or serve on 127.0.0.1",
        )
