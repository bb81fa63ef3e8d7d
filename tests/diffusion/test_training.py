"""A LoRA is trained on a tiny SDXL: the loss falls, the adapter changes the picture, and a training
that was killed goes on where it was, to the same weights."""

import asyncio
import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio
from PIL import Image
from rich.console import Console
from safetensors import safe_open

from interfaces.commands.characters.book import list_characters
from interfaces.commands.characters.sample_sheet import write_sample_sheet
from interfaces.commands.characters.training import How, train_lora, trained
from interfaces.commands.context import CommandContext
from interfaces.commands.machine.weights import check_weights, list_weights
from interfaces.console.style import THEME
from studio.errors import InputError, ToolError
from tools.adapters import adapter_file, card_of
from tools.dataset.layout import SUMMARY, digest_of_dataset
from tools.engines.diffusion.engine import diffusion_engine
from tools.engines.diffusion.requests import SAMPLES, Train

pytestmark = pytest.mark.asyncio(loop_scope="module")
COLOURS = ("firebrick", "seagreen", "royalblue", "goldenrod")


@pytest.fixture(scope="module")
def pictures(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dataset")
    lines = []
    for number, colour in enumerate(COLOURS):
        picture = Image.new("RGB", (64, 64), colour)
        picture.paste("white", (8 * number, 8, 8 * number + 24, 56))
        picture.save(folder / f"{number}.png")
        lines.append({"file_name": f"{number}.png", "text": f"luca, {colour} view"})
    (folder / "metadata.jsonl").write_text("\n".join(map(json.dumps, lines)))
    return folder


@pytest.fixture
def wanted(pictures, tmp_path):
    def make(**more):
        usual = {"until": 12, "resolution": 64, "rank": 4, "learning_rate": 2e-3}
        places = {"out": str(tmp_path / "out.safetensors"), "state": str(tmp_path / "state")}
        return Train(**{"pictures": str(pictures), **places, **usual, **more})

    return make


@pytest_asyncio.fixture(loop_scope="module")
async def painter(tiny_settings):
    engine = diffusion_engine(tiny_settings)
    yield engine
    await engine.close()


def quiet(*_: object) -> None:
    """Nobody looks on."""


def weights(file) -> dict[str, list[float]]:
    with safe_open(file, framework="np") as opened:
        return {key: opened.get_tensor(key).ravel().tolist() for key in opened.keys()}  # noqa: SIM118


def apart(one: Path, other: Path) -> float:
    """Mean difference in levels."""
    pixels = [np.asarray(Image.open(file).convert("RGB"), float) for file in (one, other)]
    return float(np.abs(pixels[0] - pixels[1]).mean())


async def test_the_loss_falls_and_the_adapter_changes_the_picture(
    painter, wanted, tiny_settings, paint, tmp_path
):
    """Against one that hardly learns, with the same pictures and noise at each step."""
    still = wanted(until=120, learning_rate=1e-9, state=str(tmp_path / "still"))
    before = (await painter.run(still, quiet))["losses"]
    made = await painter.run(wanted(until=120, learning_rate=1e-2), quiet)
    assert made["done"] == len(made["losses"]) == 120
    first, last = sum(before[-40:]), sum(made["losses"][-40:])
    assert last < 0.98 * first, (first, last)
    worn = tiny_settings.paths.models / "loras" / "taught.safetensors"
    worn.write_bytes(Path(wanted().out).read_bytes())
    taught = await paint(loras=[{"name": "taught"}])
    assert taught["image"] != (await paint())["image"]


async def test_what_was_killed_goes_on_to_the_same_weights(painter, wanted, tmp_path):
    at_once = wanted(out=str(tmp_path / "once.safetensors"), state=str(tmp_path / "once"))
    await painter.run(at_once, quiet)
    first = await painter.run(wanted(until=7), quiet)
    await painter.close()  # its process is gone
    second = await painter.run(wanted(), quiet)
    assert (first["done"], len(first["losses"])) == (7, 7)
    assert (second["done"], len(second["losses"])) == (12, 5)
    assert weights(at_once.out) == weights(wanted().out)
    assert len(list((tmp_path / "state").glob("*.safetensors"))) == 1
    nothing = await painter.run(wanted(), quiet)
    assert (nothing["done"], nothing["losses"]) == (12, [])
    anew = await painter.run(wanted(seed=5, until=3), quiet)  # another training
    assert (anew["done"], len(anew["losses"])) == (3, 3)


async def test_samples_show_the_adapter_as_it_stands_and_change_no_weight(
    painter, wanted, paint, toolbox, tiny_settings, tmp_path
):
    prompts = ["luca, front view", "luca, riding a bicycle"]
    more = {
        "sample_every": 3,
        "sample_prompts": prompts,
        "sample_steps": 3,
        "until": 6,
        "learning_rate": 5e-2,
    }
    bare = {"out": str(tmp_path / "bare.safetensors"), "state": str(tmp_path / "bare")}
    await painter.run(wanted(**more | bare | {"sample_every": 0}), quiet)
    await painter.run(wanted(**more | {"until": 4}), quiet)
    await painter.close()  # killed between two of them
    folder = tmp_path / "state" / SAMPLES
    painted = {file: file.stat().st_mtime_ns for file in folder.glob("*.png")}
    assert len(painted) == 4
    await painter.run(wanted(**more), quiet)
    assert all(file.stat().st_mtime_ns == when for file, when in painted.items())
    assert weights(bare["out"]) == weights(wanted().out)

    shown = {
        (step, one): folder / f"sample_{step:06d}_{one}.png" for step in (0, 3, 6) for one in (1, 2)
    }
    assert set(folder.glob("*.png")) == set(shown.values())
    worn = tiny_settings.paths.models / "loras" / "followed.safetensors"
    worn.write_bytes(Path(wanted().out).read_bytes())
    usual = {"seed": 1, "sampler": "dpm++_2m_karras"}
    for step, loras in ((0, []), (6, [{"name": "followed"}])):
        alike = await paint(prompts[1], loras=loras, **usual)
        file = toolbox.artifacts.path(alike["image"])
        assert apart(shown[step, 2], file) < 1, step
    assert apart(shown[0, 2], shown[6, 2]) > 2
    page = write_sample_sheet(folder, "Luca", prompts).read_text()
    assert page.count("<img") == 6 and "riding a bicycle" in page and "6 steps" in page

    await painter.run(wanted(**more | {"sample_prompts": prompts[:1]}), quiet)  # other ones
    assert [file.name for file in folder.glob("*.png")] == ["sample_000006_1.png"]


async def test_it_is_trained_in_parts_and_each_is_told(painter, wanted, monkeypatch):
    monkeypatch.setattr("interfaces.commands.characters.training.PART", 4)
    told = [part.done async for part in trained(painter, wanted(until=10))]
    assert told == [4, 8, 10]


async def test_what_is_no_dataset_is_refused(painter, wanted, tmp_path):
    with pytest.raises(ToolError, match="holds no dataset"):
        await painter.run(wanted(pictures=str(tmp_path)), quiet)
    (tmp_path / "metadata.jsonl").write_text("\n")
    with pytest.raises(ToolError, match="is empty"):
        await painter.run(wanted(pictures=str(tmp_path)), quiet)
    for wrong in ((0, 16, 1e-4, 512), (10, 999, 1e-4, 512), (10, 4, 3.0, 512), (10, 4, 1e-4, 100)):
        with pytest.raises(InputError, match="cannot be"):
            How(*wrong, seed=0)
    with pytest.raises(InputError, match="each -1 steps cannot be"):
        How(10, 4, 1e-4, 512, seed=0, sample_every=-1)


async def test_the_command_trains_measures_and_writes_the_card(tiny_settings, pictures, tmp_path):
    """The tiny model paints noise: there is no face, so there is nothing to score."""
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "diffusers").symlink_to(pictures)
    (tmp_path / "set" / SUMMARY).write_text('{"sheet": "0123456789abcdef"}')
    models = tmp_path / "models"
    (models / "loras").mkdir(parents=True)
    for here in tiny_settings.paths.models.iterdir():
        if here.name != "loras":
            (models / here.name).symlink_to(here.resolve())
    paths = tiny_settings.paths.model_copy(update={"models": models})
    context, said = CommandContext(as_json=False), io.StringIO()
    context.settings = tiny_settings.model_copy(update={"paths": paths})
    context.console = Console(file=said, width=200, theme=THEME)
    how = How(4, 2, 1e-3, 64, seed=1, sample_every=2, measure=1)
    await asyncio.to_thread(train_lora, context, "luca", tmp_path / "set", how)
    told = said.getvalue()
    assert "4 steps, loss" in told and "samples.html" in told
    assert "The sheet of Luca was changed since that dataset was made" in told
    assert "No face could be found in 1 of 1 pictures with it: not scored." in told
    assert "colours: not measured, without not measured" in told
    card = card_of("luca", context.settings)
    assert (card.steps, card.rank, card.pictures, card.drift["weight"]) == (4, 2, 4, 0.8)
    assert card.dataset == digest_of_dataset(tmp_path / "set")
    await asyncio.to_thread(train_lora, context, "luca", tmp_path / "set", replace(how, measure=0))
    assert "4 steps, trained before" in said.getvalue()
    assert card_of("luca", context.settings) == card
    for listed in (list_weights, list_characters):
        said.truncate(0)
        listed(context)
        assert "no face found in 1 picture" in said.getvalue()
    check_weights(context, ["luca"])
    assert context.exit_code == 0 and "as trained" in said.getvalue()
    adapter_file("luca", context.settings).write_bytes(b"another")
    check_weights(context, ["luca"])
    assert context.exit_code == 1
