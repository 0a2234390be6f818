"""`gui-agent completion`: what a shell needs to complete commands and options."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from gui_agent.cli.terminal import say


class Shell(StrEnum):
    """Shells that can be completed."""

    bash = "bash"
    zsh = "zsh"
    fish = "fish"
    powershell = "powershell"


def completion(shell: Annotated[Shell, typer.Argument(metavar="SHELL", help="bash, zsh, fish or powershell.")]) -> None:
    """Print the completion script of a shell. `gui-agent --install-completion` installs it.

    Example: gui-agent completion bash >> ~/.bashrc
    """
    from typer._completion_shared import get_completion_script

    say(get_completion_script(prog_name="gui-agent", complete_var="_GUI_AGENT_COMPLETE", shell=shell.value))
