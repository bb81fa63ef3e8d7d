"""A kept answer."""

import base64
from dataclasses import dataclass
from typing import Protocol

import orjson


@dataclass(frozen=True, slots=True)
class Entry:
    """Headers and body of an answer with status 200, the body in the pieces in which it came."""

    headers: list[tuple[bytes, bytes]]
    pieces: list[bytes]

    def pack(self) -> bytes:
        """As bytes for a store. No code can hide in them, unlike in a pickle."""
        return orjson.dumps(
            [
                [[name.decode("latin-1"), value.decode("latin-1")] for name, value in self.headers],
                [base64.b64encode(piece).decode() for piece in self.pieces],
            ]
        )

    @classmethod
    def unpack(cls, packed: bytes) -> "Entry":
        """ValueError when the bytes are no entry."""
        try:
            headers, pieces = orjson.loads(packed)
            return cls(
                [(str(n).encode("latin-1"), str(v).encode("latin-1")) for n, v in headers],
                [base64.b64decode(piece, validate=True) for piece in pieces],
            )
        except (TypeError, ValueError) as error:
            raise ValueError("no entry of the cache") from error


class Store(Protocol):
    """Where entries lie. Nothing raises: a store that is in trouble has and keeps nothing."""

    async def get(self, key: str) -> Entry | None: ...

    async def put(self, key: str, entry: Entry) -> None: ...

    async def claim(self, key: str) -> bool:
        """Whether this process is to make the entry; False: another one is at it."""
        ...

    async def renew(self, key: str) -> None:
        """Keep a claim; it runs out when the process that has it dies."""
        ...

    async def unclaim(self, key: str) -> None: ...

    async def close(self) -> None: ...
