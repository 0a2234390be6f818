"""What stands around the steps of scenarios: a matrix, hooks, skip, expect to fail, a limit for a step."""

from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
import yaml
from command_line import Cli

from gui_agent.scenarios.format.load import load_scenarios
from gui_agent.scenarios.format.scenario import DisplayEntry, json_schema
from gui_agent.scenarios.format.yaml_lines import ScenarioError

FILE = """\
version: 1
display: "virtual:${size}"
matrix: {locale: [en, de], size: [1280x800, 1024x700]}
before all: [{shell: "true"}]
after all: [{shell: "true"}]
before each: [{key: escape}]
after each: [{key: "${locale}"}]
scenarios:
  - name: plain
    steps: [{type: "${locale}", limit: 2s, when: it is so}]
  - name: cased
    skip: not ready
    cases: [{id: milk, item: Milk}, {item: Tea}]
    matrix: {size: [800x600], amount: [1.50, 2]}
    expect to fail: issue 7
    steps: [{type: "${item} ${amount}"}]
"""


def test_a_matrix_multiplies_the_cases(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(FILE)
    scenarios = load_scenarios(tmp_path / "x.yaml", {})
    assert [one.title for one in scenarios[:4]] == [
        "plain[en-1280x800]", "plain[en-1024x700]", "plain[de-1280x800]", "plain[de-1024x700]",
    ]  # fmt: skip
    assert [one.case for one in scenarios[4:]] == [
        "milk-en-800x600-1.50", "2-en-800x600-1.50", "milk-en-800x600-2", "2-en-800x600-2",
        "milk-de-800x600-1.50", "2-de-800x600-1.50", "milk-de-800x600-2", "2-de-800x600-2",
    ]  # fmt: skip
    assert scenarios[3].display == "virtual:1024x700"
    assert scenarios[3].variables["locale"] == "de"
    plain, cased = scenarios[0], scenarios[4]
    assert (plain.skip, plain.fails, cased.skip, cased.fails) == ("", "", "not ready", "issue 7")
    assert [len(steps) for steps in (plain.before_all, plain.before_each, plain.after_each, plain.after_all)] == [1, 1, 1, 1]
    assert (plain.steps[0].limit, plain.steps[0].when) == (2.0, "it is so")
    jsonschema.validate(yaml.safe_load(FILE), json_schema())


@pytest.mark.parametrize(
    ("display", "size", "locale"),
    [
        ("", "1024x700", "de"),
        ("display: {theme: dark}\n", "1024x700", "de"),
        ('display: {size: "${size}", locale: "${locale}_DE.UTF-8"}\n', "1024x700", "de_DE.UTF-8"),
        ("display: {size: 640x480, font_size: 12}\n", "640x480", "de"),
    ],
)
def test_a_matrix_reaches_the_display(tmp_path: Path, display: str, size: str, locale: str) -> None:
    text = FILE.replace('display: "virtual:${size}"\n', display)
    (tmp_path / "x.yaml").write_text(text)
    entry = load_scenarios(tmp_path / "x.yaml", {})[3].display
    assert isinstance(entry, DisplayEntry)
    assert (entry.size, entry.locale) == (size, locale)
    jsonschema.validate(yaml.safe_load(text), json_schema())


def test_a_display_whose_variables_do_not_fit_is_one_error(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(FILE.replace("1024x700", "large").replace('"virtual:${size}"', '{size: "${size}"}'))
    with pytest.raises(ScenarioError, match=r"x\.yaml:2: size"):
        load_scenarios(tmp_path / "x.yaml", {})


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("limit: 2s", "limit: soon", 10, "limit: a time is a number of seconds"),
        ("type: \"${locale}\", limit: 2s", "use: y.yaml, limit: 2s", 10, "`use` has no limit of its own"),
        ("before all", "before al", 4, "unknown key 'before al'. Did you mean 'before all'?"),
        ("expect to fail", "expected to fail", 15, "unknown key 'expected to fail'. Did you mean 'expect to fail'?"),
        ("locale: [en, de]", "locale: en", 3, "a list is expected, not 'en'"),
        ("locale: [en, de]", "locale: []", 3, "it is empty"),
        ("[1.50, 2]", "[1.50, 1.50]", 14, "a value of 'amount' is here twice"),
        ("matrix: {locale", "matrix: {work", 3, "'work' has a meaning of its own"),
        ("after all: [{shell", "after all: [{key", 5, "the key 'shell' is missing"),
        ('after all: [{shell: "true"', 'after all: [{shell: "${work}"', 5, "unknown variable 'work'"),
        ("skip: not ready", "skip: [a]", 12, "skip"),
    ],
)  # fmt: skip
def test_mistakes_have_their_line(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    assert old in FILE
    path = tmp_path / "x.yaml"
    path.write_text(FILE.replace(old, new, 1))
    with pytest.raises(ScenarioError) as caught:
        load_scenarios(path, {})
    assert str(caught.value).startswith(f"{path}:{line}: "), caught.value
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("written", "reason"), [("true", "skip: true"), ("yes", "skip: true"), ("false", ""), ("no", ""), ("why", "why")]
)
def test_skip_has_a_reason_or_none(tmp_path: Path, written: str, reason: str) -> None:
    (tmp_path / "x.yaml").write_text(f"version: 1\nscenarios: [{{name: x, skip: {written}, steps: [{{key: a}}]}}]\n")
    assert load_scenarios(tmp_path / "x.yaml", {})[0].skip == reason


PLAYED = """\
version: 1
before all: [{shell: "echo before >> all; sleep 307 & echo $! > pid"}]
after all: [{shell: "kill -0 $(cat pid); echo after >> all"}]
after each: [{shell: "echo each >> all"}]
scenarios:
  - name: passes
    steps: [{shell: "grep -c before all"}]
  - name: is skipped until 3.10
    skip: not built yet
    steps: [{shell: "exit 1"}]
  - name: fails as expected
    expect to fail: issue 7
    steps: [{shell: "exit 1"}]
  - name: passes against expectation
    expect to fail: issue 8
    steps: [{shell: "true"}]
  - name: is too slow
    steps: [{wait: 0.1s}, {shell: "sleep 20", limit: 300ms}]
"""


@pytest.mark.slow
def test_all_of_it_is_played_and_shown(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "some.yaml").write_text(PLAYED)
    (tmp_path / "other.yaml").write_text(
        'version: 1\nbefore all: [{shell: "echo no such server; exit 3"}]\nscenarios:\n'
        '  - {name: never played, steps: [{shell: "touch played"}]}\n'
    )
    ended = cli("test", "some.yaml", "other.yaml", "--replay", "off", "--json", "-n", "2", "--junit", "junit.xml")
    found = {one["title"]: one for one in ended.json["scenarios"]}
    assert {title: one["verdict"] for title, one in found.items()} == {
        "passes": "passed",
        "is skipped until 3.10": "skipped",
        "fails as expected": "expected_failure",
        "passes against expectation": "failed",
        "is too slow": "failed",
        "never played": "failed",
    }, ended.stdout + ended.stderr
    assert ended.status == 1
    assert "it took longer than its limit of 0.3 seconds" in ended.stdout
    assert "was expected to fail: issue 8" in ended.stdout
    assert "some.yaml::is skipped until 3.10 SKIPPED" in ended.stdout  # a dot is a dot
    assert "other.yaml:2: before all failed: echo no such server; exit 3: exit status 3" in ended.stdout
    assert not (tmp_path / "played").exists()
    assert (tmp_path / "all").read_text().split() == ["before", *["each"] * 4, "after"]
    assert not Path(f"/proc/{(tmp_path / 'pid').read_text().strip()}").exists()

    suite = ElementTree.parse(tmp_path / "junit.xml").find("testsuite")
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped"), suite.get("errors")) == ("6", "3", "2", "0")
    reasons = {case.get("name"): element.get("message") for case in suite.iter("testcase") for element in case.iter("skipped")}
    assert reasons["is skipped until 3.10"] == "not built yet"
    assert str(reasons["fails as expected"]).startswith("issue 7: ")
