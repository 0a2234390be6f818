"""Asking a chat-completions server: transport, time limits, retries, and errors that say what to do.

One `HttpEndpoint` works for every server; its `Profile` says how that server wants to be asked. Network errors, 408, 409, 429
and 5xx are tried again with backoff, or when Retry-After says; 400, 401, 403, 404 and 422 are not: asking again would not help.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import httpx2
import openai

from gui_agent.errors import EndpointError
from gui_agent.model.glm.stream import StreamedReply, reply_of_completion
from gui_agent.model.profile import PROFILES, Profile, context_of_server, for_model, profile_of_host, profile_of_server
from gui_agent.model.servers.attempts import Attempts
from gui_agent.model.servers.network import is_own_machine, own_authority
from gui_agent.model.servers.refusal import (
    Failure,
    failure_of_body,
    failure_of_network,
    failure_of_page,
    failure_of_silence,
    failure_of_status,
)
from gui_agent.model.servers.room import Room
from gui_agent.model.servers.sse import EventData
from gui_agent.model.wire import ChatRequest, OnDelta, RawReply, TokenUsage

if TYPE_CHECKING:
    from gui_agent.model.choice import ModelChoice

log = logging.getLogger(__name__)
CONNECT_SECONDS = 10.0
PROBE_SECONDS = 5.0


_STAINLESS = ("Lang", "Package-Version", "OS", "Arch", "Runtime", "Runtime-Version", "Async")
_HEADERS_LEFT_OUT = ("OpenAI-Organization", "OpenAI-Project", *(f"X-Stainless-{name}" for name in _STAINLESS))
"""What the client would send to every server: the user's OpenAI account, from the environment, and their machine."""


class HttpEndpoint:
    """A chat-completions server at one base URL, asked for one model; may be used from several event loops, one after another."""

    def __init__(self, choice: ModelChoice) -> None:
        """`choice.base_url` must be set; nothing is sent yet."""
        self.choice = choice
        self.base_url = str(choice.base_url).rstrip("/")
        self._profile = PROFILES[choice.profile] if choice.profile != "auto" else profile_of_host(self.base_url)
        self._client: openai.AsyncOpenAI | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._room = Room()
        self._reached = False

    @property
    def model_name(self) -> str:
        """The served name that is asked for."""
        return self.choice.name

    async def close(self) -> None:
        """Close the connections of the current event loop."""
        client, self._client = self._client, None
        if client is not None and self._loop is asyncio.get_running_loop():
            await client.close()

    async def profile(self) -> Profile:
        """The server's profile, found out at its first use."""
        if self._profile is None:
            models = await self._probe(f"{self.base_url}/models")
            if models is None and self.choice.wait_for_server:
                return PROFILES["vllm"]  # it does not listen yet: nothing is found out, the request itself waits
            health = await self._probe(f"{self.base_url.removesuffix('/v1')}/health")
            self._profile = profile_of_server(models, health)
            self._room.learn(context_of_server(models, self.choice.name))
            log.info("%s is asked as %s", self.base_url, self._profile.name)
        return self._profile

    async def served_models(self) -> list[str]:
        """The names under which the server serves models. Raises EndpointError if it does not say."""
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                page = await self._open_client().models.list()
                return [model.id for model in page.data or []]
        except (openai.OpenAIError, httpx2.HTTPError, TimeoutError, ValueError, AttributeError, TypeError) as error:
            raise (await self._failure_of(error)).error from error

    async def complete(self, request: ChatRequest, on_delta: OnDelta | None = None) -> RawReply:
        """The server's answer.

        Raises EndpointError with one line and its remedy when retries do not help or would not; ContextExceeded when the
        conversation leaves no room for an answer. Its cause is the client's own error, where there is one.
        """
        attempts = Attempts(self.choice, request)
        while True:
            error: Exception
            try:
                reply, broken = await self._ask_once(attempts.request, on_delta)
            except (openai.OpenAIError, httpx2.HTTPError, TimeoutError, Failure) as raised:
                error = raised
            else:
                self._reached = True
                self._room.used(attempts.request, reply.usage)
                if not broken:
                    return replace(reply, usage=attempts.spent + reply.usage)
                attempts.broke(reply.usage, await self.profile())
                continue
            failure = await self._failure_of(error)
            attempts.spent += TokenUsage()
            if failure.refused_fields and self.choice.profile == "auto" and attempts.may_adapt():
                self._profile = PROFILES["transformers-serve"]
                continue
            if failure.context is not None and (smaller := self._room.smaller(attempts.request, failure.context)):
                attempts.request = smaller
                continue
            self._reached = self._reached or not failure.refused
            delay = attempts.delay(failure, reached=self._reached)
            if delay is None:
                raise failure.error from error
            log.warning("%s; asking again in %.1f s", failure.error.message, delay)
            await asyncio.sleep(delay)

    async def _ask_once(self, request: ChatRequest, on_delta: OnDelta | None) -> tuple[RawReply, bool]:
        """One request; the flag says that a streamed call came broken."""
        profile = for_model(await self.profile(), self.choice.name)
        # The messages go in as they are: as an argument, the client would walk through each of them against its types, 9 ms and
        # more with every step of a long history.
        body = {**self._room.fit(request, profile.body(request)), "messages": profile.messages(request.messages)}
        create = self._open_client().chat.completions.with_streaming_response.create
        streaming: dict[str, Any] = {"stream": True} if request.stream else {}
        headers, query = dict(request.extra_headers), dict(request.extra_query)
        clock = asyncio.timeout(self.choice.call_timeout)
        async with (
            clock,
            create(
                model=self.choice.name, messages=[], extra_body=body, extra_headers=headers, extra_query=query, **streaming
            ) as response,
        ):
            kind = response.headers.get("content-type", "").lower()
            if "text/event-stream" in kind:
                return await self._read_stream(cast("AsyncGenerator[bytes]", response.iter_bytes()), on_delta, clock)
            data = await response.read()
        text = data.decode("utf-8", errors="replace")
        if text.lstrip().startswith("data:"):
            return await self._read_stream(_whole(data), on_delta, None)
        return _read_whole(text), False

    async def _read_stream(
        self, pieces: AsyncGenerator[bytes], on_delta: OnDelta | None, clock: asyncio.Timeout | None
    ) -> tuple[RawReply, bool]:
        """A streamed answer, which may take its time as long as it does not pause. Raises Failure."""
        idle = min(self.choice.idle_timeout, self.choice.call_timeout)
        stream = _Stream(on_delta)
        try:
            async with aclosing(pieces):
                async for piece in pieces:
                    if clock is not None:
                        clock.reschedule(asyncio.get_running_loop().time() + idle)
                    if stream.add(piece):
                        break
                else:
                    stream.add(b"", last=True)
        except asyncio.CancelledError:
            if clock is not None and clock.expired() and not stream.reply.empty:
                raise failure_of_silence(self.choice, idle) from None
            raise
        return stream.reply.reply(), stream.reply.broken_call

    def _open_client(self) -> openai.AsyncOpenAI:
        """The client of the running event loop: its connections belong to one loop only."""
        loop = asyncio.get_running_loop()
        if self._client is None or self._loop is not loop:
            key = self.choice.api_key
            timeout = httpx2.Timeout(self.choice.call_timeout, connect=min(CONNECT_SECONDS, self.choice.call_timeout))
            self._client = openai.AsyncOpenAI(
                base_url=self.base_url,
                api_key=key.get_secret_value() if key else "none",
                max_retries=0,
                timeout=timeout,
                default_headers={"User-Agent": "gui-agent", **dict.fromkeys(_HEADERS_LEFT_OUT, cast(str, openai.Omit()))},
                http_client=openai.DefaultAsyncHttpxClient(
                    # A proxy in the environment is for the world outside, not for a server on this machine.
                    trust_env=not is_own_machine(self.base_url),
                    verify=own_authority() or True,
                    timeout=timeout,
                ),
            )
            self._loop = loop
        return self._client

    async def _probe(self, url: str) -> object:
        """The JSON at an address of the server; None where there is none. What it means is for the caller to say."""
        try:
            async with asyncio.timeout(min(PROBE_SECONDS, self.choice.call_timeout)):
                response = await self._open_client().get(url, cast_to=httpx2.Response)
                return response.json()
        except (openai.OpenAIError, httpx2.HTTPError, TimeoutError, ValueError):
            return None

    async def _failure_of(self, error: Exception) -> Failure:
        if isinstance(error, Failure):
            return error
        if isinstance(error, openai.APIStatusError):
            if error.status_code != 404:
                return failure_of_status(error, self.choice)
            served = await self._served_or_nothing(self.base_url)
            better = f"{self.base_url}/v1"
            found = served is None and await self._served_or_nothing(better) is not None
            return failure_of_status(error, self.choice, served, better if found else None)
        return failure_of_network(error, self.choice)

    async def _served_or_nothing(self, url: str) -> list[str] | None:
        models = await self._probe(f"{url}/models")
        entries = models.get("data") if isinstance(models, Mapping) else None
        if not isinstance(entries, list):
            return None
        return [str(entry.get("id")) for entry in entries if isinstance(entry, Mapping)]


async def _whole(data: bytes) -> AsyncGenerator[bytes]:
    yield data


class _Stream:
    """A stream of events that is put together to a reply."""

    def __init__(self, on_delta: OnDelta | None) -> None:
        self.reply = StreamedReply(on_delta)
        self._events = EventData()

    def add(self, piece: bytes, *, last: bool = False) -> bool:
        """Take in bytes, and say whether the answer is over. Raises Failure when it ends early, fails or only repeats itself."""
        for data in self._events.feed(piece, last=last):
            if data.strip() == "[DONE]":
                return True
            chunk = _json_object(data, mid_stream=True)
            if failure := failure_of_body(chunk):
                raise failure
            self.reply.add(chunk)
            if self.reply.runs_away:
                raise Failure(EndpointError("the model's reply only repeats itself", _RUNAWAY_REMEDY), retry=True, runaway=True)
        if last and self.reply.finish_reason is None:
            raise Failure(
                EndpointError("the model's reply broke off before its end", _STREAM_REMEDY), retry=True, mid_stream=True
            )
        return last


_RUNAWAY_REMEDY = "Raise the sampling's temperature or repetition_penalty, or use a newer release of the server"
_STREAM_REMEDY = "See the server's log; GUI_AGENT_STREAM=false asks for whole replies"


def _read_whole(text: str) -> RawReply:
    if text.lstrip()[:1] == "<":
        raise failure_of_page(text)
    data = _json_object(text, mid_stream=False)
    if failure := failure_of_body(data):
        raise failure
    return reply_of_completion(data)


def _json_object(text: str, *, mid_stream: bool) -> Mapping[str, Any]:
    try:
        data = json.loads(text)
    except ValueError:
        data = None
    if not isinstance(data, dict):
        excerpt = " ".join(text.split())[:80]
        reason = f"the server's answer is no JSON object: {excerpt!r}" if excerpt else "the server's answer is empty"
        raise Failure(EndpointError(reason, "See the server's log"), retry=True, mid_stream=mid_stream)
    return data
