"""LoRAs: several at once, each with its weight; one for another base is refused by its name."""

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open

from tools.engines.worker.serve import BadInput

_OTHER = "give one that was trained on SDXL"


def wear(pipe: Any, loras: Sequence[dict[str, Any]]) -> None:
    """Have the pipeline wear just these, and no others. BadInput for a file that is none, or that
    was trained on another base."""
    pipe.unload_lora_weights()
    names = []
    for number, lora in enumerate(loras):
        path, name = Path(lora["file"]), f"lora_{number}"
        _check(path, lora["name"], pipe.unet.config.cross_attention_dim)
        try:
            pipe.load_lora_weights(path.parent, weight_name=path.name, adapter_name=name)
        except (ValueError, RuntimeError, KeyError) as error:
            said = "its weights are of other layers or shapes"
            told = f"the LoRA {lora['name']} does not fit the base: {said}"
            raise BadInput(told, _OTHER) from error
        if name not in set(chain.from_iterable(pipe.get_list_adapters().values())):
            told = (
                f"the LoRA {lora['name']} is for another base: this one has none of what it adapts"
            )
            raise BadInput(told, _OTHER)
        names.append(name)
    if names:
        pipe.set_adapters(names, [float(lora["weight"]) for lora in loras])


def _check(path: Path, name: str, width: int) -> None:
    """BadInput where the file cannot be read, or its attention to the prompt is of another width
    than the base's (SD 1.5 has 768, SDXL 2048)."""
    try:
        with safe_open(path, framework="pt") as file:
            shapes = {key: file.get_slice(key).get_shape() for key in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError) as error:
        raise BadInput(
            f"the LoRA {name} cannot be read: {error}", "fetch or train it again"
        ) from error
    read = [
        shape[-1]
        for key, shape in shapes.items()
        if "attn2" in key and any(to in key for to in ("to_k", "to_v")) and _is_down(key)
    ]
    if not shapes or not any("lora" in key for key in shapes):
        raise BadInput(f"{name} is no LoRA: its file holds none of its weights", "give another")
    if read and set(read) != {width}:
        raise BadInput(
            f"the LoRA {name} is for another base: it reads prompts of width {read[0]}, this base "
            f"has {width}",
            _OTHER,
        )


def _is_down(key: str) -> bool:
    return "lora_A" in key or "lora_down" in key or ".down." in key
