"""A chat with memory and streaming: the session remembers, thinking is shown dimmed while it comes.

python examples/agents/chat.py --base-url http://127.0.0.1:8000/v1 [--memory chat.db]

Each line that you type is a turn; an empty line ends it.
"""

import argparse
import asyncio

from agents import Agent, RunConfig, Runner, SQLiteSession

from gui_agent import GlmProvider


async def turn(agent: Agent[None], text: str, session: SQLiteSession, config: RunConfig) -> None:
    """One question and its answer, as it comes."""
    result = Runner.run_streamed(agent, text, session=session, run_config=config)
    async for event in result.stream_events():
        if event.type != "raw_response_event":
            continue
        if event.data.type == "response.reasoning_summary_text.delta":
            print(f"\033[2m{event.data.delta}\033[0m", end="", flush=True)
        elif event.data.type == "response.output_text.delta":
            print(event.data.delta, end="", flush=True)
    print()


async def main() -> None:
    """Chat until an empty line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--model", default="glm-4.5v")
    parser.add_argument("--memory", default=":memory:", help="a file that remembers the chat")
    arguments = parser.parse_args()

    provider = GlmProvider(base_url=arguments.base_url, default_model=arguments.model)
    session = SQLiteSession("chat", arguments.memory)
    agent = Agent("friend", instructions="Be short and friendly.")
    try:
        while text := (await asyncio.to_thread(input, "> ")).strip():
            await turn(agent, text, session, RunConfig(tracing_disabled=True, model_provider=provider))
    except EOFError:
        print()
    finally:
        session.close()
        await provider.aclose()


if __name__ == "__main__":
    asyncio.run(main())
