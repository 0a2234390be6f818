from pathlib import Path

import pytest
from command_line import Cli, command_line


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """The command line, run in an empty folder of its own."""
    return command_line(tmp_path)
