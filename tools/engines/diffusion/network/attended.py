"""What is attended to beside the prompt, by IP-Adapters: reference pictures, and a face."""

import copy
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from diffusers.models.embeddings import ImageProjection
from PIL import Image
from safetensors.torch import load_file
from transformers import CLIPImageProcessor, CLIPVisionModelWithProjection

from tools.engines.diffusion.card import Setting
from tools.engines.diffusion.network import face

ENCODER = "models/image_encoder"  # of the adapter's folder, as its makers publish it
ADAPTERS = "sdxl_models"
LATENT, COARSEST = 8, 32  # pixels of a latent, and of what SDXL's deepest blocks attend at


class Attended:
    """The adapters that a pipeline wears, one for each picture and for the face, and what was seen
    in them. Pictures share one adapter's weights; each has a strength of its own."""

    def __init__(self, device: str):
        self._device = device
        self._worn: list[Path] = []
        self._seen: dict[str, tuple[torch.Tensor, torch.Tensor]] = {}
        self._layers: list[Any] = []

    def fit(self, wanted: Sequence[dict[str, Any]]) -> bool:
        """Whether what is worn now is what these need."""
        return self._worn == [_adapter(one) for one in wanted]

    def wear(self, pipe: Any, wanted: Sequence[dict[str, Any]]) -> None:
        """Have the pipeline's network attend to as many as these are. Its weights must be where
        they can be read: before the pipeline is placed."""
        if self._worn:
            pipe.unload_ip_adapter()
        self._worn, self._layers = [_adapter(one) for one in wanted], []
        if not self._worn:
            return
        states = {file: _state(file) for file in self._worn}
        pipe.load_ip_adapter(
            [states[file] for file in self._worn],
            subfolder="",
            weight_name=[""] * len(self._worn),
            image_encoder_folder=None,
        )
        self._share(pipe.unet)
        self._layers = copy.deepcopy(list(pipe.unet.encoder_hid_proj.image_projection_layers))

    @torch.inference_mode()
    def conditions(
        self, wanted: Sequence[dict[str, Any]], setting: Setting, guided: bool
    ) -> dict[str, Any]:
        """The keyword arguments by which the pipeline is given what is seen in each."""
        if not wanted:
            return {}
        keys = [_key(one) for one in wanted]
        new = {key: one for key, one in zip(keys, wanted, strict=True) if key not in self._seen}
        pictures = {key: one for key, one in new.items() if "embedding" not in one}
        if pictures:
            whole = isinstance(self._layers[0], ImageProjection)
            self._seen |= self._encoded(pictures, setting, whole)
        faces = set(new) - set(pictures)
        self._seen |= {key: face.with_none(new[key]["embedding"]) for key in faces}
        self._seen = {key: self._seen[key] for key in keys}
        dtype = getattr(torch, setting.dtype)
        pairs = [self._seen[key] for key in keys]
        embeds = [torch.cat([without, seen]) if guided else seen for seen, without in pairs]
        return {"ip_adapter_image_embeds": [one.to(self._device, dtype) for one in embeds]}

    @torch.inference_mode()
    def face(self) -> torch.Tensor:
        """What the network attends to of no face, and of the last that was wanted: (2, tokens,
        width)."""
        layer, (seen, without) = self._layers[-1], list(self._seen.values())[-1]
        weight = next(layer.parameters())
        return layer(torch.cat([without, seen])[:, 0].to(weight.device, weight.dtype))

    def _share(self, unet: Any) -> None:
        """What several pictures read by the same file is one and the same in memory."""
        first = {file: self._worn.index(file) for file in self._worn}
        rows = [unet.encoder_hid_proj.image_projection_layers]
        for one in unet.attn_processors.values():
            rows += [one.to_k_ip, one.to_v_ip] if hasattr(one, "to_k_ip") else []
        for row in rows:
            for number, file in enumerate(self._worn):
                row[number] = row[first[file]]

    def _encoded(
        self, new: dict[str, dict[str, Any]], setting: Setting, whole: bool
    ) -> dict[str, tuple[torch.Tensor, torch.Tensor]]:
        """What is seen in each picture, and in none: of its `whole` (1, 1, width), or of each of
        its patches (1, 1, patches, width). The encoder is let go again at once."""
        folder = _folder(next(iter(new.values()))) / ENCODER
        encoder = CLIPVisionModelWithProjection.from_pretrained(
            folder,
            dtype=getattr(torch, setting.dtype),
            use_safetensors=True,
            local_files_only=True,
        ).to(self._device)
        side = encoder.config.image_size
        ready = CLIPImageProcessor(size={"shortest_edge": side}, crop_size=side)
        found = {}
        for key, one in new.items():
            with Image.open(one["image"], formats=("PNG",)) as opened:
                pixels = ready(opened.convert("RGB"), return_tensors="pt").pixel_values
            pixels = pixels.to(self._device, encoder.dtype)
            if whole:
                seen = encoder(pixels).image_embeds
                without = torch.zeros_like(seen)
            else:
                seen, without = (
                    encoder(given, output_hidden_states=True).hidden_states[-2]
                    for given in (pixels, torch.zeros_like(pixels))
                )
            found[key] = (seen[None], without[None])
        return found


def masks(wanted: Sequence[dict[str, Any]], size: tuple[int, int]) -> dict[str, Any]:
    """The keyword arguments that say where in a painting of `size` each counts."""
    if not any("box" in one for one in wanted) or not can_be_masked(size):
        return {}
    width, height = (side // LATENT for side in size)
    rows = []
    for one in wanted:
        left, top, right, bottom = one.get("box", (0, 0, 1, 1))
        mask = torch.zeros(1, 1, height, width)
        across = slice(round(left * width), round(right * width))
        mask[..., round(top * height) : round(bottom * height), across] = 1
        rows.append(mask)
    return {"cross_attention_kwargs": {"ip_adapter_masks": rows}}


def can_be_masked(size: tuple[int, int]) -> bool:
    """Whether each place that the network attends at is a part of the painting: then alone a mask
    keeps its shape all the way down."""
    return all(side % COARSEST == 0 for side in size)


def weigh(pipe: Any, wanted: Sequence[dict[str, Any]], number: int, steps: int) -> None:
    """Give each its strength in step `number`, from 0, of `steps`; outside its share none."""
    if not wanted:
        return
    begin, end = number / steps, (number + 1) / steps
    pipe.set_ip_adapter_scale(
        [
            float(one["strength"]) if one["start"] <= begin and end <= one["end"] + 1e-9 else 0.0
            for one in wanted
        ]
    )


def _folder(reference: dict[str, Any]) -> Path:
    return Path(reference["folder"])


def _adapter(reference: dict[str, Any]) -> Path:
    if "embedding" in reference:
        return face.adapter(_folder(reference))
    return next((_folder(reference) / ADAPTERS).glob("*.safetensors"))


def _key(one: dict[str, Any]) -> str:
    """What it shows, whatever its file is called."""
    if "embedding" in one:
        return f"face {one['embedding']}"
    return hashlib.sha256(Path(one["image"]).read_bytes()).hexdigest()


def _state(file: Path) -> dict[str, dict[str, torch.Tensor]]:
    """A file's two parts, as load_ip_adapter takes them."""
    parts: dict[str, dict[str, torch.Tensor]] = {"image_proj": {}, "ip_adapter": {}}
    for key, tensor in load_file(file).items():
        part, _, name = key.partition(".")
        parts[part][name] = tensor
    return parts
