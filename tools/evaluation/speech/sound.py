"""Loudness and clipping."""

from typing import Any

from studio.nouns.review import Measurement
from studio.plan import Change, Criterion, EditStep
from tools.evaluation.case import Case
from tools.evaluation.edits.laid_sounds import SOUNDING, is_source_heard
from tools.evaluation.settings import score

SILENT = -69.0  # LUFS; the gate of BS.1770 lets nothing below -70 through


async def loudness(case: Case, criterion: Criterion) -> Measurement:
    """Integrated loudness against the target."""
    found = await heard(case)
    if found is None:
        return silent(case, criterion)
    target = _number(criterion.target, case.style.loudness.target)
    error = found["loudness"] - target
    return case.verdict(
        criterion,
        score(case.style.loudness.error, abs(error)),
        f"{found['loudness']:.1f} LUFS, {error:+.1f} LU from the target; true peak "
        f"{found['true_peak']:.1f} dBTP",
        value=found["loudness"],
        unit="LUFS",
        target=f"{target:g} LUFS",
        change=_mixed_to(case, target, f"it sounds {error:+.1f} LU off the target"),
    )


async def silence(case: Case, criterion: Criterion) -> Measurement:
    """Whether nothing is heard, where that is asked for."""
    if case.film.sound.music or case.film.sound.atmosphere:
        return case.not_judged(criterion, "music or an atmosphere lies under it")
    if any(step.kind in SOUNDING for step in getattr(case.shot, "steps", ())):
        there = await is_source_heard(case)
        told = f"the sound of the footage is {'' if there else 'not '}heard"
        return case.verdict(criterion, 0 if there else 10, told, target="no sound of the footage")
    found = await heard(case)
    level = found["loudness"] if found else None
    quiet = level is None or level <= SILENT
    return case.verdict(
        criterion,
        10 if quiet else 0,
        "it has no sound" if level is None else f"{level:.1f} LUFS are heard",
        value=level,
        unit="LUFS",
        target="no sound",
    )


async def volume(case: Case, criterion: Criterion) -> Measurement:
    """How much louder than its source an edit is, where it was made so and nothing else is heard in
    it."""
    shot = case.shot
    steps = [one for one in getattr(shot, "steps", ()) if one.kind == "volume"]
    other = case.film.sound.music or case.film.sound.atmosphere or len(steps) != 1
    if other or any(one.kind in _OTHER_SOUND for one in shot.steps):
        return case.not_judged(criterion, "other things change its sound as well")
    wanted, part = _number(criterion.target, steps[0].amount), await _part(case, steps[0])
    before = await case.measured("measure_audio", audio=shot.source, **part)
    found = None
    if case.artifact.facts.has_audio is not False:
        found = await case.measured("measure_audio", audio=case.main, **part)
    if found is None or before["loudness"] <= SILENT:
        return case.not_judged(criterion, "nothing is heard in its source")
    by = found["loudness"] - before["loudness"]
    gone = found["loudness"] <= SILENT and wanted <= _MUTED
    off = 0.0 if gone else abs(by - wanted)
    return case.verdict(
        criterion,
        score(case.style.editing.volume, off),
        f"it is {by:+.1f} LU louder than its source, {wanted:+g} dB were planned",
        value=round(by, 2),
        unit="dB",
    )


async def _part(case: Case, step: EditStep) -> dict[str, float]:
    """From when to when a step is made, in seconds of both videos; empty for all of it."""
    if step.where == "all" or not step.seconds:
        return {}
    whole = (await case.measured("probe_media", media=case.shot.source))["duration"] or 0.0
    start = {"time": step.start, "end": max(0.0, whole - step.seconds)}.get(step.where, 0.0)
    return {"start": start, "end": start + step.seconds}


_MUTED = -40.0  # dB, from which on a part is silent
_OTHER_SOUND = ("mute", "dub", "lip_sync", "sound_effect", "trim", "cut_out", "speed", "freeze")


def _mixed_to(case: Case, loudness: float, reason: str) -> Change | None:
    """Another loudness of the film; where the plan has that one already, a word to the coder, whose
    program does not reach it."""
    planned = case.film.sound.loudness == loudness
    return case.change("loudness" if planned else "film.sound.loudness", loudness, reason)


async def clipping(case: Case, criterion: Criterion) -> Measurement:
    """Flat tops, true peaks, and voices squashed against the ceiling. The parts that a mix was made
    from are heard too, since coding with loss hides what was clipped before it."""
    found = await heard(case)
    if found is None:
        return silent(case, criterion)
    rules = case.style.clipping
    parts = [a.handle for a in case.ancestors() if a.kind == "audio" and a.handle != case.main]
    sounds = {case.main: found}
    for handle in parts:
        sounds[handle] = await case.measured("measure_audio", audio=handle)
    flat = max(sound["clipped"] for sound in sounds.values())
    peak = max(sound["true_peak"] for sound in sounds.values())
    voiced = [a.handle for a in case.speeches()]
    if case.lines and not case.film.sound.music:
        voiced.append(case.main)
    crest = min((sounds[v]["crest"] for v in voiced if v in sounds), default=None)
    scores = [score(rules.flat, flat), score(rules.true_peak, peak)]
    evidence = f"{flat:.3%} of the samples stand on a flat top, true peak {peak:.1f} dBTP"
    if crest is not None:
        scores.append(score(rules.crest, crest))
        evidence += f", peaks {crest:.1f} dB over the voice's level (clear speech has 12 and more)"
    target = case.style.loudness.target
    quieter = min(target, round(found["loudness"] - max(peak, 0) - 2, 1))
    return case.verdict(
        criterion,
        min(scores),
        evidence,
        value=round(flat, 5),
        unit="of samples",
        change=_mixed_to(case, quieter, "the sound is clipped: make it quieter"),
    )


async def heard(case: Case) -> dict[str, Any] | None:
    """The sound of the piece; None for a picture, or a video without sound."""
    if case.kind == "image" or (case.kind == "video" and case.artifact.facts.has_audio is False):
        return None
    return await case.measured("measure_audio", audio=case.main)


def silent(case: Case, criterion: Criterion) -> Measurement:
    """The measurement of a piece without sound."""
    if not case.lines and not case.film.sound.music:
        return case.not_judged(criterion)
    return case.verdict(
        criterion,
        0,
        "the piece has no sound, and the plan has lines or music",
        change=case.change("audio", "mix_audio()", "compose_video() was given no audio"),
    )


def _number(text: str, default: float) -> float:
    try:
        return float(text.replace("LUFS", "").strip())
    except ValueError:
        return default
