"""Graphs for ComfyUI: held against what its own nodes take; their pictures are as they steered."""

import copy

import numpy as np
import pytest
from PIL import Image

from studio.nouns.artifact import Artifact, MediaFacts
from studio.settings import load_settings
from tools.diffusion.diffusing import DRAFT
from tools.engines.diffusion.requests import SAMPLERS
from tools.engines.vision.engine import vision_engine
from tools.handover.comfyui import graph_of
from tools.handover.comfyui_nodes import NODES, check_graph
from tools.handover.paintings import OUTLINES, PaintingSteps, steps_of
from tools.handover.steering import write_pictures

WORDS = {"prompt": 'a boy (running), "fast"', "negative": "blurred"}
SIZE = {"width": 96, "height": 64, "steps": 30, "guidance": 7.5, "seed": 2**31 - 1}
CONTROLS = [
    {"kind": "depth", "image": "image:1", "strength": 2.0, "start": 0.0, "end": 0.5},
    {"kind": "edge", "image": OUTLINES, "strength": 0},
    {"kind": "openpose", "image": ""},
]
ALL = {
    "controls": CONTROLS,
    "loras": {"luca": -2, "lcm-lora-sdxl": 1.0},
    "start_from": "image:2",
    "mask": "image:3",
    "strength": 0.6,
}
FILES = {"start": "a.png", "mask": "b.png", "control1": "c.png", "control2": "d.png"}


def steps(**more) -> PaintingSteps:
    return PaintingSteps(**(WORDS | SIZE | more))


def only(graph, kind):
    [node] = [one for one in graph.values() if one["class_type"] == kind]
    return node


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_every_graph_is_one_that_comfyui_runs(sampler):
    used: set[str] = set()
    for more, files in (({}, {}), (DRAFT, {}), (ALL, FILES), (ALL, {"start": "a.png"})):
        graph = graph_of(steps(**(more | {"sampler": sampler})), files, "sea")
        assert check_graph(graph) == []
        used |= {node["class_type"] for node in graph.values()}
    assert used == set(NODES)


def test_a_graph_paints_as_the_studio_did():
    graph = graph_of(steps(**ALL), FILES, "sea")
    sampled = only(graph, "KSampler")["inputs"]
    assert (sampled["steps"], sampled["denoise"]) == (18, 0.6), "steps that are done, of 30"
    texts = [n["inputs"]["text"] for n in graph.values() if n["class_type"] == "CLIPTextEncode"]
    assert texts == ['a boy \\(running\\), "fast"', "blurred"], "brackets are no weights"
    assert only(graph, "SaveImage")["_meta"]["title"] == "without control openpose"
    lost = graph_of(steps(**ALL), {}, "sea")
    assert only(lost, "KSampler")["inputs"]["denoise"] == 1.0
    told = (
        "control depth, control edge, control openpose, the picture that it was painted over, mask"
    )
    assert only(lost, "SaveImage")["_meta"]["title"] == f"without {told}"


@pytest.mark.parametrize(
    "kind, name, value, told",
    [
        ("KSampler", "sampler_name", "dpm++_2m", "knows no 'dpm"),
        ("KSampler", "steps", 0, "under 1"),
        ("KSampler", "steps", 2.5, "takes INT"),
        ("KSampler", "denoise", 1.01, "over 1"),
        ("KSampler", "latent_image", ["1", 2], "takes LATENT, and the link ['1', 2] brings VAE"),
        ("VAEEncode", "vae", ["1", 3], "leads nowhere"),
        ("CLIPTextEncode", "clip", ["99", 0], "leads nowhere"),
        ("CLIPTextEncode", "clip", "luca", "takes a link to CLIP"),
        ("LoadImage", "image", "", "names no file"),
        ("ImageCompositeMasked", "x", True, "takes INT"),
        ("LoraLoader", "lora", "luca", "is none of its inputs"),
        ("LoraLoader", "lora_name", None, "lacks lora_name"),
        ("EmptyLatentImage", "width", 100, "no multiple of 8"),
        ("SaveImage", None, None, "nothing is saved"),
    ],
)
def test_what_comfyui_would_refuse_is_told(kind, name, value, told):
    of = {} if kind == "EmptyLatentImage" else ALL
    graph = copy.deepcopy(graph_of(steps(**of), FILES if of else {}, "sea"))
    node = next(one for one in graph.values() if one["class_type"] == kind)
    if name is None:
        node["class_type"] = "PreviewImage"
    elif value is None:
        del node["inputs"][name]
    else:
        node["inputs"][name] = value
    assert any(told in one for one in check_graph(graph))


async def test_the_pictures_are_as_the_network_saw_them(artifacts, tmp_path):
    def kept(name, picture):
        picture.save(tmp_path / name)
        return artifacts.add(tmp_path / name, "image", MediaFacts()).handle

    ramp = np.repeat(np.linspace(0, 65535, 96).astype(np.uint16)[None], 64, axis=0)
    clear = Image.new("RGBA", (90, 60), (255, 0, 0, 0))
    clear.paste((255, 255, 255, 255), (30, 20, 60, 40))
    about = {
        "start_from": kept("start.png", clear),
        "mask": kept("mask.png", Image.new("RGB", (9, 6), (255, 0, 0))),
        "controls": [
            {"kind": "depth", "image": kept("depth.png", Image.fromarray(ramp))},
            {"kind": "edge", "image": OUTLINES},
        ],
    }
    vision = vision_engine(load_settings())

    async def written(**more):
        painting = steps(**(about | more))
        found = await write_pictures(painting, artifacts, vision, tmp_path, "sea")
        assert all(check.name.startswith("sea.") for check in found.values())
        return {what: np.asarray(Image.open(path)) for what, path in found.items()}

    seen = await written(on_grey=True)
    assert set(seen) == {"start", "mask", "control1", "control2"}
    assert {(one.shape, one.dtype.name) for one in seen.values()} == {((64, 96, 3), "uint8")}
    assert (seen["control1"][0, :, 0] == ramp[0] >> 8).all(), "16 bits of depth in 8"
    assert seen["start"][0, 0].tolist() == [128, 128, 128] and (seen["mask"] == 76).all()
    assert seen["control2"].max() == 255 and seen["control2"][:9].max() == 0, "the square's edges"
    wide = await written(margins={"left": 6, "bottom": 4})
    assert wide["mask"][-1].min() == 255 and wide["mask"][:, 0].min() == 255
    assert wide["mask"][10, 60].max() == 0, "what was there stays"
    gone = await written(start_from="image:0000000000000000")
    assert set(gone) == {"control1"}


def test_outlines_and_masks_are_found_in_what_is_kept_of_a_painting():
    usual = {"prompt": "a harbour", "image": "image:1", "strength": 0.5}

    def found(tool, notes=None, **more):
        about = {"tool": tool, "parameters": usual | more, "notes": notes or {}}
        facts = MediaFacts(width=96, height=64)
        whole = Artifact(
            handle=f"image:{'2' * 16}", kind="image", facts=facts, suffix=".png", sha256="", **about
        )
        return steps_of(whole, load_settings().diffusion)

    restyled = found("restyle_image", {"controls": {"edge": 0.6}})
    assert restyled.controls == [{"kind": "edge", "image": OUTLINES, "strength": 0.6}]
    assert restyled.on_grey and found("restyle_image").controls == []
    edited = found("edit_image", mask="image:3", references=[{"image": "image:4"}])
    assert edited.mask == "image:3" and edited.left_out == ["references"] and not edited.on_grey
    assert found("edit_image", margins={"left": 8}).margins == {"left": 8}
