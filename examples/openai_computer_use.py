"""OpenAI's own computer-use models on the same desktop, through the Agents SDK's ComputerTool.

    export OPENAI_API_KEY=...
    python examples/openai_computer_use.py "Add 'Buy milk' to the todo list" --app "python scenarios/apps/todo.py"

The model looks and decides; gui-agent provides the private screen, the mouse and the keyboard.
"""

import argparse
import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from agents import Agent, ComputerTool, ModelSettings, Runner

from gui_agent import Desktop, DesktopComputer
from gui_agent.desktop.app import App


async def main() -> None:
    """Open a private screen with the application on it, and let the model work there."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("task")
    parser.add_argument("--app", required=True, help="a program to start on the screen")
    parser.add_argument("--model", default="computer-use-preview")
    arguments = parser.parse_args()

    with TemporaryDirectory() as folder:
        async with await Desktop.open("virtual") as desktop:
            app = App.start(arguments.app, desktop.display, Path(folder) / "app.log")
            try:
                await desktop.first_look(starting=True)
                agent = Agent(
                    "clerk",
                    instructions="Do the task on the screen, then say what you did.",
                    model=arguments.model,
                    model_settings=ModelSettings(truncation="auto"),
                    tools=[ComputerTool(DesktopComputer(desktop))],
                )
                print((await Runner.run(agent, arguments.task, max_turns=40)).final_output)
            finally:
                app.stop()


if __name__ == "__main__":
    asyncio.run(main())
