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

from tools.engines.voice.phones import is_vowel, to_ipa
from tools.engines.voice.speech import SILENCE, Phone, Speech

# name: (festival's voice, folder under the voices, phone table, tract)
VOICES = {
    "slt-hts": ("cmu_us_slt_arctic_hts", "us/cmu_us_slt_arctic_hts", "arpabet", 1.06),
    "lp": ("lp_diphone", "italian/lp_diphone", "italian_sampa", 1.03),
    "pc": ("pc_diphone", "italian/pc_diphone", "italian_sampa", 0.91),
}
FOLDERS = [Path("/usr/share/festival/voices"), Path("/usr/local/share/festival/voices")]
TIMEOUT = 30.0
# One line per segment: name, end, token's id, token's name, stress, word's id.
PROGRAM = """
(voice_{voice})
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


def synthesise(text: str, voice: str, lexicon: Mapping[str, str]) -> Speech:
    """`text` (Latin-1 is spoken, the rest dropped) by `voice` ("slt-hts", "lp" or "pc").

    `lexicon` overrides English pronunciations: lower-case word to ARPABET as for flite.
    """
    name, _, table, tract = VOICES[voice]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "line.wav"
        script = Path(folder) / "line.scm"
        entries = "\n".join(_entry(word, phones) for word, phones in lexicon.items())
        program = PROGRAM.format(
            voice=name, lexicon=entries, wave=path,
            text=text.replace("\\", " ").replace('"', " "),
        )
        script.write_text(program, encoding="latin-1", errors="ignore")
        process = subprocess.run(
            ["festival", "-b", str(script)], capture_output=True, timeout=TIMEOUT, check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
        if not path.is_file():
            raise RuntimeError(f"festival failed: {process.stderr.decode('latin-1')[-400:]}")
        with wave.open(str(path), "rb") as file:
            rate = file.getframerate()
            samples = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768.0
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
    return Speech(np.asarray(samples), rate, phones, words, f"festival:{voice}", tract)


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
    return f"(lex.add.entry '(\"{word}\" nil ({body})))"
