"""Which synthesiser speaks a line: the best that is installed for its language and timbre."""

import subprocess
import unicodedata
from collections.abc import Mapping
from dataclasses import replace

from tools.engines.text.spelling import respell
from tools.engines.voice.line import Line
from tools.engines.voice.phonetics import accent
from tools.engines.voice.sources import espeak, festival, flite
from tools.engines.voice.speech import SILENCE, Speech, as_written
from tools.engines.worker.serve import BadInput

ENGLISH = {"male": "flite:rms", "female": "festival:slt-hts", "child": "festival:slt-hts"}
ENGLISH_WITHOUT_FESTIVAL = {"male": "rms", "female": "slt", "child": "slt"}
ITALIAN = {"male": "pc", "female": "lp", "child": "lp"}


def utter(line: Line) -> Speech:
    """`line` as its synthesiser speaks it: no emotion yet, nor the character's pitch and formants.

    What had to be left out is told in the result's `notes`. BadInput if nothing of it can be said.
    """
    known = festival.english_words() if line.language == "en" else frozenset()
    spelling = respell(" ".join(line.script.spoken), line.language, known)
    notes: list[str] = []
    failed: list[str] = []
    if line.accent and line.language != "en":
        notes.append(f"no {line.accent} accent for {line.language}: read without an accent")
    speech = None
    if line.script.sounds:
        notes.append("this voice makes no sounds between words: only the words are spoken")
    if not line.script.spoken:
        raise BadInput(f"nothing of {line.text[:40]!r} is words", "add words that are said")
    if line.language == "en":
        speech = _english(line, spelling.text, notes, failed)
    elif line.language == "it":
        speech = _festival(ITALIAN[line.timbre], spelling.text, {}, notes, failed)
    if speech is None:
        speech = espeak.synthesise(spelling.text, line.language, line.pitch_hz)
    if all(phone.ipa == SILENCE for phone in speech.phones):
        raise BadInput(f"nothing of {line.text[:40]!r} can be spoken", "write it as words")
    if line.accent and line.language == "en":
        speech = accent.tapped(speech, line.accent)
    if len(speech.words) == len(spelling.written):
        speech = replace(speech, drawn=spelling.drawn)
        speech = as_written(speech, line.script.source, line.script.written)
    return replace(speech, notes=tuple(notes), fallback="; ".join(failed))


def _english(line: Line, text: str, notes: list[str], failed: list[str]) -> Speech | None:
    plain = _ascii(text)
    voice = ENGLISH_WITHOUT_FESTIVAL[line.timbre]
    if not flite.available(voice):
        notes.append("flite is not installed: English by espeak-ng, less intelligible")
        if line.accent:
            notes.append(f"no {line.accent} accent without flite")
        return None
    lexicon = accent.lexicon(plain, line.accent) if line.accent else {}
    engine, _, name = ENGLISH[line.timbre].partition(":")
    spoken = _festival(name, plain, lexicon, notes, failed) if engine == "festival" else None
    return spoken or flite.synthesise(plain, voice, lexicon)


def _festival(
    voice: str, text: str, lexicon: Mapping[str, str], notes: list[str], failed: list[str]
) -> Speech | None:
    """By festival, or None where it is not installed, noted, or fails, which goes to `failed`."""
    if not festival.available(voice):
        notes.append(f"festival's {voice} is not installed: a plainer voice speaks")
        return None
    try:
        spoken = festival.synthesise(text, voice, lexicon)
    except (RuntimeError, subprocess.TimeoutExpired, KeyError) as error:
        failed.append(f"festival failed at this line ({error}): a plainer voice speaks")
        return None
    return spoken if any(phone.ipa != SILENCE for phone in spoken.phones) else None


def _ascii(text: str) -> str:
    """Letters without their accents: what the English front ends can read."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
