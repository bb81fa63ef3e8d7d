"""SDXL loaded from a folder, run with a setting of the card; ControlNets and LoRAs as asked."""

import gc
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from diffusers import (
    ControlNetModel,
    DDIMScheduler,
    DPMSolverMultistepScheduler,
    EulerAncestralDiscreteScheduler,
    EulerDiscreteScheduler,
    LCMScheduler,
    StableDiffusionXLControlNetPipeline,
    StableDiffusionXLPipeline,
    UniPCMultistepScheduler,
)
from PIL import Image

from tools.engines.diffusion.card import Setting
from tools.engines.diffusion.network.loras import wear
from tools.engines.diffusion.network.prompts import embedded
from tools.engines.diffusion.requests import Paint
from tools.engines.worker.serve import BadInput

Step = Callable[[int, int], None]
"""Told after each step: its number from 1, and how many there are. May raise, to stop."""

_SAMPLERS: dict[str, tuple[Any, dict[str, Any]]] = {
    "dpm++_2m_karras": (DPMSolverMultistepScheduler, {"use_karras_sigmas": True}),
    "euler": (EulerDiscreteScheduler, {}),
    "euler_ancestral": (EulerAncestralDiscreteScheduler, {}),
    "ddim": (DDIMScheduler, {}),
    "unipc": (UniPCMultistepScheduler, {}),
    "lcm": (LCMScheduler, {}),
}


class Painter:
    """One base model, held from one picture to the next; what a picture does not need again is let
    go. Pickles are never read: only .safetensors files are."""

    def __init__(self, base: Path, device: str):
        self._base, self._device = base, device
        self._setting: Setting | None = None
        self._pipe: Any = None
        self._controls: dict[str, Any] = {}

    def paint(self, wanted: Paint, setting: Setting, step: Step) -> dict[str, float]:
        """Write the picture to `wanted.out`; the seconds of loading and of painting. BadInput for a
        request that the weights do not allow; torch's own error where the memory is full."""
        began = time.monotonic()
        pipe = self._with_controls(self._ready(setting), wanted.controls, setting)
        wear(pipe, wanted.loras)
        pipe.scheduler = _sampler(wanted.sampler, pipe)
        loaded = time.monotonic()
        with torch.inference_mode():
            made = pipe(
                **embedded(pipe, wanted.prompt, wanted.negative_prompt),
                **_steered(wanted),
                width=wanted.width,
                height=wanted.height,
                num_inference_steps=wanted.steps,
                guidance_scale=wanted.guidance,
                generator=torch.Generator("cpu").manual_seed(wanted.seed),
                callback_on_step_end=_telling(step, wanted.steps),
            ).images[0]
        made.save(wanted.out, format="PNG")
        painted = time.monotonic()
        return {"loading": loaded - began, "painting": painted - loaded}

    def let_go(self) -> None:
        """Give back all memory."""
        self._pipe, self._setting, self._controls = None, None, {}
        gc.collect()
        if self._device == "cuda":
            torch.cuda.empty_cache()

    def _ready(self, setting: Setting) -> Any:
        if self._pipe is None or setting != self._setting:
            self.let_go()
            self._pipe = _placed(_loaded(self._base, setting), setting, self._device)
            self._setting = setting
        return self._pipe

    def _with_controls(
        self, pipe: Any, controls: Sequence[dict[str, Any]], setting: Setting
    ) -> Any:
        """The pipeline that is steered by these; the plain one without any."""
        wanted = [control["folder"] for control in controls]
        for folder in set(self._controls) - set(wanted):
            del self._controls[folder]
        if not wanted:
            return pipe
        for folder in wanted:
            if folder not in self._controls:
                self._controls[folder] = _control(Path(folder), setting, self._device)
        nets = [self._controls[folder] for folder in wanted]
        if setting.offload != "none":
            pipe.remove_all_hooks()
        steered = StableDiffusionXLControlNetPipeline(**pipe.components, controlnet=nets)
        return _placed(steered, setting, self._device)


def _loaded(base: Path, setting: Setting) -> Any:
    half = setting.dtype != "float32" and any(base.glob("unet/*.fp16.safetensors"))
    return StableDiffusionXLPipeline.from_pretrained(
        base,
        torch_dtype=getattr(torch, setting.dtype),
        variant="fp16" if half or not any(base.glob("unet/*model.safetensors")) else None,
        use_safetensors=True,
        local_files_only=True,
        add_watermarker=False,
    )


def _control(folder: Path, setting: Setting, device: str) -> Any:
    net = ControlNetModel.from_pretrained(
        folder,
        torch_dtype=getattr(torch, setting.dtype),
        variant="fp16" if any(folder.glob("*.fp16.safetensors")) else None,
        use_safetensors=True,
        local_files_only=True,
    )
    return net.to(device) if setting.offload == "none" else net


def _placed(pipe: Any, setting: Setting, device: str) -> Any:
    """The pipeline where its setting wants it."""
    pipe.set_progress_bar_config(disable=True)
    if setting.tiling:
        pipe.vae.enable_tiling()
    if device == "cpu" or setting.offload == "none":
        pipe.to(device)
    elif setting.offload == "model":
        pipe.enable_model_cpu_offload()
    else:
        pipe.enable_sequential_cpu_offload()
    if setting.compile and device != "cpu":
        pipe.unet.to(memory_format=torch.channels_last)
        pipe.unet.compile_repeated_blocks(fullgraph=True)
    return pipe


def _sampler(name: str, pipe: Any) -> Any:
    if name not in _SAMPLERS:
        raise BadInput(f"there is no sampler {name!r}", f"one of {', '.join(_SAMPLERS)}")
    kind, options = _SAMPLERS[name]
    return kind.from_config(pipe.scheduler.config, **options)


def _steered(wanted: Paint) -> dict[str, Any]:
    """The keyword arguments of the ControlNets: pictures in the size that is painted."""
    if not wanted.controls:
        return {}
    size = (wanted.width, wanted.height)
    pictures = [
        Image.open(one["image"]).convert("RGB").resize(size, Image.Resampling.LANCZOS)
        for one in wanted.controls
    ]
    return {
        "image": pictures,
        "controlnet_conditioning_scale": [float(one["strength"]) for one in wanted.controls],
        "control_guidance_start": [float(one["start"]) for one in wanted.controls],
        "control_guidance_end": [float(one["end"]) for one in wanted.controls],
    }


def _telling(step: Step, steps: int) -> Callable[..., dict[str, Any]]:
    def told(_pipe: Any, number: int, _time: Any, kept: dict[str, Any]) -> dict[str, Any]:
        step(number + 1, steps)
        return kept

    return told


def is_full(error: BaseException) -> bool:
    """Whether an error tells that the card's memory is full."""
    return isinstance(error, torch.OutOfMemoryError)
