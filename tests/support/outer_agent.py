"""Somebody else's agent that delegates to gui-agent, as a program of its own.

    python outer_agent.py begin|approve STATE_FILE OUTER_URL INNER_URL DISPLAY RUNS

`begin` runs until an approval interrupts it and leaves the run's state as JSON; `approve` grants it and lets the run continue. What
came of it is printed as one JSON object.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from agents import Agent, OpenAIChatCompletionsModel, RunConfig, Runner, RunState
from openai import AsyncOpenAI

from gui_agent import GuiAgent, Limits, ModelChoice, gui_agent_tool


def build(outer_url: str, inner_url: str, display: str, runs: str) -> Agent[Any]:
    tool = gui_agent_tool(
        GuiAgent(
            model=ModelChoice(name="glm-4.5v", base_url=inner_url),
            display=display,
            output=Path(runs),
            approve="risky",
            limits=Limits(seconds=60),
        ),
        time_limit=50,
    )
    model = OpenAIChatCompletionsModel("glm-4.5v", AsyncOpenAI(base_url=outer_url, api_key="none"))
    return Agent("assistant", instructions="Delegate.", model=model, tools=[tool])


async def main() -> None:
    what, state_file, *settings = sys.argv[1:]
    agent = build(*settings)
    config = RunConfig(tracing_disabled=True)
    if what == "begin":
        result = await Runner.run(agent, "Delete what is done.", run_config=config, context={"user": "somebody"})
        Path(state_file).write_text(result.to_state().to_string())
    else:
        state = await RunState.from_string(agent, Path(state_file).read_text())
        for item in state.get_interruptions():
            state.approve(item)
        result = await Runner.run(agent, state, run_config=config)
    asked = [{"tool": item.name, "arguments": item.arguments} for item in result.interruptions]
    outputs = [item.output for item in result.new_items if item.type == "tool_call_output_item"]
    tool_outputs = [output.model_dump() if hasattr(output, "model_dump") else output for output in outputs]
    print(json.dumps({"asked": asked, "final": result.final_output, "outputs": tool_outputs}))


asyncio.run(main())
