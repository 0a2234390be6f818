r"""Triage: questions about pictures go to GLM-4.5V, all others to a text model, by handoffs.

    python examples/agents/triage.py "What does the sign say?" --picture sign.png --base-url http://127.0.0.1:8000/v1
    python examples/agents/triage.py "What is a handoff?" --base-url http://127.0.0.1:8000/v1 \
        --text-model qwen3 --text-base-url http://127.0.0.1:8001/v1

The triage agent is asked what the question is about; it hands over to one of two experts. Without --text-base-url the vision
model answers text questions as well.
"""

import argparse
import asyncio
import base64
import mimetypes
from pathlib import Path
from typing import Any

from agents import Agent, Model, OpenAIChatCompletionsModel, RunConfig, Runner
from openai import AsyncOpenAI

from gui_agent import GlmModel


def question(text: str, picture: Path | None) -> list[Any]:
    """The user's message, with the picture in it."""
    parts: list[Any] = [{"type": "input_text", "text": text}]
    if picture is not None:
        kind = mimetypes.guess_type(picture.name)[0] or "image/png"
        url = f"data:{kind};base64,{base64.b64encode(picture.read_bytes()).decode()}"
        parts.append({"type": "input_image", "image_url": url, "detail": "auto"})
    return [{"role": "user", "content": parts}]


def team(vision: Model, text: Model) -> Agent[Any]:
    """The triage agent with its two experts."""
    sees = Agent(
        "picture_expert", handoff_description="Answers questions about pictures.", instructions="Look closely.", model=vision
    )
    knows = Agent(
        "text_expert", handoff_description="Answers questions without pictures.", instructions="Answer briefly.", model=text
    )
    return Agent(
        "triage",
        instructions="Hand over: to picture_expert if there is a picture, to text_expert if there is none. Do not answer yourself.",
        model=vision,
        handoffs=[sees, knows],
    )


async def main() -> None:
    """Ask one question."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("question")
    parser.add_argument("--picture", type=Path)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--model", default="glm-4.5v")
    parser.add_argument("--text-model", default="text")
    parser.add_argument("--text-base-url")
    arguments = parser.parse_args()

    vision = GlmModel(arguments.model, base_url=arguments.base_url)
    client = AsyncOpenAI(base_url=arguments.text_base_url or arguments.base_url, api_key="none")
    text: Model = OpenAIChatCompletionsModel(arguments.text_model, client) if arguments.text_base_url else vision
    try:
        result = await Runner.run(
            team(vision, text), question(arguments.question, arguments.picture), run_config=RunConfig(tracing_disabled=True)
        )
        print(f"{result.last_agent.name}: {result.final_output}")
    finally:
        await vision.close()
        await client.close()


if __name__ == "__main__":
    asyncio.run(main())
