"""inpaint by OpenCV: what it fills, and what it leaves as it was."""

import numpy as np
import pytest
from PIL import Image

from studio.errors import StudioError
from studio.settings import load_settings
from tools.engines.opencv.engine import opencv_engine


@pytest.fixture
def bench(bench):
    """Without the network."""
    bench.toolbox.engines = {"opencv": opencv_engine(load_settings())}
    return bench


def stripes(height: int = 72, width: int = 96) -> np.ndarray:
    """Upright stripes, 8 wide."""
    columns = np.arange(width) // 8 % 2
    return np.broadcast_to((60 + 120 * columns)[None, :, None], (height, width, 3)).astype(np.uint8)


def masked(rows: slice, columns: slice, shape=(72, 96)) -> np.ndarray:
    mask = np.zeros(shape, np.uint8)
    mask[rows, columns] = 255
    return mask


async def test_a_wide_hole_is_filled_with_what_is_around_it(bench):
    truth = stripes()
    picture = truth.copy()
    picture[20:50, 30:66] = (220, 20, 20)
    handles = bench.picture(picture), bench.picture(masked(slice(20, 50), slice(30, 66)))
    made = await bench.call("inpaint", image=handles[0], mask=handles[1], grow=2)
    filled = np.asarray(bench.image(made["image"]), int)
    assert made["method"] == "patches" and 0.15 < made["share"] < 0.25
    hole = np.abs(filled - truth)[20:50, 30:66]
    assert np.median(hole) < 10 and hole.mean() < 40, "the stripes go on"
    outside = np.ones((72, 96), bool)
    outside[18:52, 28:68] = False
    assert np.array_equal(filled[outside], picture[outside])
    again = await bench.call("inpaint", image=handles[0], mask=handles[1], grow=2)
    assert again["image"] == made["image"], "the same comes of the same"
    fast = await bench.call("inpaint", image=handles[0], mask=handles[1], effort="fast")
    assert fast["method"] == "telea" and fast["image"] != made["image"]


async def test_a_scratch_is_smeared_over_and_alpha_stays(bench):
    rgba = np.dstack([stripes(), np.full((72, 96), 200, np.uint8)])
    rgba[30:33, :, :3] = 255
    mask = bench.picture(masked(slice(30, 33), slice(None)))
    made = await bench.call("inpaint", image=bench.picture(rgba), mask=mask, grow=1)
    filled = np.asarray(Image.open(bench.store.path(made["image"])))
    assert made["method"] == "telea" and (filled[..., 3] == 200).all()
    assert np.abs(filled[31, :, :3].astype(int) - stripes()[31]).mean() < 35


@pytest.mark.parametrize(
    ("mask", "told"),
    [
        (np.zeros((72, 96), np.uint8), "the mask is black"),
        (np.full((72, 96), 255, np.uint8), "is white: nothing is left"),
        (np.full((10, 10), 255, np.uint8), "the mask has 10x10 pixels, the picture 96x72"),
    ],
)
async def test_what_cannot_be_is_told(bench, mask, told):
    with pytest.raises(StudioError, match=told):
        await bench.call("inpaint", image=bench.picture(stripes()), mask=bench.picture(mask))
