"""Trains the network that weighs the roles of what is seen (`perception/elements/roles/network.onnx`).

    python benchmarks/screens/train_network.py FOLDER [--steps 2500] [--most 8] [--without SOURCE ...] [--start FILE] [--to FILE]

FOLDER holds the corpus of `shoot.py`; its closed part is not read. What is drawn for training goes to FOLDER/invented, FOLDER/drawn,
FOLDER/windows and FOLDER/varied (see `train.py`), what is seen on each picture to FOLDER/examples. `--without` leaves sources out and
scores them by a network that never saw them; nothing is written for use then. What was learned is kept in FOLDER/network.pt; `--start`
continues from such a file. A step takes about 0.4 s of one processor. Needs `torch`, `onnx` and `onnxscript`.
"""

from __future__ import annotations

import argparse
import json
import pickle
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import drawn
import drawn_windows
import labelling
import numpy as np
import role_network
import score
import sources
import torch
import train
import varied
from given_lines import GivenLines
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from gui_agent.perception.elements.elements import look
from gui_agent.perception.elements.roles.nearby import nearest, relations
from gui_agent.perception.elements.roles.network import KNOWN, OF_RULES, known_of
from gui_agent.perception.elements.roles.refine import Sight, settled, sight_of
from gui_agent.perception.elements.roles.views import Views
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.text import TextReader

TARGET = Path(__file__).parents[2] / "perception" / "elements" / "roles" / "network.onnx"
_GIVEN = ("invented", "windows", "varied")
"""Folders whose truth says every text itself: nothing is read there."""
_PAGES, _PLACES = 5, 96
"""Pages in a step, and places of each at most."""
_RATE, _RISE, _DECAY, _ALONE, _KEPT = 2e-3, 100, 0.03, 0.4, 0.998
"""Rate of learning; steps of its rise; decay of weights; weight of the answer without what is near; of what is kept of the mean."""
_SIZED, _MOVED, _OFTEN_MOVED, _BLIND, _NOISE = 0.12, 0.06, 0.6, 0.2, 0.03
"""How much units and sides (in line heights) change by chance, how often; how often the rules say nothing; noise of numbers."""
_KNOWN_WELL, _HARDEST = 0.08, 2.0
"""How much what is known well counts when places are picked, and at most what is not."""


@dataclass
class Page:
    """One picture with its places: what is seen, which roles are right, how much each place counts, how hard each was last."""

    source: str
    views: Views
    boxes: NDArray[np.int64]
    unit: float
    known: NDArray[np.float32]
    right: NDArray[np.bool_]
    counts: NDArray[np.float32]
    hard: NDArray[np.float64]


def main() -> None:
    """Draw, look, train, and write or score."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--steps", type=int, default=2500)
    options.add_argument("--invented", type=int, default=205)
    options.add_argument("--windows", type=int, default=50)
    options.add_argument("--varied", type=int, default=3)
    options.add_argument("--most", type=int, default=8, help="so many screens of each source, spread by their names")
    options.add_argument("--without", nargs="*", default=[])
    options.add_argument("--start", type=Path)
    options.add_argument("--to", type=Path, default=TARGET)
    given = options.parse_args()
    torch.set_num_threads(1)
    train.draw_invented(given.folder / "invented", given.invented)
    drawn.draw_pages(given.folder / "drawn")
    drawn_windows.draw_windows(given.folder / "windows", given.windows)
    varied.draw_varied(given.folder / "varied", given.folder / "npm", given.varied)
    pages = [_page(path, given.folder / "examples") for path in _paths(given.folder, given.most)]
    network = fit([page for page in pages if len(page.boxes) > 2 and page.source not in given.without], given.steps, given.start)
    torch.save(network.state_dict(), given.folder / "network.pt")
    if given.without:
        _score([path for name in given.without for path in score.spread(given.folder / name, 1)], network)
    else:
        role_network.export(network, len(KNOWN), given.to)


def _paths(folder: Path, most: int) -> list[Path]:
    """The truths that may be learned from: of each source of the open parts at most so many, and all that is drawn."""
    named = {source.name for source in sources.chosen() if source.half != "closed"}
    found = [path for name in sorted(named) for path in score.spread(folder / name, most)]
    found += sorted((folder / "drawn").glob("*.json"))
    return found + [path for name in _GIVEN for path in sorted((folder / name).rglob("*.json"))]


def _page(path: Path, kept: Path) -> Page:
    """What is seen on one picture; kept for the next training."""
    kept.mkdir(parents=True, exist_ok=True)
    target = kept / f"{path.parent.parent.name}-{path.parent.name}-{path.stem}.pickle"
    if not target.exists():
        truth, sight, reduced = _seen(path)
        right, counts = labelling.accepted(train.smaller(drawn.placed(truth, sight.elements), reduced), sight)
        texts = [line.box for line in sight.lines]
        seen = (truth["source"], sight.scene.picture, texts, sight.unit, sight.boxes, sight.features, right, counts)
        target.write_bytes(pickle.dumps(seen))
        print(".", end="", file=sys.stderr, flush=True)
    source, picture, texts, unit, boxes, features, right, counts = pickle.loads(target.read_bytes())
    hard = np.where(right[:, 0], 0.5, 1.0) * (counts > 0) + 0.02
    return Page(source, Views(picture, texts, unit), boxes, unit, known_of(features), right, counts.astype(np.float32), hard)


def _seen(path: Path) -> tuple[dict[str, Any], Sight, int]:
    """The truth about a picture, what is seen on it, and how many times smaller it is looked at."""
    truth = json.loads(path.read_text(encoding="utf-8"))
    with Image.open(path.with_suffix(".png")) as image:
        shot = Screenshot(image.convert("RGB"), Box(0, 0, *image.size), time.monotonic())
    given = any(part in _GIVEN for part in path.parts)
    scene, lines, elements, reduced = look(shot, GivenLines(truth) if given else TextReader())
    return truth, sight_of(scene, lines, elements), reduced


def fit(pages: list[Page], steps: int, start: Path | None = None, seed: int = 1) -> role_network.RoleNetwork:
    """A network trained on these; of a source with many pictures each is looked at less often, and hard places more often.

    What is given back is the running mean of its weights.
    """
    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    network = role_network.RoleNetwork(len(KNOWN)).train()
    if start is not None:
        network.load_state_dict(torch.load(start, weights_only=True))
    optimiser = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=_DECAY)
    mean = {name: value.detach().clone() for name, value in network.state_dict().items()}
    many = Counter(page.source for page in pages)
    often = np.array([many[page.source] ** -0.5 for page in pages])
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = _RATE * (min(1, (step + 1) / _RISE) * (0.5 + 0.5 * np.cos(np.pi * step / steps)) + 0.005)
        chosen = [pages[index] for index in chance.choice(len(pages), _PAGES, replace=False, p=often / often.sum())]
        loss = _step(network, chosen, chance)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        _average(mean, network, min(_KEPT, (step + 1) / (step + 20)))
        if step % 150 == 149:
            print(f"step {step + 1} of {steps}: loss {float(loss.detach()):.3f}", flush=True)
    network.load_state_dict(mean)
    return network.eval()


def _average(mean: dict[str, Tensor], network: role_network.RoleNetwork, kept: float) -> None:
    with torch.no_grad():
        for name, value in network.state_dict().items():
            if value.dtype.is_floating_point:
                mean[name].mul_(kept).add_(value, alpha=1 - kept)
            else:
                mean[name].copy_(value)


def _step(network: role_network.RoleNetwork, pages: list[Page], chance: np.random.Generator) -> Tensor:
    """The loss on some places of each page, which notes how hard they were: any role that the truth accepts is right."""
    parts: list[list[NDArray[Any]]] = [[] for _ in range(6)]
    sizes: list[int] = []
    picked = [_picked(page, chance) for page in pages]
    for page, places in zip(pages, picked, strict=True):
        unit = page.unit * float(np.exp(chance.normal(0, _SIZED)))
        moved = chance.random() < _OFTEN_MOVED
        shift = chance.normal(0, _MOVED * page.unit, (len(places), 4)).astype(np.float32) if moved else None
        known = page.known[places] * (1 + _NOISE * chance.standard_normal((len(places), len(KNOWN)))).astype(np.float32)
        if chance.random() < _BLIND:
            known[:, OF_RULES] = 0
        near = nearest(page.boxes[places])
        related = relations(page.boxes[places], near, unit)
        for part, found in zip(
            parts, (*page.views.of(page.boxes[places], unit, shift), known, near + sum(sizes), related), strict=True
        ):
            part.append(found)
        sizes.append(len(places))
    whole, ends, around, known, near, related = (np.concatenate(part) for part in parts)
    right = torch.from_numpy(np.concatenate([page.right[places] for page, places in zip(pages, picked, strict=True)]))
    counts = torch.from_numpy(np.concatenate([page.counts[places] for page, places in zip(pages, picked, strict=True)]))
    answers = network(
        *recoloured((whole, ends, around), sizes), torch.from_numpy(known), torch.from_numpy(near), torch.from_numpy(related)
    )
    wrong, wrong_alone = (-torch.log_softmax(answer, 1).masked_fill(~right, -1e4).logsumexp(1) * counts for answer in answers)
    for page, places, hard in zip(pages, picked, wrong.detach().split(sizes), strict=True):
        now = _KNOWN_WELL * (page.counts[places] > 0) + np.minimum(_HARDEST, hard.numpy())
        page.hard[places] = 0.5 * page.hard[places] + 0.5 * now + 1e-4
    return torch.as_tensor((wrong.sum() + _ALONE * wrong_alone.sum()) / counts.sum().clamp(min=1))


def _picked(page: Page, chance: np.random.Generator) -> NDArray[np.int64]:
    """Some places of a page that are next to each other, more often hard ones."""
    count = len(page.boxes)
    if count <= _PLACES:
        return np.arange(count)
    middle = page.boxes[:, :2] + page.boxes[:, 2:]
    one = chance.choice(count, p=page.hard / page.hard.sum())
    return np.sort(np.argsort(np.abs(middle - middle[one]) @ np.array([1, 1.5]))[:_PLACES])


def recoloured(pictures: tuple[NDArray[np.uint8], ...], sizes: list[int]) -> list[Tensor]:
    """Bytes (channels last) as numbers from 0 to 1 (channels first), the colours of each page changed in one way of its own.

    Channels change places, lose colour, get lighter or darker, or are inverted; those behind the third are no colours.
    """
    factors, shifts = torch.eye(3).repeat(len(sizes), 1, 1), torch.zeros(len(sizes), 3)
    for index in range(len(sizes)):
        if torch.rand(1) < 0.15:
            continue
        mixed = torch.eye(3)[torch.randperm(3)] if torch.rand(1) < 0.6 else torch.eye(3)
        if torch.rand(1) < 0.3:
            kept = float(torch.rand(1)) * 1.6
            mixed = (1 - kept) / 3 * torch.ones(3, 3) + kept * mixed
        factors[index] = torch.diag((1 + 0.2 * torch.randn(3)).clamp(0.5, 1.4)) @ mixed
        shifts[index] = 0.07 * torch.randn(3)
        if torch.rand(1) < 0.25:
            factors[index], shifts[index] = -factors[index], 1 - shifts[index]
    each = torch.tensor(sizes)
    factor, shift = factors.repeat_interleave(each, 0), shifts.repeat_interleave(each, 0)
    found = []
    for picture in pictures:
        bytes_ = torch.from_numpy(picture).float() / 255
        flat = bytes_.view(len(bytes_), -1, bytes_.shape[-1])
        colours = torch.baddbmm(shift[:, None], flat[..., :3], factor.transpose(1, 2)).clamp_(0, 1)
        found.append(torch.cat([colours, flat[..., 3:]], 2).view(bytes_.shape).movedim(-1, -3))
    return found


def _score(paths: list[Path], network: role_network.RoleNetwork) -> None:
    """Print how well a network does on screens of sources that it never saw, and on all of them."""

    def weigh(sight: Sight) -> NDArray[np.float64]:
        near = nearest(sight.boxes)
        views = Views(sight.scene.picture, [line.box for line in sight.lines], sight.unit).of(sight.boxes)
        numbers = (known_of(sight.features), near, relations(sight.boxes, near, sight.unit))
        with torch.no_grad():
            pictures = [(torch.from_numpy(view).float() / 255).movedim(-1, -3) for view in views]
            answer = network(*pictures, *(torch.from_numpy(part) for part in numbers))[0]
        return np.asarray(torch.softmax(answer, 1).numpy(), np.float64)

    whole = score.Tally()
    for path in paths:
        tally = score.Tally()
        truth, sight, reduced = _seen(path)
        tally.screens = 1
        score._score_widgets(tally, train.smaller(truth, reduced), settled(sight, weigh), lambda *_: None, sight.scene.picture)
        whole.join(tally)
        print(f"| {truth['source']} | {tally.screens} | " + " | ".join(tally.cells()) + " |")
    print(f"| all | {whole.screens} | " + " | ".join(whole.cells()) + " |")


if __name__ == "__main__":
    main()
