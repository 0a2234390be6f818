"""The Ask page: a question about pictures, videos and PDFs, answered as a stream of lines while the model thinks."""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, StreamingResponse
from starlette.routing import Route

from gui_agent.errors import GuiAgentError, UsageError
from gui_agent.studio.forms import Line, read_form, sentence
from gui_agent.studio.shared_state import studio_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from gui_agent.model.choice import ModelChoice
    from gui_agent.model.questions.ask import Answer
    from gui_agent.model.questions.media import Source
    from gui_agent.settings import Settings

LARGEST_UPLOAD = 500 * 1024 * 1024
"""Bytes of all files of a question together."""
MOST_FILES = 200


class Asked(BaseModel):
    """Which model is asked, and how; what is empty is as in the settings."""

    model_config = ConfigDict(extra="forbid", protected_namespaces=())
    model: Line = ""
    base_url: Line = ""
    api_key_env: Line = ""
    thinking: bool = True
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    max_tokens: Annotated[int, Field(ge=1)] | None = None


class AskForm(Asked):
    """The whole form but for its files."""

    question: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100_000)]


async def defaults(request: Request) -> Response:
    """What the form begins with; `model` is empty where the settings name the embedded one, which answers no questions."""
    values = studio_of(request).settings
    return JSONResponse(
        {
            "model": "" if values.model == "literal" else values.model,
            "base_url": values.base_url or "",
            "api_key_env": values.api_key_env,
            "thinking": values.thinking,
            "temperature": values.sampling.temperature,
            "max_tokens": values.sampling.max_tokens,
            "largest_upload": LARGEST_UPLOAD,
        }
    )


async def models(request: Request) -> Response:
    """The names that a server serves: `{"models": [...]}`. Raises EndpointError, UsageError."""
    form = await read_form(request, Asked)
    choice = model_choice(studio_of(request).settings, form.model_copy(update={"model": form.model or "any"}))
    if choice.kind != "endpoint":
        raise UsageError("no server is named", "Fill in the endpoint, such as http://127.0.0.1:8000/v1")

    def prepared() -> Any:
        from gui_agent.model.servers.endpoint import HttpEndpoint

        return HttpEndpoint(choice)

    endpoint = await asyncio.to_thread(prepared)
    try:
        return JSONResponse({"models": await endpoint.served_models()})
    finally:
        await endpoint.close()


async def ask(request: Request) -> Response:
    """Put a question: a multipart form with `form` (JSON, see AskForm) and `files`.

    The answer is a stream of JSON lines: `{"saw": [[label, data URL]...], "descriptions": [...]}` before the model is asked, `{"thinking"}`
    and `{"text"}` pieces as they come, and last `{"answer": {...}}` or `{"error": "one line"}`.
    """
    question, choice, folder, files = await _read(request)
    return StreamingResponse(_lines(question, choice, folder, files), media_type="application/x-ndjson")


def model_choice(values: Settings, form: Asked) -> ModelChoice:
    """The model that the form names, else that of the settings. Raises UsageError for a value that is invalid."""
    from gui_agent.from_settings import model_choice as chosen

    named = {name: value for name in ("model", "base_url", "api_key_env") if (value := getattr(form, name))}
    sampling = {name: value for name in ("temperature", "max_tokens") if (value := getattr(form, name)) is not None}
    more = {**named, "thinking": form.thinking, "sampling": values.sampling.model_copy(update=sampling)}
    choice = chosen(values.model_copy(update=more))
    if choice.kind == "literal":
        raise UsageError(
            "the embedded model answers no questions about pictures",
            "Name a model and its endpoint; gui-agent serve starts one",
        )
    return choice


async def _read(request: Request) -> tuple[str, ModelChoice, Path, list[Path]]:
    """The question, whom to ask, and the files in a new folder. Raises UsageError."""
    if int(request.headers.get("content-length") or LARGEST_UPLOAD + 1) > LARGEST_UPLOAD:
        raise UsageError(f"the files are larger than {LARGEST_UPLOAD // 2**20} MB together", "Give fewer or smaller ones")
    async with request.form(max_files=MOST_FILES, max_part_size=1024 * 1024) as data:
        try:
            form = AskForm.model_validate_json(str(data.get("form") or "{}"))
        except ValidationError as error:
            raise UsageError(sentence(error)) from error
        if not form.question:
            raise UsageError("the question is empty", "Ask something about the files")
        choice = model_choice(studio_of(request).settings, form)
        folder = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="gui-agent-ask-"))
        files = []
        for number, file in enumerate(data.getlist("files")):
            if isinstance(file, UploadFile):
                files.append(folder / str(number) / (Path(file.filename or "").name[-120:] or "file"))
                await asyncio.to_thread(_write, file, files[-1])
    return form.question, choice, folder, files


def _write(file: UploadFile, target: Path) -> None:
    target.parent.mkdir()
    with target.open("wb") as written:
        shutil.copyfileobj(file.file, written)


async def _lines(question: str, choice: ModelChoice, folder: Path, files: list[Path]) -> AsyncIterator[str]:
    """The stream; a browser that goes away ends the question."""
    queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    task = asyncio.create_task(_answered(question, choice, files, queue.put_nowait))
    task.add_done_callback(lambda _: queue.put_nowait({}))
    try:
        while line := await queue.get():
            yield json.dumps(line, ensure_ascii=False) + "\n"
    finally:
        task.cancel()
        shutil.rmtree(folder, ignore_errors=True)  # not awaited: whoever is cancelled may not wait any more


async def _answered(question: str, choice: ModelChoice, files: list[Path], tell: Callable[[dict[str, Any]], None]) -> None:
    start = first = 0.0

    def on_delta(kind: str, piece: str) -> None:
        nonlocal first
        first = first or time.monotonic()
        tell({kind: piece})

    try:
        put, sources = await asyncio.to_thread(_prepared, files)
        async with _endpoint(choice) as endpoint:
            start = time.monotonic()
            result = await put(endpoint, choice, question, sources, on_delta=on_delta, on_sampled=lambda parts: tell(_saw(parts)))
            tell({"answer": _reported(result, time.monotonic() - start, first - start if first else None)})
    except GuiAgentError as error:
        tell({"error": str(error)})


def _prepared(files: list[Path]) -> tuple[Any, list[Source]]:
    """Imports and looks at files, in a thread."""
    import gui_agent.model.servers.endpoint  # noqa: F401 - the client's import takes a while
    from gui_agent.model.questions.ask import ask as put
    from gui_agent.model.questions.media import source_of

    return put, [source_of(path) for path in files]


@asynccontextmanager
async def _endpoint(choice: ModelChoice) -> AsyncIterator[Any]:
    from gui_agent.model.provider import open_endpoint

    endpoint = await asyncio.to_thread(open_endpoint, choice)
    try:
        yield endpoint
    finally:
        await endpoint.close()


def _saw(parts: Any) -> dict[str, Any]:
    return {"saw": [picture for part in parts for picture in part.pictures], "descriptions": [part.description for part in parts]}


def _reported(result: Answer, seconds: float, first: float | None) -> dict[str, Any]:
    return {
        "text": result.text,
        "thinking": result.thinking,
        "places": [asdict(place) for place in result.places],
        "usage": asdict(result.usage),
        "seconds": round(seconds, 3),
        "first": None if first is None else round(first, 3),
    }


routes = [
    Route("/api/ask", defaults, methods=["GET"]),
    Route("/api/ask", ask, methods=["POST"]),
    Route("/api/ask/models", models, methods=["POST"]),
]
