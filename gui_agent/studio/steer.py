"""What a user asks of a run from the page: pause, continue, stop, take over, a hint, yes or no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict
from starlette.responses import JSONResponse
from starlette.routing import Route

from gui_agent.control.socket import tell
from gui_agent.studio.forms import read_form
from gui_agent.studio.shared_state import studio_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


class Order(BaseModel):
    """One order to a run."""

    model_config = ConfigDict(extra="forbid")
    do: Literal["pause", "go_on", "stop", "take_over", "hint", "answer"]
    text: str = ""
    number: int = 0
    granted: bool = False


async def steer(request: Request) -> Response:
    """Tell the run; answered once it was taken. Raises UsageError where it was not."""
    folder = studio_of(request).run_folder(request.path_params["run"])
    order = await read_form(request, Order)
    await tell(folder, order.model_dump())
    return JSONResponse({"done": order.do})


routes = [Route("/api/runs/{run}/steer", steer, methods=["POST"])]
