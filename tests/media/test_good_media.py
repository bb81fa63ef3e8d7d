"""Every kind of file that is accepted is opened in the later stages too, within the limits."""

import struct

import numpy as np
import pytest
from PIL import Image

from studio.errors import MediaError
from studio.media.boxes import keeps_data_elsewhere
from studio.media.opener import ffmpeg_input, open_medium, open_picture, vet
from studio.settings import Media
from tests.media.outside import HOSTILE, encode
from tools.engines.audio_analysis.decode import read_sound
from tools.engines.ffmpeg.runner import run_ffmpeg, source
from tools.engines.media.probe import identify
from tools.engines.vision.footage.frames import read_frames
from tools.engines.vision.subject import read_picture

STILLS = ["png", "jpg", "webp", "tiff", "bmp", "gif"]
VIDEOS = {
    "mp4": [],
    "m4v": [],
    "mov": ["-c:v", "prores", "-c:a", "pcm_s16le"],
    "3gp": ["-c:v", "mpeg4", "-c:a", "aac"],
    "webm": ["-c:v", "libvpx-vp9", "-c:a", "libopus"],
    "av1.mkv": ["-c:v", "libaom-av1", "-cpu-used", "8", "-c:a", "libvorbis"],
    "hevc.mp4": ["-c:v", "libx265", "-x265-params", "log-level=none"],
    "mkv": ["-c:v", "ffv1", "-c:a", "flac"],
    "avi": ["-c:v", "mjpeg", "-c:a", "mp3"],
    "raw.avi": ["-c:v", "rawvideo", "-c:a", "adpcm_ms"],
    "mpg": ["-c:v", "mpeg2video", "-c:a", "mp2"],
    "ts": [],
    "flv": ["-c:v", "flv", "-c:a", "mp3"],
    "gif": [],
}
SOUNDS = {
    "wav": ["-vn"],
    "float.wav": ["-vn", "-c:a", "pcm_f32le"],
    "alaw.wav": ["-vn", "-c:a", "pcm_alaw"],
    "w64": ["-vn"],
    "flac": ["-vn"],
    "mp3": ["-vn"],
    "ogg": ["-vn", "-c:a", "libvorbis"],
    "opus": ["-vn"],
    "aac": ["-vn"],
    "m4a": ["-vn"],
    "alac.m4a": ["-vn", "-c:a", "alac"],
    "aiff": ["-vn"],
}


def read_by_ffmpeg(path):
    run_ffmpeg(
        [*source(path), "-f", "null", "-"],
        duration=1,
        progress=lambda *_: None,
        note="reading",
        inputs=[path],
    )


@pytest.mark.parametrize("ending", STILLS)
def test_stills(tmp_path, ending):
    path = tmp_path / f"still.{ending}"
    Image.new("RGB", (64, 48), "red").save(path)
    assert identify(path)[0] == "image"
    rgb, alpha = read_picture(path)
    assert rgb.shape == (48, 64, 3) and alpha is None and rgb[0, 0, 0] > 240
    read_by_ffmpeg(path)


@pytest.mark.parametrize("ending", STILLS)
def test_stills_larger_than_what_ffmpeg_looks_at_first(tmp_path, ending):
    """It told a JPEG by its name's ending then, as one of a numbered series."""
    path = tmp_path / f"{'ab12' * 8}.{ending}"
    grain = np.random.default_rng(0).integers(0, 255, (480, 640, 3), np.uint8)
    Image.fromarray(grain).save(path)
    read_by_ffmpeg(path)


def test_a_moving_webp(tmp_path):
    path = tmp_path / "moving.webp"
    first, *others = [Image.new("RGB", (64, 48), colour) for colour in ("red", "blue")]
    first.save(path, save_all=True, append_images=others)
    kind, facts = identify(path)
    assert (kind, facts.width, facts.height, facts.duration) == ("video", 64, 48, 0.2)
    assert len(list(read_frames(path))) == 2
    read_by_ffmpeg(path)


@pytest.mark.parametrize("ending", VIDEOS)
def test_videos(tmp_path, ending):
    size = "176x144"  # one of those that H.263's children know
    path = encode(tmp_path / f"clip.{ending}", *VIDEOS[ending], size=size)
    assert identify(path)[0] == "video"
    frames = [frame for _, frame in read_frames(path)]
    assert 10 <= len(frames) <= 26 and {frame.shape for frame in frames} == {(144, 176, 3)}
    assert ending == "gif" or len(read_sound(path)[0]) > 40_000
    read_by_ffmpeg(path)


@pytest.mark.parametrize("ending", SOUNDS)
def test_sounds(tmp_path, ending):
    path = encode(tmp_path / f"tone.{ending}", *SOUNDS[ending])
    assert identify(path)[0] == "audio"
    samples, rate = read_sound(path)
    assert len(samples) / rate == pytest.approx(1.0, abs=0.1) and abs(samples).max() > 0.05
    read_by_ffmpeg(path)


def test_a_link_to_a_plain_file_and_a_strange_name(tmp_path):
    path = encode(tmp_path / "a clip: 50% [1]?.mp4")
    link = tmp_path / "link.mp4"
    link.symlink_to(path)
    for name in (path, link):
        assert list(read_frames(name))
        read_by_ffmpeg(name)


def test_a_codec_that_is_not_on_the_list_is_named(tmp_path):
    path = encode(tmp_path / "screen.avi", "-c:v", "zmbv", "-an")
    with pytest.raises(MediaError, match=r"screen\.avi is coded in zmbv"):
        list(read_frames(path))
    with pytest.raises(MediaError, match="zmbv"):
        identify(path)


def test_the_references_of_good_and_of_damaged_files(tmp_path):
    good = encode(tmp_path / "good.mov", "-movflags", "+faststart")
    assert not keeps_data_elsewhere(good)
    assert keeps_data_elsewhere(HOSTILE["data in another file"](tmp_path))
    whole = good.read_bytes()
    place = whole.index(b"dref")
    for end in range(place - 8, place + 32):
        good.write_bytes(whole[:end])
        assert not keeps_data_elsewhere(good)


def test_limits_hold_wherever_a_file_is_opened(tmp_path):
    picture = tmp_path / "large.png"
    Image.new("RGB", (640, 480)).save(picture)
    clip, tight = encode(tmp_path / "clip.mp4", size="640x480"), Media(max_pixels=10_000)
    for path in (picture, clip):
        with pytest.raises(MediaError, match="640x480 pixels"):
            vet(path, tight)
        with pytest.raises(MediaError, match="640x480 pixels"):
            ffmpeg_input(path, tight)
    with pytest.raises(MediaError, match="640x480"), open_picture(picture, tight):
        pass
    with (
        pytest.raises(MediaError, match="minutes"),
        open_medium(clip, Media(max_minutes=0.01)),
    ):
        pass


def test_pictures_that_grow_on_the_way(tmp_path):
    small = encode(tmp_path / "small.ts", "-an", "-c:v", "mpeg2video")
    large = encode(tmp_path / "large.ts", "-an", "-c:v", "mpeg2video", size="640x480")
    path = tmp_path / "grows.ts"
    path.write_bytes(small.read_bytes() + large.read_bytes())
    with open_medium(path, Media(max_pixels=10_000)) as medium:
        assert {(frame.width, frame.height) for frame in medium.pictures()} == {(64, 48)}


def test_a_container_that_says_too_short_a_length(tmp_path):
    path = encode(tmp_path / "endless.mkv", "-vn", "-c:a", "pcm_s16le", seconds=9)
    data = path.read_bytes()
    place = data.index(b"\x44\x89\x88") + 3  # the length in ms, as a double
    path.write_bytes(data[:place] + struct.pack(">d", 1000.0) + data[place + 8 :])
    with open_medium(path, Media(max_minutes=0.1)) as medium:
        assert medium.declared == 1.0
        with pytest.raises(MediaError, match=r"endless\.mkv lasts"):
            list(medium.sound())
