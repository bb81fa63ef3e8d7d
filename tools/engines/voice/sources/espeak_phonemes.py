"""The phonemes of a text by espeak-ng, without sound. Its library is loaded in this process."""

import ctypes
from functools import cache

import espeakng_loader

from tools.engines.voice.sources.espeak import VOICES

TIE = "^"  # between the signs of one sound: t^s
_RETRIEVAL, _UTF8 = 1, 1
_IPA, _TIED = 0x02, 0x80


def phonemes(text: str, language: str) -> str:
    """`text`, of one clause, in IPA with stress marks, a space between words; ties as `TIE`.

    RuntimeError if the library does not know the language.
    """
    library = _library()
    if library.espeak_SetVoiceByName(VOICES[language].encode()) != 0:
        raise RuntimeError(f"espeak-ng has no voice {VOICES[language]!r}")
    left = ctypes.c_char_p(text.encode())
    said: list[str] = []
    while left.value:
        part = library.espeak_TextToPhonemes(
            ctypes.byref(left), _UTF8, ord(TIE) << 8 | _TIED | _IPA
        )
        said.append((part or b"").decode())
    return " ".join(" ".join(said).split())


@cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(str(espeakng_loader.get_library_path()))
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    library.espeak_TextToPhonemes.argtypes = [
        ctypes.POINTER(ctypes.c_char_p),
        ctypes.c_int,
        ctypes.c_int,
    ]
    library.espeak_Initialize(_RETRIEVAL, 0, str(espeakng_loader.get_data_path()).encode(), 0)
    return library
