"""Bodies of replies: whole within the limit, refused above it, however they are packed."""

import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.bounded import MIB, RefusedReply, gather_now

PACKED = {"": bytes, "identity": bytes, "gzip": gzip.compress, "deflate": zlib.compress}


@given(
    st.binary(max_size=300), st.sampled_from(list(PACKED)), st.integers(1, 50), st.integers(0, 300)
)
def test_a_body_is_whole_or_refused(body, encoding, step, most):
    packed = PACKED[encoding](body)
    pieces = [packed[at : at + step] for at in range(0, len(packed), step)]
    headers = {"content-encoding": encoding}
    if len(body) <= most:
        assert gather_now(pieces, headers, most) == body
    else:
        with pytest.raises(RefusedReply, match="larger than"):
            gather_now(pieces, headers, most)


def test_the_told_length_is_believed_before_anything_is_read():
    def unread():
        raise AssertionError("read")
        yield b""

    with pytest.raises(RefusedReply, match="larger than 1 MB"):
        gather_now(unread(), {"content-length": str(2 * MIB)}, MIB)


def test_a_bomb_is_counted_while_it_unpacks():
    bomb = gzip.compress(bytes(64 * MIB))
    tracemalloc.start()
    try:
        with pytest.raises(RefusedReply, match="larger than 1 MB"):
            gather_now([bomb], {"content-encoding": "gzip"}, MIB)
        assert tracemalloc.get_traced_memory()[1] < 8 * MIB
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("encoding", "body", "told"),
    [
        ("br", b"x", "compressed as 'br'"),
        ("gzip, gzip", b"x", "compressed as"),
        ("gzip", b"no gzip", "cannot be decompressed"),
        ("gzip", gzip.compress(b"x" * 100, mtime=0)[:-9], "in the middle"),
    ],
)
def test_what_cannot_be_unpacked_is_told(encoding, body, told):
    with pytest.raises(RefusedReply, match=told):
        gather_now([body], {"content-encoding": encoding}, MIB)


def test_nothing_packed_is_nothing():
    assert gather_now([], {"content-encoding": "gzip"}, MIB) == b""
