"""Performs one long action on the display of the environment, to be interrupted. usage: probe_hold.py ACTION_JSON"""

import json
import sys

from gui_agent.actions.action import parse_action
from gui_agent.actions.execute import Executor
from gui_agent.perception.geometry import Box
from gui_agent.perception.screen.display import attach

with Executor(attach()) as executor:
    executor.perform(parse_action(json.loads(sys.argv[1])), Box(0, 0, 1000, 700))
