"""The MCP tools that ask the model itself: which there are, about a picture, in a conversation."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from mcp.server.mcpserver import Context
from mcp.types import ToolAnnotations
from pydantic import BaseModel, Field

from gui_agent.errors import UsageError
from gui_agent.integrations.mcp_calls import Server, errors_reported, known_model
from gui_agent.integrations.mcp_progress import Progress
from gui_agent.integrations.picture_input import open_picture
from gui_agent.integrations.shared_screen import Workplace
from gui_agent.model.choice import ModelChoice
from gui_agent.model.glm.question import answer
from gui_agent.model.provider import open_endpoint
from gui_agent.model.questions.ask import ask
from gui_agent.model.questions.media import Source
from gui_agent.model.serving.probe import served_models
from gui_agent.model.wire import ChatRequest
from gui_agent.perception.screen.encoding import encode

Picture = Annotated[str, Field(min_length=1, description="A file, an http address, a data URL or base64.")]
Question = Annotated[str, Field(min_length=1, description="What you want to know about the picture.")]
ModelName = Annotated[str | None, Field(description="One of list_models; unset: the one that this server was started with.")]
Temperature = Annotated[float | None, Field(ge=0, le=2, description="Unset: the model's own.")]
MaxTokens = Annotated[int | None, Field(ge=1, description="Of the answer, thinking included.")]


class TextPart(BaseModel):
    """A piece of text in a message."""

    type: Literal["text"]
    text: str


class ImageUrl(BaseModel):
    """Where a picture is."""

    url: Picture


class ImagePart(BaseModel):
    """A picture in a message."""

    type: Literal["image_url"]
    image_url: ImageUrl


class ChatMessage(BaseModel):
    """One message of a conversation, in the form of the chat completions API."""

    role: Literal["system", "user", "assistant"]
    content: str | list[TextPart | ImagePart]


class ModelCard(BaseModel):
    """What is known of a model."""

    name: str
    kind: Literal["literal", "local", "endpoint"] = Field(
        description="literal: the embedded model, which reads the screen and answers no questions; local: in this process."
    )
    base_url: str | None = Field(default=None, description="The server that serves it.")
    context_tokens: int = Field(description="What fits into one conversation.")
    thinks: bool
    answer: str | None = Field(default=None, description="Its answer to the message.")


def add_model_tools(server: Server, place: Workplace, asks: ToolAnnotations) -> None:
    """Add `list_models`, `get_model`, `vision_chat`, `ask_image` and `chat`."""

    @server.tool(title="List the models", annotations=asks)
    async def list_models() -> list[str]:
        """The names of the models that can be asked."""
        with errors_reported():
            return await _names(place.choice)

    @server.tool(title="Look at a model, or ask it", annotations=asks)
    async def get_model(
        context: Context[Any, Any],
        model: ModelName = None,
        message: Annotated[str | None, Field(min_length=1, description="Something to ask it.")] = None,
    ) -> ModelCard:
        """What is known of a model and, with a message, its answer to it."""
        with errors_reported():
            choice = await _chosen(place.choice, model)
            card = ModelCard(
                name=choice.name,
                kind=choice.kind,
                base_url=choice.base_url,
                context_tokens=choice.context_tokens,
                thinks=choice.thinks,
            )
            if message is None:
                return card
            async with Progress(context, f"{choice.name} is thinking"):
                said = await _chat(choice, [ChatMessage(role="user", content=message)])
            return card.model_copy(update={"answer": said})

    @server.tool(title="Ask a model about a picture", annotations=asks)
    async def vision_chat(image_url: Picture, question: Question, context: Context[Any, Any], model: ModelName = None) -> str:
        """The model's answer to a question about a picture."""
        with errors_reported():
            async with Progress(context, "the model is looking at the picture"):
                return await _about(await _chosen(place.choice, model), image_url, question)

    @server.tool(title="Ask about a picture", annotations=asks)
    async def ask_image(question: Question, image: Picture, context: Context[Any, Any], model: ModelName = None) -> str:
        """Answer a question about a picture."""
        with errors_reported():
            async with Progress(context, "the model is looking at the picture"):
                return await _about(await _chosen(place.choice, model), image, question)

    @server.tool(title="Talk to the model", annotations=asks)
    async def chat(
        messages: list[ChatMessage],
        context: Context[Any, Any],
        model: ModelName = None,
        temperature: Temperature = None,
        max_tokens: MaxTokens = None,
    ) -> str:
        """The model's reply to a conversation, which may hold pictures; without the screen."""
        with errors_reported():
            choice = await _chosen(place.choice, model)
            given = {"temperature": temperature, "max_tokens": max_tokens}
            sampling = choice.sampling.model_copy(update={name: value for name, value in given.items() if value is not None})
            async with Progress(context, f"{choice.name} is thinking"):
                return await _chat(choice.model_copy(update={"sampling": sampling}), messages)


async def _names(choice: ModelChoice) -> list[str]:
    return list(await served_models(choice)) if choice.kind == "endpoint" else [choice.name]


async def _chosen(choice: ModelChoice, wanted: str | None) -> ModelChoice:
    """The choice with another name, if one is wanted and served. Raises GuiAgentError."""
    if wanted is None or wanted == choice.name:
        return choice
    return choice.model_copy(update={"name": known_model(await _names(choice), wanted)})


async def _about(choice: ModelChoice, image: str, question: str) -> str:
    picture = await open_picture(image)
    with tempfile.TemporaryDirectory(prefix="gui-agent-") as folder:
        path = Path(folder) / "picture.png"
        picture.save(path)
        endpoint = open_endpoint(choice)
        try:
            return (await ask(endpoint, choice, question, [Source(path, "image")])).text
        finally:
            await endpoint.close()


async def _chat(choice: ModelChoice, messages: Sequence[ChatMessage]) -> str:
    if not messages or messages[-1].role != "user":
        raise UsageError("the last message of the conversation is not the user's", "End with a message whose role is user")
    endpoint = open_endpoint(choice)
    try:
        request = ChatRequest(
            messages=[{"role": message.role, "content": await _content(message)} for message in messages],
            thinking=choice.thinks,
            stream=choice.stream,
            sampling=choice.sampling.fields(),
        )
        return (await answer(endpoint, request, lambda read, _: read.text, reasks=choice.reasks)).value
    finally:
        await endpoint.close()


async def _content(message: ChatMessage) -> str | list[dict[str, Any]]:
    if isinstance(message.content, str):
        return message.content
    parts: list[dict[str, Any]] = []
    for part in message.content:
        if isinstance(part, TextPart):
            parts.append(part.model_dump())
        else:
            url = encode(await open_picture(part.image_url.url)).data_url
            parts.append({"type": "image_url", "image_url": {"url": url}})
    return parts
