"""Why a server gave no answer, in one line with its remedy, and whether asking again may help."""

from __future__ import annotations

import email.utils
import html
import json
import re
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import httpx2
import openai

from gui_agent.errors import EndpointError, excerpt
from gui_agent.model.servers.context import ContextFull, context_full
from gui_agent.model.servers.network import UNREACHABLE, certificate_problem, proxy_of, speaks_no_tls
from gui_agent.model.wire import ContextExceeded

if TYPE_CHECKING:
    from gui_agent.model.choice import ModelChoice

RETRIED = frozenset({408, 409, 429})
"""Statuses that are tried again, besides 5xx."""
LONGEST_QUOTE = 300
"""Characters of a server's message that are quoted; the numbers of a refusal are within."""
TOO_LONG = frozenset({400, 413, 422})
"""Statuses with which servers refuse a conversation that is too long."""


class Failure(Exception):
    """One request that came to nothing; `error` is reported to the user if that is the end of it."""

    def __init__(
        self,
        error: EndpointError,
        *,
        retry: bool = False,
        retry_after: float | None = None,
        mid_stream: bool = False,
        hang: bool = False,
        refused_fields: bool = False,
        loading: bool = False,
        refused: bool = False,
        runaway: bool = False,
        context: ContextFull | None = None,
    ) -> None:
        """`loading`: the server may only be starting; `refused`: nobody took the connection; `context`: too long a conversation."""
        super().__init__(str(error))
        self.error = error
        self.retry = retry
        self.retry_after = retry_after
        self.mid_stream = mid_stream
        self.hang = hang
        self.refused_fields = refused_fields
        self.loading = loading
        self.refused = refused
        self.runaway = runaway
        self.context = context


def failure_of_network(error: Exception, choice: ModelChoice) -> Failure:
    """No answer at all: time is up, the name is unknown, the connection is refused or reset."""
    url = choice.base_url
    if isinstance(error, TimeoutError | openai.APITimeoutError | httpx2.TimeoutException):
        cause = error.__cause__
        if isinstance(error, httpx2.ConnectTimeout) or isinstance(cause, httpx2.ConnectTimeout):
            return Failure(EndpointError(f"{url} does not answer: no connection", UNREACHABLE), retry=True, hang=True)
        message = f"{url} gave no whole answer within {choice.call_timeout:g} s"
        return Failure(
            EndpointError(
                message, "Raise the setting call_timeout (GUI_AGENT_CALL_TIMEOUT), or see in the server's log why it is slow"
            ),
            retry=True,
            hang=True,
        )
    if isinstance(error, openai.APIConnectionError) and isinstance(error.__cause__, Exception):
        error = error.__cause__
    if isinstance(error, httpx2.UnsupportedProtocol | httpx2.InvalidURL):
        return Failure(EndpointError(f"{url} is no address of a server", "Give --base-url as http://HOST:PORT/v1"))
    if reason := certificate_problem(error):
        return Failure(EndpointError(f"the certificate of {url} is not trusted: {reason}", _CERTIFICATE))
    if str(url).startswith("https:") and speaks_no_tls(error):
        return Failure(EndpointError(f"{url} does not speak TLS: {_reason(error)}", "Give --base-url with http://"))
    proxy = proxy_of(str(url))
    if isinstance(error, httpx2.ProxyError) or (proxy and isinstance(error, httpx2.ConnectError)):
        message = f"cannot reach {url} through the proxy {proxy}: {_reason(error)}"
        return Failure(EndpointError(message, "Correct HTTP_PROXY or HTTPS_PROXY, or name the host in NO_PROXY"), retry=True)
    if isinstance(error, httpx2.ConnectError):
        return Failure(
            EndpointError(f"cannot reach {url}: {_reason(error)}", UNREACHABLE), retry=True, loading=True, refused=True
        )
    if isinstance(error, httpx2.HTTPError):
        reason = f"the connection to {url} broke while it answered: {_reason(error)}"
        remedy = "See the server's log: it may have crashed. --wait-for-server SECONDS waits while it starts again"
        return Failure(EndpointError(reason, remedy), retry=True, mid_stream=True, loading=True)
    return Failure(EndpointError(f"{url} answered with something that is no chat completion: {_reason(error)}", _IS_IT_AN_API))


def failure_of_silence(choice: ModelChoice, seconds: float) -> Failure:
    """A stream in which nothing came any more."""
    message = f"{choice.base_url} stopped in the middle of its answer: nothing came for {seconds:g} s"
    remedy = "See the server's log, or raise the setting idle_timeout (GUI_AGENT_IDLE_TIMEOUT)"
    return Failure(EndpointError(message, remedy), retry=True, mid_stream=True, hang=True)


_CERTIFICATE = "Name the certificate of its authority in SSL_CERT_FILE=/path/to/authority.pem"
_IS_IT_AN_API = "Check that --base-url is the API's address; it usually ends in /v1"


def failure_of_status(
    error: openai.APIStatusError, choice: ModelChoice, served: list[str] | None = None, better: str | None = None
) -> Failure:
    """An HTTP status that is not success.

    `served` are the models' names that the server lists, if it does; `better` is the address at which it does.
    """
    status, url = error.status_code, choice.base_url
    said = _server_message(error.response)
    if context := context_full(said) if status in TOO_LONG else None:
        return too_long(f"{url} finds the conversation too long: {said}", context)
    retry = status in RETRIED or status >= 500
    message, remedy = _status_line(status, said, choice, served)
    remedy = f"Use --base-url {better}" if better else remedy
    return Failure(
        EndpointError(f"{url} {message}", remedy),
        retry=retry,
        retry_after=retry_after_seconds(error.response.headers) if retry else None,
        refused_fields=status == 422,
        loading=status in (502, 503, 504),
    )


def too_long(message: str, context: ContextFull) -> Failure:
    """The conversation does not fit into the server's context."""
    remedy = "Serve the model with a longer context (--max-model-len, --context-length), or use --max-pixels for smaller pictures"
    return Failure(ContextExceeded(message, remedy), context=context)


def _status_line(status: int, said: str, choice: ModelChoice, served: list[str] | None) -> tuple[str, str]:
    quoted = f": {said}" if said else ""
    match status:
        case 401:
            given = "the API key is refused" if choice.api_key else "it wants an API key"
            return f"answers 401, {given}{quoted}", "Name the environment variable that holds a valid key with --api-key-env NAME"
        case 403:
            return f"answers 403, this key may not use {choice.name!r}{quoted}", "Use a key that may, or choose another --model"
        case 404 if served:
            return f"does not serve {choice.name!r}; it serves {', '.join(served[:12])}", f"Use --model {served[0]}"
        case 404 if served is None:
            return f"has no chat completions (404){quoted}", _IS_IT_AN_API
        case 404:
            return f"serves no model {choice.name!r}{quoted}", "See gui-agent models for what it serves"
        case 413:
            return (
                f"finds the request too large (413){quoted}",
                "Raise the server's limit for a request's size, or use a smaller screen",
            )
        case 422 | 400:
            return (
                f"refuses the request ({status}){quoted}",
                "Name the server's kind in the setting profile (GUI_AGENT_PROFILE), or run gui-agent doctor",
            )
        case 429:
            return f"limits the rate of requests (429){quoted}", "Wait, or raise the limit with the provider"
        case _ if status >= 500:
            return f"fails with {status}{quoted}", "See the server's log"
        case _:
            return f"answers {status}{quoted}", _IS_IT_AN_API


def failure_of_body(data: Mapping[str, Any]) -> Failure | None:
    """An error object inside of a 200 answer or of a stream, as gateways and vLLM send it; None where there is none."""
    error = data.get("error")
    if not error or data.get("choices"):
        return None
    code = error.get("code") if isinstance(error, Mapping) else data.get("code")
    said = _short(error.get("message") if isinstance(error, Mapping) else error)
    status = int(code) if isinstance(code, int | str) and re.fullmatch("[0-9]{1,9}", str(code)) else 500
    if context := context_full(said) if status in TOO_LONG else None:
        return too_long(f"the server finds the conversation too long: {said}", context)
    retry = status in RETRIED or status >= 500
    return Failure(EndpointError(f"the server reports an error: {said}", "See the server's log"), retry=retry, mid_stream=True)


def failure_of_page(text: str) -> Failure:
    """A web page where JSON should be: the address is not the API's, or something is in between."""
    title = re.search(r"<title[^>]*>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
    named = f" ({_short(html.unescape(title[1]))})" if title else ""
    return Failure(EndpointError(f"the server answered with a web page{named} instead of JSON", _IS_IT_AN_API))


def retry_after_seconds(headers: Mapping[str, str]) -> float | None:
    """What the server asks to wait: `retry-after-ms`, or `Retry-After` in seconds or as a date; None if it does not."""
    try:
        if milliseconds := headers.get("retry-after-ms"):
            return float(milliseconds) / 1000
        value = headers.get("retry-after")
        if not value:
            return None
        if re.fullmatch(r"\s*\d+(?:\.\d+)?\s*", value):
            return float(value)
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, TypeError):
        return None


def _server_message(response: httpx2.Response) -> str:
    """What the server said about its error, as one short line; of a web page, the title."""
    try:
        text = response.text
    except httpx2.StreamError:
        return ""
    if text.lstrip()[:1] == "<":
        title = re.search(r"<title[^>]*>(.*?)</title>", text, re.IGNORECASE | re.DOTALL)
        return _short(html.unescape(title[1])) if title else ""
    try:
        data = json.loads(text)
    except ValueError:
        return _short(text)
    if isinstance(data, Mapping):
        for key in ("error", "detail", "message", "msg"):
            if value := data.get(key):
                inner = value.get("message") if isinstance(value, Mapping) else value
                return _short(inner if isinstance(inner, str) else json.dumps(inner))
    return _short(text)


def _short(value: object) -> str:
    line = " ".join(str(value or "").split()).rstrip(".")
    return excerpt(line, LONGEST_QUOTE)


def _reason(error: BaseException) -> str:
    root = error
    while root.__cause__ is not None or root.__context__ is not None:
        root = root.__cause__ or root.__context__ or root
    return _short(str(error) or str(root) or type(root).__name__)
