"""What a picture takes on the card, held to the real architectures, and what is borrowed for it."""

import json
import os
import subprocess
from dataclasses import replace

import pytest

from benchmarks.gpu.table import JOBS, fits, reckoned, table
from studio.config_file import read_yaml
from studio.environments import made_of
from studio.settings import ROOT, load_settings
from tests.diffusion.conftest import TORCH
from tools.engines.card.graphics_card import TABLE
from tools.engines.diffusion.card import setting_for
from tools.engines.diffusion.engine import gib_of
from tools.engines.diffusion.memory import Load, needed, phases
from tools.engines.diffusion.requests import Paint, Train

CONFIG = read_yaml(TABLE, "")
SIZES, CARDS = CONFIG["memory"], CONFIG["cards"]
DEPTH = {"kind": "depth"}


def said(module: str):
    """The JSON that a module prints in the environment with PyTorch."""
    made = made_of(TORCH, load_settings())
    if not made.status()[0]:
        pytest.skip("there is no environment with PyTorch")
    done = subprocess.run(
        [str(made.python), "-m", module],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def counted():
    """What the architectures say, built without weights and run without a card."""
    return said("benchmarks.gpu.memory")


def test_the_table_is_what_the_architectures_say(counted):
    for section in ("weights", "work"):
        assert SIZES[section] == pytest.approx(counted[section], abs=0.006), section
    assert counted["parameters"]["network"] == 2_567_463_684  # as published
    assert counted["parameters"]["decoder"] == 83_653_863
    for part, half in counted["halves"].items():  # work grows with the pixels, as is reckoned
        assert half == pytest.approx(counted["work"][part] / 2, rel=0.02), part


def test_a_face_and_a_clip_are_reckoned_with_more_than_their_weights(counted):
    assert 0.9 * CONFIG["besides"]["face"] < counted["face"] + SIZES["work"]["control"]
    assert counted["face"] < CONFIG["besides"]["face"]
    clip = CONFIG["clips"]["sd15"]["base_gib"]
    assert SIZES["reserve"] + counted["clip"] < clip


def test_what_is_on_the_card_is_what_diffusers_brings_there():
    """Part by part, as watched in real pipelines."""
    weights = SIZES["weights"]
    names = {"unet": weights["network"], "vae": weights["decoder"]}
    idle = {"weights": weights, "work": dict.fromkeys(SIZES["work"], 0.0)}
    setting = setting_for(15, CARDS)[1]
    for kind, resident in said("benchmarks.gpu.resident").items():
        load = Load(controls=3 if "steered" in kind else 0, starts="started" in kind)
        gib = names | {"controlnet": load.controls * weights["control"]}
        assert ("starting" in resident) == load.starts
        for phase, parts in resident.items():
            there = sum(gib.get(part) or weights[part] for part in parts)
            assert there == pytest.approx(phases(setting, load, idle)[phase]), (kind, phase)


def test_the_page_shows_this_table():
    told = (ROOT / "docs" / "gpu.md").read_text()
    assert "\n".join(table(CONFIG)) in told, "python -m benchmarks.gpu.table prints it"


def test_all_fits_from_16_gb_on_and_three_controlnets_thanks_to_offload():
    too_large = {"picture with a face", "clip of 16 frames", "LoRA training step"}
    for job in JOBS:
        for row in ("8gb", "16gb", "24gb", "80gb"):
            assert fits(job, row, CONFIG) == (row != "8gb" or job not in too_large), (job, row)
    setting = replace(setting_for(15, CARDS)[1], offload="none")
    three = Load(controls=3)
    assert reckoned("picture with three ControlNets", 15, CONFIG) <= 15
    assert needed(setting, three, SIZES) > 15


@pytest.mark.parametrize("starts", [False, True])
def test_each_step_down_takes_less(starts):
    of = {
        offload: needed(
            replace(setting_for(15, CARDS)[1], offload=offload), Load(2, 1, 1.0, starts), SIZES
        )
        for offload in ("none", "model", "layers")
    }
    assert of["none"] > of["model"] > of["layers"]


def test_tiles_bound_what_a_large_picture_takes():
    setting, large = setting_for(22, CARDS)[1], Load(megapixels=4.0)
    tiled = phases(setting, large, SIZES)
    whole = phases(replace(setting, tiling=False), large, SIZES)
    assert whole["decoding"] - tiled["decoding"] == pytest.approx(3 * SIZES["work"]["decoder"])
    assert whole["painting"] == tiled["painting"]


def test_a_request_borrows_what_it_takes_on_this_card():
    def borrowed(request, card=15.7):
        return gib_of(request, card, CONFIG)

    plain = Paint(prompt="x")
    three = Paint(prompt="x", controls=[DEPTH] * 3)
    assert borrowed(plain) == reckoned("picture", 15.7, CONFIG)
    assert borrowed(three) == reckoned("picture with three ControlNets", 15.7, CONFIG)
    assert borrowed(three, 7.6) < borrowed(three) < borrowed(three, 23.6)
    assert borrowed(Paint(prompt="x", image="a.png")) == reckoned("image to image", 15.7, CONFIG)
    wide = Paint(prompt="x", width=2048, height=2048, controls=[DEPTH])
    assert borrowed(wide) > borrowed(Paint(prompt="x", controls=[DEPTH]))
    taught = Train(pictures="", out="", state="", until=1)
    assert borrowed(taught) == reckoned("LoRA training step", 15.7, CONFIG)
    assert borrowed(plain, 0) == reckoned("picture", 23.6, CONFIG), "an unknown card"
