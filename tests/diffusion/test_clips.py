"""Moving clips by AnimateDiff, through the motion engine's real process on tiny models."""

import av
import numpy as np
import pytest
from PIL import Image

from studio.errors import ToolError
from tools.engines.ffmpeg.engine import ffmpeg_engine
from tools.engines.ffmpeg.requests import EncodeFrames

pytestmark = pytest.mark.asyncio(loop_scope="module")
SMALL = {"prompt": "a boy waves on a beach", "steps": 2, "length": 0.5, "fps": 8}


@pytest.fixture(scope="module")
def frames(toolbox):
    """Calls a tool that makes a clip; returns its frames (count, height, width, 3)."""

    async def call(tool="generate_clip", **more) -> np.ndarray:
        size = {"width": 64, "height": 64} if tool == "generate_clip" else {}
        made = await toolbox.call(tool, SMALL | size | more)
        with av.open(str(toolbox.artifacts.path(made["video"]))) as film:
            pictures = [one.to_ndarray(format="rgb24") for one in film.decode(video=0)]
        return np.asarray(pictures, float)

    return call


@pytest.fixture(scope="module")
def steering_film(toolbox, tmp_path_factory):
    """The handle of half a second in which a white block moves to the right."""
    folder = tmp_path_factory.mktemp("film")
    for number in range(12):
        picture = Image.new("RGB", (48, 48))
        picture.paste((255, 255, 255), (3 * number, 8, 3 * number + 12, 40))
        picture.save(folder / f"{number}.png")
    files = [folder / f"{number}.png" for number in range(12)]

    async def make() -> str:
        out = folder / "film.mp4"
        await ffmpeg_engine().run(EncodeFrames(frames=files, fps=24, out=out), lambda *_: None)
        return toolbox.artifacts.add(out, "video").handle

    return make


async def test_a_clip_moves_and_follows_its_words_and_its_seed(frames):
    clip = await frames()
    assert clip.shape == (4, 64, 64, 3)
    assert np.abs(np.diff(clip, axis=0)).mean(axis=(1, 2, 3)).min() > 0.5  # no frame stands
    assert np.array_equal(clip, await frames())
    for more in ({"prompt": "a girl asleep"}, {"seed": 5}, {"negative_prompt": "flat"}):
        assert not np.array_equal(clip, await frames(**more)), more


async def test_what_is_longer_than_the_model_knows_is_made_in_windows(frames):
    clip = await frames(length=2.5)
    assert len(clip) == 20
    assert np.abs(np.diff(clip, axis=0)).mean(axis=(1, 2, 3)).min() > 0.1
    assert len(await frames()) == 4


async def test_passes_steer_frame_by_frame(frames, steering_film):
    film = await steering_film()
    plain = await frames()
    steer = {"kind": "depth", "video": film}
    steered = await frames(controls=[steer])
    assert not np.array_equal(steered, plain)
    assert np.array_equal(await frames(controls=[steer | {"strength": 0.0}]), plain)
    both = await frames(controls=[steer, {"kind": "openpose", "video": film}])
    assert not np.array_equal(both, steered)
    with pytest.raises(ToolError, match=r"lasts 0\.50 s, the clip 1\.00 s"):
        await frames(controls=[steer], length=1.0)


async def test_a_picture_is_set_in_motion_and_stays_the_first_frame(
    frames, toolbox, tmp_path, steering_film
):
    Image.linear_gradient("L").convert("RGB").resize((96, 48)).save(tmp_path / "still.png")
    still = toolbox.artifacts.add(tmp_path / "still.png", "image").handle
    clip = await frames("animate_image", image=still)
    assert clip.shape == (4, 48, 88, 3)  # its shape, as large as the model is used to
    wild = await frames("animate_image", image=still, strength=1.0, seed=7)
    assert np.abs(wild[0] - clip[0]).mean() < 2 < np.abs(wild[-1] - clip[-1]).mean()
    assert len(await frames("animate_image", image=still, length=2.5)) == 20
    assert np.array_equal(await frames("animate_image", image=still), clip)
    steer = [{"kind": "edge", "video": await steering_film()}]
    assert not np.array_equal(await frames("animate_image", image=still, controls=steer), clip)


async def test_sdxl_moves_by_its_own_adapter_and_words_alone(frames, steering_film):
    clip = await frames(model="sdxl")
    assert clip.shape == (4, 64, 64, 3) and np.abs(np.diff(clip, axis=0)).mean() > 0.1
    with pytest.raises(ToolError, match="no depth steers the model sdxl"):
        await frames(model="sdxl", controls=[{"kind": "depth", "video": await steering_film()}])
    with pytest.raises(ToolError, match="sdxl makes at most 16"):
        await frames(model="sdxl", length=4)


async def test_what_the_model_does_not_read_of_a_prompt_is_told(toolbox):
    wanted = SMALL | {"width": 64, "height": 64, "prompt": "bright, " * 60}
    made = await toolbox.call("generate_clip", wanted)
    [told] = made["told"]
    assert "of which the model reads 75" in told


async def test_a_take_of_our_own_scene_steers_a_clip(toolbox, frames):
    if not toolbox.engines["blender"].status().ready:
        pytest.skip("there is no Blender: make setup")
    wanted = {
        "cast": [{"character": "Luca", "action": "wave"}],
        "length": 0.5,
        "fps": 8,
        "width": 96,
        "height": 96,
        "passes": ["openpose", "depth", "edge"],
        "on_twos": False,
    }
    take = await toolbox.call("render_take", wanted)
    films = {}
    for name, handle in take["passes"].items():
        with av.open(str(toolbox.artifacts.path(handle))) as film:
            films[name] = [one.to_ndarray(format="rgb24") for one in film.decode(video=0)]
        assert len(films[name]) == 4 and films[name][0].shape == (96, 96, 3), name
    assert set(films) == {"openpose", "depth", "edge"}
    assert not np.array_equal(films["openpose"][0], films["openpose"][-1])  # it waves
    assert films["depth"][0][48, 48].mean() > films["depth"][0][4, 4].mean()  # near is white
    controls = [{"kind": name, "video": handle} for name, handle in take["passes"].items()]
    assert not np.array_equal(await frames(controls=controls), await frames())
