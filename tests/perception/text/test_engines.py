"""Compiled networks in the user's cache folder: used again, by several processes, and no reason to fail."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import filelock
import numpy as np
import pytest

from gui_agent.perception.text import engines
from gui_agent.perception.text.networks import LINE_HEIGHT, RECOGNISER, models

LINES = [-1, 3, LINE_HEIGHT, -1]


def load() -> None:
    """Load the recogniser, and let it read an empty line."""
    run, _ = engines.load_recogniser(models() / RECOGNISER, LINES)
    (answer,) = run([np.zeros((1, 3, LINE_HEIGHT, 320), np.float32)])
    assert answer.shape == (1, 2, 40)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("platformdirs.user_cache_path", lambda _: tmp_path)
    return tmp_path / "openvino"


def kept(cache: Path) -> list[Path]:
    return list(cache.glob("*.blob"))


def test_a_network_is_compiled_once(cache: Path) -> None:
    load()
    (file,) = kept(cache)
    written = file.stat().st_mtime_ns
    load()
    assert [(file, file.stat().st_mtime_ns) for file in kept(cache)] == [(file, written)]


def test_nobody_reads_what_another_one_still_writes(cache: Path) -> None:
    cache.mkdir()
    loading = threading.Thread(target=load)
    with filelock.FileLock(cache.with_suffix(".lock")):
        loading.start()
        loading.join(3)
        assert loading.is_alive()
        assert not kept(cache)
    loading.join()
    assert len(kept(cache)) == 1


def test_a_stopped_process_does_not_stop_all(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_PATIENCE", 0.2)
    cache.mkdir()
    loading = threading.Thread(target=load)
    with filelock.FileLock(cache.with_suffix(".lock")):
        loading.start()
        loading.join()
    assert not kept(cache)


def test_a_cache_file_cut_short_is_written_again(cache: Path) -> None:
    load()
    (file,) = kept(cache)
    whole = file.stat().st_size
    file.chmod(0o600)
    os.truncate(file, whole // 2)
    load()
    assert kept(cache) == [file]
    assert file.stat().st_size > 0.9 * whole  # names in it vary


@pytest.mark.parametrize("obstacle", ["openvino", "openvino.lock"])
def test_a_cache_that_cannot_be_used_is_done_without(cache: Path, obstacle: str) -> None:
    if obstacle == cache.name:
        cache.write_text("a file where the folder should be")
    else:
        cache.with_name(obstacle).mkdir()
    load()
    assert not kept(cache)


def test_what_nobody_read_for_a_month_is_removed(cache: Path) -> None:
    cache.mkdir()
    old, recent = cache / "1.blob", cache / "2.blob"
    for file, days in ((old, 31), (recent, 29)):
        file.write_bytes(b"compiled by an older version")
        os.utime(file, (time.time() - days * 24 * 3600,) * 2)
    load()
    assert not old.exists()
    assert recent.exists()


def test_many_processes_begin_with_an_empty_cache(tmp_path: Path) -> None:
    script = f"""if True:
        from gui_agent.perception import engines
        from gui_agent.perception.networks import RECOGNISER, models
        engines.load_recogniser(models() / RECOGNISER, {LINES})
    """
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
    processes = [
        subprocess.Popen([sys.executable, "-c", script], env=environment, stderr=subprocess.PIPE, text=True) for _ in range(4)
    ]
    told = [process.communicate(timeout=120)[1] for process in processes]
    assert [process.returncode for process in processes] == [0] * 4, told
    assert len(list(tmp_path.rglob("*.blob"))) == 1
