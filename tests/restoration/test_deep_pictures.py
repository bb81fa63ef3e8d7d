"""Pictures of 16 bits, and pictures with alpha, as the tools read them and hand them back."""

import numpy as np
import pytest
from PIL import Image

from studio.errors import ToolError
from tools.engines.media.showing import still_of
from tools.engines.vision.subject import read_picture
from tools.restoration.pictures import opened


@pytest.fixture
def deep(tmp_path):
    """A ramp of 16 bits: the left half dark, the right half bright."""
    ramp = np.repeat(np.linspace(0, 65535, 64).astype(np.uint16)[None], 64, axis=0)
    Image.fromarray(ramp).save(tmp_path / "deep.png", transparency=5)
    return tmp_path / "deep.png", ramp


def test_who_reads_them_sees_their_shades(deep):
    path, ramp = deep
    for rgb in (read_picture(path)[0], opened(path)[0]):
        assert np.array_equal(rgb[..., 0], ramp >> 8)
    assert still_of(path, "image")


async def test_as_a_mask_the_bright_half_is_the_hole(bench, deep, tmp_path):
    mask = bench.put(deep[0], "image")
    picture = bench.picture(np.full((64, 64, 3), 90, np.uint8))
    made = await bench.call("inpaint", image=picture, mask=mask, grow=0, effort="fast")
    assert made["share"] == pytest.approx(0.5, abs=0.02)
    other = bench.picture(np.full((64, 62, 3), 90, np.uint8))
    with pytest.raises(ToolError, match="the mask has 64x64 pixels, the picture 62x64"):
        await bench.call("inpaint", image=other, mask=mask)


async def test_an_enlarged_cut_out_has_no_veil_around_it(bench):
    figure = np.zeros((24, 24, 4), np.uint8)
    figure[6:18, 6:18] = 255
    made = await bench.call("upscale_image", image=bench.picture(figure), factor=4, effort="fast")
    alpha = np.asarray(Image.open(bench.store.path(made["image"])))[..., 3]
    assert alpha.shape == (96, 96) and alpha[48, 48] == 255
    assert not alpha[:18].any() and not alpha[:, 78:].any()
