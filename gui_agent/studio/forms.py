"""What the pages send: checked against a pydantic model, and answered with one clear line where it is invalid."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, TypeVar

from pydantic import BaseModel, StringConstraints, ValidationError
from starlette.responses import JSONResponse

from gui_agent.errors import GuiAgentError, UsageError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

M = TypeVar("M", bound=BaseModel)
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
"""A field of one line, such as a model's name."""
LARGEST_FORM = 1024 * 1024
"""Bytes of a JSON body; files are uploaded as multipart forms."""
STATUS = {2: 400, 3: 503, 4: 502}
"""HTTP status by the exit status that an error means."""


async def read_form(request: Request, kind: type[M]) -> M:
    """The JSON body of a request as `kind`. Raises UsageError that names the field."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            raise UsageError("the request is too large", "Send less")
    try:
        return kind.model_validate(json.loads(body or b"{}"))
    except ValidationError as error:
        raise UsageError(sentence(error)) from error
    except RecursionError as error:
        raise UsageError("the request is nested too deeply", "Send less") from error
    except ValueError as error:
        raise UsageError(f"the request is no JSON: {error}") from error


def sentence(error: ValidationError) -> str:
    """The first problem of a validation, as `field: what is wrong`."""
    problem = error.errors(include_url=False)[0]
    name = ".".join(str(part) for part in problem["loc"]) or "the request"
    return f"{name}: {problem['msg'].removeprefix('Value error, ')}"


def answer_error(_: Request, error: Exception) -> Response:
    """The exception handler for GuiAgentError: `{"error": one line}`, which the page shows as it is."""
    status = STATUS.get(error.exit_status, 409) if isinstance(error, GuiAgentError) else 500
    return JSONResponse({"error": str(error)}, status_code=status)
