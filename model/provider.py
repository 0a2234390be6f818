"""From a name to a model: a served model behind a URL, weights in this process, or the embedded literal model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gui_agent.errors import UsageError
from gui_agent.model.choice import ModelChoice
from gui_agent.model.sdk import import_sdk
from gui_agent.model.wire import Endpoint, OnDelta

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from agents import Model

    from gui_agent.model.literal.sight.scene import Scene
    from gui_agent.perception.screen.screenshot import Screenshot
    from gui_agent.perception.text.text import TextReader

FirstLook = tuple[str, "Screenshot"]
"""The task, and the first picture of the screen."""


def open_endpoint(choice: ModelChoice) -> Endpoint:
    """What answers chat requests for this choice: an HTTP server, or weights in this process. Raises UsageError for `literal`."""
    if choice.kind == "endpoint":
        from gui_agent.model.servers.endpoint import HttpEndpoint

        return HttpEndpoint(choice)
    if choice.kind == "local":
        from gui_agent.model.in_process.endpoint import LocalEndpoint

        return LocalEndpoint(choice.name, quantize=choice.quantize, device_map=choice.device_map)
    raise UsageError(
        "the literal model answers no questions about pictures",
        "Name a model with --model and --base-url; gui-agent serve starts one",
    )


def open_model(
    choice: ModelChoice,
    *,
    on_delta: OnDelta | None = None,
    first_look: Future[FirstLook] | None = None,
    thinks: Callable[[], bool] | None = None,
) -> Model:
    """The Agents SDK model for this choice; `on_delta` is called with thinking, text and calls while they stream.

    `thinks` says before each turn whether the model thinks first; without, the choice says so for all of them.

    With `first_look`, the task and the first picture as soon as they are known, `literal` looks at it while the SDK is still
    being imported; it must be set or cancelled. Raises UsageError.
    """
    if choice.kind == "literal":
        return _open_literal(first_look)
    import_sdk()
    from gui_agent.model.glm.glm import EndpointModel

    return EndpointModel(open_endpoint(choice), choice, on_delta=on_delta, thinks=thinks)


def _open_literal(first_look: Future[FirstLook] | None) -> Model:
    """The embedded model; its networks are loaded, and look at the first picture, while the Agents SDK is imported."""
    from concurrent.futures import ThreadPoolExecutor

    from gui_agent.perception.text.text import TextReader

    reader = TextReader()
    pool = ThreadPoolExecutor(1, thread_name_prefix="first-look")
    warm = pool.submit(reader.warm_up)
    looking = pool.submit(_look, reader, first_look) if first_look is not None else None
    pool.shutdown(wait=False)
    import_sdk()
    from gui_agent.model.literal import LiteralModel

    model: Model = LiteralModel(reader, looking)
    warm.result()
    return model


def _look(reader: TextReader, first_look: Future[FirstLook]) -> Scene | None:
    """What is on the first picture; None if there will be none."""
    from concurrent.futures import CancelledError

    from gui_agent.model.literal.sight.scene import Scene

    try:
        task, picture = first_look.result()
    except CancelledError:
        return None
    scene = Scene(picture, reader, task)
    scene.look()
    return scene
