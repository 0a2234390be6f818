"""`gui-agent screenshot`: what the agent would see."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gui_agent import from_settings
from gui_agent.cli import options

if TYPE_CHECKING:
    from PIL import Image

    from gui_agent.desktop.desktop import Desktop
    from gui_agent.perception.element import Element
    from gui_agent.perception.screen.screenshot import Screenshot


def screenshot(
    file: Annotated[Path, typer.Argument(help="Where to; the ending chooses the format.")] = Path("screenshot.png"),
    display: options.Display = None,
    app: Annotated[str | None, typer.Option(metavar="CMD", help="Start this program first, and end it afterwards.")] = None,
    elements: Annotated[bool, typer.Option("--elements", help="Print the elements on the screen as JSON.")] = False,
    marks: Annotated[bool, typer.Option("--marks", help="Draw the elements' boxes and numbers into the picture.")] = False,
    max_pixels: Annotated[int | None, typer.Option(help="Count the tokens for a picture of at most so many pixels.")] = None,
) -> None:
    """Take a screenshot of the display and save it; with --elements or --marks also what is on it."""
    import asyncio

    values = from_settings.settings(display=display, max_pixels=max_pixels)
    shot = asyncio.run(_take(values.display, app, values.max_pixels))
    found = _find(shot) if elements or marks else []
    _save(_marked(shot, found) if marks else shot.image, file)
    if elements:
        typer.echo(json.dumps([_json(number, element) for number, element in enumerate(found, 1)], ensure_ascii=False))
    size = shot.encoded.size
    line = f"{file}: {shot.region.width}x{shot.region.height}, sent as {size.width}x{size.height}, {shot.encoded.tokens} tokens"
    typer.echo(f"{line} for GLM-4.5V", err=elements)


async def _take(choice: str, app: str | None, max_pixels: int | None) -> Screenshot:
    """The screen, with what its applications tell of it."""
    import asyncio
    import tempfile

    from gui_agent.desktop.app import App
    from gui_agent.desktop.desktop import Desktop

    async with await Desktop.open(choice, with_app=app is not None, max_pixels=max_pixels) as desktop:
        if app is None:
            return await _told(desktop, await desktop.screenshot())
        with tempfile.TemporaryDirectory() as folder:
            started = App.start(app, desktop.display, Path(folder) / "app.log")
            try:
                settled = await desktop.first_look(starting=True)
                started.check()
                return await _told(desktop, settled.screenshot)
            finally:
                await asyncio.to_thread(started.stop)


async def _told(desktop: Desktop, shot: Screenshot) -> Screenshot:
    """The screenshot once its applications have answered, or have taken too long."""
    import asyncio

    desktop.tell(shot)
    await asyncio.to_thread(lambda: shot.told)
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
    from gui_agent.errors import UsageError

    try:
        picture.save(file)
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot save {file}: {error}", "Use a writable place and .png, .jpg or .webp") from error
