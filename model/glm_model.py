"""GLM-4.5V for anybody's Agents SDK agents: `GlmModel` is a `Model`, `GlmProvider` a `ModelProvider`.

from agents import Agent, RunConfig, Runner
from gui_agent import GlmModel, GlmProvider

Agent("clerk", model=GlmModel("glm-4.5v", base_url="http://127.0.0.1:8000/v1"))
Runner.run(agent, "...", run_config=RunConfig(model_provider=GlmProvider(base_url="http://127.0.0.1:8000/v1")))
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx2
import openai
from agents import Model, ModelProvider, OpenAIChatCompletionsModel
from agents.retry import ModelRetryAdvice, ModelRetryAdviceRequest
from pydantic import SecretStr

from gui_agent.errors import EndpointError, UsageError
from gui_agent.model.choice import LITERAL, ModelChoice, Sampling
from gui_agent.model.glm.glm import EndpointModel
from gui_agent.model.profile import ProfileName
from gui_agent.model.provider import open_endpoint

if TYPE_CHECKING:
    from typing import Literal

    from agents import ModelResponse
    from agents.items import TResponseStreamEvent

    from gui_agent.model.wire import OnDelta

DEFAULT_MODEL = "glm-4.5v"


class GlmModel(EndpointModel):
    """A GLM vision model behind a URL, or in this process, as a `Model` of the Agents SDK.

    It does what `OpenAIChatCompletionsModel` does, and what GLM's own format needs besides: thinking kept apart, calls that a
    server did not recognise, pictures in tool outputs, replies that cannot be used asked for again. Its errors are the client's
    (`openai.APIStatusError` and the like) and the SDK's `ModelBehaviorError`.
    """

    def __init__(
        self,
        model: str = DEFAULT_MODEL,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        api_key_env: str | None = None,
        thinking: bool = True,
        profile: ProfileName | Literal["auto"] = "auto",
        sampling: Sampling | None = None,
        call_timeout: float | None = None,
        max_retries: int | None = None,
        reasks: int | None = None,
        wait_for_server: float = 0.0,
        on_delta: OnDelta | None = None,
    ) -> None:
        """`model` is a served name with `base_url`, or a folder of weights or `hf:ORG/NAME`.

        `api_key_env` names the environment variable that holds the key. `call_timeout` and `wait_for_server` are seconds;
        `reasks` says how often a reply that cannot be used is asked for again. Nothing is sent yet. Raises UsageError.
        """
        given = {"call_timeout": call_timeout, "max_retries": max_retries, "reasks": reasks, "sampling": sampling}
        choice = ModelChoice(
            name=model,
            base_url=base_url,
            api_key=_key(api_key, api_key_env),
            thinking=thinking,
            profile=profile,
            wait_for_server=wait_for_server,
            **{name: value for name, value in given.items() if value is not None},
        )
        if choice.kind == LITERAL:
            raise UsageError("the literal model is no model for conversations", "Name a served model and its base_url")
        super().__init__(open_endpoint(choice), choice, on_delta=on_delta)

    async def get_response(self, *args: Any, **kwargs: Any) -> ModelResponse:
        """One turn. Raises openai.OpenAIError when the server gives no answer, ModelBehaviorError when it stays unusable."""
        with _errors_of_the_sdk(self.choice):
            return await super().get_response(*args, **kwargs)

    async def stream_response(self, *args: Any, **kwargs: Any) -> AsyncIterator[TResponseStreamEvent]:
        """One turn as it comes: the events of the SDK's own chat completions model. Raises as `get_response`."""
        with _errors_of_the_sdk(self.choice):
            async for event in super().stream_response(*args, **kwargs):
                yield event

    def get_retry_advice(self, request: ModelRetryAdviceRequest) -> ModelRetryAdvice | None:
        """What `ModelSettings(retry=...)` goes by: the same as for the SDK's own chat completions model."""
        return OpenAIChatCompletionsModel.get_retry_advice(self, request)  # type: ignore[arg-type]


class GlmProvider(ModelProvider):
    """Gives a `GlmModel` for each name of a model, all on one server; for `RunConfig(model_provider=...)`."""

    def __init__(self, *, base_url: str, default_model: str = DEFAULT_MODEL, **settings: Any) -> None:
        """`default_model` is what an agent without a model of its own gets; `settings` are those of `GlmModel`."""
        self._settings = {"base_url": base_url, **settings}
        self._default = default_model
        self._models: dict[str, GlmModel] = {}

    def get_model(self, model_name: str | None) -> Model:
        """The model of this name; the same one each time, with its connections. Raises UsageError."""
        name = model_name or self._default
        if name not in self._models:
            self._models[name] = GlmModel(name, **self._settings)
        return self._models[name]

    async def aclose(self) -> None:
        """Close the connections of all its models."""
        for model in self._models.values():
            await model.close()


def _key(given: str | None, variable: str | None) -> SecretStr | None:
    key = given or (os.environ.get(variable) if variable else None)
    if variable and not key:
        raise UsageError(f"api_key_env={variable!r}: this environment variable is not set", f"export {variable}=...")
    return SecretStr(key) if key else None


@contextmanager
def _errors_of_the_sdk(choice: ModelChoice) -> Iterator[None]:
    """An endpoint's failure as the client's own error, which is what the SDK's users and its retry policies know.

    Our line with its remedy is a note on the error.
    """
    try:
        yield
    except EndpointError as error:
        cause = _client_error(error) or openai.APIError(
            str(error), request=httpx2.Request("POST", f"{choice.base_url}/chat/completions"), body=None
        )
        cause.add_note(str(error))
        raise cause from error


def _client_error(error: BaseException) -> openai.OpenAIError | None:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, openai.OpenAIError):
            return cause
        if isinstance(cause, TimeoutError):
            return openai.APITimeoutError(request=httpx2.Request("POST", "http://localhost/"))
        cause = cause.__cause__
    return None
