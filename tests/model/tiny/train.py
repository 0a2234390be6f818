"""Train the tiny GLM-4.5V checkpoint: `python tests/model/tiny/train.py [--steps N] [--out FOLDER]` (one CPU core, half an hour).

It learns to find a button of a named colour in a picture and to answer in GLM-4.5V's wire format; lessons.py says what exactly.
Its attention is supervised: each coordinate has a head that is shown where to look, and one that is shown which word decides.
Without that the same network learns the format at once and the places hardly at all.
The weights in checkpoint/ were made by several runs, each from the last one (--from), about 2,500 steps in all, while these lessons
were still changing; the order of the lessons in one run from nothing is what was learned from that.
"""

import argparse
import math
import random
import time
from pathlib import Path

import torch
from architecture import build_model
from lessons import Lesson, lesson, sizes
from torch import Tensor
from transformers import Glm4vMoeForConditionalGeneration, PreTrainedTokenizerFast
from transformers.models.glm4v.image_processing_pil_glm4v import Glm4vImageProcessorPil
from words import NUMBERS, WORDS, build_tokenizer

HERE = Path(__file__).parent
PIXELS = {"shortest_edge": 112 * 112, "longest_edge": 2 * 392 * 252}
FIRST = ("click",)
EASY = ("click", "click", "box", "done", "pause")
ALL = (*["click"] * 4, *["box"] * 3, *["two"] * 3, "done", "pause", *["word"] * 4)


def collate(lessons: list[Lesson], tokenizer: PreTrainedTokenizerFast, images: Glm4vImageProcessorPil) -> dict[str, Tensor]:
    """One right-padded batch; labels are -100 outside of the answers."""
    pictures = [one.image for one in lessons if one.image is not None]
    batch = dict(images(images=pictures, return_tensors="pt")) if pictures else {}
    grids = iter(batch["image_grid_thw"].prod(-1) // 4) if pictures else iter(())
    rows, labels = [], []
    for one in lessons:
        options = {} if one.thinking else {"enable_thinking": False}
        prompt = tokenizer.apply_chat_template(
            one.messages, tools=one.tools, add_generation_prompt=True, tokenize=False, **options
        )
        if one.image is not None:
            prompt = prompt.replace("<|image|>", "<|image|>" * int(next(grids)))
        asked, answered = tokenizer.encode(prompt), tokenizer.encode(one.answer)
        rows.append(asked + answered)
        labels.append([-100] * len(asked) + answered)
    width = max(map(len, rows))
    pad = tokenizer.pad_token_id
    batch["input_ids"] = torch.tensor([row + [pad] * (width - len(row)) for row in rows])
    batch["attention_mask"] = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
    batch["labels"] = torch.tensor([row + [-100] * (width - len(row)) for row in labels])
    batch["mm_token_type_ids"] = (batch["input_ids"] == tokenizer.convert_tokens_to_ids("<|image|>")).int()
    return batch


def where_to_look(
    lessons: list[Lesson],
    batch: dict[str, Tensor],
    labels: Tensor,
    image_token: int,
    numbers: Tensor,
    tokenizer: PreTrainedTokenizerFast,
) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """For each number: its row, its head, the position that predicts it, where its button shows, and where the task names it.

    Each coordinate has a head of its own; a box's left number looks at its left edge; a word is read by its first letter.
    """
    rows, heads, queries, masks, words = [], [], [], [], []
    read = torch.tensor(tokenizer.convert_tokens_to_ids(list(WORDS)))
    grids = iter(batch["image_grid_thw"].tolist()) if "image_grid_thw" in batch else iter(())
    for row, one in enumerate(lessons):
        _, high, wide = next(grids) if one.image is not None else (1, 0, 0)
        if not one.targets:
            continue
        first = int((batch["input_ids"][row] == image_token).nonzero()[0])
        high, wide = high // 2, wide // 2
        places = torch.isin(labels[row], torch.cat((numbers, read))).nonzero().flatten().tolist()
        for index, place in enumerate(places):
            left, top, right, bottom = one.targets[index * len(one.targets) // len(places)]
            x, y = torch.arange(wide) / wide * 1000, torch.arange(high) / high * 1000
            across = (torch.clamp(x + 1000 / wide, max=right) - torch.clamp(x, min=left)).clamp(min=0)
            down = (torch.clamp(y + 1000 / high, max=bottom) - torch.clamp(y, min=top)).clamp(min=0)
            each = len(places) // len(one.targets)
            part = index % each
            if each == 4:
                across, down = _edge(across, part, 0), _edge(down, part, 1)
            cover = down[:, None] * across[None, :]
            mask = torch.zeros(labels.shape[1])
            mask[first : first + high * wide] = (cover >= 0.3 * cover.max()).float().flatten()
            rows.append(row)
            heads.append(part)
            colour = tokenizer.convert_tokens_to_ids(one.colours[index // each])
            asked = (batch["input_ids"][row] == colour) & (labels[row] == -100)
            words.append(int(asked.nonzero()[-1]))
            queries.append(place - 1)
            masks.append(mask)
    return (
        torch.tensor(rows),
        torch.tensor(heads),
        torch.tensor(queries),
        torch.stack(masks) if masks else torch.zeros(0),
        torch.tensor(words),
    )


def _shifted(labels: Tensor, rng: random.Random) -> Tensor:
    """Positions of a conversation without pictures, whose answer may be moved back.

    transformers keeps the offset of an earlier picture while it generates; its server answers texts after pictures with it.
    """
    positions = torch.arange(labels.shape[1]).repeat(labels.shape[0], 1)
    return (positions + (labels != -100) * rng.choice((0, -98, -98, -90, -105))).expand(3, -1, -1)


def _edge(cover: Tensor, part: int, axis: int) -> Tensor:
    """Only the first (part 0, 1) or last (2, 3) covered cells of an axis, where the part is about this axis."""
    if part % 2 != axis:
        return cover
    covered = cover.nonzero().flatten()
    kept = torch.zeros_like(cover)
    place = int(covered[0] if part < 2 else covered[-1])
    kept[place] = 1.0
    return kept


def loss_of(logits: Tensor, labels: Tensor, numbers: Tensor, spread: float) -> tuple[Tensor, float]:
    """Cross entropy; a number's neighbours get a share (a bell of `spread` tens), so that near is better than far.

    Also how far off the numbers are on average, in thousandths.
    """
    logits, labels = logits[:, :-1], labels[:, 1:]
    kept = labels != -100
    logits, labels = logits[kept], labels[kept]
    target = torch.nn.functional.one_hot(labels, logits.shape[-1]).float()
    match = labels[:, None] == numbers[None, :]
    is_number = match.any(-1)
    place = match[is_number].float().argmax(-1)
    bell = torch.softmax(-((torch.arange(len(numbers))[None, :] - place[:, None]) ** 2) / (2 * spread**2), -1)
    soft = torch.zeros_like(target[is_number])
    soft[:, numbers] = bell
    target[is_number] = soft
    losses = -(target * logits.log_softmax(-1)).sum(-1)
    weights = torch.where(is_number, 3.0, 1.0)
    said = logits[is_number][:, numbers].argmax(-1)
    off = (said - place).abs().float().mean().item() * 10 if len(place) else 0.0
    return (losses * weights).sum() / weights.sum(), off


def train(
    steps: int, batch_size: int, seed: int, start: Path | None, rate: float, out: Path
) -> tuple[Glm4vMoeForConditionalGeneration, PreTrainedTokenizerFast]:
    """A warm-up and a cosine decline; prints the loss and how well it looks."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    tokenizer = build_tokenizer()
    images = Glm4vImageProcessorPil(size=PIXELS)
    model = Glm4vMoeForConditionalGeneration.from_pretrained(start) if start else build_model(tokenizer)
    model.train()
    model.set_attn_implementation({"text_config": "eager", "vision_config": "sdpa"})  # eager: the attention can be seen
    print(f"{sum(parameter.numel() for parameter in model.parameters()):,} weights")
    numbers = torch.tensor(tokenizer.convert_tokens_to_ids(list(NUMBERS)))
    optimisers = _optimisers(model, rate)
    schedules = [
        torch.optim.lr_scheduler.LambdaLR(
            optimiser, lambda step: min(1.0, (step + 1) / 20) * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * step / steps)))
        )
        for optimiser in optimisers
    ]
    image_token = tokenizer.convert_tokens_to_ids("<|image|>")
    began, mean, far, found, known = time.monotonic(), 0.0, 0.0, 0.0, 0.0
    for step in range(steps):
        done = step / steps
        size = sizes(rng)
        kinds = _kinds(step, 1.0 if start else done)
        most = 4 if start or done >= 0.2 else 2
        lessons = [lesson(rng, size, kinds, most) for _ in range(batch_size)]
        batch = collate(lessons, tokenizer, images)
        labels = batch.pop("labels")
        if "pixel_values" not in batch:
            batch["position_ids"] = _shifted(labels, rng)
        output = model(**batch, output_attentions=True)
        loss, off = loss_of(output.logits, labels, numbers, spread=0.8 if start else 2.5 - 1.7 * done)
        rows, heads, queries, masks, words = where_to_look(lessons, batch, labels, image_token, numbers, tokenizer)
        if len(rows):
            seen = (output.attentions[1][rows, heads, queries] * masks).sum(-1)
            found = 0.95 * found + 0.05 * seen.mean().item()
            read = output.attentions[0][rows, 0, queries, words]
            known = 0.95 * known + 0.05 * read.mean().item()
            loss = loss - (0.1 if start else max(0.1, 0.5 - done)) * ((seen + 1e-4).log().mean() + (read + 1e-4).log().mean())
        model.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimiser, schedule in zip(optimisers, schedules, strict=True):
            optimiser.step()
            schedule.step()
        mean = loss.item() if step == 0 else 0.95 * mean + 0.05 * loss.item()
        far = 0.95 * far + 0.05 * off
        if step % 25 == 0 or step == steps - 1:
            print(
                f"step {step} loss {mean:.4f}, numbers off by {far:.0f} thousandths, looks there {found:.2f}, "
                f"reads the colour {known:.2f}, {time.monotonic() - began:.0f} s",
                flush=True,
            )
        if step % 200 == 199:
            save(model, tokenizer, out)
    return model, tokenizer


def _kinds(step: int, done: float) -> tuple[str, ...]:
    """What is taught now: first only to click; reading takes a share of its own until late; texts alone come in batches of their own."""
    if done < 0.25:
        return FIRST if done < 0.15 else EASY
    if step % 8 == 7:
        return ("hello",)
    return ("word",) if step % 2 and done < 0.8 else ALL


def _optimisers(model: Glm4vMoeForConditionalGeneration, rate: float) -> list[torch.optim.Optimizer]:
    """Muon for the matrices inside, which learns where to look in a tenth of the steps; AdamW for all the rest."""
    outside = ("embed", "lm_head", "gate.weight")
    matrices = [p for name, p in model.named_parameters() if p.dim() == 2 and not any(part in name for part in outside)]
    chosen = {id(parameter) for parameter in matrices}
    rest = [parameter for parameter in model.parameters() if id(parameter) not in chosen]
    return [
        torch.optim.Muon(matrices, lr=1.5 * rate, momentum=0.9, weight_decay=0.01, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(rest, lr=rate, weight_decay=0.01, betas=(0.9, 0.98)),
    ]


def save(model: Glm4vMoeForConditionalGeneration, tokenizer: PreTrainedTokenizerFast, folder: Path) -> None:
    """Write the checkpoint as `transformers` and servers load it."""
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    Glm4vImageProcessorPil(size=PIXELS).save_pretrained(folder)


def main() -> None:
    """Train and save."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--steps", type=int, default=2500)
    options.add_argument("--batch", type=int, default=16)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--rate", type=float, default=3.5e-3)
    options.add_argument("--from", dest="start", type=Path, help="go on from this checkpoint")
    options.add_argument("--out", type=Path, default=HERE / "checkpoint")
    given = options.parse_args()
    model, tokenizer = train(given.steps, given.batch, given.seed, given.start, given.rate, given.out)
    save(model, tokenizer, given.out)


if __name__ == "__main__":
    main()
