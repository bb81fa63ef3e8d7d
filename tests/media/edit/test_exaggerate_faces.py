"""exaggerate_faces: what moves, what stays, and how far, on renders of our own characters."""

from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
import pytest_asyncio
from PIL import Image

from studio.errors import ToolError
from tests.media.conftest import tone
from tests.weights_here import weights
from tools.engines.ffmpeg.edit.footage import read
from tools.engines.ffmpeg.runner import run_ffmpeg
from tools.engines.media.frames import pictures
from tools.engines.media.masks import mask_film
from tools.engines.vision.caricature.amplify import pushes
from tools.engines.vision.caricature.expression import measures
from tools.engines.vision.caricature.feeling import feeling
from tools.engines.vision.caricature.landmarks import LOWER_INNER, UPPER_INNER
from tools.engines.vision.caricature.placing import place
from tools.engines.vision.caricature.track import Tracker
from tools.engines.vision.caricature.warp import field, warp
from tools.engines.vision.character.head.expression import read_expression
from tools.engines.vision.character.head.frontal import mouth
from tools.engines.vision.character.head.patches import expression_vector
from tools.engines.vision.face import find_faces

PLATES = Path(__file__).parents[2] / "measure" / "plates"
MODELS = weights("mediapipe")
FACE = (slice(20, 160), slice(160, 330))  # of talk.mp4: rows and columns
MOUTH = (slice(120, 156), slice(268, 290))
TOWN = (slice(0, 288), slice(360, 512))  # far from the face


@pytest_asyncio.fixture(loop_scope="module")
async def talk(bench):
    """1.25 s of Luca talking, with sound: 30 frames of 512 x 288."""
    whole = bench.put(PLATES / "talk.mp4", "video")
    return (await bench.call("trim_video", video=whole, start=1.0, end=2.25))["video"]


@pytest.fixture
def held(still_clip):
    """Makes a silent video of pictures side by side that are held."""

    async def make(*names: str, frames: int = 8) -> str:
        pictures = [np.asarray(Image.open(PLATES / name).convert("RGB")) for name in names]
        return await still_clip(np.hstack(pictures), frames, fps=12)

    return make


def psnr(a: np.ndarray, b: np.ndarray) -> float:
    error = float(((a.astype(float) - b.astype(float)) ** 2).mean())
    return 10 * np.log10(255**2 / max(error, 1e-6))


def opened(frames: np.ndarray) -> float:
    """Height in pixels of the dark inside of the mouth, in frames of the talk where it is open.
    The mesh misses how far: at this size it takes a tall mouth for a small one."""
    dark = frames[:, *MOUTH].max(axis=-1) < 80
    return float(np.sort(dark.sum(axis=1).max(axis=1))[-6:].mean())


def lips(frame: np.ndarray) -> dict[str, float]:
    return mouth(next(f for f in find_faces(frame, MODELS) if f.meshed).points)


def anger(frame: np.ndarray) -> float:
    """How angry eyes and brows are, 1 being a full expression; judged by their edges."""
    points = next(f for f in find_faces(frame, MODELS) if f.meshed).points
    return read_expression([expression_vector(frame, points)], "angry", speaking=True).strength


async def test_a_talking_mouth_opens_wider_and_nothing_else_changes(bench, talk):
    made = await bench.call("exaggerate_faces", video=talk, amount=2.0)
    assert (made["faces"], made["share"]) == (1, 1.0)
    before, after = bench.store.get(talk).facts, bench.store.get(made["video"]).facts
    for fact in ("width", "height", "fps", "frames", "duration", "has_audio"):
        assert getattr(after, fact) == getattr(before, fact), fact
    assert made["duration"] == 1.25
    np.testing.assert_array_equal(bench.heard(made["video"]), bench.heard(talk))
    old, new = bench.seen(talk), bench.seen(made["video"])
    assert opened(new) > 1.4 * opened(old)
    assert made["strength"] > 1.2
    assert psnr(old[:, *TOWN], new[:, *TOWN]) > 42
    assert psnr(old[:, *FACE], new[:, *FACE]) < 36
    assert bench.store.get(made["video"]).inputs == [talk]


async def test_once_as_far_is_no_change(bench, talk):
    made = await bench.call("exaggerate_faces", video=talk, amount=1.0)
    assert made["strength"] == pytest.approx(1, abs=0.05)
    old, new = bench.seen(talk), bench.seen(made["video"])
    assert min(psnr(a, b) for a, b in zip(old, new, strict=True)) > 42


async def test_a_range_changes_only_the_range(bench, held):
    video = await held("nico_scared.jpg", frames=36)
    made = await bench.call("exaggerate_faces", video=video, amount=2.0, start=1.0, end=2.0)
    old, new = bench.seen(video), bench.seen(made["video"])
    alike = np.array([psnr(a, b) for a, b in zip(old, new, strict=True)])
    assert alike[:12].min() > 42 and alike[24:].min() > 42
    assert (np.diff(alike[12:17]) < 0).all() and (np.diff(alike[19:24]) > 0).all(), "it fades"
    assert alike[16:20].max() < 35
    assert (made["faces"], made["share"]) == (1, 1.0)


async def test_one_held_expression_is_exaggerated_too(bench, held):
    video = await held("nico_scared.jpg")
    made = await bench.call("exaggerate_faces", video=video, amount=2.0)
    old, new = lips(bench.seen(video)[4]), lips(bench.seen(made["video"])[4])
    assert new["open"] > 1.3 * old["open"]
    assert new["width"] > 1.03 * old["width"]
    assert made["strength"] > 1.4
    still = bench.seen(made["video"])
    assert min(psnr(still[4], frame) for frame in still) > 40, "a held picture stays held"


async def test_brows_that_the_mesh_does_not_follow_are_exaggerated_too(bench, held):
    video = await held("nico_angry.jpg")
    made = await bench.call("exaggerate_faces", video=video, amount=2.0)
    before, after = (anger(bench.seen(handle)[4]) for handle in (video, made["video"]))
    assert after > before + 0.1


async def test_two_faces_at_once(bench, held):
    video = await held("luca_happy.jpg", "nico_scared.jpg")
    made = await bench.call("exaggerate_faces", video=video)
    assert (made["faces"], made["share"]) == (2, 1.0)
    old, new = bench.seen(video)[4], bench.seen(made["video"])[4]
    assert psnr(old[:, :256], new[:, :256]) < 40 and psnr(old[:, 256:], new[:, 256:]) < 40


async def test_only_the_face_in_a_mask(bench, held):
    video = await held("luca_happy.jpg", "nico_scared.jpg")

    async def masked(right: int) -> dict:
        white, out = np.zeros((256, 512), np.uint8), bench.folder / f"{right}.mkv"
        white[:, 256:right] = 255
        with mask_film(out, Fraction(12)) as write:
            for _ in range(8):
                write(white)
        return await bench.call("exaggerate_faces", video=video, mask=bench.put(out, "mask"))

    made = await masked(right=512)
    assert made["faces"] == 1
    old, new = bench.seen(video)[4], bench.seen(made["video"])[4]
    assert psnr(old[:, :250], new[:, :250]) > 42 > 40 > psnr(old[:, 256:], new[:, 256:])
    with pytest.raises(ToolError, match="no face lies in the mask"):
        await masked(right=300)


async def test_sound_of_another_kind_is_kept(bench, talk):
    wave = np.stack([tone(440, 1.25)] * 2, axis=1)
    silent, mixed = bench.store.path(talk), bench.folder / "flac.mkv"
    bench.sound(wave)
    run_ffmpeg(
        [
            "-i",
            str(silent),
            "-i",
            f"{bench.folder}/sound.wav",
            "-map",
            "0:v",
            "-map",
            "1:a",
            "-c:v",
            "copy",
            "-c:a",
            "flac",
            str(mixed),
        ],
        duration=1.25,
        progress=lambda *_: None,
        note="a film with lossless sound",
    )
    made = await bench.call("exaggerate_faces", video=bench.put(mixed, "video"), end=0.5)
    heard = bench.heard(made["video"])[:60000]
    assert np.abs(heard[2000:58000] - wave[2000:58000]).max() < 0.03


async def test_no_face_is_said(bench, clip):
    with pytest.raises(ToolError) as error:
        await bench.call("exaggerate_faces", video=await clip((90, 90, 90)))
    assert "no face" in error.value.message and "closer framing" in error.value.fix


@pytest.mark.parametrize(
    ("wrong", "named"),
    [({"amount": 0.5}, "amount"), ({"amount": 4.5}, "amount"), ({"start": 3.0}, "`start`")],
)
async def test_what_is_out_of_range_is_refused(bench, talk, wrong, named):
    with pytest.raises(ToolError) as error:
        await bench.call("exaggerate_faces", video=talk, **wrong)
    assert named in error.value.message


@pytest.fixture(scope="module")
def luca():
    """A few frames of talk.mp4 (I420), and the face in them."""
    footage = read(PLATES / "talk.mp4")
    frames, tracker = [], Tracker(MODELS)
    for number, frame in enumerate(pictures(footage)):
        if number == 36:
            break
        frames.append(frame)
        tracker.feed(number, cv2.cvtColor(frame, cv2.COLOR_YUV2RGB_I420))
    (track,) = tracker.tracks()
    return frames, place(track, 24)


def test_faces_that_come_and_go_with_cuts_are_told_apart():
    happy, scared = (
        np.asarray(Image.open(PLATES / name).convert("RGB"))
        for name in ("luca_happy.jpg", "nico_scared.jpg")
    )
    tracker = Tracker(MODELS)
    for number in range(30):
        shown = (happy, np.zeros_like(happy), scared)[number // 10]
        tracker.feed(number, np.roll(shown, number // 2, axis=1))  # on twos
    first, second = tracker.tracks()
    assert first.frames == list(range(10)) and second.frames == list(range(20, 30))
    assert first.sudden_start and first.sudden_end and second.sudden_start
    assert second.held == {21, 23, 25, 27, 29}


def test_a_face_that_comes_into_view_is_followed_back():
    happy = np.asarray(Image.open(PLATES / "luca_happy.jpg").convert("RGB"))
    tracker = Tracker(MODELS)
    for number in range(24):
        gone = max(0, 240 - 20 * number)
        tracker.feed(number, np.pad(happy, ((0, 0), (gone, 0), (0, 0)))[:, :256])
    (track,) = tracker.tracks()
    assert 0 < track.frames[0] < 11 and track.frames[-1] == 23
    assert not track.sudden_start


def test_lips_never_cross_and_no_point_runs_away(luca):
    _, face = luca
    for shape, push in zip(
        face.shapes, pushes(face, feeling(face.track, 24), 4.0, np.ones(36)), strict=True
    ):
        moved = shape + push.lower
        gap = (shape[list(UPPER_INNER)] - shape[list(LOWER_INNER)])[:, 1]
        after = (moved[list(UPPER_INNER)] - moved[list(LOWER_INNER)])[:, 1]
        assert (after >= np.minimum(0.29 * gap, gap) - 1e-9).all()
        assert np.abs(push.lower).max() < 0.45
        assert (np.abs(np.log(push.eye_sizes)) < 0.71).all()


def test_what_is_done_grows_with_the_amount(luca):
    _, face = luca
    opened = []
    for amount in (1.0, 2.0, 3.0):
        push = pushes(face, feeling(face.track, 24), amount, np.ones(36))
        shapes = face.shapes + np.stack([p.lower for p in push])
        opened.append(float(np.percentile(measures(shapes)["open"], 95)))
    assert opened[1] > 1.6 * opened[0] and opened[2] > 1.2 * opened[1]


def test_no_pixel_outside_the_rim_is_touched_and_none_folds(luca):
    frames, face = luca
    for at, push in enumerate(pushes(face, feeling(face.track, 24), 3.0, np.ones(36))):
        found = field(face, at, push, 512, 288)
        height, width = found.moves.shape[:2]
        inside = np.zeros((288, 512), bool)
        inside[found.top : found.top + height, found.left : found.left + width] = True
        made = warp(frames[at], [found])
        np.testing.assert_array_equal(made[:288][~inside], frames[at][:288][~inside])
        edge = np.concatenate(
            [found.moves[[0, -1]].reshape(-1, 2), found.moves[:, [0, -1]].reshape(-1, 2)]
        )
        assert np.abs(edge).max() < 0.02
        ways = [np.gradient(found.moves[..., i]) for i in (0, 1)]
        turned = (1 - ways[0][1]) * (1 - ways[1][0]) - ways[0][0] * ways[1][1]
        assert (turned > 0).all(), at
