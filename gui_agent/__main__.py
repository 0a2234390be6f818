"""`python -m gui_agent` is `gui-agent`: modules in the current folder, an `agents.py` say, are not taken for installed ones."""

import sys
from pathlib import Path

if sys.path[0] == str(Path.cwd()):  # put there by -m
    del sys.path[0]

from gui_agent.cli.entry import main

main()
