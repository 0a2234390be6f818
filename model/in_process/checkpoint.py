"""GLM checkpoints on this machine: finding one, saying early that it cannot work, loading it with transformers' own classes.

`hf:ORG/NAME` is looked up in (or fetched to) the Hugging Face cache; anything else is a folder. GLM-4.5V, GLM-4.6V and
GLM-4.6V-Flash have never been loaded by this project (no machine that holds them); a tiny checkpoint of GLM-4.5V's architecture
is loaded by its tests.
"""

from __future__ import annotations

import importlib.util
import json
import os
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit
from urllib.request import getproxies

from gui_agent.errors import EndpointError, EnvironmentProblem, UsageError
from gui_agent.model.choice import HUB_PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator

Quantisation = Literal["8bit", "4bit", "fp8"]
ARCHITECTURES = {"glm4v_moe": "GLM-4.5V / GLM-4.6V", "glm4v": "GLM-4.1V", "glm46v": "GLM-4.6V-Flash"}
"""transformers' model types that speak this wire format."""
EXPERTS = frozenset({"glm4v_moe"})
_SHRINK: dict[Quantisation | None, float] = {None: 1.0, "8bit": 0.55, "fp8": 0.55, "4bit": 0.32}
"""Size after quantising 16-bit weights; embeddings, head and vision tower keep their precision."""
_REMEDY = (
    "Try --quantize 4bit or fp8, the smaller hf:zai-org/GLM-4.6V-Flash, or run the weights elsewhere and point --base-url there "
    "(gui-agent serve --dry-run --gpus 4x80 says what fits where)"
)


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint that was found and is of a known architecture."""

    location: str
    """A folder, or ORG/NAME on the hub."""
    model_type: str
    weight_bytes: int | None
    """Size of the weight files; None where they are not on this machine yet."""

    @property
    def has_experts(self) -> bool:
        """Whether most weights are a mixture of experts."""
        return self.model_type in EXPERTS


def find(model: str) -> Checkpoint:
    """The checkpoint that `--model` names.

    Raises UsageError for a missing folder or another architecture, EnvironmentProblem without the extra `[local]`, EndpointError
    when the hub cannot be reached.
    """
    if model.startswith(HUB_PREFIX):
        name = model.removeprefix(HUB_PREFIX)
        if name.count("/") != 1:
            raise UsageError(f"{model} is no model on the hub", "Write hf:ORG/NAME, for example hf:zai-org/GLM-4.6V-Flash")
        require_extra()
        return _checked(name, _hub_config(name), None)
    folder = Path(model).expanduser()
    config = folder / "config.json"
    if not folder.is_dir():
        raise UsageError(f"no such folder: {model}", "Give the folder of a GLM checkpoint, or hf:ORG/NAME")
    if not config.is_file():
        raise UsageError(
            f"{model} has no config.json, so it is no checkpoint", "Give the folder that holds config.json and the weights"
        )
    weights = sum(file.stat().st_size for file in folder.glob("*.safetensors"))
    if not weights:
        raise UsageError(f"{model} holds no *.safetensors weights", "Download the whole checkpoint, not only its configuration")
    try:
        settings = json.loads(config.read_text(encoding="utf-8"))
    except ValueError as error:
        raise UsageError(f"{config} is not JSON: {error}", "Download the checkpoint again") from error
    require_extra()
    return _checked(str(folder), settings, weights)


def require_extra() -> None:
    """Raises EnvironmentProblem when the extra `[local]` is not installed."""
    missing = [name for name in ("torch", "transformers", "accelerate") if importlib.util.find_spec(name) is None]
    if missing:
        raise EnvironmentProblem(
            f"running a model in this process needs {', '.join(missing)}",
            "Install the extra: pip install 'gui-agent[local]', or give --base-url of a server",
        )


def check_plan(checkpoint: Checkpoint, quantize: Quantisation | None) -> None:
    """Say before loading what cannot work: a quantisation that does not apply, more weights than memory.

    Raises UsageError or EnvironmentProblem.
    """
    if quantize in ("8bit", "4bit"):
        if checkpoint.has_experts:
            raise UsageError(
                f"--quantize {quantize} would leave the experts of {ARCHITECTURES[checkpoint.model_type]} as they are, "
                "nearly all of its weights: bitsandbytes converts linear layers only",
                "Use --quantize fp8 on a GPU of compute capability 8.9 or more, a checkpoint that is quantised already, "
                "or --base-url",
            )
        if importlib.util.find_spec("bitsandbytes") is None:
            raise EnvironmentProblem(f"--quantize {quantize} needs bitsandbytes", "Install it: pip install bitsandbytes")
    if quantize == "fp8":
        import torch

        if not torch.cuda.is_available():
            raise EnvironmentProblem("--quantize fp8 needs a CUDA GPU", "Leave it out on a CPU, or use --base-url of a server")
    if checkpoint.weight_bytes is None:
        return
    needed = checkpoint.weight_bytes * _SHRINK[quantize] * 1.1
    available = memory_bytes()
    if needed > available:
        raise EnvironmentProblem(
            f"the weights need about {needed / 2**30:.0f} GiB, and this machine has {available / 2**30:.0f} GiB, GPUs and all",
            _REMEDY,
        )


def load(checkpoint: Checkpoint, quantize: Quantisation | None, device_map: str) -> Any:
    """The model, ready to generate.

    Raises EnvironmentProblem when the memory does not suffice, UsageError when the files do not fit the architecture.
    """
    import torch
    from safetensors import SafetensorError
    from transformers import AutoModelForImageTextToText
    from transformers.utils import logging

    check_plan(checkpoint, quantize)
    if checkpoint.weight_bytes is not None:
        logging.disable_progress_bar()  # a bar is for downloads; what is here already loads without one
    options: dict[str, Any] = {"dtype": "auto", "device_map": device_map}
    if quantize is not None:
        options["quantization_config"] = _quantisation(quantize)
    try:
        model = AutoModelForImageTextToText.from_pretrained(checkpoint.location, **options)
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise out_of_memory("loading the weights", error) from error
    except (OSError, ValueError, KeyError, ImportError, SafetensorError) as error:
        raise UsageError(
            f"{checkpoint.location} could not be loaded: {_first_line(error)}", "Check that the folder is complete"
        ) from error
    except RuntimeError as error:
        if is_out_of_memory(error):
            raise out_of_memory("loading the weights", error) from error
        raise UsageError(
            f"{checkpoint.location} could not be loaded: {_first_line(error)}", "Download the checkpoint again"
        ) from error
    return model.eval()


def load_processor(checkpoint: Checkpoint) -> Any:
    """Tokenizer and image processor as one; without torchvision a processor for still pictures only.

    `AutoProcessor` needs torchvision for its video half; the tokenizer and the image processor (Pillow) do not.
    """
    from transformers import AutoImageProcessor, AutoProcessor, AutoTokenizer

    try:
        if importlib.util.find_spec("torchvision") is not None:
            return AutoProcessor.from_pretrained(checkpoint.location)
        tokenizer = AutoTokenizer.from_pretrained(checkpoint.location)
        images = AutoImageProcessor.from_pretrained(checkpoint.location)
    except (OSError, ValueError, KeyError) as error:
        raise UsageError(
            f"the tokenizer or image processor of {checkpoint.location} could not be loaded: {_first_line(error)}",
            "The folder needs tokenizer.json, tokenizer_config.json and preprocessor_config.json (or processor_config.json)",
        ) from error
    if not tokenizer.chat_template:
        raise UsageError(f"{checkpoint.location} has no chat template", "Add the checkpoint's chat_template.jinja")
    return image_only_processor()(images, tokenizer, chat_template=tokenizer.chat_template)


def image_only_processor() -> type[Any]:
    """GLM-4V's processor without its video half, which needs torchvision; to be built from its other two parts."""
    from transformers import ProcessorMixin
    from transformers.models.glm4v.processing_glm4v import Glm4vProcessor

    class ImageOnlyProcessor(Glm4vProcessor):  # type: ignore[misc]
        """Still pictures and text."""

        def __init__(self, image_processor: Any = None, tokenizer: Any = None, chat_template: str | None = None) -> None:
            self.image_token, self.video_token = "<|image|>", "<|video|>"
            self.image_token_id, self.video_token_id, self.video_start_id, self.video_end_id = tokenizer.convert_tokens_to_ids(
                [self.image_token, self.video_token, "<|begin_of_video|>", "<|end_of_video|>"]
            )
            ProcessorMixin.__init__(self, image_processor, tokenizer, chat_template=chat_template)

    return ImageOnlyProcessor


def memory_bytes() -> float:
    """Memory that weights could fill: all GPUs, and what main memory has free."""
    import torch

    total = 0.0
    if torch.cuda.is_available():
        total += sum(torch.cuda.get_device_properties(index).total_memory for index in range(torch.cuda.device_count()))
    return total + _free_main_memory()


def _free_main_memory() -> float:
    meminfo = Path("/proc/meminfo")
    if meminfo.is_file():
        for line in _lines(meminfo):
            if line.startswith("MemAvailable:"):
                return float(line.split()[1]) * 1024
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        return float(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    return float("inf")


def _lines(path: Path) -> Iterator[str]:
    yield from path.read_text(encoding="ascii", errors="replace").splitlines()


def out_of_memory(doing: str, error: BaseException) -> EnvironmentProblem:
    """The one line for memory that ran out while `doing` something."""
    return EnvironmentProblem(f"memory ran out while {doing} ({_first_line(error)})", _REMEDY)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether the error is about memory: torch's CPU allocator raises a plain RuntimeError."""
    import torch

    text = str(error).lower()
    return isinstance(error, torch.OutOfMemoryError | MemoryError) or "not enough memory" in text or "out of memory" in text


def _quantisation(quantize: Quantisation) -> Any:
    from transformers import BitsAndBytesConfig, FineGrainedFP8Config

    if quantize == "fp8":
        return FineGrainedFP8Config(modules_to_not_convert=["lm_head", "model.visual"])
    keep = ["lm_head", "model.visual"]
    if quantize == "8bit":
        return BitsAndBytesConfig(load_in_8bit=True, llm_int8_skip_modules=keep)
    return BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="nf4", llm_int8_skip_modules=keep)


def _hub_config(name: str) -> dict[str, Any]:
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import EntryNotFoundError, HfHubHTTPError, LocalEntryNotFoundError, RepositoryNotFoundError

    try:
        path = hf_hub_download(name, "config.json", local_files_only=not _hub_has_an_address())
    except LocalEntryNotFoundError as error:
        raise EndpointError(
            f"the Hugging Face hub cannot be reached and {name} is not in its cache", "Check the network, or give a folder"
        ) from error
    except (RepositoryNotFoundError, EntryNotFoundError) as error:
        raise UsageError(
            f"the hub has no model {name} with a config.json", "Check the spelling; private models need HF_TOKEN"
        ) from error
    except (HfHubHTTPError, OSError) as error:
        raise EndpointError(
            f"the Hugging Face hub did not give {name}: {_first_line(error)}", "Try again, or give a folder"
        ) from error
    return dict(json.loads(Path(path).read_text(encoding="utf-8")))


def _hub_has_an_address() -> bool:
    """Whether the hub's name can be resolved: its client would try for half a minute. A proxy may know it, where there is one."""
    from huggingface_hub import constants

    if getproxies():
        return True
    try:
        socket.getaddrinfo(urlsplit(constants.ENDPOINT).hostname, 443)
    except OSError:
        return False
    return True


def _checked(location: str, config: dict[str, Any], weight_bytes: int | None) -> Checkpoint:
    model_type = str(config.get("model_type", "unknown"))
    if model_type not in ARCHITECTURES:
        raise UsageError(
            f"{location} is a {model_type} checkpoint, not a GLM vision model",
            f"Known architectures: {', '.join(f'{kind} ({name})' for kind, name in ARCHITECTURES.items())}",
        )
    return Checkpoint(location, model_type, weight_bytes)


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
