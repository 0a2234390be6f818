"""Looking instead of acting: whether a statement about the screen is true, and what is written on it."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

from pydantic import BaseModel, Field, ValidationError

from gui_agent.errors import GuiAgentError, UnparseableReply
from gui_agent.record.events import Usage
from gui_agent.scenarios.format.answer_types import answer_model, parse_form, typed

if TYPE_CHECKING:
    from agents import Model

    from gui_agent.perception.screen.screenshot import Screenshot
    from gui_agent.perception.text.text import TextReader

Answer = Literal["yes", "no", "unsure"]


class CannotRead(GuiAgentError):
    """What should be read is not on the screen, or is not of the form that was asked for."""


@dataclass(frozen=True)
class Finding:
    """A judgement of a statement."""

    answer: Answer
    reason: str
    usage: Usage = field(default_factory=Usage)


class Examiner(Protocol):
    """Judges and reads screenshots."""

    async def check(self, statement: str, screenshot: Screenshot) -> Finding:
        """Whether the statement is true of the screenshot. Raises EndpointError, UnparseableReply."""

    async def read(self, what: str, form: str, screenshot: Screenshot, *, many: bool) -> tuple[Any, Usage]:
        """What is on the screenshot, in the types of `form`. Raises CannotRead, EndpointError, UnparseableReply."""


class LiteralExaminer:
    """The embedded model's eyes: literal statements, by on-device text recognition."""

    def __init__(self, reader: TextReader) -> None:
        self._reader = reader

    async def check(self, statement: str, screenshot: Screenshot) -> Finding:
        """Whether a literal statement is true; "unsure" for what is not literal."""
        from gui_agent.model.literal import check

        judgement = await asyncio.to_thread(check, statement, screenshot, self._reader)
        return Finding(judgement.answer, judgement.reason)

    async def read(self, what: str, form: str, screenshot: Screenshot, *, many: bool) -> tuple[Any, Usage]:
        """The text, the texts or the labelled fields that a noun phrase names, as far as they are visible. Raises CannotRead."""
        from gui_agent.model.literal.language.grammar import NotUnderstood
        from gui_agent.model.literal.targets.situation import NotFound

        try:
            value = await asyncio.to_thread(self._value, what, parse_form(form), screenshot, many)
            return typed(value, form, many=many), Usage()
        except (NotFound, NotUnderstood, ValueError) as error:
            raise CannotRead(f"cannot read {what}: {error}") from error

    def _value(self, what: str, parsed: type | dict[str, type], screenshot: Screenshot, many: bool) -> Any:
        from gui_agent.model.literal import read, read_fields, read_rows, read_several

        if isinstance(parsed, dict) and len(parsed) > 1:
            if many:
                return read_rows(what, list(parsed), screenshot, self._reader)
            return read_fields(what, parsed, screenshot, self._reader)
        if many:
            return read_several(what, screenshot, self._reader)
        return read(what, screenshot, self._reader)


class ModelExaminer:
    """A vision model that judges and reads, with answers of a given form."""

    def __init__(self, model: Model) -> None:
        self._model = model

    async def check(self, statement: str, screenshot: Screenshot) -> Finding:
        """Whether the statement is true, in the model's judgement."""
        answer, usage = await self._ask("check", f"Statement: {statement}", screenshot, _Judged)
        return Finding(answer.verdict, answer.reason, usage)

    async def read(self, what: str, form: str, screenshot: Screenshot, *, many: bool) -> tuple[Any, Usage]:
        """What the model reads, in the types of `form`. Raises CannotRead."""
        answer, usage = await self._ask("read", f"Read: {what}", screenshot, answer_model(form, many=many))
        data = answer.model_dump()
        if data["value"] is None:
            raise CannotRead(f"cannot read {what}: {data['problem'] or 'the model gave no value'}")
        try:
            return typed(data["value"], form, many=many), usage
        except (ValueError, ValidationError) as error:
            raise CannotRead(f"cannot read {what}: {error}") from error

    async def _ask(self, prompt: str, question: str, screenshot: Screenshot, kind: type[Any]) -> tuple[Any, Usage]:
        import openai
        from agents import Agent, ModelSettings, RunConfig, Runner
        from agents.exceptions import AgentsException

        from gui_agent.model.prompts import load_prompt
        from gui_agent.run.loop import translated
        from gui_agent.run.recorder import usage_of

        examiner = Agent[None](
            name=prompt,
            instructions=load_prompt(prompt),
            model=self._model,
            output_type=kind,
            model_settings=ModelSettings(include_usage=True),
        )
        content: list[Any] = [
            {"type": "input_image", "image_url": screenshot.encoded.data_url, "detail": "auto"},
            {"type": "input_text", "text": question},
        ]
        messages: list[Any] = [{"role": "user", "content": content}]
        try:
            result = await Runner.run(examiner, messages, max_turns=2, run_config=RunConfig(tracing_disabled=True))
        except (AgentsException, openai.OpenAIError) as error:
            raise translated(error) from error
        if not isinstance(result.final_output, kind):
            raise UnparseableReply(f"the model gave no answer of the form that was asked for, but {result.final_output!r}"[:300])
        usage = Usage()
        for response in result.raw_responses:
            usage += usage_of(response)
        return result.final_output, usage


class _Judged(BaseModel):
    reason: str = Field(description="One short sentence that names what you see.")
    verdict: Answer


async def vote(examiner: Examiner, statement: str, screenshot: Screenshot, votes: int) -> Finding:
    """The majority of several judgements of one picture; without one, "unsure"."""
    findings = [await examiner.check(statement, screenshot) for _ in range(votes)]
    usage = Usage()
    for finding in findings:
        usage += finding.usage
    counted = Counter(finding.answer for finding in findings)
    answer, most = counted.most_common(1)[0]
    if most * 2 <= votes:
        said = ", ".join(f"{count} {name}" for name, count in counted.items())
        return Finding("unsure", f"the votes differ: {said}", usage)
    reason = next(finding.reason for finding in findings if finding.answer == answer)
    if votes > 1:
        reason += f" ({most} of {votes} votes)"
    return Finding(answer, reason, usage)
