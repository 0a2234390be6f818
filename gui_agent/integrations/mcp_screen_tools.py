"""The MCP tools for single steps: a screenshot, places on it, one action."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from mcp.server.mcpserver import Context, Image
from mcp.types import ToolAnnotations
from pydantic import BaseModel, Field, ValidationError, WithJsonSchema

from gui_agent.actions.action import ACTIONS, BaseAction, location_numbers, parse_action, tool_schema
from gui_agent.actions.aim import from_pixels
from gui_agent.actions.effect import OutcomeKind
from gui_agent.actions.policy.risk import risk_of
from gui_agent.actions.secrets import mask
from gui_agent.desktop.desktop import Desktop
from gui_agent.errors import UsageError
from gui_agent.integrations.agents_sdk_computer import perform_on
from gui_agent.integrations.mcp_calls import Server, errors_reported, problems
from gui_agent.integrations.mcp_progress import Progress
from gui_agent.integrations.mcp_task_tool import asker
from gui_agent.integrations.picture_input import open_picture
from gui_agent.integrations.shared_screen import Workplace
from gui_agent.model.provider import open_endpoint
from gui_agent.model.questions.grounding import Grounding, locate, locate_literally
from gui_agent.perception.geometry import Size
from gui_agent.record.wording import describe_effect
from gui_agent.run.action_tools import ENDING
from gui_agent.run.approvals import must_ask

_PLACE = "[x, y] or [x1, y1, x2, y2] in thousandths (0-999) of the screen, or in pixels of the last screenshot with unit px"


class Place(BaseModel):
    """One place that was found: pixels and thousandths."""

    box: list[int]
    center: list[int]
    thousandths: list[float]


class Places(BaseModel):
    """What `locate` found, in a picture of this size."""

    size: list[int] = Field(description="Width and height of the picture that the pixels belong to.")
    found: list[Place]
    note: str = ""


class ActionOutcome(BaseModel):
    """What came of an action."""

    performed: bool
    outcome: OutcomeKind = Field(
        description="stale: not performed, the screen had changed; refused: not performed; else performed."
    )
    effect: str = Field(description="What is different on the screen, in words, or why nothing was done.")


def action_schema() -> dict[str, Any]:
    """The JSON schema of `act`'s action: one object for each kind of action, without references, as all clients understand it."""
    kinds = []
    for name, kind in ACTIONS.items():
        if name in ENDING:
            continue
        schema = tool_schema(kind)
        properties = {"action": {"type": "string", "const": name, "enum": [name]}} | schema["properties"]
        for place in ("start_box", "end_box"):
            if place in properties:
                properties[place] = {**properties[place], "description": _PLACE}
        kinds.append(
            {
                "type": "object",
                "description": (kind.__doc__ or "").strip(),
                "properties": properties,
                "required": ["action", *schema.get("required", [])],
                "additionalProperties": False,
            }
        )
    return {"anyOf": kinds}


def add_screen_tools(
    server: Server, place: Workplace, *, looks: ToolAnnotations, asks: ToolAnnotations, acts: ToolAnnotations
) -> None:
    """Add `screenshot`, `locate` and `act`."""

    @server.tool(title="Take a screenshot", annotations=looks, structured_output=False)
    async def screenshot(context: Context[Any, Any]) -> list[Image | str]:
        """The screen as it is now, as a JPEG, with its number for `act`, its size and the screen's size."""
        with errors_reported():
            shown = await place.picture(await place.desktop(), client_of(context))
            return [Image(data=shown.data, format="jpeg"), shown.words]

    @server.tool(name="locate", title="Find something on the screen or in a picture", annotations=asks)
    async def locate_tool(
        description: Annotated[str, Field(min_length=1, description="What to find, for example 'the Save button'.")],
        context: Context[Any, Any],
        image: Annotated[
            str | None, Field(description="A file, an http address, a data URL or base64; unset: the screen.")
        ] = None,
    ) -> Places:
        """Find something on the screen or in a picture: its boxes in pixels (of the size that is said) and in thousandths."""
        with errors_reported():
            async with Progress(context, f"looking for {description}"):
                if image:
                    picture = await open_picture(image)
                    return _places(await _located(place, picture, description), Size(*picture.size), Size(*picture.size))
                screen = await place.presentable(await place.desktop())
                return _places(await _located(place, screen, description), Size(*screen.size), place.size_for(Size(*screen.size)))

    @server.tool(title="Perform one action on the screen", annotations=acts)
    async def act(
        action: Annotated[Any, Field(description="One action with its arguments."), WithJsonSchema(action_schema())],
        context: Context[Any, Any],
        unit: Annotated[
            Literal["thousandths", "px"],
            Field(description="What the places are: thousandths of the screen, or pixels of the screenshot."),
        ] = "thousandths",
        screenshot: Annotated[
            int | None,
            Field(description="The number of the screenshot that this was decided by; unset: the last one."),
        ] = None,
    ) -> ActionOutcome:
        """Perform one action on the screen and say what came of it."""
        with errors_reported():
            async with Progress(context, "acting") as progress, place.alone("an action", progress.say) as desktop:
                seen = place.seen(client_of(context), screenshot)
                wanted = _action(action, unit, desktop, seen.size if seen else None)
                asked = await must_ask(wanted, risk_of(wanted), place.agent.approve, desktop, desktop.screen)
                if asked and not await asker(context)(wanted):
                    return ActionOutcome(performed=False, outcome="refused", effect="not approved")
                sight = place.sight_of(client_of(context), screenshot)
                effect = await perform_on(desktop, wanted, place.witness, sight)
                said = mask(describe_effect(effect), place.agent.secrets)
                return ActionOutcome(performed=effect.performed, outcome=effect.outcome, effect=said)


def client_of(context: Context[Any, Any]) -> str:
    """What distinguishes clients that share a server: their session over HTTP; there is one alone over stdio."""
    headers = context.headers
    return headers.get("mcp-session-id", "") if headers is not None else ""


def _action(given: Any, unit: str, desktop: Desktop, size: Size | None) -> BaseAction:
    """The action that a client means. Raises UsageError in words for a model."""
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except (ValueError, RecursionError) as error:
            raise UsageError(
                f"not an action: {given[:80]!r} is no JSON object", 'Write {"action": "key", "keys": "enter"}'
            ) from error
    if isinstance(given, Mapping):  # some clients send null for what they leave out
        given = {name: value for name, value in given.items() if value is not None}
    try:
        if unit == "px" and isinstance(given, dict):
            wanted = from_pixels(_on_screen(given, size, desktop), desktop.screen)
        else:
            wanted = parse_action(given)
    except ValidationError as error:
        raise UsageError(f"not an action: {problems(error)}") from error
    if wanted.name in ENDING:
        raise UsageError(f"{wanted.name} ends a run, and no run is in progress", "Perform another action, or end your own work")
    return wanted


def _on_screen(given: Mapping[str, Any], size: Size | None, desktop: Desktop) -> dict[str, Any]:
    """The action with its places in pixels of the virtual screen instead of pixels of a picture of it."""
    frame = desktop.screen
    size = size or Size(frame.width, frame.height)

    def moved(numbers: Any) -> Any:
        if not isinstance(numbers, list) or len(numbers) not in (2, 4):
            return numbers
        if not all(isinstance(one, int | float) and not isinstance(one, bool) for one in numbers):
            return numbers
        ends = len(numbers) // 2 - 1  # the right and lower sides of a box are not in it
        for x, y in zip(numbers[::2], numbers[1::2], strict=True):
            if not (0 <= x < size.width + ends and 0 <= y < size.height + ends):
                raise UsageError(
                    f"pixel ({x:g}, {y:g}) is outside of the screenshot",
                    f"It reaches from (0, 0) to ({size.width - 1}, {size.height - 1})",
                )
        across, down = frame.width / size.width, frame.height / size.height
        starts, sides = (frame.left, frame.top), ((across, frame.width), (down, frame.height))
        return [
            starts[place % 2] + min(int((one + 0.5) * sides[place % 2][0]), sides[place % 2][1] - 1)
            for place, one in enumerate(numbers)
        ]

    converted = {name: moved(value) if name in ("start_box", "end_box") else value for name, value in given.items()}
    if isinstance(path := given.get("path"), list):
        converted["path"] = [moved(one) for one in path]
    return converted


async def _located(place: Workplace, picture: Any, description: str) -> Grounding:
    choice = place.choice
    if choice.kind == "literal":
        return await asyncio.to_thread(locate_literally, picture, description)
    endpoint = open_endpoint(choice)
    try:
        return await locate(endpoint, choice, picture, description)
    finally:
        await endpoint.close()


def _places(grounding: Grounding, looked_at: Size, size: Size) -> Places:
    """Where it was found, in pixels of a picture of `size` that shows what was looked at."""
    across, down = size.width / looked_at.width, size.height / looked_at.height
    found = [
        Place(
            box=[
                round(located.box.left * across),
                round(located.box.top * down),
                round(located.box.right * across),
                round(located.box.bottom * down),
            ],
            center=[int(located.center.x * across), int(located.center.y * down)],
            thousandths=location_numbers(located.place),
        )
        for located in grounding.found
    ]
    return Places(size=list(size), found=found, note="" if found else grounding.thinking)
