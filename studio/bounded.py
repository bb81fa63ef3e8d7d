"""Replies of other servers, read with a limit, so that none of them can fill the memory.

Nothing here speaks HTTP itself; the clients hand over headers and the raw pieces of a body.
"""

import zlib
from collections.abc import AsyncIterable, Callable, Iterable, Mapping

MIB = 2**20
# What the studio's clients ask for, and so all that BoundedBody decodes.
ACCEPT_ENCODING = "gzip, deflate"
_PLAIN = ("", "identity")
_COMPRESSED = ("gzip", "x-gzip", "deflate")
_EITHER_HEADER = zlib.MAX_WBITS | 32  # zlib finds out itself which of the two it is


class RefusedReply(ValueError):
    """A reply that is not read to its end; the text says why, as a clause that begins with "it"."""


class BoundedBody:
    """Collects a body of at most `most` bytes, counted after decompression.

    `headers` are the reply's, with lower-case or case-insensitive names. Raises RefusedReply as
    soon as it is clear that the body is larger, from its Content-Length at once."""

    def __init__(self, headers: Mapping[str, str], most: int) -> None:
        self._most = most
        self._pieces: list[bytes] = []
        self._left = most
        encoding = headers.get("content-encoding", "").strip().lower()
        if encoding not in _PLAIN + _COMPRESSED:
            raise RefusedReply(f"it is compressed as {encoding[:40]!r}, which was not asked for")
        self._unpack = None if encoding in _PLAIN else zlib.decompressobj(_EITHER_HEADER)
        self._empty = True
        length = headers.get("content-length", "").strip()
        if length.isascii() and length.isdigit() and int(length[:20]) > most:
            raise self._too_large()

    def add(self, piece: bytes) -> None:
        """The next piece, as it came in."""
        if self._unpack is not None and piece:
            self._empty = False
            try:
                # One byte over the limit at most is ever unpacked, whatever is packed in `piece`.
                piece = self._unpack.decompress(piece, self._left + 1)
            except zlib.error as error:
                raise RefusedReply(f"it cannot be decompressed ({error})") from error
        if len(piece) > self._left:
            self._pieces.clear()
            raise self._too_large()
        self._left -= len(piece)
        self._pieces.append(piece)

    def whole(self) -> bytes:
        """The body, once all pieces have been added."""
        if self._unpack is not None and not self._empty and not self._unpack.eof:
            raise RefusedReply("it ends in the middle of its compressed data")
        return b"".join(self._pieces)

    def _too_large(self) -> RefusedReply:
        return RefusedReply(f"it is larger than {self._most / MIB:g} MB")


async def gather(
    pieces: AsyncIterable[bytes],
    headers: Mapping[str, str],
    most: int,
    arrived: Callable[[int], None] = lambda _: None,
) -> bytes:
    """The body that arrives in raw `pieces`, at most `most` bytes; `arrived` is told of each how
    many bytes are there. Raises RefusedReply."""
    body, there = BoundedBody(headers, most), 0
    async for piece in pieces:
        body.add(piece)
        there += len(piece)
        arrived(there)
    return body.whole()


def gather_now(pieces: Iterable[bytes], headers: Mapping[str, str], most: int) -> bytes:
    """The same for a client that blocks."""
    body = BoundedBody(headers, most)
    for piece in pieces:
        body.add(piece)
    return body.whole()
