"""How far a character's adapter has drifted from its sheet: the same prompts and seeds painted with
it and without it, and both compared with the sheet as the critic does.

What cannot be found in a picture is not measured and never scored; it is counted.
"""

from collections.abc import Callable, Iterable
from statistics import median
from typing import Any, Literal, get_args

from typing_extensions import TypedDict

from studio.nouns.sheet import CharacterSheet
from studio.nouns.vocabulary import Emotion
from studio.packs.registry import names
from tools.dataset.captions import caption_of
from tools.dataset.variations import Variation
from tools.render.painting import NEGATIVE
from tools.toolbox import Toolbox

MOST = 64  # pictures
_SEED = 900_000  # far from those of datasets and samples
_FRAMINGS = ("close_up", "medium")  # in which a head is large enough to be measured
_VIEWS = ("front", "three_quarter")
_TIMES = ("day", "morning", "sunset")

Told = Callable[[int, int], None]
"""Told after each picture: how many are done, and of how many."""


class Likeness(TypedDict):
    """Medians over the `found` of all `pictures`, those with a face; None or empty where there is
    none. `nearest`: in how many the character is the nearest of the book; `difference` of all
    colours and of `regions` (skin, hair, eyes, clothes) from the sheet, CIEDE2000; `shape` of the
    head by hair, glasses, hat and scarf: 1 is as far as genuine renders stray; `shaped`: in how
    many it could be read; `expressed`: in how many the face shows what was asked for."""

    pictures: int
    found: int
    nearest: int
    difference: float | None
    regions: dict[str, float]
    shape: dict[str, float]
    shaped: int
    expressed: int


class Drift(TypedDict):
    """`worn`: painted with the adapter at `weight`; `bare`: without it."""

    weight: float
    worn: Likeness
    bare: Likeness


async def measure_drift(
    toolbox: Toolbox,
    sheet: CharacterSheet,
    adapter: str,
    count: int,
    side: int,
    told: Told = lambda *_: None,
) -> Drift:
    """Paint `count` prompts of `side` pixels with the adapter of this name, at the weight that
    pictures wear it at, and without it. What was painted before comes from the store."""
    weight = toolbox.settings.diffusion.character_lora
    worn: list[dict[str, Any]] = []
    bare: list[dict[str, Any]] = []
    for loras, seen in (([{"name": adapter, "weight": weight}], worn), ([], bare)):
        for one in shown(count):
            asked = {"character": sheet.name, "expression": one.expression}
            painted = await toolbox.call("generate_image", _call(toolbox, sheet, one, side, loras))
            compared = {"media": painted["image"], **asked}
            seen.append(await toolbox.call("compare_to_sheet", compared))
            told(len(worn) + len(bare), 2 * count)
    expressions = [one.expression for one in shown(count)]
    return {
        "weight": weight,
        "worn": likeness(worn, expressions),
        "bare": likeness(bare, expressions),
    }


def _call(
    toolbox: Toolbox, sheet: CharacterSheet, one: Variation, side: int, loras: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "prompt": caption_of(sheet, one),
        "negative_prompt": NEGATIVE,
        "width": side,
        "height": side,
        "steps": toolbox.settings.diffusion.steps,
        "guidance": toolbox.settings.diffusion.guidance,
        "loras": loras,
        "seed": one.seed,
    }


def shown(count: int) -> list[Variation]:
    """What is painted, the same each time: nearby, from before, each with another expression."""
    actions, expressions, sets = names("actions"), get_args(Emotion), names("sets")
    return [
        Variation(
            action=actions[number % len(actions)],
            expression=expressions[number % len(expressions)],
            strength=1.0,
            view=_VIEWS[number % 2],
            framing=_FRAMINGS[number // 2 % 2],
            angle="eye_level",
            set=sets[number % len(sets)],
            time_of_day=_TIMES[number % len(_TIMES)],
            exposure=0.0,
            seed=_SEED + number,
        )
        for number in range(count)
    ]


def likeness(seen: list[dict[str, Any]], expressions: list[str]) -> Likeness:
    """What comparisons with a sheet say together; `expressions` were asked for."""
    pairs = [(one, asked) for one, asked in zip(seen, expressions, strict=True) if one["nearest"]]
    found = [one for one, _ in pairs]
    return {
        "pictures": len(seen),
        "found": len(found),
        "nearest": sum(one["nearest"] == one["character"] for one in found),
        "difference": _middle([one["difference"] for one in found]),
        "regions": _middles(one["regions"] for one in found),
        "shape": _middles(one["shape"] for one in found),
        "shaped": sum(bool(one["shape"]) for one in found),
        "expressed": sum(one["expression"] == asked for one, asked in pairs),
    }


def told_drift(name: str, drift: Drift) -> list[str]:
    """Sentences about an adapter of the character `name`: what was measured with it and without it,
    and what could not be."""
    worn, bare = drift["worn"], drift["bare"]
    told = [f"{worn['pictures']} pictures at weight {drift['weight']:g}, and the same without it:"]
    told.append(f"  nearest to {name}: {_shares('nearest', worn, bare)}")
    told.append(f"  expression as asked: {_shares('expressed', worn, bare)}")
    rows = [("colours", worn["difference"], bare["difference"], " CIEDE2000 from the sheet")]
    rows += [
        (f"  {one}", mine, bare["regions"].get(one), "") for one, mine in worn["regions"].items()
    ]
    rows += [
        (f"head by {one}", mine, bare["shape"].get(one), " (from 1 on it is another's)")
        for one, mine in worn["shape"].items()
    ]
    told += [f"  {what}: {_value(one)}, without {_value(two)}{end}" for what, one, two, end in rows]
    return told + _gaps(drift)


def _gaps(drift: Drift) -> list[str]:
    """What could not be measured."""
    gaps = []
    for side, words in ((drift["worn"], "with it"), (drift["bare"], "without it")):
        if hidden := side["pictures"] - side["found"]:
            told = f"No face could be found in {hidden} of {side['pictures']} pictures {words}"
            gaps.append(f"{told}: not scored.")
        if small := side["found"] - side["shaped"]:
            told = f"The head's shape could not be read in {small} of {side['found']} faces {words}"
            gaps.append(f"{told}: not scored.")
    return gaps


def _shares(what: Literal["nearest", "expressed"], worn: Likeness, bare: Likeness) -> str:
    with_it, without = (f"{one[what]} of {one['found']}" for one in (worn, bare))
    return f"{with_it} faces, without {without}"


def _value(value: float | None) -> str:
    return "not measured" if value is None else f"{value:.1f}"


def _middles(parts: Iterable[dict[str, float]]) -> dict[str, float]:
    """By name the median of those that have it."""
    values: dict[str, list[float]] = {}
    for part in parts:
        for name, value in part.items():
            values.setdefault(name, []).append(value)
    return {name: round(median(found), 2) for name, found in sorted(values.items())}


def _middle(values: list[float]) -> float | None:
    return round(median(values), 2) if values else None
