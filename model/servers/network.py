"""The way to a server: which proxy is in it, and whose certificates count."""

from __future__ import annotations

import ipaddress
import os
import socket
import ssl
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from gui_agent.errors import EndpointError, UsageError

LISTENER_SECONDS = 5.0
UNREACHABLE = (
    "Start the server (gui-agent serve), or correct --base-url; gui-agent doctor --base-url URL checks it, "
    "--wait-for-server SECONDS waits for it"
)


def is_own_machine(url: str) -> bool:
    """Whether an address is on this machine: such a server is asked directly, whatever the environment says of proxies."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def proxy_of(url: str) -> str | None:
    """The proxy that requests to this address go through, without its password; None where they go directly."""
    parts = urlsplit(url)
    if is_own_machine(url) or not parts.hostname or proxy_bypass(parts.hostname):
        return None
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy:
        return None
    address = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
    port = f":{address.port}" if address.port else ""
    return f"{address.scheme}://{address.hostname}{port}"


def require_listener(url: str) -> None:
    """Raise EndpointError where nobody takes a connection at a server's address, or its host has no address."""
    parts = urlsplit(url)
    if not parts.hostname or proxy_of(url):
        return
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        socket.create_connection((parts.hostname, port), LISTENER_SECONDS).close()
    except TimeoutError:
        raise EndpointError(f"{url} does not answer: no connection", UNREACHABLE) from None
    except OSError as error:
        why = "the host has no address" if isinstance(error, socket.gaierror) else (error.strerror or str(error)).lower()
        raise EndpointError(f"cannot reach {url}: {why}", UNREACHABLE) from error


def own_authority() -> ssl.SSLContext | None:
    """The certificates that SSL_CERT_FILE or SSL_CERT_DIR name; None for the system's. Raises UsageError where there are none."""
    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    if not file and not folder:
        return None
    try:
        return ssl.create_default_context(cafile=file or None, capath=folder or None)
    except (OSError, ssl.SSLError) as error:
        name = "SSL_CERT_FILE" if file else "SSL_CERT_DIR"
        raise UsageError(f"{name} names no certificates: {file or folder}", "Correct it, or unset it") from error


def certificate_problem(error: BaseException) -> str | None:
    """What is wrong with the server's certificate, if that is why the connection failed; None for any other reason."""
    for cause in causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return cause.verify_message or str(cause)
        if "CERTIFICATE_VERIFY_FAILED" in str(cause):
            return str(cause).rpartition("CERTIFICATE_VERIFY_FAILED] ")[2] or str(cause)
    return None


def speaks_no_tls(error: BaseException) -> bool:
    """Whether the server answered a TLS handshake with something else."""
    return any(isinstance(cause, ssl.SSLError) or "[SSL" in str(cause) for cause in causes(error))


def causes(error: BaseException) -> list[BaseException]:
    """An error and what caused it, outermost first."""
    found: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in found:
        found.append(current)
        current = current.__cause__ or current.__context__
    return found
