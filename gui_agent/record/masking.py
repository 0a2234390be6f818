"""Secrets out of events: their values are replaced by placeholders in every text that a user, a model or a screen can have given."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel

from gui_agent.actions.secrets import mask, mask_all
from gui_agent.record.event_base import NOT_TEXT

M = TypeVar("M", bound=BaseModel)


def masked(model: M, secrets: Mapping[str, str]) -> M:
    """The same event without the secrets' values. Kinds, names of the program and paths stay, also where a secret is called alike."""
    if not secrets:
        return model
    fixed = _fixed(type(model))
    return model.model_copy(update={name: _masked(value, secrets) for name, value in model if name not in fixed})


def _masked(value: Any, secrets: Mapping[str, str]) -> Any:
    match value:
        case BaseModel():
            return masked(value, secrets)
        case str():
            return mask(value, secrets)
        case tuple():
            return tuple(_masked(item, secrets) for item in value)
        case _:
            return mask_all(value, secrets)


@cache
def _fixed(model: type[BaseModel]) -> frozenset[str]:
    """The fields that hold no text of others."""
    return frozenset(
        name for name, field in model.model_fields.items() if NOT_TEXT in field.metadata or _is_fixed(field.annotation)
    )


def _is_fixed(annotation: Any) -> bool:
    """Whether all that such a field can hold is the program's own."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal or annotation in (int, float, bool, type(None)):
        return True
    if hasattr(annotation, "__metadata__"):
        return NOT_TEXT in annotation.__metadata__
    if origin in (Union, UnionType, tuple, dict):
        return all(_is_fixed(part) for part in inner if part is not Ellipsis)
    return False
