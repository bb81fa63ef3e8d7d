"""generate_image through its real process, on a tiny SDXL: what each parameter does to the picture,
and what is refused."""

import asyncio

import numpy as np
import pytest
from PIL import Image

from studio.errors import ToolError
from tools.engines.diffusion.requests import Paint

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def pixels(toolbox):
    def read(made) -> np.ndarray:
        return np.asarray(Image.open(toolbox.artifacts.path(made["image"])).convert("RGB"), float)

    return read


async def test_a_seed_gives_the_same_picture_and_another_one_another(paint, toolbox):
    first, again, other = await paint(seed=4), await paint(seed=4), await paint(seed=5)
    assert first["image"] == again["image"] != other["image"]
    artifact = toolbox.artifacts.get(first["image"])
    assert (artifact.facts.width, artifact.facts.height) == (64, 64)
    assert artifact.notes["setting"].startswith("cpu: float32")
    assert artifact.notes["seconds"]["painting"] > 0 and first["told"] == []


@pytest.mark.parametrize(
    "more",
    [
        {"prompt": "a girl asleep in a boat"},
        {"negative_prompt": "blurred, flat colours"},
        {"guidance": 2.0},
        {"steps": 5},
        {"sampler": "dpm++_2m_karras"},
        {"sampler": "lcm"},
        {"loras": [{"name": "luca", "weight": 0.8}]},
    ],
    ids=lambda more: ", ".join(map(str, more)),
)
async def test_each_parameter_changes_the_picture(paint, more):
    plain, other = await paint(), await paint(**more)
    assert plain["image"] != other["image"]


async def test_no_word_of_a_long_prompt_is_dropped(paint):
    long = "a boy on a beach, " + "bright, " * 60
    assert (await paint(f"{long}sunset"))["image"] != (await paint(f"{long}at night"))["image"]


async def test_several_loras_add_up_by_their_weights_and_are_taken_off_again(paint, pixels):
    plain = pixels(await paint())
    half, whole = [
        pixels(await paint(loras=[{"name": "luca", "weight": weight}])) for weight in (0.1, 1.0)
    ]
    assert np.abs(half - plain).mean() < np.abs(whole - plain).mean()
    both = await paint(loras=[{"name": "luca"}, {"name": "painterly", "weight": 0.5}])
    assert not np.array_equal(pixels(both), whole)
    assert np.array_equal(pixels(await paint()), plain)  # nothing of them stays


async def test_controls_steer_alone_and_together_by_strength_and_share_of_the_steps(
    paint, pixels, steering
):
    plain = pixels(await paint())
    alone = {
        kind: pixels(await paint(controls=[{"kind": kind, "image": steering}]))
        for kind in ("depth", "edge", "openpose")
    }
    assert all(not np.array_equal(one, plain) for one in alone.values())
    assert not np.array_equal(alone["depth"], alone["edge"])
    three = [{"kind": kind, "image": steering, "strength": 0.5} for kind in alone]
    assert not np.array_equal(pixels(await paint(controls=three)), plain)
    off = [{"kind": "depth", "image": steering, "strength": 0.0}]
    assert np.array_equal(pixels(await paint(controls=off)), plain)
    late = [{"kind": "depth", "image": steering, "start": 0.6, "end": 1.0}]
    assert not np.array_equal(pixels(await paint(controls=late)), alone["depth"])
    assert np.array_equal(pixels(await paint()), plain)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"loras": [{"name": "foreign"}]}, "foreign is for another base: it reads prompts of"),
        ({"loras": [{"name": "flux"}]}, "flux is for another base: this one has none"),
        ({"loras": [{"name": "broken"}]}, "broken cannot be read"),
        ({"loras": [{"name": "nobody"}]}, "There are: broken, flux, foreign, luca, painterly"),
        ({"width": 66}, "multiple of 8"),
        ({"controls": [{"kind": "depth", "start": 0.9, "end": 0.2}]}, "starts at 0.9"),
    ],
    ids=lambda value: "",
)
async def test_what_cannot_be_is_refused_by_name(paint, steering, more, told):
    controls = [{"image": steering, **one} for one in more.get("controls", [])]
    with pytest.raises(ToolError) as refused:
        await paint(**more | ({"controls": controls} if controls else {}))
    assert told in str(refused.value)


async def test_a_controlnet_that_is_not_here_names_the_command(paint, steering, tiny_settings):
    place = tiny_settings.paths.models / "controlnet-openpose-sdxl"
    away = place.rename(place.with_name("away"))
    try:
        with pytest.raises(ToolError, match="models pull controlnet-openpose-sdxl --from hub"):
            await paint(controls=[{"kind": "openpose", "image": steering}])
    finally:
        away.rename(place)


async def test_weights_that_are_a_pickle_alone_are_not_read(
    toolbox, steering, tiny_settings, tmp_path
):
    net = tiny_settings.paths.models / "controlnet-canny-sdxl"
    (tmp_path / "config.json").write_bytes((net / "config.json").read_bytes())
    (tmp_path / "diffusion_pytorch_model.bin").write_bytes(b"a pickle")
    control = {"kind": "edge", "folder": str(tmp_path), "strength": 1.0, "start": 0.0, "end": 1.0}
    control["image"] = str(toolbox.artifacts.path(steering))
    out = str(tmp_path / "out.png")
    wanted = Paint(prompt="x", width=64, height=64, steps=2, controls=[control], out=out)
    with pytest.raises(ToolError, match=r"holds no \.safetensors file"):
        await toolbox.engines["diffusion"].run(wanted, lambda *_: None)


async def test_a_draft_has_steps_of_its_own_and_wants_its_lora(paint, tiny_settings):
    one, other, plain = await paint(draft=True), await paint(draft=True, steps=9), await paint()
    assert one["image"] == other["image"] != plain["image"]
    without = await paint(steps=6, guidance=1.5, sampler="lcm")
    assert without["image"] != one["image"]  # the LoRA was worn
    place = tiny_settings.paths.models / "lcm-lora-sdxl"
    away = place.rename(place.with_name("away"))
    try:
        with pytest.raises(ToolError, match="models pull lcm-lora-sdxl"):
            await paint(draft=True, seed=3)
    finally:
        away.rename(place)


async def test_progress_is_told_by_steps_and_a_cancel_ends_the_painting(paint, toolbox):
    seen: list[float] = []
    await paint(steps=6, on_progress=lambda _tool, fraction, _note: seen.append(fraction))
    assert seen == sorted(seen) and len({one for one in seen if 0.1 < one < 1}) >= 6

    started = asyncio.Event()

    def begun(_tool: str, fraction: float, _note: str) -> None:
        if fraction > 0.1:
            started.set()

    long = asyncio.create_task(paint(steps=100, on_progress=begun))
    await started.wait()
    long.cancel()
    with pytest.raises(asyncio.CancelledError):
        await long
    assert (await paint())["image"]  # the process is still there, or there again


async def test_a_lora_that_was_trained_anew_makes_another_picture_of_the_same_words(
    toolbox, tiny_settings
):
    toolbox._use_cache = True
    folder = tiny_settings.paths.models / "loras"
    kept = (folder / "luca.safetensors").read_bytes()
    wanted = {"prompt": "x", "width": 64, "height": 64, "steps": 2, "loras": [{"name": "luca"}]}
    calls = []
    try:
        first = await toolbox.call("generate_image", wanted, on_call=calls.append)
        again = await toolbox.call("generate_image", wanted, on_call=calls.append)
        (folder / "luca.safetensors").write_bytes((folder / "painterly.safetensors").read_bytes())
        anew = await toolbox.call("generate_image", wanted, on_call=calls.append)
    finally:
        toolbox._use_cache = False
        (folder / "luca.safetensors").write_bytes(kept)
    assert [call.cached for call in calls] == [False, True, False]
    assert first == again != anew
