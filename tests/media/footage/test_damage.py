"""Damaged and hostile files: read, or refused with one sentence that names the file."""

import random
import subprocess

import imageio_ffmpeg
import numpy as np
import pytest
import soundfile

from interfaces.intake.media import source_of
from studio.errors import MediaError
from studio.media import damage, opener
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


@pytest.mark.parametrize("way", ["plain", "wide"])
def test_another_process_looks_at_it_first(artifacts, tmp_path, monkeypatch, way):
    """This one knows what was found, of the stored file too, without a look of its own."""
    monkeypatch.setattr(opener, "survey", None)
    path = encode(tmp_path / "clip.mp4", *(("-vf", "setsar=2") if way == "wide" else ()))
    stored = artifacts.path(source_of(path, artifacts, load_settings()).handle)
    reading = opener.reading_of(stored)
    assert (reading.kind, reading.codec, reading.frames) == ("video", "h264", 25)
    assert (reading.path == stored) == (way == "plain")


@pytest.mark.parametrize("level", [np.nan, np.inf, 1e30])
def test_a_sound_whose_levels_are_no_numbers(artifacts, tmp_path, level):
    path, wave = tmp_path / "loud.wav", np.zeros(4800, np.float32)
    wave[1000] = level
    soundfile.write(path, wave, 48000, subtype="FLOAT")
    with pytest.raises(MediaError, match=r"loud\.wav has sound whose levels are no numbers"):
        source_of(path, artifacts, load_settings())


def test_what_takes_too_much_memory_is_refused_before_the_studio_decodes_it(tmp_path, monkeypatch):
    """17 KB of grey, of which twelve pictures must be held at once; there is no room for them."""
    path = tmp_path / "wide.mp4"
    picture = ("-f", "lavfi", "-i", "color=gray:s=4096x4096:r=12:d=1", "-pix_fmt", "yuv420p")
    coded = ("-c:v", "libx264", "-preset", "ultrafast", "-x264-params", "ref=16", "-threads", "1")
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *picture, *coded, str(path)]
    subprocess.run(command, check=True)
    monkeypatch.setattr(damage, "DECODING", 400 * 2**20)
    with pytest.raises(MediaError, match=r"wide\.mp4 takes too much memory"):
        opener.examine(path)
    # What its threads only reserve, more than half a gigabyte, is not counted.
    monkeypatch.setattr(damage, "DECODING", 640 * 2**20)
    opener.examine(path)
