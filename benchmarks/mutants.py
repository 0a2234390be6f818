"""Whether the tests notice small faults in the modules that guard truth and trust: random mutants, each against its module's own tests.

    python benchmarks/mutants.py [--each 15] [--seed 1] [--only policy] [--part 1/4] [--out mutants.jsonl]

A mutant is one change of one module: a comparison, a bound, `and` for `or`, a `not`, a condition turned round, a number, True for
False, nothing returned, an operator, two arguments exchanged, a statement left out. It is put in place when the module is imported;
no file is changed. A mutant that no test notices is printed: it is a hole, or it changes nothing that matters.
"""

from __future__ import annotations

import argparse
import ast
import importlib.machinery
import importlib.util
import json
import os
import random
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import CodeType
from typing import Any

ROOT = Path(__file__).parents[1]
RECORD = "tests/gui_agent/record"
POLICY = "tests/actions/policy"
FORMAT = ["tests/gui_agent/scenarios/test_files.py", "tests/gui_agent/scenarios/test_values.py"]
FORMAT += ["tests/gui_agent/scenarios/test_text_as_written.py"]
MODULES: dict[str, list[str]] = {
    "gui_agent/record/event_file.py": [f"{RECORD}/test_event_file.py", f"{RECORD}/test_run_log.py"],
    "gui_agent/record/run_log.py": [f"{RECORD}/test_run_log.py", f"{RECORD}/test_chain.py"],
    "gui_agent/record/chain.py": [f"{RECORD}/test_chain.py"],
    "gui_agent/record/masking.py": [f"{RECORD}/test_masking.py"],
    "gui_agent/record/secret_cover.py": [f"{RECORD}/test_secret_cover.py"],
    "gui_agent/record/visible.py": ["tests/gui_agent/cli/test_terminal_safety.py"],
    "actions/secrets.py": ["tests/actions/test_secrets.py", "tests/actions/test_placeholders.py"],
    "actions/policy/policy.py": [POLICY],
    "actions/policy/risk.py": [POLICY],
    "actions/policy/guard.py": [POLICY],
    "actions/policy/text_match.py": [POLICY],
    "actions/policy/typed_text.py": [POLICY],
    "gui_agent/scenarios/format/load.py": FORMAT,
    "gui_agent/scenarios/format/variables.py": FORMAT,
    "gui_agent/run/judgement.py": ["tests/gui_agent/run/test_judgement.py"],
    "gui_agent/studio/auth.py": ["tests/gui_agent/studio/test_auth.py"],
    "gui_agent/loopback.py": ["tests/gui_agent/test_loopback.py"],
    "model/literal/language/grammar.py": ["tests/model/literal/language"],
    "model/literal/language/statements.py": ["tests/model/literal/language/test_statements.py", "tests/model/literal/targets"],
}
"""Each module with the tests that are for it; all of them are part of `make test`."""
OTHERS = [
    "pytest",
    "numpy",
    "cv2",
    "PIL.Image",
    "pydantic",
    "yaml",
    "rapidfuzz",
    "agents",
    "starlette.applications",
    "jsonschema",
]
PROCESSOR_SECONDS, SECONDS = 90, 600
"""What takes longer is noticed: of the processor, and in all (a machine may be busy)."""
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr, ast.Mod: ast.Mult,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One change."""

    module: str
    line: int
    kind: str
    before: str
    after: str
    number: int
    """Of the change, among all that the module has."""


@dataclass(frozen=True)
class Change:
    """A change that can be made to a tree."""

    kind: str
    node: ast.AST
    make: Callable[[], object]


def changes(tree: ast.Module) -> list[Change]:
    """All changes that can be made to a module, in its order."""
    found: list[Change] = []
    for node in _inside(tree):
        found += _of_expression(node)
        found += _of_block(node)
    return found


def _inside(tree: ast.AST) -> Iterator[ast.AST]:
    """The nodes that do something: no annotations, no docstrings, no imports for types alone."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop(0)
        yield node
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list"):
                continue
            children = value if isinstance(value, list) else [value]
            waiting += [one for one in children if isinstance(one, ast.AST) and not _says_nothing(one)]


def _says_nothing(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def _of_expression(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Compare(ops=[op]) if type(op) in COMPARISONS:
            yield Change("comparison", node, lambda: setattr(node, "ops", [COMPARISONS[type(op)]()]))
        case ast.BoolOp():
            other = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
            yield Change("and/or", node, lambda: setattr(node, "op", other))
        case ast.BinOp(op=op) if type(op) in OPERATORS:
            yield Change("operator", node, lambda: setattr(node, "op", OPERATORS[type(op)]()))
        case ast.Constant(value=bool()):
            yield Change("constant", node, lambda: setattr(node, "value", not node.value))
        case ast.Constant(value=int() | float()):
            yield Change("constant", node, lambda: setattr(node, "value", node.value + 1))
            yield Change("constant", node, lambda: setattr(node, "value", node.value - 1))
        case ast.If() | ast.IfExp() | ast.While():
            yield Change("condition", node, lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), node.test)))
        case ast.comprehension(ifs=[first, *_]):
            yield Change("filter", first, lambda: node.ifs.__setitem__(0, ast.UnaryOp(ast.Not(), first)))
        case ast.UnaryOp(op=ast.Not()):
            yield Change("not", node, lambda: setattr(node, "op", ast.UAdd()) or setattr(node, "operand", _as_bool(node.operand)))
        case ast.Call(args=[first, second, *rest]) if not any(isinstance(one, ast.Starred) for one in (first, second)):
            yield Change("arguments", node, lambda: setattr(node, "args", [second, first, *rest]))
        case ast.Return(value=ast.expr()) if not (isinstance(node.value, ast.Constant) and node.value.value is None):
            yield Change("return", node, lambda: setattr(node, "value", ast.Constant(None)))


def _as_bool(node: ast.expr) -> ast.expr:
    return ast.Call(ast.Name("bool", ast.Load()), [node], [])


def _of_block(node: ast.AST) -> Iterator[Change]:
    """Statements that can be left out."""
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        if not isinstance(block, list):
            continue
        for place, one in enumerate(block):
            if isinstance(one, ast.AugAssign | ast.Raise) or (
                isinstance(one, ast.Expr) and not isinstance(one.value, ast.Constant)
            ):
                yield Change("left out", one, lambda block=block, place=place: block.__setitem__(place, ast.Pass()))


def mutant(module: str, number: int) -> tuple[Mutant, CodeType]:
    """A module with one of its changes made."""
    path = ROOT / module
    tree = ast.parse(path.read_text(encoding="utf-8"))
    change = changes(tree)[number]
    line, before = getattr(change.node, "lineno", 0), ast.unparse(change.node)
    change.make()
    after = "" if change.kind == "left out" else ast.unparse(change.node)
    shown = Mutant(module, line, change.kind, before.splitlines()[0][:100], after.split("\n")[0][:100], number)
    return shown, compile(ast.fix_missing_locations(tree), str(path), "exec")


def chosen(module: str, each: int, seed: int) -> list[int]:
    """The numbers of so many changes of a module, taken in turn from all kinds."""
    dice = random.Random(f"{seed} {module}")
    kinds: dict[str, list[int]] = {}
    for number, change in enumerate(changes(ast.parse((ROOT / module).read_text(encoding="utf-8")))):
        kinds.setdefault(change.kind, []).append(number)
    for numbers in kinds.values():
        dice.shuffle(numbers)
    found: list[int] = []
    while len(found) < each and any(kinds.values()):
        found += [numbers.pop() for numbers in kinds.values() if numbers]
    return found[:each]


def imported_as(module: str) -> str:
    """The name under which a file of the repository is imported."""
    parts = module.removesuffix(".py").split("/")
    return ".".join(parts if parts[0] == "gui_agent" else ["gui_agent", *parts])


class _Finder:
    """Gives the mutant where its module is imported."""

    def __init__(self, module: str, code: CodeType) -> None:
        self._name, self._path, self._code = imported_as(module), ROOT / module, code

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        if name != self._name:
            return None
        code = self._code

        class Loader(importlib.machinery.SourceFileLoader):
            def get_code(self, fullname: str) -> CodeType:
                return code

        return importlib.util.spec_from_file_location(name, self._path, loader=Loader(name, str(self._path)))


def status_of(module: str, number: int | None) -> int:
    """Pytest's exit status in a process of its own, with the mutant in place if there is one; -1 where it took too long.

    The process is a fork of this one, which has loaded what is no part of this project (see `load_others`).
    """
    sys.stdout.flush()
    process = os.fork()
    if process == 0:
        status = 70
        try:
            status = _child(module, number)
        finally:
            os._exit(status)
    until = time.monotonic() + SECONDS
    ended, status = 0, 0
    while not ended and time.monotonic() < until:
        ended, status = os.waitpid(process, os.WNOHANG)
        time.sleep(0 if ended else 0.02)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process, signal.SIGKILL)
    if not ended:
        os.waitpid(process, 0)
        return -1
    return os.waitstatus_to_exitcode(status)


def load_others() -> None:
    """Load the packages of others that the tests use, once for all mutants."""
    for name in OTHERS:
        __import__(name)


def _child(module: str, number: int | None) -> int:
    os.setsid()
    os.chdir(ROOT)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    return child(module, number)


def child(module: str, number: int | None) -> int:
    """Run a module's tests, with the mutant of this number. Pytest's exit status."""
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))
    sys.path.insert(0, str(ROOT))
    if number is not None:
        sys.meta_path.insert(0, _Finder(module, mutant(module, number)[1]))  # type: ignore[arg-type]
    import pytest

    # Plain assertions: pytest's own importer would come before ours.
    options = ["-x", "-q", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not slow", "--no-header"]
    return int(pytest.main([*options, *MODULES[module]]))


def main() -> None:
    """Try the mutants, and print those that no test noticed, with the share of the others."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--each", type=int, default=17, help="mutants of each module")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="modules whose names have this in them")
    parser.add_argument("--part", default="1/1", help="of the modules: 2/4 is the second quarter")
    parser.add_argument("--out", type=Path, help="also write each mutant and its end to this file")
    arguments = parser.parse_args()
    part, parts = map(int, arguments.part.split("/"))
    modules = [one for one in MODULES if arguments.only in one][part - 1 :: parts]
    load_others()
    tried = noticed = 0
    for module in modules:
        if (status := status_of(module, None)) != 0:
            print(f"{module}: its tests fail without a mutant (status {status}), left out", flush=True)
            continue
        survivors, began = 0, time.monotonic()
        numbers = chosen(module, arguments.each, arguments.seed)
        for number in numbers:
            one, status = mutant(module, number)[0], status_of(module, number)
            survivors += status == 0
            if status == 0:
                print(f"  survived  {module}:{one.line}  {one.kind}: {one.before}  ->  {one.after}", flush=True)
            if arguments.out:
                with arguments.out.open("a", encoding="utf-8") as file:
                    file.write(json.dumps({**asdict(one), "status": status}) + "\n")
        tried, noticed = tried + len(numbers), noticed + len(numbers) - survivors
        seconds = (time.monotonic() - began) / max(1, len(numbers))
        print(f"{module}: {len(numbers) - survivors} of {len(numbers)} noticed, {seconds:.1f} s each", flush=True)
    print(f"{noticed} of {tried} noticed ({noticed / max(1, tried):.1%})")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        sys.exit(child(sys.argv[2], int(sys.argv[3]) if sys.argv[3:] else None))
    main()
