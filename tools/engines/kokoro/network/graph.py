"""The network's file as three graphs, one behind the other, and what passes between them is ours.

The first reads: it gives durations; the second makes pitch and loudness of what was read and of how
long it takes; the third sounds. Each is changed as a line needs it before it goes on, so that the
network itself speaks every pitch and pace, and nothing has to be made anew from its sound.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tools.engines.kokoro.network.protobuf import Bytes, fields, number_written, text, written

FLOAT = 1  # onnx.TensorProto.FLOAT
# Fields of ModelProto, GraphProto, NodeProto, TensorProto and ValueInfoProto.
_GRAPH = 7
_NODE, _WEIGHTS, _INPUT, _OUTPUT = 1, 5, 11, 12
_INS, _OUTS, _OP, _ATTRIBUTE = 1, 2, 4, 5
_WEIGHTS_NAME, _VALUE_NAME = 8, 1


@dataclass(frozen=True)
class Node:
    """One operation. `attributes`: as they stand in the file."""

    op: str
    ins: tuple[str, ...]
    outs: tuple[str, ...]
    attributes: bytes = b""
    raw: Bytes = field(default=b"", compare=False)

    def written(self) -> Bytes:
        """A NodeProto's field."""
        if self.raw:
            return self.raw
        body = b"".join(written(_INS, name.encode()) for name in self.ins)
        body += b"".join(written(_OUTS, name.encode()) for name in self.outs)
        return written(_NODE, body + written(_OP, self.op.encode()) + self.attributes)


@dataclass(frozen=True)
class Graph:
    """A model's operations, weights and inputs, and what surrounds its graph (`about`)."""

    about: bytes
    nodes: tuple[Node, ...]
    weights: dict[str, Bytes]
    inputs: dict[str, Bytes]

    @classmethod
    def read(cls, model: bytes) -> "Graph":
        """The graph of an ONNX file."""
        about: list[Bytes] = []
        parts: Bytes = b""
        for number, value, raw in fields(memoryview(model)):
            if number == _GRAPH:
                parts = value
            else:
                about.append(raw)
        nodes, weights, inputs = [], {}, {}
        for number, value, raw in fields(parts):
            if number == _NODE:
                nodes.append(_node(value, raw))
            elif number == _WEIGHTS:
                weights[text(value, _WEIGHTS_NAME)] = raw
            elif number == _INPUT:
                inputs[text(value, _VALUE_NAME)] = raw
        return cls(b"".join(about), tuple(nodes), weights, inputs)

    def between(self, given: Sequence[str], wanted: Sequence[str]) -> bytes:
        """An ONNX file of what makes the float tensors `wanted`, where `given` are inputs too."""
        needed = set(wanted)
        kept: list[Node] = []
        for node in reversed(self.nodes):
            made = [name for name in node.outs if name in needed and name not in given]
            if made:
                # What is given is not made: the node that did it, if it makes more, gives it up.
                outs = tuple(name if name not in given else f"{name}:own" for name in node.outs)
                kept.append(node if outs == node.outs else replace(node, outs=outs, raw=b""))
                needed |= {name for name in node.ins if name}
        parts = [node.written() for node in reversed(kept)]
        parts += [
            raw for name, raw in (*self.weights.items(), *self.inputs.items()) if name in needed
        ]
        parts += [written(_INPUT, _float(name)) for name in given]
        parts += [written(_OUTPUT, _float(name)) for name in wanted]
        return self.about + written(_GRAPH, b"".join(parts))


def _node(value: Bytes, raw: Bytes) -> Node:
    ins, outs, op, attributes = [], [], "", b""
    for number, part, own in fields(value):
        if number == _INS:
            ins.append(str(part, "utf-8"))
        elif number == _OUTS:
            outs.append(str(part, "utf-8"))
        elif number == _OP:
            op = str(part, "utf-8")
        elif number == _ATTRIBUTE:
            attributes += own
    return Node(op, tuple(ins), tuple(outs), attributes, raw)


def _float(name: str) -> bytes:
    """A ValueInfoProto of a float tensor of any shape."""
    return written(1, name.encode()) + written(2, written(1, number_written(1, FLOAT)))
