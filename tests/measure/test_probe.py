"""The probe believes bytes, not names, and each hostile file gets an error with its remedy."""

import struct
import subprocess
import zlib
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest
import soundfile
from PIL import Image

from studio.errors import MediaError
from studio.settings import Media
from tools.engines.media.probe import identify, probe


def encode(path: Path, *extra: str, seconds: float = 2.0) -> Path:
    source = ["-f", "lavfi", "-i", f"testsrc2=size=320x180:rate=25:duration={seconds}"]
    sound = ["-f", "lavfi", "-i", f"sine=440:sample_rate=44100:duration={seconds}"]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *source, *sound]
    subprocess.run([*command, "-threads", "1", *extra, str(path)], check=True)
    return path


def fails(path: Path, *words: str, limits: Media | None = None) -> None:
    with pytest.raises(MediaError) as caught:
        probe(path, limits)
    assert caught.value.fix
    assert path.name in caught.value.message
    for word in words:
        assert word in str(caught.value)


def test_picture(tmp_path):
    path = tmp_path / "still.dat"
    Image.new("RGB", (64, 48), "red").save(path, "PNG")
    kind, facts = identify(path)
    assert (kind, facts.width, facts.height, facts.codec) == ("image", 64, 48, "png")
    assert facts.bytes == path.stat().st_size and facts.duration is None


def test_video_with_sound_under_a_false_name(tmp_path):
    kind, facts = identify(encode(tmp_path / "clip.mp4").rename(tmp_path / "picture.png"))
    assert kind == "video" and facts.has_audio
    assert (facts.width, facts.height, facts.fps, facts.frames) == (320, 180, 25, 50)
    assert facts.duration == pytest.approx(2.0, abs=0.06)
    assert facts.sample_rate == 44100 and facts.codec == "h264"


@pytest.mark.parametrize("sound, picture", [(4.0, 1.0), (1.0, 4.0)])
def test_sound_and_picture_of_different_lengths(tmp_path, sound, picture):
    clip = encode(tmp_path / "clip.mp4", seconds=4.0)
    uneven = tmp_path / "uneven.mp4"
    cuts = [*("-t", str(picture), "-i", clip), *("-t", str(sound), "-i", clip)]
    maps = ["-map", "0:v", "-map", "1:a", "-c", "copy", uneven]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *cuts, *maps]
    subprocess.run(command, check=True)
    facts = probe(uneven)
    assert facts.has_audio and facts.duration == pytest.approx(picture, abs=0.15)
    assert any("sound goes on" in note for note in facts.notes) == (sound > picture)


def test_sound(tmp_path):
    path = tmp_path / "tone.wav"
    soundfile.write(path, np.zeros((8000, 2)), 16000)
    kind, facts = identify(path)
    assert kind == "audio" and facts.has_audio is None
    assert (facts.duration, facts.sample_rate, facts.channels) == (0.5, 16000, 2)


def test_hostile_names_and_emptiness(tmp_path):
    empty = tmp_path / "empty.mp4"
    empty.touch()
    fails(empty, "0 bytes")
    fails(tmp_path, "folder")
    fails(tmp_path / "nowhere.png", "does not exist")
    text = tmp_path / "letter.png"
    text.write_text("I am no picture, only words." * 40)
    fails(text, "cannot be read", "not its name")


def test_playlist_is_not_followed(tmp_path):
    encode(tmp_path / "inner.ts", seconds=0.5)
    playlist = tmp_path / "list.mp4"
    playlist.write_text(
        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:0.5,\ninner.ts\n#EXT-X-ENDLIST\n"
    )
    fails(playlist, "cannot be read")


@pytest.mark.parametrize("flags", [(), ("-movflags", "+faststart")])
def test_truncated_video(tmp_path, flags):
    path = encode(tmp_path / "cut.mp4", *flags, seconds=4)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    fails(path, "again" if flags else "cannot be read")


def test_truncated_picture(tmp_path):
    path = tmp_path / "cut.jpg"
    noise = np.random.default_rng(0).integers(0, 255, (200, 200, 3), np.uint8)
    Image.fromarray(noise).save(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    fails(path, "damaged or cut")


def test_decompression_bomb(tmp_path):
    def chunk(name: bytes, body: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + body))
        return struct.pack(">I", len(body)) + name + body + check

    path = tmp_path / "bomb.png"
    header = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)
    fails(path, "pixels", "max_pixels")


def test_limits(tmp_path):
    clip = encode(tmp_path / "clip.mp4")
    fails(clip, "320x180", limits=Media(max_pixels=1000))
    gif = tmp_path / "moving.gif"
    Image.new("L", (40, 40)).save(gif, save_all=True, append_images=[Image.new("L", (40, 40), 9)])
    for moving in (clip, gif):
        fails(moving, "moves", "max_frame_pixels", limits=Media(max_frame_pixels=1000))
    fails(clip, "minutes", limits=Media(max_minutes=0.01))
    big = tmp_path / "big.bin"
    big.write_bytes(bytes(2 * 2**20))
    fails(big, "limit is 1 MB", limits=Media(max_file_mb=1))
