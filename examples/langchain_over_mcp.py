r"""A LangChain agent that works on a screen: it starts `gui-agent mcp` and uses its tools.

    pip install langchain langchain-openai langchain-mcp-adapters
    python examples/langchain_over_mcp.py "Add 'Buy milk' to the todo list" \
        --base-url http://127.0.0.1:8000/v1 --model glm-4.5v --app "python scenarios/apps/todo.py"

The leading model may be any that calls tools; gui-agent itself asks the model of --base-url. CrewAI and other frameworks connect
in the same way: the command is `gui-agent mcp`, the transport stdio.
"""

import argparse
import asyncio
import os

from langchain.agents import create_agent
from langchain_mcp_adapters.client import MultiServerMCPClient
from langchain_openai import ChatOpenAI


async def main() -> None:
    """Let LangChain's agent decide what gui-agent should do."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("task")
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--model", default="glm-4.5v")
    parser.add_argument("--app", help="a program to keep on a private screen; without it, your desktop is used")
    arguments = parser.parse_args()

    command = ["mcp", "--base-url", arguments.base_url, "--model", arguments.model]
    command += ["--app", arguments.app] if arguments.app else []
    client = MultiServerMCPClient(
        {"gui-agent": {"transport": "stdio", "command": "gui-agent", "args": command, "env": dict(os.environ)}}
    )
    async with client.session("gui-agent") as session:
        from langchain_mcp_adapters.tools import load_mcp_tools

        tools = [tool for tool in await load_mcp_tools(session) if tool.name in ("run_task", "locate")]
        leader = ChatOpenAI(model=arguments.model, base_url=arguments.base_url, api_key=os.environ.get("OPENAI_API_KEY", "none"))
        agent = create_agent(leader, tools)
        answer = await agent.ainvoke({"messages": [{"role": "user", "content": arguments.task}]})
        print(answer["messages"][-1].content)


if __name__ == "__main__":
    asyncio.run(main())
