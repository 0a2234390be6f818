"""The tiny checkpoint's architecture: GLM-4.5V's own, with two layers, four experts, one vision block and 338,368 weights."""

import math

import torch
from torch import Tensor
from transformers import Glm4vMoeConfig, Glm4vMoeForConditionalGeneration, PreTrainedTokenizerFast
from words import NUMBERS


def build_model(tokenizer: PreTrainedTokenizerFast) -> Glm4vMoeForConditionalGeneration:
    """A fresh model; its eye starts with mean colours and a position table of waves, which saves most of the training."""
    ids = tokenizer.convert_tokens_to_ids
    text = {
        "vocab_size": len(tokenizer), "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 2,
        "num_attention_heads": 4, "num_key_value_heads": 4, "head_dim": 32, "moe_intermediate_size": 48, "n_routed_experts": 4,
        "num_experts_per_tok": 2, "n_shared_experts": 1, "first_k_dense_replace": 1, "pad_token_id": ids("<|endoftext|>"),
        "eos_token_id": [ids("<|endoftext|>"), ids("<|user|>"), ids("<|observation|>")],
        "rope_parameters": {
            "rope_type": "default", "rope_theta": 10000.0, "partial_rotary_factor": 0.5, "mrope_section": [2, 3, 3],
        },
    }  # fmt: skip
    vision = {"depth": 1, "hidden_size": 64, "num_heads": 4, "intermediate_size": 96, "out_hidden_size": 64}
    config = Glm4vMoeConfig(
        text_config=text,
        vision_config=vision,
        image_token_id=ids("<|image|>"),
        video_token_id=ids("<|video|>"),
        image_start_token_id=ids("<|begin_of_image|>"),
        image_end_token_id=ids("<|end_of_image|>"),
        video_start_token_id=ids("<|begin_of_video|>"),
        video_end_token_id=ids("<|end_of_video|>"),
    )
    model = Glm4vMoeForConditionalGeneration(config)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1:
                parameter.normal_(0, 0.5 / math.sqrt(parameter[0].numel()) if parameter.dim() > 2 else 0.08)
        for layer in model.model.language_model.layers:
            layer.self_attn.v_proj.weight.normal_(0, 0.2)
            layer.self_attn.o_proj.weight.normal_(0, 0.2)
        _open_eyes(model.model.visual)
        # Neighbouring numbers start alike, so that what is learned about one helps the others.
        numbers = waves(torch.arange(1, 101) / 100) @ torch.randn(16, 64)
        model.lm_head.weight[ids(list(NUMBERS))] = 0.2 * numbers
    model.generation_config.eos_token_id = text["eos_token_id"]
    model.generation_config.pad_token_id = text["pad_token_id"]
    model.generation_config.do_sample = False
    return model


def _open_eyes(visual: torch.nn.Module) -> None:
    """Start the vision tower where training would otherwise spend most of its time getting to.

    Half of the channels see the patch's content (mean colours among them), half its place as waves;
    the merger starts nearly linear.
    """
    filters = visual.patch_embed.proj.weight
    filters[32:] = 0
    filters[:6] = 0
    for channel in range(3):
        filters[channel, channel] = 4 / filters[0, 0].numel()
        filters[channel + 3, channel] = -2 / filters[0, 0].numel()
        filters[channel + 3, (channel + 1) % 3] = 2 / filters[0, 0].numel()
    side = 24
    places = waves((torch.arange(side) + 0.5) / side)
    table = torch.zeros(side, side, 64)
    table[..., 32:48] = 2.5 * places[:, None, :]
    table[..., 48:64] = 2.5 * places[None, :, :]
    visual.embeddings.position_embedding.weight.copy_(table.view(side * side, 64))
    visual.downsample.weight[range(64), range(64)] += 0.25
    visual.merger.proj.weight += torch.eye(64)
    visual.merger.post_projection_norm.bias.fill_(2)
    visual.merger.gate_proj.weight += 0.01
    visual.merger.up_proj.weight.normal_(0, 0.125)
    visual.merger.up_proj.weight -= visual.merger.up_proj.weight.mean(1, keepdim=True)
    visual.merger.down_proj.weight.normal_(0, 0.125)


def waves(places: Tensor) -> Tensor:
    """Sixteen smooth functions of places between 0 and 1."""
    return torch.cat(
        [
            torch.stack((torch.sin(math.pi * k * places), torch.cos(math.pi * k * places)), 1)
            for k in (0.5, 1, 1.5, 2, 3, 4, 6, 8)
        ],
        1,
    )
