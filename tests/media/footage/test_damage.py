"""Damaged and hostile files: read, or refused with one sentence that names the file."""

import random

import pytest

from interfaces.intake.media import source_of
from studio.errors import MediaError
from studio.settings import load_settings
from tests.media.outside import encode

FORMATS = {
    "mp4": ("-c:v", "libx264", "-c:a", "aac"),
    "mkv": ("-c:v", "libx264", "-c:a", "aac"),
    "webm": ("-c:v", "libvpx", "-c:a", "libopus"),
    "avi": ("-c:v", "mpeg4", "-c:a", "mp3"),
    "ts": ("-c:v", "mpeg2video", "-c:a", "mp2"),
    "gif": ("-an",),
    "flac": ("-vn",),
    "mp3": ("-vn",),
}


def mutated(data: bytes, rng: random.Random) -> bytes:
    """Bytes with noise in them, a part missing, or the end cut off."""
    changed, at = bytearray(data), rng.randrange(16, len(data))
    length = rng.choice([1, 20, 400, 4000])
    kind = rng.choice(["noise", "hole", "cut"])
    if kind == "noise":
        for place in range(at, min(at + length, len(changed))):
            changed[place] = rng.randrange(256)
    elif kind == "hole":
        del changed[at : at + length]
    else:
        del changed[at:]
    return bytes(changed)


@pytest.mark.parametrize("ending", FORMATS)
def test_a_mutated_file_is_read_or_named(artifacts, tmp_path, ending):
    path = tmp_path / f"clip.{ending}"
    data = encode(path, *FORMATS[ending]).read_bytes()
    rng = random.Random(ending)
    for _ in range(3):
        path.write_bytes(mutated(data, rng))
        try:
            source = source_of(path, artifacts, load_settings())
        except MediaError as error:
            assert path.name in error.message and error.fix
        else:
            assert source.facts.duration or source.facts.width
