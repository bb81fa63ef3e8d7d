"""AnimateDiff: a base model for pictures, and an adapter that makes its frames belong together."""

import gc
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from diffusers import (
    AnimateDiffControlNetPipeline,
    AnimateDiffPipeline,
    AnimateDiffSDXLPipeline,
    AnimateDiffVideoToVideoControlNetPipeline,
    AnimateDiffVideoToVideoPipeline,
    DDIMScheduler,
    MotionAdapter,
)
from PIL import Image

from tools.engines.diffusion.card import Setting
from tools.engines.diffusion.network.pipelines import loaded, net, parts_of, placed
from tools.engines.diffusion.network.prompts import CHUNK, embedded, tokens
from tools.engines.motion.requests import Animate
from tools.engines.motion.weights import CONTEXT
from tools.engines.worker.serve import BadInput

Step = Callable[[int, int], None]
STRIDE = 4  # frames from one window of FreeNoise to the next
# By whether there is a picture to start from, and ControlNets.
_PIPELINES: dict[tuple[bool, bool], Any] = {
    (False, False): AnimateDiffPipeline,
    (False, True): AnimateDiffControlNetPipeline,
    (True, False): AnimateDiffVideoToVideoPipeline,
    (True, True): AnimateDiffVideoToVideoControlNetPipeline,
}


class Animator:
    """One base with its adapter, held from one clip to the next."""

    def __init__(self, device: str):
        self._device = device
        self._held: tuple[str, str, Setting] | None = None
        self._pipe: Any = None
        self._controls: dict[str, Any] = {}
        self._is_long = False

    def animate(self, wanted: Animate, setting: Setting, step: Step) -> dict[str, Any]:
        """Write the frames; their names, the seconds, and what is told. BadInput for what the
        family cannot; torch's own error where the memory is full."""
        began = time.monotonic()
        pipe = self._fitting(wanted, setting)
        ready = time.monotonic()
        with torch.inference_mode():
            words, told = _words(pipe, wanted)
            started, pinned = _started(pipe, wanted)
            made = pipe(
                **words,
                **_steered(wanted),
                **started,
                width=wanted.width,
                height=wanted.height,
                num_inference_steps=wanted.steps,
                guidance_scale=wanted.guidance,
                generator=torch.Generator("cpu").manual_seed(wanted.seed),
                callback_on_step_end=_telling(step, wanted.steps, pinned),
                callback_on_step_end_tensor_inputs=["latents"],
            ).frames[0]
        names = [f"{number:04d}.png" for number in range(len(made))]
        for name, frame in zip(names, made, strict=True):
            frame.save(Path(wanted.out_dir) / name)
        seconds = {"loading": ready - began, "painting": time.monotonic() - ready}
        return {"frames": names, "seconds": seconds, "told": told}

    def let_go(self) -> None:
        """Give back all memory."""
        self._pipe, self._held, self._controls, self._is_long = None, None, {}, False
        gc.collect()
        if self._device == "cuda":
            torch.cuda.empty_cache()

    def _ready(self, wanted: Animate, setting: Setting) -> Any:
        held = (wanted.base, wanted.adapter, setting)
        if held != self._held:
            self.let_go()
            adapter = net(Path(wanted.adapter), setting, "cpu", MotionAdapter)
            kind = AnimateDiffSDXLPipeline if wanted.model == "sdxl" else AnimateDiffPipeline
            pipe = loaded(Path(wanted.base), setting, kind, motion_adapter=adapter)
            pipe.scheduler = DDIMScheduler.from_config(
                pipe.scheduler.config,
                beta_schedule="linear",
                timestep_spacing="linspace",
                clip_sample=False,
                steps_offset=1,
            )
            self._pipe, self._held = placed(pipe, setting, self._device), held
        return self._pipe

    def _fitting(self, wanted: Animate, setting: Setting) -> Any:
        """The pipeline for a request, of the parts of the one that is loaded."""
        pipe = self._ready(wanted, setting)
        if wanted.model == "sdxl":
            _only_words(wanted)
            return pipe
        folders = [control["folder"] for control in wanted.controls]
        self._controls = {
            folder: self._controls.get(folder) or net(Path(folder), setting, self._device)
            for folder in folders
        }
        kind, is_long = _PIPELINES[bool(wanted.image), bool(folders)], wanted.frames > CONTEXT
        if kind is type(pipe) and is_long == self._is_long:
            return pipe
        if setting.offload != "none":
            pipe.remove_all_hooks()
        if kind is not type(pipe):
            nets = {"controlnet": [self._controls[one] for one in folders]} if folders else {}
            parts = {key: one for key, one in pipe.components.items() if key in parts_of(kind)}
            pipe = kind(**parts, **nets)
        if is_long:
            pipe.enable_free_noise(context_length=CONTEXT, context_stride=STRIDE)
        elif self._is_long:
            pipe.disable_free_noise()
        self._is_long = is_long
        return placed(pipe, setting, self._device)


def _only_words(wanted: Animate) -> None:
    """BadInput for what the SDXL adapter cannot."""
    if wanted.controls or wanted.image:
        raise BadInput("the SDXL adapter goes by words alone", 'take the model "sd15"')
    if wanted.frames > CONTEXT:
        raise BadInput(
            f"the SDXL adapter makes {CONTEXT} frames at most", 'take the model "sd15", or fewer'
        )


def _words(pipe: Any, wanted: Animate) -> tuple[dict[str, Any], list[str]]:
    """The keyword arguments of the prompts, and what is told of them: SD1.5 reads 75 tokens."""
    if wanted.model == "sdxl":
        return embedded(pipe, wanted.prompt, wanted.negative_prompt), []
    texts = {"prompt": wanted.prompt, "negative_prompt": wanted.negative_prompt}
    told = [
        f"The {name.replace('_', ' ')} has {count} tokens, of which the model reads {CHUNK}."
        for name, text in texts.items()
        if (count := len(tokens(pipe.tokenizer, text))) > CHUNK
    ]
    return texts, told


def _steered(wanted: Animate) -> dict[str, Any]:
    """The keyword arguments of the ControlNets: a picture for each frame, in the clip's size."""
    if not wanted.controls:
        return {}
    frames = [[_picture(path, wanted) for path in one["images"]] for one in wanted.controls]
    return {
        "conditioning_frames": frames,
        "controlnet_conditioning_scale": [float(one["strength"]) for one in wanted.controls],
        "control_guidance_start": [float(one["start"]) for one in wanted.controls],
        "control_guidance_end": [float(one["end"]) for one in wanted.controls],
    }


def _started(pipe: Any, wanted: Animate) -> tuple[dict[str, Any], torch.Tensor | None]:
    """The keyword arguments that say from what the clip starts, and the latents of the picture
    that its first frame stays: (1, channels, 1, height, width)."""
    if not wanted.image:
        return {"num_frames": wanted.frames}, None
    pixels = pipe.video_processor.preprocess(_picture(wanted.image, wanted))
    vae = pipe.vae
    seen = vae.encode(pixels.to(pipe._execution_device, vae.dtype)).latent_dist.mode()
    still = (seen * vae.config.scaling_factor)[:, :, None].to(pipe.unet.dtype)
    start = {
        "latents": still.repeat(1, 1, wanted.frames, 1, 1),
        "strength": wanted.strength,
        "enforce_inference_steps": True,  # all of `steps` are done, whatever the strength
    }
    return start, still


def _picture(path: str, wanted: Animate) -> Image.Image:
    with Image.open(path, formats=("PNG",)) as opened:
        size = (wanted.width, wanted.height)
        return opened.convert("RGB").resize(size, Image.Resampling.LANCZOS)


def _telling(step: Step, steps: int, pinned: torch.Tensor | None) -> Callable[..., dict[str, Any]]:
    noise = None if pinned is None else torch.randn(pinned.shape, generator=torch.Generator())

    def told(pipe: Any, number: int, time: Any, kept: dict[str, Any]) -> dict[str, Any]:
        step(min(number + 1, steps), steps)
        if pinned is not None and noise is not None:
            # The first frame is as noisy as the others, but of the picture; in the end it is it.
            latents, times = kept["latents"], pipe.scheduler.timesteps
            after = times[int((times == time).nonzero()[0]) + 1 :][:1]
            still = pinned.to(latents)
            if len(after):
                still = pipe.scheduler.add_noise(still, noise.to(latents), after)
            latents[:, :, :1] = still
        return kept

    return told
