"""Speech and the face that speaks it."""

from typing import Any

import numpy as np

from interfaces.gallery.drawing import COLOURS, Lane, board, evenly, lanes, row, strip
from interfaces.gallery.example import Shown, example
from interfaces.gallery.hearing import wave
from interfaces.gallery.workshop import LINE, Workshop


@example("align_speech")
async def align_speech(shop: Workshop) -> Shown:
    line = await shop.line()
    made = await shop.call("align_speech", audio=line["audio"], text=LINE, language="en")
    return Shown(
        board(
            wave(shop.path(line["audio"]), "recording"),
            _phonemes(shop, made["phonemes"]),
        ),
        f"When each phoneme and word is said; agreement {made['agreement']:.2f}.",
    )


def _phonemes(shop: Workshop, table: str) -> Any:
    spoken = shop.toolbox.artifacts.table(table)
    words = [(w["start"], w["end"], w["word"]) for w in spoken.get("words", [])]
    phones = [(p["start"], p["end"], p["phone"]) for p in spoken["phonemes"]]
    found = [Lane("words", words, COLOURS[1])] if words else []
    return lanes(spoken["duration"], *found, Lane("phonemes", phones))


@example("lip_sync")
async def lip_sync(shop: Workshop) -> Shown:
    line = await shop.line()
    made = await shop.call("lip_sync", phonemes=line["phonemes"])
    keys = shop.toolbox.artifacts.table(made["visemes"])["visemes"]
    shapes = strongest(keys, made["duration"])
    return Shown(
        board(
            wave(shop.path(line["audio"]), "line"),
            _phonemes(shop, line["phonemes"]),
            lanes(made["duration"], Lane("mouth shapes", shapes, COLOURS[2])),
        ),
        "The mouth shape that is strongest at each time.",
    )


def strongest(keys: list[dict[str, Any]], seconds: float) -> list[tuple[float, float, str]]:
    """(start, end, viseme) of the mouth shape that is strongest at each time; none while closed."""
    times = np.arange(0, seconds, 0.02)
    curves = {}
    for name in sorted({key["viseme"] for key in keys}):
        own = [key for key in keys if key["viseme"] == name]
        curves[name] = np.interp(times, [key["t"] for key in own], [key["weight"] for key in own])
    names = [max(curves, key=lambda name, n=n: curves[name][n]) for n in range(len(times))]
    runs: list[tuple[float, float, str]] = []
    for time, name in zip(times, names, strict=True):
        begun = runs.pop() if runs and runs[-1][2] == name else (time, time, name)
        runs.append((begun[0], time + 0.02, name))
    return [run for run in runs if run[2] != "sil"]


async def acted(shop: Workshop) -> dict[str, Any]:
    """A close take of Luca who speaks the line."""

    async def make() -> dict[str, Any]:
        line = await shop.line()
        face = await shop.call("animate_face", audio=line["audio"], phonemes=line["phonemes"])
        shop.named("visemes", face["visemes"])
        cast = [{"character": "Luca", "action": "talk", "visemes": [face["visemes"]]}]
        seen = {"set": "seaside_town", "framing": "close_up", "view": "front"}
        size = {"width": 288, "height": 216, "fps": 12, "length": face["duration"] + 0.1}
        take = await shop.toolbox.call("render_take", {"cast": cast, **seen, **size})
        return {**take, "face": face}

    return await shop.once("acted", make)


@example("animate_face")
async def animate_face(shop: Workshop) -> Shown:
    take, line = await acted(shop), await shop.line()
    times = evenly(take["face"]["duration"], 8)
    return Shown(
        board(
            row(strip(shop.path(take["video"]), times[:4])),
            row(strip(shop.path(take["video"]), times[4:])),
            wave(shop.path(line["audio"]), "line"),
        ),
        "render_take() with the face that was made: lips, head, brows and blinks follow the voice.",
    )
