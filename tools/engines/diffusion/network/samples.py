"""Sample pictures of a training: the same prompts and seeds, painted by the adapter as it stands.

All their chance comes from generators of their own, so the training's steps are the same with and
without them. What is painted is not painted again."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from diffusers import DPMSolverMultistepScheduler, StableDiffusionXLPipeline
from PIL import Image

from tools.engines.diffusion.network.prompts import embedded
from tools.engines.diffusion.requests import SAMPLES, Train

ABOUT = "about.json"
FULL = "After {} steps the card's memory did not suffice for the sample pictures: none are painted."


class SamplePainter:
    """Paints with the parts of a pipeline whose UNet is being trained. The prompts' embeddings are
    made once, before the text encoders leave the card."""

    def __init__(self, pipe: Any, wanted: Train, training: str, device: str):
        self._wanted, self._device = wanted, device
        self._prompts: list[dict[str, torch.Tensor]] = []
        self.told: list[str] = []
        if not wanted.sample_every:
            return
        with torch.no_grad():
            for text in wanted.sample_prompts:
                made = embedded(pipe, text, wanted.sample_negative)
                self._prompts.append({key: one.cpu() for key, one in made.items()})
        # Without encoders: the pipeline is handed what they made.
        self._pipe = StableDiffusionXLPipeline(
            vae=pipe.vae,
            text_encoder=None,
            text_encoder_2=None,
            tokenizer=None,
            tokenizer_2=None,
            unet=pipe.unet,
            scheduler=DPMSolverMultistepScheduler.from_config(
                pipe.scheduler.config, use_karras_sigmas=True
            ),
            add_watermarker=False,
        )
        self._pipe.set_progress_bar_config(disable=True)
        self._folder = _folder_of(wanted, training)

    def paint(self, done: int) -> None:
        """Paint those of so many steps, where they are wanted and not there yet."""
        every = self._wanted.sample_every
        if not self._prompts or done % every or self.told:
            return
        files = [self._folder / name_of(done, one) for one in range(len(self._prompts))]
        lacking = [one for one, file in enumerate(files) if not file.exists()]
        if not lacking:
            return
        try:
            with _painting(self._pipe, self._device):
                for one in lacking:
                    partial = files[one].with_suffix(".partial")
                    self._painted(one).save(partial, format="PNG")
                    partial.replace(files[one])
        except torch.OutOfMemoryError:
            torch.cuda.empty_cache()
            self.told.append(FULL.format(done))

    def _painted(self, one: int) -> Image.Image:
        wanted, on, unet = self._wanted, self._device, self._pipe.unet
        with torch.no_grad(), torch.autocast(on, enabled=on == "cuda"):
            latents = self._pipe(
                **{key: part.to(on, unet.dtype) for key, part in self._prompts[one].items()},
                width=wanted.resolution,
                height=wanted.resolution,
                num_inference_steps=wanted.sample_steps,
                guidance_scale=wanted.sample_guidance,
                generator=torch.Generator("cpu").manual_seed(one),
                output_type="latent",
            ).images
        with torch.no_grad():
            vae = self._pipe.vae
            pixels = vae.decode(latents.float() / vae.config.scaling_factor).sample
        return self._pipe.image_processor.postprocess(pixels.cpu(), output_type="pil")[0]


def name_of(done: int, one: int) -> str:
    """The file of a prompt, counted from 0, after so many steps."""
    return f"sample_{done:06d}_{one + 1}.png"


def sampling_key(wanted: Train) -> str:
    """What makes the samples of one training these and no others."""
    return json.dumps(
        [
            list(wanted.sample_prompts),
            wanted.sample_negative,
            wanted.sample_every,
            wanted.sample_steps,
            wanted.sample_guidance,
        ]
    )


def _folder_of(wanted: Train, training: str) -> Path:
    """The samples' folder, without those of another training or of other prompts."""
    folder = Path(wanted.state) / SAMPLES
    folder.mkdir(parents=True, exist_ok=True)
    how = sampling_key(replace(wanted, sample_every=0))  # how often: those that are there stay
    key = hashlib.sha256(f"{training} {how}".encode()).hexdigest()
    about = json.dumps({"key": key, "prompts": list(wanted.sample_prompts)})
    kept = folder / ABOUT
    if not kept.exists() or kept.read_text() != about:
        for old in folder.glob("sample_*.png"):
            old.unlink()
        kept.write_text(about)
    return folder


@contextmanager
def _painting(pipe: Any, device: str) -> Iterator[None]:
    """The VAE on the card and the UNet as it paints; afterwards as they were."""
    kept = pipe.vae.use_tiling
    pipe.vae.to(device)
    pipe.vae.enable_tiling()
    pipe.unet.eval()
    try:
        yield
    finally:
        pipe.unet.train()
        if not kept:
            pipe.vae.disable_tiling()
        pipe.vae.to("cpu")
