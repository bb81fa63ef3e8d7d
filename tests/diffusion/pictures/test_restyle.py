"""restyle_image and restyle_video through the real process, on a tiny SDXL."""

from fractions import Fraction
from itertools import pairwise

import av
import numpy as np
import pytest
import pytest_asyncio
from PIL import Image

from studio.errors import ToolError
from tests.media.moving import dancers
from tools.engines.ffmpeg.requests import EncodeFrames
from tools.engines.media.masks import mask_film
from tools.engines.media.probe import probe
from tools.engines.vision.footage.frames import read_frames

pytestmark = pytest.mark.asyncio(loop_scope="module")
SMALL = {"steps": 4, "sampler": "euler", "prompt": "watercolour on rough paper"}


@pytest.fixture(scope="module")
def picture(toolbox, tmp_path_factory):
    """The handle of a picture of 72 x 64 pixels with shapes in it."""
    path = tmp_path_factory.mktemp("picture") / "dancers.png"
    Image.fromarray(dancers(2)[0]).resize((72, 64)).save(path)
    return toolbox.artifacts.add(path, "image").handle


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def clip(toolbox, tmp_path_factory):
    """The handle of a silent clip of half a second."""
    folder = tmp_path_factory.mktemp("clip")
    frames = []
    for number, pixels in enumerate(dancers(12)):
        frames.append(folder / f"{number}.png")
        Image.fromarray(pixels).save(frames[-1])
    out = folder / "clip.mp4"
    wanted = EncodeFrames(frames=frames, fps=24, out=out)
    await toolbox.engines["ffmpeg"].run(wanted, lambda *_: None)
    return toolbox.artifacts.add(out, "video", probe(out)).handle


async def test_a_pictures_outlines_steer_its_painting(toolbox, picture):
    async def restyled(**more):
        made = await toolbox.call("restyle_image", {"image": picture, **SMALL, **more})
        return made, np.asarray(Image.open(toolbox.artifacts.path(made["image"])).convert("RGB"))

    made, steered = await restyled()
    assert steered.shape == (64, 72, 3) and made["told"] == []
    _, free = await restyled(outlines=0)
    assert not np.array_equal(steered, free)
    before = np.asarray(Image.open(toolbox.artifacts.path(picture)).convert("RGB"), float)
    _, little = await restyled(strength=0.26)
    _, much = await restyled(strength=1.0)
    assert np.abs(little - before).mean() < np.abs(much - before).mean()


async def test_what_is_transparent_stays_so(toolbox, tmp_path):
    opaque = np.zeros((64, 72), np.uint8)
    opaque[8:56, 16:40], opaque[8:56, 40:56] = 255, 90
    pixels = np.asarray(Image.fromarray(dancers(2)[0]).resize((72, 64)))
    made = []
    for hidden in (0, 255):  # what colour lies under what is not seen does not matter
        under = np.where(opaque[..., None] > 0, pixels, hidden).astype(np.uint8)
        path = tmp_path / f"{hidden}.png"
        Image.fromarray(np.dstack([under, opaque])).save(path)
        handle = toolbox.artifacts.add(path, "image").handle
        done = await toolbox.call("restyle_image", {"image": handle, **SMALL})
        made.append(np.asarray(Image.open(toolbox.artifacts.path(done["image"]))))
    assert np.array_equal(made[0], made[1]) and np.array_equal(made[0][..., 3], opaque)


async def test_a_clip_is_painted_frame_by_frame_and_stays_as_long(toolbox, clip):
    seen = []
    made = await toolbox.call(
        "restyle_video",
        {"video": clip, "fps": 8, "steps": 2, "sampler": "euler", "prompt": "pencil"},
        on_progress=lambda _tool, _share, note: seen.append(note),
    )
    facts = toolbox.artifacts.get(made["video"]).facts
    assert (facts.width, facts.height, facts.frames) == (256, 144, 4)
    assert made["duration"] == pytest.approx(0.5)
    assert 0.3 < made["carried"] <= 1
    assert "frame 4 of 4" in seen
    with av.open(str(toolbox.artifacts.path(made["video"]))) as opened:
        frames = [one.to_ndarray(format="rgb24").astype(float) for one in opened.decode(video=0)]
    assert all(not np.array_equal(one, other) for one, other in pairwise(frames))


async def test_only_what_a_mask_holds_is_painted(toolbox, clip, tmp_path):
    """The right half, in the second half of the clip."""
    held, out, seen = np.zeros((144, 256), np.uint8), tmp_path / "mask.mkv", []
    with mask_film(out, Fraction(24)) as write:
        for number in range(12):
            held[:, 128:] = 255 * (number >= 6)
            write(held)
    mask = toolbox.artifacts.add(out, "mask").handle
    paint = {"fps": 8, "steps": 2, "sampler": "euler", "prompt": "pencil"}
    made = await toolbox.call(
        "restyle_video",
        {"video": clip, "mask": mask, **paint},
        on_progress=lambda _tool, _share, note: seen.append(note),
    )
    assert "frame 3 of 4" in seen and "frame 2 of 4" not in seen, "what is not seen is not painted"
    old, new = (
        np.stack([rgb for _, rgb in read_frames(toolbox.artifacts.path(one))]).astype(int)
        for one in (clip, made["video"])
    )
    assert old.shape == new.shape == (12, 144, 256, 3)
    assert np.abs(new - old)[:, :, :124].mean() < 2 and np.abs(new - old)[:6].mean() < 2
    assert np.abs(new - old)[6:, :, 132:].mean() > 10
    with mask_film(out, Fraction(24)) as write:
        for _ in range(12):
            write(np.zeros_like(held))
    black = toolbox.artifacts.add(out, "mask").handle
    with pytest.raises(ToolError, match="black in every frame"):
        await toolbox.call("restyle_video", {"video": clip, "mask": black, **paint})


async def test_what_cannot_be_is_told(toolbox, picture, clip):
    with pytest.raises(ToolError, match=r"4 steps at the strength 0\.1 are none"):
        await toolbox.call("restyle_image", {"image": picture, **SMALL, "strength": 0.1})
    with pytest.raises(ToolError, match=r"2 steps at the strength 0\.3 are none"):
        await toolbox.call(
            "restyle_video", {"video": clip, "prompt": "x", "steps": 2, "strength": 0.3}
        )
