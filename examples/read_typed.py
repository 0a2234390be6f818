"""Typed data from a screen: the todos of an application as pydantic models.

python examples/read_typed.py --base-url http://127.0.0.1:8000/v1 --model glm-4.5v --app "python scenarios/apps/todo.py"
"""

import argparse
import asyncio

from pydantic import BaseModel

from gui_agent import GuiAgent, ModelChoice


class Todo(BaseModel):
    """One row of the list."""

    title: str
    done: bool


async def main() -> None:
    """Read the list and print it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--model", default="glm-4.5v")
    parser.add_argument("--app", required=True)
    arguments = parser.parse_args()

    agent = GuiAgent(model=ModelChoice(name=arguments.model, base_url=arguments.base_url), app=arguments.app)
    for todo in await agent.read("all todos of the list, and whether each is ticked", list[Todo]):
        print(f"[{'x' if todo.done else ' '}] {todo.title}")


if __name__ == "__main__":
    asyncio.run(main())
