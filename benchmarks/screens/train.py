"""Grows the forest that weighs the roles of what is seen (`perception/elements/roles/forest.npz`).

    python benchmarks/screens/train.py FOLDER [--invented 400] [--windows 0] [--varied 0] [--most 2] [--folds] [--to FILE]

FOLDER holds the corpus of `shoot.py`; its closed part is not read; pages that are drawn for training (`invented.py`, `drawn.py`) go into
FOLDER/invented and FOLDER/drawn, so many windows of each toolkit (`drawn_windows.py`) and so many changed pictures of each web page
(`varied.py`) into FOLDER/windows and FOLDER/varied. The forest in use was grown without the last two.
The same pictures give the same forest. With `--folds` nothing is written: every source is scored by a forest that was grown without it.
Needs `lightgbm`; Chromium, Tk, GTK 3 and PyQt 5 for what is drawn.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import drawn
import drawn_windows
import invented
import labelling
import lightgbm
import numpy as np
import score
import sources
import varied
from given_lines import GivenLines
from numpy.typing import NDArray
from PIL import Image

from gui_agent.perception.elements.elements import look, settled
from gui_agent.perception.elements.roles.forest import CLASSES, Forest
from gui_agent.perception.elements.roles.refine import Sight, sight_of
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.text import TextReader

HERE = Path(__file__).parent
TARGET = HERE.parents[1] / "perception" / "elements" / "roles" / "forest.npz"
PARAMETERS = {
    "objective": "multiclass",
    "num_class": len(CLASSES),
    "num_leaves": 12,
    "learning_rate": 0.1,
    "min_data_in_leaf": 4,
    "min_sum_hessian_in_leaf": 1e-3,
    "feature_fraction_bynode": 0.3,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 1.0,
    "seed": 1,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}
_ROUNDS, _FOLDS = 70, 8
_GIVEN = ("windows", "varied")
"""Folders of many pictures, whose truth says every text itself: nothing is read there."""
_MANY_ROLES, _UNSURE = 4, 0.4
"""A truth with so many acceptable roles counts for less."""


def main() -> None:
    """Grow and write, or score by folds."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--invented", type=int, default=400)
    options.add_argument("--windows", type=int, default=0)
    options.add_argument("--varied", type=int, default=0)
    options.add_argument("--folds", action="store_true")
    options.add_argument("--most", type=int, default=1000, help="so many screens of each source, spread by their names")
    options.add_argument("--to", type=Path, default=TARGET)
    given = options.parse_args()
    draw_invented(given.folder / "invented", given.invented)
    drawn.draw_pages(given.folder / "drawn")
    drawn_windows.draw_windows(given.folder / "windows", given.windows)
    varied.draw_varied(given.folder / "varied", given.folder / "npm", given.varied)
    screens = [screen for screen in map(_screen, _paths(given.folder, given.most)) if screen is not None]
    print(len(screens), "screens", dict(Counter(name for screen in screens for name in np.take(CLASSES, screen[3]))))
    if given.folds:
        score_folds(screens)
    else:
        np.savez_compressed(given.to, **as_arrays(grow(screens)))  # type: ignore[arg-type]


Screened = tuple[str, dict[str, Any], Sight, NDArray[np.int64], NDArray[np.float64]]
"""Source, truth, what is seen, the class of each place, and how much it counts."""


def _paths(folder: Path, most: int) -> list[Path]:
    apart = {"npm", "homes", "locales", *_GIVEN}
    names = sorted(path for path in folder.iterdir() if path.is_dir() and path.name not in apart)
    drawn_here = {"invented", "drawn"}
    found = [path for name in names for path in score.spread(name, 1000 if name.name in drawn_here else most)]
    return found + [path for name in _GIVEN for path in sorted((folder / name).rglob("*.json"))]


def _screen(path: Path) -> Screened | None:
    truth = json.loads(path.read_text(encoding="utf-8"))
    if "half" not in truth or sources.half_of(truth) not in {"open", "opened", "training"}:
        return None
    with Image.open(path.with_suffix(".png")) as image:
        shot = Screenshot(image.convert("RGB"), Box(0, 0, *image.size), time.monotonic())
    is_given = path.parent.parent.name in _GIVEN
    scene, lines, elements, reduced = look(shot, GivenLines(truth) if is_given else TextReader())
    sight = sight_of(scene, lines, elements, grouped=True)
    truth = smaller(drawn.placed(truth, sight.elements), reduced)
    print(".", end="", file=sys.stderr, flush=True)
    return truth["source"], truth, sight, *labels(truth, sight)


def smaller(truth: dict[str, Any], times: int) -> dict[str, Any]:
    """The truth about a picture that is looked at so many times smaller."""

    def place(box: list[int]) -> list[int]:
        return [side // times for side in box]

    return {
        **truth,
        "widgets": [{**item, "box": place(item["box"])} for item in truth["widgets"]],
        "words": [{**item, "box": place(item["box"])} for item in truth["words"]],
        "unsaid": [place(box) for box in truth.get("unsaid", [])],
        "told": [[role, text, *place(box)] for role, text, *box in truth.get("told", [])],
        "windows": [place(box) for box in truth.get("windows", [])],
    }


def draw_invented(folder: Path, count: int) -> None:
    """The pages that are missing, and their truth."""
    missing = [number for number in range(count) if not (folder / f"{number}.json").exists()]
    if not missing:
        return
    from playwright.sync_api import sync_playwright

    folder.mkdir(parents=True, exist_ok=True)
    script = (HERE / "web_truth.js").read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for number in missing:
            scale = 2 if number % 6 == 5 else 1
            context = browser.new_context(viewport={"width": 1260, "height": 784}, device_scale_factor=scale)
            tab = context.new_page()
            tab.set_content(invented.page(number))
            tab.wait_for_timeout(150)
            truth = {"source": f"invented-{number % _FOLDS}", "half": "training", "toolkit": "web", **tab.evaluate(script)}
            tab.screenshot(path=str(folder / f"{number}.png"))
            (folder / f"{number}.json").write_text(json.dumps(truth, ensure_ascii=False), encoding="utf-8")
            context.close()
        browser.close()


def labels(truth: dict[str, Any], sight: Sight) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The class of each place, and how much it counts: nothing where the truth does not say what is there."""
    wanted, owner, counts = labelling.owned(truth, sight)
    kind = np.zeros(len(owner), np.int64)
    for index in np.flatnonzero(owner >= 0):
        roles = wanted[owner[index]][1]
        kind[index] = CLASSES.index("icon" if "icon" in roles else roles[0])
        counts[index] = _UNSURE if len(roles) >= _MANY_ROLES else 1.0
    return kind, counts


def grow(screens: list[Screened]) -> lightgbm.Booster:
    """A forest from these screens; of a source with many screens each counts for less."""
    many = Counter(screen[0] for screen in screens)
    features = np.concatenate([screen[2].features for screen in screens])
    kind = np.concatenate([screen[3] for screen in screens])
    counts = np.concatenate([screen[4] / many[screen[0]] ** 0.5 for screen in screens])
    used = counts > 0
    data = lightgbm.Dataset(features[used], kind[used], weight=counts[used])
    return lightgbm.train(PARAMETERS, data, num_boost_round=_ROUNDS)


def as_arrays(booster: lightgbm.Booster) -> dict[str, NDArray[np.generic]]:
    """The trees as rows of nodes and leaves; a leaf's number is -1 - its place."""
    feature, threshold, left, right, value, roots = [], [], [], [], [], []
    depth = 0

    def add(node: dict[str, Any], level: int) -> int:
        nonlocal depth
        depth = max(depth, level)
        if "split_feature" not in node:
            value.append(node["leaf_value"])
            return -len(value)
        index = len(feature)
        feature.append(node["split_feature"])
        threshold.append(node["threshold"])
        left.append(0)
        right.append(0)
        left[index] = add(node["left_child"], level + 1)
        right[index] = add(node["right_child"], level + 1)
        return index

    for tree in booster.dump_model()["tree_info"]:
        roots.append(add(tree["tree_structure"], 0))
    return {
        "feature": np.array(feature, np.int16),
        "threshold": np.array(threshold, np.float32),
        "left": np.array(left, np.int32),
        "right": np.array(right, np.int32),
        "value": np.array(value, np.float32),
        "root": np.array(roots, np.int32),
        "depth": np.array(depth),
    }


def score_folds(screens: list[Screened]) -> None:
    """Score each source by a forest without it."""
    names = sorted({screen[0] for screen in screens})
    fold = {source: index % _FOLDS for index, source in enumerate(names)}
    tallies: dict[str, score.Tally] = {source: score.Tally() for source in [*names, "all"]}
    for number in range(_FOLDS):
        grown = Forest(as_arrays(grow([screen for screen in screens if fold[screen[0]] != number])))
        for source, truth, sight, *_ in (screen for screen in screens if fold[screen[0]] == number):
            tally = score.Tally()
            tally.screens = 1
            score._score_widgets(
                tally,
                truth,
                settled(sight, lambda one, grown=grown: grown.chances(one.features)),
                lambda *_: None,
                sight.scene.picture,
            )
            for name in (source, *(["all"] if truth["half"] != "training" else [])):
                tallies[name].join(tally)
    for name, tally in tallies.items():
        print(f"| {name} | {tally.screens} | " + " | ".join(tally.cells()) + " |")


if __name__ == "__main__":
    main()
