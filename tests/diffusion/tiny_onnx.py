"""A network in ONNX's format that averages a picture of 112 pixels in 16 parts and multiplies: as
ArcFace has it, (1, 3, 112, 112) in and (1, 512) out. No library here writes that format."""

from pathlib import Path

import numpy as np

Field = tuple[int, "int | bytes | str"]


def message(*parts: Field) -> bytes:
    """A protobuf message of these fields: number, and a varint or bytes."""
    made = b""
    for number, value in parts:
        if isinstance(value, int):
            made += varint(number << 3) + varint(value)
            continue
        body = value.encode() if isinstance(value, str) else value
        made += varint(number << 3 | 2) + varint(len(body)) + body
    return made


def varint(value: int) -> bytes:
    made = b""
    while value > 127:
        made, value = made + bytes([value & 127 | 128]), value >> 7
    return made + bytes([value])


def node(kind: str, inputs: list[str], output: str, *attributes: bytes) -> bytes:
    given: list[Field] = [(1, name) for name in inputs]
    return message(*given, (2, output), (4, kind), *((5, one) for one in attributes))


def integers(name: str, *values: int) -> bytes:
    """An attribute that is a list of integers."""
    return message((1, name), *((8, one) for one in values), (20, 7))


def shaped(name: str, *sides: int) -> bytes:
    shape = message(*((1, message((1, side))) for side in sides))
    return message((1, name), (2, message((1, message((1, 1), (2, shape))))))


def write(file: Path) -> None:
    """Write the network, its weights random but always the same."""
    weights = np.random.default_rng(0).normal(size=(48, 512)).astype(np.float32)
    tensor = message((1, 48), (1, 512), (2, 1), (8, "weights"), (9, weights.tobytes()))
    pool = [integers("kernel_shape", 28, 28), integers("strides", 28, 28)]
    graph = message(
        (1, node("AveragePool", ["data"], "pooled", *pool)),
        (1, node("Flatten", ["pooled"], "flat")),
        (1, node("MatMul", ["flat", "weights"], "face")),
        (2, "tiny"),
        (5, tensor),
        (11, shaped("data", 1, 3, 112, 112)),
        (12, shaped("face", 1, 512)),
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(message((1, 8), (8, message((2, 13))), (7, graph)))
