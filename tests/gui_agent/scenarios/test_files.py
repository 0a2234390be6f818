"""Scenario files: what they mean, and that every mistake is one clear error with file and line."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from gui_agent.scenarios.format.collection import load_all, scenario_files
from gui_agent.scenarios.format.load import load_scenarios, looks_like_scenarios
from gui_agent.scenarios.format.scenario import json_schema
from gui_agent.scenarios.format.yaml_lines import ScenarioError

ENVIRONMENT = {"TODO_PW": "hunter2", "WHO": "Ada"}
GOOD = """\
version: 1
app: {start: "python todo.py ${work}/x.json", window: Todo, ready: the Todo window is open, stop: terminate}
vars: {user: "${env:USER_NAME:-demo}", who: "${env:WHO}"}
secrets: {pw: "${env:TODO_PW}"}
limits: {steps: 25, seconds: 3m, tokens: 200000}
setup: [{shell: ./reset.sh}]
teardown: [{shell: ./clean.sh}]
scenarios:
  - name: add a todo
    tags: [smoke]
    cases: [{id: milk, item: Milk}, {id: tea, item: Tea}]
    steps:
      - do: Add a todo named "${item}"
      - left_click: Save button
      - type: {into: password field, text: "${secrets.pw}", submit: true}
      - use: parts/popup.yaml
        when: a popup is visible
      - wait: {until: the spinner is gone, timeout: 20s}
      - read: {as: todos, from: the list, schema: "title, done bool", many: true}
      - expect: {todos.0.title: "${item}"}
      - check: the counter says "1 left"
      - shell: {run: "sqlite3 todo.db 'select count(*) from t'", stdout: "1"}
"""
PART = "version: 1\nsteps:\n  - left_click: the Close button\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts/popup.yaml").write_text(PART)
    (tmp_path / "good.yaml").write_text(GOOD)
    return tmp_path


def test_a_few_lines_that_mean_millions_of_values_are_refused(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]" for level in range(1, 9)]
    file = tmp_path / "bomb.yaml"
    file.write_text("\n".join([*lines, "scenarios: *a8"]))
    with pytest.raises(ScenarioError, match="more than 100,000 values"):
        load_scenarios(file, {})
    axes = "\n".join(f"  v{number}: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]" for number in range(9))
    file.write_text(f"version: 1\nmatrix:\n{axes}\nscenarios:\n  - name: x\n    steps: [{{key: a}}]\n")
    with pytest.raises(ScenarioError, match="more than 10,000 combinations"):
        load_scenarios(file, {})


def test_a_file_gives_one_scenario_for_each_case(folder: Path) -> None:
    milk, tea = load_scenarios(folder / "good.yaml", ENVIRONMENT)
    assert (milk.title, tea.title) == ("add a todo[milk]", "add a todo[tea]")
    assert milk.variables == {"user": "demo", "who": "Ada", "item": "Milk"}
    assert milk.limits.seconds == 180
    assert [step.kind for step in milk.steps][:4] == ["do", "left_click", "type", "use"]
    assert milk.steps[0].line == 13
    assert milk.steps[3].inner[0].path.name == "popup.yaml"
    assert "hunter2" not in repr(milk)


def test_the_schema_accepts_what_the_loader_accepts(folder: Path) -> None:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(yaml.safe_load(GOOD), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(yaml.safe_load(GOOD.replace("- do:", "- doo:")), schema)
    for file in Path("scenarios").glob("*.yaml"):
        jsonschema.validate(yaml.safe_load(file.read_text()), schema)
    assert len(json.dumps(schema)) < 100_000


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        pytest.param("window: Todo", "windw: Todo", 2, "unknown key 'windw'. Did you mean 'window'?", id="unknown key"),
        pytest.param(
            "tags: [smoke]", "app: {start: x}", 10, "unknown key 'app'. It belongs to the whole file: write it beside", id="level"
        ),
        pytest.param("vars:", "tags: [a]\nvars:", 3, "unknown key 'tags'. It belongs to a scenario", id="level of a scenario"),
        pytest.param("- do:", "- doo:", 13, "unknown step 'doo'. Did you mean 'do'?", id="unknown step"),
        pytest.param("timeout: 20s", "timeout: soon", 18, "timeout in wait: a time is a number", id="wrong time"),
        pytest.param("[smoke]", "smoke", 10, "a list is expected, not 'smoke'", id="wrong type"),
        pytest.param("steps: 25", "steps: many", 5, "limits.steps: a whole number is expected, not 'many'", id="wrong number"),
        pytest.param("submit: true", "submit: maybe", 15, "true or false is expected, not 'maybe'", id="wrong boolean"),
        pytest.param(
            '"${item}"\n      - left', '"${itm}"\n      - left', 13, "unknown variable 'itm'. Did you mean 'item'?", id="variable"
        ),
        pytest.param("env:TODO_PW", "env:NOT_SET", 4, "the secret 'pw' is missing", id="missing secret"),
        pytest.param('"${env:TODO_PW}"', "hunter2", 4, "the secret 'pw' is in the file", id="secret in the file"),
        pytest.param("secrets.pw", "secrets.pin", 15, "unknown secret 'pin'", id="unknown secret"),
        pytest.param("env:WHO}", "env:NOT_SET}", 3, "the environment variable NOT_SET is not set", id="missing environment"),
        pytest.param("version: 1", "version: 2", 1, "version", id="version"),
        pytest.param("as: todos,", "", 19, "the key 'as' is missing", id="missing key"),
        pytest.param("title, done bool", "title, done boool", 19, "schema: 'done boool' is no field", id="read schema"),
        pytest.param("      - do", "     - do", 14, "is not valid YAML", id="indentation"),
        pytest.param("the counter says", "[the counter says", 22, "is not valid YAML", id="bracket"),
        pytest.param("parts/popup", "parts/popop", 16, "'parts/popop.yaml' is not there. Did you mean", id="missing use file"),
        pytest.param("- left_click: Save button", "- {left_click: Save, hover: it}", 14, "has 2 actions", id="two actions"),
        pytest.param("tags: [smoke]", "tags: [smoke]\n    tags: [slow]", 11, "the key 'tags' is here twice", id="key twice"),
        pytest.param("id: tea, item: Tea", "id: milk, item: Tea", 9, "two scenarios are called", id="case twice"),
        pytest.param("stop: terminate", "stop: gently", 2, "app.stop", id="not one of"),
        pytest.param("until: the spinner is gone, ", "", 18, "say either `until` or `seconds`", id="empty wait"),
    ],
)
def test_a_mistake_is_one_error_with_its_line(folder: Path, old: str, new: str, line: int, said: str) -> None:
    assert old in GOOD
    path = folder / "broken.yaml"
    path.write_text(GOOD.replace(old, new, 1))
    with pytest.raises(ScenarioError) as caught:
        load_scenarios(path, ENVIRONMENT)
    text = str(caught.value)
    assert text.startswith(f"{path}:{line}: "), text
    assert said in text
    assert "\n" not in text
    assert caught.value.exit_status == 2


def test_a_circle_of_parts_is_an_error(folder: Path) -> None:
    (folder / "parts/popup.yaml").write_text("version: 1\nsteps:\n  - use: other.yaml\n")
    (folder / "parts/other.yaml").write_text("version: 1\nsteps:\n  - key: enter\n  - use: popup.yaml\n")
    with pytest.raises(ScenarioError, match=r"other\.yaml:4: `use` goes in a circle: good\.yaml -> popup\.yaml -> other\.yaml"):
        load_scenarios(folder / "good.yaml", ENVIRONMENT)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty. Begin with `version: 1`"),
        ("- a list\n", "a scenario file is a mapping. Begin with `version: 1`"),
        ("just text\n", "a scenario file is a mapping"),
        ("\t\n", ""),
        ("version: 1\nscenarios: []\n", ""),
        ("a: &x [*x]\n", ""),
    ],
)
def test_what_is_no_scenario_file_is_reported_with_a_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "odd.yaml"
    path.write_text(text)
    with pytest.raises(ScenarioError, match=rf"odd\.yaml:\d+: {re.escape(said)}"):
        load_scenarios(path, {})


def test_folders_hold_scenario_files_and_others(folder: Path) -> None:
    (folder / "values.yaml").write_text("a: 1\n")
    assert [path.name for path in scenario_files([folder])] == ["good.yaml"]


def test_our_own_scenarios_load() -> None:
    names = {scenario.name for scenario in load_all([Path("scenarios")])}
    assert len(names) >= 12


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("version: 1\nscenarios:\n  - name: a\n    steps: [{key: enter}]\n", True),
        ("version: 1\nscenarios: [{name: a, steps: [{key: enter}]}]\n", True),
        ('{"version": 1,\n"scenarios": []}\n', False),
        ("version: 1\nscenarios:\n  - name: a\n    step:\n      - key: enter\n", True),
        ("version: 1\nscenarios:\n  - id: load\n    url: http://x\n", False),
        ("config: {target: x}\nscenarios:\n  - name: a user\n    flow:\n      - get: {url: /}\n", False),
        ("steps:\n  - key: enter\n", False),
    ],
)
def test_files_of_other_programs_are_left_alone(text: str, ours: bool, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(text)
    assert looks_like_scenarios(tmp_path / "x.yaml") is ours


MINIMAL = "version: 1\nscenarios:\n  - name: x\n    steps: [{key: a}]\n"


def minimal(tmp_path: Path, head: str = "", steps: str = "[{key: a}]") -> Path:
    path = tmp_path / "minimal.yaml"
    path.write_text(MINIMAL.replace("scenarios:", f"{head}\nscenarios:").replace("[{key: a}]", steps))
    return path


def test_hooks_are_steps_and_commands_of_every_scenario(tmp_path: Path) -> None:
    hooks = "before all: [{shell: 'true'}]\nafter all: [{shell: b}, {shell: c}]\nsetup: [{shell: s}]\nteardown: [{shell: t}]"
    hooks += "\nbefore each: [{key: enter}]\nafter each: [{key: escape}, {shell: 'true'}]"
    (one,) = load_scenarios(minimal(tmp_path, hooks), {})
    places = (one.before_all, one.after_all, one.setup, one.teardown, one.before_each, one.after_each)
    assert [[step.kind for step in steps] for steps in places] == [
        ["shell"],
        ["shell", "shell"],
        ["shell"],
        ["shell"],
        ["key"],
        ["key", "shell"],
    ]
    assert (one.before_each[0].line, one.after_all[1].value) == (6, "c")


@pytest.mark.parametrize(
    ("head", "sizes"),
    [
        ("", [None]),
        ("matrix: {who: [a, b]}", [None, None]),
        ("display: virtual", ["virtual"]),
        ("matrix: {size: [400x300, 500x400]}", ["400x300 1", "500x400 1"]),
        ("display: {scale: 2}\nmatrix: {size: [400x300]}", ["400x300 2"]),
        ("display: {size: 640x480}", ["640x480 1"]),
        ("display: {size: '${size}'}\nmatrix: {size: [400x300]}", ["400x300 1"]),
    ],
)
def test_a_display_comes_from_the_file_and_from_its_matrix(tmp_path: Path, head: str, sizes: list[str | None]) -> None:
    found = [one.display for one in load_scenarios(minimal(tmp_path, head), {})]
    shown = [one if one is None or isinstance(one, str) else f"{one.size} {one.scale}" for one in found]
    assert shown == sizes


@pytest.mark.parametrize(
    ("head", "steps", "line", "said"),
    [
        ("", "[{key: a, when: ' '}]", 5, "when: a statement about the screen is expected"),
        ("", "[{key: a, when: [x]}]", 5, "when: a statement about the screen is expected"),
        ("matrix: {size: [huge]}", "[{key: a}]", 2, "size"),
        ("secrets: {pw: '${env:TODO_PW}'}", "[{shell: 'echo ${secrets.pw}'}]", 5, "would be seen in the list of processes"),
        (
            "secrets: {pw: '${env:TODO_PW}'}",
            "[{shell: {run: 'echo ${secrets.pw}'}}]",
            5,
            "would be seen in the list of processes",
        ),
        (
            "secrets: {pw: '${env:TODO_PW}'}\napp: {start: 'x ${secrets.pw}', window: x}",
            "[{key: a}]",
            3,
            "Give it to the application: app: .env: .PW:",
        ),
        (
            "secrets: {pw: '${env:TODO_PW}'}\nsetup: [{shell: 'y ${secrets.pw}'}]",
            "[{key: a}]",
            3,
            "the variable .PW in the command's environment",
        ),
        ("app: {start: 'x ${wokr}', window: x}", "[{key: a}]", 2, "unknown variable 'wokr'. Did you mean 'work'?"),
        ("", "[{use: minimal.yaml}]", 5, "goes in a circle"),
    ],
)
def test_further_mistakes(tmp_path: Path, head: str, steps: str, line: int, said: str) -> None:
    path = minimal(tmp_path, head, steps)
    with pytest.raises(ScenarioError, match=said) as caught:
        load_scenarios(path, ENVIRONMENT)
    assert caught.value.line == line, str(caught.value)


def test_a_part_that_is_wrong_is_named(folder: Path) -> None:
    (folder / "parts/popup.yaml").write_text(f"{PART}colour: red\n")
    with pytest.raises(ScenarioError, match=r"popup\.yaml:4: .*colour"):
        load_scenarios(folder / "good.yaml", ENVIRONMENT)
