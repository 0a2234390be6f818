"""`gui-agent locate`: where something is, as boxes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gui_agent import from_settings
from gui_agent.cli import options, screen_check
from gui_agent.cli.terminal import say, say_json

if TYPE_CHECKING:
    from PIL import Image

    from gui_agent.model.questions.grounding import Grounding, Located


def locate(
    description: Annotated[str, typer.Argument(metavar="DESCRIPTION", help="What to find, for example 'the Save button'.")],
    image: Annotated[Path | None, typer.Option(metavar="FILE", help="The picture to look at; without it, the screen.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Save the picture here, with the boxes drawn in.")] = None,
    zoom: Annotated[bool, typer.Option("--zoom/--no-zoom", help="Look at small things a second time, closer.")] = True,
    tiles: Annotated[
        bool, typer.Option("--tiles", help="Look at each part enlarged, and find all places that fit: small things, counting.")
    ] = False,
    display: options.Display = None,
    model: options.Model = None,
    base_url: options.BaseUrl = None,
    api_key_env: options.ApiKeyEnv = None,
    wait_for_server: options.WaitForServer = None,
    thinking: options.Thinking = None,
    quantize: options.Quantize = None,
    device_map: options.DeviceMap = None,
) -> None:
    """Find DESCRIPTION in a picture or on the screen and print its boxes as JSON, in pixels and in thousandths.

    Exit status 1 if it is not there, 6 if several places fit: they are the "candidates".
    Without a model, `literal` looks for it by text and shape.

    Example: gui-agent locate "the Save button" --image screen.png --out found.png
    """
    import asyncio

    from gui_agent.errors import UsageError
    from gui_agent.model.provider import open_endpoint
    from gui_agent.model.questions.grounding import locate as ask_where
    from gui_agent.model.questions.grounding import locate_literally
    from gui_agent.model.questions.tiled import locate_in_tiles

    values = from_settings.settings(
        display=display,
        model=model,
        base_url=base_url,
        api_key_env=api_key_env,
        wait_for_server=wait_for_server,
        thinking=thinking,
        quantize=quantize,
        device_map=device_map,
    )
    choice = from_settings.model_choice(values)
    options.refuse_useless(choice, quantize=quantize, device_map=device_map, thinking=thinking, tiles=tiles or None)
    if not description.strip():
        raise UsageError("what is to be found?", "Describe it, for example: gui-agent locate 'the Save button'")
    if image is None:
        screen_check.require_screen(values.display, None)

    async def look() -> tuple[Image.Image, Grounding]:
        if choice.kind == "literal":
            picture = _open(image) if image else await _screen(values.display)
            return picture, locate_literally(picture, description)
        endpoint = open_endpoint(choice)
        try:
            picture = _open(image) if image else await _screen(values.display)
            if tiles:
                return picture, await locate_in_tiles(endpoint, choice, picture, description)
            return picture, await ask_where(endpoint, choice, picture, description, zoom=zoom)
        finally:
            await endpoint.close()

    picture, grounding = asyncio.run(look())
    for line in grounding.looked_at:
        say(f"saw {line}", err=True)
    if out is not None:
        _save_marked(picture, grounding, out)
    found = [_json(located) for located in grounding.found]
    answer = {"description": description, "size": list(picture.size), "found": found}
    if grounding.looked_at:
        answer["saw"] = list(grounding.looked_at)
    if grounding.candidates:
        answer["candidates"] = [_json(located) for located in grounding.candidates]
    say_json(answer)
    if not found:
        if choice.kind == "literal":
            say(f"gui-agent: {grounding.thinking}", err=True)
        raise typer.Exit(6 if grounding.candidates else 1)


def _open(path: Path) -> Image.Image:
    from gui_agent.cli.terminal import why
    from gui_agent.errors import UsageError
    from gui_agent.perception.screen.pictures import NotAPicture, read_picture

    try:
        return read_picture(path)
    except NotAPicture as error:
        reason = error.__cause__ if isinstance(error.__cause__, Exception) else error
        raise UsageError(f"cannot read {path} as a picture{why(reason)}", "Give a PNG, JPEG or WebP file") from error


async def _screen(display: str) -> Image.Image:
    from gui_agent.desktop.desktop import Desktop

    async with await Desktop.open(display) as desktop:
        return (await desktop.screenshot()).image


def _json(located: Located) -> dict[str, Any]:
    from gui_agent.actions.action import location_numbers

    box = located.box
    return {
        "box": [box.left, box.top, box.right, box.bottom],
        "center": [located.center.x, located.center.y],
        "thousandths": location_numbers(located.place),
        "refined": located.refined,
    }


def _save_marked(picture: Image.Image, grounding: Grounding, out: Path) -> None:
    from PIL import ImageDraw

    from gui_agent.cli.terminal import why
    from gui_agent.errors import UsageError

    marked = picture.copy()
    draw = ImageDraw.Draw(marked)
    width = max(2, round(max(picture.size) / 640))
    for located in grounding.found:
        box = located.box
        draw.rectangle(
            (box.left - width, box.top - width, box.right + width - 1, box.bottom + width - 1), outline="red", width=width
        )
        x, y = located.center.x, located.center.y
        draw.line((x - 3 * width, y, x + 3 * width, y), fill="red", width=1)
        draw.line((x, y - 3 * width, x, y + 3 * width), fill="red", width=1)
    try:
        marked.save(out)
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot save {out}{why(error)}", "Use a writable place and .png, .jpg or .webp") from error
