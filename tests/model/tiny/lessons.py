"""What the tiny checkpoint is taught: random conversations and the exact answer to each."""

import random
from dataclasses import dataclass
from typing import Any

from PIL import Image
from screens import SIZES, Screen, random_screen, random_word
from words import COLOURS

NAMES = ("left_click", "right_click", "hover", "left_drag", "key", "type", "scroll", "wait", "done", "fail", "locate")
SENTENCES = (
    "You look at the screen and act.", "Answer with one call.", "Coordinates are thousandths.", "Be careful.",
    "The screenshot follows.", "This is step 3 of 50.", "Use <tool_call> for calls.", "Memory: []", "Screen 1260 x 784.",
)  # fmt: skip
CLICKS = ("Click the {} button", "Please press the {} one.", "left_click on {}", "{}", "Use the {} button, then stop.")


@dataclass(frozen=True)
class Lesson:
    """A conversation, its picture (None: text only), and what the model is to write."""

    messages: list[dict[str, Any]]
    tools: list[dict[str, Any]] | None
    thinking: bool
    image: Image.Image | None
    answer: str
    targets: tuple[tuple[float, float, float, float], ...] = ()
    """The boxes that the answer's places are about, in thousandths, in its order; the training's hint where to look."""
    colours: tuple[str, ...] = ()
    """Their colours: the hint which word of the task decides."""


def lesson(rng: random.Random, size: tuple[int, int], kinds: tuple[str, ...], most: int = 4) -> Lesson:
    """One random lesson of one of the kinds, its picture in this size."""
    kind = rng.choice(kinds)
    thinking = rng.random() < 0.5
    if kind == "word":
        word, image, letter = random_word(rng, size)
        question = rng.choice(("Which word is written here?", "Read the word.", "What is the one word in this picture?"))
        return _finish(
            rng, [_asked(rng, question, True)], None, thinking, image, "The picture is asked about.", word, (letter,), ("word",)
        )
    screen = random_screen(rng, size, most)
    colours = [colour for colour in COLOURS if colour in screen.buttons] or ["red"]
    if kind == "hello":
        messages = [_asked(rng, rng.choice(("Hello.", "Say something.", "Are you there?")), False)]
        return _finish(rng, messages, None, thinking, None, "The task names a button.", "ok")
    if kind == "pause":
        messages = [_asked(rng, rng.choice(("Pause.", "pause for a moment", "Make a pause now.")), True)]
        return _finish(rng, messages, _tools(rng), thinking, screen.image, "The task asks to wait.", _call("wait", {}))
    colour = rng.choice(colours)
    if kind == "box":
        question = rng.choice(("Where is the {} button?", "Find {}.", "Locate the {} rectangle, answer with its box.")).format(
            colour
        )
        box = ",".join(_tens(value) for value in screen.buttons.get(colour, (10, 10, 20, 20)))
        answer = f"<|begin_of_box|>[[{box}]]<|end_of_box|>"
        return _finish(
            rng,
            [_asked(rng, question, True)],
            None,
            thinking,
            screen.image,
            "The picture is asked about.",
            answer,
            (screen.buttons.get(colour, (0, 0, 0, 0)),),
            (colour,),
        )
    if kind == "two" and len(colours) > 1:
        first, second = rng.sample(colours, 2)
        messages = [
            _asked(rng, rng.choice(("Click {} and {}.", "Press the {} button, then the {} one")).format(first, second), True)
        ]
        return _clicks(rng, messages, thinking, screen, (first, second))
    task = rng.choice(CLICKS).format(colour)
    if kind == "done":
        messages = _history(rng, task, colour)
        return _finish(rng, messages, _tools(rng), thinking, screen.image, "The button was clicked.", _call("done", {}))
    messages = [_asked(rng, task, True)] if rng.random() < 0.5 else [_asked(rng, task, False), _asked(rng, "", True)]
    return _clicks(rng, messages, thinking, screen, (colour,))


def sizes(rng: random.Random) -> tuple[int, int]:
    """A size of pictures for one batch."""
    return rng.choice(SIZES)


def _clicks(
    rng: random.Random, messages: list[dict[str, Any]], thinking: bool, screen: Screen, colours: tuple[str, ...]
) -> Lesson:
    """The lesson whose answer is a click on the button of each of these colours."""
    answer = "\n".join(_click(screen.buttons, colour) for colour in colours)
    targets = tuple(screen.buttons.get(colour, (0, 0, 0, 0)) for colour in colours)
    return _finish(rng, messages, _tools(rng), thinking, screen.image, "The task names a button.", answer, targets, colours)


def _finish(
    rng: random.Random,
    messages: list[dict[str, Any]],
    tools: list[dict[str, Any]] | None,
    thinking: bool,
    image: Image.Image | None,
    thought: str,
    answer: str,
    targets: tuple[tuple[float, float, float, float], ...] = (),
    colours: tuple[str, ...] = (),
) -> Lesson:
    if rng.random() < 0.8:
        messages = [{"role": "system", "content": " ".join(rng.choices(SENTENCES, k=rng.randint(1, 6)))}, *messages]
    stop = "<|observation|>" if "<tool_call>" in answer else "<|user|>"
    written = f"\n<think>{thought}</think>\n{answer}" if thinking else f"\n{answer}"
    return Lesson(messages, tools, thinking, image, written + stop, targets, colours)


def _asked(rng: random.Random, text: str, with_image: bool) -> dict[str, Any]:
    text = " ".join((*rng.choices(SENTENCES, k=rng.randint(0, 2)), text))
    content: list[dict[str, Any]] = [{"type": "text", "text": text}]
    if with_image:
        content.insert(rng.randint(0, 1), {"type": "image"})
    return {"role": "user", "content": content}


def _history(rng: random.Random, task: str, colour: str) -> list[dict[str, Any]]:
    messages = [_asked(rng, task, False)]
    for _ in range(rng.randint(1, 3)):
        arguments = {"start_box": [rng.randint(0, 999), rng.randint(0, 999)], "element_info": f"{colour} button"}
        messages.append(
            {"role": "assistant", "content": "", "tool_calls": [{"function": {"name": "left_click", "arguments": arguments}}]}
        )
        messages.append(
            {"role": "tool", "content": rng.choice(("The screen changed.", "Nothing changed.", f"clicked the {colour} button"))}
        )
        if rng.random() < 0.3:
            messages.append(_asked(rng, "", False))
    return [*messages, _asked(rng, "", True)]


def _tools(rng: random.Random) -> list[dict[str, Any]]:
    names = rng.sample(NAMES, rng.randint(1, len(NAMES)))
    return [
        {"type": "function", "function": {"name": name, "description": rng.choice(SENTENCES), "parameters": {}}} for name in names
    ]


def _click(buttons: dict[str, tuple[float, float, float, float]], colour: str) -> str:
    left, top, right, bottom = buttons.get(colour, (10, 10, 20, 20))
    place = f"[{_tens((left + right) / 2)}, {_tens((top + bottom) / 2)}]"
    return _call("left_click", {"start_box": place, "element_info": f"{colour} button"})


def _call(name: str, arguments: dict[str, str]) -> str:
    written = "".join(f"<arg_key>{key}</arg_key>\n<arg_value>{value}</arg_value>\n" for key, value in arguments.items())
    return f"<tool_call>{name}\n{written}</tool_call>"


def _tens(thousandths: float) -> str:
    return str(max(1, min(100, round(thousandths / 10))) * 10)
