"""RIFE's network: intermediate flow found from coarse to fine, and both frames moved along it.

Z. Huang, T. Zhang, W. Heng, B. Shi, S. Zhou, "Real-Time Intermediate Flow Estimation for Video
Frame Interpolation", 2022; layers and names as in the published weights of versions 4.25 and 4.26.
All sizes are read from the weights.
"""

import re
from collections.abc import Mapping

import torch
from torch import nn
from torch.nn.functional import grid_sample, interpolate

_SLOPE = 0.2  # of the leaky rectifiers
_FLOW, _MASK = 4, 1  # channels that a block makes: motion to either frame, and whose pixels count
STEP = 64  # pixels: sides are multiples of it, times how much coarser the motion is found
State = Mapping[str, torch.Tensor]


class FlowNetwork(nn.Module):
    """A frame at any time between two."""

    def __init__(self, state: State):
        """Of the sizes of the weights `state`. ValueError where they are none of this network."""
        super().__init__()
        names = {found[0] for key in state if (found := re.match(r"block\d+(?=\.)", key))}
        if not names or "encode.cnn3.weight" not in state:
            raise ValueError("no blocks of RIFE")
        self.encode = _Features(state)
        self.scales = [2**number for number in reversed(range(len(names)))]
        for number in range(len(names)):
            setattr(self, f"block{number}", _Block(state, f"block{number}"))
        self.load_state_dict(dict(state))

    def forward(
        self, one: torch.Tensor, other: torch.Tensor, share: float, coarser: int = 1
    ) -> torch.Tensor:
        """The frame (1, 3, h, w), 0 to 1, at `share` of the time between two such frames, both
        sides multiples of STEP times `coarser`."""
        features = self.encode(one), self.encode(other)
        time = torch.full_like(one[:, :1], share)
        made = self.block0(torch.cat([one, other, *features, time], 1), None, self._at(0, coarser))
        for number in range(1, len(self.scales)):
            flow, mask, more = made
            seen = [one, other, *features]
            ways = [flow[:, :2], flow[:, 2:]] * 2
            moved = [_moved(what, way) for what, way in zip(seen, ways, strict=True)]
            block = getattr(self, f"block{number}")
            further = block(
                torch.cat([*moved, time, mask, more], 1), flow, self._at(number, coarser)
            )
            made = flow + further[0], *further[1:]
        flow, mask, _ = made
        part = mask.sigmoid()
        return part * _moved(one, flow[:, :2]) + (1 - part) * _moved(other, flow[:, 2:])

    def _at(self, number: int, coarser: int) -> int:
        return self.scales[number] * coarser


class _Features(nn.Module):
    """What is looked at of a frame beside its pixels, at its own size."""

    def __init__(self, state: State):
        super().__init__()
        width, seen = state["encode.cnn0.weight"].shape[:2]
        self.cnn0 = nn.Conv2d(seen, width, 3, 2, 1)
        self.cnn1 = nn.Conv2d(width, width, 3, 1, 1)
        self.cnn2 = nn.Conv2d(width, width, 3, 1, 1)
        self.cnn3 = nn.ConvTranspose2d(width, state["encode.cnn3.weight"].shape[1], 4, 2, 1)
        self.rectified = nn.LeakyReLU(_SLOPE)

    def forward(self, frame: torch.Tensor) -> torch.Tensor:
        for layer in (self.cnn0, self.cnn1, self.cnn2):
            frame = self.rectified(layer(frame))
        return self.cnn3(frame)


class _Residual(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, 1, 1)
        self.beta = nn.Parameter(torch.ones(1, width, 1, 1))
        self.rectified = nn.LeakyReLU(_SLOPE)

    def forward(self, seen: torch.Tensor) -> torch.Tensor:
        return self.rectified(self.conv(seen) * self.beta + seen)


class _Block(nn.Module):
    """The motion, made better at one scale."""

    def __init__(self, state: State, name: str):
        super().__init__()
        half, seen = state[f"{name}.conv0.0.0.weight"].shape[:2]
        width, made = state[f"{name}.lastconv.0.weight"].shape[:2]
        depth = sum(bool(re.fullmatch(rf"{name}\.convblock\.\d+\.beta", key)) for key in state)
        self.conv0 = nn.Sequential(
            nn.Sequential(nn.Conv2d(seen, half, 3, 2, 1), nn.LeakyReLU(_SLOPE)),
            nn.Sequential(nn.Conv2d(half, width, 3, 2, 1), nn.LeakyReLU(_SLOPE)),
        )
        self.convblock = nn.Sequential(*(_Residual(width) for _ in range(depth)))
        self.lastconv = nn.Sequential(nn.ConvTranspose2d(width, made, 4, 2, 1), nn.PixelShuffle(2))

    def forward(
        self, seen: torch.Tensor, flow: torch.Tensor | None, scale: int
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """(motion, or by how much it is to change; mask; features) of what is seen."""
        small = _resized(seen, 1 / scale)
        if flow is not None:
            small = torch.cat([small, _resized(flow, 1 / scale) / scale], 1)
        made = _resized(self.lastconv(self.convblock(self.conv0(small))), scale)
        return made[:, :_FLOW] * scale, made[:, _FLOW : _FLOW + _MASK], made[:, _FLOW + _MASK :]


def _resized(picture: torch.Tensor, factor: float) -> torch.Tensor:
    return interpolate(picture, scale_factor=factor, mode="bilinear", align_corners=False)


def _moved(picture: torch.Tensor, flow: torch.Tensor) -> torch.Tensor:
    """Of each pixel the one that lies `flow` (1, 2, h, w), x and y in pixels, away. In full
    precision: half of it does not tell the columns of a large frame apart."""
    height, width = picture.shape[-2:]
    rows, columns = (
        torch.arange(side, device=flow.device, dtype=torch.float32) for side in (height, width)
    )
    x = 2 * (columns[None, None, :] + flow[:, 0].float()) / max(width - 1, 1) - 1
    y = 2 * (rows[None, :, None] + flow[:, 1].float()) / max(height - 1, 1) - 1
    places = torch.stack([x, y], -1)
    made = grid_sample(
        picture.float(), places, mode="bilinear", padding_mode="border", align_corners=True
    )
    return made.to(picture.dtype)
