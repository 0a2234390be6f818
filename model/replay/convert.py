"""Cassettes of format 1, which knew pictures only: what their pictures show is put into words."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from gui_agent.errors import EnvironmentProblem
from gui_agent.model.replay.words import describe, screen_in_words
from gui_agent.perception.geometry import Box

if TYPE_CHECKING:
    from PIL.Image import Image

    from gui_agent.perception.text.text import TextReader

Picture = Callable[[str], "Image | None"]


def converted(data: dict[str, Any], picture: Picture) -> dict[str, Any]:
    """A cassette of format 1, as JSON, in format 2; `picture` gives a stored picture by its name.

    Targets get the words that their piece of the screen shows, and judgements are read again in their picture: where the reading
    comes to the recorded judgement, it is asked from now on. Where nothing can be read here, all is known by its picture alone.
    """
    for section in data.get("sections", []):
        for decision in section.get("decisions", []):
            for target in decision.get("targets", []):
                _put_into_words(target, picture(str(target.get("picture", ""))))
        for look in section.get("looks", []):
            if "value" not in look and _is_read(look, picture(str(look.get("picture", "")))):
                look["by"] = "reading"
    return {**data, "version": 2}


def _put_into_words(target: dict[str, Any], piece: Image | None) -> None:
    reader = _reader()
    if piece is None or reader is None:
        return
    from gui_agent.perception.screen.screenshot import Screenshot

    box, place = Box(*target["box"]), Box(*target["piece"])
    words = describe(box.offset(-place.left, -place.top), screen_in_words(Screenshot.of(piece), reader))
    if words is not None and words.label:
        target["words"] = words.model_dump(mode="json", exclude_defaults=True)


def _is_read(look: dict[str, Any], image: Image | None) -> bool:
    reader = _reader()
    if image is None or reader is None:
        return False
    from gui_agent.model.literal import check
    from gui_agent.perception.screen.screenshot import Screenshot

    judgement = check(str(look.get("statement", "")), Screenshot.of(image), reader)
    return judgement.answer == str(look.get("verdict", "yes"))


@cache
def _reader() -> TextReader | None:
    from gui_agent.perception.text.text import TextReader

    try:
        reader = TextReader()
        reader.warm_up()
    except (EnvironmentProblem, ImportError):
        return None
    return reader
