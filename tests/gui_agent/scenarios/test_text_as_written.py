"""What is in a file is what an application gets: texts that YAML would take for numbers, `${`, quotation marks, blocks."""

import pickle
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from gui_agent.model.literal.language.tokens import tokenize
from gui_agent.scenarios.format.load import load_scenarios
from gui_agent.scenarios.format.planned import PlannedStep, Scenario
from gui_agent.scenarios.format.scenario import json_schema
from gui_agent.scenarios.format.steps import parse_step
from gui_agent.scenarios.format.variables import substitute
from gui_agent.scenarios.format.yaml_lines import ScenarioError
from gui_agent.scenarios.play.perform import quoted

ODD = (
    "3.10", "1.50", "12:30", "0123", "1_000", "yes", "No", "on", "off", "true", "FALSE", "null", "~", "2024-05-01", "0x1F", "0b11",
    "1e3", "1.0e+3", ".5", "1.", "+5", "-0", "00", "190:20:30.15", ".inf", ".NaN", "1__0", "=", "<<", "007", "12:30:45",
    "2024-05-01 12:00:00", "10.0.0.1", "1_0.5",
)  # fmt: skip


def first(path: Path, steps: str, more: str = "", environment: dict[str, str] | None = None) -> Scenario:
    path.write_text(f"version: 1\n{more}scenarios:\n  - name: x\n{steps}", encoding="utf-8")
    return load_scenarios(path, environment or {})[0]


def filled(scenario: Scenario, planned: PlannedStep) -> Any:
    """The step with its variables in place, as the player makes it."""
    return parse_step(planned.kind, substitute(planned.value, scenario.variables, {}, set(scenario.secrets)))


@pytest.mark.parametrize("text", ODD)
def test_a_text_is_typed_as_it_is_written(tmp_path: Path, text: str) -> None:
    scenario = first(
        tmp_path / "x.yaml",
        f"    cases: [{{id: {text}, value: {text}}}]\n    steps:\n      - type: {text}\n"
        f"      - type: {{text: {text}, into: the {text} field}}\n"
        f'      - type: "a ${{value}} ${{shared}}"\n      - type: ${{value}}\n'
        f"      - shell: {{run: {text}, stdout: {text}, contains: {text}}}\n"
        f"      - key: {text}\n      - check: {text}\n",
        f"vars: {{shared: {text}}}\n",
    )
    assert scenario.case == text
    plain, into, within, alone, shell, key, check = (filled(scenario, step) for step in scenario.steps)
    assert (plain.text, into.text, into.into) == (text, text, f"the {text} field")
    assert (within.text, alone.text) == (f"a {text} {text}", text)
    assert (shell.run, shell.stdout, shell.contains) == (text, text, text)
    assert (key.keys, check.that) == (text, text)
    assert str(pickle.loads(pickle.dumps(scenario)).variables["value"]) == text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("|\n            one\n            two\n", "one\ntwo\n"),
        ("|-\n            one\n              two\n", "one\n  two"),
        (">-\n            one\n            two\n", "one two"),
        ("|+\n            one\n\n", "one\n\n\n"),
        ('"tab\\tend"', "tab\tend"),
        ("'it''s'", "it's"),
        ('" blanks "', " blanks "),
    ],
)
def test_blocks_and_quotations_keep_every_character(tmp_path: Path, written: str, text: str) -> None:
    scenario = first(tmp_path / "x.yaml", f"    steps:\n      - type:\n          text: {written}\n")
    assert filled(scenario, scenario.steps[0]).text == text


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("echo $${HOME}", "echo ${HOME}"),
        ("$${who}", "${who}"),
        ("$$${who}", "$Ada"),
        ("$$$${who}", "$${who}"),
        ("${who}$${who}", "Ada${who}"),
        ("${{ github.ref }}", "${{ github.ref }}"),
        ("$${{ x }}", "${{ x }}"),
        ("$${", "${"),
        ("${", "${"),
        ("$$ $1 $x a$", "$$ $1 $x a$"),
        ("$${env:HOME:-x}", "${env:HOME:-x}"),
        ("$${no such name}", "${no such name}"),
        ("{${who}}", "{Ada}"),
        ("${count}", "7"),
    ],
)
def test_a_dollar_sign_and_a_brace_can_be_written(tmp_path: Path, written: str, text: str) -> None:
    scenario = first(
        tmp_path / "x.yaml",
        f"    steps:\n      - type: '{written}'\n      - shell: '{written}'\n",
        "vars: {who: Ada, count: 7}\n",
    )
    typed, shell = (filled(scenario, step) for step in scenario.steps)
    assert (typed.text, shell.run) == (text, text)


def test_an_unknown_variable_says_how_to_write_the_text(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"x\.yaml:5: unknown variable 'HOME'.*For the text \$\{HOME\} write \$\$\{HOME\}"):
        first(tmp_path / "x.yaml", "    steps:\n      - shell: 'echo ${HOME}'\n")


def test_numbers_and_truth_values_are_still_numbers_where_they_are_meant(tmp_path: Path) -> None:
    scenario = first(
        tmp_path / "x.yaml",
        "    steps:\n      - type: {text: a, submit: yes}\n      - wait: {until: it, timeout: 1_0}\n      - key: {keys: a, presses: 3}\n"
        "      - expect: {a: 3.10, b: true, c: [1.50, no], d: {e: 2}}\n",
        "limits: {steps: 1_0, seconds: 2.50}\n",
    )
    typed, wait, key, expect = (filled(scenario, step) for step in scenario.steps)
    assert (typed.submit, wait.timeout, key.presses) == (True, 10.0, 3)
    assert (scenario.limits.steps, scenario.limits.seconds) == (10, 2.5)
    assert set(expect.values) == {"a", "b", "c", "d"}


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("wait: {until: it, timeout: 12:30}", "timeout in wait: a time is a number of seconds"),
        ("type: {text: a, submit: 2}", "true or false is expected, not 2"),
        ("key: {keys: a, presses: 1.5}", "presses in key"),
        ("read: {as: yes, from: it}", "as in read: text is expected, not yes"),
        ("type: !!binary aGk=", "binary values have no use here"),
        ("type:", "text is expected"),
        ("shell: {run: 'echo ${secrets.pw}'}", "the secret 'pw' would be seen in the list of processes. It is the variable $PW"),
    ],
)
def test_what_is_no_text_is_one_clear_error(tmp_path: Path, entry: str, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        first(tmp_path / "x.yaml", f"    steps:\n      - {entry}\n", 'secrets: {pw: "${env:PW}"}\n', {"PW": "hunter2"})
    assert str(caught.value).startswith(f"{tmp_path / 'x.yaml'}:6: ")
    assert said in str(caught.value)


def test_the_schema_accepts_numbers_for_texts() -> None:
    data = yaml.safe_load(
        "version: 1\nscenarios: [{name: 3.10, cases: [{id: 1.50}], steps: [{type: 3.10}, {key: 7}, {check: yes}]}]"
    )
    jsonschema.validate(data, json_schema())


@pytest.mark.parametrize("text", ["plain", "it's", 'say "no"', 'it\'s "so"', "`a` 'b' \"c\"", "two\nlines", "'", "O'Neil's"])
def test_a_text_in_a_task_keeps_its_quotation_marks(text: str) -> None:
    words = tokenize(f"type {quoted(text)} into the Name field")
    assert [token.text for token in words if token.kind == "quoted"] == [text]
