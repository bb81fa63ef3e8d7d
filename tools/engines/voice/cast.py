"""Which synthesiser speaks a line: the best that is installed for its language and timbre."""

import unicodedata
from dataclasses import replace

from tools.engines.voice import accent
from tools.engines.voice.request import Line
from tools.engines.voice.sources import espeak, festival, flite
from tools.engines.voice.speech import Speech

ENGLISH = {"male": "flite:rms", "female": "festival:slt-hts", "child": "festival:slt-hts"}
ENGLISH_WITHOUT_FESTIVAL = {"male": "rms", "female": "slt", "child": "slt"}
ITALIAN = {"male": "pc", "female": "lp", "child": "lp"}


def utter(line: Line) -> Speech:
    """`line` as its synthesiser speaks it: no emotion yet, nor the character's pitch and formants.

    What had to be left out is told in the result's `notes`.
    """
    notes: list[str] = []
    if line.accent and line.language != "en":
        notes.append(f"no {line.accent} accent for {line.language}: read without an accent")
    speech = _english(line, notes) if line.language == "en" else None
    if line.language == "it" and festival.available(ITALIAN[line.timbre]):
        speech = festival.synthesise(line.text, ITALIAN[line.timbre], {})
    if speech is None:
        speech = espeak.synthesise(line.text, line.language, line.pitch_hz)
    if line.accent and line.language == "en":
        speech = accent.tapped(speech, line.accent)
    return replace(speech, notes=tuple(notes))


def _english(line: Line, notes: list[str]) -> Speech | None:
    plain = _ascii(line.text)
    voice = ENGLISH_WITHOUT_FESTIVAL[line.timbre]
    if not flite.available(voice):
        notes.append("flite is not installed: English by espeak-ng, less intelligible")
        if line.accent:
            notes.append(f"no {line.accent} accent without flite")
        return None
    lexicon = accent.lexicon(plain, line.accent) if line.accent else {}
    engine, _, name = ENGLISH[line.timbre].partition(":")
    if engine == "festival" and festival.available(name):
        return festival.synthesise(plain, name, lexicon)
    if engine == "festival":
        notes.append("festival's slt-hts is not installed: flite's slt speaks, in a narrower band")
    return flite.synthesise(plain, voice, lexicon)


def _ascii(text: str) -> str:
    """Letters without their accents: what the English front ends can read."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
