"""Sums as they are written: "12 - 5", "6 \u00d7 7 =", "x + 3 = 8"; what they come to."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Final

_SIGNS: Final = str.maketrans(
    {"\u00d7": "*", "\u22c5": "*", "\u00b7": "*", "\u00f7": "/", "\u2212": "-", "\u2013": "-", ":": "/", ",": "."}
)
_PLAIN: Final = re.compile(r"[\d\s.+\-*/()x]+")
_OPERATIONS: Final[dict[type[ast.AST], Callable[[Fraction, Fraction], Fraction]]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip
_MOST: Final = 60
"""Characters of a sum at most."""


def is_sum(text: str) -> bool:
    """Whether a text is a sum with at least one operation, and nothing else."""
    return solved(text) is not None


def solved(text: str) -> str | None:
    """What a sum comes to, or what its unknown is, as it is written; None for what is no sum."""
    text = in_signs(text)
    left, equals, right = text.partition("=")
    if not _PLAIN.fullmatch(left or " ") or (right.strip(" ?_x") and not _PLAIN.fullmatch(right)) or len(text) > _MOST:
        return None
    unknown = "x" in text
    if unknown and not (equals and right.strip(" ?_")):
        return None
    if not re.search(r"\d\s*[-+*/]|[-+*/]\s*\d|x\s*[-+*/]|\dx", left + right):
        return None
    value = _unknown(left, right) if unknown else None if equals and right.strip(" ?_") else _value(left)
    return None if value is None else _written(value)


def keys_of(text: str) -> tuple[str, ...]:
    """The keys of a calculator that a sum is typed with, the last of them "="."""
    return (*(sign for sign in in_signs(text).partition("=")[0] if not sign.isspace()), "=")


def in_signs(text: str) -> str:
    """A sum with the signs of a computer ("12 times 3" is "12 * 3"); an "x" between two numbers is a times sign."""
    text = re.sub(r"[?_]+\s*$", "", text.casefold().translate(_SIGNS).strip())
    text = re.sub(r"(?<=\d)\s*x\s*(?=\d)", "*", text)
    for word, sign in (("plus", "+"), ("minus", "-"), ("times", "*"), ("divided by", "/")):
        text = re.sub(rf"\b{word}\b", sign, text)
    return text.strip()


def _unknown(left: str, right: str) -> Fraction | None:
    """X of a linear equation."""
    at = [_difference(left, right, x) for x in (0, 1, 2)]
    if None in at:
        return None
    zero, one, two = (value for value in at if value is not None)
    slope = one - zero
    return -zero / slope if slope and two - one == slope else None


def _difference(left: str, right: str, x: int) -> Fraction | None:
    sides = [re.sub(r"(\d)\s*x", r"\1*x", side).replace("x", f"({x})") for side in (left, right)]
    values = [_value(side) for side in sides]
    return None if None in values else values[0] - values[1]  # type: ignore[operator]


def _value(text: str) -> Fraction | None:
    try:
        return _worth(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ZeroDivisionError, ValueError):
        return None


def _worth(node: ast.AST) -> Fraction:
    """The worth of a parsed sum. Raises ValueError for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return Fraction(str(node.value))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        worth = _worth(node.operand)
        return -worth if isinstance(node.op, ast.USub) else worth
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        return _OPERATIONS[type(node.op)](_worth(node.left), _worth(node.right))
    raise ValueError("no sum")


def _written(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"
