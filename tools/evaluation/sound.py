"""Loudness, clipping and intelligibility."""

from collections import Counter
from typing import Any

from studio.nouns.review import Measurement
from studio.nouns.vocabulary import Language
from studio.plan import Change, Criterion, Line
from tools.evaluation.case import Case
from tools.evaluation.settings import score


async def loudness(case: Case, criterion: Criterion) -> Measurement:
    """Integrated loudness against the target."""
    heard = await _heard(case)
    if heard is None:
        return _silent(case, criterion)
    target = _number(criterion.target, case.style.loudness.target)
    error = heard["loudness"] - target
    return case.verdict(
        criterion,
        score(case.style.loudness.error, abs(error)),
        f"{heard['loudness']:.1f} LUFS, {error:+.1f} LU from the target; true peak "
        f"{heard['true_peak']:.1f} dBTP",
        value=heard["loudness"],
        unit="LUFS",
        target=f"{target:g} LUFS",
        change=_mixed_to(case, target, f"it sounds {error:+.1f} LU off the target"),
    )


def _mixed_to(case: Case, loudness: float, reason: str) -> Change | None:
    """Another loudness of the film; where the plan has that one already, a word to the coder, whose
    program does not reach it."""
    planned = case.film.sound.loudness == loudness
    return case.change("loudness" if planned else "film.sound.loudness", loudness, reason)


async def clipping(case: Case, criterion: Criterion) -> Measurement:
    """Flat tops, true peaks, and voices squashed against the ceiling. The parts that a mix was made
    from are heard too, since coding with loss hides what was clipped before it."""
    heard = await _heard(case)
    if heard is None:
        return _silent(case, criterion)
    rules = case.style.clipping
    parts = [a.handle for a in case.ancestors() if a.kind == "audio" and a.handle != case.main]
    sounds = {case.main: heard}
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
    quieter = min(target, round(heard["loudness"] - max(peak, 0) - 2, 1))
    return case.verdict(
        criterion,
        min(scores),
        evidence,
        value=round(flat, 5),
        unit="of samples",
        change=_mixed_to(case, quieter, "the sound is clipped: make it quieter"),
    )


async def intelligibility(case: Case, criterion: Criterion) -> Measurement:
    """What a recogniser understands of the lines, in the piece itself and, where several languages
    are spoken, line by line."""
    if not case.lines:
        return case.not_judged(criterion)
    if await _heard(case) is None:
        return _silent(case, criterion)
    found = [await _understood(case, handle, lines) for handle, lines in _spoken(case)]
    points, evidence, value, lines = min(found, key=lambda part: part[0])
    return case.verdict(
        criterion,
        points,
        evidence,
        value=value,
        unit="phone agreement",
        change=_clearer(case, lines),
    )


def _spoken(case: Case) -> list[tuple[str, list[Line]]]:
    """Which sound should say which lines."""
    lines = case.lines
    languages = Counter(_language(case, line) for line in lines)
    if len(languages) == 1:
        return [(case.main, lines)]
    by_text = {a.notes.get("text", ""): a.handle for a in case.speeches()}
    parts = [(by_text[line.text], [line]) for line in lines if line.text in by_text]
    most = languages.most_common(1)[0][0]
    return parts or [(case.main, [line for line in lines if _language(case, line) == most])]


def _language(case: Case, line: Line) -> Language:
    """The language that a line is spoken in: its own, else the character's."""
    return line.language or case.toolbox.sheets.get(line.character).voice.language


async def _understood(
    case: Case, handle: str, lines: list[Line]
) -> tuple[float, str, float, list[Line]]:
    rules = case.style.intelligibility
    text = " ".join(line.text for line in lines)
    language = _language(case, lines[0])
    heard = await case.measured("measure_audio", audio=handle, text=text, language=language)
    agreement, errors = heard["phone_agreement"], heard["word_error_rate"]
    if agreement is None:
        return 0.0, "nothing is heard", 0.0, lines
    points = score(rules.phones, agreement)
    said = f"“{text[:50]}”"
    # Each way to listen with its score: the best one counts, and is told first.
    ways = [(points, f"{agreement:.0%} of the phones beyond chance are heard in {said}")]
    if errors is not None:
        # Dictation fails on names and foreign words that phones still carry.
        dictated = f"{1 - min(errors, 1):.0%} of the words of {said} are right in a dictation"
        ways.append((score(rules.words, errors), f"{dictated} (“{heard['recognised'][:60]}”)"))
    # A phone is about one and a half letters.
    if errors is None or sum(map(str.isalpha, text)) < 1.5 * rules.short:
        told = f"{said} is told from decoys in {heard['picked']:.0%} of the tests"
        ways.append((score(rules.picked, heard["picked"]), told))
    ways.sort(key=lambda way: -way[0])
    evidence = ways[0][1]
    if len(ways) > 1:
        lesser = ", ".join(
            way.replace(f" {said}", " it").replace(f"{said} is ", "") for _, way in ways[1:]
        )
        evidence += f"; less telling here: {lesser}"
    if errors is None:
        evidence += "; heard by an English recogniser, so a lower bound"
    return ways[0][0], evidence, round(agreement, 3), lines


def _clearer(case: Case, lines: list[Line]) -> Change | None:
    rules = case.style.intelligibility
    silent = case.change("film.sound.music", None, "the words drown: leave the music out")
    if case.film.sound.music and case.kind == "video" and silent:
        return silent
    fastest = max(line.rate for line in lines)
    slower = round(max(rules.slowest, fastest * rules.slower), 2)
    calmer = case.change("lines.*.rate", slower, "the words are not understood: speak more slowly")
    if slower < fastest and calmer:
        return calmer
    strongest = max(line.strength for line in lines)
    if strongest > 0.5:
        return case.change(
            "lines.*.strength", round(strongest / 2, 2), "the emotion swallows the words"
        )
    return None


async def _heard(case: Case) -> dict[str, Any] | None:
    """The sound of the piece; None for a picture, or a video without sound."""
    if case.kind == "image" or (case.kind == "video" and case.artifact.facts.has_audio is False):
        return None
    return await case.measured("measure_audio", audio=case.main)


def _silent(case: Case, criterion: Criterion) -> Measurement:
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
