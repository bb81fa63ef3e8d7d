"""SDXL loaded from a folder, run with a setting of the card; ControlNets, LoRAs and reference
pictures as asked."""

import gc
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from PIL import Image

from tools.engines.diffusion.card import Setting
from tools.engines.diffusion.network.loras import wear
from tools.engines.diffusion.network.pipelines import (
    PIPELINES,
    loaded,
    net,
    parts_of,
    placed,
    sampler,
)
from tools.engines.diffusion.network.prompts import embedded
from tools.engines.diffusion.network.reference import References, weigh
from tools.engines.diffusion.requests import Paint

Step = Callable[[int, int], None]
"""Told after each step: its number from 1, and how many there are. May raise, to stop."""


class Painter:
    """One base model, held from one picture to the next; what a picture does not need again is let
    go. Pickles are never read: only .safetensors files are."""

    def __init__(self, base: Path, device: str):
        self._base, self._device = base, device
        self._setting: Setting | None = None
        self._pipe: Any = None
        self._controls: dict[str, Any] = {}
        self._references = References(device)

    def paint(self, wanted: Paint, setting: Setting, step: Step) -> dict[str, float]:
        """Write the picture to `wanted.out`; the seconds of loading and of painting. BadInput for a
        request that the weights do not allow; torch's own error where the memory is full."""
        began = time.monotonic()
        pipe = self._fitting(self._ready(setting), wanted, setting)
        wear(pipe, wanted.loras)
        pipe.scheduler = sampler(wanted.sampler, pipe)
        seen = self._references.conditions(
            pipe, wanted.references, setting, guided=wanted.guidance > 1
        )
        weigh(pipe, wanted.references, 0, _steps(wanted))
        ready = time.monotonic()
        with torch.inference_mode():
            made = pipe(
                **embedded(pipe, wanted.prompt, wanted.negative_prompt),
                **seen,
                **_steered(wanted),
                **_started(wanted),
                num_inference_steps=wanted.steps,
                guidance_scale=wanted.guidance,
                generator=torch.Generator("cpu").manual_seed(wanted.seed),
                callback_on_step_end=_telling(step, wanted),
            ).images[0]
        _kept_where_black(made, wanted).save(wanted.out, format="PNG")
        painted = time.monotonic()
        return {"loading": ready - began, "painting": painted - ready}

    def plain(self, setting: Setting) -> Any:
        """The pipeline without ControlNets, LoRAs and references, loaded with a setting."""
        pipe = self._ready(setting)
        pipe.unload_lora_weights()
        self._references.wear(pipe, [])
        return pipe

    def let_go(self) -> None:
        """Give back all memory."""
        self._pipe, self._setting, self._controls = None, None, {}
        self._references = References(self._device)
        gc.collect()
        if self._device == "cuda":
            torch.cuda.empty_cache()

    def _ready(self, setting: Setting) -> Any:
        if self._pipe is None or setting != self._setting:
            self.let_go()
            self._pipe = placed(
                loaded(self._base, setting, add_watermarker=False), setting, self._device
            )
            self._setting = setting
        return self._pipe

    def _fitting(self, pipe: Any, wanted: Paint, setting: Setting) -> Any:
        """The pipeline for a request, of the parts of the one that is loaded."""
        folders = [control["folder"] for control in wanted.controls]
        for folder in set(self._controls) - set(folders):
            del self._controls[folder]
        for folder in folders:
            if folder not in self._controls:
                self._controls[folder] = net(Path(folder), setting, self._device)
        kind = PIPELINES[bool(wanted.image), bool(wanted.mask), bool(folders)]
        fits = self._references.fit(wanted.references)
        if kind is type(pipe) and fits:
            return pipe
        if setting.offload != "none":
            pipe.remove_all_hooks()
        if not fits:
            self._references.wear(pipe, wanted.references)
        if kind is type(pipe):
            return placed(pipe, setting, self._device)
        nets = {"controlnet": [self._controls[one] for one in folders]} if folders else {}
        parts = {key: one for key, one in pipe.components.items() if key in parts_of(kind)}
        return placed(kind(**parts, **nets), setting, self._device)


def _steered(wanted: Paint) -> dict[str, Any]:
    """The keyword arguments of the ControlNets: pictures in the size that is painted."""
    if not wanted.controls:
        return {}
    pictures = [_picture(one["image"], wanted) for one in wanted.controls]
    return {
        "control_image" if wanted.image else "image": pictures,
        "controlnet_conditioning_scale": [float(one["strength"]) for one in wanted.controls],
        "control_guidance_start": [float(one["start"]) for one in wanted.controls],
        "control_guidance_end": [float(one["end"]) for one in wanted.controls],
    }


def _started(wanted: Paint) -> dict[str, Any]:
    """The keyword arguments that say from what the painting starts, and how large it is."""
    size = {"width": wanted.width, "height": wanted.height}
    if not wanted.image:
        return size
    start = {"image": _picture(wanted.image, wanted), "strength": wanted.strength}
    if not wanted.mask:
        return start | (size if wanted.controls else {})
    return start | size | {"mask_image": _picture(wanted.mask, wanted).convert("L")}


def _picture(path: str, wanted: Paint) -> Image.Image:
    with Image.open(path, formats=("PNG",)) as opened:
        size = (wanted.width, wanted.height)
        return opened.convert("RGB").resize(size, Image.Resampling.LANCZOS)


def _kept_where_black(made: Image.Image, wanted: Paint) -> Image.Image:
    """The painting, and what the mask keeps of the picture that it began with, as it was."""
    if not wanted.mask:
        return made
    before, mask = _picture(wanted.image, wanted), _picture(wanted.mask, wanted).convert("L")
    return Image.composite(made, before, mask)


def _steps(wanted: Paint) -> int:
    """How many of the steps are done: fewer where the painting starts from a picture."""
    share = wanted.strength if wanted.image else 1.0
    return max(1, min(wanted.steps, int(wanted.steps * share)))


def _telling(step: Step, wanted: Paint) -> Callable[..., dict[str, Any]]:
    steps = _steps(wanted)

    def told(pipe: Any, number: int, _time: Any, kept: dict[str, Any]) -> dict[str, Any]:
        step(min(number + 1, steps), steps)
        weigh(pipe, wanted.references, number + 1, steps)
        return kept

    return told
