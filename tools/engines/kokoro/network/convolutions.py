"""Convolutions of whole numbers as products of matrices, which give the very same numbers.

onnxruntime convolves 8-bit numbers without the processor's instructions for them, and multiplies
matrices with them: of Kokoro's 68 convolutions of a sound the largest takes 17 ms in place of 30
(AVX-512 VNNI, a thread, 2 s of speech), a smaller one 6 in place of 16. On a processor without VNNI
the two take as long (2.1 and 2.3 s of processor for a line of 3.2 s), of unsigned numbers: signed
ones overflow there (`tools/engines/onnx.py`).
"""

from dataclasses import replace

import numpy as np

from tools.engines.kokoro.network.graph import Graph, Node
from tools.engines.kokoro.network.protobuf import Attributes, Bytes, Tensor, attribute

_TO_THE_END = 2**31


def as_products(graph: Graph) -> Graph:
    """`graph` with each ConvInteger along one axis, of stride 1 and whose weights are in the file,
    replaced."""
    nodes: list[Node] = []
    weights = dict(graph.weights)
    for node in graph.nodes:
        made = _product(node, weights) if node.op == "ConvInteger" else None
        nodes += made or [node]
    return replace(graph, nodes=tuple(nodes), weights=weights)


def _product(node: Node, weights: dict[str, Bytes]) -> list[Node] | None:
    """The operations in place of a convolution, whose constants are added to `weights`; None where
    it must stay."""
    sound, kernel_name, zero, kernel_zero = node.ins
    about = Attributes.read(node.attributes)
    if kernel_name not in weights or kernel_zero not in weights:
        return None
    kernel = Tensor.read(weights[kernel_name]).values
    if kernel.ndim != 3 or about.ints("strides") != [1] or about.int("group") != 1:
        return None
    [step], [before, after] = about.ints("dilations"), about.ints("pads")
    outs, _, taps = kernel.shape
    name = node.outs[0]

    def constant(called: str, values: np.ndarray) -> str:
        if called not in weights:
            weights[called] = Tensor(called, values).written()
        return called

    def number(value: int) -> str:  # of those that all share
        return constant(f"number:{value}", np.array([value], np.int64))

    # Signed, as the fast product wants its second matrix: both sides of the difference move.
    signed = (kernel ^ 0x80).view(np.int8)
    rows = np.ascontiguousarray(signed.transpose(2, 1, 0).reshape(-1, outs))
    lowest = (Tensor.read(weights[kernel_zero]).values ^ 0x80).view(np.int8)
    around = np.array([0, before, 0, 0, after, 0], np.int64)
    columns = [f"{name}:{tap}" for tap in range(taps)]
    shifted = []
    for tap, column in enumerate(columns):
        begin, end = number(tap * step), number((tap - taps + 1) * step or _TO_THE_END)
        shifted.append(Node("Slice", (f"{name}:padded", begin, end, number(1)), (column,)))
    turn = attribute("perm", [0, 2, 1])
    factors = (f"{name}:columns", constant(f"{name}:rows", rows), zero)
    return [
        Node("Transpose", (sound,), (f"{name}:turned",), turn),
        Node(
            "Pad",
            (f"{name}:turned", constant(f"pads:{before},{after}", around), zero),
            (f"{name}:padded",),
        ),
        *shifted,
        Node("Concat", tuple(columns), factors[:1], attribute("axis", 2)),
        Node("MatMulInteger", (*factors, constant(f"{name}:zero", lowest)), (f"{name}:product",)),
        Node("Transpose", (f"{name}:product",), node.outs, turn),
    ]
