"""`gui-agent screenshot`: what the agent would see."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gui_agent.commands import options


def screenshot(
    file: Annotated[Path, typer.Argument(help="Where to; the ending chooses the format.")] = Path("screenshot.png"),
    display: options.Display = None,
) -> None:
    """Take a screenshot of the display and save it."""
    import asyncio

    from gui_agent.desktop import Desktop
    from gui_agent.errors import UsageError

    async def take() -> None:
        async with await Desktop.open(values.display) as desktop:
            shot = await desktop.screenshot()
        try:
            shot.image.save(file)
        except (OSError, ValueError) as error:
            raise UsageError(f"cannot save {file}: {error}", "Use a writable place and .png, .jpg or .webp") from error
        typer.echo(f"{file}: {shot.region.width}x{shot.region.height}, {shot.encoded.tokens} tokens for GLM-4.5V")

    values = options.settings(display=display)
    asyncio.run(take())
