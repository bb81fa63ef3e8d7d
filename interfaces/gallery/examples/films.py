"""Films put together, written over and handed on."""

from typing import Any

from interfaces.gallery.drawing import (
    COLOURS,
    Lane,
    Panel,
    board,
    evenly,
    lanes,
    picture_of,
    row,
    strip,
    table,
)
from interfaces.gallery.example import Shown, example
from interfaces.gallery.hearing import heard, wave
from interfaces.gallery.workshop import Workshop


async def shots(shop: Workshop) -> list[str]:
    """Three shots in one shape: a jump, a talk of two seconds, a run."""

    async def make() -> list[str]:
        wide = {"x": 0.0, "y": 0.12, "width": 1.0, "height": 0.75}
        run = await shop.toolbox.call("crop", {"video": shop.plate("run.mp4"), **wide})
        talk = await shop.part("talk", shop.talk(), 1.0, 3.0)
        return [shop.named("jump", await shop.jump()), talk, shop.named("run", run["video"])]

    return await shop.once("shots", make)


async def film(shop: Workshop, **more: Any) -> tuple[str, float]:
    """A film of the three shots, and its length in seconds."""
    parts = await shots(shop)
    wanted = [
        {"name": "the jump", "shown": parts[0]},
        {"name": "the talk", "shown": parts[1], "transition": {"kind": "dissolve", "seconds": 0.5}},
        {"name": "the run", "shown": parts[2]},
    ]
    shape = {"width": 384, "height": 216, "fps": 24}
    made = await shop.call("assemble_film", shots=wanted, shape=shape, **more)
    return shop.named("film", made["video"]), made["duration"]


@example("assemble_film")
async def assemble_film(shop: Workshop) -> Shown:
    opening = {"text": "The Harbour", "seconds": 1.0}
    made, seconds = await film(shop, music=await shop.music(), opening=opening)
    path, times = shop.path(made), evenly(seconds, 8)
    return Shown(
        board(
            row(strip(path, times[:4])),
            row(strip(path, times[4:])),
            wave(path, "its sound", seconds=seconds),
        ),
        f"{seconds:.1f} seconds: a title, three shots, a dissolve, music.",
        heard(path, shop.folder / "assemble_film.ogg", 6),
    )


@example("measure_cut")
async def measure_cut(shop: Workshop) -> Shown:
    made, seconds = await film(shop)
    jump, talk, run = await shots(shop)
    wanted = [
        {"shown": jump},
        {"shown": talk, "joined_after": 0.5},
        {"shown": run, "joined_before": 0.5},
    ]
    found = (await shop.call("measure_cut", film=made, shots=wanted))["shots"]
    named = [(one["start"], name) for one, name in zip(found, ("jump", "talk", "run"), strict=True)]
    seen = [(time, time, f"{name} {time:.2f} s") for time, name in named if time is not None]
    return Shown(
        board(
            row(strip(shop.path(made), evenly(seconds, 6))),
            lanes(seconds, Lane("shots begin", seen)),
        ),
        "Each shot is found again in the pixels of the film.",
    )


@example("export")
async def export(shop: Workshop) -> Shown:
    made, _ = await film(shop)
    facts, shown = [], []
    for purpose in ("web", "square", "vertical", "gif", "sheet"):
        out = await shop.call("export", video=made, purpose=purpose)
        facts.append((purpose, f"{out['width']}x{out['height']}, {out['bytes'] / 1000:.0f} kB"))
        if purpose in ("square", "vertical"):
            shown.append(Panel(strip(shop.path(out["video"]), [1.0])[0].image, purpose))
        if purpose == "sheet":
            shown.append(Panel(picture_of(shop.path(out["images"][0])), purpose))
    return Shown(board(row(shown), table(facts)), "")


@example("compose_video")
async def compose_video(shop: Workshop) -> Shown:
    still = shop.plate("luca_waves.jpg", "still")
    line = await shop.line()
    made = await shop.call(
        "compose_video",
        clips=[still, await shop.jump()],
        audio=line["audio"],
        title="The Harbour",
        still_duration=2.0,
        width=384,
        height=216,
        crossfade=0.4,
    )
    path = shop.path(made["video"])
    return Shown(
        board(
            row(strip(path, evenly(made["duration"], 5))),
            wave(path, "its sound", seconds=made["duration"]),
        ),
        "A still picture and a take, crossfaded, with a title and a voice.",
    )


@example("subtitle")
async def subtitle(shop: Workshop) -> Shown:
    spans = [(0.2, 1.4, "Silenzio, Bruno!"), (1.6, 3.2, "We ride to the harbour.")]
    lines = [{"text": text, "start": start, "end": end} for start, end, text in spans]
    made = await shop.call("subtitle", lines=lines)
    out = await shop.toolbox.call(
        "compose_video", {"clips": [shop.talk()], "subtitles": made["subtitles"]}
    )
    return Shown(
        board(
            row(strip(shop.path(out["video"]), [0.8, 1.5, 2.4])),
            lanes(4.75, Lane("subtitles", spans, COLOURS[1])),
        ),
        "As compose_video() shows them.",
    )


@example("contact_sheet")
async def contact_sheet(shop: Workshop) -> Shown:
    made = await shop.call("contact_sheet", video=await shop.jump(), frames=8)
    return Shown(row([Panel(picture_of(shop.path(made["image"])))], 400), "")
