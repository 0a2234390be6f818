"""The page of a test session: every scenario, how it ended, and the way to its report."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from gui_agent.report.html import template, write_page
from gui_agent.scenarios.play.scenario_result import ScenarioResult


def write_index(results: Sequence[ScenarioResult], output: Path) -> Path:
    """Write `tests-<utc>.html` and `.json` into the folder of the runs; the path of the page. Raises EnvironmentProblem."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    path = output / f"tests-{stamp}-{os.getpid()}.html"
    rows = [(result, _link(result, output)) for result in results]
    counts = Counter(result.verdict for result in results)
    page = template("index.html.j2").render(
        rows=rows,
        counts=counts,
        when=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        seconds=sum(result.seconds for result in results),
        tokens=sum(result.usage.get("total_tokens", 0) for result in results),
    )
    write_page(path, page)
    data = [result.to_json() for result in results]
    write_page(path.with_suffix(".json"), json.dumps(data, ensure_ascii=False, indent=1) + "\n")
    return path


def _link(result: ScenarioResult, output: Path) -> str:
    if not result.run:
        return ""
    return Path(os.path.relpath(Path(result.run) / "report.html", output)).as_posix()
