"""Our own scene steers the painting: Blender's passes are what the ControlNets are given."""

import numpy as np
import pytest
from PIL import Image

from interfaces.format.wording import Narrator
from studio.nouns.event import Event
from tools.engines.card.graphics_card import has_card
from tools.engines.diffusion.engine import diffusion_engine
from tools.handover.paintings import steps_of
from tools.render.painting import not_steered, why_rendered

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


async def test_a_final_picture_of_the_plan_is_painted_over_the_scene(toolbox, tiny_settings):
    if not toolbox.engines["blender"].status().ready:
        pytest.skip("there is no Blender: make setup")
    wanted = {
        "cast": [{"character": "Luca", "action": "run", "expression": "excited"}],
        "set": "seaside_town",
        "framing": "full",
        "width": 128,
        "height": 96,
        "passes": ["mask"],
    }
    calls = []
    made = await toolbox.call("render_character", wanted, on_call=calls.append)
    assert calls[0].engine == "diffusion" and calls[0].fallback == ""
    picture = toolbox.artifacts.get(made["image"])
    assert (picture.facts.width, picture.facts.height) == (128, 96)
    assert set(made["passes"]) == {"mask"}
    mask = toolbox.artifacts.get(made["passes"]["mask"])
    assert (mask.facts.width, mask.facts.height) == (128, 96)
    notes = picture.notes
    assert notes["loras"] == {"luca": 0.8}
    left, top, right, bottom = notes["references"]["Luca"]["box"]
    assert notes["references"]["Luca"]["strength"] == 0.4
    assert 0 < left < right < 1 and 0 <= top < bottom <= 1  # where he is, not all of the picture
    assert notes["controls"] == {"openpose": 0.8, "depth": 0.5, "edge": 0.35}
    for said in ("Luca", "brown hair", "green eyes", "excited expression", "run", "3D"):
        assert said in notes["prompt"], said
    assert {"2d", "flat", "anime", "low quality"} <= set(notes["negative_prompt"].split(", "))
    kept = {name: toolbox.artifacts.get(handle) for name, handle in notes["scene"].items()}
    assert {"image", "mask", "depth"} == set(kept)
    assert {(one.facts.width, one.facts.height) for one in kept.values()} == {(128, 96)}
    compared = {"image": made["image"], "scene": notes["scene"]["image"]}
    seen = await toolbox.call("compare_to_scene", compared | {"mask": notes["scene"]["mask"]})
    assert seen["overlap_of_scene"] > 0 and seen["palette_difference"] > 0
    [box] = notes["head_boxes"]
    assert 0 <= box[0] < box[2] <= 128 and 0 <= box[1] < box[3] <= 96
    assert made["told"] == []


def told_of(call):
    """What a person is told of a call."""
    data = call.model_dump(mode="json")
    return Narrator().tell(Event(session="s", number=1, kind="tool", actor="sandbox", data=data))


async def test_a_draft_of_the_plan_is_painted_in_few_steps_and_told(toolbox, tiny_settings):
    if not toolbox.engines["blender"].status().ready:
        pytest.skip("there is no Blender: make setup")
    wanted = {"cast": [{"character": "Luca"}], "width": 96, "height": 64, "quality": "draft"}
    calls = []
    painted = await toolbox.call("render_character", wanted, on_call=calls.append)
    told = "A draft: 6 steps with lcm-lora-sdxl, guidance 1.5."
    assert painted["told"] == [told]
    picture = toolbox.artifacts.get(painted["image"])
    assert picture.notes["loras"] == {"luca": 0.8, "lcm-lora-sdxl": 1.0}
    steps = steps_of(picture, tiny_settings.diffusion)
    assert (steps.steps, steps.guidance, steps.sampler) == (6, 1.5, "lcm")
    message = told_of(calls[0])
    assert message.points == [told] and not message.quiet

    def away(entry):
        place = tiny_settings.paths.models / entry
        return place, place.rename(place.with_name(f"away-{entry}"))

    adapter = tiny_settings.paths.models / "loras" / "luca.safetensors"
    own, calls = adapter.read_bytes(), []
    adapter.write_bytes(adapter.with_name("flux.safetensors").read_bytes())
    try:  # what breaks the painting costs nobody the picture
        final = wanted | {"quality": "final"}
        made = await toolbox.call("render_character", final, on_call=calls.append)
    finally:
        adapter.write_bytes(own)
    [call] = calls
    assert call.engine == "blender" and call.fallback.startswith("the LoRA luca is for another")
    picture = toolbox.artifacts.get(made["image"])
    assert (picture.facts.width, picture.facts.height) == (96, 64)
    assert "prompt" not in picture.notes
    assert call.fallback.endswith("The picture is Blender's")
    assert told_of(call).points[0].startswith("The LoRA luca is for another")
    gone = [away("lcm-lora-sdxl"), away("controlnet-depth-sdxl")]
    try:
        rendered = await toolbox.call("render_character", wanted)
        lacking = not_steered(tiny_settings)
    finally:
        for place, other in gone:
            other.rename(place)
    assert "prompt" not in toolbox.artifacts.get(rendered["image"]).notes
    [said] = rendered["told"]
    assert said.startswith("Rendered by Blender: ") and "models pull lcm-lora-sdxl" in said
    assert "alpha channel" in why_rendered("final", True, tiny_settings)
    [said] = lacking
    assert "Not steered by depth" in said and "models pull controlnet-depth-sdxl" in said


async def test_without_a_card_the_scene_is_rendered_and_nobody_misses_the_painter(tiny_settings):
    off = tiny_settings.diffusion.model_copy(update={"on_cpu": False})
    status = diffusion_engine(tiny_settings.model_copy(update={"diffusion": off})).status()
    if has_card():
        pytest.skip("there is a graphics card here")
    assert not status.ready and status.optional and "no graphics card" in status.reason
