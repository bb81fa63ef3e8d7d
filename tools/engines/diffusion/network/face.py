"""One face by InstantID: an IP-Adapter that attends to its embedding, and IdentityNet, a ControlNet
that is steered by its five points and attends to the face where others attend to the prompt.

Source: Q. Wang et al., "InstantID: Zero-shot Identity-Preserving Generation in Seconds", 2024.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from diffusers import ControlNetModel

from tools.engines.card.tensor_files import converted

NET = "ControlNetModel"  # of the folder, as its makers publish it
ADAPTER = "ip-adapter.bin"  # a pickle, as its makers publish it


class IdentityNet(ControlNetModel):
    """`face`: (2, tokens, width), of no face and of the one that is wanted."""

    face: torch.Tensor

    def forward(self, sample: Any, timestep: Any, encoder_hidden_states: Any, **more: Any) -> Any:
        """As a ControlNet does, with the face for the prompt."""
        face = self.face.to(encoder_hidden_states)[-sample.shape[0] :]
        return super().forward(sample, timestep, encoder_hidden_states=face, **more)


def adapter(folder: Path) -> Path:
    """The adapter's file, no pickle any more."""
    return converted(folder / ADAPTER)


def with_none(embedding: Sequence[float]) -> tuple[torch.Tensor, torch.Tensor]:
    """A face, and none: each (1, 1, 1, width)."""
    face = torch.tensor(embedding, dtype=torch.float32)[None, None, None]
    return face, torch.zeros_like(face)
