"""Lip sync, duration, motion and flicker."""

import re
from math import ceil

from studio.nouns.review import Measurement
from studio.plan import Change, Criterion, Edit, Take
from tools.evaluation.case import Case
from tools.evaluation.settings import score


async def lip_sync(case: Case, criterion: Criterion) -> Measurement:
    """Offset between the mouth and the voice."""
    if case.kind != "video" or not case.lines:
        return case.not_judged(criterion)
    rules, seen = case.style.lip_sync, await case.measured("measure_video", video=case.main)
    offset, how = seen["sync_offset"], seen["sync_evidence"]
    if offset is None and case.camera.view == "back":
        return case.not_judged(criterion, "the mouth is not seen from behind, as planned")
    if not seen["sync_readable"]:
        return case.not_judged(criterion, how)
    if offset is None:
        return case.verdict(
            criterion, 0, f"no lip sync can be measured: {how}", change=_show_mouth(case)
        )
    correlation, confidence = seen["sync_correlation"], seen["sync_confidence"]
    evidence = (
        f"the sound comes {abs(offset):.0f} ms {'after' if offset >= 0 else 'before'} the mouth "
        f"(correlation {correlation:.2f}, confidence {confidence:.2f}; {how})"
    )
    if confidence < rules.least_confidence:
        return case.not_judged(
            criterion,
            f"the mouth is too small, turned away, or moves too little, to be sure: {evidence}",
        )
    points = score(rules.late, offset) if offset >= 0 else score(rules.early, -offset)
    return case.verdict(
        criterion,
        points,
        evidence,
        value=offset,
        unit="ms",
        target="0 ms",
        change=_same_start(case, f"the mouth is {abs(offset):.0f} ms off"),
    )


def _same_start(case: Case, fault: str) -> Change | None:
    """One start for mouth and voice; where they have that already, a mouth that is seen better."""
    mouths = {
        round(a.parameters.get("start") or 0.0, 2)
        for a in case.ancestors()
        if a.tool in ("lip_sync", "animate_face")
    }
    voices = {
        round(track.get("start") or 0.0, 2)
        for a in case.ancestors()
        if a.tool == "mix_audio"
        for track in a.parameters["tracks"]
        if case.toolbox.artifacts.get(track["audio"]).tool == "speak"
    }
    if mouths and mouths == voices:
        return _show_mouth(case)
    return case.change(
        "start",
        "the same in lip_sync() and mix_audio()",
        f"{fault}: give each line one start time, for its visemes and for its track",
    )


def _show_mouth(case: Case) -> Change | None:
    turned = case.change("camera.view", "three_quarter", "the mouth must be seen")
    if case.camera.view == "profile" and turned:
        return turned
    nearer = {"wide": "medium", "full": "medium", "medium": "close_up"}.get(case.camera.framing)
    return (
        case.change("camera.framing", nearer, "the mouth must be seen to judge it")
        if nearer
        else None
    )


async def duration(case: Case, criterion: Criterion) -> Measurement:
    """Length against the target."""
    if case.kind == "image":
        return case.not_judged(criterion)
    facts = await case.measured("probe_media", media=case.main)
    length, target = facts["duration"] or 0.0, _seconds(criterion.target) or case.shot.length
    if not target:
        return case.not_judged(criterion)
    rules, over = case.style.duration, length - target
    points = score(rules.longer, over) if over > 0 else score(rules.shorter, -over)
    return case.verdict(
        criterion,
        points,
        f"{length:.2f} s long, {over:+.2f} s from the {target:g} s asked for",
        value=round(length, 3),
        unit="s",
        target=f"{target:g} s",
        change=await _refit(case, length, target),
    )


async def _refit(case: Case, length: float, target: float) -> Change | None:
    """Faster words where they overrun; otherwise the length itself."""
    shot = case.shot
    spoken = sum(a.facts.duration or 0 for a in case.speeches())
    if not spoken and case.lines and case.kind == "audio":
        spoken = length
    if any(line.recording for line in case.lines):
        return None
    if length > target and case.lines and spoken:
        room = target - (length - spoken)  # pauses and the tail keep their length
        rate = max(line.rate for line in case.lines)
        fastest = case.style.duration.fastest
        needed = fastest if room <= 0 else min(fastest, ceil(100 * rate * spoken / room) / 100)
        if needed > rate:
            return case.change(
                "lines.*.rate",
                round(needed, 2),
                f"{spoken:.1f} s of speech must fit into {max(room, 0):.1f} s",
            )
        return None
    if shot.kind == "voice_line":
        rate = max((line.rate for line in case.lines), default=1.0)
        slower = max(0.5, round(rate * length / target, 2))
        return (
            case.change("lines.*.rate", slower, "the line is too short") if slower < rate else None
        )
    if shot.length != target:
        return case.change("length", target, "the piece has another length")
    return case.change("length", target, "pass the length to render_take()")


def _seconds(text: str) -> float:
    number = re.search(r"\d+(?:\.\d+)?", text)
    return float(number.group()) if number else 0.0


async def motion(case: Case, criterion: Criterion) -> Measurement:
    """Whether the picture lives: it changes, does not freeze, is not black."""
    if case.kind != "video":
        return case.not_judged(criterion)
    rules, seen = case.style.motion, await case.measured("measure_video", video=case.main)
    points = min(
        score(rules.change, seen["motion"]),
        score(rules.frozen, seen["frozen_longest"]),
        score(rules.black, seen["black"]),
    )
    change = None
    if isinstance(case.shot, Take):
        if case.shot.camera.move == "static":
            change = case.change("camera.move", "push_in", "nothing moves for too long")
        elif all(role.action == "idle" for role in case.shot.cast):
            change = case.change("cast.0.action", "wave", "nothing moves for too long")
    return case.verdict(
        criterion,
        points,
        f"moving frames change by {seen['motion']:.1f} levels, the longest still stretch is "
        f"{seen['frozen_longest']:.1f} s, {seen['black']:.0%} of the frames are black",
        value=seen["motion"],
        unit="levels",
        change=change,
    )


async def flicker(case: Case, criterion: Criterion) -> Measurement:
    """Second difference of the frames' brightness."""
    if case.kind != "video":
        return case.not_judged(criterion)
    rules, seen = case.style.flicker, await case.measured("measure_video", video=case.main)
    change = case.change("quality", "final", "the brightness flickers; fewer samples are noisier")
    if change is None and not isinstance(case.shot, Edit):
        change = case.change("seed", case.shot.seed + 1, "the brightness flickers")
    return case.verdict(
        criterion,
        score(rules.second_difference, seen["flicker"]),
        f"the brightness jumps by {seen['flicker']:.2f} levels a frame beyond its trend",
        value=seen["flicker"],
        unit="levels",
        change=change,
    )
