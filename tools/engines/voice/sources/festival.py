"""English (HTS, 32 kHz) and Italian (diphones, 16 kHz) through festival, where it is installed.

Debian: festival, festvox-us-slt-hts, festvox-itapc16k, festvox-italp16k. A process per line.
"""

import os
import shutil
import subprocess
import tempfile
import wave
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np

from tools.engines.voice.phonetics.phones import is_vowel, to_ipa
from tools.engines.voice.speech import SILENCE, Phone, Samples, Speech

# name: (festival's voice, folder under the voices, phone table, tract, shelf in dB)
VOICES = {
    "slt-hts": ("cmu_us_slt_arctic_hts", "us/cmu_us_slt_arctic_hts", "arpabet", 1.06, 5.0),
    "lp": ("lp_diphone", "italian/lp_diphone", "italian_sampa", 1.03, 0.0),
    "pc": ("pc_diphone", "italian/pc_diphone", "italian_sampa", 0.91, 0.0),
}
FOLDERS = [Path("/usr/share/festival/voices"), Path("/usr/local/share/festival/voices")]
DICTIONARY = Path("/usr/share/festival/dicts/cmu/cmudict-0.4.out")
TIMEOUT = 30.0
# The English voice pauses at ends of sentences alone; so it does at every punctuation.
PHRASING = """
(Param.set 'Phrase_Method 'cart_tree)
(set! phrase_cart_tree '((lisp_token_end_punc in ("?" "." ":" ";" "!" ",")) ((BB))
  ((n.name is 0) ((BB)) ((NB)))))
"""
# One line per segment: name, end, token's id, token's name, stress, word's id.
PROGRAM = """
(voice_{voice})
{phrasing}
{lexicon}
(set! line (utt.synth (Utterance Text "{text}")))
(utt.save.wave line "{wave}" 'riff)
(mapcar (lambda (s) (format t "PHONE\\t%s\\t%f\\t%s\\t%s\\t%s\\n" (item.name s) (item.feat s "end")
  (item.feat s "R:SylStructure.parent.parent.R:Token.parent.id")
  (item.feat s "R:SylStructure.parent.parent.R:Token.parent.name")
  (item.feat s "R:SylStructure.parent.stress"))) (utt.relation.items line 'Segment))
"""


@cache
def available(voice: str) -> bool:
    """True if festival and this voice of it are installed."""
    found = any((folder / VOICES[voice][1]).is_dir() for folder in FOLDERS)
    return found and shutil.which("festival") is not None


@cache
def english_words() -> frozenset[str]:
    """The lower-case words of festival's English dictionary; empty without it.

    (flite's own dictionary leaves out what its rules read right: it can't tell a foreign word.)
    """
    if not DICTIONARY.is_file():
        return frozenset()
    entries = DICTIONARY.read_text(encoding="latin-1").splitlines()
    return frozenset(entry.split('"')[1] for entry in entries if entry.startswith('("'))


def synthesise(text: str, voice: str, lexicon: Mapping[str, str]) -> Speech:
    """`text` (Latin-1 is spoken, the rest dropped) by `voice` ("slt-hts", "lp" or "pc").

    `lexicon` overrides English pronunciations: lower-case word to ARPABET as for flite.
    """
    name, _, table, tract, shelf = VOICES[voice]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "line.wav"
        script = Path(folder) / "line.scm"
        entries = "\n".join(_entry(word, phones) for word, phones in lexicon.items())
        program = PROGRAM.format(
            voice=name,
            lexicon=entries,
            wave=path.name,  # the folder's own name may be of any letters
            phrasing=PHRASING if table == "arpabet" else "",
            text=text.replace("\\", " ").replace('"', " "),
        )
        script.write_text(program, encoding="latin-1", errors="ignore")
        process = subprocess.run(
            ["festival", "-b", script.name],
            cwd=folder,
            capture_output=True,
            timeout=TIMEOUT,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
        if not path.is_file():
            raise RuntimeError(f"festival failed: {process.stderr.decode('latin-1')[-400:]}")
        with wave.open(str(path), "rb") as file:
            rate = file.getframerate()
            samples = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768.0
    samples = unwrap(samples, rate)
    phones: list[Phone] = []
    words: list[str] = []
    last, start = "", 0.0
    for line in process.stdout.decode("latin-1").splitlines():
        if not line.startswith("PHONE\t"):
            continue
        _, phone, end, token, token_name, stress = line.split("\t")
        ipa = to_ipa(phone, table)
        spoken = ipa != SILENCE and token != "0"
        if spoken and token != last:
            words.append(token_name)
            last = token
        stressed = is_vowel(ipa) and (stress == "1" or phone.endswith("1"))
        phones.append(Phone(ipa, start, float(end), len(words) - 1 if spoken else -1, stressed))
        start = float(end)
    return Speech(samples, rate, phones, words, f"festival:{voice}", tract, shelf)


def unwrap(samples: Samples, rate: int) -> Samples:
    """`samples` without the clicks of 16-bit overflow that the diphone voices have.

    A jump from near one end of the range to near the other that jumps back within a millisecond
    went past the end: it is put there.
    """
    fixed = samples.copy()
    near, jump, longest = 0.75, 1.5, round(0.001 * rate)
    at = 1
    while at < len(samples):
        before, now = samples[at - 1], samples[at]
        if abs(now - before) > jump and min(abs(now), abs(before)) > near:
            end = at + 1
            while end < len(samples) and end - at < longest and samples[end] * now > 0:
                end += 1
            if end < len(samples) and abs(samples[end] - samples[end - 1]) > jump:
                fixed[at:end] += 2.0 if before > 0 else -2.0
                at = end
        at += 1
    return fixed


def _entry(word: str, phones: str) -> str:
    """A festival lexicon entry: one syllable per vowel, consonants before it, codas at the end."""
    syllables: list[tuple[list[str], str]] = []
    waiting: list[str] = []
    for phone in phones.split():
        waiting.append(phone.rstrip("01"))
        if phone[-1] in "01":
            syllables.append((waiting, phone[-1]))
            waiting = []
    if waiting and syllables:
        syllables[-1][0].extend(waiting)
    body = " ".join(f"(({' '.join(names)}) {stress})" for names, stress in syllables)
    return f'(lex.add.entry \'("{word}" nil ({body})))'
