"""`gui-agent ask`: a question about pictures, a video or a document."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gui_agent import from_settings
from gui_agent.cli import options
from gui_agent.cli.terminal import say, say_json

if TYPE_CHECKING:
    from gui_agent.model.questions.ask import Answer
    from gui_agent.model.questions.media import Source


SHOWN_BEFORE = 16
"""Characters of what was printed last that decide how the next piece is printed."""


def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="What you want to know.")],
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE", help="More files, so that --image can be followed by several.")
    ] = None,
    image: Annotated[list[Path] | None, typer.Option(metavar="FILE", help="A picture; may be given several times.")] = None,
    video: Annotated[list[Path] | None, typer.Option(metavar="FILE", help="A video; a long one is asked about in parts.")] = None,
    pdf: Annotated[list[Path] | None, typer.Option(metavar="FILE", help="A PDF; a long one is asked about in parts.")] = None,
    model: options.Model = None,
    base_url: options.BaseUrl = None,
    api_key_env: options.ApiKeyEnv = None,
    wait_for_server: options.WaitForServer = None,
    thinking: options.Thinking = None,
    quantize: options.Quantize = None,
    device_map: options.DeviceMap = None,
    show_thinking: Annotated[bool, typer.Option(help="Print the thinking too, on stderr.")] = False,
    stream: Annotated[bool, typer.Option("--stream", help="Print the answer as it arrives.")] = False,
    sampled: Annotated[
        bool,
        typer.Option("--sample", help="Show only samples of a long video or PDF: one question instead of one for each part."),
    ] = False,
    tiles: Annotated[
        bool, typer.Option("--tiles", help="Look at each part of a picture enlarged, too: for small print and for counting.")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Ask QUESTION about pictures, videos or PDFs, and print the answer.

    Example: gui-agent ask "What is the total?" --image receipt-1.png receipt-2.png
    """
    import asyncio

    from gui_agent.errors import UsageError
    from gui_agent.model.provider import open_endpoint
    from gui_agent.model.questions.ask import ask as put_question

    if tiles and (sampled or video or pdf):
        raise UsageError(
            "--tiles is for pictures", "Leave out --sample, --video and --pdf: what is long is asked in parts anyway"
        )
    question, others = _question_among(question, files or [])
    sources = _sources(image or [], video or [], pdf or [], others)
    values = from_settings.settings(
        model=model,
        base_url=base_url,
        api_key_env=api_key_env,
        wait_for_server=wait_for_server,
        thinking=thinking,
        quantize=quantize,
        device_map=device_map,
    )
    choice = from_settings.model_choice(values)

    shown = {"text": "", "thinking": ""}

    def show(kind: str, piece: str) -> None:
        if (kind == "text" and stream and not as_json) or (kind == "thinking" and show_thinking):
            say(piece, err=kind == "thinking", end="", after=shown[kind])
            shown[kind] = (shown[kind] + piece)[-SHOWN_BEFORE:]

    async def answer() -> Answer:
        endpoint = open_endpoint(choice)
        try:
            return await put_question(
                endpoint,
                choice,
                question,
                sources,
                on_delta=show,
                split_long=not sampled,
                tiles=tiles,
                on_segment=lambda line: say(line, err=True),
            )
        finally:
            await endpoint.close()

    result = asyncio.run(answer())
    for line in result.sampled:
        say(f"saw {line}", err=True)
    if show_thinking and not choice.stream and result.thinking:
        say(result.thinking, err=True)
    if as_json:
        usage = {"requests": result.usage.requests, "prompt": result.usage.prompt, "completion": result.usage.completion}
        reported = {"answer": result.text, "thinking": result.thinking, "saw": list(result.sampled), "usage": usage}
        say_json(reported)
    elif stream and choice.stream:
        say()
    else:
        say(result.text)


def _question_among(question: str, files: list[Path]) -> tuple[str, list[Path]]:
    """The question and the files: `ask --image a.png b.png "What is it?"` has them in the other order."""
    not_files = [path for path in files if not path.is_file()]
    if Path(question).is_file() and len(not_files) == 1:
        return str(not_files[0]), [Path(question), *(path for path in files if path.is_file())]
    return question, files


def _sources(images: list[Path], videos: list[Path], pdfs: list[Path], others: list[Path]) -> list[Source]:
    from gui_agent.model.questions.media import source_of

    return [
        *(source_of(path, "image") for path in images),
        *(source_of(path, "video") for path in videos),
        *(source_of(path, "pdf") for path in pdfs),
        *(source_of(path) for path in others),
    ]
