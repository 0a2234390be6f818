r"""A research assistant of the Agents SDK that hands screen work over to a clerk, who uses gui-agent as a tool.

    python examples/research_assistant.py "Add the three best-known Python GUI toolkits to the todo list" \
        --base-url http://127.0.0.1:8000/v1 --model glm-4.5v --app "python scenarios/apps/todo.py"

Any chat-completions model can lead; here the same server plays all parts. Risky actions interrupt the run, and you are asked.
"""

import argparse
import asyncio

from agents import Agent, RunConfig, Runner

from gui_agent import GlmModel, GuiAgent, ModelChoice, gui_agent_tool
from gui_agent.record.events import ActionFinished, Event


def show(event: Event) -> None:
    """One line for each step that gui-agent performs."""
    if isinstance(event, ActionFinished):
        print(f"   step {event.step}: {event.action.action}: {event.effect.text}")


async def main() -> None:
    """Lead the conversation until the assistant has its answer."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("task")
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--model", default="glm-4.5v")
    parser.add_argument("--app", help="a program to start on a private screen; without it, your desktop is used")
    arguments = parser.parse_args()

    choice = ModelChoice(name=arguments.model, base_url=arguments.base_url)
    computer = gui_agent_tool(
        GuiAgent(model=choice, app=arguments.app, approve="risky", team=True), time_limit=600, on_progress=show
    )
    model = GlmModel(arguments.model, base_url=arguments.base_url)
    clerk = Agent(
        "clerk",
        instructions="You do screen work with use_computer. Give it the whole task at once.",
        model=model,
        tools=[computer],
        tool_use_behavior="stop_on_first_tool",
    )
    assistant = Agent(
        "assistant",
        instructions="You know many facts. Decide what exactly should be done on the screen, then hand over to the clerk.",
        model=model,
        handoffs=[clerk],
    )
    config = RunConfig(tracing_disabled=True)
    result = await Runner.run(assistant, arguments.task, run_config=config)
    while result.interruptions:
        state = result.to_state()
        for item in result.interruptions:
            if input(f"May {item.name}({item.arguments}) be done? [y/N] ").lower() == "y":
                state.approve(item)
            else:
                state.reject(item, rejection_message="The user said no.")
        result = await Runner.run(assistant, state, run_config=config)
    print(result.final_output)
    await model.close()


if __name__ == "__main__":
    asyncio.run(main())
