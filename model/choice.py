"""Which model, and how it is sampled: what a user chooses, without opening anything."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from gui_agent.errors import UsageError
from gui_agent.model.profile import ProfileName

LITERAL = "literal"
HUB_PREFIX = "hf:"
CONTEXT_TOKENS = 65_536
"""GLM-4.5V's context; GLM-4.6V has twice as much."""
CALL_SECONDS = 180.0
IDLE_SECONDS = 60.0


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
    thinking: bool | Literal["auto"] = True
    """Whether the model thinks before it answers; auto: where a run's next decision is worth it, else always."""
    stream: bool = True
    call_timeout: float = Field(default=CALL_SECONDS, gt=0)
    """Seconds that one request may take: to its end, or to the first piece of an answer that is streamed."""
    idle_timeout: float = Field(default=IDLE_SECONDS, gt=0)
    """Seconds that a stream may pause."""
    wait_for_server: float = Field(default=0.0, ge=0)
    """Seconds to wait for a server that does not listen yet, or is loading its weights."""
    max_retries: int = Field(default=4, ge=0)
    """How often a request that failed on the way is sent again."""
    reasks: int = Field(default=3, ge=0)
    """How often the model is asked again, with the reason, after a reply that held no usable action."""
    sampling: Sampling = Sampling()
    context_tokens: int = Field(default=CONTEXT_TOKENS, ge=1024)
    """What the server takes in one conversation; pictures, frames and pages are sampled to fit."""
    quantize: Literal["8bit", "4bit", "fp8"] | None = None
    """In process only."""
    device_map: str = "auto"
    """In process only: where the weights go, as accelerate understands it."""

    @property
    def thinks(self) -> bool:
        """Whether the model thinks where that is not decided turn by turn."""
        return self.thinking is not False

    @property
    def kind(self) -> Literal["literal", "local", "endpoint"]:
        """The kind of model that the name means. Raises UsageError where it means none."""
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
