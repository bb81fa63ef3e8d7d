"""Seeing: figures of pictures whose truth is known."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image

from studio.errors import SettingsError, ToolError
from studio.settings import ROOT
from tests.measure.conftest import LABELS, PLATES
from tests.weights_here import weights
from tools.engines.vision.character.body.pose import RULES, pose_degree
from tools.engines.vision.character.colours.match import Look, _joined, difference
from tools.engines.vision.character.colours.regions import _on_the_crown
from tools.engines.vision.engine import vision_engine
from tools.engines.vision.footage.motion import motion
from tools.engines.vision.model import load
from tools.engines.vision.picture.edges import edge_softness
from tools.engines.vision.picture.exposure import linear, luminance
from tools.engines.vision.picture.palette import hexadecimal, paints, palette
from tools.engines.vision.picture.sharpness import sharpness
from tools.evaluation.settings import read_style, score


def test_sharpness_does_not_depend_on_resolution():
    rng = np.random.default_rng(1)
    blocks = rng.integers(0, 255, (16, 16, 3), np.uint8)
    large = np.array(Image.fromarray(blocks).resize((1024, 1024), Image.Resampling.NEAREST))
    fair = np.array(Image.fromarray(large).resize((512, 512), Image.Resampling.BOX))
    everything = np.ones(large.shape[:2], bool)
    big, _ = sharpness(large, everything)
    small, _ = sharpness(fair, everything[::2, ::2])
    assert big == pytest.approx(small, rel=0.05)


def test_exposure_is_in_linear_light():
    grey = np.full((8, 8, 3), 188, np.uint8)  # sRGB 188 is half of the light
    assert luminance(grey).mean() == pytest.approx(0.503, abs=0.01)
    assert linear(np.array([255.0])) == pytest.approx(1)


def test_edge_softness_orders_edges():
    x = np.linspace(-128, 128, 256)
    disc = np.hypot(*np.meshgrid(x, x)) - 80

    def soft(width):
        return edge_softness(np.clip(0.5 - disc / width, 0, 1).astype(np.float32))

    assert soft(0.01) < soft(2) < soft(8)
    assert edge_softness(np.zeros((64, 64), np.float32)) is None


def test_palette_finds_the_colours():
    pixels = np.array([[255, 0, 0]] * 300 + [[0, 0, 255]] * 100, np.uint8)
    colours = palette(pixels, 2)
    assert [hexadecimal(c) for c, _ in colours] == ["#FF0000", "#0000FF"]
    assert colours[0][1] == pytest.approx(0.75, abs=0.01)


def test_a_paint_in_light_and_in_shade_is_one_colour():
    light, shade, hat = [[120, 76, 48]] * 50, [[40, 24, 15]] * 50, [[60, 78, 120]] * 40
    one = paints(np.array(light + shade, np.uint8), 1)
    assert one[0][0] == pytest.approx(linear(np.array([light[0], shade[0]])).mean(0), abs=0.002)
    assert len(_joined(paints(np.array(light + shade, np.uint8), 2))) == 1
    assert len(_joined(paints(np.array(light + hat, np.uint8), 2))) == 2


def test_a_part_may_be_lit_a_third_of_a_stop_otherwise_and_no_more():
    grey = np.full(3, 0.2)
    look = Look({"skin": [(grey, 1.0)], "clothes": [(2 ** (1 / 3) * grey, 1.0)]})
    assert difference(look, {"skin": [grey], "clothes": [grey]})[0] < 0.1
    dyed = Look({"skin": [(grey, 1.0)], "clothes": [(np.array([0.3, 0.2, 0.1]), 1.0)]})
    assert difference(dyed, {"skin": [grey], "clothes": [grey]})[0] > 4  # warmer than any lamp


def test_one_part_may_be_lit_by_a_lamp_and_another_by_the_moon_but_green_is_no_light():
    grey, lamp = np.full(3, 0.2), np.array([2 ** (1 / 6), 1, 2 ** (-1 / 6)])
    wanted = {"skin": [grey], "clothes": [grey]}
    night = Look({"skin": [(grey * lamp, 1.0)], "clothes": [(grey / lamp, 1.0)]})
    assert difference(night, wanted)[0] < 1
    green = np.array([1, 2 ** (1 / 3), 1])
    dyed = Look({"skin": [(grey * green, 1.0)], "clothes": [(grey / green, 1.0)]})
    assert difference(dyed, wanted)[0] > 5


def test_stripes_that_are_missing_count_whatever_the_light():
    skin, white, blue = np.array([0.6, 0.4, 0.3]), np.array([0.8, 0.8, 0.8]), np.full(3, 0.1)
    warm = np.array([1.1, 0.9, 0.6])
    look = Look({"skin": [(skin * warm, 1.0)], "clothes": [(white * warm, 1.0)]})
    plain = {"skin": [skin], "clothes": [white]}
    striped = {"skin": [skin], "clothes": [white, blue], "stripes": [blue]}
    assert difference(look, plain)[0] < 2
    assert difference(look, striped)[0] > difference(look, plain)[0] + 5
    seen = Look(look.seen | {"clothes": [(white * warm, 0.6), (blue * warm, 0.4)]})
    assert difference(seen, striped)[0] < 2


def test_a_hand_beside_the_head_is_no_hair():
    head = np.zeros((40, 40), bool)
    head[2:20, 8:30] = head[5:12, 34:39] = True
    above = np.arange(40)[:, None] < 15
    kept = _on_the_crown(head, above)
    assert kept[2:20, 8:30].all() and not kept[:, 34:].any()


def drifting(count, cut=None, held=1):
    rng = np.random.default_rng(0)
    worlds = rng.integers(0, 255, (2, 64, 200, 3), np.uint8)
    frames = []
    for i in range(count):
        world = worlds[int(cut is not None and i >= cut)]
        frames.append(world[:, i // held : i // held + 96])
    return [i / 24 for i in range(count)], frames


def test_cut_is_found_once():
    found = motion(*drifting(40, cut=20))
    assert len(found.cuts) <= 1
    smooth = [np.full((40, 60, 3), v, np.uint8) for v in (60, 61, 62, 63, 64, 65, 66, 67, 68)]
    smooth += [np.full((40, 60, 3), 200, np.uint8) + np.uint8(i) for i in range(9)]
    assert motion([i / 24 for i in range(18)], smooth).cuts == [round(9 / 24, 3)]


def test_on_twos_is_no_freeze_and_no_flicker():
    found = motion(*drifting(40, held=2))
    assert found.unique == 20 and found.frozen_longest < 0.1
    stills = [np.full((8, 8, 3), 90, np.uint8)] * 48
    assert motion([i / 24 for i in range(48)], stills).frozen_longest == pytest.approx(47 / 24)
    jumpy = [np.full((8, 8, 3), 90 + 20 * (i % 2), np.uint8) for i in range(20)]
    fading = [np.full((8, 8, 3), 90 + 4 * i, np.uint8) for i in range(20)]
    times = [i / 24 for i in range(20)]
    assert motion(times, jumpy).flicker > 20 > 1 > motion(times, fading).flicker


@pytest.mark.parametrize("pose", sorted(RULES))
def test_each_pose_is_told_from_standing(pose):
    joints = LABELS["poses"][pose]
    assert pose_degree(joints, pose) > 0.9
    if pose not in ("idle", "walk"):
        assert pose_degree(LABELS["poses"]["idle"], pose) < 0.3
        assert pose_degree(joints, "idle") < 0.6


def test_pose_out_of_the_picture():
    joints = {n: (*p[:2], 0) for n, p in LABELS["poses"]["run"].items()}
    assert pose_degree(joints, "run") is None


def test_the_arm_that_hangs_may_be_hidden_in_a_wave_but_not_the_one_that_waves():
    joints = LABELS["poses"]["wave"]
    up = min("lr", key=lambda side: joints[f"{side}_wrist"][1])
    for side in "lr":
        hidden = {n: (*p[:2], 0.2 if n[:2] == f"{side}_" else p[2]) for n, p in joints.items()}
        degree = pose_degree(hidden, "wave")
        assert degree is None if side == up else degree > 0.9
    cut = {n: (*p[:2], 0 if n[:2] == f"{'lr'[up == 'l']}_" else p[2]) for n, p in joints.items()}
    assert pose_degree(cut, "wave") is None


def test_missing_models_say_what_installs_them(studio_settings, tmp_path):
    paths = studio_settings.paths.model_copy(update={"models": tmp_path})
    status = vision_engine(studio_settings.model_copy(update={"paths": paths})).status()
    assert not status.ready and status.fix == "python main.py models pull mediapipe"


def test_review_thresholds(tmp_path):
    style = read_style()
    assert score(style.loudness.error, 0) == 10
    assert score(style.loudness.error, 99) == 0
    broken = tmp_path / "review.yaml"
    text = (ROOT / "configs" / "review.yaml").read_text()
    broken.write_text(text.replace("softness: [[0, 0],", "softness: [[5, 0],"))
    with pytest.raises(SettingsError, match="must rise"):
        read_style(broken)


async def test_tools_answer(toolbox, plate, keep, ffmpeg):
    picture, film = plate("luca_waves.jpg"), plate("talk.mp4")
    facts = await toolbox.call("probe_media", {"media": film})
    assert facts["kind"] == "video" and facts["has_audio"]
    seen = await toolbox.call("measure_image", {"image": picture})
    assert seen["faces"] == 1 and len(seen["palette"]) == 6
    alike = await toolbox.call("compare_to_sheet", {"media": picture, "character": "Luca"})
    assert alike["nearest"] == "Luca" and alike["figure_share"] > 0.1
    silent = keep(ffmpeg("silent.mp4", "-i", PLATES / "talk.mp4", "-an", "-c:v", "copy"))
    with pytest.raises(ToolError, match="no sound"):
        await toolbox.call("measure_audio", {"audio": silent})


def test_a_network_runs_for_several_threads_at_once():
    network = load(weights("mediapipe") / "face_landmark.tflite")
    generator = np.random.default_rng(7)
    shape = (network.size, network.size, 3)
    pictures = [generator.random(shape, np.float32) for _ in range(8)]
    alone = [network(picture)[0] for picture in pictures]
    with ThreadPoolExecutor(4) as threads:
        together = [found[0] for found in threads.map(network, pictures)]
    assert all(np.array_equal(*pair) for pair in zip(alone, together, strict=True))
    assert not np.array_equal(alone[0], alone[1])
