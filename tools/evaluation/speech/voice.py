"""The voices of a shot: whose they are, how good they sound, and what they feel."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from studio.errors import EngineMissing
from studio.nouns.review import Measurement
from studio.packs.registry import registry
from studio.plan import Change, Criterion, Line
from tools.evaluation.case import Case
from tools.evaluation.settings import VoiceEmotion, score
from tools.evaluation.speech.language import language_of

_LONGEST = 400  # letters of a line
_TOO_LITTLE = "too little is said to tell"
PLAIN = "neutral"  # the expression of who feels nothing


@dataclass(frozen=True)
class Spoken:
    """A sound in which one character speaks `lines`, with what the ears make of it."""

    handle: str
    lines: list[Line]
    measures: dict[str, Any]

    @property
    def line(self) -> Line:
        """The first of its lines."""
        return self.lines[0]


def _long_enough(found: list[Spoken], shortest: float) -> list[Spoken]:
    return [one for one in found if one.measures["manner"]["spoken"] >= shortest]


async def voice_similarity(case: Case, criterion: Criterion) -> Measurement:
    """The likeness of each voice to its character's own, in plain words of another line."""
    found = await _spoken(case)
    if isinstance(found, str):
        return case.not_judged(criterion, found)
    rules = case.style.voice_similarity
    told = _long_enough(found, rules.shortest)
    if not told:
        return case.not_judged(criterion, _TOO_LITTLE)
    worst = min(told, key=lambda one: one.measures["likeness"])
    likeness, who = worst.measures["likeness"], worst.line.character
    softer = _weaker(case, worst.line, f"the feeling takes {who}'s voice too far")
    return case.verdict(
        criterion,
        score(rules.likeness, likeness),
        f"{_quoted(worst)} is {likeness:.2f} like {who}'s own voice (its own lines have "
        f"{rules.own:g} and more, other voices {rules.other:g} and less)",
        value=likeness,
        unit="cosine",
        change=softer or case.change("voice", f'speak("{who}", ...)', f"speak it as {who}"),
    )


async def speech_quality(case: Case, criterion: Criterion) -> Measurement:
    """DNSMOS of each voice: the worst counts."""
    found = await _spoken(case)
    if isinstance(found, str):
        return case.not_judged(criterion, found)
    rules = case.style.speech_quality
    told = _long_enough(found, rules.shortest)
    if not told:
        return case.not_judged(criterion, _TOO_LITTLE)
    worst = min(told, key=lambda one: one.measures["overall"])
    quality = worst.measures
    return case.verdict(
        criterion,
        score(rules.overall, quality["overall"]),
        f"{_quoted(worst)} would be given {quality['overall']:.1f} of 5 by listeners (DNSMOS; the "
        f"voice {quality['signal']:.1f}, what is behind it {quality['background']:.1f})",
        value=quality["overall"],
        unit="DNSMOS",
        change=_weaker(case, worst.line, "the voice sounds rough: less of the feeling"),
    )


async def voice_emotion(case: Case, criterion: Criterion) -> Measurement:
    """How far the voice goes from the same words spoken plainly, the way that the feeling asks."""
    if case.lines and all(line.emotion == PLAIN for line in case.lines):
        return case.not_judged(criterion, "the lines ask for no feeling")
    found = await _spoken(case)
    if isinstance(found, str):
        return case.not_judged(criterion, found)
    rules = case.style.voice_emotion
    shown = {one.handle: _shown(one, rules) for one in found if one.measures["plain"]}
    felt = [one for one in found if shown.get(one.handle) is not None]
    if not felt:
        return case.not_judged(criterion, "no melody is found in the voice")
    worst = min(felt, key=lambda one: shown[one.handle] or 0.0)
    share, line = shown[worst.handle] or 0.0, worst.line
    stronger = min(2.0, round(line.strength * rules.step, 2))
    return case.verdict(
        criterion,
        score(rules.share, share),
        f"{_quoted(worst)} shows {share:.0%} of what {line.emotion} asks for; against the same "
        f"words spoken plainly: {_told(shift(worst.measures))}",
        value=round(share, 2),
        unit="of the feeling",
        change=case.change("lines.*.strength", stronger, f"{line.emotion} is not heard")
        if stronger > line.strength
        else None,
    )


def shift(measures: dict[str, Any]) -> dict[str, float] | None:
    """What changed from the plain words: `pitch` in semitones, `range` and `pace` in octaves (1:
    twice as wide, as fast), `effort` in dB, `rise` in semitones. None without melody."""
    one, plain = measures["manner"], measures["plain"]
    if not all(side[name] for side in (one, plain) for name in ("pitch", "range", "spoken")):
        return None
    return {
        "pitch": float(12 * np.log2(one["pitch"] / plain["pitch"])),
        "range": float(np.log2(one["range"] / plain["range"])),
        "pace": float(np.log2(plain["spoken"] / one["spoken"])),
        "effort": one["effort"] - plain["effort"],
        "rise": one["rise"] - plain["rise"],
    }


def expected(emotion: str, strength: float) -> dict[str, float]:
    """The same, as the expression's own file asks for it at that strength."""
    voice = registry("expressions")[emotion].facts["voice"]
    return {
        "pitch": strength * voice.get("pitch", 0.0),
        "range": strength * float(np.log2(voice.get("range", 1.0))),
        "pace": strength * float(np.log2(voice.get("rate", 1.0))),
        "effort": strength * voice.get("tilt", 0.0),
        "rise": strength * (voice.get("final", 0.0) + voice.get("slope", 0.0)),
    }


def _shown(one: Spoken, rules: VoiceEmotion) -> float | None:
    """The share of the asked shift that is heard: 0 for a plain voice, 1 for all of it, less than 0
    for the opposite. None for a voice without melody, or a feeling without a manner of speaking."""
    heard, line = shift(one.measures), one.line
    asked = expected(line.emotion, line.strength)
    units = rules.units
    target = np.array([asked[name] / units[name] for name in units])
    length = float(target @ target)
    if heard is None or length == 0:
        return None
    return float(np.array([heard[name] / units[name] for name in units]) @ target / length)


async def _spoken(case: Case) -> list[Spoken] | str:
    """What is spoken in a shot, measured once for all criteria; why not, where it cannot be."""
    if not case.lines:
        return ""
    if all(line.delivery == "whispered" for line in case.lines):
        return "a whisper is breath: it has no voice of its own, and no melody"
    if all(line.recording for line in case.lines):
        return "a person's recording speaks: the voice is as it came"
    sounds = [
        one
        for one in _sounds(case)
        if one[1][0].delivery != "whispered" and not any(line.recording for line in one[1])
    ]
    if not sounds:
        return "its lines cannot be heard one by one"
    try:
        return [Spoken(one, lines, await _measures(case, one, lines)) for one, lines in sounds]
    except EngineMissing as missing:
        return f"{missing}"


def _sounds(case: Case) -> list[tuple[str, list[Line]]]:
    """Which sound speaks which lines, without music: the lines' own, or the whole where it is one
    voice with one feeling."""
    lines = case.lines
    alike = len({(one.character, one.emotion, one.strength, one.delivery) for one in lines}) == 1
    if case.kind == "audio" and alike:
        return [(case.main, lines)]
    music = case.film.sound.music or case.film.sound.atmosphere
    return case.speech_of(lines) or ([(case.main, lines)] if alike and not music else [])


async def _measures(case: Case, handle: str, lines: list[Line]) -> dict[str, Any]:
    line = lines[0]
    language = language_of(case, line)
    own = {"character": line.character, "language": language, "delivery": line.delivery}
    arguments = {"audio": handle, "reference": _sample(case, lines)}
    if not arguments["reference"]:
        known = case.style.voice_similarity.reference
        plain = await case.measured("speak", text=known.get(language, known["en"]), **own)
        arguments["reference"] = plain["audio"]
    text = " ".join(each.text for each in lines)
    if line.emotion != PLAIN and len(text) <= _LONGEST:
        same = await case.measured("speak", text=text, rate=line.rate, **own)
        arguments["neutral"] = same["audio"]
    return await case.measured("measure_voice", **arguments)


def _sample(case: Case, lines: list[Line]) -> str:
    """The sample in whose voice the first of the lines was spoken; "" for a designed voice."""
    by_text = {one.notes.get("text"): one.notes.get("sample", "") for one in case.speeches()}
    return by_text.get(lines[0].text, "")


def _weaker(case: Case, line: Line, reason: str) -> Change | None:
    if line.emotion == PLAIN or line.strength <= 0.5:
        return None
    return case.change("lines.*.strength", round(line.strength / 2, 2), reason)


def _quoted(one: Spoken) -> str:
    return f"“{' '.join(line.text for line in one.lines)[:50]}”"


def _told(heard: dict[str, float] | None) -> str:
    if heard is None:
        return "nothing to tell"
    return (
        f"pitch {heard['pitch']:+.1f} semitones, range x{2 ** heard['range']:.2f}, pace "
        f"x{2 ** heard['pace']:.2f}, effort {heard['effort']:+.1f} dB, "
        f"end {heard['rise']:+.1f} semitones"
    )
