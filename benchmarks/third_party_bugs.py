"""40 bugs and 30 harmless changes in three applications that are not ours: TodoMVC and JSONEditor of npm, galculator of Debian.

    python benchmarks/third_party_bugs.py NPM [--apps NAME ...] [--modes off auto only]

NPM is a folder for npm's packages (see `variations.py`). The scenarios of `benchmarks/replayed` are recorded once with the unchanged
applications; then each change is made in a copy. No bug may pass, live (off), in auto or in only; a harmless change may not fail in
auto, and in only it is undecided at worst. Prints a line a play; exit status 1 for a false pass or more than one false failure.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from planted_bugs import Change
from variations import provide

from gui_agent.model.choice import ModelChoice
from gui_agent.model.replay.cassette import ReplayMode
from gui_agent.scenarios.format.load import load_scenarios
from gui_agent.scenarios.play.play_options import PlayOptions
from gui_agent.scenarios.play.player import play
from gui_agent.scenarios.play.scenario_result import ScenarioResult
from gui_agent.scenarios.play.shared_models import Brains

SCENARIOS = Path("benchmarks/replayed")
GALCULATOR = Path("/usr/share/galculator/ui")
FOLDERS = {"todomvc": "todomvc/examples/vanillajs", "jsoneditor": "jsoneditor", "galculator": "galculator"}
TWO, CLEAR = "two todos and one done", "what is done is cleared"
TREE, ADDS, MODE = "the tree is set and folded", "adds by its buttons", "the scientific mode has more buttons"


def _todo(name: str, scenario: str, file: str, *replacements: tuple[str, str], harmful: bool = True) -> Change:
    return Change("todomvc", name, scenario, file, replacements, harmful)


def _json(name: str, *replacements: tuple[str, str], harmful: bool = True) -> Change:
    return Change("jsoneditor", name, TREE, "examples/01_basic_usage.html", replacements, harmful)


def _calc(name: str, *replacements: tuple[str, str], harmful: bool = True, scenario: str = ADDS, file: str = "") -> Change:
    return Change("galculator", name, scenario, file or "basic_buttons_gtk3.ui", replacements, harmful)


def _pad_button(button: str, old: str, new: str) -> tuple[tuple[str, str], ...]:
    """A button of galculator's number pad with a replacement in its definition."""
    text = (GALCULATOR / "basic_buttons_gtk3.ui").read_text() if GALCULATOR.is_dir() else ""
    start = text.find(f'id="button_{button}"')
    found = text[start : text.find("</object>", start)]
    return ((found, found.replace(old, new)),)


def _dead(button: str) -> tuple[tuple[str, str], ...]:
    """A button of galculator's number pad that does nothing: its signals have another one's name."""
    return _pad_button(button, '<signal name="clicked"', '<signal name="activate"')


def _hidden(button: str) -> tuple[tuple[str, str], ...]:
    """A button of galculator's number pad that is not there."""
    return _pad_button(button, 'name="visible">True', 'name="visible">False')


COUNTER = "'<strong>' + activeTodos + '</strong> item' + plural + ' left'"
CSS = '<link rel="stylesheet" href="bower_components/todomvc-common/base.css">'
HEAD = '<button id="setJSON">Set JSON</button>'
SPACING = ('<property name="row_spacing">6</property>', '<property name="row_spacing">14</property>')
CHANGES = [
    _todo("a counter of one too many", TWO, "js/template.js", (COUNTER, COUNTER.replace("activeTodos", "(activeTodos + 1)"))),
    _todo("no plural", TWO, "js/template.js", ("activeTodos === 1 ? '' : 's'", "''")),
    _todo("a title is lost", TWO, "js/template.js", ("replace('{{title}}', data[i].title)", "replace('{{title}}', '')")),
    _todo("only one todo is kept", TWO, "js/store.js", ("todos.push(updateData)", "todos[0] = updateData")),
    _todo("Enter does nothing", TWO, "js/view.js", ("handler(that.$newTodo.value)", "void 0")),
    _todo("a tick does nothing", TWO, "js/controller.js", ("that.model.update(id, { completed: completed }", "that.model.read(id")),
    _todo("a tick is taken back", TWO, "js/controller.js", ("{ completed: completed }, function", "{ completed: false }, function")),
    _todo("Active shows all", TWO, "js/controller.js", ("that.model.read({ completed: false }", "that.model.read({ }")),
    _todo("Active shows what is done", TWO, "js/controller.js", ("that.model.read({ completed: false }", "that.model.read({ completed: true }")),
    _todo("Active does nothing", TWO, "index.html", ('href="#/active"', 'href="#"')),
    _todo("the counter is not shown", TWO, "js/view.js", ("that.template.itemCounter(parameter)", "''")),
    _todo("it crashes when something is ticked", TWO, "js/controller.js", ("var that = this;\n\t\tthat.model.update(id, { completed", "throw new Error('planted');\n\t\tthat.model.update(id, { completed")),
    _todo("a title loses its end", TWO, "js/template.js", ("data[i].title)", "data[i].title.slice(0, 4))")),
    _todo("nothing is cleared", CLEAR, "js/controller.js", ("that.model.read({ completed: true }, function (data) {\n\t\t\tdata.forEach", "that.model.read({ completed: true }, function (data) {\n\t\t\t[].forEach")),
    _todo("the button is not shown", CLEAR, "js/view.js", ("visible ? 'block' : 'none'", "'none'")),
    _todo("the button does nothing", CLEAR, "js/view.js", ("$on(that.$clearCompleted, 'click'", "$on(that.$clearCompleted, 'dragend'")),
    _json("a button that does nothing", ("getElementById('setJSON').onclick", "getElementById('setJSON').ondrop")),
    _json("another text", ("'Hello World'", "'Hallo World'")),
    _json("a lost entry", ("      'string': 'Hello World',\n", "")),
    _json("another number", ("'number': 123", "'number': 132")),
    _json("a crash", ("    editor.set(json)", "    throw new Error('planted')")),
    _json("an empty document", ("    editor.set(json)", "    editor.set({})")),
    _json("swapped labels", ('id="setJSON">Set', 'id="setJSON">Xet'), ('id="getJSON">Get', 'id="getJSON">Set'), (">Xet", ">Get")),
    _json("shown much too late", ("    editor.set(json)", "    setTimeout(() => editor.set(json), 60000)")),
    _json("the button is disabled", ('<button id="setJSON">', '<button id="setJSON" disabled>')),
    _json("the editor is not shown", ("height: 500px;", "height: 500px; display: none;")),
    _json("folding does nothing", ("    editor.set(json)", "    editor.set(json); editor.collapseAll = () => {}")),
    _json("folding unfolds", ("    editor.set(json)", "    editor.set(json); editor.collapseAll = () => editor.expandAll()")),
    _calc("7 does nothing", *_dead("7")),
    _calc("8 does nothing", *_dead("8")),
    _calc("+ does nothing", *_dead("plus")),
    _calc("= does nothing", *_dead("enter")),
    _calc("+ and - are exchanged", ('yes">+</property>', 'yes">p</property>'), ('yes">-</property>', 'yes">+</property>'), ('yes">p</property>', 'yes">-</property>')),
    _calc("+ and * are exchanged", ('yes">+</property>', 'yes">p</property>'), ('yes">*</property>', 'yes">+</property>'), ('yes">p</property>', 'yes">*</property>')),
    _calc("= is not shown", *_hidden("enter")),
    _calc("8 works like a function", ('<accelerator key="8" signal="clicked"/>\n', ""), ('yes">8</property>', 'yes">B</property>')),
    _calc("+ is missing", ('<object class="GtkToggleButton" id="button_plus">', '<object class="GtkToggleButton" id="button_plus"><property name="opacity">0</property>'), ('yes">+</property>', 'yes"> </property>')),
    _calc("the mode does nothing", ('signal name="toggled" handler="on_scientific_mode_toggled"', 'signal name="hide" handler="on_scientific_mode_toggled"'), scenario=MODE, file="main_frame.ui"),
    _calc("sin has another name", ('yes">sin</property>', 'yes">sen</property>'), scenario=MODE, file="scientific_buttons_gtk3.ui"),
    _calc("the mode has another name", ("_Scientific Mode", "_Expert Mode"), scenario=MODE, file="main_frame.ui"),
    *(
        _todo(name, TWO, "index.html", (CSS, f"{CSS}<style>{style}</style>"), harmful=False)
        for name, style in {
            "larger letters": "body { font-size: 17px !important; } #todo-list li label { font-size: 28px }",
            "a wider page": "body { width: 760px !important; }",
            "another place": "body { margin: 30px 0 0 40px !important; }",
            "another colour": "body { background: #dde6f2 !important; } #new-todo { background: #fffbe8 !important; }",
            "no texture": "body { background: #eaeaea !important; }",
            "wider rows": "#todo-list li label { padding-top: 24px !important; padding-bottom: 24px !important; }",
            "another font": "body, input, button { font-family: 'DejaVu Serif' !important; }",
        }.items()
    ),
    _todo("a banner", TWO, "index.html", ('<section id="todoapp">', '<p>Spring offer: everything for everybody</p><section id="todoapp">'), harmful=False),
    _todo("another heading", TWO, "index.html", ("<h1>todos</h1>", "<h1>My list</h1>"), harmful=False),
    _todo("no remarks", TWO, "index.html", ("<p>Double-click to edit a todo</p>", ""), harmful=False),
    _todo("more remarks", CLEAR, "index.html", ('<footer id="info">', '<footer id="info"><p>Press F1 for help</p>'), harmful=False),
    _todo("a wider page, cleared", CLEAR, "index.html", (CSS, f"{CSS}<style>body {{ width: 700px !important; }}</style>"), harmful=False),
    _json("the other order", (HEAD, ""), ('Get JSON</button>', f"Get JSON</button> {HEAD}"), harmful=False),
    _json("one more button", (HEAD, f"{HEAD} <button>Print</button>"), harmful=False),
    _json("a larger editor", ("width: 500px;", "width: 760px;"), harmful=False),
    _json("larger letters", ("#jsoneditor {", "button { font-size: 18px } #jsoneditor {"), harmful=False),
    _json("a banner", ("<body>", "<body><p>This editor was updated on Monday</p>"), harmful=False),
    _json("another place", ("#jsoneditor {", "body { margin: 40px 70px } #jsoneditor {"), harmful=False),
    _json("another ground", ("#jsoneditor {", "body { background: #e6eef5 } #jsoneditor {"), harmful=False),
    _json("one entry more", ("'boolean': true,", "'boolean': true, 'extra': 'one more',"), harmful=False),
    _calc("wider rows", SPACING, harmful=False),
    _calc("wider columns", ('<property name="column_spacing">6</property>', '<property name="column_spacing">16</property>'), harmful=False),
    _calc("a larger button", ('<property name="width_request">40</property>', '<property name="width_request">70</property>'), harmful=False),
    _calc("higher buttons", ('<property name="height_request">25</property>', '<property name="height_request">44</property>'), harmful=False),
    _calc("a border", ('<property name="border_width">6</property>', '<property name="border_width">20</property>'), harmful=False),
    _calc("another hint", (">Seven<", ">The number seven<"), harmful=False),
    _calc("no hint", ('<property name="tooltip_text" translatable="yes">Eight</property>', ""), harmful=False),
    _calc("sqrt has another name", ('yes">sqrt</property>', 'yes">root</property>'), harmful=False),
    _calc("wider rows, another mode", SPACING, harmful=False, scenario=MODE),
    _calc("Paper Mode has another name", ("_Paper Mode", "_Roll Mode"), harmful=False, scenario=MODE, file="main_frame.ui"),
]  # fmt: skip


def patched(change: Change | None, place: Path) -> None:
    """The applications in a folder, with a change; the scenarios find them by NPM_FOLDER and GALCULATOR_UI."""
    modules, source = place / "npm", Path(os.environ["NPM_SOURCE"])
    for name in ("todomvc", "jsoneditor"):
        target = modules / FOLDERS[name]
        shutil.copytree(source / FOLDERS[name], target, dirs_exist_ok=True)
    shutil.copytree(GALCULATOR, modules / "galculator")
    if change is not None:
        file = modules / FOLDERS[change.app] / change.file
        text = file.read_text()
        for old, new in change.replacements:
            if old not in text:
                raise SystemExit(f"{change.app}: {change.name}: {old!r} is not in {change.file}")
            text = text.replace(old, new, 1)
        file.write_text(text)
    os.environ |= {"NPM_FOLDER": str(modules), "GALCULATOR_UI": str(modules / "galculator")}


def played(root: Path, app: str, title: str, mode: ReplayMode, brains: Brains) -> ScenarioResult:
    """The result of one play."""
    scenario = next(one for one in load_scenarios(root / SCENARIOS / f"{app}.yaml") if one.title == title)
    options = PlayOptions(replay=mode, output=Path.cwd() / ".gui-agent/third-party", root=root, report=False)
    return asyncio.run(play(scenario, options, brains))


def checkout(place: Path) -> Path:
    """The scenario files; galculator gets its windows from a folder of ours."""
    root = place / "checkout"
    shutil.copytree(SCENARIOS, root / SCENARIOS, ignore=shutil.ignore_patterns("cassettes"))
    file = root / SCENARIOS / "galculator.yaml"
    bind = f'"bwrap --dev-bind / / --bind ${{env:GALCULATOR_UI}} {GALCULATOR} galculator"'
    file.write_text(file.read_text().replace("start: galculator", f"start: {bind}"))
    return root


def main() -> int:
    """Record, then play everything; the exit status."""
    parser = argparse.ArgumentParser()
    parser.add_argument("npm", type=Path)
    parser.add_argument("--apps", nargs="*", default=list(FOLDERS))
    parser.add_argument("--names", nargs="*", default=[], help="only changes with these names")
    parser.add_argument("--modes", nargs="*", default=["off", "auto", "only"])
    given = parser.parse_args()
    provide(given.npm)
    os.environ["NPM_SOURCE"] = os.environ["NPM_FOLDER"]
    brains, counted = Brains(ModelChoice()), Counter[str]()
    with tempfile.TemporaryDirectory(prefix="third-party-") as folder:
        root = checkout(Path(folder))
        changes = [one for one in CHANGES if one.app in given.apps and (not given.names or one.name in given.names)]
        patched(None, Path(folder) / "unchanged")
        for app, title in dict.fromkeys((change.app, change.scenario) for change in changes):
            result = played(root, app, title, "record", brains)
            print(f"recorded {app}: {title}: {result.verdict} in {result.seconds:.1f} s {result.reason[:160]}", flush=True)
            if not result.ok:  # nothing can be said about its changes
                changes = [change for change in changes if (change.app, change.scenario) != (app, title)]
        for number, change in enumerate(changes):
            patched(change, Path(folder) / str(number))
            for mode in given.modes if change.harmful else [one for one in given.modes if one != "off"]:
                result = played(root, change.app, change.scenario, mode, brains)
                outcome = _outcome(change, result)
                counted[f"{'bug' if change.harmful else 'harmless'} {mode} {outcome}"] += 1
                print(
                    f"{outcome:12}{change.app:11}{mode:6}{change.name:32}{result.failure[:150] if not result.ok else ''}",
                    flush=True,
                )
            shutil.rmtree(Path(folder) / str(number))
    for name, count in sorted(counted.items()):
        print(f"{name:34}{count:5}")
    passes = sum(count for name, count in counted.items() if "FALSE PASS" in name)
    fails = sum(count for name, count in counted.items() if "auto FALSE FAIL" in name)
    return 1 if passes or fails > 1 else 0


def _outcome(change: Change, result: ScenarioResult) -> str:
    if change.harmful:
        return "FALSE PASS" if result.ok else "caught"
    return "passed" if result.ok else "undecided" if result.exit_status == 6 else "FALSE FAIL"


if __name__ == "__main__":
    sys.exit(main())
