"""Secrets: typed for real, and found nowhere afterwards: not in a prompt, a log, a picture, a report or a process list."""

import html
import io
import json
import os
import shutil
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from command_line import ROOT, Finished, command_line
from glm_server import GlmServer, Reply, Request
from PIL import Image, ImageDraw, ImageFont
from scripted_model import ScriptedModel

from gui_agent import GuiAgent
from gui_agent.actions import secrets
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.text import TextReader
from gui_agent.record.events import ActionFinished, ActionRefused
from gui_agent.record.run_log import list_runs, read_events
from gui_agent.record.secret_cover import COVER, SecretCover
from gui_agent.report import write_report

SECRETS = {"SITE_PW": "plum.Garden77", "SITE_CODE": 'Quartz"Owl-58', "SITE_PIN": "mV4<sleet>Harp"}
PAGE = ROOT / "tests/apps/pages/secret_form.html"
FORMS = {
    "tk": f"{sys.executable} {ROOT / 'tests/apps/secret_form.py'}",
    "gtk": "zenity --forms --title 'Sign in' --text 'Sign in' --add-password Password --add-entry Code --add-password Pin",
    "web": f"chromium --no-sandbox --no-first-run --disable-gpu --user-data-dir=profile --app=file://{PAGE}",
}
CHOSEN = [name for name in FORMS if name == "tk" or os.environ.get("GUI_AGENT_TEST_FULL")]
"""A browser takes a while: all three only in a full run."""
SCRIPT: list[tuple[str, dict[str, Any]]] = [
    ("wait", {"seconds": 1}),
    ("type", {"content": "{{secret:SITE_PW}}"}),
    ("key", {"keys": "tab"}),
    ("type", {"content": "{{secret:SITE_CODE}}"}),
    ("key", {"keys": "home shift+end"}),
    ("key", {"keys": "tab"}),
    ("type", {"content": "{{secret:SITE_PIN}}"}),
    ("wait", {"seconds": 0.1}),
    # A model that repeats what it has read on the screen.
    ("done", {"answer": f"The code is {SECRETS['SITE_CODE']}."}),
]


class ProcessList:
    """Reads the arguments of all processes again and again, and keeps those that hold a secret."""

    def __init__(self) -> None:
        self.leaks: list[bytes] = []
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._sample)

    def __enter__(self) -> "ProcessList":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _sample(self) -> None:
        values = [value.encode() for value in SECRETS.values()]
        while not self._end.wait(0.05):
            for path in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    arguments = path.read_bytes()
                except OSError:
                    continue
                self.leaks += [arguments for value in values if value in arguments]


def written_by_us(folder: Path) -> list[Path]:
    """All files but the browser's own profile."""
    return [path for path in folder.rglob("*") if path.is_file() and "profile" not in path.parts]


def gui_agent(folder: Path, *arguments: str) -> Finished:
    """The command line, with the secrets in its environment."""
    return command_line(folder)(*arguments, **SECRETS)


def leaks(finished: Finished, folder: Path) -> list[str]:
    """Where the bytes of a secret are in what was printed and written: as they are, or as JSON or HTML has them."""
    said = {"stdout": finished.stdout.encode(), "stderr": finished.stderr.encode()}
    said |= {str(path): path.read_bytes() for path in written_by_us(folder)}
    values = {form for value in SECRETS.values() for form in (value, json.dumps(value)[1:-1], html.escape(value))}
    return [f"{name}: {value}" for name, data in said.items() for value in values if value.encode() in data]


def shown_in(picture: Path, reader: TextReader) -> str:
    """The part of a secret that can be read in a stored picture; empty if none can."""
    with Image.open(picture) as opened:
        return read_in(opened.convert("RGB"), reader)


def read_in(image: Image.Image, reader: TextReader) -> str:
    """The part of a secret that can be read in a picture; empty if none can."""
    text = "\n".join(line.text for line in reader.read(Screenshot(image, Box(0, 0, *image.size), 0.0)))
    parts = {value[start : start + 6] for value in SECRETS.values() for start in range(len(value) - 5)}
    return next((part for part in parts if part.casefold() in text.casefold()), "")


@pytest.mark.parametrize("form", CHOSEN)
def test_nothing_that_is_written_holds_a_secret(tmp_path: Path, form: str) -> None:
    if shutil.which(FORMS[form].split()[0]) is None:
        pytest.skip(f"needs {FORMS[form].split()[0]}")
    steps = iter(SCRIPT)
    with (
        GlmServer(lambda _: Reply(thinking=f"It says {SECRETS['SITE_CODE']}", calls=[next(steps)])) as server,
        ProcessList() as listed,
    ):
        asked = ["run", "Sign in with {{secret:SITE_PW}}, {{secret:SITE_CODE}} and {{secret:SITE_PIN}}", "--app", FORMS[form]]
        asked += [word for name in SECRETS for word in ("--secret", name)]
        finished = gui_agent(tmp_path, *asked, "--model", server.model, "--base-url", server.base_url, "--solo", "--json", "-v")
    assert finished.status == 0, finished.stderr
    run = list_runs(tmp_path / ".gui-agent/runs")[0]
    write_report(run)
    assert listed.leaks == []
    assert leaks(finished, tmp_path) == []
    assert not any(value in request.text for request in server.requests[:5] for value in SECRETS.values())
    typed = [event for event in read_events(run) if isinstance(event, ActionFinished) and event.action.action == "type"]
    assert len(typed) == len(SECRETS)
    reader = TextReader()
    assert [part for request in server.requests if (part := read_in(request.images[-1], reader))] == []
    assert any(_is_covered(request.images[-1]) for request in server.requests)
    reader = TextReader()
    pictures = sorted(run.glob("steps/*/*.webp"))
    assert len(pictures) >= 6
    assert _is_covered(Image.open(pictures[-1]).convert("RGB"))
    assert [f"{path}: {part}" for path in pictures if (part := shown_in(path, reader))] == []


SCENARIOS = """version: 1
app: {start: %s, window: Sign in}
secrets: {pw: "${env:SITE_PW}", code: "${env:SITE_CODE}", pin: "${env:SITE_PIN}"}
scenarios:
  - name: Sign in
    steps:
      - do: Sign in with ${secrets.pw}, ${secrets.code} and ${secrets.pin}
      - check: The code is shown
"""


@pytest.mark.skipif(not os.environ.get("GUI_AGENT_TEST_FULL"), reason="takes half a minute: only in a full run")
def test_scenarios_with_secrets_keep_none_and_repeat_without_a_model(tmp_path: Path) -> None:
    (tmp_path / "form.yaml").write_text(SCENARIOS % json.dumps(FORMS["tk"]))
    names = {"SITE_PW": "pw", "SITE_CODE": "code", "SITE_PIN": "pin"}
    script = json.dumps(SCRIPT[:-1])
    for old, new in names.items():
        script = script.replace(f"secret:{old}", f"secret:{new}")
    steps = iter([*json.loads(script), ("done", {})])
    judged = json.dumps({"verdict": "yes", "reason": f"It says {SECRETS['SITE_CODE']}"})

    def decide(request: Request) -> Reply:
        if request.tools:
            return Reply(thinking=f"It says {SECRETS['SITE_CODE']}", calls=[next(steps)])
        return Reply(text=judged)

    kept = ["--junit", "junit.xml", "--output", "runs", "--json"]
    with GlmServer(decide) as server, ProcessList() as listed:
        model = ["--model", server.model, "--base-url", server.base_url]
        recorded = gui_agent(tmp_path, "test", "form.yaml", "--replay", "record", *model, *kept)
    assert recorded.status == 0, recorded.stdout + recorded.stderr
    assert (listed.leaks, leaks(recorded, tmp_path)) == ([], [])
    reader = TextReader()
    assert [part for request in server.requests if (part := read_in(request.images[-1], reader))] == []
    pictures = list(tmp_path.rglob("*.webp"))
    assert any("cassettes" in path.parts for path in pictures)
    assert [f"{path}: {part}" for path in pictures if (part := shown_in(path, reader))] == []
    repeated = gui_agent(tmp_path, "test", "form.yaml", "--replay", "only", *kept)
    assert repeated.status == 0, repeated.stdout + repeated.stderr
    assert leaks(repeated, tmp_path) == []


def test_errors_about_a_secret_do_not_tell_it(tmp_path: Path) -> None:
    control = {"SITE_PW": "plum.Garden\x0777"}
    script = [{"action": "type", "content": "{{secret:SITE_PW}}"}, {"action": "done"}]
    result = GuiAgent(model=ScriptedModel(script), display="virtual", secrets=control, output=tmp_path).run("Type it")
    assert result.run is not None
    reported = next(event for event in read_events(result.run) if isinstance(event, ActionRefused)).reason
    assert "control character" in reported
    assert [path for path in written_by_us(tmp_path) if b"plum.Garden" in path.read_bytes()] == []


def _picture(text: str) -> Image.Image:
    image = Image.new("RGB", (700, 120), "white")
    ImageDraw.Draw(image).text((20, 40), text, "black", ImageFont.load_default(24))
    return image


def _is_covered(image: Image.Image) -> bool:
    colours = image.getcolors(1 << 20) or []
    return any(_near(colour) and count > 2000 for count, colour in colours)


def _near(colour: Any) -> bool:
    """Storing a picture changes colours a little."""
    return all(abs(value - wanted) <= 3 for value, wanted in zip(colour, COVER, strict=True))


@pytest.mark.parametrize("text", ["plum.Garden77", "the word is plum.Garden77 ok", "PLUM.GARDEN77", "plum.Gard"])
def test_what_can_be_read_is_covered(text: str) -> None:
    assert _is_covered(SecretCover(SECRETS).cover(_picture(text)))


@pytest.mark.parametrize("text", ["Nothing to hide here", "Garden furniture", "77"])
def test_what_is_no_secret_stays(text: str) -> None:
    assert not _is_covered(SecretCover(SECRETS).cover(_picture(text)))


def test_what_was_encoded_before_is_not_sent_in_place_of_the_cover() -> None:
    shot = Screenshot(_picture("plum.Garden77"), Box(0, 0, 700, 120), 0.0)
    again = Screenshot(shot.image, shot.region, 1.0, known=shot.encoded)
    with Image.open(io.BytesIO(SecretCover(SECRETS).cover_text(again).encoded.data)) as sent:
        assert read_in(sent.convert("RGB"), TextReader()) == ""


def test_where_it_was_typed_stays_covered_until_something_else_stands_there() -> None:
    cover = SecretCover(SECRETS)
    place = Box(20, 30, 320, 80)
    cover.add_places([place])
    dots = _picture("********")
    assert cover.cover(dots).getpixel((30, 40)) == COVER
    assert cover.cover(dots).getpixel((30, 40)) == COVER
    assert cover.cover(Image.new("RGB", (700, 120), "blue")).getpixel((30, 40)) == (0, 0, 255)


def test_masking_reaches_every_text_of_json_and_arguments_within_it() -> None:
    value = SECRETS["SITE_CODE"]
    masked = secrets.mask_all({"a": [f"x{value}y", {"b": '{"content": "Quartz\\"Owl-58"}'}], value: 1}, SECRETS)
    assert value not in str(masked)
    assert masked["a"][1]["b"] == '{"content": "{{secret:SITE_CODE}}"}'


def test_the_agents_own_words_about_itself_hold_no_secret() -> None:
    assert SECRETS["SITE_PW"] not in repr(GuiAgent(secrets=SECRETS))


def test_programs_that_we_start_do_not_inherit_them(monkeypatch: pytest.MonkeyPatch) -> None:
    from gui_agent import from_settings

    monkeypatch.setenv("SITE_PW", SECRETS["SITE_PW"])
    assert from_settings.secrets(["SITE_PW"]) == {"SITE_PW": SECRETS["SITE_PW"]}
    assert "SITE_PW" not in os.environ
