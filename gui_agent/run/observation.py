"""What the model is shown before each decision: the newest screenshot, put in front of the Agents SDK's model call."""

from __future__ import annotations

import time
from typing import Any

from agents.run_config import CallModelData, ModelInputData

from gui_agent.run.run import current_run


async def show_newest_screenshot(data: CallModelData[Any]) -> ModelInputData:
    """The Agents SDK's `call_model_input_filter`: the history as text, and the newest screenshot after it.

    The history stays append-only and free of pictures, so that the server's prefix cache holds for all but the picture.
    Thinking of earlier turns is left out: the model's chat template drops it anyway.
    Raises LimitReached when the time or the tokens are used up: nothing is asked beyond a limit.
    """
    run = current_run()
    if run.steering is not None:
        await run.steering.before_looking(run)
    run.budget.check_time()
    run.budget.check_tokens()
    screenshot = await run.observe()
    with run.timings.measure("encode"):
        picture = (await run.presentable(screenshot)).encoded.data_url
    start = time.perf_counter()
    items: list[Any] = [item for item in data.model_data.input if item.get("type") != "reasoning"]
    if run.steering is not None:
        items = run.steering.with_hints(items, run)
    items.append(
        {
            "role": "user",
            "content": [
                {"type": "input_text", "text": f"The screen after {run.budget.steps} actions:"},
                {"type": "input_image", "image_url": picture, "detail": "auto"},
            ],
        }
    )
    run.timings.add("prompt", time.perf_counter() - start)
    return ModelInputData(input=items, instructions=data.model_data.instructions)
