"""The examples of `examples/agents/`, run against a scripted server, and through `transformers serve` with the tiny checkpoint."""

import asyncio
import contextlib
import json
import re
import runpy
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from agents import ModelBehaviorError
from glm_server import GlmServer, Reply, Request, Script
from PIL import Image

from gui_agent.model.choice import ModelChoice
from gui_agent.model.provider import open_endpoint
from gui_agent.model.serving.command import ServerCommand, transformers_command
from gui_agent.model.serving.start import RunningServer

EXAMPLES = Path(__file__).parents[3] / "examples/agents"
TINY = Path(__file__).parents[1] / "tiny/checkpoint"
Run = Callable[..., str]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs an example as a program and gives what it printed."""

    def run(name: str, *arguments: str, typed: list[str] | None = None) -> str:
        lines = iter(typed or [])
        monkeypatch.setattr("builtins.input", lambda _: next(lines, ""))
        monkeypatch.setattr(sys, "argv", [name, *arguments])
        with contextlib.suppress(SystemExit):
            runpy.run_path(str(EXAMPLES / f"{name}.py"), run_name="__main__")
        return capsys.readouterr().out

    return run


@pytest.fixture
def picture(tmp_path: Path) -> str:
    Image.new("RGB", (56, 28), "red").save(tmp_path / "red.png")
    return str(tmp_path / "red.png")


def served(script: Script, text_too: bool = False) -> GlmServer:
    return GlmServer(script, served=["glm-4.5v", "text"])


def test_triage_sends_pictures_to_the_vision_model_and_text_to_the_text_model(run: Run, picture: str) -> None:
    def triage(request: Request) -> Reply:
        if "transfer_to_picture_expert" in request.tools:
            return Reply(calls=[("transfer_to_picture_expert" if request.images else "transfer_to_text_expert", {})])
        assert request.body["model"] == "glm-4.5v"
        return Reply(text="It is red.")

    with served(triage) as vision, served(lambda request: Reply(text=f"A call, says {request.body['model']}.")) as text:
        address = ["--base-url", vision.base_url, "--text-base-url", text.base_url]
        assert run("triage", "Which colour?", "--picture", picture, *address) == "picture_expert: It is red.\n"
        assert not text.requests
        assert run("triage", "What is a handoff?", *address) == "text_expert: A call, says text.\n"
        assert len(text.requests) == 1


def test_receipts_are_read_from_pictures_that_a_tool_returns(run: Run, picture: str) -> None:
    def read(request: Request) -> Reply:
        done = [message["content"] for message in request.messages if message["role"] == "tool"]
        if not done:
            return Reply(calls=[("list_pictures", {})])
        if len(done) == 1:
            return Reply(calls=[("look_at", {"name": "red.png"})])
        red = request.images[-1].getpixel((3, 3)) == (255, 0, 0)
        row = {"file": "red.png", "shop": "Red" if red else "?", "total": 12.5}
        return Reply(text=json.dumps({"receipts": [row]}))

    with served(read) as server:
        printed = run("receipts", str(Path(picture).parent), "--base-url", server.base_url)
    assert re.sub(r" +", " ", printed).split("\n")[:2] == [" 12.50 Red (red.png)", " 12.50 in all"]


@pytest.mark.parametrize(("is_passport", "printed"), [(False, "A red field.\n"), (True, "refused: a passport\n")])
def test_a_guardrail_looks_first(is_passport: bool, printed: str, run: Run, picture: str) -> None:
    def answer(request: Request) -> Reply:
        assert len(request.images) == 1
        if "JSON schema" not in request.text:
            return Reply(text="A red field.")
        return Reply(text=json.dumps({"shows_a_document_of_identity": is_passport, "reason": "a passport"}))

    with served(answer) as server:
        assert run("guarded", picture, "What is it?", "--base-url", server.base_url) == printed
        assert len(server.requests) == 2 - is_passport


def test_a_chat_streams_and_remembers(run: Run) -> None:
    script = [Reply(text="Hello Ada.", thinking="A name."), Reply(text="Ada.")]
    with served(script) as server:
        printed = run("chat", "--base-url", server.base_url, typed=["I am Ada.", "Who am I?"])
    assert "A name." in printed
    assert "Hello Ada." in printed
    assert printed.endswith("Ada.\n")
    assert [message["content"] for message in server.requests[1].messages[1:]] == ["I am Ada.", "Hello Ada.", "Who am I?"]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """The options that name the tiny checkpoint behind `transformers serve`."""
    import socket

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    command = transformers_command("", "127.0.0.1", port)
    command = ServerCommand(tuple(part for part in command.argv if part), "")
    url = f"http://127.0.0.1:{port}/v1"

    async def ready(server: RunningServer) -> None:
        endpoint = open_endpoint(ModelChoice(name=str(TINY), base_url=url, call_timeout=90))
        await server.wait_until_ready(endpoint, 120)
        await endpoint.close()

    with RunningServer(command, tmp_path_factory.mktemp("serve") / "serve.log") as server:
        asyncio.run(ready(server))
        yield ["--base-url", url, "--model", str(TINY)]


def test_the_tiny_model_chats(tiny: list[str], run: Run) -> None:
    assert run("chat", *tiny, typed=["Hello."]).endswith("ok\n")


@pytest.mark.parametrize("name", ["receipts", "guarded", "triage"])
def test_what_the_tiny_model_never_learned_ends_as_an_error_of_the_sdk(
    name: str, tiny: list[str], run: Run, picture: str
) -> None:
    """It answers, in no form that was asked for; no request is refused by the server."""
    arguments: list[Any] = {"receipts": [str(Path(picture).parent)], "guarded": [picture, "Find red."], "triage": ["Hello."]}[
        name
    ]
    with pytest.raises(ModelBehaviorError, match=r"asked 4 times|Max turns"):
        run(name, *arguments, *tiny)
