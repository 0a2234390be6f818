"""Measure in which ranges the values inside the text recogniser lie, and write the table that `perception/text/quantise.py` reads.

    python benchmarks/reading.py --draw PAGES --seed 100 --pages 21
    python scripts/activation_ranges.py PAGES/*.png

To be run again when RapidOCR's wheel carries another model; `benchmarks/reading.py` tells whether the words are still right.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from gui_agent.perception.text.networks import LINE_HEIGHT, RECOGNISER, Pixels, TextNetworks, line_input, models
from gui_agent.perception.text.quantise import checksum, convolutions, ranges_file
from gui_agent.perception.text.words import strip_of

SHARE = 0.999
"""Share of the lines whose values are within the range all of them; the rest is clipped."""


STEM = 4
"""The first convolutions stay in floating point: what they see is mostly the background, at the very end of its range."""


def lines_in(pictures: list[Path]) -> list[Pixels]:
    """The pictures of all lines in some screenshots."""
    networks, crops = TextNetworks(), []
    for file in pictures:
        picture = np.asarray(Image.open(file).convert("RGB"))
        for box in networks.find_lines(picture):
            if strip := strip_of(picture[box.top : box.bottom, box.left : box.right], box):
                crops.append(strip.crop)
    return crops


def extremes(network: Any) -> Any:
    """A network that tells the least and the largest value that flows into each of its convolutions."""
    import openvino
    from openvino import opset13 as operations

    axes = operations.constant(np.array([0, 1, 2, 3]))
    ends = []
    for node in convolutions(network):
        ends.append(operations.reduce_min(node.input_value(0), axes, False).output(0))
        ends.append(operations.reduce_max(node.input_value(0), axes, False).output(0))
    return openvino.Model(ends, network.get_parameters(), "extremes")


def main() -> None:
    """Write the table."""
    import openvino

    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("pictures", nargs="+", type=Path, metavar="PNG")
    crops = lines_in(options.parse_args().pictures)
    runtime, model = openvino.Core(), models() / RECOGNISER
    network = runtime.read_model(model)
    network.reshape([-1, 3, LINE_HEIGHT, -1])
    names = [node.get_friendly_name() for node in convolutions(network)]
    measure = runtime.compile_model(extremes(network), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    seen = np.array([[float(end) for end in measure([line_input(crop)[None]]).values()] for crop in crops])
    lows, highs = np.quantile(seen[:, 0::2], 1 - SHARE, axis=0), np.quantile(seen[:, 1::2], SHARE, axis=0)
    measured = list(zip(names, lows.tolist(), highs.tolist(), strict=True))[STEM:]
    ranges = {name: [round(low, 4), round(high, 4)] for name, low, high in measured}
    rows = ",\n".join(f"    {json.dumps(name)}: {json.dumps(ends)}" for name, ends in ranges.items())
    table = f'{{\n  "sha256": "{checksum(model)}",\n  "ranges": {{\n{rows}\n  }}\n}}\n'
    ranges_file(model).write_text(table, encoding="utf-8")
    print(f"{ranges_file(model)}: {len(ranges)} ranges out of {len(crops)} lines")


if __name__ == "__main__":
    main()
