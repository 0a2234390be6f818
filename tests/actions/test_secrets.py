"""Placeholders for secrets."""

import pytest

from gui_agent.actions import secrets
from gui_agent.errors import ActionError


def test_placeholders_are_found_replaced_and_masked() -> None:
    text = f"user {secrets.placeholder('name')} and {{{{ secret: pw }}}} and {secrets.placeholder('name')}"
    assert secrets.find(text) == ["name", "pw"]
    values = {"name": "ann", "pw": "ann-tiger", "empty": ""}
    typed = secrets.replace(text, values)
    assert typed == "user ann and ann-tiger and ann"
    assert secrets.mask(typed, values) == "user {{secret:name}} and {{secret:pw}} and {{secret:name}}"


def test_a_value_that_looks_like_a_placeholder_is_typed_as_it_is() -> None:
    assert secrets.replace("{{secret:a}}", {"a": r"{{secret:b}}\1"}) == r"{{secret:b}}\1"


def test_an_unknown_secret_is_refused_without_telling_values() -> None:
    with pytest.raises(ActionError, match=r"unknown secret 'pw'.*name") as refused:
        secrets.replace("{{secret:pw}}", {"name": "tiger"})
    assert "tiger" not in str(refused.value)


def test_a_secret_within_json_within_a_text_is_masked_in_every_spelling_of_its_letters() -> None:
    assert secrets.mask('{"x": "a\\"é"}', {"PW": 'a"é'}) == '{"x": "{{secret:PW}}"}'
    assert secrets.mask("abcd ab", {"SHORT": "ab", "LONG": "abcd"}) == "{{secret:LONG}} {{secret:SHORT}}"
    assert secrets.mask("text", {"EMPTY": ""}) == "text"
    assert secrets.mask_all({"ab": ["ab", ("ab", 3, None)]}, {"S": "ab"}) == {
        "{{secret:S}}": ["{{secret:S}}", ["{{secret:S}}", 3, None]]
    }
    assert secrets.mask_all("ab", {}) == "ab"


def test_the_remedy_names_the_secrets_that_were_given() -> None:
    for values, said in (({"PIN": "1", "KEY": "2"}, "Known secrets: KEY, PIN"), ({}, "Known secrets: none were given")):
        with pytest.raises(ActionError) as refused:
            secrets.replace("{{secret:PW}}", values)
        assert (refused.value.message, refused.value.remedy.endswith(said)) == ("unknown secret 'PW'", True)
