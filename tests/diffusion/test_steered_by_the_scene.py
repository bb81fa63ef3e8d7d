"""Our own scene steers the painting: Blender's passes are what the ControlNets are given."""

import numpy as np
import pytest
from PIL import Image

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_passes_of_a_rendered_scene_steer_the_painting(toolbox, paint):
    if not toolbox.engines["blender"].status().ready:
        pytest.skip("there is no Blender: make setup")
    scene = await toolbox.call(
        "render_character",
        {
            "cast": [{"character": "Luca", "action": "run", "expression": "excited"}],
            "set": "seaside_town",
            "framing": "full",
            "width": 64,
            "height": 64,
            "quality": "draft",
            "passes": ["depth", "edge", "openpose"],
        },
    )
    passes = scene["passes"]
    assert set(passes) == {"depth", "edge", "openpose"}
    controls = [{"kind": name, "image": handle} for name, handle in passes.items()]
    steered, plain = await paint(controls=controls), await paint()
    files = [toolbox.artifacts.path(made["image"]) for made in (steered, plain)]
    first, second = (np.asarray(Image.open(file).convert("RGB"), float) for file in files)
    assert first.shape == (64, 64, 3) and not np.array_equal(first, second)
    assert set(toolbox.artifacts.get(steered["image"]).inputs) == set(passes.values())
