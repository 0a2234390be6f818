"""What is made from the models of the events: docs/events.md, docs/events.schema.json, and the types of the studio's JavaScript.

python scripts/event_docs.py [--check]      --check only says which of them are out of date, and exits with 1
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gui_agent.record.event_schema import schema
from gui_agent.record.events import FORMAT, kinds

ROOT = Path(__file__).parents[1]
TYPES = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}
WORDS = {"string": "text", "integer": "integer", "number": "number", "boolean": "true or false", "null": "null"}
HEADER = ("seq", "time", "at", "event")
SOURCES = {
    "Every run": "gui_agent.record.run_events",
    "Actions and teams": "gui_agent.record.action_events",
    "Scenarios": "gui_agent.record.scenario_events",
}
INTRODUCTION = f"""\
# Events

<!-- Made by scripts/event_docs.py from the models in gui_agent/record. Do not edit. -->

A run writes `events.jsonl` in its folder: one JSON object a line, one line an event, on disk before what it announces is done.
No event holds a secret or a picture. [events.schema.json](events.schema.json) is the same as a JSON Schema.
In Python each kind is a frozen model:

```python
from gui_agent.record.events import ActionFinished
from gui_agent.record.run_log import read_events

for event in read_events(Path(".gui-agent/runs/20260101T100000-write-a-note")):
    if isinstance(event, ActionFinished):
        print(event.step, event.effect.text)
```

The same objects come from a live run (`async for event in agent.start(...)`), a `listener=`, and `on_progress=` of the Agents SDK tool.

**Format.** This is format {FORMAT}. `scenario_started`, `run_started` and `run_resumed` hold the number.
gui-agent 0.1 wrote none; its logs are read as if they were of this format.
In a log of a newer format, kinds and values that are not known are read as `UnknownEvent`: readers pass over them, and only
`resume` refuses such a log. Fields that are not known are left out.

**Every event** has `seq` (its place in the log, from 0), `time` (UTC, ISO 8601, to the millisecond),
`at` (seconds since the run began) and `event` (its kind).
"""


def markdown(found: dict[str, Any]) -> str:
    """The page of the events."""
    parts = [INTRODUCTION]
    for title, module in SOURCES.items():
        parts.append(f"## {title}\n")
        for kind, model in kinds().items():
            if model.__module__ == module:
                parts.append(_section(f"`{kind}`", found["$defs"][model.__name__], HEADER))
    parts.append("## Parts\n")
    names = {model.__name__ for model in kinds().values()}
    parts += [_section(name, data, ()) for name, data in found["$defs"].items() if name not in names]
    return "\n".join(parts)


def _section(title: str, data: dict[str, Any], left_out: tuple[str, ...]) -> str:
    lines = [f"### {title}", "", str(data["description"]), ""]
    rows = [
        f"| `{name}` | {_words(field)} | {field.get('description', '')} |"
        for name, field in data.get("properties", {}).items()
        if name not in left_out
    ]
    if rows:
        lines += ["| field | type | |", "|---|---|---|", *rows, ""]
    return "\n".join(lines)


def _words(field: dict[str, Any]) -> str:
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in field:
        return " or ".join(_words(one) for one in field["anyOf"])
    if "enum" in field:
        return ", ".join(f"`{value}`" if value else "empty" for value in field["enum"])
    if field.get("type") == "array":
        if "prefixItems" in field:
            return f"{len(field['prefixItems'])} {_words(field['prefixItems'][0])}s"
        return f"list of {_words(field['items'])}" if field.get("items") else "list of any JSON"
    if field.get("type") == "object":
        inner = field.get("additionalProperties")
        return f"object of {_words(inner)}s" if isinstance(inner, dict) else "object"
    return WORDS.get(field.get("type", ""), "any JSON")


def typescript(found: dict[str, Any]) -> str:
    """The declarations of the events."""
    lines = [
        "// Made by scripts/event_docs.py from the models in gui_agent/record. Do not edit.",
        "",
        "export type RunEvent = " + " | ".join(kind.__name__ for kind in kinds().values()) + ";",
        "export type Kind = RunEvent['event'];",
        "/** The event of one kind, with its words for people: as the studio's websocket sends it. */",
        "export type Shown<K extends Kind = Kind> = Extract<RunEvent, {event: K}> & {words: string};",
        "/** What is done with the events of some kinds. */",
        "export type Handlers = {[K in Kind]?: (event: Shown<K>) => void};",
    ]
    for name, data in found["$defs"].items():
        lines += ["", f"/** {data['description']} */", f"export interface {name} {{"]
        for field, value in data.get("properties", {}).items():
            lines += [f"  /** {value.get('description', '')} */", f"  {field}: {_type(value)};"]
        lines += ["  [argument: string]: any;"] if data.get("additionalProperties") is True else []
        lines.append("}")
    return "\n".join(lines) + "\n"


def _type(field: dict[str, Any]) -> str:
    if "$ref" in field:
        return str(field["$ref"].rpartition("/")[2])
    if "anyOf" in field:
        return " | ".join(dict.fromkeys(_type(one) for one in field["anyOf"]))
    if "const" in field:
        return f"'{field['const']}'"
    if "enum" in field:
        return " | ".join(f"'{value}'" for value in field["enum"])
    if field.get("type") == "array":
        if "prefixItems" in field:
            return f"[{', '.join(_type(one) for one in field['prefixItems'])}]"
        inner = _type(field.get("items") or {})
        return f"({inner})[]" if " " in inner else f"{inner}[]"
    if field.get("type") == "object":
        inner = field.get("additionalProperties")
        return f"Record<string, {_type(inner) if isinstance(inner, dict) else 'any'}>"
    return TYPES.get(field.get("type", ""), "any")


def made() -> Iterator[tuple[Path, str]]:
    """Each file and what it should hold."""
    found = schema()
    yield ROOT / "docs/events.md", markdown(found)
    yield ROOT / "docs/events.schema.json", json.dumps(found, indent=1, ensure_ascii=False) + "\n"
    yield ROOT / "gui_agent/studio/static/js/events.d.ts", typescript(found)


def main() -> None:
    """Write the files, or say which are out of date."""
    outdated = [(path, text) for path, text in made() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" not in sys.argv:
        for path, text in outdated:
            path.write_text(text, encoding="utf-8")
    elif outdated:
        names = ", ".join(str(path.relative_to(ROOT)) for path, _ in outdated)
        sys.exit(f"out of date: {names}. Run python scripts/event_docs.py")


if __name__ == "__main__":
    main()
