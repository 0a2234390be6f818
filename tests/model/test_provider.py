"""From a name to a model, and what is said where that cannot be."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from gui_agent.errors import UsageError
from gui_agent.model.choice import ModelChoice, Sampling
from gui_agent.model.glm.glm import EndpointModel
from gui_agent.model.provider import open_endpoint, open_model


def test_the_default_is_the_embedded_model() -> None:
    assert ModelChoice().kind == "literal"
    assert type(open_model(ModelChoice())).__name__ == "LiteralModel"
    with pytest.raises(UsageError, match="gui-agent serve"):
        open_endpoint(ModelChoice())


def test_a_served_name_needs_its_server() -> None:
    model = open_model(ModelChoice(name="glm-4.5v", base_url="http://127.0.0.1:1/v1"))
    assert isinstance(model, EndpointModel)
    with pytest.raises(UsageError, match="--base-url http://HOST:PORT/v1"):
        open_model(ModelChoice(name="glm-4.5v"))


def test_a_folder_and_a_hub_name_run_in_process(tmp_path: Path) -> None:
    assert ModelChoice(name=str(tmp_path)).kind == "local"
    assert ModelChoice(name="hf:zai-org/GLM-4.6V-Flash").kind == "local"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"base_url": "localhost:8000/v1", "name": "m"}, "no web address"),
        ({"base_url": "http:///v1", "name": "m"}, "no web address"),
        ({"base_url": "http://localhost:8000/v1"}, "but no model"),
    ],
)
def test_what_makes_no_sense_is_said(settings: Any, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        open_model(ModelChoice(**settings))


def test_a_key_is_never_shown() -> None:
    assert "s3cret" not in repr(ModelChoice(api_key=SecretStr("s3cret")))


def test_only_sampling_that_is_set_is_sent() -> None:
    assert Sampling(max_tokens=None).fields() == {}
    assert Sampling(temperature=0, top_k=2, max_tokens=5).fields() == {"temperature": 0, "top_k": 2, "max_tokens": 5}
    with pytest.raises(ValidationError):
        Sampling(top_p=1.5)
