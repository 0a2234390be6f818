"""How well small text is read, and how quick: random pages drawn by Chromium.

    python benchmarks/reading.py [--pages N] [--seed S]     read pages that no rule was made for
    python benchmarks/reading.py --draw FOLDER              only draw them

A page shows about 80 phrases in ten fonts from 10 to 24 pixels and eight colour schemes: words, sums, dates, addresses, paths,
code, and letters with accents; every seventh is Chinese. Fonts that are not installed are replaced by Chromium.
"""

from __future__ import annotations

import argparse
import html
import random
import re
import sysconfig
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright
from rapidfuzz.distance import Levenshtein

from gui_agent.perception.geometry import Box, Size
from gui_agent.perception.screen.screenshot import Screenshot
from gui_agent.perception.text.text import TextLine, TextReader

SIZE = Size(1280, 800)
FONTS = [
    "DejaVu Sans",
    "DejaVu Serif",
    "DejaVu Sans Mono",
    "Nimbus Sans",
    "Nimbus Roman",
    "Liberation Sans",
    "Liberation Serif",
    "Roboto",
    "Open Sans",
    "Liberation Mono",
]
CHINESE_FONT = "WenQuanYi Zen Hei"
PIXELS = [10, 11, 12, 12, 13, 13, 14, 14, 15, 16, 16, 18, 20, 22, 24]
COLOURS = [
    ("#fff", "#111"),
    ("#f4f4f4", "#202020"),
    ("#1e1e1e", "#d4d4d4"),
    ("#0d1117", "#58a6ff"),
    ("#fffbe6", "#5b4636"),
    ("#2563eb", "#fff"),
    ("#fff", "#767676"),
    ("#e8eef7", "#0b3d91"),
]
ACCENTED = """
Größe Straße übermäßig Änderung où être déjà façon çà élève niño mañana São coração łódź żółty čeština åtgärd ångström møte
smørrebrød naïve señor über für Öffnen schließen Einfügen Rückgängig Paramètres Télécharger Aperçu Préférences
""".split()  # noqa: SIM905
CHINESE = """
设置 文件 编辑 查看 帮助 保存更改 取消 删除账户 用户名 密码 登录 注册新账户 打印预览
搜索订单 购物车 总金额 发货地址 联系方式 下一步 返回首页 系统管理 语言 网络连接 声音 电源 显示器 隐私政策
""".split()  # noqa: SIM905
FIRST_CHINESE = "\u3000"
PLACES = "[...document.querySelectorAll('span')].map(e => Object.values(e.getBoundingClientRect().toJSON()).map(Math.round))"


@dataclass(frozen=True)
class Phrase:
    """What is at one place of a page."""

    text: str
    box: Box
    """Pixels of the page."""


@dataclass(frozen=True)
class Page:
    """A drawn page."""

    image: Image.Image
    phrases: list[Phrase]


@dataclass
class Score:
    """How much of some pages was read right."""

    words: int = 0
    words_missing: int = 0
    characters: int = 0
    characters_wrong: int = 0
    seconds: float = 0.0
    processor_seconds: float = 0.0
    wrong: list[tuple[str, str]] = field(default_factory=list)
    """What is there, and what was read."""

    def add(self, page: Page, lines: list[TextLine]) -> None:
        """Compare what was read with what was drawn: words wherever they are, characters phrase by phrase, without spaces.

        Chinese counts by its characters alone: it is written without spaces between words.
        """
        truth = Counter(word for phrase in page.phrases for word in phrase.text.split() if max(word) < FIRST_CHINESE)
        self.words += truth.total()
        self.words_missing += (truth - Counter(word for line in lines for word in line.text.split())).total()
        for phrase in page.phrases:
            place = phrase.box.padded(4)
            inside = sorted(
                (word.box.left, word.text) for line in lines for word in line.words if place.contains(word.box.center)
            )
            wanted, read = phrase.text.replace(" ", ""), "".join(text for _, text in inside)
            self.characters += len(wanted)
            self.characters_wrong += min(len(wanted), Levenshtein.distance(wanted, read))
            if wanted != read:
                self.wrong.append((wanted, read))


def vocabulary() -> list[str]:
    """Words that people wrote: those of the descriptions of the installed packages."""
    folder = Path(sysconfig.get_paths()["purelib"])
    text = " ".join(file.read_text(errors="ignore") for file in sorted(folder.glob("*.dist-info/METADATA")))
    return sorted(set(re.findall("[A-Za-z]{2,14}", text)))


class Writer:
    """Makes up phrases."""

    def __init__(self, chosen: random.Random, words: list[str]) -> None:
        self._chosen, self._words = chosen, words

    def phrase(self) -> str:
        """Half of the time up to five words, else one of the things that screens are full of."""
        number, word = self._chosen.randint, self._word
        others = [
            lambda: f"{number(1, 9999):,}.{number(0, 99):02d} {self._chosen.choice(['EUR', 'USD', '$', '€', 'kg'])}",
            lambda: f"{number(1, 28):02d}/{number(1, 12):02d}/{number(2010, 2029)} {number(0, 23):02d}:{number(0, 59):02d}",
            lambda: f"{word()}.{word()}@{word()}.{self._chosen.choice(['com', 'org', 'io', 'de'])}".lower(),
            lambda: f"#{number(1000, 99999)} {word()} {word()}",
            lambda: f"https://{word()}.org/{word()}?id={number(1, 999)}".lower(),
            lambda: f"/home/{word()}/{word()}_{number(1, 9)}.{self._chosen.choice(['txt', 'pdf', 'py', 'json'])}".lower(),
            lambda: f"{word()}_{word()}({word()}={number(0, 9)})".lower(),
            lambda: f"{number(1, 100)}%",
            lambda: f"v{number(0, 9)}.{number(0, 20)}.{number(0, 9)}",
            lambda: " ".join(self._chosen.choices(ACCENTED, k=number(1, 3))),
            lambda: " ".join(word() for _ in range(number(6, 11))),
        ]
        return self._chosen.choice([*others, *[lambda: " ".join(word() for _ in range(number(1, 5)))] * len(others)])()

    def chinese(self) -> str:
        """Up to three captions."""
        return " ".join(self._chosen.choices(CHINESE, k=self._chosen.randint(1, 3)))

    def _word(self) -> str:
        word, case = self._chosen.choice(self._words), self._chosen.random()
        return word.lower() if case < 0.6 else word.capitalize() if case < 0.85 else word


def page_html(number: int, words: list[str]) -> tuple[str, list[str]]:
    """A page, always the same for a number, and the phrases on it."""
    chosen = random.Random(number)
    writer, chinese = Writer(chosen, words), number % 7 == 6
    ground, _ = COLOURS[number % len(COLOURS)]
    texts, spans, y = [], [], 8
    while y < SIZE.height - 30:
        pixels = chosen.choice(PIXELS)
        font = CHINESE_FONT if chinese else FONTS[(3 * number + chosen.choice([0, 0, 0, 1, 2, 3])) % len(FONTS)]
        style = ("bold " if chosen.random() < 0.15 else "") + ("italic " if chosen.random() < 0.06 else "")
        x = chosen.randint(6, 40)
        while x < SIZE.width - 130:
            text = writer.chinese() if chinese and chosen.random() < 0.7 else writer.phrase()
            width = int(len(text) * pixels * (1.05 if chinese else 0.72)) + 20
            if x + width > SIZE.width:
                break
            back, letters = COLOURS[number % len(COLOURS)] if chosen.random() < 0.85 else chosen.choice(COLOURS)
            place = f"position:absolute;left:{x}px;top:{y}px;padding:1px 3px;white-space:pre"
            look = f"font:{style}{pixels}px '{font}';background:{back};color:{letters}"
            spans.append(f'<span style="{place};{look}">{html.escape(text)}</span>')
            texts.append(text)
            x += width + chosen.randint(14, 90)
        y += int(pixels * 1.5) + chosen.randint(4, 14)
    return f"<body style='margin:0;background:{ground}'>{''.join(spans)}", texts


def draw(numbers: range) -> Iterator[Page]:
    """The pages of these numbers, drawn by Chromium."""
    words = vocabulary()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page(viewport={"width": SIZE.width, "height": SIZE.height})
        for number in numbers:
            content, texts = page_html(number, words)
            tab.set_content(content)
            places = [Box.of_size(*place[:4]) for place in tab.evaluate(PLACES)]
            file = Path(folder) / "page.png"
            tab.screenshot(path=file)
            phrases = [Phrase(text, place) for text, place in zip(texts, places, strict=True)]
            yield Page(Image.open(file).convert("RGB"), phrases)
        browser.close()


def read(pages: list[Page]) -> Score:
    """Read all pages with one reader, each of them for the first time."""
    reader, score = TextReader(), Score()
    reader.warm_up()
    for page in pages:
        start, worked = time.perf_counter(), time.process_time()
        lines = reader.read(Screenshot.of(page.image))
        score.seconds += time.perf_counter() - start
        score.processor_seconds += time.process_time() - worked
        score.add(page, lines)
    return score


def main() -> None:
    """Print the table, or draw the pages."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pages", type=int, default=28)
    options.add_argument("--seed", type=int, default=0, help="the number of the first page")
    options.add_argument("--draw", type=Path, metavar="FOLDER", help="write the pages into this folder as PNG files, and end")
    options.add_argument("--wrong", action="store_true", help="print each phrase that was not read right")
    chosen = options.parse_args()
    pages = list(draw(range(chosen.seed, chosen.seed + chosen.pages)))
    if chosen.draw:
        chosen.draw.mkdir(parents=True, exist_ok=True)
        for number, page in enumerate(pages, chosen.seed):
            page.image.save(chosen.draw / f"{number}.png")
        return
    score = read(pages)
    words, characters = score.words_missing / score.words, score.characters_wrong / score.characters
    print("| pages | words | words right | characters right | seconds | processor seconds |\n|---|---|---|---|---|---|")
    figures = f"{1 - words:.2%} | {1 - characters:.2%} | {score.seconds:.1f} | {score.processor_seconds:.1f}"
    print(f"| {len(pages)} | {score.words} | {figures} |")
    for wanted, found in score.wrong if chosen.wrong else []:
        print(f"  {wanted}  ->  {found}")


if __name__ == "__main__":
    main()
