"""The embedded model on real windows: it follows, it refuses, it is a pure function of the conversation."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from agents import ModelSettings, ModelTracing

from gui_agent.agent.agent import GuiAgent
from gui_agent.model.literal import LiteralModel, check, read, read_fields, read_rows, read_several
from gui_agent.model.literal.language.clause import NotUnderstood
from gui_agent.model.literal.targets.situation import NotFound
from gui_agent.perception.change.settle import settle
from gui_agent.perception.screen.display import VirtualDisplay, start_virtual_display
from gui_agent.perception.screen.screenshot import Camera, Screenshot
from gui_agent.perception.text.text import TextReader
from gui_agent.run.limits import Limits

APPS = Path(__file__).parents[3] / "scenarios" / "apps"
PRICES = Path(__file__).parents[2] / "apps" / "prices.py"


@pytest.fixture(scope="module")
def reader() -> TextReader:
    return TextReader()


@pytest.fixture(scope="module")
def model(reader: TextReader) -> LiteralModel:
    return LiteralModel(reader)


def run(model: LiteralModel, folder: Path, app: str, task: str) -> Any:
    command = f"{sys.executable} {APPS / app} {folder / 'state'}"
    return GuiAgent(model=model, app=command, limits=Limits(steps=20, seconds=90), output=folder / "runs").run(task)


def test_a_task_of_several_steps_is_followed(model: LiteralModel, tmp_path: Path) -> None:
    result = run(
        model, tmp_path, "todo.py", "Type 'Buy milk' into the New todo field, click Add, then tick the check box Buy milk"
    )
    assert (result.verdict, result.reason) == ("done", "")
    assert json.loads((tmp_path / "state").read_text()) == [{"title": "Buy milk", "done": True}]


def test_a_label_that_is_not_there_is_named_and_nothing_is_clicked(model: LiteralModel, tmp_path: Path) -> None:
    result = run(model, tmp_path, "greeter.py", "Click Nonsuch")
    assert result.verdict == "failed"
    assert "Nonsuch" in result.reason
    assert not (tmp_path / "state").exists()


def test_two_equal_candidates_are_refused(model: LiteralModel, tmp_path: Path) -> None:
    result = run(model, tmp_path, "contacts.py", "Click Delete")
    assert result.verdict == "failed"
    assert "ambiguous" in result.reason
    assert not (tmp_path / "state").exists()


def test_what_is_not_understood_is_declined_with_the_line_that_starts_the_real_model(model: LiteralModel) -> None:
    output = answer(model, [{"role": "user", "content": "Task: book me a flight"}])
    arguments = json.loads(output[-1].arguments)
    assert output[-1].name == "fail"
    assert "'book me a flight'" in arguments["reason"]
    assert "--model glm-4.5v --base-url" in arguments["reason"]


@contextmanager
def window(program: Path, *arguments: str) -> Iterator[Screenshot]:
    """A picture of a program on a screen of its own."""
    display: VirtualDisplay = start_virtual_display()
    process = subprocess.Popen([sys.executable, str(program), *arguments], env=display.environment)
    camera = Camera(display)
    try:
        yield settle(camera, None, patience=20, ceiling=20).screenshot
    finally:
        camera.close()
        process.terminate()
        process.wait(10)
        display.close()


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screenshot]:
    with window(APPS / "orders.py", str(tmp_path_factory.mktemp("orders") / "state")) as shot:
        yield shot


def answer(model: LiteralModel, items: Any) -> list[Any]:
    response = model.get_response(None, items, ModelSettings(), [], None, [], ModelTracing.DISABLED)
    return asyncio.run(response).output


def test_the_same_conversation_gets_the_same_answer(model: LiteralModel, orders: Screenshot) -> None:
    picture = {"type": "input_image", "image_url": orders.encoded.data_url, "detail": "auto"}
    items = [{"role": "user", "content": "Task: click Place order"}, {"role": "user", "content": [picture]}]
    first, second = answer(model, items), answer(LiteralModel(TextReader()), items)
    assert [item.model_dump() for item in first] == [item.model_dump() for item in second]
    assert [item.type for item in first] == ["reasoning", "message", "function_call"]
    assert first[-1].name == "left_click"
    history = [*items[:1], *(item.model_dump() for item in first[1:])]
    result = {"type": "function_call_output", "call_id": first[-1].call_id, "output": "the screen changed in [1,1,90,90]"}
    assert answer(model, [*history, result, items[1]])[-1].name == "done"


def test_statements_and_readings(orders: Screenshot, reader: TextReader) -> None:
    assert check("the check box With milk is unchecked", orders, reader).answer == "yes"
    assert check("the check box With milk is checked", orders, reader).answer == "no"
    assert check("there is no 'Error'", orders, reader).answer == "yes"
    assert check("the Place order button is visible", orders, reader).answer == "yes"
    assert check("Drink shows 'Coffee'", orders, reader).answer == "yes"
    assert check("everything is beautiful today", orders, reader).answer in ("no", "unsure")
    assert read("the value next to Total", orders, reader) == "0.00"
    assert check("'order' is visible", orders, reader).answer == "yes"


def test_several_values_are_read_at_once(orders: Screenshot, reader: TextReader) -> None:
    assert read_several("the check boxes", orders, reader) == ["With milk", "With sugar"]
    assert read_several("the checked radio buttons", orders, reader) == ["Small"]
    fields = read_fields("the order", {"drink": str, "with_milk": bool, "cups": int}, orders, reader)
    assert fields == {"drink": "Coffee", "with_milk": False, "cups": "1"}
    with pytest.raises(NotFound, match="link"):
        read_several("the links", orders, reader)
    with pytest.raises(NotUnderstood, match="all that matters"):
        read_several("all that matters", orders, reader)


def test_a_table_is_read_by_its_headings(reader: TextReader) -> None:
    with window(PRICES) as shot:
        assert read_several("the Name column", shot, reader) == ["Black tea", "Green tea", "Coffee", "Cocoa"]
        rows = read_rows("the table", ["name", "price", "in_stock"], shot, reader)
        assert [row["price"] for row in rows] == ["3.20", "4.50", "12.00", "7.10"]
        assert rows[1] == {"name": "Green tea", "price": "4.50", "in_stock": "no"}
        assert read_fields("the row of Coffee", {"name": str, "price": float}, shot, reader) == {
            "name": "Coffee",
            "price": "12.00",
        }
        with pytest.raises(NotFound, match="colour"):
            read_rows("the table", ["name", "colour"], shot, reader)
