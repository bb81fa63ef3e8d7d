"""SDXL's pipelines by what they start from, their samplers, and how weights are loaded and placed
where a setting of the card wants them."""

import inspect
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
    StableDiffusionXLControlNetImg2ImgPipeline,
    StableDiffusionXLControlNetInpaintPipeline,
    StableDiffusionXLControlNetPipeline,
    StableDiffusionXLImg2ImgPipeline,
    StableDiffusionXLInpaintPipeline,
    StableDiffusionXLPipeline,
    UniPCMultistepScheduler,
)

from tools.engines.diffusion.card import GIB, Setting
from tools.engines.worker.serve import BadInput

_PARTS = {"unet", "vae", "text_encoder", "text_encoder_2"}  # that have weights
CPU_THREADS = 1  # of a processor's: small matrices only wait for each other
_SAMPLERS: dict[str, tuple[Any, dict[str, Any]]] = {
    "dpm++_2m_karras": (DPMSolverMultistepScheduler, {"use_karras_sigmas": True}),
    "euler": (EulerDiscreteScheduler, {}),
    "euler_ancestral": (EulerAncestralDiscreteScheduler, {}),
    "ddim": (DDIMScheduler, {}),
    "unipc": (UniPCMultistepScheduler, {}),
    "lcm": (LCMScheduler, {}),
}
# By whether there is a picture to start from, a mask, and ControlNets.
PIPELINES: dict[tuple[bool, bool, bool], Any] = {
    (False, False, False): StableDiffusionXLPipeline,
    (False, False, True): StableDiffusionXLControlNetPipeline,
    (True, False, False): StableDiffusionXLImg2ImgPipeline,
    (True, False, True): StableDiffusionXLControlNetImg2ImgPipeline,
    (True, True, False): StableDiffusionXLInpaintPipeline,
    (True, True, True): StableDiffusionXLControlNetInpaintPipeline,
}


def loaded(base: Path, setting: Setting, kind: Any = StableDiffusionXLPipeline, **more: Any) -> Any:
    """The base's pipeline, its weights not yet placed; `more` goes to `kind`. BadInput where a part
    has no weights that may be read."""
    for part in sorted(_PARTS & parts_of(kind) - set(more)):
        variant(base / part, setting)
    return kind.from_pretrained(
        base,
        torch_dtype=getattr(torch, setting.dtype),
        variant=variant(base / "unet", setting),
        use_safetensors=True,
        local_files_only=True,
        **more,
    )


def variant(folder: Path, setting: Setting) -> str | None:
    """Which of a folder's weights are read: those in half precision where they do, or are alone.
    BadInput where it holds none: pickles are not read."""
    if not any(folder.glob("*.safetensors")):
        raise BadInput(f"{folder} holds no .safetensors file", "fetch the weights again")
    half = setting.dtype != "float32" and any(folder.glob("*.fp16.safetensors"))
    return "fp16" if half or not any(folder.glob("*model.safetensors")) else None


def net(folder: Path, setting: Setting, device: str, kind: Any = ControlNetModel) -> Any:
    """A ControlNet, or another model of its own folder, on the card unless it waits elsewhere."""
    made = kind.from_pretrained(
        folder,
        torch_dtype=getattr(torch, setting.dtype),
        variant=variant(folder, setting),
        use_safetensors=True,
        local_files_only=True,
    )
    return made.to(device) if setting.offload == "none" else made


def placed(pipe: Any, setting: Setting, device: str) -> Any:
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
    # Each strength of a reference would be compiled anew.
    if setting.compile and device != "cpu" and pipe.unet.encoder_hid_proj is None:
        pipe.unet.to(memory_format=torch.channels_last)
        pipe.unet.compile_repeated_blocks(fullgraph=True)
    else:
        for block in pipe.unet.modules():
            block._compiled_call_impl = None
    return pipe


def sampler(name: str, pipe: Any) -> Any:
    """A scheduler for the pipeline. BadInput for a name that is none."""
    if name not in _SAMPLERS:
        raise BadInput(f"there is no sampler {name!r}", f"one of {', '.join(_SAMPLERS)}")
    kind, options = _SAMPLERS[name]
    return kind.from_config(pipe.scheduler.config, **options)


def is_full(error: BaseException) -> bool:
    """Whether an error tells that the card's memory is full."""
    return isinstance(error, torch.OutOfMemoryError)


def parts_of(kind: Any) -> set[str]:
    """What a pipeline is made of."""
    return set(inspect.signature(kind.__init__).parameters)


def usual_device() -> str:
    """The card where there is one, else the processor, which is told how many threads it has."""
    if torch.cuda.is_available():
        return "cuda"
    torch.set_num_threads(CPU_THREADS)
    return "cpu"


def memory_of(device: str) -> float:
    """The card's memory in GiB; 0 without one."""
    return torch.cuda.get_device_properties(0).total_memory / GIB if device == "cuda" else 0.0
