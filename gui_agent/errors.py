"""Every error that gui-agent raises on purpose, and what each means for the person or the model.

    GuiAgentError
      + UsageError          exit 2   a wrong flag, a bad file, a setting that makes no sense
      + EnvironmentProblem  exit 3   no display, no permission, a missing program
      + EndpointError       exit 4   the model's server is unreachable or refuses
      + UnparseableReply    exit 4   the model answered, but not with an action, even when asked again
      + LimitReached        exit 6   steps, time, tokens or money are used up
      + Undecided           exit 6   what was recorded does not hold here, and no model may be asked
      + ActionError         told to the model: the action was not performed, and why; the run goes on

A leaf: every folder may import it, it imports nothing of gui-agent.
"""

from typing import ClassVar


class GuiAgentError(Exception):
    """The root: one line that says what is wrong, and a remedy that says what to do about it."""

    exit_status: ClassVar[int] = 1

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}. {self.remedy}" if self.remedy else self.message


class UsageError(GuiAgentError):
    """What the person asked for makes no sense as written: a flag, a file, a setting."""

    exit_status = 2


class EnvironmentProblem(GuiAgentError):
    """The machine lacks something: a display, a permission, a program."""

    exit_status = 3


class EndpointError(GuiAgentError):
    """The model's server is unreachable, refuses, or answers with an error that a retry does not mend."""

    exit_status = 4


class UnparseableReply(GuiAgentError):
    """The model's replies held no action that could be understood, also after it was asked again."""

    exit_status = 4


class LimitReached(GuiAgentError):
    """A limit that the person set (steps, seconds, tokens, money) was hit before the task was done."""

    exit_status = 6


class Undecided(GuiAgentError):
    """Without the model it cannot be decided what to do, or whether something is true."""

    exit_status = 6


class ActionError(GuiAgentError):
    """An action could not be performed; its text goes back to the model, and the run goes on."""
