"""What goes to a chat-completions server and what comes back, before anybody has understood it.

The transports (`endpoint` over HTTP, `local` in process) speak in these types; `reply` turns a `RawReply` into one action.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from gui_agent.errors import EndpointError

Message = Mapping[str, Any]
"""One chat-completions message: role, content, tool_calls or tool_call_id."""
DeltaKind = Literal["thinking", "text", "call"]
OnDelta = Callable[[DeltaKind, str], None]
"""Called with each piece of a streamed reply as it arrives, for people to watch; never the source of an action."""


@dataclass(frozen=True, slots=True)
class TokenUsage:
    """Tokens of one or more requests; zeros where the server did not say."""

    requests: int = 1
    prompt: int = 0
    cached: int = 0
    completion: int = 0
    reasoning: int = 0

    def __add__(self, other: TokenUsage) -> TokenUsage:
        return TokenUsage(
            self.requests + other.requests,
            self.prompt + other.prompt,
            self.cached + other.cached,
            self.completion + other.completion,
            self.reasoning + other.reasoning,
        )


@dataclass(frozen=True)
class ChatRequest:
    """One question to the model, the same for every server; a `Profile` writes it as the body that its server takes."""

    messages: Sequence[Message] = field(repr=False)
    tools: Sequence[Mapping[str, Any]] = ()
    """In chat completions' form: `{"type": "function", "function": {"name", "description", "parameters"}}`."""
    tool_choice: str | Mapping[str, Any] | None = None
    thinking: bool = True
    stream: bool = True
    sampling: Mapping[str, float | int] = field(default_factory=dict)
    """Sampling fields by their names on the wire; only those that are set."""
    response_format: Mapping[str, Any] | None = None
    extra_body: Mapping[str, Any] = field(default_factory=dict)
    extra_headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    extra_query: Mapping[str, Any] = field(default_factory=dict)
    keep_special_tokens: bool = False
    """For pure grounding: ask the server to leave the box tokens in the text, where it can."""
    retry: bool = True
    """Whether the endpoint may send it again by itself after a failure on the way."""


@dataclass(frozen=True, slots=True)
class RawCall:
    """A tool call as the server reported it; `arguments` is meant to be a JSON object as text, and often is."""

    name: str
    arguments: object
    said: int | None = field(default=None, compare=False)
    """Characters of the content that came before it in a stream; None where the order is not known."""
    thought: int | None = field(default=None, compare=False)
    """The same of the server's field for thinking."""


@dataclass(frozen=True)
class RawReply:
    """One answer as the server sent it, a streamed one put together again."""

    content: str = ""
    reasoning: str = ""
    """What came in the server's field for thinking; thinking may also be in `content`."""
    calls: tuple[RawCall, ...] = ()
    finish_reason: str | None = None
    usage: TokenUsage = TokenUsage()
    streamed: bool = False
    closed: bool = False
    """Whether a server that did not stream sent an empty content, not none: it has seen the thinking end."""
    refusal: str = ""
    """Why the server withheld the answer, in its words."""


class ContextExceeded(EndpointError):
    """The conversation, with room for an answer, does not fit into the server's context."""


class Endpoint(Protocol):
    """Whatever takes a `ChatRequest` and answers it: a server over HTTP, or weights in this process."""

    @property
    def model_name(self) -> str:
        """The model's name, for people and traces."""

    async def complete(self, request: ChatRequest, on_delta: OnDelta | None = None) -> RawReply:
        """The model's answer. Raises EndpointError when there is none, retries included; ContextExceeded."""

    async def close(self) -> None:
        """Release connections or memory; the endpoint opens again when it is used again."""
