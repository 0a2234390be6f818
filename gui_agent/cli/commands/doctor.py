"""`gui-agent doctor`: whether this machine and the model's server can do the work."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from gui_agent import from_settings
from gui_agent.cli import options
from gui_agent.cli.terminal import UNBROKEN, say, say_json, styled, width, wrapped

if TYPE_CHECKING:
    from gui_agent.model.serving.probe import Finding


def doctor(
    display: options.Display = None,
    model: options.Model = None,
    base_url: options.BaseUrl = None,
    api_key_env: options.ApiKeyEnv = None,
    as_json: options.Json = False,
) -> None:
    """Check display, capture, input and the model's endpoint; say what to do about each thing that is missing.

    Example: gui-agent doctor --model glm-4.5v --base-url http://127.0.0.1:8000/v1
    """
    import asyncio

    from gui_agent.cli.machine_check import examine

    values = from_settings.settings(display=display, model=model, base_url=base_url, api_key_env=api_key_env)
    machine = asyncio.run(examine(values.display))
    endpoint: list[Finding] = []
    if values.model != "literal" or values.base_url:
        from gui_agent.model.serving.probe import probe

        endpoint = asyncio.run(probe(from_settings.model_choice(values)))
    _print(machine + endpoint, as_json=as_json)
    if not all(finding.ok for finding in machine):
        raise typer.Exit(3)
    if not all(finding.ok for finding in endpoint):
        raise typer.Exit(4)


def _print(findings: list[Finding], *, as_json: bool) -> None:
    from dataclasses import asdict

    if as_json:
        say_json({"ok": all(f.ok for f in findings), "findings": [asdict(f) for f in findings]})
        return
    from rich.console import Console

    marks = Console(highlight=False)
    columns = width() if sys.stdout.isatty() else UNBROKEN
    for finding in findings:
        marks.print(styled("ok  ", "green") if finding.ok else styled("FAIL", "bold red"), end="")
        sys.stdout.flush()
        say(wrapped(f"{finding.name}: {finding.detail}", columns, " " * 6, 6)[4:])
        if finding.remedy:
            say(wrapped(finding.remedy, columns, " " * 6, 6))
