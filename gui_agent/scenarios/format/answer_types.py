"""What `read` gives: the small schema language of scenario files, as a pydantic model, and typing what was read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, create_model

TYPES: dict[str, type] = {
    "text": str,
    "string": str,
    "str": str,
    "int": int,
    "integer": int,
    "number": float,
    "float": float,
    "bool": bool,
    "boolean": bool,
}
_FIELD = re.compile(r"([A-Za-z_]\w*)(?:\s+([A-Za-z]+))?")
_NUMBER = re.compile(r"[-+−]?\d[\d.,'’\u00a0\u202f ]*")
_TRUE = {"true", "yes", "on", "checked", "ticked", "done", "selected", "1", "x", "✓", "✔", "☑"}
_FALSE = {"false", "no", "off", "unchecked", "unticked", "open", "0", "", "☐"}


def parse_form(form: str) -> type | dict[str, type]:
    """A type, or the fields with their types, from `number` or `title, done bool`. Raises ValueError."""
    text = form.strip()
    if text in TYPES:
        return TYPES[text]
    fields: dict[str, type] = {}
    for part in text.split(","):
        match = _FIELD.fullmatch(part.strip())
        if match is None or (match[2] or "text") not in TYPES:
            known = "text, int, number, bool"
            raise ValueError(f"schema: {part.strip()!r} is no field; write `name type`, with a type of {known}")
        fields[match[1]] = TYPES[match[2] or "text"]
    return fields


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore")


def answer_model(form: str, *, many: bool) -> type[BaseModel]:
    """What a vision model is asked to fill: `value`, or `problem` where there is none. Raises ValueError."""
    parsed = parse_form(form)
    kind: Any = parsed
    if isinstance(parsed, dict):
        fields: dict[str, Any] = {name: (one, ...) for name, one in parsed.items()}
        kind = create_model("Item", __base__=_Answer, **fields)
    wanted: Any = list[kind] if many else kind
    return create_model("Answer", __base__=_Answer, value=(wanted | None, None), problem=(str, ""))


def typed(value: Any, form: str, *, many: bool) -> Any:
    """What was read, in the types that the schema asks for. Raises ValueError where it does not fit."""
    if many:
        items = value if isinstance(value, list) else str(value).splitlines()
        return [typed(item, form, many=False) for item in items]
    parsed = parse_form(form)
    if isinstance(parsed, dict):
        if isinstance(value, Mapping):
            return {name: _as(kind, value.get(name), name) for name, kind in parsed.items()}
        if len(parsed) == 1:
            return {name: _as(kind, value, name) for name, kind in parsed.items()}
        raise ValueError(f"{value!r} has no fields {', '.join(parsed)}")
    return _as(parsed, value, "the value")


def _as(kind: type, value: Any, name: str) -> Any:
    if value is None:
        raise ValueError(f"{name} was not found")
    if kind is str:
        return str(value).strip()
    if kind is bool:
        return _as_bool(value, name)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    number = float(value) if is_number else parse_number(str(value))
    if kind is int and not number.is_integer():
        raise ValueError(f"{name}: {value!r} is no whole number")
    return int(number) if kind is int else number


def _as_bool(value: Any, name: str) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().casefold()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise ValueError(f"{name}: {value!r} is neither yes nor no")


def parse_number(text: str) -> float:
    """The one number in a text such as `Total: 1,234.50 EUR`. Raises ValueError for none or several."""
    found = [match.strip() for match in _NUMBER.findall(text)]
    if len(found) != 1:
        raise ValueError(f"{text!r} holds {'no number' if not found else 'several numbers'}")
    digits = re.sub(r"['’\u00a0\u202f ]", "", found[0]).replace("−", "-").rstrip(".,")
    last_dot, last_comma = digits.rfind("."), digits.rfind(",")
    if last_dot >= 0 and last_comma >= 0:
        thousands = "," if last_dot > last_comma else "."
        digits = digits.replace(thousands, "").replace(",", ".")
    elif last_comma >= 0:
        # "1,234" groups thousands; "3,5" is a decimal comma.
        groups = re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+", digits)
        digits = digits.replace(",", "" if groups else ".")
    elif digits.count(".") > 1:
        digits = digits.replace(".", "")
    return float(digits)
