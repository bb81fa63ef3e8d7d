"""Trains a LoRA for SDXL's UNet on a folder of captioned pictures, step by step, so that it can be
stopped at any one and gone on with.

The loss is the plain one of denoising diffusion (J. Ho et al., 2020, eq. 14): the mean squared
error of the predicted noise, or of the velocity where the base predicts that. The adapter is that
of E. Hu et al., "LoRA", 2021. Latents and the captions' embeddings are made once; then only the
UNet is kept. No pickles: tensors are kept as safetensors, all else as JSON.
"""

import json
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from diffusers import DDPMScheduler
from peft import LoraConfig
from peft.utils import get_peft_model_state_dict, set_peft_model_state_dict
from PIL import Image
from safetensors.torch import load_file, save_file

from tools.engines.diffusion.network.prompts import encoded
from tools.engines.diffusion.network.samples import SamplePainter, sampling_key
from tools.engines.diffusion.requests import Train
from tools.engines.worker.serve import BadInput

MODULES = ["to_k", "to_q", "to_v", "to_out.0"]
NAME = "character"
Step = Callable[[int, float], None]
"""Told after each step: how many are done, and its loss. May raise, to stop."""


class Trainer:
    """One training, held from one request to the next."""

    def __init__(self, pipe: Any, wanted: Train, device: str):
        self.key = training_key(wanted)
        self._wanted, self._device = wanted, device
        self._noise = DDPMScheduler.from_config(pipe.scheduler.config)
        self._taught = _read(pipe, wanted, device)
        self._samples = SamplePainter(pipe, wanted, self.key, device)
        self._unet = pipe.unet
        for part in (pipe.vae, pipe.text_encoder, pipe.text_encoder_2):
            part.to("cpu")
        torch.manual_seed(wanted.seed)
        self._unet.requires_grad_(False)
        self._unet.add_adapter(
            LoraConfig(
                r=wanted.rank,
                lora_alpha=wanted.rank,
                init_lora_weights="gaussian",
                target_modules=MODULES,
            ),
            NAME,
        )
        self._weights = [one for one in self._unet.parameters() if one.requires_grad]
        for one in self._weights:
            one.data = one.data.float()
        if device == "cuda":
            self._unet.enable_gradient_checkpointing()
        self._unet.train()
        self._optimizer = _optimizer(self._weights, wanted.learning_rate, device)
        self.done = self._restored()

    def is_for(self, wanted: Train) -> bool:
        """Whether a request goes on with this one."""
        return (
            self.key == training_key(wanted)
            and self._wanted.state == wanted.state
            and sampling_key(self._wanted) == sampling_key(wanted)
        )

    def train(self, until: int, told: Step) -> list[float]:
        """Go on until so many steps are done; the loss of each new one. What is done is kept."""
        losses: list[float] = []
        try:
            self._samples.paint(self.done)
            while self.done < until:
                losses.append(self._step(self.done))
                self.done += 1
                told(self.done, losses[-1])
                self._samples.paint(self.done)
        finally:
            self._keep()
        return losses

    def _step(self, number: int) -> float:
        """Chance depends on the number alone, so that a training that was stopped is the same."""
        chance = random.Random(f"{self._wanted.seed} {number}")
        latents, embeds, pooled, ids = chance.choice(self._taught)
        generator = torch.Generator("cpu").manual_seed(chance.getrandbits(40))
        noise = torch.randn(latents.shape, generator=generator)
        most = self._noise.config.num_train_timesteps
        time = torch.randint(0, most, (1,), generator=generator)
        noisy = self._noise.add_noise(latents, noise, time)
        velocity = self._noise.config.prediction_type == "v_prediction"
        target = self._noise.get_velocity(latents, noise, time) if velocity else noise
        on, kind = self._device, self._unet.dtype
        with torch.autocast(on, enabled=on == "cuda"):
            predicted = self._unet(
                noisy.to(on, kind),
                time.to(on),
                encoder_hidden_states=embeds.to(on, kind),
                added_cond_kwargs={"text_embeds": pooled.to(on, kind), "time_ids": ids.to(on)},
            ).sample
        loss = torch.nn.functional.mse_loss(predicted.float(), target.to(on))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._weights, 1.0)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        return float(loss)

    @property
    def told(self) -> list[str]:
        """What is to be said of it."""
        return self._samples.told

    def adapter(self, file: Path) -> None:
        """Write the adapter as diffusers reads it."""
        _written(file, self._adapter("unet."))

    def _adapter(self, prefix: str) -> dict[str, torch.Tensor]:
        state = get_peft_model_state_dict(self._unet, adapter_name=NAME)
        return {f"{prefix}{key}": one.detach().cpu().contiguous() for key, one in state.items()}

    def close(self) -> None:
        """Take the adapter off again."""
        self._unet.delete_adapters(NAME)
        self._unet.eval()

    def _keep(self) -> None:
        folder = Path(self._wanted.state)
        folder.mkdir(parents=True, exist_ok=True)
        tensors = self._adapter("adapter.")
        numbers: dict[str, float] = {}
        for place, weight in enumerate(self._weights):
            for key, value in self._optimizer.state.get(weight, {}).items():
                if torch.is_tensor(value) and value.ndim:
                    tensors[f"optimizer.{place}.{key}"] = value.detach().cpu().contiguous()
                else:
                    numbers[f"{place}.{key}"] = float(value)
        kept = folder / f"{self.done:06d}.safetensors"
        _written(kept, tensors)
        record = {"key": self.key, "done": self.done, "numbers": numbers, "file": kept.name}
        partial = folder / "state.partial"
        partial.write_text(json.dumps(record))
        partial.replace(folder / "state.json")
        for old in folder.glob("*.safetensors"):
            if old.name != kept.name:
                old.unlink()

    def _restored(self) -> int:
        """How many steps were done before, with all that belongs to them; 0 of another one."""
        folder = Path(self._wanted.state)
        try:
            record = json.loads((folder / "state.json").read_text())
            if record["key"] != self.key:
                return 0
            tensors = load_file(folder / record["file"])
        except (OSError, ValueError, KeyError):
            return 0
        prefix = "adapter."
        adapter = {key[len(prefix) :]: t for key, t in tensors.items() if key.startswith(prefix)}
        set_peft_model_state_dict(self._unet, adapter, adapter_name=NAME)
        for place, weight in enumerate(self._weights):
            begins = f"optimizer.{place}."
            found: dict[str, Any] = {
                key[len(begins) :]: one.to(weight.device)
                for key, one in tensors.items()
                if key.startswith(begins)
            }
            for key, value in record["numbers"].items():
                if key.startswith(f"{place}."):
                    found[key.partition(".")[2]] = torch.tensor(value)
            if found:
                self._optimizer.state[weight] = found
        return int(record["done"])


def training_key(wanted: Train) -> str:
    """What makes a training this one and no other. BadInput where there is no dataset."""
    parts: list[Any] = [
        _told(Path(wanted.pictures)),
        wanted.resolution,
        wanted.rank,
        wanted.learning_rate,
        wanted.seed,
        wanted.digest,
    ]
    return json.dumps(parts)


def _read(pipe: Any, wanted: Train, device: str) -> list[tuple[torch.Tensor, ...]]:
    """Of each picture its latents, its caption's embeddings, and the sizes that SDXL is told."""
    folder, side = Path(wanted.pictures), wanted.resolution
    pictures = [(folder / name, text) for name, text in _told(folder)]
    pipe.vae.to(device, torch.float32)  # in float16 it overflows
    samples = []
    with torch.no_grad():
        for path, text in pictures:
            embeds, pooled = encoded(pipe, text, 1)
            with Image.open(path, formats=("PNG", "JPEG", "WEBP")) as opened:
                width, height = opened.size
                picture = opened.convert("RGB").resize((side, side), Image.Resampling.LANCZOS)
            pixels = torch.frombuffer(bytearray(picture.tobytes()), dtype=torch.uint8)
            pixels = pixels.view(1, side, side, 3).permute(0, 3, 1, 2).float() / 127.5 - 1
            latents = pipe.vae.encode(pixels.to(device)).latent_dist.mean
            latents = latents * pipe.vae.config.scaling_factor
            ids = torch.tensor([[height, width, 0, 0, side, side]], dtype=torch.float32)
            samples.append((latents.float().cpu(), embeds.float().cpu(), pooled.float().cpu(), ids))
    return samples


def _told(folder: Path) -> list[tuple[str, str]]:
    """The names of a dataset's pictures, and their captions."""
    try:
        lines = (folder / "metadata.jsonl").read_text().splitlines()
        told = [json.loads(line) for line in lines if line.strip()]
        pictures = [(str(one["file_name"]), str(one["text"])) for one in told]
    except (OSError, ValueError, KeyError) as error:
        said = f"{folder} holds no dataset: {error}"
        raise BadInput(said, "make one by `characters dataset`") from error
    if not pictures:
        raise BadInput(f"the dataset in {folder} is empty", "make another one")
    return pictures


def _optimizer(weights: list[torch.Tensor], rate: float, device: str) -> torch.optim.Optimizer:
    """In 8 bits where bitsandbytes is there: a quarter of the memory."""
    if device == "cuda":
        try:
            from bitsandbytes.optim import AdamW8bit  # of a card's environment alone
        except ImportError:
            pass
        else:
            return AdamW8bit(weights, lr=rate)
    return torch.optim.AdamW(weights, lr=rate)


def _written(file: Path, tensors: dict[str, torch.Tensor]) -> None:
    """Whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(".partial")
    save_file(tensors, partial)
    with partial.open("rb") as written:
        os.fsync(written.fileno())
    partial.replace(file)
