"""`gui-agent screenshot`: what the agent would see."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gui_agent import from_settings
from gui_agent.cli import options, screen_check
from gui_agent.cli.terminal import say, say_json

if TYPE_CHECKING:
    from PIL import Image

    from gui_agent.desktop.desktop import Desktop
    from gui_agent.perception.element import Element
    from gui_agent.perception.screen.screenshot import Screenshot


def screenshot(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to; the ending chooses the format.")] = Path(
        "screenshot.png"
    ),
    display: options.Display = None,
    app: Annotated[str | None, typer.Option(metavar="CMD", help="Start this program first, and end it afterwards.")] = None,
    elements: Annotated[bool, typer.Option("--elements", help="Print the elements on the screen as JSON.")] = False,
    marks: Annotated[bool, typer.Option("--marks", help="Draw the elements' boxes and numbers into the picture.")] = False,
    max_pixels: Annotated[
        int | None, typer.Option(metavar="N", help="Count the tokens for a picture of at most so many pixels.")
    ] = None,
) -> None:
    """Take a screenshot of the display and save it; with --elements or --marks also what is on it.

    Example: gui-agent screenshot form.png --app mousepad --elements
    """
    import asyncio

    values = from_settings.settings(display=display, max_pixels=max_pixels)
    screen_check.require_app(app)
    screen_check.require_screen(values.display, app)
    shot = asyncio.run(_take(values.display, app, values.max_pixels))
    found = _find(shot) if elements or marks else []
    _save(_marked(shot, found) if marks else shot.image, file)
    if elements:
        say_json([_json(number, element) for number, element in enumerate(found, 1)])
    size = shot.encoded.size
    line = f"{file}: {shot.region.width}x{shot.region.height}, sent as {size.width}x{size.height}, {shot.encoded.tokens} tokens"
    say(f"{line} for GLM-4.5V", err=elements)


async def _take(choice: str, app: str | None, max_pixels: int | None) -> Screenshot:
    """The screen, with what its applications report about it."""
    from gui_agent.cli.started_app import with_app
    from gui_agent.desktop.desktop import Desktop

    opening = Desktop.open(choice, with_app=app is not None, max_pixels=max_pixels)
    async with await opening as desktop, with_app(desktop, app):
        return await _reported(desktop, await desktop.screenshot())


async def _reported(desktop: Desktop, shot: Screenshot) -> Screenshot:
    """The screenshot once its applications have answered, or have taken too long."""
    import asyncio

    desktop.tell(shot)
    await asyncio.to_thread(lambda: shot.reported)
    return shot


def _find(shot: Screenshot) -> list[Element]:
    from gui_agent.perception.accessibility.merged import elements_of
    from gui_agent.perception.text.text import TextReader

    return elements_of(shot, TextReader(), icons=True)


def _marked(shot: Screenshot, found: list[Element]) -> Image.Image:
    from gui_agent.perception.elements.marks import draw_marks

    return draw_marks(shot, [element.box for element in found])


def _json(number: int, element: Element) -> dict[str, Any]:
    """An element with its number and what is known of it; boxes are pixels: left, top, right, bottom."""
    known = {name: value for name, value in asdict(element).items() if value not in (None, "", False)}
    boxes = {name: list(known[name].values()) for name in ("box", "mark") if isinstance(known.get(name), dict)}
    return {"number": number, **known, **boxes}


def _save(picture: Image.Image, file: Path) -> None:
    from gui_agent.cli.terminal import why
    from gui_agent.errors import UsageError

    try:
        picture.save(file)
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot save {file}{why(error)}", "Use a writable place and .png, .jpg or .webp") from error
