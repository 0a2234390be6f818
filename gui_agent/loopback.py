"""Who can reach a server of ours: from outside of this machine, only with a token."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Mapping, Sequence

from gui_agent.errors import EnvironmentProblem, UsageError


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
            f"a server on {host} can be reached from other machines, and no token is set",
            f"Set {variable} to a long random text, or serve on 127.0.0.1",
        )


def served_names(host: str, port: int, more: Sequence[str] = ()) -> list[str]:
    """The Host headers, as NAME:PORT, under which a server that is bound to `host` is meant to be reached."""
    names = ["127.0.0.1", "localhost", "[::1]"] if is_loopback(host) else []
    if host in ("0.0.0.0", "::"):  # compared, not bound
        names += [socket.gethostname(), socket.getfqdn()]
    elif not is_loopback(host):
        names.append(f"[{host}]" if ":" in host else host)
    return [*(f"{name}:{port}" for name in names), *more]


def is_loopback_name(host: str) -> bool:
    """Whether a Host header names the client's own machine, on any port: through `ssh -L` it is another port than ours."""
    parts = re.fullmatch(r"(?:\[([0-9a-fA-F:.]+)\]|([^:\[\]]+))(?::[0-9]{1,5})?", host)
    return parts is not None and is_loopback(parts[1] or parts[2])


def is_foreign_page(headers: Mapping[str, str]) -> bool:
    """Whether a request comes from a web page that is not of this machine: programs send none of these headers."""
    if headers.get("sec-fetch-site", "none") not in ("none", "same-origin", "same-site"):
        return True
    origin = headers.get("origin")
    return origin is not None and not is_loopback_name(name_of(origin))


def name_of(origin: str) -> str:
    """The host and port of an Origin header; empty for `null` and for what is no web address."""
    parts = re.fullmatch(r"https?://([^/?#@\s]+)", origin)
    return parts[1] if parts else ""


def without_default_port(host: str) -> str:
    """A Host header in lower case, without the port that browsers leave out."""
    return host.lower().removesuffix(":443").removesuffix(":80")


def refused_name(host: str, what: str) -> str:
    """What a server says under a name that it does not know, with the option that lets it answer."""
    if re.fullmatch(r"[\w.:\[\]-]{1,200}", host):
        return f"This {what} does not answer under the name {host}. Start it with --allow-host {host}"
    return f"This {what} does not answer under this name. Start it with --allow-host NAME"


def reachable_name(host: str) -> str:
    """What to write into an address for another machine: this machine's name where a server is bound to all its addresses."""
    if host in ("0.0.0.0", "::"):  # compared, not bound
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens: from here on clients wait instead of being refused, also before the server runs.

    Port 0 takes a free one. Raises EnvironmentProblem when the port is taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host.strip("[]"), port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise EnvironmentProblem(f"cannot serve on {host}:{port}: {error.strerror or error}", "Choose another --port") from error
    return listener
