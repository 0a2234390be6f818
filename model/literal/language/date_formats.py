"""Fields made of segments: dates and times as web pages and toolkits show them ("mm/dd/yyyy", "--:-- --")."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


_A_DATE = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}/\d{1,2}/\d{4}|\d{1,2}\.\s?\d{1,2}\.\s?\d{4}|[A-Za-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}"
    r"|\d{1,2}(?:st|nd|rd|th)?\.? [A-Za-z]{3,9},? \d{4}"
)
DASHES = "--:-- --"
"""What an empty time field shows; also stands for marks in a field that are no letters."""


@dataclass(frozen=True)
class Date:
    """A calendar day."""

    year: int
    month: int
    day: int


def parse_date(text: str) -> Date | None:
    """The day that "05/20/2010" (month first), "2010-05-20", "20.5.2010" (day first) or "May 20, 2010" means."""
    text = text.strip().casefold()
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        return Date(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
        return Date(int(match[3]), int(match[1]), int(match[2]))
    if match := re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", text):
        return Date(int(match[3]), int(match[2]), int(match[1]))
    if match := re.fullmatch(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", text):
        return _named(match[1], match[2], match[3])
    if match := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?\.? (?:of )?([a-z]{3,9}),? (\d{4})", text):
        return _named(match[2], match[1], match[3])
    return None


def dates_in(text: str) -> list[Date]:
    """All days that a text may mean, of numbers in both orders of day and month where both are possible."""
    found = []
    for match in _A_DATE.finditer(text):
        day = parse_date(match[0])
        if day is None:
            continue
        found.append(day)
        if re.match(r"\d{1,2}[/.]", match[0]) and day.day <= 12:
            found.append(Date(day.year, day.day, day.month))
        elif "/" in match[0] and day.month > 12:
            found[-1] = Date(day.year, day.day, day.month)
    return found


def _named(month: str, day: str, year: str) -> Date | None:
    number = month_number(month)
    return Date(int(year), number, int(day)) if number else None


def month_number(name: str) -> int | None:
    """1 to 12 for the English name of a month, or its first three letters."""
    short = name.strip().casefold()[:3]
    return _MONTHS.index(short) + 1 if short in _MONTHS else None


def segments(text: str, shown: str) -> str | None:
    """What to type into a field that shows an empty pattern, or None if it is an ordinary field.

    Web date fields continue to the next segment by themselves once a segment has all its digits.
    """
    pattern = re.sub(r"\s", "", shown.casefold())
    if re.fullmatch(r"[mdy]{1,4}[/.\-][mdy]{1,4}[/.\-][mdy]{1,4}", pattern):
        day = parse_date(text)
        if day is None:
            return "" if text.strip().casefold() == "date" else None
        parts = {"m": f"{day.month:02}", "d": f"{day.day:02}", "y": f"{day.year:04}"}
        return "".join(parts[part[0]] for part in re.split(r"[/.\-]", pattern))
    if re.fullmatch(r"[-\u2013\u2014_.]{1,3}:?[-\u2013\u2014_.]{1,3}(:?[-\u2013\u2014_.apm]{1,3})?", pattern) and "-" in pattern:
        return _time_digits(text)
    return None


def _time_digits(text: str) -> str | None:
    if text.strip().casefold() == "time":
        return ""
    match = re.fullmatch(r"\s*(\d{1,2}):(\d{2})\s*([ap])?\.?m?\.?\s*", text.casefold())
    if not match:
        return None
    half = f"{match[3]}m" if match[3] else ""
    return f"{int(match[1]):02}{match[2]}{half}"
