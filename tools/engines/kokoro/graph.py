"""The network's file as three graphs, one behind the other, and what passes between them is ours.

The first reads: it gives durations; the second makes pitch and loudness of what was read and of how
long it takes; the third sounds. Each is changed as a line needs it before it goes on, so that the
network itself speaks every pitch and pace, and nothing has to be made anew from its sound. Protobuf
is read as far as that takes (onnx.proto).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

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
    raw: bytes = field(default=b"", compare=False)

    def written(self) -> bytes:
        """A NodeProto's field."""
        if self.raw:
            return self.raw
        body = b"".join(_bytes(_INS, name.encode()) for name in self.ins)
        body += b"".join(_bytes(_OUTS, name.encode()) for name in self.outs)
        return _bytes(_NODE, body + _bytes(_OP, self.op.encode()) + self.attributes)


@dataclass(frozen=True)
class Graph:
    """A model's operations, weights and inputs, and what surrounds its graph (`about`)."""

    about: bytes
    nodes: tuple[Node, ...]
    weights: dict[str, bytes]
    inputs: dict[str, bytes]

    @classmethod
    def read(cls, model: bytes) -> "Graph":
        """The graph of an ONNX file."""
        about, parts = b"", b""
        for number, value, raw in _fields(model):
            if number == _GRAPH:
                parts = value
            else:
                about += raw
        nodes, weights, inputs = [], {}, {}
        for number, value, raw in _fields(parts):
            if number == _NODE:
                nodes.append(_node(value, raw))
            elif number == _WEIGHTS:
                weights[_text(value, _WEIGHTS_NAME)] = raw
            elif number == _INPUT:
                inputs[_text(value, _VALUE_NAME)] = raw
        return cls(about, tuple(nodes), weights, inputs)

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
        body = b"".join(node.written() for node in reversed(kept))
        body += b"".join(raw for name, raw in self.weights.items() if name in needed)
        body += b"".join(raw for name, raw in self.inputs.items() if name in needed)
        body += b"".join(_bytes(_INPUT, _float(name)) for name in given)
        body += b"".join(_bytes(_OUTPUT, _float(name)) for name in wanted)
        return self.about + _bytes(_GRAPH, body)


def _node(value: bytes, raw: bytes) -> Node:
    ins, outs, op, attributes = [], [], "", b""
    for number, part, own in _fields(value):
        if number == _INS:
            ins.append(part.decode())
        elif number == _OUTS:
            outs.append(part.decode())
        elif number == _OP:
            op = part.decode()
        elif number == _ATTRIBUTE:
            attributes += own
    return Node(op, tuple(ins), tuple(outs), attributes, raw)


def _float(name: str) -> bytes:
    """A ValueInfoProto of a float tensor of any shape."""
    return _bytes(1, name.encode()) + _bytes(2, _bytes(1, _number(1, FLOAT)))


def _fields(message: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """The number, the value and the whole of each field of a protobuf message."""
    at = 0
    while at < len(message):
        start = at
        key, at = _varint_at(message, at)
        kind, begin = key & 7, at
        if kind == 0:
            _, at = _varint_at(message, at)
        elif kind == 2:
            length, begin = _varint_at(message, at)
            at = begin + length
        else:
            at += 8 if kind == 1 else 4
        yield key >> 3, message[begin:at], message[start:at]


def _text(message: bytes, number: int) -> str:
    return next((value.decode() for one, value, _ in _fields(message) if one == number), "")


def _bytes(number: int, payload: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(payload)) + payload


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)


def _varint(value: int) -> bytes:
    groups = [value & 0x7F]
    while value := value >> 7:
        groups.append(value & 0x7F)
    return bytes(group | 0x80 for group in groups[:-1]) + bytes(groups[-1:])


def _varint_at(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        group = message[at]
        value |= (group & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if group < 0x80:
            return value, at
