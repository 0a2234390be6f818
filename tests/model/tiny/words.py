"""The tiny checkpoint's tokenizer, chat template and response template.

The tokenizer reads only the words that the checkpoint was trained on and the chat markup; all other text of a prompt vanishes.
That keeps the vocabulary at about 170 tokens, and makes the checkpoint indifferent to the wording of a system prompt or of tools.
What the checkpoint itself writes survives a round trip through the tokenizer unchanged.
"""

from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

from gui_agent.model.serving.probe import WORDS

COLOURS = ("red", "green", "blue", "yellow")
NUMBERS = tuple(str(number) for number in range(1, 101))
"""Tens of thousandths: '51' and a '0' are 510."""
SPECIAL = (
    "<|endoftext|>", "[gMASK]", "<sop>", "<|system|>", "<|user|>", "<|assistant|>", "<|observation|>",
    "<|begin_of_image|>", "<|image|>", "<|end_of_image|>", "<|begin_of_video|>", "<|video|>", "<|end_of_video|>",
    "<|begin_of_box|>", "<|end_of_box|>",
)  # fmt: skip
MARKUP = (
    "<think>", "</think>", "<tool_call>", "</tool_call>", "<arg_key>", "</arg_key>", "<arg_value>", "</arg_value>",
    "<tools>", "</tools>", "<tool_response>", "</tool_response>", "/nothink",
)  # fmt: skip
PHRASES = (
    "\n", "left_click\n", "wait\n", "done\n", "start_box", "element_info", "ok",
    "The task names a button.", "The button was clicked.", "The task asks to wait.", "The picture is asked about.",
)  # fmt: skip
PIECES = ("0", "[", "]", "[[", "]]", ",", ", ", " button", "pause", "Pause", "word", "Word", *COLOURS, *WORDS)
TEMPLATE = Path(__file__).with_name("chat_template.jinja").read_text(encoding="utf-8")
RESPONSE_TEMPLATE = {
    "defaults": {"role": "assistant"},
    "start_anchor": "<|assistant|>",
    "fields": {
        "reasoning_content": {"open_pattern": r"\s*<think>", "close_pattern": r"</think>\s*", "content": "text"},
        "tool_calls": {
            "open_pattern": r"\s*<tool_call>(?P<name>[^<\n]+)\n?",
            "close": "</tool_call>",
            "repeats": True,
            "content": "xml-inline",
            "content_args": {
                "tag_pattern": r"<arg_key>(?P<key>[^<]+)</arg_key>\s*<arg_value>(?P<value>.*?)</arg_value>",
                "value_parser": {"name": "json", "args": {"allow_non_json": True}},
            },
            "transform": {"type": "function", "function": {"name": "{name}", "arguments": "{content}"}},
        },
        "content": {"close_pattern": r"\s*(?:<\|endoftext\|>|<\|user\|>|<\|observation\|>)", "content": "text"},
    },
}
"""Lets `transformers serve` return reasoning_content and tool_calls; without it the raw text is served."""


def build_tokenizer() -> PreTrainedTokenizerFast:
    """The word-level tokenizer with the chat template."""
    added = (*SPECIAL, *MARKUP)
    vocabulary = {word: index for index, word in enumerate(dict.fromkeys((*added, *PHRASES, *PIECES, *NUMBERS)))}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<|endoftext|>"))
    tokenizer.add_special_tokens([AddedToken(word, special=True, normalized=False) for word in SPECIAL])
    tokenizer.add_tokens([AddedToken(word, special=False, normalized=False) for word in MARKUP])
    colours = "|".join(COLOURS)
    whole = [
        *(phrase.replace(".", r"\.").replace("\n", r"\n") for phrase in PHRASES),
        rf"\n?(?:ok|{'|'.join(WORDS)})",
        f"(?:{colours}) button",
        r"\[\d+, \d+\]",
        r"\[\[\d+,\d+,\d+,\d+\]\]",
    ]
    known = rf"\A(?:{'|'.join(whole)})\z|\b(?:{colours}|{'|'.join(WORDS)})\b|\b(?:[Pp]ause|[Ww]ord)\b"
    phrases = "|".join(whole[: len(PHRASES)])
    pieces = rf"\A(?:{phrases})\z|\[\[|\]\]|\[|\]|, |,|\d+(?=0(?!\d))|0| button|\A\n"
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(known), behavior="removed", invert=True),
            pre_tokenizers.Split(Regex(pieces), behavior="isolated"),
        ]
    )
    tokenizer.decoder = decoders.Fuse()
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token="<|endoftext|>",
        pad_token="<|endoftext|>",
        model_max_length=65536,
        padding_side="left",
        clean_up_tokenization_spaces=False,
        chat_template=TEMPLATE,
        response_template=RESPONSE_TEMPLATE,
    )
