"""What a listener understands of the lines."""

from collections import Counter
from dataclasses import dataclass

from studio.errors import EngineMissing
from studio.nouns.review import Measurement
from studio.nouns.vocabulary import Language
from studio.plan import Change, Criterion, Line
from tools.evaluation.case import Case
from tools.evaluation.settings import score
from tools.evaluation.speech.language import language_of
from tools.evaluation.speech.sound import heard, silent

_UNIT = "phone agreement"


@dataclass(frozen=True)
class Understood:
    """How well `lines` are understood: points with what they rest on."""

    points: float
    evidence: str
    value: float
    unit: str
    lines: list[Line]


async def intelligibility(case: Case, criterion: Criterion) -> Measurement:
    """What is understood of the lines, in the piece itself and, where several languages are spoken,
    line by line: by Whisper, or by PocketSphinx where that is not here."""
    if not case.lines:
        return case.not_judged(criterion)
    if await heard(case) is None:
        return silent(case, criterion)
    found = [await _understood(case, handle, lines) for handle, lines in _spoken(case)]
    worst = min(found, key=lambda part: part.points)
    return case.verdict(
        criterion,
        worst.points,
        worst.evidence,
        value=worst.value,
        unit=worst.unit,
        change=_clearer(case, worst.lines),
    )


def _spoken(case: Case) -> list[tuple[str, list[Line]]]:
    """Which sound should say which lines."""
    lines = case.lines
    languages = Counter(language_of(case, line) for line in lines)
    if len(languages) == 1:
        return [(case.main, lines)]
    most = languages.most_common(1)[0][0]
    return case.speech_of(lines) or [
        (case.main, [line for line in lines if language_of(case, line) == most])
    ]


async def _understood(case: Case, handle: str, lines: list[Line]) -> Understood:
    text = " ".join(line.text for line in lines)
    language = language_of(case, lines[0])
    try:
        return await _by_words(case, handle, lines, text, language)
    except EngineMissing as missing:
        found = await _by_phones(case, handle, lines, text, language)
        told = f"{found.evidence}; by PocketSphinx, for {missing.message.removesuffix('.')}"
        return Understood(found.points, told, found.value, found.unit, lines)


async def _by_words(
    case: Case, handle: str, lines: list[Line], text: str, language: Language
) -> Understood:
    """By the words that Whisper writes down. One that sounds clearly otherwise weighs more than one
    that a good ear may mishear."""
    rules = case.style.intelligibility
    found = await case.measured("transcribe", media=handle, language=language, said=text)
    errors, clear = found["word_error_rate"], found["clear_errors"]
    points = min(score(rules.words, errors), score(rules.clear, clear))
    evidence = f"{1 - min(errors, 1):.0%} of the words of “{text[:50]}” are understood"
    if found["differences"]:
        evidence += f" ({', '.join(found['differences'][:4])})"
    evidence += f": Whisper hears “{found['text'][:90]}”" if found["text"] else ": nothing is heard"
    return Understood(points, evidence, round(errors, 3), "word error rate", lines)


async def _by_phones(
    case: Case, handle: str, lines: list[Line], text: str, language: Language
) -> Understood:
    """By the phones and words that PocketSphinx hears: whichever way to listen finds more."""
    rules = case.style.intelligibility
    found = await case.measured("measure_audio", audio=handle, text=text, language=language)
    agreement, errors = found["phone_agreement"], found["word_error_rate"]
    if agreement is None:
        return Understood(0.0, "nothing is heard", 0.0, _UNIT, lines)
    points = score(rules.phones, agreement)
    said = f"“{text[:50]}”"
    # Each way to listen with its score: the best one counts, and is told first.
    ways = [(points, f"{agreement:.0%} of the phones beyond chance are heard in {said}")]
    if errors is not None:
        # Dictation fails on names and foreign words that phones still carry.
        dictated = f"{1 - min(errors, 1):.0%} of the words of {said} are right in a dictation"
        ways.append((score(rules.dictated, errors), f"{dictated} (“{found['recognised'][:60]}”)"))
    # A phone is about one and a half letters.
    if errors is None or sum(map(str.isalpha, text)) < 1.5 * rules.short:
        told = f"{said} is told from decoys in {found['picked']:.0%} of the tests"
        ways.append((score(rules.picked, found["picked"]), told))
    ways.sort(key=lambda way: -way[0])
    evidence = ways[0][1]
    if len(ways) > 1:
        lesser = ", ".join(
            way.replace(f" {said}", " it").replace(f"{said} is ", "") for _, way in ways[1:]
        )
        evidence += f"; less telling here: {lesser}"
    if errors is None:
        evidence += "; heard by an English recogniser, so a lower bound"
    return Understood(ways[0][0], evidence, round(agreement, 3), _UNIT, lines)


def _clearer(case: Case, lines: list[Line]) -> Change | None:
    rules = case.style.intelligibility
    silent = case.change("film.sound.music", None, "the words drown: leave the music out")
    if case.film.sound.music and case.kind == "video" and silent:
        return silent
    if all(line.recording for line in lines):
        return None
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
