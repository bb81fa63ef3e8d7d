"""Whatever stage is given a file, it opens media alone: the same rules as at intake."""

from fractions import Fraction

import pytest

from interfaces.report.media import MediaCarrier
from studio.errors import MediaError, ToolError
from tests.media.outside import HOSTILE, SECRET, encode
from tools.engines.audio_analysis.decode import read_sound
from tools.engines.ffmpeg import loudness, mix, stills
from tools.engines.ffmpeg.compose import compose
from tools.engines.ffmpeg.edit import cuts, footage, grade
from tools.engines.ffmpeg.encode import encode_frames
from tools.engines.ffmpeg.requests import (
    ComposeClips,
    DetectCuts,
    EncodeFrames,
    MakeContactSheet,
    MixTracks,
)
from tools.engines.ffmpeg.runner import run_ffmpeg, source
from tools.engines.media import frames
from tools.engines.media.probe import identify
from tools.engines.vision.footage.frames import read_frames
from tools.engines.vision.footage.upright import upright_frames
from tools.engines.vision.search import tiles
from tools.engines.vision.subject import read_picture


def told(fraction: float, note: str = "") -> None:
    """Nobody listens to the progress."""


def claimed(path):
    """What an edit would hold of a video that was exchanged after it was looked at."""
    return footage.Footage(path, Fraction(25), 25, 64, 48, True)


def composed(path, key):
    clips = [str(path if key == "clip" else encode(path.with_name("good.mp4")))]
    audio = str(path) if key == "audio" else None
    out = str(path.with_name("out.mp4"))
    return compose(
        ComposeClips(clips=clips, audio=audio, still_duration=1.0, fps=25, out=out), told
    )


STAGES = {
    "probe": identify,
    "listening": read_sound,
    "frames": lambda path: list(read_frames(path)),
    "upright frames": lambda path: list(upright_frames(path, 64)),
    "picture": read_picture,
    "contact sheet": lambda path: stills.contact_sheet(
        MakeContactSheet(video=path, frames=2, width=32, out=path.with_name("out.png")), told
    ),
    "runner": lambda path: run_ffmpeg(
        [*source(path), "-f", "null", "-"], duration=1, progress=told, note="reading", inputs=[path]
    ),
    "loudness": lambda path: loudness.measure(path, 1.0, told),
    "mix": lambda path: mix.mix(
        MixTracks(
            tracks=[{"path": str(path), "start": 0.0, "gain_db": 0.0, "duck": False}],
            loudness=-16,
            out=path.with_name("out.wav"),
        ),
        told,
    ),
    "clip of a film": lambda path: composed(path, "clip"),
    "sound of a film": lambda path: composed(path, "audio"),
    "encoder": lambda path: encode_frames(
        EncodeFrames(frames=[path], fps=25, out=path.with_name("out.mp4")), told
    ),
    "footage": footage.read,
    "colours": grade.colour_facts,
    "cuts": lambda path: cuts.detect_cuts(
        DetectCuts(video=path, threshold=3.0, shortest=0.2), told
    ),
    "film's pictures": lambda path: list(frames.pictures(claimed(path))),
    "film's sound": lambda path: frames.film(claimed(path), path.with_name("out.mp4")).__enter__(),
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("stage", STAGES.values(), ids=STAGES.keys())
def test_no_stage_opens_it(tmp_path, make, stage):
    path = make(tmp_path)
    with pytest.raises(MediaError) as caught:
        stage(path)
    assert path.name in caught.value.message and caught.value.fix
    assert caught.value.message.endswith(".") and "\n" not in caught.value.message
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("kind", ["video", "audio", "image"])
@pytest.mark.parametrize(
    "make",
    [make for name, make in HOSTILE.items() if name not in ("pipe", "device")],
    ids=[name for name in HOSTILE if name not in ("pipe", "device")],
)
def test_the_report_says_that_it_cannot_be_shown(artifacts, tmp_path, make, kind):
    kept = artifacts.add(make(tmp_path), kind)
    view = MediaCarrier(artifacts).view(kept.handle)
    assert artifacts.path(kept.handle).name in view.missing
    assert not view.uri and not view.picture and not view.bars


def test_ffmpeg_itself_refuses_what_was_exchanged_after_the_look(tmp_path):
    path = encode(tmp_path / "clip.mp4")
    arguments = [*source(path), "-f", "null", "-"]
    HOSTILE["list of files"](tmp_path).rename(path)
    with pytest.raises(ToolError, match=r"clip\.mp4") as caught:
        run_ffmpeg(arguments, duration=1, progress=told, note="reading", inputs=[path])
    assert "whitelist" in caught.value.message


async def test_a_tool_tells_its_caller(bench):
    handle = bench.put(HOSTILE["list of files"](bench.folder), "video")
    for tool in ("probe_media", "contact_sheet"):
        with pytest.raises(ToolError, match="cannot be read"):
            await bench.call(tool, **{"media" if tool == "probe_media" else "video": handle})


def test_a_line_of_pixels_is_not_searched_for_faces():
    assert list(tiles(1, 3000)) == [] and len(list(tiles(64, 3000))) < 600
