"""Sharpness, exposure and edges."""

from math import log2
from statistics import fmean

import numpy as np

from studio.errors import SheetError
from studio.nouns.review import Measurement
from studio.plan import Change, Criterion, Picture, Role, Take
from tools.engines.vision.character.colours.appearance import colour_of, sheet_colours
from tools.engines.vision.picture.exposure import WEIGHTS
from tools.evaluation.case import Case
from tools.evaluation.cast.character import compared
from tools.evaluation.settings import score

_LEAST_STEP = 0.1  # stops: less is not worth another render


async def sharpness(case: Case, criterion: Criterion) -> Measurement:
    """Edge ratio of the subject at a fixed size."""
    rules, seen = case.style.sharpness, await case.picture()
    ratio = seen["sharpness"]
    if ratio is None:
        return case.verdict(criterion, 0, "no frame could be measured")
    return case.verdict(
        criterion,
        score(rules.ratio, ratio),
        f"edges of the subject are {ratio:.2f} times steeper than after a blur of 1.5 px "
        f"(1 is blurred; Laplacian variance {seen['laplacian']:.0f})",
        value=round(ratio, 3),
        unit="edge ratio",
        change=_sharper(case),
    )


def _sharper(case: Case) -> Change | None:
    finer = case.change("quality", "final", "the subject is not sharp; draft quality smears it")
    if finer:
        return finer
    nearer = {"wide": "full", "full": "medium", "medium": "close_up"}.get(case.camera.framing)
    if nearer:
        return case.change(
            "camera.framing", nearer, "the subject is not sharp and small in the frame"
        )
    return None


async def exposure(case: Case, criterion: Criterion) -> Measurement:
    """Stops by which the face (else the subject) is darker or brighter than it should be."""
    if not isinstance(case.shot, Picture | Take):
        return case.not_judged(criterion, "its light is that of its footage")
    rules, seen, shot = case.style.exposure, await case.picture(), case.shot
    faces, what = await _faces(case, seen["face_luminance"]), "face"
    if not faces:
        what, level = "subject", seen["subject_luminance"]
        if level is None:
            return case.verdict(criterion, 0, "no frame could be measured")
        faces = [(level, rules.subject_key[shot.place.time_of_day])]
    elif len(faces) > 1:
        what = f"mean of {len(faces)} faces"
    level, wanted = (
        2 ** fmean(log2(max(one, 1e-4)) for one in of) for of in zip(*faces, strict=True)
    )
    stops = log2(level / wanted)
    by_light = score(rules.under, -stops) if stops < 0 else score(rules.over, stops)
    white = seen["clipped_white"] or 0.0
    by_white = score(rules.white, white)
    word = "darker" if stops < 0 else "brighter"
    evidence = (
        f"the {what} has a luminance of {level:.3f}, {abs(stops):.1f} stops {word} than the "
        f"{wanted:.3f} that suits it by {shot.place.time_of_day}; "
        f"{white:.1%} of the pixels are burnt out"
    )
    return case.verdict(
        criterion,
        min(by_light, by_white),
        evidence,
        value=round(stops, 2),
        unit="stops",
        target="0 stops",
        change=_lighter(case, stops, by_white < by_light),
    )


async def _faces(case: Case, only: float | None) -> list[tuple[float, float]]:
    """(luminance of the cheeks, what suits them) of each of the cast who is seen: two in one light
    differ by their skin. `only`: the luminance of the one face, where there is one."""
    known = [(role, wanted) for role in case.shot.cast if (wanted := _face_target(case, role))]
    if len(case.shot.cast) == 1:
        return [(only, wanted) for _, wanted in known if only is not None]
    looks = [((await compared(case, role))["colours"].get("skin"), key) for role, key in known]
    return [(float(colour_of(skin) @ WEIGHTS), wanted) for skin, wanted in looks if skin]


def _face_target(case: Case, role: Role) -> float | None:
    """Luminance that suits a role's cheeks; None where there is no sheet."""
    rules = case.style.exposure
    try:
        skin = sheet_colours(case.toolbox.sheets.get(role.character))["skin"][0]
    except SheetError:
        return None
    return rules.key[case.shot.place.time_of_day] * float(skin @ WEIGHTS) ** rules.albedo_power


def _lighter(case: Case, stops: float, burnt: bool) -> Change | None:
    shot = case.shot
    step = -max(stops, 0.5) if burnt else -stops
    response = case.style.exposure.response["brighten" if step > 0 else "darken"]
    new = float(np.clip(shot.exposure + step / response, -3, 3))
    if abs(new - shot.exposure) < _LEAST_STEP:
        if stops < 0 and shot.place.time_of_day == "night":
            return case.change(
                "place.time_of_day", "sunset", "too dark even at the limit of exposure"
            )
        return None
    how = "brighter" if new > shot.exposure else "darker"
    return case.change("exposure", round(new, 1), f"{abs(new - shot.exposure):.1f} stops {how}")


async def edges(case: Case, criterion: Criterion) -> Measurement:
    """Softness of a cut-out's edge, and its haze."""
    if case.kind != "image":
        return case.not_judged(criterion)
    rules, seen = case.style.edges, await case.picture()
    softness, haze = seen["edge_softness"], seen["edge_haze"]
    if softness is None:
        wanted = (
            None
            if case.shot.transparent
            else case.change(
                "transparent", True, "edges can be judged on a picture with alpha only"
            )
        )
        return case.verdict(criterion, 0, "the picture has no alpha outline", change=wanted)
    by_width, by_haze = score(rules.softness, softness), score(rules.haze, haze)
    change = case.change("quality", "final", "the edge of the cut-out is not clean")
    return case.verdict(
        criterion,
        min(by_width, by_haze),
        f"the edge is {softness:.1f} px wide at a height of 512 px; {haze:.1%} of it is haze under "
        "alpha 0.15",
        value=round(softness, 2),
        unit="px",
        change=change,
    )
