"""What an edit puts in the place of something of its footage: what is behind, and the lips."""

from studio.nouns.review import Measurement
from studio.plan import Criterion, Edit, EditStep
from tools.evaluation.case import Case
from tools.evaluation.edits.effects import COLOURS
from tools.evaluation.edits.laid_sounds import OTHER_TIMES
from tools.evaluation.settings import score

_OPAQUE = 0.98  # of the picture: with more no background is gone
_MOVED = ("crop", "zoom", "shake", "split_screen", "picture_in_picture", "reverse", "speed")


def _step(case: Case, kind: str) -> EditStep | None:
    steps = case.shot.steps if isinstance(case.shot, Edit) and case.kind == "video" else ()
    return next((one for one in steps if one.kind == kind), None)


async def background(case: Case, criterion: Criterion) -> Measurement:
    """Whether the other picture or video is seen behind the subject, and the subject before it;
    where nothing is to be behind it, whether the rest is transparent."""
    step = _step(case, "background")
    if step is None:
        return case.not_judged(criterion, "nothing is put behind it")
    if not step.other:
        return await _alone(case, criterion)
    others = [s for s in case.shot.steps if s.kind in (*COLOURS, *_MOVED)]
    if others:
        return case.not_judged(criterion, f"{others[0].kind} changes what is behind as well")
    about = {"video": case.main, "source": case.shot.source, "behind": step.other}
    share = (await case.measured("measure_effects", **about))["behind"]
    words = f"{share:.0%} of the picture shows what is to be behind"
    change = case.change("background", "composite() over it", words)
    points = score(case.style.editing.behind, share)
    return case.verdict(criterion, points, words, value=share, unit="of the picture", change=change)


async def _alone(case: Case, criterion: Criterion) -> Measurement:
    """Whether the subject is opaque, and all else is not."""
    about = {"video": case.main, "source": case.shot.source, "wanted": ["alpha"]}
    alpha = (await case.measured("measure_effects", **about))["alpha"]
    share, likeness = alpha or (1.0, None)
    change = case.change("background", "separate_subject() as the last step", "it is not alone")
    if not 0.0 < share < _OPAQUE:
        words = f"{share:.0%} of it is opaque: no background was taken away"
        return case.verdict(criterion, 0, words, value=share, unit="of the picture", change=change)
    moved = [s for s in case.shot.steps if s.kind in (*OTHER_TIMES, *_MOVED)]
    if moved or likeness is None:
        why = f"{moved[0].kind} moves the subject" if moved else "no figure is seen in its source"
        return case.not_judged(criterion, f"{share:.0%} of it is opaque, and {why}")
    points = score(case.style.editing.alone, likeness)
    words = f"what is opaque is the figure in front by {likeness:.2f} (intersection over union)"
    return case.verdict(criterion, points, words, value=likeness, unit="IoU", change=change)


async def lips(case: Case, criterion: Criterion) -> Measurement:
    """Whether lips that are to follow a recording move otherwise than in the source, and with the
    voice as far as that can be read."""
    step = _step(case, "lip_sync")
    if step is None:
        return case.not_judged(criterion, "no lips are to follow a recording")
    if any(one.kind in (*OTHER_TIMES, *_MOVED) for one in case.shot.steps):
        return case.not_judged(criterion, "other steps change its times or what is seen")
    begin = step.start if step.where == "time" else 0.0
    about = {"source": case.shot.source, "wanted": ["lips"], "lips_from": begin}
    moved = (await case.measured("measure_effects", video=case.main, **about))["lips"]
    if moved is None:
        return case.not_judged(criterion, "no mouth is read in it")
    points = score(case.style.editing.lips, moved)
    words = f"lips are {moved:.3f} eye distances off the source's"
    sync, rules = await case.measured("check_sync", video=case.main), case.style.lip_sync
    offset, sure = sync["sync_offset"], sync["sync_confidence"] or 0.0
    if offset is not None and sure >= rules.least_confidence:
        timed = score(rules.late, offset) if offset >= 0 else score(rules.early, -offset)
        points, words = min(points, timed), f"{words}; the voice comes {offset:+.0f} ms after them"
    change = case.change("lip_sync", "lip_sync_video() with the recording", words)
    return case.verdict(criterion, points, words, value=moved, unit="eye distances", change=change)
