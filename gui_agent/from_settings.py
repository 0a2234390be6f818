"""What is made of the settings: the model, the limits, the secrets, the approval."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gui_agent.actions.policy.risk import Approval
    from gui_agent.model.choice import ModelChoice
    from gui_agent.run.limits import Limits
    from gui_agent.settings import Settings


def settings(**flags: Any) -> Settings:
    """The settings in force, given a command's flags (None: not given). Raises UsageError."""
    from gui_agent.settings import ResolvedSettings

    return ResolvedSettings.load(flags).values


def model_choice(values: Settings) -> ModelChoice:
    """The model that the settings name."""
    from pydantic import SecretStr

    from gui_agent.model.choice import ModelChoice

    key = os.environ.get(values.api_key_env)
    return ModelChoice(
        name=values.model,
        base_url=values.base_url,
        api_key=SecretStr(key) if key else None,
        profile=values.profile,
        thinking=values.thinking,
        stream=values.stream,
        call_timeout=values.call_timeout,
        idle_timeout=values.idle_timeout,
        wait_for_server=values.wait_for_server,
        sampling=values.sampling,
        quantize=values.quantize,
        device_map=values.device_map,
    )


def limits(values: Settings) -> Limits:
    """The limits that the settings name. Raises UsageError for a limit on money without prices."""
    from gui_agent.errors import UsageError
    from gui_agent.run.limits import Limits, Prices

    prices = None
    if values.price_input is not None and values.price_output is not None:
        prices = Prices(values.price_input, values.price_output, values.price_cached)
    elif values.max_cost is not None:
        raise UsageError(
            "--max-cost needs prices", "Set GUI_AGENT_PRICE_INPUT and GUI_AGENT_PRICE_OUTPUT to the price of a million tokens"
        )
    return Limits(values.max_steps, values.timeout, values.max_tokens_total, values.max_cost, prices)


def works_in_team(values: Settings) -> bool:
    """Whether a run is a team's: as set, else where a server answers quickly enough for the extra requests."""
    return values.team if values.team is not None else values.base_url is not None


def default_approval(values: Settings, app: str | None) -> Approval:
    """Ask about risky actions on the user's own desktop; a private screen holds nothing of theirs."""
    private = values.display.startswith("virtual") or (
        values.display == "auto" and sys.platform == "linux" and (app is not None or not os.environ.get("DISPLAY"))
    )
    return "never" if private else "risky"


def secrets(names: list[str]) -> dict[str, str]:
    """The values of `--secret NAME` options, taken out of the environment, which the programs that we start inherit.

    Raises UsageError when one is missing.
    """
    from gui_agent.errors import UsageError

    missing = [name for name in names if name not in os.environ]
    if missing:
        raise UsageError(f"--secret {missing[0]}: this environment variable is not set", f"export {missing[0]}=...")
    return {name: os.environ.pop(name) for name in dict.fromkeys(names)}


def model_of_run(recorded: dict[str, Any] | None, **flags: str | None) -> ModelChoice:
    """The model that a run was begun with, unless flags name another. Raises UsageError."""
    from gui_agent.errors import UsageError
    from gui_agent.model.choice import ModelChoice

    if flags.get("model") or flags.get("base_url"):
        return model_choice(settings(**{"model": recorded["name"] if recorded else None, **_given(flags)}))
    if recorded is None:
        raise UsageError("the run's model was made by a program and cannot be made again", "Name one with --model and --base-url")
    key = os.environ.get(settings(**flags).api_key_env)
    return ModelChoice.model_validate({**recorded, "api_key": key or None})


def _given(flags: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in flags.items() if value is not None}
