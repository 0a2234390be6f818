"""The model and the examiner that scenarios share: opened once for a process, because loading them takes seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui_agent.model.choice import ModelChoice
from gui_agent.model.provider import open_model

if TYPE_CHECKING:
    from agents import Model

    from gui_agent.perception.text.text import TextReader
    from gui_agent.scenarios.play.examiner import Examiner


class Brains:
    """Who decides and who judges."""

    def __init__(self, choice: ModelChoice, model: Model | None = None, examiner: Examiner | None = None) -> None:
        """`model` and `examiner` take the place of those that `choice` names."""
        self._choice = choice
        self._model = model
        self._examiner = examiner
        self._reader: TextReader | None = None

    @property
    def reader(self) -> TextReader:
        """The embedded reader, one for all: what it has read once it does not read again."""
        if self._reader is None:
            from gui_agent.perception.text.text import TextReader

            self._reader = TextReader()
        return self._reader

    def open(self) -> tuple[Model, Examiner]:
        """Both, loaded at the first call. Raises UsageError, EndpointError."""
        if self._model is None and self._choice.kind == "literal":
            from gui_agent.model.literal import LiteralModel

            self._model = LiteralModel(self.reader)
            if self._examiner is None:
                from gui_agent.scenarios.play.examiner import LiteralExaminer

                self._examiner = LiteralExaminer(self.reader)
        if self._model is None:
            self._model = open_model(self._choice)
        if self._examiner is None:
            from gui_agent.scenarios.play.examiner import ModelExaminer

            self._examiner = ModelExaminer(self._model)
        return self._model, self._examiner
