"""edit_image through its real process, on a tiny SDXL."""

import numpy as np
import pytest
from PIL import Image

from studio.errors import ToolError

pytestmark = pytest.mark.asyncio(loop_scope="module")
SMALL = {"steps": 4, "sampler": "euler", "prompt": "a boy in a raincoat"}


@pytest.fixture(scope="module")
def photo(toolbox, tmp_path_factory):
    """The handle of a picture of 72 x 64 pixels, and a mask whose left half is white."""
    folder = tmp_path_factory.mktemp("photo")
    Image.linear_gradient("L").convert("RGB").resize((72, 64)).save(folder / "photo.png")
    mask = Image.new("L", (72, 64))
    mask.paste(255, (0, 0, 36, 64))
    mask.save(folder / "mask.png")
    return [
        toolbox.artifacts.add(folder / name, "image").handle for name in ("photo.png", "mask.png")
    ]


@pytest.fixture(scope="module")
def edit(toolbox, photo):
    async def call(**more):
        made = await toolbox.call("edit_image", {"image": photo[0], **SMALL, **more})
        picture = Image.open(toolbox.artifacts.path(made["image"])).convert("RGB")
        return np.asarray(picture, float)

    return call


@pytest.fixture(scope="module")
def before(toolbox, photo):
    return np.asarray(Image.open(toolbox.artifacts.path(photo[0])).convert("RGB"), float)


async def test_the_strength_says_how_much_is_painted_anew(edit, before):
    little, much = await edit(strength=0.26), await edit(strength=1.0)
    assert little.shape == before.shape == (64, 72, 3)
    assert not np.array_equal(little, much)
    assert not np.array_equal(await edit(seed=3), await edit(seed=4))


async def test_what_the_mask_keeps_stays_pixel_for_pixel(edit, before, photo):
    made = await edit(mask=photo[1], strength=0.9)
    assert np.array_equal(made[:, 36:], before[:, 36:])
    assert not np.array_equal(made[:, :36], before[:, :36])


async def test_margins_are_painted_and_the_picture_within_stays(edit, before):
    made = await edit(margins={"left": 32, "bottom": 16}, strength=1.0)
    assert made.shape == (80, 104, 3)
    assert np.array_equal(made[:48, 48:], before[:48, 16:])
    assert made[:, :32].std() > 0


@pytest.mark.parametrize("started", [{}, {"mask": True}], ids=["all of it", "by a mask"])
async def test_controls_steer_here_too(edit, photo, steering, started):
    given = {"mask": photo[1]} if started else {}
    controls = [{"kind": "depth", "image": steering, "strength": 1.0}]
    assert not np.array_equal(await edit(**given), await edit(**given, controls=controls))


async def test_what_cannot_be_is_told(edit, photo):
    with pytest.raises(ToolError, match="a mask and margins"):
        await edit(mask=photo[1], margins={"left": 8})
    with pytest.raises(ToolError, match="all margins are 0"):
        await edit(margins={})
    with pytest.raises(ToolError, match=r"4 steps at the strength 0\.1 are none"):
        await edit(strength=0.1)
