"""What every playing of a scenario needs, imported once for all processes that are forked from the one that imports this.

None of it starts a thread, which a fork would lose (and of which Python 3.12 and later warn). Only `worker_processes` names it.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # in this process alone: else importing numpy and cv2 starts threads

from gui_agent.model.sdk import import_sdk

import_sdk()

import jinja2  # noqa: E402, F401

import gui_agent.agent.team  # noqa: E402, F401
from gui_agent.perception.opencv import cv2  # noqa: E402, F401
