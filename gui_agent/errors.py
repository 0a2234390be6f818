"""Our exception hierarchy: every error that gui-agent raises on purpose, with its exit status and the verdict that it means.

    GuiAgentError
      + UsageError          exit 2   a bad flag, file or setting
      + EnvironmentProblem  exit 3   no display, no permission, a missing program
      + EndpointError       exit 4   the model's server is unreachable or refuses
      + UnparseableReply    exit 4   the model answered, but not with an action, even when asked again
      + LimitReached        exit 6   steps, time, tokens or money are used up
      + Undecided           exit 6   what was recorded does not hold here, and no model may be asked
      + ActionError         reported to the model with the reason; the run continues

A leaf: every folder may import it, it imports nothing of gui-agent.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, ClassVar, Literal

ErrorVerdict = Literal["failed", "usage", "environment", "endpoint", "unparseable", "limit", "undecided", "unsure", "interrupted"]


def excerpt(text: str, length: int) -> str:
    """The text as far as it fits into a message of so many characters."""
    return text if len(text) <= length else text[: length - 3] + "..."


class GuiAgentError(Exception):
    """The root: one line that says what is wrong, and a remedy that says what to do about it."""

    exit_status: ClassVar[int] = 1
    verdict: ClassVar[ErrorVerdict] = "failed"
    """How a run or a scenario ends that this error ended."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        if not self.remedy:
            return self.message
        return f"{self.message}{'' if self.message.endswith(('?', '!', '.')) else '.'} {self.remedy}"


class UsageError(GuiAgentError):
    """The request is invalid: a bad flag, file or setting."""

    exit_status = 2
    verdict = "usage"


class EnvironmentProblem(GuiAgentError):
    """The machine lacks something: a display, a permission, a program."""

    exit_status = 3
    verdict = "environment"


class EndpointError(GuiAgentError):
    """The model's server is unreachable, refuses, or returns an error that retrying will not fix."""

    exit_status = 4
    verdict = "endpoint"


class UnparseableReply(GuiAgentError):
    """The model's replies held no action that could be understood, also after it was asked again."""

    exit_status = 4
    verdict = "unparseable"


class LimitReached(GuiAgentError):
    """A limit that the user set (steps, seconds, tokens, money) was hit before the task was done."""

    exit_status = 6
    verdict = "limit"


class Undecided(GuiAgentError):
    """Without the model it cannot be decided what to do, or whether something is true."""

    exit_status = 6
    verdict = "undecided"


class ActionError(GuiAgentError):
    """An action could not be performed; the reason is reported to the model, and the run continues."""


def in_words(problem: Mapping[str, Any]) -> str:
    """One problem that pydantic found (an item of `ValidationError.errors()`), without the library's own terms."""
    kind, limits = problem["type"], problem.get("ctx", {})
    bounds = {"greater_than_equal": ("ge", "at least"), "greater_than": ("gt", "more than")}
    bounds |= {"less_than_equal": ("le", "at most"), "less_than": ("lt", "less than")}
    if kind in bounds:
        name, words = bounds[kind]
        return f"must be {words} {limits[name]:g}"
    if kind in ("literal_error", "enum"):
        return f"{problem.get('input')!r} is none of {limits['expected']}{_meant(problem.get('input'), limits['expected'])}"
    if kind == "union_tag_invalid":
        return f"{limits['tag']!r} is none of {limits['expected_tags']}{_meant(limits['tag'], limits['expected_tags'])}"
    if kind == "union_tag_not_found":
        return f"{str(limits.get('discriminator', 'a name')).strip(chr(39))!r} is missing"
    plain = {
        "missing": "is missing",
        "extra_forbidden": "is not known here",
        "int_parsing": "must be a whole number",
        "int_type": "must be a whole number",
        "int_from_float": "must be a whole number",
        "float_parsing": "must be a number",
        "float_type": "must be a number",
        "bool_parsing": "must be true or false",
        "bool_type": "must be true or false",
        "string_type": "must be text",
        "list_type": "must be a list",
        "dict_type": "must be an object: {...}",
        "model_type": "must be an object: {...}",
        "model_attributes_type": "must be an object: {...}",
    }
    return plain.get(kind) or str(problem["msg"]).removeprefix("Value error, ").removeprefix("Assertion failed, ")


def _meant(given: Any, expected: str) -> str:
    known = expected.replace("'", "").replace(" or ", ", ").split(", ")
    close = get_close_matches(str(given), known, n=1)
    return f". Did you mean {close[0]}?" if close else ""
