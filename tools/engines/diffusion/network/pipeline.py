"""SDXL loaded from a folder, run with a setting of the card; ControlNets, LoRAs, reference
pictures and a face as asked."""

import gc
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from diffusers import ControlNetModel
from PIL import Image

from tools.engines.diffusion.card import Setting
from tools.engines.diffusion.network.attended import Attended, masks, weigh
from tools.engines.diffusion.network.face import NET, IdentityNet
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
from tools.engines.diffusion.points import drawn
from tools.engines.diffusion.requests import Paint

Step = Callable[[int, int], None]
"""Told after each step: its number from 1, and how many there are. May raise, to stop."""


class Painter:
    """One base model, held from one picture to the next; what a picture does not need again is let
    go."""

    def __init__(self, base: Path, device: str):
        self._base, self._device = base, device
        self._setting: Setting | None = None
        self._pipe: Any = None
        self._controls: dict[str, Any] = {}
        self._attended = Attended(device)

    def paint(self, wanted: Paint, setting: Setting, step: Step) -> dict[str, float]:
        """Write the picture to `wanted.out`; the seconds of loading and of painting. BadInput for a
        request that the weights do not allow; torch's own error where the memory is full."""
        began = time.monotonic()
        pipe = self._fitting(self._ready(setting), wanted, setting)
        wear(pipe, wanted.loras)
        pipe.scheduler = sampler(wanted.sampler, pipe)
        seen = self._attended.conditions(_attended(wanted), setting, guided=wanted.guidance > 1)
        weigh(pipe, _attended(wanted), 0, _steps(wanted))
        if wanted.face:
            self._controls[_identity(wanted)].face = self._attended.face()
        ready = time.monotonic()
        with torch.inference_mode():
            made = pipe(
                **embedded(pipe, wanted.prompt, wanted.negative_prompt),
                **seen,
                **masks(_attended(wanted), (wanted.width, wanted.height)),
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
        self._attended.wear(pipe, [])
        return pipe

    def let_go(self) -> None:
        """Give back all memory."""
        self._pipe, self._setting, self._controls = None, None, {}
        self._attended = Attended(self._device)
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
        kinds = {control["folder"]: ControlNetModel for control in wanted.controls}
        if wanted.face:
            kinds[_identity(wanted)] = IdentityNet
        for folder in set(self._controls) - set(kinds):
            del self._controls[folder]
        for folder, kind in kinds.items():
            if folder not in self._controls:
                self._controls[folder] = net(Path(folder), setting, self._device, kind)
        kind = PIPELINES[bool(wanted.image), bool(wanted.mask), bool(kinds)]
        fits = self._attended.fit(_attended(wanted))
        if kind is type(pipe) and fits:
            return pipe
        if setting.offload != "none":
            pipe.remove_all_hooks()
        if not fits:
            self._attended.wear(pipe, _attended(wanted))
        if kind is type(pipe):
            return placed(pipe, setting, self._device)
        folders = [control["folder"] for control in wanted.controls]
        folders += [_identity(wanted)] if wanted.face else []
        nets = {"controlnet": [self._controls[one] for one in folders]} if folders else {}
        parts = {key: one for key, one in pipe.components.items() if key in parts_of(kind)}
        return placed(kind(**parts, **nets), setting, self._device)


def _steered(wanted: Paint) -> dict[str, Any]:
    """The keyword arguments of the ControlNets: pictures in the size that is painted."""
    steering, pictures = (
        list(wanted.controls),
        [_picture(c["image"], wanted) for c in wanted.controls],
    )
    if wanted.face:
        steering.append(wanted.face | {"strength": wanted.face["structure"]})
        pictures.append(drawn(wanted.face["points"], (wanted.width, wanted.height)))
    if not steering:
        return {}
    return {
        "control_image" if wanted.image else "image": pictures,
        "controlnet_conditioning_scale": [float(one["strength"]) for one in steering],
        "control_guidance_start": [float(one["start"]) for one in steering],
        "control_guidance_end": [float(one["end"]) for one in steering],
    }


def _attended(wanted: Paint) -> list[dict[str, Any]]:
    """What is attended to beside the prompt, the face last."""
    return [*wanted.references, *([wanted.face] if wanted.face else [])]


def _identity(wanted: Paint) -> str:
    """The folder of the net that holds the face."""
    assert wanted.face is not None
    return str(Path(wanted.face["folder"]) / NET)


def _started(wanted: Paint) -> dict[str, Any]:
    """The keyword arguments that say from what the painting starts, and how large it is."""
    size = {"width": wanted.width, "height": wanted.height}
    if not wanted.image:
        return size
    start = {"image": _picture(wanted.image, wanted), "strength": wanted.strength}
    if not wanted.mask:
        return start | (size if wanted.controls or wanted.face else {})
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
        weigh(pipe, _attended(wanted), number + 1, steps)
        return kept

    return told
