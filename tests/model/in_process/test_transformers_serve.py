"""The tiny checkpoint behind a real `transformers serve`, over HTTP: with its parsers, and as raw text without them."""

import asyncio
import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gui_agent.agent.agent import GuiAgent
from gui_agent.errors import EndpointError, EnvironmentProblem
from gui_agent.model.choice import ModelChoice
from gui_agent.model.provider import open_endpoint
from gui_agent.model.serving.command import ServerCommand, transformers_command
from gui_agent.model.serving.probe import Finding, probe, served_models
from gui_agent.model.serving.start import RunningServer
from gui_agent.run.limits import Limits

TINY = Path(__file__).parents[1] / "tiny" / "checkpoint"
BUTTONS = Path(__file__).parents[2] / "apps" / "coloured_buttons.py"


@dataclass(frozen=True)
class Served:
    """One server that loads what is asked for: the tiny checkpoint as it is, and a copy that parses nothing."""

    url: str
    tiny: str
    raw: str

    def choice(self, name: str, **options: Any) -> ModelChoice:
        return ModelChoice(name=name, base_url=self.url, max_retries=0, call_timeout=90, **options)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("serve")
    raw = shutil.copytree(TINY, folder / "raw")
    settings = json.loads((raw / "tokenizer_config.json").read_text())
    del settings["response_template"]
    (raw / "tokenizer_config.json").write_text(json.dumps(settings))
    port = free_port()
    command = transformers_command("", "127.0.0.1", port)
    command = ServerCommand(tuple(part for part in command.argv if part), "")  # no model: each request names its own
    here = Served(f"http://127.0.0.1:{port}/v1", str(TINY), str(raw))
    with RunningServer(command, folder / "serve.log") as server:
        asyncio.run(wait_for(server, here))
        yield here


async def wait_for(server: RunningServer, here: Served) -> None:
    endpoint = open_endpoint(here.choice(here.tiny))
    await server.wait_until_ready(endpoint, 120)
    await endpoint.close()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def test_the_whole_proof_with_the_servers_parsers(served: Served) -> None:
    findings = asyncio.run(probe(served.choice(served.tiny)))
    assert len(findings) == 7
    assert [finding for finding in findings if not finding.ok] == []
    assert "came as a tool call" in by_name(findings, "model calls tools").detail
    assert "apart from the answer" in by_name(findings, "model thinks").detail


def test_raw_text_is_understood_and_the_parsers_are_advised(served: Served) -> None:
    findings = asyncio.run(probe(served.choice(served.raw)))
    calls, thinks = by_name(findings, "model calls tools"), by_name(findings, "model thinks")
    assert calls.ok, calls
    assert "raw markup" in calls.detail
    assert "--tool-call-parser glm45" in calls.remedy
    assert thinks.ok, thinks
    assert "--reasoning-parser glm45" in thinks.remedy


def by_name(findings: list[Finding], name: str) -> Finding:
    return next(finding for finding in findings if finding.name == name)


@pytest.mark.parametrize(
    ("name", "thinking", "stream"), [("tiny", True, True), ("tiny", False, False), ("raw", True, False), ("raw", False, True)]
)
def test_a_run_clicks_the_right_button(served: Served, tmp_path: Path, name: str, thinking: bool, stream: bool) -> None:
    model = served.choice(getattr(served, name), thinking=thinking, stream=stream)
    for colour, seed in (("green", 1), ("blue", 2)) if thinking else (("red", 3),):
        pressed = tmp_path / f"{colour}.log"
        agent = GuiAgent(
            model=model,
            app=f"{sys.executable} {BUTTONS} {pressed} {seed}",
            limits=Limits(steps=4, seconds=90),
            output=tmp_path / "runs",
        )
        result = agent.run(f"Click the {colour} button")
        assert (result.verdict, pressed.read_text().split()) == ("done", [colour]), result


def test_what_is_served(served: Served) -> None:
    """transformers serve lists what is in the hub's cache; without a cache it answers 500, which is one clear line here."""
    said = ""
    try:
        asyncio.run(served_models(served.choice(served.tiny)))
    except EndpointError as error:
        said = str(error)
    assert not said or "cannot list its models" in said


def test_gui_agent_serve_starts_answers_and_ends(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "gui_agent", "serve", str(TINY), "--engine", "transformers", "--port", str(port)]
    log = tmp_path / "serve.log"
    process = subprocess.Popen(
        [*command, "--log", str(log), "--wait", "120"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    lines = []
    with process:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            if line.startswith("gui-agent run"):
                break
        process.send_signal(signal.SIGTERM)  # as `docker stop` does; Ctrl-C goes the same way
    assert process.returncode == 130
    assert any(re.match(r"ready: asked what a picture says, it answered '\w+'", line) for line in lines), lines
    with pytest.raises(OSError, match="refused"):
        wait_until_closed(port)


def wait_until_closed(port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        socket.create_connection(("127.0.0.1", port), 1).close()
        time.sleep(0.1)


def test_a_server_that_ends_at_once_says_why(tmp_path: Path) -> None:
    command = ServerCommand(
        (sys.executable, "-c", "print('torch.OutOfMemoryError: CUDA out of memory.'); raise SystemExit(3)"), "m"
    )
    endpoint = open_endpoint(ModelChoice(name="m", base_url=f"http://127.0.0.1:{free_port()}/v1", max_retries=0))
    with RunningServer(command, tmp_path / "log") as server, pytest.raises(EnvironmentProblem) as caught:
        asyncio.run(server.wait_until_ready(endpoint, 60))
    assert "ended with status 3" in caught.value.message
    assert "shorter context" in caught.value.remedy


def test_a_missing_program_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="pip install vllm"):
        RunningServer(ServerCommand(("vllm", "serve", "zai-org/GLM-4.5V"), "glm-4.5v"), tmp_path / "log")
