"""Reference pictures by IP-Adapter, through the engine's real process on a tiny SDXL."""

import numpy as np
import pytest
from PIL import Image

from studio.errors import ToolError

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def pictures(toolbox, tmp_path_factory):
    """The handles of a red and of a striped picture."""
    folder = tmp_path_factory.mktemp("references")
    red = Image.new("RGB", (40, 40), (220, 30, 20))
    striped = red.copy()
    for left in range(0, 40, 10):
        striped.paste((20, 60, 200), (left, 0, left + 5, 40))
    handles = []
    for name, picture in (("red", red), ("striped", striped)):
        picture.save(folder / f"{name}.png")
        handles.append(toolbox.artifacts.add(folder / f"{name}.png", "image").handle)
    return handles


@pytest.fixture(scope="module")
def like(paint, toolbox, pictures):
    """Paints like the references; returns the pixels."""

    async def call(*references, **more) -> np.ndarray:
        wanted = [{"image": pictures[number], **one} for number, one in references]
        made = await paint(references=wanted, **more)
        return np.asarray(Image.open(toolbox.artifacts.path(made["image"])).convert("RGB"), float)

    return call


async def test_what_a_reference_shows_and_how_strong_it_is_change_the_picture(like):
    plain, none = await like(), await like((0, {"strength": 0.0}))
    assert np.array_equal(plain, none)
    weak, strong = await like((0, {"strength": 0.1})), await like((0, {"strength": 1.0}))
    assert 0 < np.abs(weak - plain).mean() < np.abs(strong - plain).mean()
    assert not np.array_equal(strong, await like((1, {"strength": 1.0})))
    assert np.array_equal(await like(), plain)  # it is taken off again


async def test_each_of_several_has_its_own_strength_and_share_of_the_steps(like):
    both = await like((0, {"strength": 0.8}), (1, {"strength": 0.2}))
    assert not np.array_equal(both, await like((0, {"strength": 0.2}), (1, {"strength": 0.8})))
    alone = await like((0, {"strength": 0.8}))
    assert np.array_equal(alone, await like((0, {"strength": 0.8}), (1, {"strength": 0.0})))
    late = await like((0, {"strength": 0.8, "start": 0.6}))
    assert not np.array_equal(late, alone) and not np.array_equal(late, await like())
    never = await like((0, {"strength": 0.8, "start": 0.9}))  # less than one of three steps
    assert np.array_equal(never, await like())


async def test_it_counts_in_its_box_alone(like, paint, pictures):
    plain, all_of_it = await like(), await like((0, {"box": [0.0, 0.0, 1.0, 1.0]}))
    assert np.abs(all_of_it - await like((0, {}))).max() <= 1  # a mask of ones, drawn smaller
    assert np.array_equal(await like((0, {"box": [0.0, 0.0, 0.0, 1.0]})), plain)
    half = await like((0, {"box": [0.0, 0.0, 0.5, 1.0]}))
    other = await like((0, {"box": [0.5, 0.0, 1.0, 1.0]}))
    assert not np.array_equal(half, other) and not np.array_equal(half, plain)
    odd = await paint(references=[{"image": pictures[0], "box": [0, 0, 0.5, 1]}], width=72)
    assert "count everywhere" in odd["told"][0]


async def test_it_goes_with_what_steers_and_is_worn_and_without_guidance(like, steering):
    more = {
        "controls": [{"kind": "depth", "image": steering}],
        "loras": [{"name": "luca", "weight": 0.8}],
    }
    assert not np.array_equal(await like((0, {}), **more), await like(**more))
    assert not np.array_equal(await like((0, {}), guidance=1.0), await like(guidance=1.0))


async def test_the_picture_knows_what_it_is_like(paint, pictures, toolbox):
    made = await paint(references=[{"image": pictures[1]}], seed=9)
    assert toolbox.artifacts.get(made["image"]).inputs == [pictures[1]]


async def test_without_its_weights_the_command_is_named(paint, pictures, tiny_settings):
    place = tiny_settings.paths.models / "ip-adapter-sdxl"
    away = place.rename(place.with_name("away"))
    try:
        with pytest.raises(ToolError, match="models pull ip-adapter-sdxl"):
            await paint(references=[{"image": pictures[0]}])
    finally:
        away.rename(place)
