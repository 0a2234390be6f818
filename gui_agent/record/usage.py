"""Tokens: what a reply, a check or a whole run used."""

from __future__ import annotations

from pydantic import ConfigDict, computed_field
from pydantic.dataclasses import dataclass


@dataclass(frozen=True, config=ConfigDict(json_schema_serialization_defaults_required=True))
class Usage:
    """Tokens of some requests, and how many requests there were."""

    requests: int = 0
    """How many requests were sent."""
    input_tokens: int = 0
    """Tokens sent, cached ones included."""
    cached_tokens: int = 0
    """Tokens of those sent that the server had in its cache."""
    output_tokens: int = 0
    """Tokens received."""

    @computed_field  # type: ignore[prop-decorator]
    @property
    def total_tokens(self) -> int:
        """Tokens sent and received, cached ones included."""
        return self.input_tokens + self.output_tokens

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.requests + other.requests,
            self.input_tokens + other.input_tokens,
            self.cached_tokens + other.cached_tokens,
            self.output_tokens + other.output_tokens,
        )

    def to_json(self) -> dict[str, int]:
        """The four counts and their total."""
        return {
            "requests": self.requests,
            "input_tokens": self.input_tokens,
            "cached_tokens": self.cached_tokens,
            "output_tokens": self.output_tokens,
            "total_tokens": self.total_tokens,
        }
