"""What the render and voice tools ask of their engines, and what they keep of the answers.

The engines here draw plain pictures and hum: Blender and the voice have tests of their own.
"""

import itertools
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image

from studio.errors import SheetError, ToolError
from tests.media.conftest import RATE, tone
from tools.engines.base import InProcessEngine
from tools.engines.blender.requests import RenderShot, RenderStill, SaveShot, SaveStill
from tools.engines.voice.request import Speak
from tools.handover.scenes import rendered_in, save_scene
from tools.registry import all_tools
from tools.render.performance import FIRST, expression_curve
from tools.toolbox import character_names


class Asked(dict):
    """The parameters of the last call of each method."""


@pytest.fixture
def asked(bench):
    got = Asked()

    def draw(folder, name, size, shade):
        Image.new("RGB", size, (shade, 90, 120)).save(f"{folder}/{name}")
        return name

    def render_still(request: RenderStill, progress):
        params = request.params()
        got["render_still"] = params
        size = (params["width"], params["height"])
        return {
            "image": draw(params["out_dir"], "image.png", size, 200),
            "passes": {
                name: draw(params["out_dir"], f"{name}.png", size, 40 + 40 * number)
                for number, name in enumerate(params["passes"])
            },
            "joints": [{"head": [10, 10]}],
            "head_boxes": [[4, 4, 20, 20]],
            "timings": {"render": 0.1},
        }

    def render_shot(request: RenderShot, progress):
        params = request.params()
        got["render_shot"] = params
        count = round(params["duration"] * params["fps"])
        size = (params["width"], params["height"])
        drawn = [
            draw(params["out_dir"], f"f{number:04d}.png", size, 60 + number % 100)
            for number in range(0, count, 2)
        ]
        return {
            "frames": [drawn[number // 2] for number in range(count)],
            "passes": {},
            "unique": len(drawn),
            "joints": [[]] * count,
            "head_boxes": [[]] * count,
            "mouth_open": [[0.0]] * count,
            "timings": {},
        }

    def speak(request: Speak, progress):
        params = request.params()
        got["speak"] = params
        soundfile.write(params["out"], tone(200, 1.0), RATE)
        return {
            "path": params["out"],
            "sample_rate": RATE,
            "duration": 1.0,
            "lufs": -16.0,
            "peak_db": -3.0,
            "engine": "hum",
            "fallback": "",
            "notes": [],
            "phonemes": [
                {"phone": "m", "start": 0.1, "end": 0.3},
                {"phone": "a", "start": 0.3, "end": 0.8},
            ],
            "words": [{"word": "ma", "start": 0.1, "end": 0.8}],
        }

    def save(params):
        got["saved"] = params
        Path(params["out_dir"], "scene.blend").write_bytes(b"BLENDER")
        return {"file": "scene.blend", "frames": 1}

    def save_still(request: SaveStill, progress):
        return save(request.params())

    def save_shot(request: SaveShot, progress):
        return save(request.params())

    handlers = [render_still, render_shot, speak, save_still, save_shot]
    for name in ("blender", "kokoro"):
        bench.toolbox.engines[name] = InProcessEngine(name, "1", "plain", handlers)
    return got


async def test_a_still_with_passes_and_companions(bench, asked):
    still = await bench.call(
        "render_character",
        cast=[{"character": "Luca", "action": "run"}, {"character": "Giulia"}],
        passes=["depth", "mask", "depth"],
        width=128,
        height=64,
    )
    cast = asked["render_still"]["cast"]
    assert [role["sheet"]["name"] for role in cast] == ["Luca", "Giulia"]
    assert [role["action"] for role in cast] == ["run", "idle"]
    assert asked["render_still"]["passes"] == ["depth", "mask"]
    assert set(still["passes"]) == {"depth", "mask"}
    image = bench.store.get(still["image"])
    assert (image.facts.width, image.facts.height) == (128, 64)
    assert image.notes["passes"] == still["passes"]
    assert image.notes["head_boxes"] == [[4, 4, 20, 20]]


async def test_a_line_becomes_a_talking_take(bench, asked):
    line = await bench.call("speak", text="Ma!", character="Luca", emotion="angry")
    late = await bench.call("lip_sync", phonemes=line["phonemes"], start=1.5)
    early = await bench.call("lip_sync", phonemes=line["phonemes"], start=0.25)
    assert late["duration"] == pytest.approx(2.5)
    take = await bench.call(
        "render_take",
        cast=[{"character": "Luca", "visemes": [late["visemes"], early["visemes"]]}],
        length=2.5,
        fps=12,
        width=96,
        height=64,
    )
    keys = asked["render_shot"]["cast"][0]["visemes"]
    assert [key["t"] for key in keys] == sorted(key["t"] for key in keys)
    closed = [key["t"] for key in keys if key["viseme"] == "PP" and key["weight"] > 0.9]
    opened = [key["t"] for key in keys if key["viseme"] == "aa" and key["weight"] > 0.9]
    for start in (0.25, 1.5):
        assert any(start <= t <= start + 0.35 for t in closed)
        assert any(start + 0.2 <= t <= start + 0.85 for t in opened)
    assert take["unique_frames"] == 15 and take["duration"] == pytest.approx(2.5)
    video = bench.store.get(take["video"])
    assert video.facts.frames == 30 and not video.facts.has_audio
    assert len(video.notes["mouth_open"]) == 30 and video.notes["fps"] == 12
    assert set(video.inputs) == {late["visemes"], early["visemes"]}


async def test_a_scene_is_saved_as_it_was_rendered(bench, asked, tmp_path):
    still = await bench.call(
        "render_character", cast=[{"character": "Mina", "action": "run"}], passes=["depth"], seed=3
    )
    take = await bench.call("render_take", cast=[{"character": "Luca"}], length=1, fps=12)
    for method, handle in (("render_still", still["image"]), ("render_shot", take["video"])):
        [artifact] = rendered_in(bench.store, handle)
        out = tmp_path / f"{method}.blend"
        await save_scene(artifact, bench.toolbox, out)
        assert out.read_bytes() == b"BLENDER"
        rendered = asked[method] | {"passes": []}
        same = rendered.keys() & asked["saved"].keys() - {"out_dir"}
        assert {"cast", "set", "camera", "width", "height", "seed", "quality"} <= same
        assert all(asked["saved"][name] == rendered[name] for name in same)


async def test_the_accent_belongs_to_the_characters_own_language(bench, asked):
    speech = await bench.call("speak", text="Hello", character="Luca")
    assert (asked["speak"]["language"], asked["speak"]["accent"]) == ("en", "it")
    assert asked["speak"]["voice"]["timbre"] == "child"
    table = bench.store.table(speech["phonemes"])
    assert table["text"] == "Hello" and table["words"][0]["word"] == "ma"
    await bench.call("speak", text="Ciao", character="Luca", language="it")
    assert (asked["speak"]["language"], asked["speak"]["accent"]) == ("it", None)


async def test_look_up_character_gives_its_card(bench):
    card = await bench.call("look_up_character", name="Giulia")
    assert card["name"] == "Giulia" and card["traits"] and len(card["digest"]) == 16


def test_the_sheets_of_the_whole_cast_are_part_of_the_cache_key():
    for tool in ("render_character", "render_take"):
        spec = all_tools()[tool]
        params = spec.validate(
            {"cast": [{"character": "Luca"}, {"character": "Giulia"}]}
        ).model_dump()
        assert character_names(spec, params) == {"Luca", "Giulia"}


async def test_bad_requests(bench, asked):
    with pytest.raises(SheetError, match="Bruno"):
        await bench.call("render_character", cast=[{"character": "Bruno"}])
    with pytest.raises(SheetError, match="Bruno"):
        await bench.call("render_take", cast=[{"character": "Luca"}, {"character": "Bruno"}])
    with pytest.raises(ToolError, match=r"cast: .* at most 3"):
        await bench.call("render_character", cast=[{"character": "Giulia"}] * 4)
    with pytest.raises(ToolError, match=r"cast\.1\.character"):
        await bench.call("render_character", cast=[{"character": "Luca"}, {"name": "Giulia"}])
    with pytest.raises(ToolError, match=r"cast\.0\.strength"):
        cast = [{"character": "Luca", "strength": float("nan")}]
        await bench.call("render_character", cast=cast)
    with pytest.raises(ToolError, match="no letter or digit to speak"):
        await bench.call("speak", text="...", character="Luca")
    other = bench.store.add_table({"lines": []}).handle
    with pytest.raises(ToolError, match="no phoneme times"):
        await bench.call("lip_sync", phonemes=other)
    with pytest.raises(ToolError, match="no mouth shapes"):
        await bench.call("render_take", cast=[{"character": "Luca", "visemes": [other]}])


@pytest.mark.parametrize("duration", [0.1, 3.0, 12.0])
def test_an_expression_eases_in_and_lives(duration):
    keys = expression_curve("happy", 1.2, duration, seed=3)
    times = [key["t"] for key in keys]
    values = np.array([key["strength"] for key in keys])
    assert times[0] == 0 and times[-1] == pytest.approx(duration)
    assert all(a <= b for a, b in itertools.pairwise(times))
    assert values[0] == pytest.approx(FIRST * 1.2)
    assert values.max() <= 1.2 * 1.06 and values[4:].min() >= 1.2 * 0.94
    assert len(set(values[4:])) > 1 or duration < 5
    assert expression_curve("happy", 1.2, duration, seed=3) == keys
