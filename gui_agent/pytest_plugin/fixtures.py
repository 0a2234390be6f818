"""The screen for tests in Python: `gui.do(...)`, `gui.check(...)`, `gui.read(...)`; what the pytest fixture `gui` gives."""

from __future__ import annotations

import asyncio
import builtins
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from gui_agent.actions.action import Key, Type, parse_action
from gui_agent.desktop.app import App
from gui_agent.desktop.desktop import Desktop
from gui_agent.desktop.window_list import WindowList
from gui_agent.model.replay.cassette import CassetteFile
from gui_agent.record.run_log import RunLog, new_run_folder
from gui_agent.record.secret_cover import prompt_cover
from gui_agent.run import survivors
from gui_agent.run.evidence import Witness
from gui_agent.run.limits import Budget, Limits
from gui_agent.run.run import Run
from gui_agent.run.start_and_end import log_end, log_start
from gui_agent.scenarios.play.perform import quoted
from gui_agent.scenarios.play.play_options import PlayOptions
from gui_agent.scenarios.play.player import play
from gui_agent.scenarios.play.scenario_result import ScenarioResult, Verdict
from gui_agent.scenarios.play.session import Session
from gui_agent.scenarios.play.shared_models import Brains

if TYPE_CHECKING:
    from PIL import Image
    from pydantic import BaseModel

    from gui_agent.scenarios.format.planned import Scenario

    M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


class Gui:
    """A screen, opened when it is first used, with an application on it if there is one. Not for use inside an event loop."""

    def __init__(
        self,
        options: PlayOptions,
        brains: Brains,
        *,
        app: str | None = None,
        name: str = "gui",
        secrets: dict[str, str] | None = None,
    ) -> None:
        """`app` is the command of the application; `name` names the run's folder."""
        self.options = options
        self.app = app
        self._brains = brains
        self._name = name
        self._secrets = secrets or {}
        self._runner: asyncio.Runner | None = None
        self._session: Session | None = None
        self._desktop: Desktop | None = None

    def play(self, scenario: Scenario) -> ScenarioResult:
        """Play a whole scenario, on a screen of its own."""
        return self._wait(play(scenario, self.options, self._brains))

    def do(self, task: str) -> str:
        """Let the agent perform a task; its answer, if the task asks a question. Raises StepFailed and the like."""
        answer: str = self._step("do", task, lambda session: session.do(task))
        return answer

    def left_click(self, target: str) -> None:
        """Click what the words describe."""
        self._step("left_click", target, lambda session: session.point("left_click", target))

    def right_click(self, target: str) -> None:
        """Click it with the right button."""
        self._step("right_click", target, lambda session: session.point("right_click", target))

    def double_click(self, target: str) -> None:
        """Double-click it."""
        self._step("left_double_click", target, lambda session: session.point("left_double_click", target))

    def hover(self, target: str) -> None:
        """Move the mouse onto it."""
        self._step("hover", target, lambda session: session.point("hover", target))

    def type(self, text: str, into: str | None = None) -> None:
        """Type text, into a field or where the keyboard focus is."""
        if into is None:
            self._step("type", text, lambda session: session.act(Type(content=text)))
        else:
            self._step("type", f"{text!r} into {into}", lambda session: session.do(f"type {quoted(text)} into {into}"))

    def key(self, keys: str) -> None:
        """Press a key or a chord."""
        self._step("key", keys, lambda session: session.act(Key(keys=keys)))

    def act(self, action: dict[str, Any]) -> None:
        """Perform any action of the vocabulary, places in thousandths."""
        self._step("act", str(action), lambda session: session.act(parse_action(action)))

    def check(self, statement: str, *, timeout: float = 10.0, votes: int = 1) -> None:
        """The statement must become true in time. Raises StepFailed, Unsure."""
        self._step("check", statement, lambda session: session.check(statement, timeout=timeout, votes=votes))

    def wait(self, until: str, *, timeout: float = 20.0) -> None:
        """Wait until the statement is true. Raises StepFailed, Unsure."""
        self._step("wait", until, lambda session: session.check(until, timeout=timeout, kind="wait"))

    def read(self, what: builtins.type[M] | str, source: str = "", *, schema: str = "text", many: bool = False) -> Any:
        """Read a value: `read("the total", schema="number")`, or a pydantic model: `read(Order, "the order")`.

        Raises StepFailed where it is not there, or not of that form.
        """
        if isinstance(what, str):
            return self._step("read", what, lambda session: session.read("value", what, schema, many=many))
        fields = ", ".join(f"{name} {_type_name(field.annotation)}" for name, field in what.model_fields.items())
        said = source or what.__name__
        value = self._step("read", said, lambda session: session.read("value", said, fields, many=many))
        return [what.model_validate(item) for item in value] if many else what.model_validate(value)

    def screenshot(self) -> Image.Image:
        """The screen as it is now."""
        return self._wait(self._look())

    def attach(self, name: str, content: str | bytes) -> Path:
        """Put a file into the run's folder, for the readers of the report."""
        folder = self._wait(self._open()).run.log.folder / "attached"
        folder.mkdir(exist_ok=True)
        path = folder / Path(name).name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def close(self, failure: str = "") -> None:
        """End the application and the screen, and finish the log; `failure` says why the test did not pass."""
        if self._session is not None:
            self._wait(self._finish(failure))
        if self._runner is not None:
            self._runner.close()
            self._runner = None

    def _step(self, kind: str, text: str, perform: Any) -> Any:
        async def run() -> Any:
            session = await self._open()
            async with session.stage(kind, text):
                return await perform(session)

        return self._wait(run())

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        if self._runner is None:
            self._runner = asyncio.Runner()
        return self._runner.run(work)

    async def _look(self) -> Image.Image:
        session = await self._open()
        return (await session.run.observe()).image

    async def _open(self) -> Session:
        if self._session is not None:
            return self._session
        options = self.options
        choice = options.display or "auto"
        self._desktop = desktop = await Desktop.open(
            choice, with_app=self.app is not None, secrets=self._secrets, typing_delay=options.typing_delay
        )
        folder = new_run_folder(options.output, self._name)
        log = RunLog(folder, secrets=self._secrets)
        run = Run(self._name, desktop, log, Budget(Limits()), prompt_cover=prompt_cover(self._secrets))
        run.witness = Witness(self._secrets)
        survivors.note(log, desktop.display, None, starting=self.app is not None)
        log_start(run, model=options.model.name, app=self.app)
        model, examiner = self._brains.open()
        store = CassetteFile(folder / "cassette.json")
        self._session = Session(run, model, examiner, "off", store, None, WindowList(desktop.display))
        if self.app is not None:
            run.app = App.start(self.app, desktop.display, folder / "app.log", folder=options.root)
            survivors.note(log, desktop.display, run.app)
        await run.observe()
        self._session.app_ready = True
        return self._session

    async def _finish(self, failure: str) -> None:
        session, self._session = self._session, None
        assert session is not None
        run = session.run
        if run.app is not None:
            await asyncio.to_thread(run.app.stop)
            run.log.mask_file("app.log")
        session.windows.close()
        await run.desktop.close()
        survivors.forget(run.log.folder)
        verdict: Verdict = "failed" if failure else "passed"
        log_end(run.log, verdict, run.budget, seconds=run.budget.seconds, reason=failure, timings=run.timings.total)
        run.log.close()
        if self.options.report:
            from gui_agent.report import write_report

            write_report(run.log.folder)


def _type_name(annotation: Any) -> str:
    return {int: "int", float: "number", bool: "bool"}.get(annotation, "text")
