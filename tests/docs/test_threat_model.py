"""The table of tests in the threat model names what is there, with the numbers that are true."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/threat-model.md").read_text(encoding="utf-8")


def test_the_files_exist() -> None:
    named = re.findall(r"`((?:tests|benchmarks)/[\w/.]+)`", PAGE)
    assert len(named) > 15
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_numbers_are_true() -> None:
    from tests.actions.policy.test_text_rules import CAUGHT, NOT_CAUGHT, WITH_A_FIELD
    from tests.actions.test_placeholders import BRACED, WHERE_GIVEN

    assert f"{len(CAUGHT) + len(WITH_A_FIELD)} caught, {len(NOT_CAUGHT)} named" in PAGE
    assert f"{len(BRACED) + len(WHERE_GIVEN)} forms" in PAGE
    trust = (ROOT / "docs/trust.md").read_text(encoding="utf-8")
    assert f"has {len(CAUGHT) + len(WITH_A_FIELD)} ways" in trust
    assert f"names {len(NOT_CAUGHT)} that are not" in trust
