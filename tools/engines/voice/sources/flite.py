"""English through libflite, in this process: the voices rms and slt (16 kHz), warm after one line.

The library is the system's (Debian: `flite`); `available` is false without it.
"""

import ctypes
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from tools.engines.voice.phonetics.phones import is_vowel, to_ipa
from tools.engines.voice.speech import SILENCE, Phone, Speech

TRACT = {"rms": 1.0, "slt": 1.07}
SHELF = {"rms": 1.0, "slt": 8.0}  # dB
_WORD = b"R:SylStructure.parent.parent"
_TOKEN = _WORD + b".R:Token.parent"
_P, _S, _F = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_float
_SIGNATURES: dict[str, tuple[Any, list[Any]]] = {
    "flite_synth_text": (_P, [_S, _P]),
    "flite_voice_add_lex_addenda": (ctypes.c_int, [_P, _S]),
    "utt_wave": (_P, [_P]),
    "utt_relation": (_P, [_P, _S]),
    "relation_head": (_P, [_P]),
    "item_next": (_P, [_P]),
    "ffeature_string": (_S, [_P, _S]),
    "item_feat_float": (_F, [_P, _S]),
    "path_to_item": (_P, [_P, _S]),
    "delete_utterance": (None, [_P]),
}


class _Wave(ctypes.Structure):
    """flite's cst_wave."""

    _fields_ = [
        ("type", ctypes.c_char_p),
        ("sample_rate", ctypes.c_int),
        ("num_samples", ctypes.c_int),
        ("num_channels", ctypes.c_int),
        ("samples", ctypes.POINTER(ctypes.c_short)),
    ]


@cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL("libflite.so.1")
    for name, (result, arguments) in _SIGNATURES.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    library.flite_init()
    return library


@cache
def _voice(name: str) -> int:
    _library()
    register = getattr(ctypes.CDLL(f"libflite_cmu_us_{name}.so.1"), f"register_cmu_us_{name}")
    register.restype, register.argtypes = _P, [_P]
    return register(None)


@cache
def available(voice: str) -> bool:
    """True if libflite and this voice of it can be loaded."""
    try:
        return bool(_voice(voice))
    except (OSError, AttributeError):
        return False


def pronounce(text: str) -> list[tuple[str, list[str]]]:
    """The words of `text` as flite reads them: lower-case word and its ARPABET phones."""
    said: list[tuple[str, list[str]]] = []
    last = None
    for item in _segments(text, "rms", {}):
        word = item["word"]
        if word and word != last:
            said.append((item["word_name"], []))
        if word:
            said[-1][1].append(item["name"] + ("1" if item["stressed"] else ""))
        last = word
    return said


def synthesise(text: str, voice: str, lexicon: Mapping[str, str]) -> Speech:
    """`text` (ASCII) by `voice` ("rms" or "slt").

    `lexicon` overrides the pronunciation of words: lower-case word to ARPABET with the digit 1 or 0
    behind every vowel.
    """
    wave: list[Any] = []
    items = list(_segments(text, voice, lexicon, wave))
    phones: list[Phone] = []
    words: list[str] = []
    last, start = None, 0.0
    for item in items:
        ipa = to_ipa(item["name"], "arpabet")
        if item["token"] and item["token"] != last:
            words.append(item["token_name"])
        last = item["token"] or last
        index = len(words) - 1 if item["token"] and ipa != SILENCE else -1
        stressed = item["stressed"] and is_vowel(ipa)
        phones.append(Phone(ipa, start, item["end"], index, stressed))
        start = item["end"]
    samples, rate = wave
    return Speech(samples, rate, phones, words, f"flite:{voice}", TRACT[voice], SHELF[voice])


def _segments(
    text: str, voice: str, lexicon: Mapping[str, str], wave: list[Any] | None = None
) -> Iterator[dict[str, Any]]:
    library, handle = _library(), _voice(voice)
    with tempfile.NamedTemporaryFile("w", suffix=".lex") as addenda:
        for word, phones in lexicon.items():
            addenda.write(f"{word} nil : {phones}\n")
        addenda.flush()
        library.flite_voice_add_lex_addenda(handle, str(Path(addenda.name)).encode())
    ctypes.CDLL(None).srand(1)  # the excitation is drawn with rand(): same line, same bytes
    utterance = library.flite_synth_text(text.encode("ascii", "ignore"), handle)
    try:
        item = library.relation_head(library.utt_relation(utterance, b"Segment"))
        while item:
            yield {
                "name": library.ffeature_string(item, b"name").decode(),
                "end": float(library.item_feat_float(item, b"end")),
                "stressed": library.ffeature_string(item, b"R:SylStructure.parent.stress") == b"1",
                "word": library.path_to_item(item, _WORD),
                "word_name": library.ffeature_string(item, _WORD + b".name").decode(),
                "token": library.path_to_item(item, _TOKEN),
                "token_name": library.ffeature_string(item, _TOKEN + b".name").decode(),
            }
            item = library.item_next(item)
        if wave is not None:
            spoken = ctypes.cast(library.utt_wave(utterance), ctypes.POINTER(_Wave)).contents
            samples = np.ctypeslib.as_array(spoken.samples, (spoken.num_samples,))
            wave.extend([samples.astype(np.float64) / 32768.0, int(spoken.sample_rate)])
    finally:
        library.delete_utterance(utterance)
