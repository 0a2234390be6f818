"""`python -m gui_agent` is `gui-agent`."""

from gui_agent.cli import main

main()
