"""From a name to a model: a served model behind a URL, weights in this process, or the embedded literal model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from gui_agent.errors import UsageError
from gui_agent.model.profile import ProfileName
from gui_agent.model.sdk import import_sdk
from gui_agent.model.wire import Endpoint, OnDelta

if TYPE_CHECKING:
    from concurrent.futures import Future

    from agents import Model

    from gui_agent.model.literal.scene import Scene
    from gui_agent.perception.screenshot import Screenshot
    from gui_agent.perception.text import TextReader

FirstLook = tuple[str, "Screenshot"]
"""The task, and the first picture of the screen."""

LITERAL = "literal"
HUB_PREFIX = "hf:"
CONTEXT_TOKENS = 65_536
"""GLM-4.5V's context; GLM-4.6V has twice as much."""


class Sampling(BaseModel):
    """How the next token is chosen; what is not set is left to the server, which takes it from the checkpoint."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    temperature: float | None = Field(default=None, ge=0, le=2)
    top_p: float | None = Field(default=None, gt=0, le=1)
    top_k: int | None = Field(default=None, ge=-1)
    min_p: float | None = Field(default=None, ge=0, le=1)
    repetition_penalty: float | None = Field(default=None, gt=0, le=2)
    presence_penalty: float | None = Field(default=None, ge=-2, le=2)
    frequency_penalty: float | None = Field(default=None, ge=-2, le=2)
    max_tokens: int | None = Field(default=8192, ge=1)
    """Of one answer, thinking included."""
    seed: int | None = None

    def fields(self) -> dict[str, float | int]:
        """The fields that are set, by their names on the wire."""
        return {key: value for key, value in self.model_dump().items() if value is not None}


class ModelChoice(BaseModel):
    """Which model decides, and how it is asked."""

    model_config = ConfigDict(extra="forbid", frozen=True, protected_namespaces=())
    name: str = LITERAL
    """A served name (with `base_url`), a folder of weights, `hf:ORG/NAME`, or `literal`."""
    base_url: str | None = None
    """The server's OpenAI-compatible address, usually ending in /v1."""
    api_key: SecretStr | None = None
    profile: ProfileName | Literal["auto"] = "auto"
    thinking: bool = True
    stream: bool = True
    call_timeout: float = Field(default=120.0, gt=0)
    """Seconds that one request may take, from sending it to the last token."""
    max_retries: int = Field(4, ge=0)
    """How often a request that failed on the way is sent again."""
    reasks: int = Field(3, ge=0)
    """How often the model is asked again, with the reason, after a reply that held no usable action."""
    sampling: Sampling = Sampling()
    context_tokens: int = Field(CONTEXT_TOKENS, ge=1024)
    """What the server takes in one conversation; pictures, frames and pages are sampled to fit."""
    quantize: Literal["8bit", "4bit", "fp8"] | None = None
    """In process only."""
    device_map: str = "auto"
    """In process only: where the weights go, as accelerate understands it."""

    @property
    def kind(self) -> Literal["literal", "local", "endpoint"]:
        """What stands behind the name. Raises UsageError where nothing can."""
        if self.base_url:
            if urlsplit(self.base_url).scheme not in ("http", "https") or not urlsplit(self.base_url).hostname:
                raise UsageError(f"--base-url {self.base_url!r} is no web address", "Give it as http://HOST:PORT/v1")
            if self.name == LITERAL:
                raise UsageError(
                    "a base URL is given, but no model", "Add --model NAME; gui-agent models --base-url URL lists the names"
                )
            return "endpoint"
        if self.name == LITERAL:
            return "literal"
        if self.name.startswith(HUB_PREFIX) or Path(self.name).expanduser().is_dir():
            return "local"
        raise UsageError(
            f"--model {self.name!r} is no folder, and no --base-url says which server serves it",
            "Add --base-url http://HOST:PORT/v1, give a folder or hf:ORG/NAME, or use --model literal",
        )


def open_endpoint(choice: ModelChoice) -> Endpoint:
    """What answers chat requests for this choice: an HTTP server, or weights in this process. Raises UsageError for `literal`."""
    if choice.kind == "endpoint":
        from gui_agent.model.endpoint import HttpEndpoint

        return HttpEndpoint(choice)
    if choice.kind == "local":
        from gui_agent.model.local import LocalEndpoint

        return LocalEndpoint(choice.name, quantize=choice.quantize, device_map=choice.device_map)
    raise UsageError(
        "the literal model answers no questions about pictures",
        "Name a model with --model and --base-url; gui-agent serve starts one",
    )


def open_model(choice: ModelChoice, *, on_delta: OnDelta | None = None, first_look: Future[FirstLook] | None = None) -> Model:
    """The Agents SDK model for this choice; `on_delta` is told of thinking, text and calls while they stream.

    With `first_look`, the task and the first picture as soon as they are known, `literal` looks at it while the SDK is still
    being imported; it must be set or cancelled. Raises UsageError.
    """
    if choice.kind == "literal":
        return _open_literal(first_look)
    import_sdk()
    from gui_agent.model.glm import GlmModel

    return GlmModel(open_endpoint(choice), choice, on_delta=on_delta)


def _open_literal(first_look: Future[FirstLook] | None) -> Model:
    """The embedded model; its networks are loaded, and look at the first picture, while the Agents SDK is imported."""
    from concurrent.futures import ThreadPoolExecutor

    from gui_agent.perception.text import TextReader

    reader = TextReader()
    pool = ThreadPoolExecutor(1, thread_name_prefix="first-look")
    warm = pool.submit(reader.warm_up)
    looking = pool.submit(_look, reader, first_look) if first_look is not None else None
    pool.shutdown(wait=False)
    import_sdk()
    from gui_agent.model.literal import LiteralModel

    model: Model = LiteralModel(reader, looking)
    warm.result()
    return model


def _look(reader: TextReader, first_look: Future[FirstLook]) -> Scene | None:
    """What is on the first picture; None if there will be none."""
    from concurrent.futures import CancelledError

    from gui_agent.model.literal.scene import Scene

    try:
        task, picture = first_look.result()
    except CancelledError:
        return None
    scene = Scene(picture, reader, task)
    scene.look()
    return scene
