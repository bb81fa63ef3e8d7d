"""As much of protobuf as reading and changing an ONNX file takes (onnx.proto)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bytes = bytes | memoryview
# Fields of AttributeProto and TensorProto, and the kinds of both.
_NAME, _INT, _INTS, _KIND = 1, 3, 8, 20
_KIND_INT, _KIND_INTS = 2, 7
_ATTRIBUTE = 5  # of NodeProto
_DIMS, _TYPE, _INT32S, _TENSOR_NAME, _RAW = 1, 2, 5, 8, 9
_WEIGHTS = 5  # of GraphProto
_SHORT = [bytes([number]) for number in range(0x80)]
_TYPES = {2: np.uint8, 3: np.int8, 7: np.int64}


@dataclass(frozen=True)
class Attributes:
    """The whole numbers among a node's attributes, by name."""

    numbers: dict[str, list[int]]

    @classmethod
    def read(cls, attributes: Bytes) -> "Attributes":
        """Of a node's fields that are attributes."""
        numbers = {}
        for _, body, _ in fields(attributes):
            name, found = "", []
            for number, value, _ in fields(body):
                if number == _NAME:
                    name = str(value, "utf-8")
                elif number in (_INT, _INTS):
                    found += varints(value)
            numbers[name] = found
        return cls(numbers)

    def ints(self, name: str) -> list[int]:
        """The numbers of an attribute; none of one that is not there."""
        return self.numbers.get(name, [])

    def int(self, name: str) -> int:
        """The number of an attribute that has one."""
        [number] = self.numbers[name]
        return number


def attribute(name: str, value: int | Sequence[int]) -> bytes:
    """The field of a node's attribute of one whole number, 0 or more, or of several."""
    body = written(_NAME, name.encode())
    if isinstance(value, int):
        body += number_written(_INT, value) + number_written(_KIND, _KIND_INT)
    else:
        body += b"".join(number_written(_INTS, one) for one in value)
        body += number_written(_KIND, _KIND_INTS)
    return written(_ATTRIBUTE, body)


@dataclass(frozen=True)
class Tensor:
    """A constant of a graph: whole numbers of 8 or 64 bits."""

    name: str
    values: NDArray

    @classmethod
    def read(cls, field: Bytes) -> "Tensor":
        """Of a graph's field of a constant."""
        [(_, body, _)] = fields(field)
        shape, kind, name, raw, numbers = [], 0, "", b"", []
        for number, value, _ in fields(body):
            if number == _DIMS:
                shape += varints(value)
            elif number == _TYPE:
                [kind] = varints(value)
            elif number == _INT32S:
                numbers += varints(value)
            elif number == _TENSOR_NAME:
                name = str(value, "utf-8")
            elif number == _RAW:
                raw = value
        of = _TYPES[kind]
        values = np.frombuffer(raw, of) if raw else np.array(numbers, of)
        return cls(name, values.reshape(shape))

    def written(self) -> bytes:
        """A graph's field of it."""
        kind = next(kind for kind, of in _TYPES.items() if of == self.values.dtype)
        body = b"".join(number_written(_DIMS, size) for size in self.values.shape)
        body += number_written(_TYPE, kind) + written(_TENSOR_NAME, self.name.encode())
        return written(_WEIGHTS, body + written(_RAW, self.values.tobytes()))


def fields(message: Bytes) -> Iterator[tuple[int, Bytes, Bytes]]:
    """The number, the value and the whole of each field of a protobuf message. Of a memoryview they
    are views, so that megabytes of weights are not copied."""
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


def varints(message: Bytes) -> list[int]:
    """The whole numbers of a field, packed or alone; those below 0 in 64 bits."""
    found, at = [], 0
    while at < len(message):
        value, at = _varint_at(message, at)
        found.append(value if value < 2**63 else value - 2**64)
    return found


def text(message: Bytes, number: int) -> str:
    """The first text of a field of this number; "" for none."""
    return next((str(value, "utf-8") for one, value, _ in fields(message) if one == number), "")


def written(number: int, payload: Bytes) -> bytes:
    """A field of bytes."""
    return b"".join((_varint(number << 3 | 2), _varint(len(payload)), payload))


def number_written(number: int, value: int) -> bytes:
    """A field of a whole number, 0 or more."""
    return _varint(number << 3) + _varint(value)


def _varint(value: int) -> bytes:
    if value < 0x80:
        return _SHORT[value]
    groups = [value & 0x7F]
    while value := value >> 7:
        groups.append(value & 0x7F)
    return bytes(group | 0x80 for group in groups[:-1]) + bytes(groups[-1:])


def _varint_at(message: Bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        group = message[at]
        value |= (group & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if group < 0x80:
            return value, at
