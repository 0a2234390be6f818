"""How long fuzzing takes: a few hundred examples with every test run, ten thousand of each with GUI_AGENT_TEST_FULL=1."""

import os

from hypothesis import HealthCheck, settings

FUZZ = settings(
    max_examples=10_000 if os.environ.get("GUI_AGENT_TEST_FULL") else 200,
    deadline=None,
    database=None,
    derandomize=not os.environ.get("GUI_AGENT_TEST_FULL"),
    suppress_health_check=list(HealthCheck),
)
