"""The documentation: every block of code is run, parsed or type-checked; every public name has its reference; every page is listed."""

from __future__ import annotations

import ast
import importlib
import json
import re
import runpy
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

import gui_agent
from gui_agent.cli.main import app, register_commands
from gui_agent.cli.usage import help_arguments

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("docs/**/*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("gui_agent/skill/*.md")])
BLOCK = re.compile(r"^```(?P<language>[a-z]*)[^\n]*\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"(?:^    [^\n]*\n)+", re.MULTILINE)
CHECKED = {"", "bash", "python", "yaml", "json", "toml", "ebnf"}
OTHER_PROGRAMS = {"sudo", "pip", "pipx", "uv", "cd", "docker", "make", "python", "git"}


@dataclass(frozen=True)
class Block:
    """One block of code of a page."""

    page: Path
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks(page: Path) -> Iterator[Block]:
    """The blocks of a page: fenced ones, and indented ones that begin with a command."""
    text = page.read_text(encoding="utf-8")
    for match in BLOCK.finditer(text):
        yield Block(page, text[: match.start()].count("\n") + 1, match["language"], match["text"])
    for match in INDENTED.finditer(BLOCK.sub(lambda found: "\n" * found[0].count("\n"), text)):
        if match[0].lstrip().startswith("gui-agent "):
            yield Block(page, text[: match.start()].count("\n") + 1, "bash", match[0])


ALL = [block for page in PAGES for block in blocks(page)]
COMMANDS = [
    (f"{block}: {line.strip()}", line)
    for block in ALL
    if block.language in ("", "bash")
    for line in block.text.replace("\\\n", " ").splitlines()
    if "gui-agent " in line and "|" not in line.split("gui-agent")[0]
]


def command_of(line: str) -> list[str]:
    """The arguments of the last `gui-agent` of a line (after `&&`, before a comment or a redirection)."""
    words = shlex.split(line, comments=True)
    start = max(index for index, word in enumerate(words) if word == "gui-agent")
    found = words[start + 1 :]
    stop = next((index for index, word in enumerate(found) if word in (">", ">>", "|", "&&", ";")), len(found))
    return found[:stop]


@pytest.fixture(scope="module", autouse=True)
def _registered() -> None:
    register_commands()


def test_every_block_has_a_language_that_is_checked() -> None:
    assert len(ALL) > 40
    assert {block.language for block in ALL} <= CHECKED


@pytest.mark.parametrize("line", [pytest.param(line, id=name) for name, line in COMMANDS])
def test_commands_are_understood(line: str) -> None:
    """The parser takes the whole command line, without performing it."""
    words = shlex.split(line, comments=True)
    if "gui-agent" not in words or words[0] in OTHER_PROGRAMS and "&&" not in words:
        return  # the name of a package or an image
    arguments = help_arguments(command_of(line))
    group = get_command(app)
    context = group.make_context("gui-agent", arguments[:1] or ["--help"], resilient_parsing=True)
    rest, command = arguments, group
    while hasattr(command, "commands") and rest and rest[0] in command.commands:
        command, rest = command.commands[rest[0]], rest[1:]
    assert command is not group or not rest or rest[0].startswith("-"), f"no such command: {rest[0]}"
    if is_synopsis(line):
        known = {name for parameter in command.params for name in [*parameter.opts, *parameter.secondary_opts]}
        assert set(re.findall(r"--[a-z][a-z-]*", " ".join(rest))) <= known | {"--help"}
    elif not hasattr(command, "commands") and "--help" not in rest:
        command.make_context(command.name or "", list(rest), parent=context)


def is_synopsis(line: str) -> bool:
    """Whether a line shows what may be given, `[--like this]` or with `...`, and is none that can be copied."""
    return bool(re.search(r"\[|\.\.\.|TASK|\bFOLDER\b", line))


@pytest.mark.parametrize("block", [block for block in ALL if block.language in ("json", "toml", "yaml")], ids=str)
def test_data_can_be_read(block: Block, tmp_path: Path) -> None:
    match block.language:
        case "json":
            json.loads(block.text)
        case "toml":
            tomllib.loads(block.text)
        case "yaml":
            data = yaml.safe_load(block.text)
            if isinstance(data, dict) and "scenarios" in data:
                from gui_agent.scenarios.format.load import load_scenarios

                file = tmp_path / "page.yaml"
                file.write_text(block.text, encoding="utf-8")
                assert load_scenarios(file)
            elif isinstance(data, dict) and "rules" in data:
                from gui_agent.actions.policy.policy import parse_policy

                parse_policy(data, str(block))


@pytest.mark.parametrize("block", [block for block in ALL if block.language == "python"], ids=str)
def test_python_compiles_and_imports_what_exists(block: Block) -> None:
    """`make check` also type-checks the blocks of each page (scripts/docs_blocks.py)."""
    compile(block.text, str(block), "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    for node in ast.walk(ast.parse(block.text)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("gui_agent"):
            module = importlib.import_module(node.module)
            for name in node.names:
                assert hasattr(module, name.name), name.name


def test_every_public_name_has_its_reference() -> None:
    reference = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    shown = {name.rsplit(".", 1)[1] for name in re.findall(r"^::: (\S+)$", reference, re.MULTILINE)}
    assert set(gui_agent.__all__) <= shown
    for path in re.findall(r"^::: (gui_agent\.\S+)\.(\w+)$", reference, re.MULTILINE):
        if path[1] in gui_agent.__all__:
            assert gui_agent._HOMES[path[1]] == path[0]


def test_every_page_is_listed() -> None:
    """In the site's navigation, and (but for the decisions) on the first page."""
    listed = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    first = (ROOT / "docs/index.md").read_text(encoding="utf-8")
    for page in ROOT.glob("docs/**/*.md"):
        name = str(page.relative_to(ROOT / "docs"))
        assert f": {name}\n" in listed or f"- {name}\n" in listed, name
        assert name in first or name == "index.md" or name.startswith("decisions/") or name == "cleanup.md", name


def test_links_of_the_readme_lead_somewhere() -> None:
    for link in re.findall(r"\]\((?!http)([^)#]+)", (ROOT / "README.md").read_text(encoding="utf-8")):
        assert (ROOT / link).exists(), link


def test_every_command_has_an_example() -> None:
    def commands(command: object, path: str) -> Iterator[tuple[str, str]]:
        for name, child in getattr(command, "commands", {}).items():
            if hasattr(child, "commands"):
                yield from commands(child, f"{path} {name}")
            else:
                yield f"{path} {name}", child.help or ""

    without = [path for path, text in commands(get_command(app), "gui-agent") if "Example: gui-agent" not in text]
    assert without == []


def test_a_release_has_the_notes_of_its_tag() -> None:
    notes = runpy.run_path(str(ROOT / "scripts/release_notes.py"))["notes"]
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert notes("v0.1.0", changelog, "0.1.0") == "The first version.\n"
    for tag, version in (("v0.2.0", "0.1.0"), ("v9.9.9", "9.9.9")):
        with pytest.raises(ValueError, match="version|section"):
            notes(tag, changelog, version)


@pytest.mark.parametrize("file", sorted((ROOT / ".github/workflows").glob("*.yml")), ids=lambda file: file.stem)
def test_workflows_run_what_is_there(file: Path) -> None:
    """Every script and `make` target that a workflow runs exists."""
    workflow = yaml.safe_load(file.read_text(encoding="utf-8"))
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    lines = [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]
    assert lines
    for line in lines:
        assert set(re.findall(r"\bmake ([a-z-]+)", line)) <= targets
        assert all((ROOT / script).is_file() for script in re.findall(r"\bscripts/[\w.-]+", line))
