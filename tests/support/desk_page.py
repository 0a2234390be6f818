"""A page of `benchmarks/apps/page.py` on a private screen, as statements about it need it: looked at once it is there."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gui_agent.perception.change.settle import settle
from gui_agent.perception.screen.display import start_virtual_display
from gui_agent.perception.screen.screenshot import Camera, Screenshot
from gui_agent.perception.text.text import TextReader

PAGE = Path(__file__).parents[2] / "benchmarks" / "apps" / "page.py"


@contextmanager
def desk_page(file: Path, reader: TextReader, last_text: str = "items left") -> Iterator[Screenshot]:
    """The picture of the page that `file` describes, once its last text is shown."""
    with start_virtual_display() as display:
        command = [sys.executable, str(PAGE), str(file), str(file.parent)]
        process = subprocess.Popen(command, env=display.environment)
        camera = Camera(display)
        try:
            shot = settle(camera, None, patience=30, ceiling=30).screenshot
            until = time.monotonic() + 60
            while not any(last_text in line.text for line in reader.read(shot)) and time.monotonic() < until:
                time.sleep(0.3)
                shot = settle(camera, None, patience=5, ceiling=30).screenshot
            yield shot
        finally:
            camera.close()
            process.terminate()
            process.wait(20)
