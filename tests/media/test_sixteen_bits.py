"""A depth pass has 16 bits: what steers a painting by it has the same steps in 8."""

import numpy as np
from PIL import Image

from studio.media.opener import in_eight_bits, open_picture
from studio.settings import load_settings
from tools.render import painting


def test_a_depth_pass_steers_by_its_steps_and_is_not_white(tmp_path, monkeypatch):
    ramp = np.repeat(np.linspace(0, 65535, 256).astype(np.uint16)[None], 8, axis=0)
    path = tmp_path / "depth.png"
    Image.fromarray(ramp).save(path)
    with open_picture(path) as opened:
        assert np.array_equal(np.asarray(in_eight_bits(opened)), ramp >> 8)

    class House:
        def missing(self, name):
            return []

        def folder_of(self, name):
            return tmp_path / name

    monkeypatch.setattr(painting, "warehouse", lambda settings: House())
    control = painting.controls_for({"depth": path}, load_settings())[0]
    steered = np.asarray(Image.open(control["image"]))
    assert np.array_equal(steered[..., 0], ramp >> 8)
    colours = Image.new("RGB", (4, 4), (1, 200, 3))
    assert in_eight_bits(colours) is colours
