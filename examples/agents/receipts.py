"""Tools and structured output over pictures: a folder of receipts becomes typed rows and a sum.

python examples/agents/receipts.py receipts/ --base-url http://127.0.0.1:8000/v1

The agent lists the pictures with one tool and looks at each with another, whose output is the picture itself: `GlmModel` shows
it to the model. The answer is a pydantic object, asked for again until it fits.
"""

import argparse
import asyncio
import base64
import mimetypes
from pathlib import Path
from typing import Any

from agents import Agent, RunConfig, Runner, Tool, ToolOutputImage, function_tool
from pydantic import BaseModel

from gui_agent import GlmModel


class Receipt(BaseModel):
    """One receipt."""

    file: str
    shop: str
    total: float


class Receipts(BaseModel):
    """All of them."""

    receipts: list[Receipt]


def tools(folder: Path) -> list[Tool]:
    """What the agent can do with the folder: nothing but look."""

    @function_tool
    def list_pictures() -> list[str]:
        """The names of the pictures in the folder."""
        return sorted(path.name for path in folder.iterdir() if path.suffix.lower() in (".png", ".jpg", ".jpeg", ".webp"))

    @function_tool
    def look_at(name: str) -> ToolOutputImage:
        """Show one picture.

        Args:
            name: Its name, as listed.
        """
        path = folder / Path(name).name
        kind = mimetypes.guess_type(path.name)[0] or "image/png"
        return ToolOutputImage(image_url=f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}")

    return [list_pictures, look_at]


async def main() -> None:
    """Read the receipts and print them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--model", default="glm-4.5v")
    arguments = parser.parse_args()

    model = GlmModel(arguments.model, base_url=arguments.base_url)
    clerk: Agent[Any] = Agent(
        "clerk",
        instructions="List the pictures, look at every one of them, then give the receipts. Copy names and numbers exactly.",
        model=model,
        tools=tools(arguments.folder),
        output_type=Receipts,
    )
    try:
        result = await Runner.run(clerk, "Which receipts are there?", run_config=RunConfig(tracing_disabled=True))
    finally:
        await model.close()
    found = result.final_output_as(Receipts).receipts
    for receipt in found:
        print(f"{receipt.total:10.2f}  {receipt.shop} ({receipt.file})")
    print(f"{sum(receipt.total for receipt in found):10.2f}  in all")


if __name__ == "__main__":
    asyncio.run(main())
