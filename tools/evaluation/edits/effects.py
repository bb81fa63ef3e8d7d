"""Whether the effects of an edit are seen in it, measured on its pictures and its source's."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import numpy as np

from studio.nouns.review import Measurement
from studio.packs.registry import registry
from studio.plan import Criterion, Edit, EditStep
from tools.engines.vision.blaze import iou
from tools.evaluation.case import Case
from tools.evaluation.settings import score

COLOURS = ("grade", "brightness", "contrast", "saturation", "stylize")
# What of measure_effects() tells of a kind of step.
_WANTED = {
    "stabilize": "shake",
    "shake": "shake",
    "denoise": "noise",
    "exaggerate_motion": "motion",
    "crop": "window",
    "fade": "fades",
}
_STRENGTH = 1.0  # of a look or a style, where the plan names none
_ALIKE = 0.95  # correlation from which what is seen may be the part that is planned
_CROPPED, _INSET = 0.5, 0.3  # shares of the picture that are usual

Told = tuple[float, str, float | None, str]
"""Score, evidence, value and unit."""


async def effect(case: Case, criterion: Criterion) -> Measurement:
    """Whether the effect that the target names is seen as planned; without one, each that can be
    measured, and the worst counts."""
    if case.kind != "video" or not isinstance(case.shot, Edit):
        return case.not_judged(criterion, "this piece has no footage as its source")
    kinds = [criterion.target] if criterion.target else list(_MEASURES)
    steps = [one for one in case.shot.steps if one.kind in kinds and one.kind in _MEASURES]
    told = [(step, await _MEASURES[step.kind](case, step)) for step in steps]
    found = [(step, one) for step, one in told if not isinstance(one, str)]
    if not found:
        reasons = [one for _, one in told if isinstance(one, str)]
        return case.not_judged(criterion, (reasons or ["it has no effect that is measured"])[0])
    step, (points, evidence, value, unit) = min(found, key=lambda one: one[1][0])
    call = f"the tool that makes it, for {step.kind} as planned"
    change = case.change(step.kind, call, f"{step.kind} is not seen as planned")
    return case.verdict(criterion, points, evidence, value=value, unit=unit, change=change)


async def _measured(case: Case, **about: Any) -> dict[str, Any]:
    source = case.shot.source
    return await case.measured("measure_effects", video=case.main, source=source, **about)


async def _seen(case: Case) -> dict[str, Any]:
    """What is seen of all the steps but their colours: asked for at once, so that it is measured
    once for all the criteria."""
    wanted = sorted({_WANTED[one.kind] for one in case.shot.steps if one.kind in _WANTED})
    return await _measured(case, wanted=wanted)


async def _steadied(case: Case, step: EditStep) -> Told | str:
    before, after = (await _seen(case))["shake"]
    if before < case.style.editing.least_shake:
        return "the footage hardly trembles"
    share = after / before
    return _remains(case, share, f"the picture trembles {share:.0%} as much as the source's")


async def _shaken(case: Case, step: EditStep) -> Told:
    before, after = (await _seen(case))["shake"]
    added = max(0.0, after**2 - before**2) ** 0.5
    words = f"the picture shakes by {added:.2f} ‰ of its longer side more than the source's"
    return score(case.style.editing.shake, added), words, round(added, 3), "‰"


async def _denoised(case: Case, step: EditStep) -> Told | str:
    before, after = (await _seen(case))["noise"]
    if before < case.style.editing.least_noise:
        return "the footage has hardly any noise"
    share = after / before
    return _remains(case, share, f"noise is {share:.0%} of the source's ({before:.1f} levels)")


def _remains(case: Case, share: float, words: str) -> Told:
    """Of what a step takes away, the share of the source's that is still there."""
    return score(case.style.editing.remaining, share), words, round(share, 3), "of the source's"


async def _moved_more(case: Case, step: EditStep) -> Told | str:
    before, after = (await _seen(case))["motion"]
    if not before:
        return "nothing moves in the footage"
    ratio = after / before
    words = f"it moves {ratio:.2f} times as much as the source"
    return score(case.style.editing.motion, ratio), words, round(ratio, 3), "x"


async def grade(case: Case, criterion: Criterion) -> Measurement:
    """Whether colours have gone the way of a look, as far as it would take those of the source; of
    a grey look, whether colours are gone, too."""
    if case.kind != "video" or not isinstance(case.shot, Edit):
        return case.not_judged(criterion, "this piece has no footage as its source")
    planned = [one for one in case.shot.steps if one.kind == "grade" and one.look]
    look = criterion.target if criterion.target in registry("looks") else ""
    if not (look or planned):
        return case.not_judged(criterion, "no look is planned")
    named = [one for one in planned if look in (one.look, "")]
    step = named[0] if named else EditStep(kind="grade", look=look)
    told = await _recoloured(case, step)
    if isinstance(told, str):
        return case.not_judged(criterion, told)
    points, evidence, value, unit = told
    if registry("looks")[str(step.look)].facts["grey"]:
        about = {"video": case.main, "source": case.shot.source}
        left = (await case.measured("compare_to_source", **about))["saturation"]
        if left is not None:
            points = min(points, score(case.style.editing.saturation, left))
            evidence += f", saturation is {left:.0%} of the source's"
    return case.verdict(criterion, points, evidence, value=value, unit=unit)


async def _recoloured(case: Case, step: EditStep) -> Told | str:
    """How much of a change of colours, or of a drawn look, is seen; all of them are looked for at
    once, since each changes what the others do."""
    steps = [one for one in case.shot.steps if one.kind in COLOURS and _is_change(one)]
    if step not in steps:  # another look than the planned one
        steps = [*(one for one in steps if one.kind != step.kind), step]
    changes = [
        {
            "kind": one.kind,
            "look": one.look or one.style,
            "amount": one.amount or (_STRENGTH if one.look or one.style else _USUAL[one.kind]),
            **span_of(one),
        }
        for one in steps
    ]
    if any(one.kind == "background" for one in case.shot.steps):
        return "another background changes its colours as well"
    if any(one.where == "peak" for one in steps):
        return "which part of the footage is meant is known to the program alone"
    seen = await _measured(case, changes=changes)
    share = seen["shares"][steps.index(step)]
    if share is None:
        return "it would change hardly anything in this footage"
    words = f"{share:.0%} of the planned {step.style or step.look or step.kind} is seen"
    return score(case.style.editing.share, share), words, share, "of the plan"


def _is_change(step: EditStep) -> bool:
    return bool(step.look or step.style) or step.kind in _USUAL


def span_of(step: EditStep) -> dict[str, float | None]:
    """From when to when, in seconds of the source; under 0 counted from its end."""
    start = {"time": step.start, "end": -step.seconds}.get(step.where, 0.0)
    open_end = step.where in ("all", "end") or not step.seconds
    return {"start": start, "end": None if open_end else start + step.seconds}


_USUAL = {"brightness": 0.25, "contrast": 0.3, "saturation": 0.4}


async def _cropped(case: Case, step: EditStep) -> Told | str:
    """How far the part of the frame that is seen is the one that is planned."""
    if case.film.is_reshaped:
        return "another shape is cut out of it as well"
    seen, wanted = (await _seen(case))["window"], step.window(_CROPPED)
    points, *told = _overlap(case, seen, wanted)
    if not case.passes(points) and (await _measured(case, part=list(wanted)))["part"] > _ALIKE:
        return "other parts of the footage look like the one that is planned"
    return points, *told


def _overlap(case: Case, seen: list[float] | None, wanted: Sequence[float]) -> Told:
    if seen is None:
        return 0.0, "no part of the source is seen", None, ""
    boxes = [np.array([x, y, x + width, y + height]) for x, y, width, height in (seen, wanted)]
    overlap = iou(*boxes)
    told, plan = (" ".join(f"{one:.2f}" for one in box) for box in (seen, wanted))
    words = f"x, y, width and height {told} of the source's frame are seen, {plan} was planned"
    return score(case.style.editing.window, overlap), words, round(overlap, 3), "overlap"


async def _faded(case: Case, step: EditStep) -> Told:
    """The light at the end that the plan names, and for how long it comes or goes."""
    seen = await _seen(case)
    ends = {"beginning": ["fade_in"], "end": ["fade_out"]}.get(step.where, ["fade_in", "fade_out"])
    rules, found = case.style.editing, []
    for end in ends:
        seconds = seen[end]
        words = f"it fades {'in' if end == 'fade_in' else 'out'} for {seconds:.2f} s"
        off = abs(seconds - step.seconds) if step.seconds else 0.0
        points = score(rules.hold, off) if seconds else 0.0
        found.append((points, words if seconds else f"no {end.replace('_', ' ')} is seen", seconds))
    points, words, seconds = min(found)
    return points, f"{words}, {step.seconds:g} s were planned", seconds, "s"


async def _inset(case: Case, step: EditStep) -> Told | str:
    """Whether the other video is seen, and where it is to be: small in its corner, or in the right
    half."""
    other, halves = step.other or case.shot.source, step.kind == "split_screen"
    if not other.startswith("video:") or (not halves and not step.other):
        return "there is no other video"
    width, left = (0.5, 0.4) if halves else (step.amount or _INSET, 0.0)
    about = {"inset": other, "inset_width": width, "inset_left": left}
    likeness, x, y = (await _measured(case, **about))["inset"] or (0, 0, 0)
    side = "right" if halves else step.side or "bottom_right"
    centre = {"left": x < 0.4, "right": x > 0.6, "top": y < 0.45, "bottom": y > 0.55}
    there = all(centre.get(one, True) for one in side.split("_"))
    words = f"the other video is {'found' if there else 'not found'} at its place"
    points = score(case.style.editing.likeness, likeness) if there else 0.0
    return points, f"{words} (likeness {likeness:.2f})", likeness, "likeness"


_MEASURES: dict[str, Callable[[Case, EditStep], Awaitable[Told | str]]] = {
    "grade": _recoloured,
    "stabilize": _steadied,
    "denoise": _denoised,
    "crop": _cropped,
    "exaggerate_motion": _moved_more,
    "brightness": _recoloured,
    "contrast": _recoloured,
    "saturation": _recoloured,
    "stylize": _recoloured,
    "shake": _shaken,
    "fade": _faded,
    "split_screen": _inset,
    "picture_in_picture": _inset,
}
