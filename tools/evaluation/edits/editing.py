"""What an edit did to its source, measured from the pictures of both."""

import re
from collections.abc import Awaitable, Callable
from functools import wraps
from math import log2
from typing import Any

from studio.nouns.review import Measurement
from studio.nouns.vocabulary import EditKind
from studio.plan import Change, Criterion, Edit
from tools.engines.vision.footage.alignment.speeds import KEPT_UP
from tools.evaluation.case import Case
from tools.evaluation.edits.effects import span_of
from tools.evaluation.settings import score

_TOO_STILL = "the footage does not move enough to tell how fast it goes"
_ALIKE = "parts of the footage look alike, so that it cannot be told which one is shown"
_NEARER: set[str] = {"zoom", "crop", "freeze", "shake", "stabilize"}  # steps that show but a part
_FOUND = 0.7  # share of enlarged frames from which parts are told from each other
_KEEP_TIMES = {"freeze", "exaggerate", "zoom", "shake", "sound_effect"}
_EASED = 0.4  # seconds of a part, at most the half, in which its speed is reached and left
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


Seen = dict[str, Any]
"""What compare_to_source() says of the piece and its source."""


def _against_source(
    judge: Callable[[Case, Criterion, Seen], Measurement],
) -> Callable[[Case, Criterion], Awaitable[Measurement]]:
    """`judge` of the comparison with the source; not judged where there is none."""

    @wraps(judge)
    async def judged(case: Case, criterion: Criterion) -> Measurement:
        if case.kind != "video" or not isinstance(case.shot, Edit):
            return case.not_judged(criterion, "this piece has no footage as its source")
        # Asked for alike by all that is judged by it, so that it is measured once.
        pushed = [span_of(one) for one in case.shot.steps if one.kind == "exaggerate"]
        part = pushed[0] if len(pushed) == 1 else {}
        source = case.shot.source
        seen = await case.measured("compare_to_source", video=case.main, source=source, **part)
        return judge(case, criterion, seen)

    return judged


def _wanted(case: Case, criterion: Criterion, kind: EditKind, usual: float) -> float:
    """The number in the criterion's target, else the planned amount, else the usual one."""
    number = _NUMBER.search(criterion.target)
    planned = [step.amount for step in case.shot.steps if step.kind == kind and step.amount]
    return float(number.group()) if number else (planned or [usual])[0]


@_against_source
def source_kept(case: Case, criterion: Criterion, seen: Seen) -> Measurement:
    """Whether it is the source that one sees."""
    share = seen["matched"]
    if share is None:
        return case.not_judged(
            criterion, "nothing is seen in the footage, by which to find it again"
        )
    if _parts_look_alike(case, seen):
        return case.not_judged(criterion, _ALIKE)
    return case.verdict(
        criterion,
        score(case.style.editing.matched, share),
        f"{share:.0%} of the frames show the source",
        value=share,
        unit="of the frames",
    )


def _parts_look_alike(case: Case, seen: Seen) -> bool:
    """Whether it is in doubt that it shows the source (`parts_found` is told then alone), and the
    plan shows but a part of the footage, of which parts cannot be found again."""
    partly = case.film.is_reshaped or any(one.kind in _NEARER for one in case.shot.steps)
    found = seen["parts_found"]
    return partly and found is not None and found < _FOUND


@_against_source
def speed(case: Case, criterion: Criterion, seen: Seen) -> Measurement:
    """The slowest speed, or the fastest where more than 1 is asked for; under 0 is backwards."""
    rules, wanted = case.style.editing, _wanted(case, criterion, "speed", 0.5)
    if not seen["parts"]:
        return case.not_judged(criterion, _TOO_STILL)
    if wanted < 0:
        share = seen["backwards"]
        return case.verdict(
            criterion,
            score(rules.matched, share),
            f"{share:.0%} of the frames run backwards",
            value=share,
            unit="of the frames",
        )
    found = seen["slowest" if wanted < 1 else "fastest"]
    if _is_over_at_once(case, seen):
        return case.not_judged(criterion, "it is over too soon to tell how fast it goes")
    if found is None:
        return case.verdict(criterion, 0, "no other speed than the source's was found")
    octaves = abs(log2(max(found, 1e-3) / wanted))
    return case.verdict(
        criterion,
        score(rules.speed, octaves),
        f"the {'slowest' if wanted < 1 else 'fastest'} part runs at {found:.2f} of the source's "
        f"speed, {wanted:g} was planned",
        value=round(found, 3),
        unit="x",
        change=case.change(
            "steps.speed.amount",
            float(f"{wanted * wanted / found:.2g}"),
            "the speed is not reached",
        ),
    )


def _is_over_at_once(case: Case, seen: Seen) -> bool:
    """Whether nothing of it, or no part that is to have another speed, lasts as long as a speed
    must be kept up to be told."""
    lengths = [part["end"] - part["start"] for part in seen["parts"]]
    steps = [one for one in case.shot.steps if one.kind == "speed" and one.amount]
    parts = [one for one in steps if one.where != "all" and one.seconds]
    planned = [(one.seconds - min(_EASED, one.seconds / 2)) / one.amount for one in parts]
    return max(lengths) < KEPT_UP or (len(planned) == len(steps) > 0 and max(planned) < KEPT_UP)


@_against_source
def hold(case: Case, criterion: Criterion, seen: Seen) -> Measurement:
    """The longest hold that the source does not have. Footage that hardly moves does not tell how
    long it stands: by how much the piece outlasts it does, where nothing else takes time."""
    wanted, held = _wanted(case, criterion, "freeze", 1.0), seen["held"]
    words, told = "a frame is held for", sum(one["end"] - one["start"] for one in seen["parts"])
    length = case.artifact.facts.duration or 0.0
    if length - told > wanted / 2 and {one.kind for one in case.shot.steps} <= _KEEP_TIMES:
        source = case.toolbox.artifacts.get(case.shot.source).facts.duration or 0.0
        words, held = "it hardly moves, and outlasts its footage by", max(0.0, length - source)
    elif not seen["parts"]:
        return case.not_judged(criterion, _TOO_STILL)
    return case.verdict(
        criterion,
        score(case.style.editing.hold, abs(held - wanted)),
        f"{words} {held:.2f} s, a hold of {wanted:g} s was planned",
        value=round(held, 3),
        unit="s",
        change=case.change("steps.freeze.amount", wanted, "the frame is not held as planned"),
    )


@_against_source
def zoom(case: Case, criterion: Criterion, seen: Seen) -> Measurement:
    """The largest enlargement. Who holds a whole face in view may stay below what was planned."""
    wanted, found = _wanted(case, criterion, "zoom", 1.6), seen["zoom"]
    if _parts_look_alike(case, seen):
        return case.not_judged(criterion, _ALIKE)
    return case.verdict(
        criterion,
        score(case.style.editing.zoom, (found - 1) / max(wanted - 1, 0.1)),
        f"the view comes {found:.2f} times as near as in the source, {wanted:g} was planned",
        value=round(found, 3),
        unit="x",
    )


@_against_source
def exaggeration(case: Case, criterion: Criterion, seen: Seen) -> Measurement:
    """How much further faces are from rest than in the source."""
    if any(one.kind == "exaggerate" and one.where == "peak" for one in case.shot.steps):
        return case.not_judged(criterion, "which part of it is meant is known to the program alone")
    ratio, wanted = seen["expression"], _wanted(case, criterion, "exaggerate", 2.0)
    if ratio is None:
        return case.not_judged(criterion, "no face is seen both in it and in its source")
    return case.verdict(
        criterion,
        score(case.style.editing.exaggeration, ratio),
        f"features are {ratio:.2f} times as far from rest as in the source, {wanted:g} was planned",
        value=round(ratio, 3),
        unit="x",
        change=_stronger(case),
    )


def _stronger(case: Case) -> Change | None:
    amounts = [step.amount or 2 for step in case.shot.steps if step.kind == "exaggerate"]
    if not amounts or max(amounts) >= 4:
        return None
    more = min(4, max(amounts) + 1)
    return case.change("steps.exaggerate.amount", more, "the exaggeration is hardly seen")
