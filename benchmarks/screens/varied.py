"""Varied pages for training: those of the web interfaces that are not closed, each changed by chance (`varied.js`) many times.

A picture of one is not in the corpus; it is of the source whose page was changed, so folds of sources stay apart.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import sys
from pathlib import Path

import invented
import pages
import shoot
import sources
from npm_packages import install
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
_SCALES = (1, 1, 1, 1, 0.9, 1.1, 1.25, 1.5)
"""Device pixels for each pixel of the page."""


def _words(language: str) -> list[str]:
    """Words to write into a page."""
    return sorted({*invented.WORDS, *(word for text in pages.texts(language).values() for word in text.split())})


def draw_varied(folder: Path, npm: Path, each: int) -> None:
    """`each` pictures of every page and their truth, in FOLDER/SOURCE; those that are there are kept."""
    web = [source for source in sources.SOURCES if not source.command and source.half != "closed"]
    wanted = [
        (number, source, screen)
        for number in range(each)
        for source in web
        for screen in source.screens
        if screen.scale == 1 and not (folder / source.name / f"{screen.name}-{number}.json").exists()
    ]
    if not wanted:
        return
    truth_of, changed = ((HERE / name).read_text(encoding="utf-8") for name in ("web_truth.js", "varied.js"))
    pools = {language: _words(language) for language in sources.LANGUAGES}
    packages = install(npm, sources.PACKAGES)
    with shoot._server(packages) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for number, source, screen in wanted:
            chance = random.Random(f"{source.name} {screen.name} {number}")
            scale, language = chance.choice(_SCALES), chance.choice(list(sources.LANGUAGES))
            wide, high = round(chance.choice((1260, 1260, 1000, 800)) / scale), round(784 / scale)
            context = browser.new_context(viewport={"width": wide, "height": high}, device_scale_factor=scale, locale=language)
            context.route(re.compile(r"^https?://(?!127\.0\.0\.1)"), lambda route: route.abort())
            tab = context.new_page()
            target = folder / source.name / f"{screen.name}-{number}.json"
            try:
                tab.goto(f"{address}/{screen.page}?{language}", wait_until="load")
                tab.wait_for_timeout(400)
                if screen.script:
                    tab.evaluate(screen.script)
                tab.evaluate(changed, [chance.randrange(1 << 30), pools[language]])
                tab.wait_for_timeout(300)
                truth = {"source": source.name, "half": "training", "toolkit": "web", **tab.evaluate(truth_of)}
                target.parent.mkdir(parents=True, exist_ok=True)
                tab.screenshot(path=str(target.with_suffix(".png")))
                target.write_text(json.dumps(truth, ensure_ascii=False), encoding="utf-8")
            except BrowserError as error:
                print(f"{source.name}/{screen.name}: {str(error)[:200]}", file=sys.stderr, flush=True)
            context.close()
        browser.close()


if __name__ == "__main__":
    draw_varied(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
