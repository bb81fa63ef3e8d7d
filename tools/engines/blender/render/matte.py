"""The cast's coverage per pixel, read from Cryptomatte layers (Friedman and Jones, 2015)."""

import bpy
import numpy as np

from tools.engines.blender.render.renderer import Layers

LEVELS = 4  # objects that one pixel can hold
MASK = 0xFFFFFFFF


def enable(scene: bpy.types.Scene) -> None:
    """Have renders carry Cryptomatte layers by object."""
    layer = scene.view_layers[0]
    layer.use_pass_cryptomatte_object = True
    layer.pass_cryptomatte_depth = LEVELS


def disable(scene: bpy.types.Scene) -> None:
    """Stop carrying them."""
    scene.view_layers[0].use_pass_cryptomatte_object = False


def identity(name: str) -> int:
    """The 32-bit Cryptomatte identity of an object: MurmurHash3 (Appleby) of its name, one
    exponent bit turned where the bits as a float would be infinite, NaN or denormal."""
    data = name.encode()
    value = 0
    whole = len(data) - len(data) % 4
    for start in range(0, whole, 4):
        value ^= _scramble(int.from_bytes(data[start : start + 4], "little"))
        value = (_rotate(value, 13) * 5 + 0xE6546B64) & MASK
    value ^= _scramble(int.from_bytes(data[whole:], "little"))
    value ^= len(data)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        value = ((value ^ (value >> shift)) * factor) & MASK
    value ^= value >> 16
    return value ^ (1 << 23) if (value >> 23) & 255 in (0, 255) else value


def _scramble(block: int) -> int:
    return (_rotate((block * 0xCC9E2D51) & MASK, 15) * 0x1B873593) & MASK


def _rotate(value: int, bits: int) -> int:
    return ((value << bits) | (value >> (32 - bits))) & MASK


def coverage(layers: Layers, names: set[str]) -> np.ndarray:
    """How much of each pixel the objects called `names` take, 0 to 1, shape (h, w).

    Soft where hair, edges and depth of field are. A surface seen through a clear one (an eye
    behind its cornea) counts for less than it covers, so the sum over all objects is scaled to
    the picture's alpha.
    """
    wanted = np.array(sorted(identity(name) for name in names), np.uint32)
    total = np.zeros(layers.colour.shape[:2], np.float32)
    every = np.zeros_like(total)
    for name, pixels in sorted(layers.passes.items()):
        if not name.startswith("CryptoObject"):
            continue
        for rank in (0, 2):
            found = np.ascontiguousarray(pixels[..., rank], np.float32).view(np.uint32)
            total += np.where(np.isin(found, wanted), pixels[..., rank + 1], 0.0)
            every += pixels[..., rank + 1]
    seen = np.clip(layers.colour[..., 3], 0.0, 1.0)
    return np.clip(total * seen / np.maximum(np.minimum(every, seen), 1e-4), 0.0, 1.0)
