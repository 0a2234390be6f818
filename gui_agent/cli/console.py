"""Progress on the terminal (stderr): a live panel where there is a terminal, plain lines elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from functools import singledispatchmethod
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

import rich.console
from rich.live import Live

from gui_agent.cli.panel import LITERAL, LOADING, LivePanel
from gui_agent.cli.terminal import counted, say, say_json, styled, wrapped
from gui_agent.cli.words import action_for_people, effect_for_people
from gui_agent.record.events import (
    ActionFinished,
    ActionRefused,
    ActionStarted,
    ApprovalAnswered,
    ApprovalAsked,
    Collected,
    Event,
    ForeignCalled,
    Handoff,
    Hint,
    Judged,
    ModelReplied,
    Note,
    Paused,
    Resumed,
    RunStarted,
)
from gui_agent.record.visible import in_one_line
from gui_agent.record.wording import describe_message, without_notes
from gui_agent.run.result import RunResult

if TYPE_CHECKING:
    from rich.text import Text

    from gui_agent.actions.action import BaseAction
    from gui_agent.run.foreign_tools import ForeignCall
    from gui_agent.run.run import Run

INDENT = 9
"""Columns before what is said about a step."""
UNLIMITED = 100_000
NOT_GLM = "literal is the embedded model, not GLM-4.5V: it follows literal instructions by what it reads on the screen"


class Console:
    """Shows the events of a run as they happen."""

    def __init__(self, *, quiet: bool = False, verbose: bool = False, keys: str = "ctrl+c stops") -> None:
        """`keys` is what the live panel says can be pressed."""
        self._quiet = quiet
        self._verbose = verbose
        self._console = rich.console.Console(stderr=True, highlight=False, soft_wrap=True)
        self._live_wanted = self._console.is_terminal and not os.environ.get("CI") and not quiet
        self._live: Live | None = None
        self._panel = LivePanel(keys)

    def __enter__(self) -> Self:
        if self._live_wanted:
            self._live = Live(self._panel, console=self._console, refresh_per_second=8, transient=True)
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None

    def note(self, text: str) -> None:
        """One line of progress."""
        if not self._quiet:
            self._console.print(styled(self._fitted(text, "", 2)))

    def show_delta(self, kind: Literal["thinking", "text", "call"], text: str) -> None:
        """The model's thinking as it streams in."""
        if kind != "call":
            self._panel.delta(text)

    def show_event(self, event: Event) -> None:
        """One event of the run, after it is written."""
        self._panel.event(event)
        if not self._quiet:
            self._show(event)

    @singledispatchmethod
    def _show(self, event: Event) -> None:
        """Events that are not worth a line."""

    @_show.register
    def _(self, event: RunStarted) -> None:
        left, top, right, bottom = event.screen
        where = f"display {event.display}" if event.display else "the desktop"
        self._console.print(styled(f"gui-agent: {event.model} on {where}, {right - left}x{bottom - top}", style="bold"))
        if event.model == LITERAL:
            self._console.print(styled(self._fitted(NOT_GLM, "", 0), style="dim"))
            self._console.print(styled(f"{LOADING} ...", style="dim"))

    @_show.register
    def _(self, event: ModelReplied) -> None:
        if self._verbose and event.thinking:
            self._line(event.thinking, "dim")
        if said := event.text if self._verbose else without_notes(event.text):
            self._line(said, "dim")

    @_show.register
    def _(self, event: ActionStarted) -> None:
        step = f"step {event.step:<3} "
        words = action_for_people(event.action)
        if self._verbose and event.points:
            words += f"  (at {event.points[-1][0]},{event.points[-1][1]} px)"
        line = styled(self._fitted(words, step, len(step)))
        line.stylize("bold cyan", 0, len(step))
        self._console.print(line)

    @_show.register
    def _(self, event: ActionFinished) -> None:
        model = event.timings.get("model", 0.0)
        ours = sum(event.timings.values()) - model
        effect = event.effect.text if self._verbose else effect_for_people(event.effect.text)
        self._line(f"{effect}  (model {model:.1f} s, screen and input {ours:.1f} s)", "green")

    @_show.register
    def _(self, event: ActionRefused) -> None:
        self._line(f"not performed: {event.reason}", "yellow")

    @_show.register
    def _(self, event: ApprovalAnswered) -> None:
        self._line("approved" if event.granted else "not approved", "yellow")

    @_show.register
    def _(self, event: ApprovalAsked) -> None:
        self._line(f"waiting for approval in the studio: {event.words}", "bold yellow")

    @_show.register
    def _(self, event: Hint) -> None:
        self._line(f"hint: {event.text}", "yellow")

    @_show.register
    def _(self, event: Paused) -> None:
        self._line("paused from the studio", "yellow")

    @_show.register
    def _(self, event: Resumed) -> None:
        self._line("resumed", "yellow")

    @_show.register
    def _(self, event: Handoff) -> None:
        line = styled(f"{event.source} hands over to {event.target}", style="magenta")
        if words := describe_message(event.message):
            line.append_text(styled(f": {words}", "default"))
        self._console.print(line)

    @_show.register
    def _(self, event: Judged) -> None:
        line = styled(f"verifier: {'passed' if event.passed else 'not passed'}", style="magenta")
        line.append_text(styled(f": {event.reason}", "default"))
        self._console.print(line)

    @_show.register
    def _(self, event: Collected) -> None:
        self._line(f"{counted(event.new, 'new row')} read", "dim")

    @_show.register
    def _(self, event: ForeignCalled) -> None:
        self._line(f"{event.name}: {event.result[:200]}", "green")

    @_show.register
    def _(self, event: Note) -> None:
        self._line(event.text, "yellow")

    def _line(self, text: str, style: str) -> None:
        """Something about a step, under the step's own words."""
        self._console.print(styled(self._fitted(text, " " * INDENT, INDENT), style=style))

    def _fitted(self, text: str, first: str, hanging: int) -> str:
        """The text broken between words on a terminal; as it is for programs that read it."""
        columns = self._console.width if self._console.is_terminal else UNLIMITED
        return wrapped(text, columns, first, hanging)

    @staticmethod
    def verdict(result: RunResult) -> str:
        """How the run ended, in one line: what goes to stdout where there is no answer."""
        return f"{result.verdict}: {result.reason}" if result.reason else result.verdict

    def finish(self, result: RunResult, *, as_json: bool = False) -> None:
        """How the run ended: JSON, the answer or the verdict on stdout, everything else on stderr."""
        if as_json or result.answer:
            self._show_verdict(result)
        else:
            rich.console.Console(highlight=False, soft_wrap=not sys.stdout.isatty()).print(self._verdict(result))
        sys.stdout.flush()
        if not self._quiet:
            self._show_figures(result)
        if as_json:
            say_json(result.to_json())
        elif result.answer:
            say(result.answer)
        sys.stdout.flush()

    def _show_verdict(self, result: RunResult) -> None:
        if not self._quiet:
            self._console.print(self._verdict(result))

    @staticmethod
    def _verdict(result: RunResult) -> Text:
        line = styled(result.verdict, style="bold green" if result.ok else "bold red")
        if result.reason:
            line.append_text(styled(f": {result.reason}".replace("\n", "\n  "), "default"))
        return line

    def _show_figures(self, result: RunResult) -> None:
        """Steps and where the time went, tokens, and where the run is."""
        figures = f"{counted(result.steps, 'step')} in {result.seconds:.1f} s"
        if shares := time_shares(result.timings, result.seconds):
            figures += f": {shares}"
        if result.usage.total_tokens:
            figures += f"; {counted(result.usage.total_tokens, 'token')} ({result.usage.cached_tokens} cached)"
        self._console.print(styled(self._fitted(figures, "", 2), style="dim"))
        if result.run is not None:
            self._console.print(styled(f"run: {result.run}", style="dim"))
            if result.verdict in ("endpoint", "limit", "interrupted") and result.steps:
                self._console.print(styled(f"gui-agent resume {result.run.name} continues it", style="dim"))

    async def ask_approval(self, action: BaseAction | ForeignCall, run: Run) -> bool:
        """Ask the user whether an action may be performed; no terminal means no."""
        import asyncio

        if not sys.stdin.isatty():
            self.note("denied: there is no terminal to ask on. Pass --approve=never to run without asking")
            return False
        await asyncio.to_thread(self.__exit__, None, None, None)
        picture = run.log.folder / f"steps/{run.next_step:04d}/before.webp"
        self._console.print(styled(f"May I perform {in_one_line(str(action))}?  The screen: {picture}", style="bold yellow"))
        answer = await asyncio.to_thread(input, "[y/N] ")
        self.__enter__()
        return answer.strip().lower() in {"y", "yes"}


def time_shares(timings: Mapping[str, float], seconds: float) -> str:
    """Where a run's seconds went, in words that add up: starting, model, screen and input, the rest."""
    starting, model = timings.get("startup", 0.0), timings.get("model", 0.0)
    ours = sum(timings.values()) - model - starting
    rest = max(0.0, seconds - starting - model - ours)
    parts = {"starting": starting, "model": model, "screen and input": ours, "other": rest}
    return ", ".join(f"{name} {share:.1f} s" for name, share in parts.items() if share >= 0.05)
