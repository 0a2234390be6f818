"""The network of roles as it is trained: small pictures of places, what is known of them and what is near, to the chances of each role."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn

from gui_agent.perception.elements.roles.forest import CLASSES
from gui_agent.perception.elements.roles.nearby import NEAREST, RELATIONS
from gui_agent.perception.elements.roles.views import AROUND, CHANNELS, END, WHOLE

_WIDE, _HEADS, _LAYERS, _SEEN, _END, _RELATED = 96, 4, 2, 64, 40, 32
_DROPPED, _DROPPED_LATE = 0.15, 0.25


class RoleNetwork(nn.Module):
    """Takes pictures from 0 to 1 (channels first), numbers, and who is near; gives (places, CLASSES) twice, before the softmax.

    The second answer was given without what is near.
    """

    def __init__(self, known: int) -> None:
        super().__init__()
        self.whole = _looker(WHOLE, _SEEN, (12, 24, 40))
        self.end = _looker(END, _END, (12, 20, 32))
        self.around = _looker(AROUND, _SEEN, (12, 24, 32))
        self.known = nn.Sequential(
            nn.BatchNorm1d(2 * known), nn.Dropout(_DROPPED), nn.Linear(2 * known, _WIDE), nn.ReLU(), nn.Dropout(_DROPPED)
        )
        self.join = nn.Sequential(nn.Linear(2 * _SEEN + 2 * _END + _WIDE, _WIDE), nn.ReLU())
        self.layers = nn.ModuleList([_Near() for _ in range(_LAYERS)])
        self.first = nn.Sequential(nn.Dropout(_DROPPED_LATE), nn.Linear(_WIDE, len(CLASSES)))
        self.head = nn.Sequential(
            nn.LayerNorm(_WIDE),
            nn.Dropout(_DROPPED_LATE),
            nn.Linear(_WIDE, _WIDE),
            nn.ReLU(),
            nn.Dropout(_DROPPED_LATE),
            nn.Linear(_WIDE, len(CLASSES)),
        )

    def forward(
        self, whole: Tensor, ends: Tensor, around: Tensor, known: Tensor, near: Tensor, related: Tensor
    ) -> tuple[Tensor, Tensor]:
        beside = self.end(ends.flatten(0, 1)).reshape(whole.shape[0], -1)
        numbers = self.known(torch.cat([known, known.sign() * known.abs().log1p()], 1))
        place = self.join(torch.cat([self.whole(whole), beside, self.around(around), numbers], 1))
        alone = self.first(place)
        for layer in self.layers:
            place = layer(place, near, related)
        return self.head(place), alone


class _Near(nn.Module):
    """Attention of each place to those near it, by what they are and how they are to it."""

    def __init__(self) -> None:
        super().__init__()
        self.n1, self.n2 = nn.LayerNorm(_WIDE), nn.LayerNorm(_WIDE)
        self.q, self.k, self.v, self.o = (nn.Linear(_WIDE, _WIDE) for _ in range(4))
        self.g = nn.Sequential(nn.Linear(RELATIONS, _RELATED), nn.ReLU())
        self.gb, self.gv = nn.Linear(_RELATED, _HEADS), nn.Linear(_RELATED, _WIDE)
        self.drop = nn.Dropout(_DROPPED)
        self.f = nn.Sequential(nn.Linear(_WIDE, 2 * _WIDE), nn.ReLU(), nn.Dropout(_DROPPED), nn.Linear(2 * _WIDE, _WIDE))

    def forward(self, places: Tensor, near: Tensor, related: Tensor) -> Tensor:
        plain, relation = self.n1(places), self.g(related)
        others, one = near.reshape(-1), _WIDE // _HEADS
        asked = self.q(plain).reshape(-1, 1, _HEADS, one)
        keys = self.k(plain)[others].reshape(-1, NEAREST, _HEADS, one)
        values = self.v(plain)[others].reshape(-1, NEAREST, _WIDE) * torch.sigmoid(self.gv(relation))
        share = torch.softmax((asked * keys).sum(-1) * one**-0.5 + self.gb(relation), 1).unsqueeze(-1)
        heard = (share * values.reshape(-1, NEAREST, _HEADS, one)).sum(1).reshape(-1, _WIDE)
        places = places + self.drop(self.o(heard))
        return places + self.drop(self.f(self.n2(places)))


class _Answer(nn.Module):
    """The trained network on what `network.weigh` gives, with chances as its answer."""

    def __init__(self, network: RoleNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, whole: Tensor, ends: Tensor, around: Tensor, known: Tensor, near: Tensor, related: Tensor) -> Tensor:
        pictures = (whole.permute(0, 3, 1, 2), ends.permute(0, 1, 4, 2, 3), around.permute(0, 3, 1, 2))
        return torch.softmax(self.network(*(picture.float() / 255 for picture in pictures), known, near, related)[0], 1)


def _looker(size: tuple[int, int], answers: int, channels: tuple[int, int, int]) -> nn.Sequential:
    """Three layers that halve a picture each, and what they found as so many numbers."""
    layers: list[nn.Module] = []
    before = CHANNELS
    for after in channels:
        layers.append(nn.Sequential(nn.Conv2d(before, after, 3, 2, 1, bias=False), nn.BatchNorm2d(after), nn.ReLU(inplace=True)))
        before = after
    flat = before * (size[0] // 8) * (size[1] // 8)
    return nn.Sequential(*layers, nn.Flatten(), nn.Dropout(0.1), nn.Linear(flat, answers), nn.BatchNorm1d(answers), nn.ReLU())


def export(network: RoleNetwork, known: int, target: Path) -> None:
    """Write the network for ONNX Runtime: bytes and numbers in, chances out, any number of places."""
    many = 20
    example = (
        torch.zeros((many, *WHOLE, CHANNELS), dtype=torch.uint8),
        torch.zeros((many, 2, *END, CHANNELS), dtype=torch.uint8),
        torch.zeros((many, *AROUND, CHANNELS), dtype=torch.uint8),
        torch.zeros((many, known)),
        torch.zeros((many, NEAREST), dtype=torch.int64),
        torch.zeros((many, NEAREST, RELATIONS)),
    )
    names = ("whole", "ends", "around", "known", "near", "related")
    places = torch.export.Dim("places", min=1)
    torch.onnx.export(
        _Answer(network).eval(),
        example,
        target,
        input_names=names,
        output_names=["chances"],
        dynamic_shapes={name: {0: places} for name in names},
        external_data=False,
        verbose=False,
    )
