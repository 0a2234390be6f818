"""A run as it happens, for the page: a websocket with its events, the model's words, its state, and frames of its screen.

Sent to the page, as JSON texts: `{"events": [...]}` (the first one holds all so far), `{"going_on": bool, "steered": bool}`, and
what the run's control says (`state`, `delta`, see `control`). Binary messages are JPEG frames. The page sends gestures of a user who
took over, `{"gesture": {...}}`, which are answered only when they are refused: `{"refused": "why"}`.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from gui_agent.control.socket import FILE as CONTROL
from gui_agent.control.socket import connect
from gui_agent.errors import UsageError
from gui_agent.record.events import Event, RunStarted
from gui_agent.record.tail import follow, is_going_on
from gui_agent.record.wording import words_of
from gui_agent.studio.shared_state import studio_of

if TYPE_CHECKING:
    from starlette.types import Message

    from gui_agent.control.socket import ControlLine
    from gui_agent.studio.screen_frames import Feeds

LOOK_SECONDS = 0.2
"""How often a run that cannot be steered is asked whether it is still in progress."""


async def live(socket: WebSocket) -> None:
    """One browser that watches one run, until it goes away."""
    studio = studio_of(socket)
    try:
        folder = studio.run_folder(socket.path_params["run"])
    except UsageError:
        await socket.close(1008, "no such run")
        return
    await socket.accept()
    after = socket.query_params.get("after", "-1")
    viewing = _Viewing(socket, folder, studio.feeds, int(after) if re.fullmatch(r"-?[0-9]{1,15}", after) else -1)
    with suppress(WebSocketDisconnect, OSError, RuntimeError):  # RuntimeError: sending after the browser went away
        await viewing.until_it_goes()


class _Viewing:
    def __init__(self, socket: WebSocket, folder: Path, feeds: Feeds, after: int) -> None:
        self._socket = socket
        self._folder = folder
        self._feeds = feeds
        self._after = after
        self._started: RunStarted | None = None
        self._line: ControlLine | None = None

    async def until_it_goes(self) -> None:
        """Whatever ends first (the browser goes away, or the studio) ends all of it."""
        await _first_of(self._events(), self._gestures())

    async def _events(self) -> None:
        """The log from its beginning; while the run continues, its control and its screen too."""
        lively: asyncio.Task[None] | None = None
        try:
            first = True
            async for events in follow(self._folder, until_end=False):
                self._started = next((event for event in events if isinstance(event, RunStarted)), self._started)
                await self._socket.send_json({"events": [shown(event) for event in events if event.seq > self._after]})
                if first or lively is None or lively.done():
                    first = False
                    lively = asyncio.create_task(self._while_it_goes_on())
        finally:
            if lively is not None:
                lively.cancel()

    async def _while_it_goes_on(self) -> None:
        going_on = is_going_on(self._folder)
        steered = going_on and (self._folder / CONTROL).exists()
        await self._socket.send_json({"going_on": going_on, "steered": steered})
        if going_on:
            with suppress(UsageError):  # the control went away between the two looks: the run ends just now
                await _first_of(self._ended(), *([self._words()] if steered else []), self._frames())
            await self._socket.send_json({"going_on": False, "steered": False})

    async def _ended(self) -> None:
        while is_going_on(self._folder):
            await asyncio.sleep(LOOK_SECONDS)

    async def _words(self) -> None:
        async with connect(self._folder, watch=True) as line:
            self._line = line
            try:
                async for message in line.messages():
                    if message.get("error"):
                        await self._socket.send_json({"refused": message["error"]})
                    elif "re" not in message:
                        await self._socket.send_json(message)
            finally:
                self._line = None
        await asyncio.Event().wait()  # the run's own process says when it has ended

    async def _frames(self) -> None:
        while (feed := self._feeds.of(self._folder, self._started)) is None:
            await asyncio.sleep(LOOK_SECONDS)
        async with feed.viewer() as frames:
            async for frame in frames:
                await self._socket.send_bytes(frame)

    async def _gestures(self) -> None:
        while True:
            gesture = gesture_in(await self._socket.receive())
            if self._line is not None and gesture is not None:
                await self._line.send({"do": "use", "gesture": gesture})


def gesture_in(message: Message) -> dict[str, Any] | None:
    """The gesture that a page sent; None for what is none. Raises WebSocketDisconnect where the page has gone."""
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1000))
    try:
        sent = json.loads(message.get("text") or "null")
    except (ValueError, RecursionError):
        return None
    gesture = sent.get("gesture") if isinstance(sent, dict) else None
    return gesture if isinstance(gesture, dict) else None


def shown(event: Event) -> dict[str, Any]:
    """An event as the page gets it: JSON types, and its words for people under `words`."""
    return {**event.to_json(), "words": words_of(event)}


async def _first_of(*works: Coroutine[Any, Any, None]) -> None:
    """Until the first one ends; then the others are ended, and its error is raised."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


routes = [WebSocketRoute("/api/runs/{run}/live", live)]
