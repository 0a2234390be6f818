"""What every playing of a scenario needs, imported once for all processes that are forked from the one that imports this.

None of it starts a thread, which a fork would lose. Only `workers` names this module.
"""

from gui_agent.model.sdk import import_sdk

import_sdk()

import cv2  # noqa: E402, F401
import jinja2  # noqa: E402, F401

import gui_agent.agent.team  # noqa: E402, F401
