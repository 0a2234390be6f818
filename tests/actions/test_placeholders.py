"""Placeholders of secrets that are misspelled in any form are never typed as they are."""

import asyncio
from pathlib import Path

import pytest

from gui_agent import GuiAgent
from gui_agent.actions.secrets import misspelled, replace
from gui_agent.errors import ActionError, UsageError

BRACED = """
{secret:PW}|{{secret PW}}|{{secrets:PW}}|{{secret:PW}|{ {secret:PW} }|{{secret=PW}}|{{Secret:PW}}|{{SECRET:PW}}|{{sercet:PW}}|{{secret.PW}}
{{secret}}|{{secret:}}|{{ secret : }}|｛｛secret：PW｝｝|{{se\u200bcret:PW}}|${secret:PW}|$secret:PW|%secret:PW%|{{secret;PW}}|{{secert:PW}}
{{secret-PW}}|{{secret/PW}}|{{secret:P W}}|{{secret:9PW}}|{{seret:PW}}|{{secrect:PW}}|{{secret::PW}}
""".replace("\n", "|").strip("|").split("|")  # fmt: skip
WHERE_GIVEN = [
    "[secret:PW]",
    "<secret:PW>",
    "(secret: PW)",
    "{{PW}}",
    "{PW}",
    "$PW",
    "${PW}",
    "%PW%",
    "<PW>",
    "secret:PW",
    "{{pw}}",
]
FINE = [
    "{{secret:PW}}", "{{ secret: PW }}", "It is a secret: Bob", "secretary {x}", "{a: 1}", "(secret: it's his birthday)", "{secrecy}",
    "the {secretary}", "$5", "50%", "PW", "sector {7}", "{sets}", "{rests}", "a {sect}", "{select: all}", "{regret}", "if (x) {return 1}",
]  # fmt: skip


@pytest.mark.parametrize("text", BRACED)
def test_what_has_braces_is_refused_also_where_no_secret_was_given(text: str) -> None:
    assert misspelled(f"type {text} into it")
    with pytest.raises(ActionError, match="secret"):
        replace(text, {})
    with pytest.raises(ActionError, match="secret"):
        replace(text, {"PW": "x"})


@pytest.mark.parametrize("text", WHERE_GIVEN)
def test_where_secrets_were_given_their_names_in_other_signs_are_refused_too(text: str) -> None:
    with pytest.raises(ActionError, match="looks like the placeholder of a secret"):
        replace(f"a {text} b", {"PW": "x"})
    assert replace(text, {}) == text


@pytest.mark.parametrize("text", FINE)
def test_other_texts_are_typed(text: str) -> None:
    assert replace(text, {"PW": "PW"}) == text.replace("{{secret:PW}}", "PW").replace("{{ secret: PW }}", "PW")
    assert not misspelled(text)


@pytest.mark.parametrize("task", ["Type {{secert:PW}}", "Type {{secret:PIN}}", "Type {{secret PW}} and press enter"])
def test_it_is_noticed_before_the_application_starts(task: str, tmp_path: Path) -> None:
    agent = GuiAgent(app=f"touch {tmp_path / 'started'}", output=tmp_path, secrets={"PW": "x"})
    with pytest.raises(UsageError, match="secret"):
        asyncio.run(agent.run_async(task))
    assert list(tmp_path.iterdir()) == []
