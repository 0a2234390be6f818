r"""A guardrail: a small question decides whether a picture may be described, before the answer is given.

python examples/agents/guarded.py photo.png "What is on it?" --base-url http://127.0.0.1:8000/v1

The guardrail is an agent of its own on the same model; it looks at the same picture, and its answer is a pydantic object.
"""

import argparse
import asyncio
import base64
import mimetypes
import sys
from pathlib import Path
from typing import Any

from agents import (
    Agent,
    GuardrailFunctionOutput,
    InputGuardrailTripwireTriggered,
    Model,
    RunConfig,
    RunContextWrapper,
    Runner,
    input_guardrail,
)
from pydantic import BaseModel

from gui_agent import GlmModel

CONFIG = RunConfig(tracing_disabled=True)


class Judgement(BaseModel):
    """What the guardrail says."""

    shows_a_document_of_identity: bool
    reason: str


def guarded(model: Model) -> Agent[Any]:
    """An agent that describes pictures, but no passports and the like."""
    judge = Agent(
        "judge",
        instructions="Does the picture show a passport or another document of identity?",
        model=model,
        output_type=Judgement,
    )

    @input_guardrail(run_in_parallel=False)
    async def no_passports(_: RunContextWrapper[Any], __: Agent[Any], asked: Any) -> GuardrailFunctionOutput:
        judged = (await Runner.run(judge, asked, run_config=CONFIG)).final_output_as(Judgement)
        return GuardrailFunctionOutput(output_info=judged.reason, tripwire_triggered=judged.shows_a_document_of_identity)

    return Agent("describer", instructions="Describe the picture.", model=model, input_guardrails=[no_passports])


async def main() -> int:
    """Describe one picture; exit status 1 where the guardrail says no."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("picture", type=Path)
    parser.add_argument("question")
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--model", default="glm-4.5v")
    arguments = parser.parse_args()

    kind = mimetypes.guess_type(arguments.picture.name)[0] or "image/png"
    url = f"data:{kind};base64,{base64.b64encode(arguments.picture.read_bytes()).decode()}"
    asked: list[Any] = [
        {
            "role": "user",
            "content": [
                {"type": "input_text", "text": arguments.question},
                {"type": "input_image", "image_url": url, "detail": "auto"},
            ],
        }
    ]
    model = GlmModel(arguments.model, base_url=arguments.base_url)
    try:
        print((await Runner.run(guarded(model), asked, run_config=CONFIG)).final_output)
    except InputGuardrailTripwireTriggered as refused:
        print(f"refused: {refused.guardrail_result.output.output_info}")
        return 1
    finally:
        await model.close()
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
