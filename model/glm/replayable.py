"""Arguments of earlier calls in the form that every server's chat template can render."""

from __future__ import annotations

import json

from gui_agent.model.glm.argument_problems import ArgumentProblem
from gui_agent.model.glm.argument_text import read_arguments


def replayable(arguments: object) -> str | None:
    """Arguments that a server's chat template can render: a JSON object; None for anything else."""
    try:
        return json.dumps(read_arguments(arguments), ensure_ascii=False)
    except (ArgumentProblem, TypeError):
        return None
