"""What the model is shown before each decision: the newest screenshot, put in front of the Agents SDK's model call."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any

from agents.run_config import CallModelData, ModelInputData

from gui_agent.actions.action import ACTIONS
from gui_agent.actions.effect import EFFECT, Effect, refused
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.run.approver import NOT_APPROVED
from gui_agent.run.run import Run, current_run


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
    run.thoughts.ask(data.agent.name)
    screenshot, unreachable = await _screen_and_windows(run)
    with run.timings.measure("encode"):
        picture = (await run.to_decide_by(screenshot)).encoded.data_url
    start = time.perf_counter()
    items: list[Any] = [item for item in data.model_data.input if item.get("type") != "reasoning"]
    if getattr(data.agent.model, "reads_effects", False):
        items = with_effects(items, run.effects)
    if run.steering is not None:
        items = run.steering.with_hints(items, run)
    words = " ".join([f"The screen after {run.budget.steps} actions:", *unreachable])
    items.append(picture_message(words, picture))
    run.timings.add("prompt", time.perf_counter() - start)
    return ModelInputData(input=items, instructions=data.model_data.instructions)


async def _screen_and_windows(run: Run) -> tuple[Screenshot, list[str]]:
    """The screen that the model should see next, and the sentences about windows that it does not show.

    The windows are asked for while it is still being watched whether the last effect is complete.
    """
    seen = run.seen
    if seen is None:
        screenshot, unreachable = await run.observe(), await run.desktop.out_of_reach()
    else:
        unreachable, screenshot = await asyncio.gather(run.desktop.out_of_reach(), run.observe())
        if screenshot is not seen:
            unreachable = await run.desktop.out_of_reach()
    return screenshot, unreachable


def picture_message(words: str, picture: str) -> dict[str, Any]:
    """The message that shows a picture (a `data:` URL)."""
    image = {"type": "input_image", "image_url": picture, "detail": "auto"}
    return {"role": "user", "content": [{"type": "input_text", "text": words}, image]}


def with_effects(items: list[Any], effects: Mapping[str, Effect]) -> list[Any]:
    """The conversation with the effect of each action beside its words, for a model that is a part of this program.

    An action without an effect was never performed: it was not approved.
    """
    actions = {str(item.get("call_id")) for item in items if item.get("type") == "function_call" and item.get("name") in ACTIONS}
    marked = []
    for item in items:
        call_id = str(item.get("call_id"))
        if item.get("type") == "function_call_output" and (call_id in effects or call_id in actions):
            item = {**item, EFFECT: effects.get(call_id, refused(NOT_APPROVED)).to_json()}
        marked.append(item)
    return marked
