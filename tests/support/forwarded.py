"""Another port of this machine that leads to a server's, as `ssh -L` makes one."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


@contextlib.contextmanager
def forwarded(port: int) -> Iterator[int]:
    """The port that leads to `port`, in both directions, until the block ends."""
    loop, started, found = asyncio.new_event_loop(), threading.Event(), [0]

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(_copy(reader, far_writer), _copy(far_reader, writer))

    async def serve(ended: asyncio.Event) -> None:
        server = await asyncio.start_server(connect, "127.0.0.1", 0)
        found[0] = server.sockets[0].getsockname()[1]
        started.set()
        await ended.wait()
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    ended = asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(serve(ended)))
    thread.start()
    started.wait()
    try:
        yield found[0]
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()
        loop.close()
