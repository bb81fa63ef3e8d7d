"""A character's dataset out of footage: frames by cut and movement, the character alone cut out of
them, the same gates as for rendered pictures, and captions of what is measured."""

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from studio.errors import InputError, ToolError
from studio.nouns.sheet import OWN, CharacterSheet
from studio.plan.wording import spaced
from studio.store.space import require_space
from tools.adapters import trigger
from tools.dataset.build import Told
from tools.dataset.figure import squared
from tools.dataset.gates import refused
from tools.dataset.ground import GROUNDS, cut_out
from tools.dataset.layout import Candidate, Dataset, DatasetFolder
from tools.dataset.outfits import Dressed, dressed, worded
from tools.dataset.variations import FEWEST, MOST
from tools.engines.vision.character.body.pose import RULES
from tools.evaluation.cast.character import is_strange
from tools.scratch import Scratch
from tools.toolbox import Toolbox

APART = 10.0  # CIEDE2000 from the sheet, at most: where the critic's score passes
_ENLARGED = 2.0  # at most: a figure that is smaller teaches how to be blurred
_BELIEF = 0.5  # from which an expression is told
_SEEN = 0.5  # from which a joint is in the picture
_DIMENSIONS = ("footage", "pose", "expression", "outfit", "framing", "ground")
# The joints that make a framing, the widest first.
_FRAMINGS = {
    "full body": ("l_ankle", "r_ankle"),
    "medium shot": ("l_hip", "r_hip", "l_elbow", "r_elbow"),
    "close-up": ("l_eye", "r_eye"),
}


async def build_from_footage(
    toolbox: Toolbox,
    sheet: CharacterSheet,
    target: Path,
    footage: Mapping[str, str],
    *,
    count: int = 240,
    size: int = 1024,
    apart: float = APART,
    seed: int = 0,
    told: Told = lambda *_: None,
) -> Dataset:
    """Look at `count` frames of the `footage`, handles of videos by name, and keep those that show
    the character alone, at most `apart` from its sheet (CIEDE2000), in `size` pixels a side.
    InputError for numbers that cannot be, and for a folder that holds something else."""
    if not FEWEST <= count <= MOST:
        raise InputError(f"{count} frames cannot be.", f"Ask for {FEWEST} to {MOST}.")
    layout = DatasetFolder(target, sheet)
    require_space(target)
    chance = random.Random(seed)
    scratch = Scratch(toolbox.settings.paths.scratch, "dataset")
    try:
        frames = await _frames(toolbox, footage, count)
        for number, frame in enumerate(frames, 1):
            ground = chance.choice(list(GROUNDS))
            about = {"footage": frame["footage"], "at": frame["at"], "shot": frame["shot"]}
            why, seen = await _looked_at(toolbox, sheet, frame["image"], apart)
            if not why:
                path = scratch.folder / f"{number:04d}.png"
                why = await _cut(toolbox, frame["image"], path, size)
            if not why:
                picture = Candidate(path, ground)
                handle = toolbox.artifacts.add(path, "image").handle
                measured = await toolbox.call("measure_image", {"image": handle})
                why = refused(picture.bits, measured["laplacian"], layout.hashes)
            if why:
                layout.leave_out(number, why, about)
            else:
                seen |= {"ground": ground}
                layout.keep(number, picture, caption_of_frame(sheet, seen), about | seen)
            told(number, len(frames), why)
    finally:
        scratch.remove()
    return layout.sum_up(_DIMENSIONS)


def caption_of_frame(sheet: CharacterSheet, seen: Mapping[str, str]) -> str:
    """The trigger word and what was found; what was not is not said."""
    feeling = seen["expression"]
    parts = [
        trigger(sheet),
        f"{spaced(seen['pose'])} pose" if seen["pose"] else "",
        f"{spaced(feeling)} expression" if feeling not in ("", "neutral") else "",
        "" if seen["outfit"] == OWN else worded(sheet.wardrobe[seen["outfit"]]),
        seen["framing"],
        f"plain {seen['ground']} background",
    ]
    return ", ".join(part for part in parts if part)


async def _frames(toolbox: Toolbox, footage: Mapping[str, str], count: int) -> list[dict[str, Any]]:
    """Of each video its share."""
    found = []
    for place, (name, handle) in enumerate(footage.items()):
        share = count // len(footage) + (place < count % len(footage))
        picked = await toolbox.call("pick_frames", {"video": handle, "count": max(1, share)})
        found += [{"footage": name, **frame} for frame in picked["frames"]]
    return found


async def _looked_at(
    toolbox: Toolbox, sheet: CharacterSheet, frame: str, apart: float
) -> tuple[str, dict[str, str]]:
    """Why a frame does not show the character alone, "" where it does, in its own clothes or those
    of its wardrobe; and what it shows."""
    asked = {"media": frame, "character": sheet.name, "pose": next(iter(RULES))}
    seen = {}
    for outfit in (OWN, *sheet.wardrobe):
        book = Dressed(toolbox.sheets, dressed(sheet, outfit))
        seen[outfit] = await toolbox.with_sheets(book).call("compare_to_sheet", asked)
        if not seen[outfit]["face_found"]:
            break
    outfit = min(seen, key=lambda one: seen[one]["difference"] or 0.0)  # the clothes that it wears
    compared = seen[outfit]
    why = stranger(compared, apart)
    if why:
        return why, {}
    measured = await toolbox.call("measure_image", {"image": frame})
    if measured["faces"] > 1:
        return f"{measured['faces']} faces are in it: {sheet.name} is not alone", {}
    believed = compared["expressions"].get(compared["expression"], 0.0)
    shown = {
        "outfit": outfit,
        "pose": compared["pose_seen"],
        "expression": compared["expression"] if believed >= _BELIEF else "",
        "framing": await _framing(toolbox, frame, measured["width"], measured["height"]),
    }
    return "", shown


def stranger(compared: Mapping[str, Any], apart: float) -> str:
    """Why a frame is not of the character that it was compared with, "" where it is."""
    name = compared["character"]
    if not compared["face_found"]:
        return f"no face of {name} was found"
    if not compared["nearest"]:
        return f"the face is too small to tell whose it is ({compared['face_height']:.0f} pixels)"
    if compared["nearest"] != name:
        return f"it shows {compared['nearest']} rather than {name}"
    if compared["difference"] > apart:
        return f"it is {compared['difference']:.1f} CIEDE2000 from the sheet, of {apart:g} at most"
    if is_strange(dict(compared)):
        return f"the head is not that of {name}"
    return ""


async def _framing(toolbox: Toolbox, frame: str, width: int, height: int) -> str:
    """By the joints that are found inside the frame; "" where there are none."""
    try:
        found = await toolbox.call("detect_pose", {"image": frame})
    except ToolError:
        return ""
    inside = {
        name
        for name, (x, y, seen) in found["joints"].items()
        if seen > _SEEN and 0 <= x < width and 0 <= y < height
    }
    return next((word for word, of in _FRAMINGS.items() if inside & set(of)), "")


async def _cut(toolbox: Toolbox, frame: str, path: Path, size: int) -> str:
    """Write the character alone; why that cannot be, "" where it can."""
    try:
        cut = await toolbox.call("remove_background", {"image": frame})
    except ToolError as error:
        return error.message
    figure, enlarged = squared(cut_out(toolbox.artifacts.path(cut["image"])), size)
    if enlarged > _ENLARGED:
        return f"the figure would have to be enlarged {enlarged:.1f} times"
    figure.save(path)
    return ""
